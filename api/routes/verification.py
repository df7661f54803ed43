"""What the tax bureau says about an invoice: looked at, asked again, entered by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import AwareDatetime, Field
from sqlalchemy.orm import Session

from api.access import Requires
from api.answers import ONE, Answers
from api.document_problems import not_in_this_state, role_needed
from api.errors import RequestError
from api.four_eyes import refuse_own
from api.http_door import DoorDep, HttpDoor
from api.schemas import later_answer, problem_answer
from api.seen import seen_invoice
from api.store_answers import version_after
from api.verification_problems import being_asked, must_wait, no_provider, not_askable
from api.verification_views import VerificationAnswer, verification_answer
from intake.duties.verification_by_hand import MustWait, NotAskable, ToBeAsked, check_again, enter_check
from intake.duties.verifying import verify_job
from intake.duties.verifying_sweep import put_into_queue
from intake.people.caller import Caller
from intake.people.scopes import Scope
from intake.state import InvoiceState
from intake.store.answers import NotAllowed, NotNow, Overtaken
from intake.store.invoices import StoredInvoice
from intake.verification.manual import ManualCheck, ManualEvidence
from intake.verification.verifier import InvoiceStatus, Outcome

router = APIRouter(prefix="/v1/invoices", tags=["verification"])

Viewer = Annotated[Caller, Depends(Requires(Scope.READ_OWN, Scope.READ))]
Decider = Annotated[Caller, Depends(Requires(Scope.DECIDE))]
_MOST_VALUES = 60
_VERIFY: Answers = {
    **ONE,
    409: later_answer("Not in the state the invoice is in, not askable as it stands, being looked up right now, or no provider is set up"),
    412: problem_answer("Somebody changed it meanwhile"),
    429: later_answer("Nobody may be asked about it yet; `next_at` says when"),
}


@dataclass(frozen=True)
class CheckForm:
    """What a person saw on the tax bureau's own page."""

    outcome: Outcome
    checked_at: AwareDatetime
    note: Annotated[str, Field(max_length=2000)] = ""
    """What was seen and where; a note or a screenshot is needed."""
    screenshot_sha256: Annotated[str, Field(max_length=64)] = ""
    """Of a picture that was sent in as a document."""
    status: InvoiceStatus | None = None
    """With the outcome `ok`."""
    face: Annotated[dict[Annotated[str, Field(max_length=64)], Annotated[str, Field(max_length=2000)]], Field(max_length=_MOST_VALUES)] = field(
        default_factory=dict
    )
    """With the outcome `ok`: what the page showed, in the form of the result format; number, date and a sum at least."""


@dataclass(frozen=True)
class VerificationForm:
    manual: CheckForm | None = None
    """A check by hand; without it the invoice is looked up again now."""


@router.get("/{invoice_id}/verification", summary="What the tax bureau says, and when it is asked again", operation_id="verification", responses=ONE)
def show(invoice_id: UUID, caller: Viewer, door: DoorDep) -> VerificationAnswer:
    return _answer(door, caller, invoice_id)


@router.post(
    "/{invoice_id}/verification",
    status_code=202,
    summary="Look up again now, or enter a check by hand",
    operation_id="verify",
    responses=_VERIFY,
)
def verify(invoice_id: UUID, form: VerificationForm, caller: Decider, door: DoorDep) -> VerificationAnswer:
    """Looking up again needs a place in the day's budget of the invoice. An invoice under review is approved by either. Checks by hand are entered by finance."""
    if form.manual is None:
        _look_up_again(door, caller, invoice_id)
    else:
        with door.backend.database.write() as session:
            _enter(door, session, caller, invoice_id, form.manual)
    return _answer(door, caller, invoice_id)


def _look_up_again(door: HttpDoor, caller: Caller, invoice_id: UUID) -> None:
    """Raises RequestError."""
    backend = door.backend
    if not backend.outside.now().providers:
        raise RequestError(no_provider())
    now = backend.clock()
    with backend.database.write() as session:
        invoice = _approvable(session, caller, invoice_id, now)
        to_do = _to_be_asked(check_again(session, invoice, actor=caller.actor, now=now, rules=backend.verification.rules), now)
    put_into_queue(backend.jobs, [verify_job(to_do.due, to_do.occasion, caller.actor.name)])


def _to_be_asked(answer: ToBeAsked | MustWait | NotAskable | NotNow | NotAllowed | Overtaken, now: datetime) -> ToBeAsked:
    """Raises RequestError."""
    match answer:
        case ToBeAsked():
            return answer
        case MustWait(wait):
            raise RequestError(must_wait(wait, now))
        case NotAskable():
            raise RequestError(not_askable(answer))
        case NotAllowed(needed):
            raise RequestError(role_needed(needed))
        case NotNow(state):
            raise RequestError(not_in_this_state(state))
        case Overtaken():
            raise RequestError(being_asked())


def _enter(door: HttpDoor, session: Session, caller: Caller, invoice_id: UUID, form: CheckForm) -> None:
    """Raises RequestError, RequestRefused."""
    backend = door.backend
    now = backend.clock()
    invoice = _approvable(session, caller, invoice_id, now)
    check = ManualCheck(caller.actor.name, form.checked_at, form.outcome, ManualEvidence(form.screenshot_sha256, form.note), form.status, form.face)
    version_after(session, caller, enter_check(session, invoice, check, actor=caller.actor, now=now, rules=backend.verification.rules))


def _approvable(session: Session, caller: Caller, invoice_id: UUID, now: datetime) -> StoredInvoice:
    """Under review it is approved on the way, which whoever sent it may not do. Raises RequestError."""
    invoice = seen_invoice(session, caller, invoice_id)
    if invoice.state is InvoiceState.IN_REVIEW:
        refuse_own(session, caller, invoice_id, InvoiceState.APPROVED, now)
    return invoice


def _answer(door: HttpDoor, caller: Caller, invoice_id: UUID) -> VerificationAnswer:
    backend = door.backend
    with backend.database.read() as session:
        return verification_answer(session, seen_invoice(session, caller, invoice_id), backend.verification, backend.clock())
