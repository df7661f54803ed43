"""The only two statements that change a state: compare, set, and a line of history, in the caller's transaction. They ask nothing; `intake.store.moves` does."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from intake.state import DocumentState, InvoiceState
from intake.store.answers import Done, Overtaken
from intake.store.history import HistoryEntry, add_to_document, add_to_invoice
from intake.store.learning import learn_from_move
from intake.store.open_uploads import follow_invoice
from intake.store.tables import DocumentRow, InvoiceRow


def set_document_state(session: Session, tenant: str, document_id: UUID, entry: HistoryEntry, version: int | None = None) -> Done | Overtaken:
    """From the entry's source to its target, if the live document is in that source and, where given, at this version."""
    live = [DocumentRow.id == document_id, DocumentRow.tenant == tenant, DocumentRow.deleted_at.is_(None)]
    there = [DocumentRow.state == DocumentState(entry.source), *([] if version is None else [DocumentRow.version == version])]
    values = {"state": DocumentState(entry.target), "moved_at": entry.happened_at, "version": DocumentRow.version + 1}
    new_version = session.scalar(update(DocumentRow).where(*live, *there).values(values).returning(DocumentRow.version))
    if new_version is None:
        found = session.execute(select(DocumentRow.state, DocumentRow.version).where(*live)).one_or_none()
        return Overtaken(found.state, found.version) if found else Overtaken()
    add_to_document(session, tenant, document_id, entry)
    return Done(new_version)


def set_invoice_state(
    session: Session, tenant: str, invoice_id: UUID, entry: HistoryEntry, version: int | None = None, duplicate_of: UUID | None = None
) -> Done | Overtaken:
    """From the entry's source to its target, if the live invoice is in that source and, where given, at this version.

    Raises IntegrityError where the target holds a key that another record holds.
    """
    live = [InvoiceRow.id == invoice_id, InvoiceRow.tenant == tenant, InvoiceRow.deleted_at.is_(None)]
    there = [InvoiceRow.state == InvoiceState(entry.source), *([] if version is None else [InvoiceRow.version == version])]
    values = {"state": InvoiceState(entry.target), "moved_at": entry.happened_at, "version": InvoiceRow.version + 1, "duplicate_of": duplicate_of}
    new_version = session.scalar(update(InvoiceRow).where(*live, *there).values(values).returning(InvoiceRow.version))
    if new_version is None:
        found = session.execute(select(InvoiceRow.state, InvoiceRow.version).where(*live)).one_or_none()
        return Overtaken(found.state, found.version) if found else Overtaken()
    add_to_invoice(session, tenant, invoice_id, entry)
    learn_from_move(session, tenant, invoice_id, entry)
    follow_invoice(session, tenant, invoice_id, entry)
    return Done(new_version)
