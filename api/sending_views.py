"""What was handed to ledgers, as clients get it: where each sending is and why, what happens next, its history, and the proof that it is there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from intake.people.caller import Caller
from intake.state import InvoiceState
from intake.store.invoices import StoredInvoice
from intake.store.upload_events import UploadEvent, events_of_upload
from intake.store.uploads import StoredUpload, uploads_of_invoice
from intake.upload.causes import explanation
from intake.upload.outbox import SendingCause, UploadState

HURRIES = (UploadState.QUEUED, UploadState.ACCEPTED, UploadState.UNKNOWN)
"""Whoever does not want to wait can have them looked after now."""
ENDED = (UploadState.REJECTED, UploadState.DEAD, UploadState.CONFIRMED)
"""Another approval makes another sending of it."""


@dataclass(frozen=True)
class SendingBrief:
    """One revision of an invoice on its way to a ledger."""

    id: UUID
    invoice_id: UUID
    revision: int
    ledger: str
    """"" before anybody was asked."""
    state: UploadState
    cause: SendingCause
    """Why it is in this state; "" where nothing stands against it."""
    what_en: str
    what_zh: str
    next_en: str
    """What happens or is to be done next."""
    next_zh: str
    next_at: datetime | None
    """When something happens by itself; null where a person has to act, or nobody."""
    their_id: str
    """What the ledger calls it; "" where it said nothing."""
    moved_at: datetime


@dataclass(frozen=True)
class SendingEvent:
    source: str
    """"" where the sending was opened."""
    target: UploadState
    cause: SendingCause
    ledger: str
    text_en: str
    text_zh: str
    detail: str
    """The ledger's own words, or what it showed."""
    who: str
    happened_at: datetime


@dataclass(frozen=True)
class SendingDifference:
    field: str
    ours: str
    theirs: str


@dataclass(frozen=True)
class ProofAnswer:
    """The ledger was asked, and showed this invoice with these values."""

    ledger: str
    their_id: str
    read_back_at: datetime
    shown: str
    """Names and values that both have, all equal: `issue_date 2024-03-08, total 106.00`."""


@dataclass(frozen=True)
class SendingAnswer:
    sending: SendingBrief
    business_key: str
    """Under which the ledger is asked."""
    idempotency_key: str
    detail: str
    """The ledger's own words."""
    differences: list[SendingDifference]
    """What it has otherwise."""
    attempts: int
    """Times that it left."""
    asked: int
    """Times that it was looked for in vain since."""
    sent_at: datetime | None
    opened_at: datetime
    proof: ProofAnswer | None
    """Null until it was read back."""
    events: list[SendingEvent]
    """Oldest first."""


@dataclass(frozen=True)
class SendingsAnswer:
    invoice_id: UUID
    state: InvoiceState
    sendings: list[SendingAnswer]
    """Oldest revision first; the last one is where the invoice stands. Empty before it is verified."""
    may_hurry: bool
    """`{"do": "now"}` has something to do."""
    may_send_anew: bool
    """`{"do": "anew"}` has: it was refused, given up or taken back, and waits for a person who has corrected what was wrong."""


def sending_brief(upload: StoredUpload) -> SendingBrief:
    said = explanation(upload.state, upload.cause)
    return SendingBrief(
        upload.id,
        upload.invoice_id,
        upload.revision,
        upload.ledger,
        upload.state,
        upload.cause,
        said.what,
        said.what_zh,
        said.next,
        said.next_zh,
        upload.next_at,
        upload.attempt.their_id,
        upload.moved_at,
    )


def sending_answer(session: Session, upload: StoredUpload) -> SendingAnswer:
    """Of one that the caller may see."""
    attempt = upload.attempt
    return SendingAnswer(
        sending_brief(upload),
        upload.business_key,
        f"{upload.tenant}:{upload.business_key}:{upload.revision}",
        upload.detail,
        [SendingDifference(each.field, each.ours, each.theirs) for each in upload.differences],
        attempt.sendings,
        attempt.asked,
        attempt.sent_at,
        upload.opened_at,
        ProofAnswer(upload.ledger, attempt.their_id, upload.moved_at, upload.detail) if upload.state is UploadState.CONFIRMED else None,
        [_event(each) for each in events_of_upload(session, upload.tenant, upload.id)],
    )


def sendings_answer(session: Session, caller: Caller, invoice: StoredInvoice) -> SendingsAnswer:
    """`invoice` is one that the caller may see."""
    uploads = uploads_of_invoice(session, caller.tenant, invoice.id)
    last = uploads[-1].state if uploads else None
    return SendingsAnswer(
        invoice.id,
        invoice.state,
        [sending_answer(session, each) for each in uploads],
        last in HURRIES and invoice.state in (InvoiceState.VERIFIED, InvoiceState.UPLOADING),
        last in ENDED and invoice.state is InvoiceState.IN_REVIEW,
    )


def _event(event: UploadEvent) -> SendingEvent:
    said = explanation(event.target, event.cause)
    return SendingEvent(event.source, event.target, event.cause, event.ledger, said.what, said.what_zh, event.detail, event.who, event.happened_at)
