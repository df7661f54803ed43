"""What the routes for documents are made of: made once in the application's lifespan, handed to them as `DoorDep`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import BoundedSemaphore
from typing import Annotated, cast

from fastapi import Depends, Request

from api.build_service import Backend
from api.looks import Looks, look_pool
from api.resumable.part_files import PartFiles
from api.resumable.turns import Turns
from api.settings import ServeSettings
from api.upload_places import UploadPlaces


@dataclass(frozen=True)
class HttpDoor:
    backend: Backend
    settings: ServeSettings
    looks: Looks
    places: UploadPlaces
    parts: PartFiles
    """Of resumable uploads."""
    turns: Turns
    waits: BoundedSemaphore
    """Requests that wait for a change."""
    streams: BoundedSemaphore
    """Streams of events."""


@contextmanager
def http_door(settings: ServeSettings, backend: Backend, looks: Looks | None = None) -> Iterator[HttpDoor]:
    """Looks of its own where none are given; whoever starts the service starts them."""
    door = settings.door
    own = looks or Looks(backend.files, look_pool(door.look_workers, settings.read.engine), door.look_workers, settings.read.limits)
    try:
        yield HttpDoor(
            backend,
            settings,
            own,
            UploadPlaces(door.uploads_at_once),
            PartFiles(backend.folder.uploads),
            Turns(),
            BoundedSemaphore(door.waits),
            BoundedSemaphore(door.streams),
        )
    finally:
        if looks is None:
            own.stop()


async def _door(request: Request) -> HttpDoor:
    return cast(HttpDoor, request.state.door)


DoorDep = Annotated[HttpDoor, Depends(_door)]
