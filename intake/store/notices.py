"""Telling: a happening becomes a notice, once, stands in people's lists, and goes into messages to where they and their firm want it; in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from intake.notices.audience import Person, Told, audience
from intake.notices.notice import Happening, Notice
from intake.notices.topics import IN_APP_ONLY, TOPICS, Part, Urgency
from intake.notices.wording import words_of
from intake.store.ids import new_id
from intake.store.insert_of import insert_of
from intake.store.notice_messages import Desk, put_into_messages
from intake.store.notice_people import parts_in, people_of
from intake.store.notice_rows import notice_of
from intake.store.notice_tables import NoticeReaderRow, NoticeRow


@dataclass(frozen=True)
class ListedNotice:
    """A notice in the list of one person."""

    notice: Notice
    read_at: datetime | None


@dataclass(frozen=True)
class NoticePage:
    notices: Sequence[ListedNotice]
    """The newest first."""
    next: UUID | None
    """`before` of the next page."""


def tell(session: Session, happenings: Iterable[Happening], desk: Desk, at: datetime) -> int:
    """How many were new. What was told before is left alone."""
    told, people = 0, dict[str, Sequence[Person]]()
    for happening in happenings:
        notice = _new_notice(session, happening, at)
        if notice is None:
            continue
        told += 1
        if happening.tenant not in people:
            people[happening.tenant] = people_of(session, happening.tenant)
        readers = audience(TOPICS[happening.topic], parts_in(session, happening.tenant, happening.about), people[happening.tenant])
        _list(session, notice.id, readers)
        if happening.topic not in IN_APP_ONLY:
            put_into_messages(session, notice, [reader.person for reader in readers], desk, at)
    return told


def notices_of(session: Session, user_id: UUID, limit: int, before: UUID | None = None, *, unread: bool = False, parts: Iterable[Part] = Part) -> NoticePage:
    """A page of a person's list."""
    mine = [NoticeReaderRow.user_id == user_id, NoticeReaderRow.part.in_(list(parts))]
    if before is not None:
        mine.append(NoticeReaderRow.notice_id < before)
    if unread:
        mine.append(NoticeReaderRow.read_at.is_(None))
    statement = select(NoticeRow, NoticeReaderRow.read_at).join(NoticeReaderRow, NoticeReaderRow.notice_id == NoticeRow.id).where(*mine)
    rows = session.execute(statement.order_by(NoticeReaderRow.notice_id.desc()).limit(limit + 1)).all()
    listed = tuple(ListedNotice(notice_of(row), read_at) for row, read_at in rows[:limit])
    return NoticePage(listed, listed[-1].notice.id if len(rows) > limit else None)


def count_unread(session: Session, user_id: UUID, parts: Iterable[Part] = Part) -> int:
    mine = [NoticeReaderRow.user_id == user_id, NoticeReaderRow.read_at.is_(None), NoticeReaderRow.part.in_(list(parts))]
    return session.scalar(select(func.count()).select_from(NoticeReaderRow).where(*mine)) or 0


def mark_read(session: Session, user_id: UUID, at: datetime, ids: Sequence[UUID] = (), up_to: UUID | None = None) -> None:
    """Those named, and all up to one; what is not in this person's list is not there."""
    unread = [NoticeReaderRow.user_id == user_id, NoticeReaderRow.read_at.is_(None)]
    if ids:
        session.execute(update(NoticeReaderRow).where(*unread, NoticeReaderRow.notice_id.in_(list(ids))).values(read_at=at))
    if up_to is not None:
        session.execute(update(NoticeReaderRow).where(*unread, NoticeReaderRow.notice_id <= up_to).values(read_at=at))


def known_keys(session: Session, keys: Iterable[tuple[str, str]]) -> frozenset[tuple[str, str]]:
    """Those of (tenant, key) that were told."""
    by_tenant: dict[str, list[str]] = {}
    for tenant, key in keys:
        by_tenant.setdefault(tenant, []).append(key)
    return frozenset(
        (tenant, key)
        for tenant, wanted in by_tenant.items()
        for key in session.scalars(select(NoticeRow.key).where(NoticeRow.tenant == tenant, NoticeRow.key.in_(wanted)))
    )


def _new_notice(session: Session, happening: Happening, at: datetime) -> Notice | None:
    """None where it was told before."""
    words, urgency = words_of(happening), TOPICS[happening.topic].urgency
    notice = Notice(new_id(), happening.tenant, happening.topic, urgency, words, happening.about, happening.happened_at, at)
    table = insert_of(session, NoticeRow)
    new = table.values(_columns(notice, happening.key)).on_conflict_do_nothing(index_elements=["tenant", "key"]).returning(NoticeRow.id)
    return notice if session.scalar(new) is not None else None


def _columns(notice: Notice, key: str) -> Mapping[str, object]:
    words = notice.words
    return {
        "id": notice.id,
        "tenant": notice.tenant,
        "key": key,
        "topic": notice.topic,
        "urgency": Urgency(notice.urgency),
        "subject": words.subject,
        "subject_zh": words.subject_zh,
        "text": words.text,
        "text_zh": words.text_zh,
        "about_kind": notice.about.kind,
        "about_id": notice.about.id,
        "happened_at": notice.happened_at,
        "told_at": notice.told_at,
    }


def _list(session: Session, notice_id: UUID, readers: Sequence[Told]) -> None:
    if readers:
        session.execute(
            insert(NoticeReaderRow), [{"user_id": reader.person, "notice_id": notice_id, "part": reader.part, "read_at": None} for reader in readers]
        )
