"""What changed: a stamp of a record that costs one query, and what happened in a tenant since somebody last looked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from intake.store.people_ownership import sent_by
from intake.store.tables import DocumentRow, HistoryRow, InvoiceRow, ReceiptRow
from intake.store.words import HistoryEvent

_OVERLAP = 500
"""Entries looked at again: on PostgreSQL, one with a lower number may be committed after one with a higher."""


@dataclass(frozen=True)
class Change:
    """One line of history, as those are told who wait for it."""

    id: int
    document_id: UUID
    invoice_id: UUID | None
    """None where it is the document itself that changed."""
    event: HistoryEvent
    state: str
    """After the change."""
    happened_at: datetime


def document_stamp(session: Session, tenant: str, document_id: UUID) -> str:
    """Differs once anything about a document, its invoices or its members has changed; "" where there is none."""
    invoices = select(func.count(), func.coalesce(func.sum(InvoiceRow.version), 0)).where(InvoiceRow.document_id == document_id)
    member = aliased(DocumentRow)
    members = (
        select(func.count(), func.coalesce(func.sum(member.version), 0))
        .join(ReceiptRow, ReceiptRow.document_id == member.id)
        .where(ReceiptRow.container_id == document_id)
    )
    row = session.execute(select(DocumentRow.version, DocumentRow.deleted_at).where(DocumentRow.id == document_id, DocumentRow.tenant == tenant)).one_or_none()
    if row is None:
        return ""
    numbers = (row.version, row.deleted_at is not None, *session.execute(invoices).one(), *session.execute(members).one())
    return "-".join(str(int(number)) for number in numbers)


def last_change(session: Session, tenant: str) -> int:
    """The number of the newest change, 0 where there is none."""
    return session.scalar(select(func.max(HistoryRow.id)).where(HistoryRow.tenant == tenant)) or 0


def seen_before(session: Session, tenant: str, after: int) -> frozenset[int]:
    """Numbers of the changes up to `after` that `changes_since` would look at again."""
    statement = select(HistoryRow.id).where(HistoryRow.tenant == tenant, HistoryRow.id > after - _OVERLAP, HistoryRow.id <= after)
    return frozenset(session.scalars(statement))


def changes_since(session: Session, tenant: str, after: int, seen: frozenset[int], sender: str | None, limit: int) -> Sequence[Change]:
    """In order, those after number `after` and those a little before it that are not in `seen`. With `sender`, only of documents that this actor sent."""
    invoice = aliased(InvoiceRow)
    document_id = func.coalesce(HistoryRow.document_id, invoice.document_id)
    statement = (
        select(HistoryRow, document_id.label("of_document"))
        .outerjoin(invoice, invoice.id == HistoryRow.invoice_id)
        .where(HistoryRow.tenant == tenant, HistoryRow.id > after - _OVERLAP)
    )
    if seen:
        statement = statement.where(or_(HistoryRow.id > after, HistoryRow.id.not_in(sorted(seen))))
    if sender is not None:
        statement = statement.where(sent_by(sender, document_id))
    rows = session.execute(statement.order_by(HistoryRow.id).limit(limit))
    return tuple(
        Change(row.HistoryRow.id, row.of_document, row.HistoryRow.invoice_id, row.HistoryRow.event, row.HistoryRow.target, row.HistoryRow.happened_at)
        for row in rows
    )
