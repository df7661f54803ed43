"""Invoices that were typed (补录): whoever typed one, or changed a value that stands, never approves it. Asked in the transaction that approves, whichever way the approval came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.entries.entry import MEDIA_TYPE
from intake.entries.refusals import entry_needs_another_person
from intake.state import Actor
from intake.store.field_values import values_said
from intake.store.standing_value import standing_value
from intake.store.tables import DocumentRow, InvoiceRow, ReceiptRow
from intake.store.words import ValueRole


def refuse_own_entry(session: Session, tenant: str, invoice_id: UUID, actor: Actor) -> None:
    """Raises RequestRefused (`entry_needs_another_person`). An invoice that was read passes."""
    of_entry = (
        select(InvoiceRow.document_id)
        .join(DocumentRow, DocumentRow.id == InvoiceRow.document_id)
        .where(InvoiceRow.id == invoice_id, InvoiceRow.tenant == tenant, DocumentRow.media_type == MEDIA_TYPE)
    )
    document_id = session.scalar(of_entry)
    if document_id is not None and actor.name in _typists(session, tenant, document_id, invoice_id):
        raise entry_needs_another_person()


def _typists(session: Session, tenant: str, document_id: UUID, invoice_id: UUID) -> frozenset[str]:
    """Names of actors."""
    entered = session.scalars(select(ReceiptRow.sender).where(ReceiptRow.document_id == document_id, ReceiptRow.tenant == tenant))
    standing = (standing_value(said) for said in values_said(session, tenant, invoice_id).values())
    return frozenset({*entered, *(value.who for value in standing if value is not None and value.role is ValueRole.SET)})


def sha256_of_documents(session: Session, tenant: str, documents: Sequence[UUID], only_sender: str | None = None) -> tuple[str, ...] | None:
    """Of live documents, in order; None where this tenant lacks one, or `only_sender` did not send it."""
    if not documents:
        return ()
    statement = select(DocumentRow.id, DocumentRow.sha256).where(DocumentRow.tenant == tenant, DocumentRow.id.in_(documents), DocumentRow.deleted_at.is_(None))
    if only_sender is not None:
        statement = statement.where(select(ReceiptRow.id).where(ReceiptRow.document_id == DocumentRow.id, ReceiptRow.sender == only_sender).exists())
    found: dict[UUID, str] = {row.id: row.sha256 for row in session.execute(statement)}
    return tuple(found[document] for document in documents) if found.keys() >= set(documents) else None


def documents_with(session: Session, tenant: str, sha256: Sequence[str]) -> Mapping[str, UUID]:
    """SHA-256 -> the live document with these bytes; those that are not there are left out."""
    statement = select(DocumentRow.sha256, DocumentRow.id).where(DocumentRow.tenant == tenant, DocumentRow.sha256.in_(sha256), DocumentRow.deleted_at.is_(None))
    return {row.sha256: row.id for row in session.execute(statement)}
