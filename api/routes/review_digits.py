"""Digits of many invoices at a glance, for reviewers."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from api.access import LOGIN_ONLY, Requires
from api.answers import MANY
from api.digit_sheet import DigitGroup, digit_groups
from api.http_door import DoorDep
from intake.people.caller import Caller
from intake.people.scopes import Scope

router = APIRouter(prefix="/v1/review/digits", tags=["review"])

Reviewing = Annotated[Caller, Depends(Requires(Scope.DECIDE, by=LOGIN_ONLY))]


@router.get("", summary="Doubtful digits, grouped by what they are taken for", operation_id="doubtfulDigits", responses=MANY)
def doubtful_digits(caller: Reviewing, door: DoorDep) -> list[DigitGroup]:
    """Nothing is decided by looking at them: what is right is kept in your drafts."""
    with door.backend.database.read() as session:
        return digit_groups(session, caller, door.backend.clock())
