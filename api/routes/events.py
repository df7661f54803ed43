"""What happens to the caller's documents and invoices, as it happens (server-sent events)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from time import monotonic
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Header
from fastapi.concurrency import run_in_threadpool
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.access import Requires
from api.answers import MANY
from api.document_problems import waits_taken
from api.errors import RequestError
from api.http_door import DoorDep, HttpDoor
from api.timeline import words_of
from intake.people.caller import Caller
from intake.people.scopes import Scope
from intake.store.changes import Change, changes_since, last_change, seen_before
from intake.store.words import HistoryEvent

router = APIRouter(prefix="/v1/events", tags=["documents"])

Viewer = Annotated[Caller, Depends(Requires(Scope.READ_OWN, Scope.READ))]
_LOOK_SECONDS = 1.0
_RETRY_SECONDS = 5
_AT_ONCE = 200


@dataclass(frozen=True)
class ChangeAnswer:
    of: Literal["document", "invoice"]
    document_id: UUID
    invoice_id: UUID | None
    event: HistoryEvent
    state: str
    """After it."""
    happened_at: datetime
    text_en: str
    text_zh: str


def _stream_place(door: DoorDep) -> Iterator[None]:
    """Held until the stream has ended."""
    if not door.streams.acquire(blocking=False):
        raise RequestError(waits_taken(_RETRY_SECONDS))
    try:
        yield
    finally:
        door.streams.release()


@router.get(
    "",
    summary="Changes as they happen",
    operation_id="events",
    response_class=EventSourceResponse,
    dependencies=[Depends(_stream_place)],
    responses=MANY,
)
async def follow(caller: Viewer, door: DoorDep, last_event_id: Annotated[str | None, Header(max_length=20)] = None) -> AsyncIterable[ServerSentEvent]:
    """Events of the type `change`. The stream ends after some minutes; with the id of the last event in Last-Event-ID, as browsers send it, nothing is missed between."""
    at, seen = await run_in_threadpool(_begin, door, caller, last_event_id)
    yield ServerSentEvent(comment="listening", retry=_RETRY_SECONDS * 1000)
    end = monotonic() + door.settings.door.stream_seconds
    while monotonic() < end:
        changes = await run_in_threadpool(partial(_changes, door, caller, at, seen))
        for change in changes:
            at = max(at, change.id)
            yield ServerSentEvent(data=_answer(change), event="change", id=str(at))
        if changes:
            seen = await run_in_threadpool(_seen, door, caller, at, seen | {change.id for change in changes})
        await asyncio.sleep(_LOOK_SECONDS)


def _begin(door: HttpDoor, caller: Caller, last_event_id: str | None) -> tuple[int, frozenset[int]]:
    with door.backend.database.read() as session:
        newest = last_change(session, caller.tenant)
        named = int(last_event_id) if last_event_id and last_event_id.isascii() and last_event_id.isdecimal() else newest
        at = min(named, newest)
        return at, seen_before(session, caller.tenant, at)


def _changes(door: HttpDoor, caller: Caller, at: int, seen: frozenset[int]) -> tuple[Change, ...]:
    with door.backend.database.read() as session:
        return tuple(changes_since(session, caller.tenant, at, seen, caller.only_sender, _AT_ONCE))


def _seen(door: HttpDoor, caller: Caller, at: int, seen: frozenset[int]) -> frozenset[int]:
    """Of what was sent, what would be looked at again; what the caller may not see is not sent and need not be remembered."""
    with door.backend.database.read() as session:
        return seen & seen_before(session, caller.tenant, at)


def _answer(change: Change) -> ChangeAnswer:
    text_en, text_zh = words_of(change.event, change.state, is_invoice=change.invoice_id is not None)
    of: Literal["document", "invoice"] = "document" if change.invoice_id is None else "invoice"
    return ChangeAnswer(of, change.document_id, change.invoice_id, change.event, change.state, change.happened_at, text_en, text_zh)
