"""Review of one invoice: what the rules say about values before they are saved, notes, and the decision."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import Response
from pydantic import Field
from sqlalchemy.orm import Session

from api.access import LOGIN_ONLY, Requires
from api.answers import CHANGE, ONE
from api.conditional import IfMatch, expected_version, response, tagged
from api.correctable import malformed_values
from api.document_problems import changed_meanwhile, values_malformed
from api.double_key import double_key, key_in, told_to_all
from api.errors import RequestError
from api.four_eyes import is_own, policy_now
from api.http_door import DoorDep, HttpDoor
from api.planting import decide_planted, planted_check, planted_review
from api.review_views import CheckAnswer, NoteAnswer, PlantedAnswer, ReviewAnswer, check_answer, review_answer
from api.routes.invoices import MoveForm, Why, move_on, refuse_no_move
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
from intake.store.planted_checks import PlantedCheck, add_check_note, find_check
from intake.store.review_drafts import forget_draft
from intake.store.review_leases import release_lease
from intake.store.review_queue import invoices_under_review
from intake.store.review_records import Effort, leave_note, note_review, take_up
from intake.store.standing_value import FieldValue

router = APIRouter(prefix="/v1/review", tags=["review"])

Reviewing = Annotated[Caller, Depends(Requires(Scope.DECIDE, by=LOGIN_ONLY))]
_MOST_LINES = 500
_HOUR_MS = 3_600_000
Cell = Annotated[str, Field(max_length=200)]
Line = Annotated[dict[Annotated[str, Field(max_length=64)], Cell], Field(max_length=16)]
Values = Annotated[dict[Annotated[str, Field(max_length=64)], Annotated[str, Field(max_length=2000)] | None], Field(max_length=60)]
Lines = Annotated[list[Line], Field(max_length=_MOST_LINES)] | None


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
class NoteForm:
    text: Annotated[str, Field(min_length=1, max_length=1000, pattern=r"\S")]


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
            refuse_no_move(MoveForm(form.to, form.why, form.duplicate_of), InvoiceState.IN_REVIEW)
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


@router.post("/invoices/{invoice_id}/notes", status_code=201, summary="Leave a note for those who come next", operation_id="leaveNote", responses=ONE)
def leave(invoice_id: UUID, form: NoteForm, caller: Reviewing, door: DoorDep) -> list[NoteAnswer]:
    """Part of the invoice's history, which whoever may see the invoice can read; nothing else changes. All notes of the invoice, oldest first."""
    at = door.backend.clock()
    with door.backend.database.write() as session:
        if planted := find_check(session, caller.tenant, caller.actor, invoice_id):
            add_check_note(session, caller.tenant, planted, form.text.strip(), at)
        else:
            state = seen_invoice(session, caller, invoice_id).state
            leave_note(session, caller.tenant, invoice_id, state, form.text.strip(), actor=caller.actor, at=at)
    with door.backend.database.read() as session:
        return _answer(door, session, caller, invoice_id).notes


def _keyed(session: Session, caller: Caller, invoice: StoredInvoice, form: DecisionForm, at: datetime) -> Keyed | None:
    """What an approval is where two people key. Raises RequestError, RequestRefused."""
    if form.to is not InvoiceState.APPROVED or policy_now(session, caller, at).second_look is SecondLook.OPEN:
        return None
    more = _values_of(invoice, caller, ValuesForm(form.values, form.items), at)
    return key_in(session, caller, invoice, check_answer(session, caller, invoice, more, at).needs, form.values, at)


def _values_of(invoice: StoredInvoice, caller: Caller, form: ValuesForm, at: datetime) -> dict[str, FieldValue]:
    """As if the caller had said so. Raises RequestError."""
    return {name: persons_value(name, value, invoice.version + 1, caller.actor, at, "") for name, value in _said(form).items()}


def _planted(session: Session, caller: Caller, check: PlantedCheck, at: datetime, told: PlantedAnswer) -> Response:
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
        answer = _answer(door, session, caller, invoice_id)
    return response(tagged(answer, is_settled=True, version=answer.invoice.invoice.version), None)


def _answer(door: HttpDoor, session: Session, caller: Caller, invoice_id: UUID) -> ReviewAnswer:
    """Raises RequestError."""
    at = door.backend.clock()
    if planted := find_check(session, caller.tenant, caller.actor, invoice_id):
        return planted_review(session, caller, planted, at)
    invoice = seen_invoice(session, caller, invoice_id)
    return review_answer(session, caller, invoice, seen_document(session, caller, invoice.document_id), at)
