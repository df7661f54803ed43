"""Which document a reviewer has before them: the queue, what is theirs, what is put off."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import SystemRandom
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime, Field
from sqlalchemy.orm import Session

from api.access import LOGIN_ONLY, Requires
from api.answers import CHANGE, MANY, ONE
from api.document_problems import nothing_to_review, own_document, under_review_elsewhere
from api.errors import RequestError
from api.four_eyes import policy_now
from api.http_door import DoorDep, HttpDoor
from api.planting import claims_with_planted, is_time_to_plant, plant_one, planted_on, queue_with_planted
from api.review_views import ClaimAnswer, QueueAnswer, claim_answers, names_of_people, queue_answer
from api.routes.invoices import Why
from api.seen import seen_document
from intake.people.caller import Caller
from intake.people.scopes import Scope
from intake.store.people_ownership import senders_of_document
from intake.store.planted_checks import put_check_off
from intake.store.review_leases import leases_of, leases_on, release_lease, renew_leases, take_lease
from intake.store.review_queue import Reviewer, invoices_under_review, review_queue
from intake.store.review_records import put_off, take_up
from intake.store.review_tables import PauseReason

router = APIRouter(prefix="/v1/review", tags=["review"])

Reviewing = Annotated[Caller, Depends(Requires(Scope.DECIDE, by=LOGIN_ONLY))]
_MOST_CLAIMS = 5
_AHEAD = 10
"""Documents looked at beyond those wanted: others may be faster."""
_LONGEST_PAUSE = timedelta(days=90)


@dataclass(frozen=True)
class ClaimForm:
    count: Annotated[int, Field(ge=1, le=_MOST_CLAIMS)] = 1
    """How many you want to have, those that are yours already included."""
    document_id: UUID | None = None
    """This one rather than the next of the queue."""
    quick_wins: bool = False


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
        at = door.backend.clock()
        return queue_with_planted(session, caller, queue_answer(session, caller, at, limit=limit, quick_wins=quick_wins), at)


@router.get("/claims", summary="What is mine", operation_id="myClaims", responses=MANY)
def claims(caller: Reviewing, door: DoorDep) -> list[ClaimAnswer]:
    with door.backend.database.read() as session:
        at = door.backend.clock()
        return claims_with_planted(session, caller, leases_of(session, caller.tenant, caller.actor, at), at)


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
        return claims_with_planted(session, caller, renew_leases(session, caller.tenant, caller.actor, at), at)


@router.delete("/claims/{document_id}", status_code=204, summary="Give a document back", operation_id="release", responses=ONE)
def release(document_id: UUID, caller: Reviewing, door: DoorDep) -> None:
    with door.backend.database.write() as session:
        release_lease(session, caller.tenant, document_id, caller.actor, door.backend.clock())


@router.put("/documents/{document_id}/pause", status_code=204, summary="Put a document off", operation_id="postpone", responses=CHANGE)
def postpone(document_id: UUID, form: PauseForm, caller: Reviewing, door: DoorDep) -> None:
    """Nobody is shown it before, and it is given back."""
    at = door.backend.clock()
    until = min(form.until or at + timedelta(days=1), at + _LONGEST_PAUSE)
    with door.backend.database.write() as session:
        if planted := planted_on(session, caller, document_id, at):
            put_check_off(session, caller.tenant, planted.id, until, form.reason, form.note)
            return
        _reviewable(session, caller, document_id, at)
        put_off(session, caller.tenant, document_id, until, form.reason, form.note, actor=caller.actor, at=at)
        release_lease(session, caller.tenant, document_id, caller.actor, at)


def _claim_this(door: HttpDoor, caller: Caller, document_id: UUID) -> None:
    """Raises RequestError where it is somebody else's, the caller's own, or not under review."""
    at = door.backend.clock()
    with door.backend.database.write() as session:
        if planted := planted_on(session, caller, document_id, at):
            put_check_off(session, caller.tenant, planted.id, until=None)
        else:
            take_for_review(session, caller, document_id, at)
            take_up(session, caller.tenant, document_id)


def take_for_review(session: Session, caller: Caller, document_id: UUID, at: datetime) -> None:
    """The caller's from now on. Raises RequestError as claiming does."""
    _reviewable(session, caller, document_id, at)
    if not take_lease(session, caller.tenant, document_id, caller.actor, at):
        refuse_held(session, caller, document_id, at)


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
