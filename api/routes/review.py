"""Review: the queue, whose a document is, what the rules say about values before they are saved, decisions, and what is put off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from random import SystemRandom
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response
from pydantic import AwareDatetime, Field
from sqlalchemy.orm import Session

from api.access import LOGIN_ONLY, Requires
from api.answers import CHANGE, MANY, ONE
from api.conditional import IfMatch, expected_version, response, tagged
from api.correctable import malformed_values
from api.document_problems import changed_meanwhile, nothing_to_review, own_document, under_review_elsewhere, values_malformed
from api.double_key import double_key, key_in, told_to_all
from api.errors import RequestError
from api.four_eyes import is_own, policy_now
from api.http_door import DoorDep, HttpDoor
from api.planting import decide_planted, is_planted_on, is_time_to_plant, plant_one, planted_check, planted_claims, planted_review
from api.review_views import (
    CheckAnswer,
    ClaimAnswer,
    PlantedAnswer,
    QueueAnswer,
    ReviewAnswer,
    check_answer,
    claim_answers,
    claims_of,
    names_of_people,
    queue_answer,
    review_answer,
)
from api.routes.invoices import MoveForm, Why, move_on
from api.seen import seen_document, seen_invoice
from api.store_answers import version_after
from intake.people.caller import Caller
from intake.people.scopes import Scope
from intake.policies.second_review import Keyed, SecondLook
from intake.state import InvoiceState
from intake.store.corrections import correct
from intake.store.field_values import persons_value
from intake.store.invoices import StoredInvoice
from intake.store.line_items import ITEMS, items_value
from intake.store.people_ownership import senders_of_document
from intake.store.planted_checks import PlantedCheck, find_check
from intake.store.review_drafts import forget_draft
from intake.store.review_leases import leases_on, release_lease, renew_leases, take_lease
from intake.store.review_queue import Reviewer, invoices_under_review, review_queue
from intake.store.review_records import Effort, note_review, put_off, take_up
from intake.store.review_tables import PauseReason
from intake.store.standing_value import FieldValue

router = APIRouter(prefix="/v1/review", tags=["review"])

Reviewing = Annotated[Caller, Depends(Requires(Scope.DECIDE, by=LOGIN_ONLY))]
_MOST_CLAIMS = 5
_AHEAD = 10
"""Documents looked at beyond those wanted: others may be faster."""
_LONGEST_PAUSE = timedelta(days=90)
_MOST_LINES = 500
_HOUR_MS = 3_600_000
Cell = Annotated[str, Field(max_length=200)]
Line = Annotated[dict[Annotated[str, Field(max_length=64)], Cell], Field(max_length=16)]
Values = Annotated[dict[Annotated[str, Field(max_length=64)], Annotated[str, Field(max_length=2000)] | None], Field(max_length=60)]
Lines = Annotated[list[Line], Field(max_length=_MOST_LINES)] | None


@dataclass(frozen=True)
class ClaimForm:
    count: Annotated[int, Field(ge=1, le=_MOST_CLAIMS)] = 1
    """How many you want to have, those that are yours already included."""
    document_id: UUID | None = None
    """This one rather than the next of the queue."""
    quick_wins: bool = False


@dataclass(frozen=True)
class ValuesForm:
    values: Values = field(default_factory=dict)
    """As for correcting."""
    items: Lines = None
    """All lines of goods; null where they stay as they are."""


@dataclass(frozen=True)
class EffortForm:
    """The work behind a decision, for your own numbers and the lead's."""

    active_ms: Annotated[int, Field(ge=0, le=_HOUR_MS)] = 0
    keys: Annotated[int, Field(ge=0, le=100_000)] = 0
    flagged: Annotated[int, Field(ge=0, le=1000)] = 0
    edited: Annotated[int, Field(ge=0, le=1000)] = 0
    edited_flagged: Annotated[int, Field(ge=0, le=1000)] = 0
    """Of the fields that were edited, those that were flagged."""
    fields: Annotated[int, Field(ge=0, le=1000)] = 0
    """Shown."""


@dataclass(frozen=True)
class DecisionForm:
    to: InvoiceState
    values: Values = field(default_factory=dict)
    items: Lines = None
    why: Why = ""
    duplicate_of: UUID | None = None
    """For `duplicate`: of which invoice."""
    effort: EffortForm = field(default_factory=EffortForm)


@dataclass(frozen=True)
class PauseForm:
    reason: PauseReason
    until: AwareDatetime | None = None
    """Tomorrow at this time where it is left out."""
    note: Why = ""


@router.get("/queue", summary="What waits for a reviewer", operation_id="reviewQueue", responses=MANY)
def queue(
    caller: Reviewing,
    door: DoorDep,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    quick_wins: Annotated[bool, Query(description="Inside a slot, fewest findings first")] = False,
) -> QueueAnswer:
    """Overdue first, then by what a mistake would cost, the documents of one seller together. Without what you sent yourself."""
    with door.backend.database.read() as session:
        return queue_answer(session, caller, door.backend.clock(), limit=limit, quick_wins=quick_wins)


@router.get("/claims", summary="What is mine", operation_id="myClaims", responses=MANY)
def claims(caller: Reviewing, door: DoorDep) -> list[ClaimAnswer]:
    with door.backend.database.read() as session:
        at = door.backend.clock()
        return [*claims_of(session, caller, at), *planted_claims(session, caller, at)]


@router.post("/claims", summary="Take the next documents, or this one", operation_id="claim", responses=CHANGE)
def claim(form: ClaimForm, caller: Reviewing, door: DoorDep) -> list[ClaimAnswer]:
    """Yours for five minutes, renewed by `PUT`. Never somebody else's: of any number of callers one gets a document.

    Among them may be a check, as the policy has it: a settled invoice with an error put in.
    """
    if form.document_id is not None:
        _claim_this(door, caller, form.document_id)
    else:
        _claim_next(door, caller, form)
        _plant_now_and_then(door, caller)
    return claims(caller, door)


@router.put("/claims", summary="Keep what is mine", operation_id="renewClaims", responses=MANY)
def renew(caller: Reviewing, door: DoorDep) -> list[ClaimAnswer]:
    """Five more minutes. What is missing in the answer may be somebody else's by now."""
    with door.backend.database.write() as session:
        at = door.backend.clock()
        return [*claim_answers(session, caller, renew_leases(session, caller.tenant, caller.actor, at)), *planted_claims(session, caller, at)]


@router.delete("/claims/{document_id}", status_code=204, summary="Give a document back", operation_id="release", responses=ONE)
def release(document_id: UUID, caller: Reviewing, door: DoorDep) -> None:
    with door.backend.database.write() as session:
        release_lease(session, caller.tenant, document_id, caller.actor, door.backend.clock())


@router.get("/invoices/{invoice_id}", summary="An invoice with all that a decision needs", operation_id="review", response_model=ReviewAnswer, responses=ONE)
def show(invoice_id: UUID, caller: Reviewing, door: DoorDep) -> Response:
    """Its ETag goes into If-Match of the decision."""
    return _shown(door, caller, invoice_id)


@router.post("/invoices/{invoice_id}/check", summary="What the rules say about these values", operation_id="checkValues", responses=ONE)
def check(invoice_id: UUID, form: ValuesForm, caller: Reviewing, door: DoorDep) -> CheckAnswer:
    """Keeps nothing."""
    at = door.backend.clock()
    with door.backend.database.read() as session:
        if planted := find_check(session, caller.tenant, caller.actor, invoice_id):
            return planted_check(session, caller, planted, _said(form), at)
        invoice = seen_invoice(session, caller, invoice_id)
        checked = check_answer(session, caller, invoice, _values_of(invoice, caller, form, at), at)
        hidden = double_key(session, caller, invoice, checked.needs, at).hidden
        return replace(checked, findings=told_to_all(checked.findings, [name for name in hidden if name not in form.values]))


@router.patch("/invoices/{invoice_id}", summary="Correct values and lines", operation_id="reviewValues", response_model=ReviewAnswer, responses=CHANGE)
def change(invoice_id: UUID, form: ValuesForm, caller: Reviewing, door: DoorDep, if_match: IfMatch = None) -> Response:
    version = expected_version(if_match)
    with door.backend.database.write() as session:
        seen_invoice(session, caller, invoice_id)
        _correct(door, session, caller, invoice_id, form, "", version)
    return _shown(door, caller, invoice_id)


@router.post("/invoices/{invoice_id}/decision", summary="Correct and decide at once", operation_id="decide", response_model=ReviewAnswer, responses=CHANGE)
def decide(invoice_id: UUID, form: DecisionForm, caller: Reviewing, door: DoorDep, if_match: IfMatch = None) -> Response:
    """All of it or nothing. The document is given back once none of its invoices is under review."""
    version, at = expected_version(if_match), door.backend.clock()
    with door.backend.database.write() as session:
        if planted := find_check(session, caller.tenant, caller.actor, invoice_id):
            told = decide_planted(session, caller, planted, form.to, _said(ValuesForm(form.values)), at)
            return _planted(session, caller, planted, at, told)
        invoice = seen_invoice(session, caller, invoice_id)
        if version not in (None, invoice.version):
            raise RequestError(changed_meanwhile())
        own = is_own(session, caller, invoice_id)
        keyed = _keyed(session, caller, invoice, form, at)
        if keyed is Keyed.OTHERWISE:
            release_lease(session, caller.tenant, invoice.document_id, caller.actor, at)
        elif form.values or form.items is not None:
            version = _correct(door, session, caller, invoice_id, ValuesForm(form.values, form.items), form.why, version)
        if keyed is not Keyed.OTHERWISE:
            move_on(door, session, caller, invoice_id, MoveForm(form.to, form.why, form.duplicate_of), version, keyed=keyed)
        forget_draft(session, invoice_id, caller.actor)
        effort = Effort(form.effort.active_ms, form.effort.keys, form.effort.flagged, form.effort.edited, form.effort.edited_flagged, form.effort.fields)
        note_review(session, caller.tenant, invoice_id, form.to, effort, sent_by_reviewer=own, actor=caller.actor, at=at)
        if not invoices_under_review(session, caller.tenant, [invoice.document_id], caller.actor.name):
            take_up(session, caller.tenant, invoice.document_id)
            release_lease(session, caller.tenant, invoice.document_id, caller.actor, at)
    return _shown(door, caller, invoice_id)


@router.put("/documents/{document_id}/pause", status_code=204, summary="Put a document off", operation_id="postpone", responses=CHANGE)
def postpone(document_id: UUID, form: PauseForm, caller: Reviewing, door: DoorDep) -> None:
    """Nobody is shown it before, and it is given back."""
    at = door.backend.clock()
    until = min(form.until or at + timedelta(days=1), at + _LONGEST_PAUSE)
    with door.backend.database.write() as session:
        _reviewable(session, caller, document_id, at)
        put_off(session, caller.tenant, document_id, until, form.reason, form.note, actor=caller.actor, at=at)
        release_lease(session, caller.tenant, document_id, caller.actor, at)


def _keyed(session: Session, caller: Caller, invoice: StoredInvoice, form: DecisionForm, at: datetime) -> Keyed | None:
    """What an approval is where two people key. Raises RequestError, RequestRefused."""
    if form.to is not InvoiceState.APPROVED or policy_now(session, caller, at).second_look is SecondLook.OPEN:
        return None
    more = _values_of(invoice, caller, ValuesForm(form.values, form.items), at)
    return key_in(session, caller, invoice, check_answer(session, caller, invoice, more, at).needs, form.values, at)


def _values_of(invoice: StoredInvoice, caller: Caller, form: ValuesForm, at: datetime) -> dict[str, FieldValue]:
    """As if the caller had said so. Raises RequestError."""
    return {name: persons_value(name, value, invoice.version + 1, caller.actor, at, "") for name, value in _said(form).items()}


def _claim_this(door: HttpDoor, caller: Caller, document_id: UUID) -> None:
    """Raises RequestError where it is somebody else's, the caller's own, or not under review."""
    at = door.backend.clock()
    with door.backend.database.write() as session:
        if is_planted_on(session, caller, document_id, at):
            return
        _reviewable(session, caller, document_id, at)
        if not take_lease(session, caller.tenant, document_id, caller.actor, at):
            refuse_held(session, caller, document_id, at)
        take_up(session, caller.tenant, document_id)


def _claim_next(door: HttpDoor, caller: Caller, form: ClaimForm) -> None:
    """Each try is a transaction of its own, so that those who lose hold nothing that others wait for."""
    database, at = door.backend.database, door.backend.clock()
    with database.write() as session:
        wanted = form.count - len(claim_answers(session, caller, renew_leases(session, caller.tenant, caller.actor, at)))
    while wanted > 0:
        with database.read() as session:
            policy = policy_now(session, caller, at)
            reviewer, allowed = Reviewer(caller.actor.name, policy.own_review), timedelta(hours=policy.review_hours)
            free = review_queue(session, caller.tenant, reviewer, at, allowed, limit=wanted + _AHEAD, quick_wins=form.quick_wins, only_free=True)
        if not free:
            return
        for waiting in free:
            with database.write() as session:
                wanted -= take_lease(session, caller.tenant, waiting.document_id, caller.actor, at)
            if wanted == 0:
                return


def _plant_now_and_then(door: HttpDoor, caller: Caller) -> None:
    """As often as the policy says; looking first, so that the others write nothing."""
    database, at, random = door.backend.database, door.backend.clock(), SystemRandom()
    with database.read() as session:
        if not is_time_to_plant(session, caller, at, random):
            return
    with database.write() as session:
        plant_one(session, caller, at, random)


def _reviewable(session: Session, caller: Caller, document_id: UUID, at: datetime) -> None:
    """Raises RequestError."""
    seen_document(session, caller, document_id)
    if not invoices_under_review(session, caller.tenant, [document_id], caller.actor.name):
        raise RequestError(nothing_to_review())
    if caller.actor.name in senders_of_document(session, caller.tenant, document_id) and not policy_now(session, caller, at).own_review:
        raise RequestError(own_document())


def refuse_held(session: Session, caller: Caller, document_id: UUID, at: datetime) -> None:
    lease = leases_on(session, caller.tenant, [document_id], at).get(document_id)
    holder = lease.holder if lease else ""
    raise RequestError(under_review_elsewhere(names_of_people(session, caller).get(holder, holder)))


def _planted(session: Session, caller: Caller, check: PlantedCheck, at: datetime, told: PlantedAnswer | None = None) -> Response:
    return response(tagged(planted_review(session, caller, check, at, told), is_settled=True, version=1), None)


def _said(form: ValuesForm) -> dict[str, str | None]:
    """Field -> value, the lines as the value of a field of their own. Raises RequestError for what has another form."""
    wrong = malformed_values(form.values)
    try:
        lines = {} if form.items is None else {ITEMS: items_value(form.items)}
    except ValueError:
        wrong, lines = [*wrong, ITEMS], {}
    if wrong:
        raise RequestError(values_malformed(wrong))
    return {**form.values, **lines}


def _correct(door: HttpDoor, session: Session, caller: Caller, invoice_id: UUID, form: ValuesForm, why: str, version: int | None) -> int:
    """The invoice's version after it. Raises RequestError."""
    said: Mapping[str, str | None] = _said(form)
    answer = correct(session, caller.tenant, invoice_id, said, actor=caller.actor, why=why, at=door.backend.clock(), version=version)
    return version_after(session, caller, answer)


def _shown(door: HttpDoor, caller: Caller, invoice_id: UUID) -> Response:
    with door.backend.database.read() as session:
        if planted := find_check(session, caller.tenant, caller.actor, invoice_id):
            return _planted(session, caller, planted, door.backend.clock())
        invoice = seen_invoice(session, caller, invoice_id)
        document = seen_document(session, caller, invoice.document_id)
        answer = review_answer(session, caller, invoice, document, door.backend.clock())
    return response(tagged(answer, is_settled=True, version=invoice.version), None)
