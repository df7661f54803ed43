"""What people are told: their own list, how they want to be told, and what became of messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import Field

from api.access import Requires
from api.answers import MANY
from api.deps import BackendDep
from api.document_problems import parameter_malformed
from api.errors import RequestError
from intake.notices.channel import Channel
from intake.notices.letters import Language
from intake.notices.mail import is_mail_address
from intake.notices.notice import Subject
from intake.notices.problems import mail_address_malformed
from intake.notices.topics import Part, Topic, Urgency
from intake.people.caller import Caller, Credential
from intake.people.scopes import Scope
from intake.store.notice_messages import StoredMessage, messages_of
from intake.store.notice_wishes import Wish, digest_time, set_digest_time, set_wish, wish_of
from intake.store.notice_words import MessageState
from intake.store.notices import ListedNotice, count_unread, mark_read, notices_of

router = APIRouter(prefix="/v1/notices", tags=["notices"])

_PERSONS = frozenset({Credential.SESSION, Credential.DEVICE})
Person = Annotated[Caller, Depends(Requires(Scope.READ_OWN, by=_PERSONS))]
LoggedIn = Annotated[Caller, Depends(Requires(by=frozenset({Credential.SESSION})))]
Administrator = Annotated[Caller, Depends(Requires(Scope.PEOPLE))]
Cursor = Annotated[str | None, Query(max_length=100, description="`next` of the page before")]
Limit = Annotated[int, Query(ge=1, le=200)]
_MOST_IDS = 200


@dataclass(frozen=True)
class AboutAnswer:
    kind: Subject
    id: str
    """Of the document or invoice; else a name."""


@dataclass(frozen=True)
class NoticeAnswer:
    id: UUID
    topic: Topic
    urgency: Urgency
    subject_en: str
    subject_zh: str
    text_en: str
    text_zh: str
    about: AboutAnswer
    happened_at: datetime
    told_at: datetime
    read_at: datetime | None


@dataclass(frozen=True)
class NoticeList:
    notices: list[NoticeAnswer]
    """The newest first."""
    unread: int
    """Of all, not of this page."""
    next: str | None
    """`cursor` of the next page; null on the last."""


@dataclass(frozen=True)
class ReadForm:
    ids: Annotated[list[UUID], Field(max_length=_MOST_IDS)] = Field(default_factory=list)
    up_to: UUID | None = None
    """This one and all older ones."""


@dataclass(frozen=True)
class Unread:
    unread: int


@dataclass(frozen=True)
class WishForm:
    mail: Annotated[str, Field(max_length=254)] = ""
    """"" for no mails."""
    language: Language = Language.ZH
    urgent: bool = True
    """Mails at once."""
    digest: bool = True
    """The mail of the day."""


@dataclass(frozen=True)
class WishAnswer:
    mail: str
    language: Language
    urgent: bool
    digest: bool
    mail_possible: bool
    """A mail server is set up."""


@dataclass(frozen=True)
class DigestTime:
    digest_at: Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
    """`08:30`, Beijing time."""


@dataclass(frozen=True)
class MessageAnswer:
    id: UUID
    """Stands in the message itself, the same in each try."""
    channel: Channel
    receiver: UUID
    """Of a user or webhook."""
    urgency: Urgency
    state: MessageState
    due_at: datetime
    attempts: int
    next_at: datetime | None
    last_error: str
    ended_at: datetime | None


@dataclass(frozen=True)
class MessageList:
    messages: list[MessageAnswer]
    """The newest first."""
    next: str | None


@router.get("", summary="What you are told", operation_id="notices", responses=MANY)
def list_notices(
    caller: Person,
    backend: BackendDep,
    cursor: Cursor = None,
    limit: Limit = 50,
    unread: Annotated[bool, Query(description="Only those not read")] = False,
) -> NoticeList:
    """A phone sees what concerns files that its user sent."""
    before, parts = _cursor(cursor), _parts(caller)
    with backend.database.read() as session:
        page = notices_of(session, caller.person, limit, before, unread=unread, parts=parts)
        return NoticeList([_notice(each) for each in page.notices], count_unread(session, caller.person, parts), str(page.next) if page.next else None)


@router.post("/read", summary="Mark notices as read", operation_id="readNotices", responses=MANY)
def read_notices(form: ReadForm, caller: Person, backend: BackendDep) -> Unread:
    with backend.database.write() as session:
        mark_read(session, caller.person, backend.clock(), form.ids, form.up_to)
        return Unread(count_unread(session, caller.person, _parts(caller)))


@router.get("/settings", summary="How you are told", operation_id="noticeSettings", responses=MANY)
def show_settings(caller: LoggedIn, backend: BackendDep) -> WishAnswer:
    with backend.database.read() as session:
        wish = wish_of(session, caller.person)
    return WishAnswer(wish.mail, wish.language, wish.urgent, wish.digest, backend.notices.smtp is not None)


@router.put("/settings", summary="Say how you want to be told", operation_id="changeNoticeSettings", responses=MANY)
def change_settings(form: WishForm, caller: LoggedIn, backend: BackendDep) -> WishAnswer:
    if form.mail and not is_mail_address(form.mail):
        raise mail_address_malformed()
    with backend.database.write() as session:
        wish = Wish(form.mail, form.language, form.urgent, form.digest)
        set_wish(session, caller.tenant, caller.person, wish, actor=caller.actor, at=backend.clock())
    return show_settings(caller, backend)


@router.get("/digest-time", summary="When everybody's mail of the day goes out", operation_id="digestTime", responses=MANY)
def show_digest_time(caller: LoggedIn, backend: BackendDep) -> DigestTime:
    with backend.database.read() as session:
        return DigestTime(f"{digest_time(session, caller.tenant):%H:%M}")


@router.put("/digest-time", summary="Set when everybody's mail of the day goes out", operation_id="changeDigestTime", responses=MANY)
def change_digest_time(form: DigestTime, caller: Administrator, backend: BackendDep) -> DigestTime:
    """What is gathered already goes out at the time that held."""
    with backend.database.write() as session:
        set_digest_time(session, caller.tenant, time.fromisoformat(form.digest_at), at=backend.clock())
    return form


@router.get("/messages", summary="What became of mails and webhook requests", operation_id="noticeMessages", responses=MANY)
def list_messages(caller: Administrator, backend: BackendDep, cursor: Cursor = None, limit: Limit = 50, state: MessageState | None = None) -> MessageList:
    with backend.database.read() as session:
        found = messages_of(session, caller.tenant, limit + 1, _cursor(cursor), state)
    listed = found[:limit]
    return MessageList([_message(each) for each in listed], str(listed[-1].id) if len(found) > limit else None)


def _parts(caller: Caller) -> tuple[Part, ...]:
    """Phones get lost."""
    return tuple(Part) if caller.credential is Credential.SESSION else (Part.SENDER,)


def _cursor(cursor: str | None) -> UUID | None:
    try:
        return None if cursor is None else UUID(cursor)
    except ValueError as error:
        raise RequestError(parameter_malformed("cursor")) from error


def _notice(listed: ListedNotice) -> NoticeAnswer:
    notice = listed.notice
    words, about = notice.words, AboutAnswer(notice.about.kind, notice.about.id)
    return NoticeAnswer(
        notice.id,
        notice.topic,
        notice.urgency,
        words.subject,
        words.subject_zh,
        words.text,
        words.text_zh,
        about,
        notice.happened_at,
        notice.told_at,
        listed.read_at,
    )


def _message(message: StoredMessage) -> MessageAnswer:
    return MessageAnswer(
        message.id,
        message.channel,
        message.receiver,
        message.urgency,
        message.state,
        message.due_at,
        message.attempts,
        message.next_at,
        message.last_error,
        message.ended_at,
    )
