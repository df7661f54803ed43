"""What waits for a reviewer, in the order in which it is to be looked at.

A document with its invoices is one thing to review. First what is older than the firm allows; then by what a mistake would cost, in slots of a power of ten; inside a slot
the documents of one seller together, so that the eye stays on one layout, and the oldest first. With `quick_wins` those with the fewest findings lead their slot.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, select
from sqlalchemy.orm import Session

from intake.invoice import Severity
from intake.state import InvoiceState
from intake.store.agreements import AgreementRow
from intake.store.keyings import KeyingRow
from intake.store.review_tables import ReviewLeaseRow, ReviewPauseRow
from intake.store.tables import FindingRow, InvoiceRow, ReceiptRow

_COST = {Severity.ERROR: 4, Severity.WARNING: 2}
"""How many times more likely an invoice with such a finding is to be wrong, roughly: enough to sort by."""
_SLOTS = (10_000_000, 1_000_000, 100_000)
"""分, of total times cost."""


@dataclass(frozen=True)
class Reviewer:
    """For whom the queue is drawn up."""

    name: str
    """Of the actor."""
    own_review: bool
    """Whether they may review what they sent."""


@dataclass(frozen=True)
class Waiting:
    """A document with invoices under review."""

    document_id: UUID
    received_at: datetime
    overdue: bool
    invoices: int
    findings: int
    """Errors and warnings."""
    seller: str
    total: int | None
    """分, the largest of its invoices; None where none could be read."""


@dataclass(frozen=True)
class QueueCounts:
    """Documents with invoices under review; those put off are only in `paused`."""

    waiting: int
    overdue: int
    paused: int


def review_queue(
    session: Session,
    tenant: str,
    reviewer: Reviewer,
    at: datetime,
    allowed: timedelta,
    *,
    limit: int,
    quick_wins: bool = False,
    only_free: bool = False,
) -> Sequence[Waiting]:
    """`allowed`: how long a document may wait. With `only_free` without those that somebody has before them."""
    documents = _documents(tenant, at, allowed).where(*_for(reviewer), ~_paused(at))
    if only_free:
        documents = documents.where(~_held(at))
    found = documents.group_by(InvoiceRow.document_id).subquery()
    since = func.min(found.c.received_at).over(partition_by=(found.c.overdue, found.c.slot, found.c.seller))
    quick = (found.c.findings,) if quick_wins else ()
    ordered = select(found).order_by(found.c.overdue.desc(), found.c.slot.desc(), *quick, since, found.c.seller, found.c.received_at, found.c.document_id)
    return tuple(
        Waiting(row.document_id, row.received_at, bool(row.overdue), row.invoices, row.findings, row.seller, row.total)
        for row in session.execute(ordered.limit(limit))
    )


def queue_counts(session: Session, tenant: str, reviewer: Reviewer, at: datetime, allowed: timedelta) -> QueueCounts:
    is_paused, is_late = _paused(at), InvoiceRow.received_at <= at - allowed
    counted = [func.count(case((condition, InvoiceRow.document_id)).distinct()) for condition in (~is_paused, and_(~is_paused, is_late), is_paused)]
    counts = session.execute(select(*counted).where(*_under_review(tenant), *_for(reviewer))).one()
    return QueueCounts(counts[0], counts[1], counts[2])


def invoices_under_review(session: Session, tenant: str, document_ids: Sequence[UUID], reviewer: str) -> dict[UUID, list[UUID]]:
    """Document -> its invoices that wait for this actor's word, in the order they stand in it; documents without are left out."""
    statement = (
        select(InvoiceRow.document_id, InvoiceRow.id)
        .where(*_under_review(tenant), ~_agreed(reviewer), InvoiceRow.document_id.in_(document_ids))
        .order_by(InvoiceRow.document_id, InvoiceRow.page, InvoiceRow.position)
    )
    found: dict[UUID, list[UUID]] = {}
    for document_id, invoice_id in session.execute(statement):
        found.setdefault(document_id, []).append(invoice_id)
    return found


def _documents(tenant: str, at: datetime, allowed: timedelta) -> Select[tuple[UUID, datetime, int, int, int, str, int | None, int]]:
    cost = func.max(case(_COST, value=FindingRow.severity, else_=1))
    total = func.max(func.abs(InvoiceRow.total))
    # A total that nobody could read may be any.
    unread = (func.count(InvoiceRow.total) < func.count(InvoiceRow.id), len(_SLOTS))
    slot = case(unread, *((total * cost >= least, len(_SLOTS) - place) for place, least in enumerate(_SLOTS)), else_=0)
    return (
        select(
            InvoiceRow.document_id,
            func.min(InvoiceRow.received_at).label("received_at"),
            func.max(case((InvoiceRow.received_at <= at - allowed, 1), else_=0)).label("overdue"),
            func.count(InvoiceRow.id.distinct()).label("invoices"),
            func.count(FindingRow.rule).label("findings"),
            func.min(InvoiceRow.seller_name).label("seller"),
            total.label("total"),
            slot.label("slot"),
        )
        .outerjoin(FindingRow, and_(FindingRow.invoice_id == InvoiceRow.id, FindingRow.severity.in_(list(_COST))))
        .where(*_under_review(tenant))
    )


def _under_review(tenant: str) -> tuple[ColumnElement[bool], ...]:
    return (InvoiceRow.tenant == tenant, InvoiceRow.state == InvoiceState.IN_REVIEW, InvoiceRow.deleted_at.is_(None))


def _for(reviewer: Reviewer) -> tuple[ColumnElement[bool], ...]:
    """What waits for this one's word: not what they agreed to already, and what they sent only where that is allowed."""
    if reviewer.own_review:
        return (~_agreed(reviewer.name),)
    own = select(ReceiptRow.id).where(ReceiptRow.document_id == InvoiceRow.document_id, ReceiptRow.sender == reviewer.name)
    return (~_agreed(reviewer.name), ~own.exists())


def _agreed(reviewer: str) -> ColumnElement[bool]:
    """Their word still holds, and that of another person is waited for: a second one's, or where the second keyed otherwise, one who settles it. Then the first may think again."""
    said = [AgreementRow.invoice_id == InvoiceRow.id, AgreementRow.version == InvoiceRow.version, AgreementRow.who == reviewer]
    keyed = [KeyingRow.invoice_id == InvoiceRow.id, KeyingRow.version == InvoiceRow.version]
    agreed, contested = select(AgreementRow.invoice_id).where(*said).exists(), select(KeyingRow.invoice_id).where(*keyed).exists()
    return and_(agreed, ~contested) | select(KeyingRow.invoice_id).where(*keyed, KeyingRow.who == reviewer).exists()


def _paused(at: datetime) -> ColumnElement[bool]:
    return select(ReviewPauseRow.document_id).where(ReviewPauseRow.document_id == InvoiceRow.document_id, ReviewPauseRow.until > at).exists()


def _held(at: datetime) -> ColumnElement[bool]:
    return select(ReviewLeaseRow.document_id).where(ReviewLeaseRow.document_id == InvoiceRow.document_id, ReviewLeaseRow.ends_at > at).exists()
