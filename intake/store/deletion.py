"""Deleting softly and restoring: a deleted record is out of every list and out of the way of others, and can be brought back as it was."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from intake.state import MAY_DELETE, MAY_RESTORE, RELEASED_STATES, SENT_STATES, SETTLED_STATES, Actor, InvoiceState
from intake.store.answers import DeletionAnswer, Done, NotAllowed, NotNow, Overtaken, RestoreAnswer, Taken
from intake.store.held_keys import KEEPER, change_or_find_holder, reopen, reopen_duplicates, unless_taken
from intake.store.history import HistoryEntry, add_to_document, add_to_invoice
from intake.store.learning import forget_invoice, is_confirmed, learn_invoice
from intake.store.open_uploads import is_booked, open_upload, withdraw_upload
from intake.store.tables import DocumentRow, InvoiceRow
from intake.store.verifications import wake
from intake.store.words import HistoryEvent


def delete_invoice(session: Session, tenant: str, invoice_id: UUID, *, actor: Actor, why: str, at: datetime, version: int | None = None) -> DeletionAnswer:
    """NotNow where the ledger has it or may have it. Its oldest duplicate takes its place."""
    if not actor.may(MAY_DELETE):
        return NotAllowed(MAY_DELETE)
    live = [InvoiceRow.id == invoice_id, InvoiceRow.tenant == tenant, InvoiceRow.deleted_at.is_(None)]
    there = [InvoiceRow.state.not_in(SENT_STATES), ~is_booked(InvoiceRow.id), *([] if version is None else [InvoiceRow.version == version])]
    statement = update(InvoiceRow).where(*live, *there).values(deleted_at=at, version=InvoiceRow.version + 1)
    row = session.execute(statement.returning(InvoiceRow.version, InvoiceRow.state)).one_or_none()
    if row is None:
        found = session.execute(select(InvoiceRow.state, InvoiceRow.version, is_booked(InvoiceRow.id)).where(*live)).one_or_none()
        if found is None:
            return Overtaken()
        state, standing_version, booked = found
        return NotNow(state) if booked or state in SENT_STATES else Overtaken(state, standing_version)
    add_to_invoice(session, tenant, invoice_id, HistoryEntry(HistoryEvent.DELETED, row.state, row.state, actor.name, why, at))
    forget_invoice(session, tenant, invoice_id)
    withdraw_upload(session, tenant, invoice_id, actor.name, at)
    if row.state not in RELEASED_STATES:
        reopen_duplicates(session, tenant, invoice_id, at)
    return Done(row.version)


def restore_invoice(session: Session, tenant: str, invoice_id: UUID, *, actor: Actor, why: str, at: datetime) -> RestoreAnswer:
    """Taken where another live record has become this invoice. Overtaken where it is not deleted, or its document is."""
    if not actor.may(MAY_RESTORE):
        return NotAllowed(MAY_RESTORE)
    document_lives = select(DocumentRow.id).where(DocumentRow.id == InvoiceRow.document_id, DocumentRow.deleted_at.is_(None)).exists()
    there = [InvoiceRow.id == invoice_id, InvoiceRow.tenant == tenant, InvoiceRow.deleted_at.is_not(None), document_lives]
    found = session.execute(select(InvoiceRow.invoice_key, InvoiceRow.state).where(*there)).one_or_none()
    if found is None:
        return Overtaken()
    statement = update(InvoiceRow).where(*there).values(deleted_at=None, version=InvoiceRow.version + 1).returning(InvoiceRow.version)
    answer = change_or_find_holder(session, tenant, found.invoice_key, lambda: session.scalar(statement) or 0)
    if isinstance(answer, UUID):
        return Taken(answer)
    if not answer:
        return Overtaken()
    add_to_invoice(session, tenant, invoice_id, HistoryEntry(HistoryEvent.RESTORED, found.state, found.state, actor.name, why, at))
    if found.state in SETTLED_STATES:
        learn_invoice(session, tenant, invoice_id, at, confirmed=is_confirmed(session, invoice_id, found.state))
    if found.state is InvoiceState.VERIFYING:
        wake(session, tenant, invoice_id, at)
    if found.state is InvoiceState.VERIFIED:
        open_upload(session, tenant, invoice_id, actor.name, at)
    if found.state is InvoiceState.DUPLICATE:
        _reopen_if_alone(session, tenant, invoice_id, at)
    return Done(answer)


def delete_document(session: Session, tenant: str, document_id: UUID, *, actor: Actor, why: str, at: datetime) -> DeletionAnswer:
    """With its invoices, all of them or nothing: NotNow where the ledger has one of them. The same bytes sent again are a new document then."""
    if not actor.may(MAY_DELETE):
        return NotAllowed(MAY_DELETE)
    live = [DocumentRow.id == document_id, DocumentRow.tenant == tenant, DocumentRow.deleted_at.is_(None)]
    with session.begin_nested() as undoable:
        statement = update(DocumentRow).where(*live).values(deleted_at=at, version=DocumentRow.version + 1)
        row = session.execute(statement.returning(DocumentRow.version, DocumentRow.state)).one_or_none()
        if row is None:
            return Overtaken()
        add_to_document(session, tenant, document_id, HistoryEntry(HistoryEvent.DELETED, row.state, row.state, actor.name, why, at))
        mine = select(InvoiceRow.id).where(InvoiceRow.document_id == document_id, InvoiceRow.deleted_at.is_(None)).order_by(InvoiceRow.id)
        for invoice_id in session.scalars(mine).all():
            answer = delete_invoice(session, tenant, invoice_id, actor=actor, why=f"with its document: {why}", at=at)
            if isinstance(answer, NotNow):
                undoable.rollback()
                return answer
    return Done(row.version)


def restore_document(session: Session, tenant: str, document_id: UUID, *, actor: Actor, why: str, at: datetime) -> RestoreAnswer:
    """With the invoices that were deleted along with it, but for those that another record has become by now: they stay deleted, and can be restored when that one goes.

    Taken where the same bytes came in again since and are another document.
    """
    if not actor.may(MAY_RESTORE):
        return NotAllowed(MAY_RESTORE)
    there = [DocumentRow.id == document_id, DocumentRow.tenant == tenant, DocumentRow.deleted_at.is_not(None)]
    found = session.execute(select(DocumentRow.sha256, DocumentRow.state, DocumentRow.deleted_at).where(*there)).one_or_none()
    if found is None:
        return Overtaken()
    statement = update(DocumentRow).where(*there).values(deleted_at=None, version=DocumentRow.version + 1).returning(DocumentRow.version)
    version = unless_taken(session, lambda: session.scalar(statement) or 0)
    if version is None:
        same_bytes = select(DocumentRow.id).where(DocumentRow.tenant == tenant, DocumentRow.sha256 == found.sha256, DocumentRow.deleted_at.is_(None))
        holder = session.scalar(same_bytes)
        return Overtaken() if holder is None else Taken(holder)
    if not version:
        return Overtaken()
    add_to_document(session, tenant, document_id, HistoryEntry(HistoryEvent.RESTORED, found.state, found.state, actor.name, why, at))
    deleted_along = select(InvoiceRow.id).where(InvoiceRow.document_id == document_id, InvoiceRow.deleted_at == found.deleted_at).order_by(InvoiceRow.id)
    for invoice_id in session.scalars(deleted_along).all():
        restore_invoice(session, tenant, invoice_id, actor=actor, why=f"with its document: {why}", at=at)
    return Done(version)


def _reopen_if_alone(session: Session, tenant: str, invoice_id: UUID, at: datetime) -> None:
    """A duplicate whose first record let go of the invoice while it was deleted."""
    first = select(InvoiceRow.duplicate_of).where(InvoiceRow.id == invoice_id).scalar_subquery()
    standing = [InvoiceRow.id == first, InvoiceRow.deleted_at.is_(None), InvoiceRow.state.not_in(RELEASED_STATES)]
    if session.scalar(select(InvoiceRow.id).where(*standing).with_for_update(read=True)) is not None:
        return
    key = session.scalar(select(InvoiceRow.invoice_key).where(InvoiceRow.id == invoice_id))
    why = "its first record no longer stands for this invoice"
    entry = HistoryEntry(HistoryEvent.MOVED, InvoiceState.DUPLICATE, InvoiceState.IN_REVIEW, KEEPER.name, why, at)
    answer = reopen(session, tenant, invoice_id, key, entry)
    if isinstance(answer, Taken):
        session.execute(update(InvoiceRow).where(InvoiceRow.id == invoice_id).values(duplicate_of=answer.holder))
