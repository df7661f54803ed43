"""What happened to a record: who, when, why. Entries are only ever added, in the transaction that did it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from intake.store.tables import HistoryRow
from intake.store.words import HistoryEvent


@dataclass(frozen=True)
class HistoryEntry:
    event: HistoryEvent
    source: str
    """State before, "" where there was none."""
    target: str
    """State after; the same where the event moves nothing."""
    who: str
    why: str
    happened_at: datetime


def add_to_document(session: Session, tenant: str, document_id: UUID, entry: HistoryEntry) -> None:
    _add(session, tenant, document_id, None, entry)


def add_to_invoice(session: Session, tenant: str, invoice_id: UUID, entry: HistoryEntry) -> None:
    _add(session, tenant, None, invoice_id, entry)


def history_of_document(session: Session, tenant: str, document_id: UUID) -> Sequence[HistoryEntry]:
    """Oldest first; empty where this tenant has no such document."""
    return _entries(session, tenant, HistoryRow.document_id, document_id)


def history_of_invoice(session: Session, tenant: str, invoice_id: UUID) -> Sequence[HistoryEntry]:
    """Oldest first; empty where this tenant has no such invoice."""
    return _entries(session, tenant, HistoryRow.invoice_id, invoice_id)


def _add(session: Session, tenant: str, document_id: UUID | None, invoice_id: UUID | None, entry: HistoryEntry) -> None:
    session.execute(
        insert(HistoryRow).values(
            tenant=tenant,
            document_id=document_id,
            invoice_id=invoice_id,
            event=entry.event,
            source=entry.source,
            target=entry.target,
            who=entry.who,
            why=entry.why,
            happened_at=entry.happened_at,
        )
    )


def _entries(session: Session, tenant: str, column: InstrumentedAttribute[UUID | None], record_id: UUID) -> Sequence[HistoryEntry]:
    rows = session.scalars(select(HistoryRow).where(HistoryRow.tenant == tenant, column == record_id).order_by(HistoryRow.id))
    return tuple(HistoryEntry(row.event, row.source, row.target, row.who, row.why, row.happened_at) for row in rows)
