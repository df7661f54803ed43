"""Whether the service runs, with what, and whether it can do its work."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Literal

from fastapi import APIRouter, Request

from api.build_service import Backend
from api.deps import ServiceDep
from api.errors import NextStep, Problem, RequestError
from api.schemas import problem_answer
from intake.health import Condition, Part, database_parts, disk_part, originals_part, starting_part

router = APIRouter()


@dataclass(frozen=True)
class Health:
    status: Literal["starting", "ok"]
    """`starting`: what is sent is kept, and read in a moment."""
    version: str
    engine: str
    """What runs the text recognition."""
    weights_checked: int
    """Weight files that were the listed ones, by size and sha256, when the service started."""


@dataclass(frozen=True)
class Live:
    status: Literal["ok"]


@dataclass(frozen=True)
class Ready:
    status: Literal["ready"]
    parts: list[str]
    """What was looked at."""


@router.get("/health", summary="Whether documents can be read", operation_id="health")
async def health(request: Request, service: ServiceDep) -> Health:
    status: Literal["starting", "ok"] = "ok" if service.starting.is_ready else "starting"
    return Health(status, request.app.version, service.readiness.engine, service.readiness.weights_checked)


@router.get("/health/live", summary="Whether this process answers; when not, start it anew", operation_id="live")
async def live() -> Live:
    return Live("ok")


@router.get(
    "/health/ready",
    summary="Whether documents can be taken in, kept and read now",
    operation_id="ready",
    responses={503: problem_answer("Some part can't be used; `parts` says which and what to do")},
)
def ready(request: Request, service: ServiceDep) -> Ready:
    parts = (*_parts(getattr(request.state, "backend", None)), starting_part(is_ready=service.starting.is_ready))
    failed = [part for part in parts if part.condition is Condition.FAILED]
    if failed:
        raise RequestError(_not_ready(failed))
    return Ready("ready", [part.name for part in parts])


def _parts(backend: Backend | None) -> tuple[Part, ...]:
    """Anybody may ask, so that nothing is said of places and versions."""
    if backend is None:  # it reads and keeps nothing
        return ()
    room = backend.reception.room
    disks = dict.fromkeys((backend.folder.root, *backend.reception.disks))
    return (*database_parts(backend.database), originals_part(backend.files), *(disk_part("disk", folder, room.free_bytes) for folder in disks))


def _not_ready(failed: list[Part]) -> Problem:
    names = ", ".join(sorted({part.name for part in failed}))
    first = failed[0]
    return Problem(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "not_ready",
        f"Not ready ({names}). {first.advice}",
        f"服务未就绪（{names}）。{first.advice_zh}",
        NextStep.ASK_OPERATOR,
        details={"parts": [{"part": part.name, "advice_en": part.advice, "advice_zh": part.advice_zh} for part in failed]},
    )
