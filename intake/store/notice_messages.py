"""Messages: notices gathered for one receiver, claimed when they are due, and ended by compare-and-set. A message has one id for life, whatever number of tries it takes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from intake.notices.channel import Channel
from intake.notices.notice import Notice
from intake.notices.timing import DeliveryRules, next_digest, urgent_due
from intake.notices.topics import Urgency
from intake.store.ids import new_id
from intake.store.notice_rows import notice_of
from intake.store.notice_tables import NoticeMessageItemRow, NoticeMessageRow, NoticeRow
from intake.store.notice_wishes import digest_time, wishes_of
from intake.store.notice_words import MessageState
from intake.store.webhooks import webhooks_of


@dataclass(frozen=True)
class Desk:
    """How messages go out from this installation."""

    channels: frozenset[Channel] = frozenset()
    """Those that are set up: no message is made for another."""
    delivery: DeliveryRules = field(default_factory=DeliveryRules)


@dataclass(frozen=True)
class StoredMessage:
    id: UUID
    tenant: str
    channel: Channel
    receiver: UUID
    urgency: Urgency
    state: MessageState
    due_at: datetime
    made_at: datetime
    attempts: int
    """Begun, the one under way included."""
    next_at: datetime | None
    last_error: str
    ended_at: datetime | None
    version: int


def put_into_messages(session: Session, notice: Notice, people: Iterable[UUID], desk: Desk, at: datetime) -> None:
    """Into those of the people who want mail, and of the firm's webhooks."""
    receivers: list[tuple[Channel, UUID]] = []
    if Channel.MAIL in desk.channels:
        wishes = wishes_of(session, people)
        receivers += [(Channel.MAIL, person) for person, wish in wishes.items() if wish.mail and wish.wants(notice.urgency)]
    if Channel.WEBHOOK in desk.channels:
        receivers += [(Channel.WEBHOOK, hook.id) for hook in webhooks_of(session, notice.tenant) if hook.wants(notice.urgency)]
    for channel, receiver in receivers:
        message_id = _open_message(session, notice, channel, receiver, desk, at)
        session.execute(insert(NoticeMessageItemRow).values(message_id=message_id, notice_id=notice.id))


def due_messages(session: Session, now: datetime, limit: int) -> Sequence[StoredMessage]:
    """Of all tenants, those whose time came first before."""
    due = select(NoticeMessageRow).where(NoticeMessageRow.next_at.is_not(None), NoticeMessageRow.next_at <= now)
    return tuple(map(_stored, session.scalars(due.order_by(NoticeMessageRow.next_at).limit(limit))))


def claim_messages(session: Session, due: Sequence[StoredMessage], now: datetime, lease: timedelta) -> Sequence[StoredMessage]:
    """Those of them that nobody else has claimed since, at their new versions; no more notices go into them. Unheard of, they are due again after `lease`."""
    claimed = []
    for message in due:
        values = {"next_at": now + lease, "attempts": NoticeMessageRow.attempts + 1, "version": NoticeMessageRow.version + 1}
        row = session.scalar(_at_version(message).values(values).returning(NoticeMessageRow))
        if row is not None:
            claimed.append(_stored(row))
    return tuple(claimed)


def find_message(session: Session, message_id: UUID) -> StoredMessage | None:
    row = session.get(NoticeMessageRow, message_id)
    return _stored(row) if row else None


def notices_in(session: Session, message_id: UUID) -> Sequence[Notice]:
    """In the order in which they were told."""
    statement = select(NoticeRow).join(NoticeMessageItemRow, NoticeMessageItemRow.notice_id == NoticeRow.id)
    rows = session.scalars(statement.where(NoticeMessageItemRow.message_id == message_id).order_by(NoticeRow.id))
    return tuple(map(notice_of, rows))


def end_message(session: Session, message: StoredMessage, state: MessageState, error: str, at: datetime) -> bool:
    """False, and nothing changed, where somebody else has it by now."""
    values = {"state": state, "next_at": None, "last_error": error, "ended_at": at, "version": NoticeMessageRow.version + 1}
    return _changed(session, message, values)


def put_off_message(session: Session, message: StoredMessage, error: str, until: datetime) -> bool:
    """Likewise."""
    return _changed(session, message, {"next_at": until, "last_error": error, "version": NoticeMessageRow.version + 1})


def messages_of(session: Session, tenant: str, limit: int, before: UUID | None = None, state: MessageState | None = None) -> Sequence[StoredMessage]:
    """The newest first."""
    mine = [NoticeMessageRow.tenant == tenant]
    if before is not None:
        mine.append(NoticeMessageRow.id < before)
    if state is not None:
        mine.append(NoticeMessageRow.state == state)
    return tuple(map(_stored, session.scalars(select(NoticeMessageRow).where(*mine).order_by(NoticeMessageRow.id.desc()).limit(limit))))


def _open_message(session: Session, notice: Notice, channel: Channel, receiver: UUID, desk: Desk, at: datetime) -> UUID:
    """One of this receiver that nobody has begun to send, or a new one. Locked until the transaction ends, so that it is not sent without this notice."""
    theirs = [NoticeMessageRow.channel == channel, NoticeMessageRow.receiver == receiver, NoticeMessageRow.urgency == notice.urgency]
    not_begun = [NoticeMessageRow.attempts == 0, NoticeMessageRow.state == MessageState.WAITING]
    taken_in = update(NoticeMessageRow).where(*theirs, *not_begun).values(version=NoticeMessageRow.version + 1).returning(NoticeMessageRow.id)
    found = session.scalars(taken_in).first()
    if found is not None:
        return found
    if notice.urgency is Urgency.URGENT:
        due = urgent_due(at, session.scalar(select(func.max(NoticeMessageRow.due_at)).where(*theirs)), desk.delivery)
    else:
        due = next_digest(at, digest_time(session, notice.tenant))
    message_id = new_id()
    values: Mapping[str, Any] = {
        "id": message_id,
        "tenant": notice.tenant,
        "channel": channel,
        "receiver": receiver,
        "urgency": notice.urgency,
        "state": MessageState.WAITING,
        "due_at": due,
        "made_at": at,
        "attempts": 0,
        "next_at": due,
        "last_error": "",
        "ended_at": None,
        "version": 1,
    }
    session.execute(insert(NoticeMessageRow).values(values))
    return message_id


def _changed(session: Session, message: StoredMessage, values: Mapping[str, Any]) -> bool:
    return session.scalar(_at_version(message).values(dict(values)).returning(NoticeMessageRow.id)) is not None


def _at_version(message: StoredMessage) -> Any:
    return update(NoticeMessageRow).where(
        NoticeMessageRow.id == message.id, NoticeMessageRow.version == message.version, NoticeMessageRow.state == MessageState.WAITING
    )


def _stored(row: NoticeMessageRow) -> StoredMessage:
    return StoredMessage(
        row.id,
        row.tenant,
        row.channel,
        row.receiver,
        row.urgency,
        row.state,
        row.due_at,
        row.made_at,
        row.attempts,
        row.next_at,
        row.last_error,
        row.ended_at,
        row.version,
    )
