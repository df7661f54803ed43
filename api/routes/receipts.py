"""Sending a file, and the receipt for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from api.access import Requires
from api.answers import ONE, SEND, SEND_FILE
from api.body_limit import within
from api.conditional import NOT_CHANGED, IfNoneMatch, Tagged, Wait, response, tagged, waited_for
from api.document_views import ReceiptAnswer, receipt_answer
from api.errors import RequestError, no_file, upload_too_slow
from api.http_door import DoorDep, HttpDoor
from api.json_answers import to_json
from api.receiving import Sending, key_of, receive
from api.seen import seen_receipt
from api.settings import ServeSettings
from api.upload_form import upload_form
from intake.opening.limits import MIB
from intake.people.caller import Caller
from intake.people.scopes import Scope
from intake.store.changes import document_stamp
from intake.store.words import Lane

router = APIRouter(prefix="/v1", tags=["sending"])

Sender = Annotated[Caller, Depends(Requires(Scope.UPLOAD_OWN, Scope.UPLOAD))]
Viewer = Annotated[Caller, Depends(Requires(Scope.READ_OWN, Scope.READ))]
Key = Annotated[
    str | None,
    Header(alias="Idempotency-Key", description="Made anew for each file, a UUID for instance: sending again with the same key gets the same receipt"),
]
Sha256 = Annotated[str | None, Header(alias="X-Content-SHA256", pattern="^[0-9a-fA-F]{64}$", description="Of the file: 460 where what arrives differs")]
_CHUNK = MIB


@dataclass(frozen=True)
class _Came:
    """A file that came in with a request."""

    name: str
    content: bytes


@router.post(
    "/invoices",
    status_code=202,
    summary="Send a file",
    operation_id="sendFile",
    response_model=ReceiptAnswer,
    responses={200: {"model": ReceiptAnswer, "description": "These bytes came in before"}, **SEND},
    openapi_extra={"requestBody": SEND_FILE},
)
async def send_file(
    request: Request,
    caller: Sender,
    door: DoorDep,
    idempotency_key: Key = None,
    content_sha256: Sha256 = None,
    name: Annotated[str | None, Query(max_length=500, description="What the file is called, where the body is the file itself")] = None,
    lane: Annotated[Lane, Query(description="`batch` for one of many that nobody waits for")] = Lane.SINGLE,
    batch: Annotated[UUID | None, Query(description="The batch it belongs to, an id of your making")] = None,
) -> Response:
    """A multipart form with one file in the field `file`, or the bytes of the file as body: up to 8 MiB; larger ones and bad links take `/v1/uploads`.

    202 with a receipt once the file is kept safely; it is read afterwards. The same bytes again are answered 200 with another receipt for the same document.
    A picture is looked at right away: `verdict` says whether it should be taken again.
    """
    key = key_of(idempotency_key)
    # Refused before the body is asked for; the body is no parameter, since those are taken in first.
    with door.places.place(caller), door.places.key(caller, key):
        await run_in_threadpool(door.backend.reception.check_room, lane)
        came = await _file_of(request, door.settings)
        sending = Sending(name or came.name, lane, key, content_sha256, batch)
        taken = await run_in_threadpool(receive, door, caller, _pieces(came.content), sending)
    body = to_json(taken.answer)
    return Response(body, taken.status, taken.headers, "application/json")


@router.get(
    "/receipts/{receipt_id}",
    summary="What became of a file that was sent",
    operation_id="receipt",
    response_model=ReceiptAnswer,
    responses={304: NOT_CHANGED, **ONE},
)
async def receipt(receipt_id: UUID, caller: Viewer, door: DoorDep, if_none_match: IfNoneMatch = None, wait: Wait = 0) -> Response:
    load, stamp = partial(_load, door, caller, receipt_id), partial(_stamp, door, caller, receipt_id)
    return response(await waited_for(load, stamp, door.waits, if_none_match, wait), if_none_match)


def _load(door: HttpDoor, caller: Caller, receipt_id: UUID) -> Tagged:
    with door.backend.database.read() as session:
        answer = receipt_answer(session, caller, seen_receipt(session, caller, receipt_id))
    return tagged(answer, is_settled=answer.poll_after_ms is None)


def _stamp(door: HttpDoor, caller: Caller, receipt_id: UUID) -> str:
    with door.backend.database.read() as session:
        return document_stamp(session, caller.tenant, seen_receipt(session, caller, receipt_id).document_id)


async def _file_of(request: Request, settings: ServeSettings) -> _Came:
    """Raises RequestError, and HTTPException where there is no making sense of the form."""
    limited = Request(request.scope, within(settings.door.single_bytes, request.scope, request.receive))
    if request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        async with upload_form(limited, replace(settings, files=1)) as form:
            (upload,) = form.uploads
            return _Came(upload.name, await run_in_threadpool(upload.file.read))
    async with _in_time(settings):
        content = await limited.body()
    if not content:
        raise RequestError(no_file())
    return _Came("unnamed", content)


@asynccontextmanager
async def _in_time(settings: ServeSettings) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(settings.upload_seconds):
            yield
    except TimeoutError as error:
        raise RequestError(upload_too_slow(settings.upload_seconds)) from error


def _pieces(content: bytes) -> list[bytes]:
    return [content[start : start + _CHUNK] for start in range(0, len(content), _CHUNK)]
