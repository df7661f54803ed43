"""What was handed to ledgers: looked at with its history and proof, listed by state, hurried, sent anew after a correction."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from sqlalchemy.orm import Session

from api.access import Requires
from api.access_problems import record_not_found
from api.answers import MANY, ONE, Answers
from api.document_problems import not_in_this_state, parameter_malformed
from api.errors import RequestError
from api.four_eyes import refuse_own
from api.http_door import DoorDep, HttpDoor
from api.schemas import later_answer, problem_answer
from api.seen import seen_invoice
from api.sending_problems import being_sent, no_ledger, nothing_to_send
from api.sending_views import ENDED, SendingAnswer, SendingBrief, SendingsAnswer, sending_answer, sending_brief, sendings_answer
from api.store_answers import version_after
from intake.approving import approve
from intake.behaviour.history import CHINA_TIME
from intake.people.caller import Caller
from intake.people.scopes import Scope
from intake.state import InvoiceState
from intake.store.ledger_health import lift_pause
from intake.store.uploads import StoredUpload, find_upload, hurry, sendings_of, uploads_of_invoice
from intake.upload.outbox import UploadState

router = APIRouter(tags=["sendings"])

Viewer = Annotated[Caller, Depends(Requires(Scope.READ_OWN, Scope.READ))]
Decider = Annotated[Caller, Depends(Requires(Scope.DECIDE))]
_SEND: Answers = {
    **ONE,
    409: later_answer("Nothing waits to be sent, it is being sent right now, there is no ledger, or the invoice's state does not allow it"),
    412: problem_answer("Somebody changed it meanwhile"),
}


class Do(StrEnum):
    NOW = "now"
    """Send it, or ask the ledger for it, without waiting for the time shown."""
    ANEW = "anew"
    """It was refused, given up or taken back, and what was wrong is corrected: approve it again, so that it is verified and sent."""


@dataclass(frozen=True)
class SendForm:
    do: Do
    why: Annotated[str, Field(max_length=1000)] = ""
    """With `anew`: what was corrected, for history."""


@dataclass(frozen=True)
class SendingPage:
    sendings: list[SendingBrief]
    """Newest first."""
    next: str | None
    """`cursor` of the next page; null on the last."""


@router.get("/v1/sendings", summary="What was handed to ledgers", operation_id="findSendings", responses=MANY)
def find(
    caller: Viewer,
    door: DoorDep,
    state: Annotated[list[UploadState] | None, Query(description="Any of them; all where it is left out")] = None,
    cursor: Annotated[str | None, Query(max_length=100, description="`next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    latest: Annotated[bool, Query(description="Only the last one of each invoice: those before it are over")] = False,
) -> SendingPage:
    """Whatever moves meanwhile, none that fits throughout is left out or shown twice."""
    after = _cursor(cursor)
    with door.backend.database.read() as session:
        found, following = sendings_of(session, caller.tenant, state or (), limit=limit, after=after, sender=caller.only_sender, latest=latest)
    return SendingPage([sending_brief(each) for each in found], str(following) if following else None)


@router.get("/v1/sendings/{sending_id}", summary="One sending, with history and proof", operation_id="sending", responses=ONE)
def show_one(sending_id: UUID, caller: Viewer, door: DoorDep) -> SendingAnswer:
    with door.backend.database.read() as session:
        upload = find_upload(session, caller.tenant, sending_id)
        if upload is None:
            raise RequestError(record_not_found())
        seen_invoice(session, caller, upload.invoice_id, deleted=True)
        return sending_answer(session, upload)


@router.get("/v1/invoices/{invoice_id}/sendings", summary="What was handed over of an invoice", operation_id="sendings", responses=ONE)
def show(invoice_id: UUID, caller: Viewer, door: DoorDep) -> SendingsAnswer:
    """Each revision with its state, cause, next step and time in both languages, its history, and the proof that the ledger has it."""
    return _answer(door, caller, invoice_id)


@router.post("/v1/invoices/{invoice_id}/sendings", status_code=202, summary="Send or ask now, or send anew", operation_id="send", responses=_SEND)
def send(invoice_id: UUID, form: SendForm, caller: Decider, door: DoorDep) -> SendingsAnswer:
    """Nothing is booked twice by it: the ledger is asked before anything is sent, each time. What is booked is taken back by a move to `in_review` with a reason first."""
    with door.backend.database.write() as session:
        if form.do is Do.NOW:
            _hurry(door, session, caller, invoice_id)
        else:
            _send_anew(door, session, caller, invoice_id, form.why)
    return _answer(door, caller, invoice_id)


def _hurry(door: HttpDoor, session: Session, caller: Caller, invoice_id: UUID) -> None:
    """Raises RequestError."""
    backend = door.backend
    seen_invoice(session, caller, invoice_id)
    last = _last(session, caller, invoice_id)
    if last is None:
        raise RequestError(nothing_to_send())
    route = backend.outside.by_tenant.get(caller.tenant)
    if route is None:
        raise RequestError(no_ledger())
    now = backend.clock()
    if not hurry(session, caller.tenant, invoice_id, now):
        raise RequestError(being_sent() if last.state is UploadState.SENDING else nothing_to_send())
    for ledger in route.ledgers:
        lift_pause(session, caller.tenant, ledger.name, now)


def _send_anew(door: HttpDoor, session: Session, caller: Caller, invoice_id: UUID, why: str) -> None:
    """Raises RequestError, RequestRefused."""
    invoice, last = seen_invoice(session, caller, invoice_id), _last(session, caller, invoice_id)
    if last is None:
        raise RequestError(nothing_to_send())
    if invoice.state is not InvoiceState.IN_REVIEW or last.state not in ENDED:
        raise RequestError(not_in_this_state(invoice.state))
    at = door.backend.clock()
    refuse_own(session, caller, invoice_id, InvoiceState.APPROVED, at)
    moved = approve(session, invoice, actor=caller.actor, why=why or "send it to the ledger anew", at=at, today=at.astimezone(CHINA_TIME).date())
    version_after(session, caller, moved)


def _last(session: Session, caller: Caller, invoice_id: UUID) -> StoredUpload | None:
    uploads = uploads_of_invoice(session, caller.tenant, invoice_id)
    return uploads[-1] if uploads else None


def _cursor(cursor: str | None) -> UUID | None:
    try:
        return None if cursor is None else UUID(cursor)
    except ValueError as error:
        raise RequestError(parameter_malformed("cursor")) from error


def _answer(door: HttpDoor, caller: Caller, invoice_id: UUID) -> SendingsAnswer:
    with door.backend.database.read() as session:
        return sendings_answer(session, caller, seen_invoice(session, caller, invoice_id))
