"""What is held up right now: documents that could not be read, invoices that the tax bureau has not answered well for, and sendings that ledgers have not taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, String, and_, func, null, or_, select, text, type_coerce
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from intake.overview.held_up import Example, HeldUp, Place
from intake.state import InvoiceState
from intake.store.tables import UNREAD, DocumentRow, InvoiceRow
from intake.store.upload_tables import UploadRow
from intake.store.verification_tables import VerificationRow
from intake.upload.outbox import WAITING_STATES, SendingCause, UploadState
from intake.verification.reasons import FOR_PERSONS, WaitReason

EXAMPLES = 5
_ENDED = (UploadState.REJECTED, UploadState.DEAD)
_WAIT_NORMALLY = (SendingCause.NONE, SendingCause.NOT_THERE_YET, SendingCause.NO_LEDGER)
"""Of a sending that is on its way, or of a firm without a ledger, where that is no delay."""
_FOR_PEOPLE = FOR_PERSONS | {WaitReason.PERMISSION, WaitReason.QUOTA}
"""Nothing but a person mends these."""
_BY_ITSELF = frozenset({SendingCause.UNAVAILABLE, SendingCause.NO_ANSWER, SendingCause.INTERRUPTED, SendingCause.NEVER_ARRIVED})
_Column = ColumnElement[Any] | InstrumentedAttribute[Any]


def held_up(session: Session, tenant: str) -> Sequence[HeldUp]:
    """Those that need a person first, then by how many they are."""
    found = [*_unread(session, tenant), *_unverified(session, tenant), *_unsent(session, tenant)]
    return tuple(sorted(found, key=lambda each: (not each.by_person, -each.count, each.since)))


def _unread(session: Session, tenant: str) -> Iterator[HeldUp]:
    since, reason = DocumentRow.moved_at, DocumentRow.error_code
    statement = _ranked(reason, since, null(), DocumentRow.id, null(), DocumentRow.name)
    statement = statement.where(DocumentRow.tenant == tenant, DocumentRow.deleted_at.is_(None)).where(text(f"documents.{UNREAD}"))
    yield from _grouped(session, statement, Place.READING, lambda _: True)


def _unverified(session: Session, tenant: str) -> Iterator[HeldUp]:
    waits = and_(InvoiceRow.state == InvoiceState.VERIFYING, VerificationRow.reason != WaitReason.BEING_ASKED)
    with_person = and_(InvoiceRow.state == InvoiceState.IN_REVIEW, VerificationRow.reason.in_(FOR_PERSONS))
    there = [InvoiceRow.tenant == tenant, InvoiceRow.deleted_at.is_(None), InvoiceRow.state.in_((InvoiceState.VERIFYING, InvoiceState.IN_REVIEW))]
    reason = type_coerce(VerificationRow.reason, String)
    statement = (
        _ranked(reason, VerificationRow.since, VerificationRow.due_at, InvoiceRow.document_id, InvoiceRow.id, InvoiceRow.number)
        .join(VerificationRow, VerificationRow.invoice_id == InvoiceRow.id)
        .where(*there, or_(waits, with_person))
    )
    yield from _grouped(session, statement, Place.VERIFICATION, lambda said: WaitReason(said) in _FOR_PEOPLE)


def _unsent(session: Session, tenant: str) -> Iterator[HeldUp]:
    """Of each invoice its last sending: what became of earlier ones is over."""
    later = aliased(UploadRow)
    is_last = ~select(later.id).where(later.invoice_id == UploadRow.invoice_id, later.revision > UploadRow.revision).exists()
    waits = and_(UploadRow.state.in_(WAITING_STATES), UploadRow.cause.not_in(_WAIT_NORMALLY))
    with_person = and_(UploadRow.state.in_(_ENDED), UploadRow.cause != SendingCause.WITHDRAWN, InvoiceRow.state == InvoiceState.IN_REVIEW)
    there = [UploadRow.tenant == tenant, UploadRow.state.in_((*WAITING_STATES, *_ENDED)), or_(waits, with_person), InvoiceRow.deleted_at.is_(None), is_last]
    reason = type_coerce(UploadRow.cause, String)
    statement = (
        _ranked(reason, UploadRow.moved_at, UploadRow.next_at, InvoiceRow.document_id, InvoiceRow.id, InvoiceRow.number)
        .join(UploadRow, UploadRow.invoice_id == InvoiceRow.id)
        .where(*there)
    )
    yield from _grouped(session, statement, Place.LEDGER, lambda said: SendingCause(said) not in _BY_ITSELF)


def _ranked(reason: _Column, since: _Column, next_at: _Column, document_id: _Column, invoice_id: _Column, name: _Column) -> Select[Any]:
    """A row for each record, numbered within its reason from the one that waits longest, with what the reason's records have together."""
    place = func.row_number().over(partition_by=reason, order_by=since).label("place")
    together = (func.count().over(partition_by=reason).label("records"), func.min(next_at).over(partition_by=reason).label("next_at"))
    record = (since.label("since"), document_id.label("document_id"), invoice_id.label("invoice_id"), name.label("name"))
    return select(reason.label("reason"), *record, place, *together)


def _grouped(session: Session, ranked: Select[Any], place: Place, needs_person: Callable[[str], bool]) -> Iterator[HeldUp]:
    inner = ranked.subquery()
    statement = select(inner).where(inner.c.place <= EXAMPLES).order_by(inner.c.reason, inner.c.place)
    for reason, group in groupby(session.execute(statement), key=lambda row: str(row.reason)):
        rows = list(group)
        first = rows[0]
        yield HeldUp(place, reason, first.records, first.since, first.next_at, needs_person(reason), tuple(map(_example, rows)))


def _example(row: Row[Any]) -> Example:
    return Example(row.document_id, row.invoice_id, row.name, row.since)
