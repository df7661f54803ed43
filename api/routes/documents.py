"""Documents: their state, their pages, their original; reading them again, deleting and restoring them."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from functools import partial
from logging import getLogger
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import Response
from pydantic import Field

from api.access import Requires
from api.answers import CHANGE, FILE, ONE, PICTURE
from api.conditional import NOT_CHANGED, IfMatch, IfNoneMatch, Tagged, Wait, expected_version, response, tagged, waited_for
from api.document_problems import changed_meanwhile, no_picture, not_a_picture, not_in_this_state
from api.document_views import PICTURE_MEDIA_TYPES, DocumentAnswer, document_answer
from api.errors import RequestError, service_busy
from api.http_door import DoorDep, HttpDoor
from api.looks import Original
from api.receiving import look_at
from api.schemas import problem_answer
from api.seen import seen_document
from api.store_answers import version_after
from api.verdict_view import VerdictAnswer
from intake.errors import StoreUnavailable
from intake.password_safe import PASSWORD_LENGTH, give_password
from intake.people.caller import Caller
from intake.people.scopes import Scope
from intake.state import DOCUMENT_MOVES, DocumentState
from intake.store.changes import document_stamp
from intake.store.deletion import delete_document, restore_document
from intake.store.documents import StoredDocument, read_again
from intake.workflow import read_job

router = APIRouter(prefix="/v1/documents/{document_id}", tags=["documents"])

Viewer = Annotated[Caller, Depends(Requires(Scope.READ_OWN, Scope.READ))]
Decider = Annotated[Caller, Depends(Requires(Scope.DECIDE))]
Asker = Annotated[Caller, Depends(Requires(Scope.DECIDE, Scope.UPLOAD_OWN))]
"""Who sent a file may have it read again where that failed."""
MOST_PAGES = 200
_MOST_PIXELS = 4096
_READ_AGAIN_FROM = frozenset(move.source for move in DOCUMENT_MOVES if move.target is DocumentState.RECEIVED and move.source is not DocumentState.READING)
_NO_PROGRAM = "default-src 'none'; sandbox"


@dataclass(frozen=True)
class Reason:
    why: Annotated[str, Field(max_length=1000)] = ""


@dataclass(frozen=True)
class DocumentPassword:
    password: Annotated[str, Field(min_length=1, max_length=PASSWORD_LENGTH, repr=False)]


@router.get("", summary="What became of a document", operation_id="document", response_model=DocumentAnswer, responses={304: NOT_CHANGED, **ONE})
async def show(document_id: UUID, caller: Viewer, door: DoorDep, if_none_match: IfNoneMatch = None, wait: Wait = 0) -> Response:
    load, stamp = partial(_load, door, caller, document_id), partial(_stamp, door, caller, document_id)
    return response(await waited_for(load, stamp, door.waits, if_none_match, wait), if_none_match)


@router.get("/verdict", summary="Whether a picture is good enough", operation_id="verdict", responses={409: problem_answer("It is no picture"), **ONE})
def verdict(document_id: UUID, caller: Viewer, door: DoorDep, response: Response) -> VerdictAnswer:
    document = _seen(door, caller, document_id)
    if document.media_type not in PICTURE_MEDIA_TYPES:
        raise RequestError(not_a_picture())
    found = look_at(door, document, door.settings.door.picture_seconds)
    if found is None:
        raise RequestError(service_busy())
    response.headers["Cache-Control"] = "private, max-age=3600"
    return found


@router.get("/pages/{page}.jpg", summary="A page as a picture", operation_id="page", response_class=Response, responses={200: PICTURE, 304: NOT_CHANGED, **ONE})
def page(
    document_id: UUID,
    page: Annotated[int, Path(ge=1, le=MOST_PAGES)],
    caller: Viewer,
    door: DoorDep,
    if_none_match: IfNoneMatch = None,
    longest: Annotated[int, Query(ge=64, le=_MOST_PIXELS, description="Pixels of its longer side")] = 2000,
    ahead: Annotated[bool, Query(description="Say in the header X-Page-Follows, `true` or `false`, whether there is another page")] = False,
) -> Response:
    """Drawn anew, whatever the file holds. Boxes of results are in pixels of the original page, whose size stands in the headers X-Page-Width and X-Page-Height."""
    document = _seen(door, caller, document_id)
    etag = f'"{document.sha256[:32]}-{page}-{longest}{"-ahead" if ahead else ""}"'
    headers = {"ETag": etag, "Cache-Control": "private, max-age=86400, immutable", "Vary": "Authorization, Cookie", "X-Content-Type-Options": "nosniff"}
    if if_none_match == etag:
        return Response(status_code=304, headers=headers)
    with door.backend.database.read() as session:
        given = door.backend.safe.passwords(session, document)
    original = Original(document.sha256, document.name, (*given, *door.settings.read.passwords))
    picture = door.looks.page(original, page, longest, door.settings.door.picture_seconds, ahead=ahead)
    if picture is None:
        raise RequestError(no_picture())
    size = {"X-Page-Width": str(picture.width), "X-Page-Height": str(picture.height), **({"X-Page-Follows": str(picture.follows).lower()} if ahead else {})}
    return Response(picture.jpeg, media_type="image/jpeg", headers={**headers, **size, "Content-Security-Policy": _NO_PROGRAM})


@router.get("/original", summary="The file as it came in", operation_id="original", response_class=Response, responses={200: FILE, **ONE})
def original(document_id: UUID, caller: Viewer, door: DoorDep) -> Response:
    """Always as a download: a browser never opens it as a page of ours."""
    document = _seen(door, caller, document_id, deleted=True)
    content = door.backend.files.read(document.sha256, check=True)
    headers = {
        "Content-Disposition": disposition(document.name),
        "Content-Security-Policy": _NO_PROGRAM,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
        "Repr-Digest": _digest(document.sha256),
    }
    return Response(content, media_type="application/octet-stream", headers=headers)


@router.post("/read", summary="Have a document read again", operation_id="readAgain", responses=CHANGE)
def begin_again(document_id: UUID, reason: Reason, caller: Asker, door: DoorDep) -> DocumentAnswer:
    """After new models, and where reading failed. What people set stays; new values are proposals where the invoice is past review."""
    backend = door.backend
    with backend.database.write() as session:
        document = seen_document(session, caller, document_id)
        if document.state not in _READ_AGAIN_FROM:
            raise RequestError(not_in_this_state(document.state))
        answer = read_again(session, caller.tenant, document_id, document.state, actor=caller.actor, why=reason.why, at=backend.clock())
        version = version_after(session, caller, answer)
    enqueue_reading(door, document, version)
    return _shown(door, caller, document_id)


@router.post("/password", summary="Give the password of an encrypted document", operation_id="givePassword", responses=CHANGE)
def open_with(document_id: UUID, form: DocumentPassword, caller: Asker, door: DoorDep) -> DocumentAnswer:
    """Of one that failed with `needs_password`, or of an archive of which some files could not be taken out: it is read again with it. Kept encrypted for as long as it opens the
    document, and forgotten when it does not.
    """
    backend = door.backend
    with backend.database.write() as session:
        document = seen_document(session, caller, document_id)
        answer = give_password(session, backend.safe, document, form.password, actor=caller.actor, at=backend.clock())
        version = version_after(session, caller, answer)
    enqueue_reading(door, document, version)
    return _shown(door, caller, document_id)


@router.delete("", status_code=204, summary="Delete a document and its invoices", operation_id="deleteDocument", responses=CHANGE)
def delete(document_id: UUID, caller: Decider, door: DoorDep, if_match: IfMatch = None, why: Annotated[str, Query(max_length=1000)] = "") -> None:
    """It can be restored. Refused where the ledger has one of its invoices, or may have it."""
    with door.backend.database.write() as session:
        document = seen_document(session, caller, document_id)
        if expected_version(if_match) not in (None, document.version):
            raise RequestError(changed_meanwhile())
        version_after(session, caller, delete_document(session, caller.tenant, document_id, actor=caller.actor, why=why, at=door.backend.clock()))


@router.post("/restore", summary="Restore a deleted document and its invoices", operation_id="restoreDocument", responses=CHANGE)
def restore(document_id: UUID, reason: Reason, caller: Decider, door: DoorDep) -> DocumentAnswer:
    with door.backend.database.write() as session:
        seen_document(session, caller, document_id, deleted=True)
        version_after(session, caller, restore_document(session, caller.tenant, document_id, actor=caller.actor, why=reason.why, at=door.backend.clock()))
    return _shown(door, caller, document_id)


def enqueue_reading(door: HttpDoor, document: StoredDocument, version: int) -> None:
    """To be read, after the transaction that says so."""
    try:
        door.backend.jobs.enqueue(read_job(document.tenant, document.id, version, document.lane))
    except StoreUnavailable as error:
        getLogger(__name__).warning("document %s waits for the sweep: %s", document.id, error.message)


def _load(door: HttpDoor, caller: Caller, document_id: UUID) -> Tagged:
    with door.backend.database.read() as session:
        document = seen_document(session, caller, document_id)
        answer = document_answer(session, caller, document)
    return tagged(answer, is_settled=answer.is_settled, version=document.version)


def _stamp(door: HttpDoor, caller: Caller, document_id: UUID) -> str:
    with door.backend.database.read() as session:
        return document_stamp(session, caller.tenant, document_id)


def _seen(door: HttpDoor, caller: Caller, document_id: UUID, *, deleted: bool = False) -> StoredDocument:
    with door.backend.database.read() as session:
        return seen_document(session, caller, document_id, deleted=deleted)


def _shown(door: HttpDoor, caller: Caller, document_id: UUID) -> DocumentAnswer:
    with door.backend.database.read() as session:
        return document_answer(session, caller, seen_document(session, caller, document_id))


def _digest(sha256: str) -> str:
    """As RFC 9530 has it."""
    return f"sha-256=:{b64encode(bytes.fromhex(sha256)).decode()}:"


def disposition(name: str) -> str:
    """A download under the sender's name for the file (RFC 6266), of which nothing can break out of the header."""
    label = "".join(char if char.isprintable() and char not in '"\\/;%' else "_" for char in name.rpartition("/")[2])[-150:] or "document"
    plain = label.encode("ascii", "replace").decode().replace("?", "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(label, safe='')}"
