"""What people say about the pages, and its answers."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import Field
from sqlalchemy.orm import Session

from api.access import Requires
from api.access_problems import record_not_found
from api.answers import MANY, ONE, PICTURE, Answers
from api.body_limit import within
from api.deps import BackendDep
from api.document_problems import parameter_malformed
from api.errors import RequestError, upload_too_slow
from api.http_door import DoorDep, HttpDoor
from api.notice_channels import notice_desk
from api.schemas import later_answer, problem_answer
from intake.feedback import TEXT_LENGTH, Feedback, FeedbackObject, FeedbackState, Said, clean_text, feedback_changed_meanwhile
from intake.notices.notice import About, Happening, Subject
from intake.notices.topics import Topic
from intake.opening.limits import MIB
from intake.opening.refusals import unknown_type
from intake.people.caller import Caller, Credential, actor_of_user
from intake.people.scopes import Scope
from intake.store.feedback import add_feedback, add_picture, answer_feedback, close_feedback, feedback_of, find_feedback, picture_of
from intake.store.notices import tell
from intake.store.people_users import users_of

router = APIRouter(prefix="/v1/feedback", tags=["feedback"])

Person = Annotated[Caller, Depends(Requires(Scope.READ_OWN, by=frozenset({Credential.SESSION, Credential.DEVICE})))]
Administrator = Annotated[Caller, Depends(Requires(Scope.PEOPLE))]
Text = Annotated[str, Field(max_length=2 * TEXT_LENGTH)]
Seen = Annotated[int, Field(ge=1, le=2**31 - 2, description="`version` that you know")]
PICTURE_BYTES = 12 * MIB
"""A picture of a large screen, losslessly."""
_LONGEST = 2560
"""Pixels of the longer side of what is kept: print on a page stays readable."""
_WAIT_SECONDS = 10.0
_CHANGE: Answers = {**ONE, 409: problem_answer("Somebody else changed it meanwhile, or it is closed")}
_ADD: Answers = {**MANY, 409: problem_answer("Too many of yours wait for an answer")}
_ADD_PICTURE: Answers = {
    **ONE,
    400: problem_answer("The request broke off"),
    408: problem_answer("The picture took too long to come in"),
    409: problem_answer("It has a picture, or was answered"),
    413: problem_answer("Too large"),
    415: problem_answer("No picture"),
    503: later_answer("No process is free to draw it"),
}
_BODY = {
    "requestBody": {"required": True, "content": {"application/octet-stream": {"schema": {"type": "string", "contentMediaType": "application/octet-stream"}}}}
}


@dataclass(frozen=True)
class FeedbackForm:
    text: Text
    page: Annotated[str, Field(max_length=200)] = ""
    """Path of the page, with the part behind `#`."""
    object_kind: FeedbackObject = FeedbackObject.NONE
    object_id: UUID | None = None
    screen: Annotated[str, Field(max_length=32)] = ""
    language: Annotated[str, Field(max_length=16)] = ""


@dataclass(frozen=True)
class FeedbackAnswer:
    id: UUID
    version: int
    state: FeedbackState
    user_name: str
    text: str
    page: str
    object_kind: FeedbackObject
    object_id: UUID | None
    browser: str
    screen: str
    language: str
    sent_at: datetime
    has_picture: bool
    answer: str
    answered_by: str
    """Name of the user; "" while nobody answered."""
    answered_at: datetime | None
    closed_at: datetime | None


@dataclass(frozen=True)
class FeedbackList:
    feedback: list[FeedbackAnswer]
    """The newest first."""
    next: str | None
    """`cursor` of the next page; null on the last."""


@dataclass(frozen=True)
class AnswerForm:
    seen: Seen
    text: Text


@dataclass(frozen=True)
class ClosingForm:
    seen: Seen


@router.post("", status_code=201, summary="Say something about a page", operation_id="sendFeedback", responses=_ADD)
def send(form: FeedbackForm, caller: Person, backend: BackendDep, request: Request) -> FeedbackAnswer:
    """A picture is added afterwards. Told to the administrators."""
    browser = request.headers.get("User-Agent", "")
    said = Said(clean_text(form.text), form.page.partition("?")[0], form.object_kind, form.object_id, browser, form.screen, form.language)
    now = backend.clock()
    with backend.database.write() as session:
        feedback = add_feedback(session, caller.tenant, caller.person, said, now)
        about, facts = About(Subject.FEEDBACK, str(feedback.id)), {"name": caller.user_name, "why": said.text, "why_zh": said.text}
        tell(session, [Happening(caller.tenant, Topic.FEEDBACK_SENT, f"feedback:{feedback.id}", about, now, facts)], notice_desk(backend), now)
        return _answer(feedback, _names(session, caller.tenant))


@router.put(
    "/{feedback_id}/picture",
    status_code=204,
    summary="Add a picture of the page",
    operation_id="addFeedbackPicture",
    responses=_ADD_PICTURE,
    openapi_extra=_BODY,
)
async def put_picture(feedback_id: UUID, request: Request, caller: Person, door: DoorDep) -> None:
    """PNG, JPEG, WebP or any other picture that is read. What is kept is drawn anew: nothing that a camera or browser wrote into the file stays."""
    feedback = await run_in_threadpool(_found, door, caller, feedback_id, own=True)
    limited = Request(request.scope, within(PICTURE_BYTES, request.scope, request.receive))
    try:
        async with asyncio.timeout(door.settings.upload_seconds):
            content = await limited.body()
    except TimeoutError as error:
        raise RequestError(upload_too_slow(door.settings.upload_seconds)) from error
    await run_in_threadpool(_add_picture, door, feedback, content)


@router.get("", summary="What was said: one's own; an administrator sees everybody's", operation_id="listFeedback", responses=MANY)
def list_feedback(
    caller: Person,
    backend: BackendDep,
    cursor: Annotated[str | None, Query(max_length=100, description="`next` of the page before")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    state: FeedbackState | None = None,
) -> FeedbackList:
    before = _cursor(cursor)
    with backend.database.read() as session:
        found = feedback_of(session, caller.tenant, limit + 1, before, user_id=_only(caller), state=state)
        names = _names(session, caller.tenant)
    listed = found[:limit]
    return FeedbackList([_answer(each, names) for each in listed], str(listed[-1].id) if len(found) > limit else None)


@router.get(
    "/{feedback_id}/picture", summary="The picture of the page", operation_id="feedbackPicture", response_class=Response, responses={**ONE, 200: PICTURE}
)
def show_picture(feedback_id: UUID, caller: Person, door: DoorDep) -> Response:
    feedback = _found(door, caller, feedback_id)
    with door.backend.database.read() as session:
        jpeg = picture_of(session, feedback)
    if jpeg is None:
        raise RequestError(record_not_found())
    return Response(jpeg, media_type="image/jpeg", headers={"Cache-Control": "private, no-store"})


@router.put("/{feedback_id}/answer", summary="Answer what was said", operation_id="answerFeedback", responses=_CHANGE)
def put_answer(feedback_id: UUID, form: AnswerForm, caller: Administrator, door: DoorDep) -> FeedbackAnswer:
    """Whoever said it is told."""
    answer, backend, now = clean_text(form.text), door.backend, door.backend.clock()
    feedback = _found(door, caller, feedback_id)
    with backend.database.write() as session:
        if not answer_feedback(session, feedback, form.seen, answer, actor=caller.actor, at=now):
            raise feedback_changed_meanwhile()
        about, facts = About(Subject.FEEDBACK, str(feedback.id)), {"name": caller.user_name, "why": answer, "why_zh": answer}
        key = f"feedback:{feedback.id}:{form.seen}"
        tell(session, [Happening(caller.tenant, Topic.FEEDBACK_ANSWERED, key, about, now, facts)], notice_desk(backend), now)
    return _shown(door, caller, feedback_id)


@router.post("/{feedback_id}/closing", summary="Close it", operation_id="closeFeedback", responses=_CHANGE)
def close(feedback_id: UUID, form: ClosingForm, caller: Administrator, door: DoorDep) -> FeedbackAnswer:
    feedback = _found(door, caller, feedback_id)
    with door.backend.database.write() as session:
        if not close_feedback(session, feedback, form.seen, actor=caller.actor, at=door.backend.clock()):
            raise feedback_changed_meanwhile()
    return _shown(door, caller, feedback_id)


def _add_picture(door: HttpDoor, feedback: Feedback, content: bytes) -> None:
    jpeg = door.looks.redrawn(content, _LONGEST, _WAIT_SECONDS)
    if jpeg is None:
        raise unknown_type()  # data without a page, an XML for instance
    with door.backend.database.write() as session:
        add_picture(session, feedback, jpeg)


def _only(caller: Caller) -> UUID | None:
    """Whose words the caller may see: None for all. A phone sees its user's, whatever the user may do elsewhere."""
    return None if caller.may(Scope.PEOPLE) else caller.person


def _found(door: HttpDoor, caller: Caller, feedback_id: UUID, *, own: bool = False) -> Feedback:
    with door.backend.database.read() as session:
        feedback = find_feedback(session, caller.tenant, feedback_id, caller.person if own else _only(caller))
    if feedback is None:
        raise RequestError(record_not_found())
    return feedback


def _shown(door: HttpDoor, caller: Caller, feedback_id: UUID) -> FeedbackAnswer:
    with door.backend.database.read() as session:
        names = _names(session, caller.tenant)
    return _answer(_found(door, caller, feedback_id), names)


def _names(session: Session, tenant: str) -> Mapping[UUID, str]:
    return {user.id: user.name for user in users_of(session, tenant)}


def _cursor(cursor: str | None) -> UUID | None:
    try:
        return None if cursor is None else UUID(cursor)
    except ValueError as error:
        raise RequestError(parameter_malformed("cursor")) from error


def _answer(feedback: Feedback, names: Mapping[UUID, str]) -> FeedbackAnswer:
    said, by_actor = feedback.said, {actor_of_user(user_id): name for user_id, name in names.items()}
    return FeedbackAnswer(
        feedback.id,
        feedback.version,
        feedback.state,
        names.get(feedback.user_id, ""),
        said.text,
        said.page,
        said.object_kind,
        said.object_id,
        said.browser,
        said.screen,
        said.language,
        feedback.sent_at,
        feedback.has_picture,
        feedback.answer,
        by_actor.get(feedback.answered_by, ""),
        feedback.answered_at,
        feedback.closed_at,
    )
