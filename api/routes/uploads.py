"""Resumable uploads (tus 1.0: core, creation, creation-with-upload, checksum, termination, expiration)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from typing import Annotated, cast
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from api.access import Requires
from api.answers import ONE, SEND, Answers
from api.body_limit import within
from api.document_problems import chunk_arrived_damaged, offset_wrong, tus_header_malformed, tus_version_unsupported, upload_in_use
from api.document_views import ReceiptAnswer, receipt_answer
from api.errors import RequestError, upload_too_slow
from api.http_door import DoorDep, HttpDoor
from api.json_answers import to_json
from api.receiving import Taken, key_of
from api.resumable.headers import ALGORITHMS, CHUNK_TYPE, EXTENSIONS, VERSION, Checksum, read_checksum, read_metadata, read_number
from api.resumable.part_files import PartFile
from api.resumable.uploads import Uploads, Wanted
from api.schemas import later_answer, problem_answer
from api.seen import seen_receipt
from intake.people.caller import Caller
from intake.people.scopes import Scope

router = APIRouter(prefix="/v1/uploads", tags=["sending"])

Sender = Annotated[Caller, Depends(Requires(Scope.UPLOAD_OWN, Scope.UPLOAD))]
_WRITTEN_AT_ONCE = 256 * 1024
_SILENCE_SECONDS = 30.0
"""A connection that brings nothing for that long is nobody's any more."""
_RETRY_SECONDS = 1


@dataclass(frozen=True)
class UploadAnswer:
    id: UUID
    offset: int
    """Bytes that are here."""
    length: int
    ends_at: datetime
    """Removed then, unless more comes."""
    receipt: ReceiptAnswer | None
    """Once all of it was received."""


async def _uploads(request: Request) -> Uploads:
    return cast(Uploads, request.state.uploads)


UploadsDep = Annotated[Uploads, Depends(_uploads)]


async def _speaks_tus(tus_resumable: Annotated[str | None, Header(description="`1.0.0`")] = None) -> None:
    if tus_resumable != VERSION:
        raise RequestError(tus_version_unsupported())


SpeaksTus = Depends(_speaks_tus)
Length = Annotated[str | None, Header(description="Bytes of the file")]
Offset = Annotated[str | None, Header(description="Bytes that are there already")]
MetadataHeader = Annotated[
    str | None,
    Header(description="`name base64(value)`, separated by commas: `filename`, `sha256` of the whole (hexadecimal), `lane` (single or batch), `batch`"),
]
ChecksumHeader = Annotated[str | None, Header(description="Of this chunk: `sha1` or `sha256`, a blank, and the digest in base64")]
Key = Annotated[str | None, Header(alias="Idempotency-Key")]
_TUS: Answers = {412: problem_answer("Another version of the protocol")}
_WRITE: Answers = {423: later_answer("Another request writes to it")}
_CHUNK = {"requestBody": {"required": False, "content": {CHUNK_TYPE: {"schema": {"type": "string", "contentMediaType": "application/octet-stream"}}}}}


@router.options("", status_code=204, summary="What of tus is spoken", operation_id="uploadOptions")
async def offers(caller: Sender, door: DoorDep, response: Response) -> None:
    response.headers["Tus-Version"] = VERSION
    response.headers["Tus-Extension"] = EXTENSIONS
    response.headers["Tus-Checksum-Algorithm"] = ",".join(ALGORITHMS)
    response.headers["Tus-Max-Size"] = str(door.settings.read.limits.unpacked_bytes)


@router.post(
    "",
    status_code=201,
    summary="Begin an upload",
    operation_id="beginUpload",
    response_model=UploadAnswer,
    dependencies=[SpeaksTus],
    responses={200: {"model": UploadAnswer, "description": "Begun before with this key, or nothing needs to come"}, **SEND, **_TUS, **_WRITE},
    openapi_extra=_CHUNK,
)
async def begin(
    request: Request,
    caller: Sender,
    door: DoorDep,
    uploads: UploadsDep,
    upload_length: Length = None,
    upload_metadata: MetadataHeader = None,
    upload_checksum: ChecksumHeader = None,
    idempotency_key: Key = None,
) -> Response:
    """The first bytes may come along. Where `receipt` is not null in the answer, the file is here already, and nothing needs to be sent."""
    wanted = _wanted(upload_length, upload_metadata, idempotency_key)
    with door.places.place(caller), door.places.key(caller, wanted.key):
        begun = await run_in_threadpool(uploads.begin, door, caller, wanted)
        part, offset, taken = begun.part, begun.offset, None
        if begun.is_new and request.headers.get("content-type", "").lower() == CHUNK_TYPE:
            async with door.turns.turn(part.id) as wanted_by_other:
                offset = await _append(request, door, part, 0, _checksum(upload_checksum), wanted_by_other)
        if begun.is_new and offset == part.length:
            taken = await run_in_threadpool(uploads.take_in, door, caller, part)
        answer = await run_in_threadpool(_shown, door, caller, uploads, part)
    headers = {"Location": f"/v1/uploads/{part.id}", **_headers(answer, taken)}
    if not begun.is_new:
        headers["Idempotent-Replay"] = "true"
    return _json(answer, 201 if begun.is_new else 200, headers)


@router.head(
    "/{upload_id}",
    summary="How much is here",
    operation_id="uploadOffset",
    response_class=Response,
    dependencies=[SpeaksTus],
    responses={**ONE, **_TUS, **_WRITE},
)
async def offset_of(upload_id: UUID, caller: Sender, door: DoorDep, uploads: UploadsDep) -> Response:
    """Ends a request that still writes to it: whoever asks has lost that one. Where all is here and was not received yet, it is received now."""
    part = await run_in_threadpool(uploads.find, caller, upload_id)
    async with door.turns.turn(upload_id):
        offset = await run_in_threadpool(uploads.files.offset, part)
        taken = await run_in_threadpool(uploads.take_in, door, caller, part) if offset == part.length else None
        answer = await run_in_threadpool(_shown, door, caller, uploads, part)
    return Response(status_code=200, headers={"Upload-Length": str(part.length), **_headers(answer, taken)})


@router.get("/{upload_id}", summary="How much is here, and the receipt", operation_id="upload", responses={**ONE, **_WRITE})
async def show(upload_id: UUID, caller: Sender, door: DoorDep, uploads: UploadsDep) -> UploadAnswer:
    return await run_in_threadpool(lambda: _shown(door, caller, uploads, uploads.find(caller, upload_id)))


@router.patch(
    "/{upload_id}",
    status_code=204,
    summary="Go on with an upload",
    operation_id="continueUpload",
    dependencies=[SpeaksTus],
    responses={
        200: {"model": ReceiptAnswer, "description": "All is here; these bytes came in before"},
        202: {"model": ReceiptAnswer, "description": "All is here and received"},
        **ONE,
        **SEND,
        **_TUS,
        **_WRITE,
    },
    openapi_extra=_CHUNK,
)
async def go_on(
    request: Request,
    upload_id: UUID,
    caller: Sender,
    door: DoorDep,
    uploads: UploadsDep,
    upload_offset: Offset = None,
    upload_checksum: ChecksumHeader = None,
) -> Response:
    """204 while more is to come. The last one answers with the receipt."""
    at = read_number(upload_offset)
    if at is None:
        raise RequestError(tus_header_malformed("Upload-Offset"))
    if request.headers.get("content-type", "").lower() != CHUNK_TYPE:
        raise RequestError(tus_header_malformed("Content-Type"))
    checksum = _checksum(upload_checksum)
    with door.places.place(caller):
        part = await run_in_threadpool(uploads.find, caller, upload_id)
        async with door.turns.turn(upload_id) as wanted_by_other:
            offset = await run_in_threadpool(uploads.files.offset, part)
            if at != offset:
                raise RequestError(offset_wrong(offset, at))
            if offset < part.length:
                offset = await _append(request, door, part, offset, checksum, wanted_by_other)
            taken = await run_in_threadpool(uploads.take_in, door, caller, part) if offset == part.length else None
            answer = await run_in_threadpool(_shown, door, caller, uploads, part)
    if taken is None:
        return Response(status_code=204, headers=_headers(answer, None))
    body = to_json(taken.answer)
    return Response(body, taken.status, _headers(answer, taken), "application/json")


@router.delete(
    "/{upload_id}", status_code=204, summary="Cancel an upload", operation_id="cancelUpload", dependencies=[SpeaksTus], responses={**ONE, **_TUS, **_WRITE}
)
async def cancel(upload_id: UUID, caller: Sender, door: DoorDep, uploads: UploadsDep) -> None:
    """What was received stays: delete the document for that."""
    part = await run_in_threadpool(uploads.find, caller, upload_id)
    async with door.turns.turn(upload_id):
        await run_in_threadpool(uploads.files.remove, part)


def _wanted(length: str | None, metadata: str | None, key: str | None) -> Wanted:
    bytes_of_file, said = read_number(length), read_metadata(metadata)
    if bytes_of_file is None:
        raise RequestError(tus_header_malformed("Upload-Length"))
    if said is None:
        raise RequestError(tus_header_malformed("Upload-Metadata"))
    return Wanted(bytes_of_file, said.name, key_of(key), said.sha256, said.lane, said.batch)


def _checksum(header: str | None) -> Checksum | None:
    if header is None:
        return None
    checksum = read_checksum(header)
    if checksum is None:
        raise RequestError(tus_header_malformed("Upload-Checksum"))
    return checksum


async def _append(request: Request, door: HttpDoor, part: PartFile, offset: int, checksum: Checksum | None, wanted_by_other: asyncio.Event) -> int:
    """The offset after it. Of a chunk that breaks off, what came is kept, unless it has a checksum: then it is all or nothing. Raises RequestError, ClientDisconnect."""
    most = part.length - offset if checksum is None else min(part.length - offset, door.settings.door.chunk_bytes)
    limited = Request(request.scope, within(most, request.scope, request.receive))
    held = bytearray()
    is_good = checksum is None
    try:
        async for piece in _pieces(limited, wanted_by_other):
            held += piece
            if checksum is None and len(held) >= _WRITTEN_AT_ONCE:
                await run_in_threadpool(door.parts.append, part, offset, bytes(held))
                offset += len(held)
                held.clear()
        if checksum is not None and not checksum.fits(bytes(held)):
            raise RequestError(chunk_arrived_damaged())
        is_good = True
    finally:
        if held and is_good:
            await run_in_threadpool(door.parts.append, part, offset, bytes(held))
            offset += len(held)
        await run_in_threadpool(door.parts.sync, part)
    return offset


async def _pieces(request: Request, wanted_by_other: asyncio.Event) -> AsyncIterator[bytes]:
    """The body as it comes. Raises RequestError once somebody else wants the turn, or nothing comes any more; ClientDisconnect."""
    pieces = request.stream().__aiter__()
    given_up = asyncio.ensure_future(wanted_by_other.wait())
    try:
        while True:
            piece = asyncio.ensure_future(anext(pieces, None))
            await asyncio.wait((piece, given_up), timeout=_SILENCE_SECONDS, return_when=asyncio.FIRST_COMPLETED)
            if not piece.done():
                piece.cancel()
                with suppress(asyncio.CancelledError):
                    await piece
                raise RequestError(upload_in_use(_RETRY_SECONDS) if given_up.done() else upload_too_slow(_SILENCE_SECONDS))
            content = piece.result()
            if content is None:
                return
            yield content
    finally:
        given_up.cancel()


def _shown(door: HttpDoor, caller: Caller, uploads: Uploads, part: PartFile) -> UploadAnswer:
    receipt_id = uploads.files.receipt_of(part)
    receipt = None
    if receipt_id is not None:
        with door.backend.database.read() as session:
            receipt = receipt_answer(session, caller, seen_receipt(session, caller, receipt_id))
    return UploadAnswer(part.id, uploads.files.offset(part), part.length, uploads.ends_at(door, part), receipt)


def _headers(answer: UploadAnswer, taken: Taken | None) -> dict[str, str]:
    headers = {"Upload-Offset": str(answer.offset), "Upload-Expires": format_datetime(answer.ends_at, usegmt=True), "Cache-Control": "no-store"}
    if answer.receipt is not None:
        headers["Upload-Receipt"] = answer.receipt.links.receipt
    if taken is not None and taken.replayed:
        headers["Idempotent-Replay"] = "true"
    return headers


def _json(answer: UploadAnswer, status: int, headers: dict[str, str]) -> Response:
    return Response(to_json(answer), status, headers, "application/json")
