"""Whose a record is: the names under which it came in, for callers who may see only what they sent."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.store.tables import InvoiceRow, ReceiptRow


def senders_of_document(session: Session, tenant: str, document_id: UUID) -> frozenset[str]:
    """Everybody who sent these bytes, as `receipts.sender` has them; empty where this tenant has no such document."""
    return frozenset(session.scalars(select(ReceiptRow.sender).where(ReceiptRow.document_id == document_id, ReceiptRow.tenant == tenant)))


def senders_of_invoice(session: Session, tenant: str, invoice_id: UUID) -> frozenset[str]:
    """Everybody who sent the document that it is in; empty where this tenant has no such invoice."""
    document_id = session.scalar(select(InvoiceRow.document_id).where(InvoiceRow.id == invoice_id, InvoiceRow.tenant == tenant))
    return senders_of_document(session, tenant, document_id) if document_id is not None else frozenset()
