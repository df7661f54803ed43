"""How well reviewing goes: work, flags, planted checks, and how often two people key the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.access import LOGIN_ONLY, Requires
from api.answers import MANY
from api.http_door import DoorDep
from api.review_views import names_of_people
from intake.people.caller import Caller
from intake.people.scopes import Scope
from intake.store.keyings import FieldAgreement, field_agreements
from intake.store.planted_checks import Detection, detections
from intake.store.review_quality import ReviewWork, review_work

router = APIRouter(prefix="/v1/review/quality", tags=["review"])

Reviewing = Annotated[Caller, Depends(Requires(Scope.DECIDE, by=LOGIN_ONLY))]
_SECOND_MS = 1000


@dataclass(frozen=True)
class ReviewerQuality:
    who: str
    name: str
    decisions: int
    seconds_each: float
    """At work; pauses of more than 20 seconds are left out."""
    keys_each: float
    edits_each: float
    flag_precision: float | None
    """Of the marked fields, how many were changed, 0..1."""
    miss_rate: float | None
    """Of the fields that were not marked, how many were changed all the same, 0..1."""
    checks: int
    """Planted checks that were decided."""
    checks_found: int


@dataclass(frozen=True)
class QualityAnswer:
    reviewers: list[ReviewerQuality]
    """You alone; all of them for finance and administrators."""
    keyed_twice: list[FieldAgreement]
    """How often two people who keyed a field blind keyed the same; for finance and administrators."""


@router.get("", summary="How well reviewing goes", operation_id="reviewQuality", responses=MANY)
def quality(caller: Reviewing, door: DoorDep, days: Annotated[int, Query(ge=1, le=366)] = 30) -> QualityAnswer:
    leads = caller.may(Scope.COMPANIES)
    only, since = None if leads else caller.actor.name, door.backend.clock() - timedelta(days=days)
    with door.backend.database.read() as session:
        work = {each.who: each for each in review_work(session, caller.tenant, since, only)}
        found = {each.who: each for each in detections(session, caller.tenant, since, only)}
        names = names_of_people(session, caller)
        keyed = list(field_agreements(session, caller.tenant, since)) if leads else []
    return QualityAnswer([_reviewer(who, names.get(who, who), work.get(who), found.get(who)) for who in sorted({*work, *found})], keyed)


def _reviewer(who: str, name: str, work: ReviewWork | None, found: Detection | None) -> ReviewerQuality:
    said = work or ReviewWork(who, 0, 0, 0, 0, 0, 0, 0)
    count = max(1, said.decisions)
    return ReviewerQuality(
        who,
        name,
        said.decisions,
        round(said.active_ms / _SECOND_MS / count, 1),
        round(said.keys / count, 1),
        round(said.edited / count, 2),
        said.flag_precision,
        said.miss_rate,
        found.shown if found else 0,
        found.found if found else 0,
    )
