"""Scan folders and mailboxes that the service looks at, and how they do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends

from api.access import Requires
from api.answers import RULES
from api.deps import BackendDep
from api.door_watch import DoorKind, DoorState
from intake.people.caller import Caller
from intake.people.scopes import Scope

router = APIRouter(prefix="/v1/doors", tags=["outside"])

Administrator = Annotated[Caller, Depends(Requires(Scope.PEOPLE))]


@dataclass(frozen=True)
class DoorProblem:
    code: str
    message_en: str
    message_zh: str


@dataclass(frozen=True)
class DoorAnswer:
    kind: DoorKind
    place: str
    """Path of the folder on the machine of the service, or the account of the mailbox."""
    server: str
    looked_at: datetime | None
    """Null before the first look has ended."""
    waiting: int
    """Not taken yet: still written, or their turn has not come."""
    processing: int
    ended: int
    """Since the service was started."""
    problems: list[DoorProblem]


@router.get("", summary="Scan folders and mailboxes of yours that this service looks at", operation_id="listDoors", responses=RULES)
def list_doors(caller: Administrator, backend: BackendDep) -> list[DoorAnswer]:
    """Not those that commands of their own look at (`fapiao watch`, `fapiao mail`)."""
    return [_answer(door) for door in backend.doors.of(caller.tenant)]


def _answer(door: DoorState) -> DoorAnswer:
    problems = [DoorProblem(problem.code, problem.message, problem.message_zh) for problem in door.problems]
    return DoorAnswer(door.kind, door.place, door.server, door.looked_at, door.waiting, door.processing, door.ended, problems)
