"""What routes are handed; all of it is made once, in the application's lifespan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Request

from api.build_service import Backend
from api.document_reader import Readiness
from api.reading_desk import ReadingDesk
from api.settings import ServeSettings
from api.starting import Starting


@dataclass(frozen=True)
class Service:
    """The running service."""

    settings: ServeSettings
    readiness: Readiness
    starting: Starting
    desk: ReadingDesk


async def _service(request: Request) -> Service:
    return cast(Service, request.state.service)


ServiceDep = Annotated[Service, Depends(_service)]


async def _backend(request: Request) -> Backend:
    return cast(Backend, request.state.backend)


BackendDep = Annotated[Backend, Depends(_backend)]
"""Store, jobs and reception, for every route that keeps something."""
