"""Records as far as a caller may see them: what others sent does not exist for callers who see only their own."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from sqlalchemy.orm import Session

from api.access_problems import record_not_found
from api.errors import RequestError
from intake.people.caller import Caller
from intake.store.documents import StoredDocument, find_document
from intake.store.invoices import StoredInvoice, find_invoice
from intake.store.people_ownership import own_arrival, senders_of_document
from intake.store.receipts import Receipt, find_receipt, sender_of_receipt


def seen_receipt(session: Session, caller: Caller, receipt_id: UUID) -> Receipt:
    """Raises RequestError (404)."""
    receipt = find_receipt(session, caller.tenant, receipt_id)
    sender = sender_of_receipt(session, caller.tenant, receipt_id)
    if receipt is None or sender is None or not caller.sees(sender):
        raise RequestError(record_not_found())
    return receipt


def sees_document(session: Session, caller: Caller, document_id: UUID) -> bool:
    """Whoever sent its bytes, the first time or later, and who may see all of the tenant."""
    return caller.only_sender is None or caller.sees(*senders_of_document(session, caller.tenant, document_id))


def seen_document(session: Session, caller: Caller, document_id: UUID, *, deleted: bool = False) -> StoredDocument:
    """As the caller knows it (`as_sent`); with `deleted`, also one that is deleted. Raises RequestError (404)."""
    document = find_document(session, caller.tenant, document_id, deleted=deleted)
    if document is None or not sees_document(session, caller, document_id):
        raise RequestError(record_not_found())
    return as_sent(session, caller, document)


def as_sent(session: Session, caller: Caller, document: StoredDocument) -> StoredDocument:
    """A document that the caller may see, under their own name for it, by their own door and at their own time: who else sent it, when, and what they called it is not theirs to know."""
    mine = None if caller.only_sender is None else own_arrival(session, caller.tenant, document.id, caller.only_sender)
    return document if mine is None else replace(document, name=mine.name, door=mine.door, received_at=mine.received_at)


def seen_invoice(session: Session, caller: Caller, invoice_id: UUID, *, deleted: bool = False) -> StoredInvoice:
    """With `deleted`, also one that is deleted. Raises RequestError (404)."""
    invoice = find_invoice(session, caller.tenant, invoice_id, deleted=deleted)
    if invoice is None or not sees_document(session, caller, invoice.document_id):
        raise RequestError(record_not_found())
    return invoice
