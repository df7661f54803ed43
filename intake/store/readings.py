"""What reading a document came to: the document is read, its invoices are records, all in one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from intake.result import Result
from intake.state import Actor, DocumentState
from intake.store.answers import NotAllowed, Overtaken
from intake.store.batches import record_batch_sheets
from intake.store.ids import new_id
from intake.store.invoices import add_found_invoice
from intake.store.moves import move_document
from intake.store.tables import DocumentRow, ReadingRow


@dataclass(frozen=True)
class StoredReading:
    id: UUID
    document_id: UUID
    reader: str
    """Versions of program, models and rules."""
    read_at: datetime


@dataclass(frozen=True)
class Recorded:
    reading_id: UUID
    invoices: tuple[UUID, ...]
    """One for each result, in order."""


def record_reading(
    session: Session, tenant: str, document_id: UUID, results: Sequence[Result], *, reader: str, actor: Actor, at: datetime
) -> Recorded | Overtaken | NotAllowed:
    """Keep what was found in a document that is being read, given in the public result format without errors. A worker that comes late gets Overtaken, and keeps nothing.

    Invoices that an earlier reading found and this one did not stay as they are: only a person removes a record.
    """
    why = f"{len(results)} found"
    moved = move_document(session, tenant, document_id, DocumentState.READING, DocumentState.READ, actor=actor, why=why, at=at)
    if isinstance(moved, Overtaken | NotAllowed):
        return moved
    session.execute(update(DocumentRow).where(DocumentRow.id == document_id).values(error_code="", worker=""))
    received_at = session.execute(select(DocumentRow.received_at).where(DocumentRow.id == document_id)).scalar_one()
    reading_id = new_id()
    session.execute(insert(ReadingRow).values(id=reading_id, document_id=document_id, reader=reader, read_at=at))
    record_batch_sheets(session, tenant, document_id, results)
    invoices = tuple(add_found_invoice(session, tenant, document_id, received_at, reading_id, result, actor, at) for result in results)
    return Recorded(reading_id, invoices)


def readings_of_document(session: Session, tenant: str, document_id: UUID) -> Sequence[StoredReading]:
    """Oldest first."""
    statement = (
        select(ReadingRow).join(DocumentRow).where(DocumentRow.id == document_id, DocumentRow.tenant == tenant).order_by(ReadingRow.read_at, ReadingRow.id)
    )
    return tuple(StoredReading(row.id, row.document_id, row.reader, row.read_at) for row in session.scalars(statement))
