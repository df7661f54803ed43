"""Pages of documents under review put together otherwise: one document parted, two made one, and both undone. The files that came in stay as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import Field

from api.access import LOGIN_ONLY, Requires
from api.answers import CHANGE, ONE, Answers
from api.errors import RequestError
from api.http_door import DoorDep, HttpDoor
from api.looks import Original, PagesOf, Part
from api.planting import decide_planted, planted_on
from api.review_problems import no_such_pages
from api.review_views import PlantedAnswer
from api.routes.documents import MOST_PAGES, enqueue_reading
from api.routes.review_claims import take_for_review
from api.schemas import problem_answer
from api.seen import seen_document
from api.store_answers import version_after
from intake.opening.containers import SEPARATOR
from intake.opening.file_type import MEDIA_TYPES, FileType
from intake.people.caller import Caller
from intake.people.scopes import Scope
from intake.state import InvoiceState
from intake.store.containers import ContainerMember
from intake.store.documents import StoredDocument, find_document
from intake.store.rearranging import Rearranged, rearrange, undo_rearrangement
from intake.store.review_leases import release_lease

router = APIRouter(prefix="/v1/review", tags=["review"])

Reviewing = Annotated[Caller, Depends(Requires(Scope.DECIDE, by=LOGIN_ONLY))]
_PAGES: Answers = {**CHANGE, 413: problem_answer("The new document would be too large")}


@dataclass(frozen=True)
class SplitForm:
    starts: Annotated[list[Annotated[int, Field(ge=2, le=MOST_PAGES)]], Field(min_length=1, max_length=MOST_PAGES)]
    """Pages with which a new document begins, in order; the first page begins one anyway."""


@dataclass(frozen=True)
class AppendForm:
    document_id: UUID
    """Whose pages come behind those of the document."""


@dataclass(frozen=True)
class PagesAnswer:
    pages: int


@dataclass(frozen=True)
class RearrangedAnswer:
    id: UUID | None
    """For undoing it; null where it was a check."""
    documents: list[UUID]
    """The new ones, which are read now."""
    planted: PlantedAnswer | None = None
    """It was no document but a check; nothing was changed."""


@router.get("/documents/{document_id}/pages", summary="How many pages a document has", operation_id="documentPages", responses=ONE)
def pages(document_id: UUID, caller: Reviewing, door: DoorDep) -> PagesAnswer:
    """Of a PDF file or picture, whose pages can be put together otherwise."""
    with door.backend.database.read() as session:
        document = seen_document(session, caller, document_id)
    return PagesAnswer(door.looks.page_count(Original(document.sha256, document.name), door.settings.door.picture_seconds))


@router.post("/documents/{document_id}/split", status_code=201, summary="Part a document", operation_id="splitDocument", responses=_PAGES)
def split(document_id: UUID, form: SplitForm, caller: Reviewing, door: DoorDep) -> RearrangedAnswer:
    """Each part is a document of its own and is read; the invoices read so far make way. Only while none of them is decided on."""
    if any(later <= start for start, later in pairwise(form.starts)):
        raise RequestError(no_such_pages())
    if told := _told(door, caller, [document_id]):
        return told
    (document,) = _taken(door, caller, [document_id])
    original = Original(document.sha256, document.name)
    runs = [*((start, later - 1) for start, later in pairwise([1, *form.starts])), (form.starts[-1], None)]
    parts = [(PagesOf(original, first, last),) for first, last in runs]
    return _rearranged(door, caller, [document], parts, [f"{document.name}{SEPARATOR}{_pages(first, last)}.pdf" for first, last in runs])


@router.post(
    "/documents/{document_id}/append",
    status_code=201,
    summary="Put another document's pages behind this one's",
    operation_id="appendDocument",
    responses=CHANGE,
)
def append(document_id: UUID, form: AppendForm, caller: Reviewing, door: DoorDep) -> RearrangedAnswer:
    """Both make way for one new document, which is read. Only while no invoice of either is decided on."""
    if form.document_id == document_id:
        raise RequestError(no_such_pages())
    if told := _told(door, caller, [document_id, form.document_id]):
        return told
    documents = _taken(door, caller, [document_id, form.document_id])
    part = tuple(PagesOf(Original(each.sha256, each.name)) for each in documents)
    name = f"{documents[0].name}{SEPARATOR}{' + '.join(each.name for each in documents)}.pdf"
    return _rearranged(door, caller, documents, [part], [name])


@router.delete("/rearrangements/{rearrangement_id}", status_code=204, summary="Put pages back", operation_id="undoRearrangement", responses=CHANGE)
def undo(rearrangement_id: UUID, caller: Reviewing, door: DoorDep) -> None:
    """The documents as they were, as long as no invoice of the new ones is decided on."""
    with door.backend.database.write() as session:
        version_after(session, caller, undo_rearrangement(session, caller.tenant, rearrangement_id, actor=caller.actor, at=door.backend.clock()))


def _told(door: HttpDoor, caller: Caller, document_ids: Sequence[UUID]) -> RearrangedAnswer | None:
    """Whoever takes a check apart has not found its error; None where none of them is one."""
    at = door.backend.clock()
    with door.backend.database.write() as session:
        for document_id in document_ids:
            if planted := planted_on(session, caller, document_id, at):
                return RearrangedAnswer(None, [], decide_planted(session, caller, planted, InvoiceState.APPROVED, {}, at))
    return None


def _taken(door: HttpDoor, caller: Caller, document_ids: Sequence[UUID]) -> tuple[StoredDocument, ...]:
    """The caller's to review from now on. Raises RequestError."""
    at = door.backend.clock()
    with door.backend.database.write() as session:
        for document_id in document_ids:
            take_for_review(session, caller, document_id, at)
        return tuple(seen_document(session, caller, document_id) for document_id in document_ids)


def _rearranged(door: HttpDoor, caller: Caller, sources: Sequence[StoredDocument], parts: Sequence[Part], names: Sequence[str]) -> RearrangedAnswer:
    """Raises RequestError, and IntakeError for what can't be opened."""
    backend = door.backend
    contents = door.looks.rearranged(parts, door.settings.door.picture_seconds)
    if contents is None:
        raise RequestError(no_such_pages())
    media_type = MEDIA_TYPES[FileType.PDF]
    members = [ContainerMember(name, backend.files.put([content]), media_type) for name, content in zip(names, contents, strict=True)]
    at = backend.clock()
    with backend.database.write() as session:
        made = rearrange(session, sources, members, actor=caller.actor, at=at)
        if not isinstance(made, Rearranged):
            version_after(session, caller, made)
            raise AssertionError("what is not done is refused")
        for source in sources:
            release_lease(session, caller.tenant, source.id, caller.actor, at)
        new = [find_document(session, caller.tenant, each) for each in made.documents]
    for document in new:
        if document is not None:
            enqueue_reading(door, document, document.version)
    return RearrangedAnswer(made.id, list(made.documents))


def _pages(first: int, last: int | None) -> str:
    """`2`, `3-5`, `6-`."""
    return str(first) if last == first else f"{first}-{'' if last is None else last}"
