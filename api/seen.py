"""Records as far as a caller may see them: what others sent does not exist for callers who see only their own."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from api.access_problems import record_not_found
from api.errors import RequestError
from intake.people.caller import Caller
from intake.store.documents import StoredDocument, find_document
from intake.store.invoices import StoredInvoice, find_invoice
from intake.store.receipts import Receipt, find_receipt, first_arrival, sender_of_receipt


def seen_receipt(session: Session, caller: Caller, receipt_id: UUID) -> Receipt:
    """Raises RequestError (404)."""
    receipt = find_receipt(session, caller.tenant, receipt_id)
    sender = sender_of_receipt(session, caller.tenant, receipt_id)
    if receipt is None or sender is None or not caller.sees(sender):
        raise RequestError(record_not_found())
    return receipt


def sees_document(session: Session, caller: Caller, document_id: UUID) -> bool:
    """Whoever sent the same bytes later does not see what became of the first one's document."""
    first = first_arrival(session, caller.tenant, document_id)
    return first is not None and caller.sees(first.sender)


def seen_document(session: Session, caller: Caller, document_id: UUID, *, deleted: bool = False) -> StoredDocument:
    """With `deleted`, also one that is deleted. Raises RequestError (404)."""
    document = find_document(session, caller.tenant, document_id, deleted=deleted)
    if document is None or not sees_document(session, caller, document_id):
        raise RequestError(record_not_found())
    return document


def seen_invoice(session: Session, caller: Caller, invoice_id: UUID, *, deleted: bool = False) -> StoredInvoice:
    """With `deleted`, also one that is deleted. Raises RequestError (404)."""
    invoice = find_invoice(session, caller.tenant, invoice_id, deleted=deleted)
    if invoice is None or not sees_document(session, caller, invoice.document_id):
        raise RequestError(record_not_found())
    return invoice
