"""Receipts and documents, as clients get them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import Session

from api.invoice_views import InvoiceBrief, invoice_briefs
from api.seen import as_sent
from api.timeline import Step, timeline
from api.verdict_view import VerdictAnswer
from intake.failure_sentences import failure_sentences
from intake.opening.file_type import CONTAINERS, MEDIA_TYPES, PICTURES
from intake.people.caller import Caller
from intake.state import DOCUMENT_MOVES, DocumentState, targets
from intake.store.containers import container_failures
from intake.store.documents import StoredDocument, find_document
from intake.store.history import history_of_document, history_of_invoice
from intake.store.invoices import invoices_of_document
from intake.store.people_ownership import name_inside
from intake.store.receipts import Receipt, first_arrival, receipts_of_container, sender_of_receipt
from intake.store.upload_events import events_of_invoice
from intake.store.words import Door, Lane

POLL_MS = {Lane.SINGLE: 500, Lane.BATCH: 5000}
PICTURE_MEDIA_TYPES = frozenset(MEDIA_TYPES[kind] for kind in PICTURES)
CONTAINER_MEDIA_TYPES = frozenset(MEDIA_TYPES[kind] for kind in CONTAINERS)
_PENDING = frozenset({DocumentState.RECEIVED, DocumentState.READING})


class ReceiptState(StrEnum):
    """A document's state, or that it is deleted."""

    RECEIVED = "received"
    READING = "reading"
    READ = "read"
    FAILED = "failed"
    QUARANTINED = "quarantined"
    DELETED = "deleted"


@dataclass(frozen=True)
class Failure:
    """Why something was not read."""

    code: str
    message_en: str
    message_zh: str


@dataclass(frozen=True)
class Member:
    """A document that was taken out of a mail or archive."""

    receipt_id: UUID | None
    """Null where it is that of somebody who sent the same mail or archive before you."""
    name: str
    state: ReceiptState
    document_id: UUID


@dataclass(frozen=True)
class FailedMember:
    """What could not be taken out of it."""

    name: str
    failure: Failure


@dataclass(frozen=True)
class Links:
    """Addresses; null where there is nothing to be seen."""

    receipt: str
    document: str | None = None
    verdict: str | None = None
    """Of a picture."""


@dataclass(frozen=True)
class ReceiptAnswer:
    id: UUID
    name: str
    door: Door
    received_at: datetime
    state: ReceiptState
    document_id: UUID | None
    duplicate_of: UUID | None
    """Receipt of the first time that these bytes came in, if this is not it and you may see that."""
    failure: Failure | None
    invoices: list[InvoiceBrief]
    members: list[Member]
    failed_members: list[FailedMember]
    poll_after_ms: int | None
    """Ask again then; null when nothing more will happen by itself."""
    links: Links
    verdict: VerdictAnswer | None = None
    """On a picture, in the answer to sending it; null where it took too long: `links.verdict` has it."""


@dataclass(frozen=True)
class DocumentAnswer:
    id: UUID
    name: str
    media_type: str
    size: int
    """Bytes."""
    sha256: str
    door: Door
    lane: Lane
    received_at: datetime
    state: DocumentState
    moved_at: datetime
    """In this state since then."""
    attempts: int
    version: int
    deleted_at: datetime | None
    failure: Failure | None
    invoices: list[InvoiceBrief]
    members: list[Member]
    failed_members: list[FailedMember]
    timeline: list[Step]
    may_read_again: bool
    """Whether you may have it read again now."""
    is_settled: bool
    """Nothing more will happen by itself, as far as reading goes."""
    poll_after_ms: int | None


def receipt_answer(session: Session, caller: Caller, receipt: Receipt, verdict: VerdictAnswer | None = None) -> ReceiptAnswer:
    """`receipt` is one that the caller may see."""
    document = as_sent(session, caller, _document_of(session, caller, receipt))
    first = first_arrival(session, caller.tenant, document.id)
    members = _members(session, caller, document)
    has_verdict = document.media_type in PICTURE_MEDIA_TYPES
    links = Links(f"/v1/receipts/{receipt.id}", f"/v1/documents/{document.id}", f"/v1/documents/{document.id}/verdict" if has_verdict else None)
    return ReceiptAnswer(
        receipt.id,
        receipt.name,
        receipt.door,
        receipt.received_at,
        _state(document),
        document.id,
        first.receipt_id if first is not None and not receipt.first and caller.sees(first.sender) else None,
        failure_of(session, document),
        invoice_briefs(session, caller, invoices_of_document(session, caller.tenant, document.id)),
        members,
        _failed_members(session, document),
        None if _is_settled(document, members) else POLL_MS[document.lane],
        links,
        verdict,
    )


def document_answer(session: Session, caller: Caller, document: StoredDocument) -> DocumentAnswer:
    """`document` is one that the caller may see."""
    members = _members(session, caller, document)
    invoices = invoices_of_document(session, caller.tenant, document.id)
    histories = {invoice.id: history_of_invoice(session, caller.tenant, invoice.id) for invoice in invoices}
    sendings = {invoice.id: events_of_invoice(session, caller.tenant, invoice.id) for invoice in invoices}
    settled = _is_settled(document, members)
    return DocumentAnswer(
        document.id,
        document.name,
        document.media_type,
        document.size,
        document.sha256,
        document.door,
        document.lane,
        document.received_at,
        document.state,
        document.moved_at,
        document.attempts,
        document.version,
        document.deleted_at,
        failure_of(session, document),
        invoice_briefs(session, caller, invoices),
        members,
        _failed_members(session, document),
        timeline(history_of_document(session, caller.tenant, document.id), histories, document.received_at, sendings),
        DocumentState.RECEIVED in targets(DOCUMENT_MOVES, document.state, caller.actor),
        settled,
        None if settled else POLL_MS[document.lane],
    )


def failure_of(session: Session, document: StoredDocument) -> Failure | None:
    """None where nothing failed for good."""
    if document.state not in (DocumentState.FAILED, DocumentState.QUARANTINED):
        return None
    return Failure(document.error_code, *failure_sentences(document, history_of_document(session, document.tenant, document.id)))


def _members(session: Session, caller: Caller, document: StoredDocument) -> list[Member]:
    if document.media_type not in CONTAINER_MEDIA_TYPES:
        return []
    members = []
    for receipt in receipts_of_container(session, caller.tenant, document.id):
        member = _document_of(session, caller, receipt)
        is_own = caller.sees(sender_of_receipt(session, caller.tenant, receipt.id) or "")
        members.append(Member(receipt.id if is_own else None, name_inside(document.name, receipt.name), _state(member), member.id))
    return members


def _failed_members(session: Session, document: StoredDocument) -> list[FailedMember]:
    if document.media_type not in CONTAINER_MEDIA_TYPES:
        return []
    failures = container_failures(session, document.tenant, document.id)
    return [FailedMember(failure.name, Failure(failure.error_code, failure.message, failure.message_zh)) for failure in failures]


def _document_of(session: Session, caller: Caller, receipt: Receipt) -> StoredDocument:
    document = find_document(session, caller.tenant, receipt.document_id, deleted=True)
    if document is None:
        raise LookupError(f"receipt {receipt.id} without a document, against a foreign key")
    return document


def _state(document: StoredDocument) -> ReceiptState:
    return ReceiptState.DELETED if document.deleted_at is not None else ReceiptState(document.state.value)


def _is_settled(document: StoredDocument, members: list[Member]) -> bool:
    pending = {state.value for state in _PENDING}
    return document.deleted_at is not None or (document.state not in _PENDING and all(member.state.value not in pending for member in members))
