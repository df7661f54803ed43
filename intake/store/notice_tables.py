"""Notices in tables: what is told, to whom, by which messages, how people want to be told, and how far the sources of notices were read."""

from __future__ import annotations

from datetime import datetime, time
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, String, Time, text
from sqlalchemy.orm import Mapped, mapped_column

from intake.notices.channel import Channel
from intake.notices.letters import Language
from intake.notices.notice import Subject
from intake.notices.topics import Part, Topic, Urgency
from intake.store.column_types import PlainText, words
from intake.store.notice_words import MessageState
from intake.store.tables import Base

KEY = 200
_NAME = 64
_ADDRESS = 254
_URL = 2000
WAITS = "next_at IS NOT NULL"
UNREAD = "read_at IS NULL"


class NoticeRow(Base):
    """Something that people were told; never changed."""

    __tablename__ = "notices"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant: Mapped[str] = mapped_column(String(_NAME))
    key: Mapped[str] = mapped_column(PlainText(KEY))
    """What is told once has one."""
    topic: Mapped[Topic] = mapped_column(words(Topic))
    urgency: Mapped[Urgency] = mapped_column(words(Urgency))
    subject: Mapped[str] = mapped_column(PlainText())
    subject_zh: Mapped[str] = mapped_column(PlainText())
    text: Mapped[str] = mapped_column(PlainText())
    text_zh: Mapped[str] = mapped_column(PlainText())
    about_kind: Mapped[Subject] = mapped_column(words(Subject))
    about_id: Mapped[str] = mapped_column(PlainText(KEY))
    happened_at: Mapped[datetime]
    told_at: Mapped[datetime]

    __table_args__ = (Index("uq_notices_key", "tenant", "key", unique=True), Index("ix_notices_about", "tenant", "about_kind", "about_id"))


class NoticeReaderRow(Base):
    """A notice in the list of one person."""

    __tablename__ = "notice_readers"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notices.id"), primary_key=True, index=True)
    part: Mapped[Part] = mapped_column(words(Part))
    """Why it is in theirs."""
    read_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_notice_readers_unread", "user_id", "notice_id", sqlite_where=text(UNREAD), postgresql_where=text(UNREAD)),)


class NoticeMessageRow(Base):
    """One message to one receiver, with one notice or several."""

    __tablename__ = "notice_messages"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant: Mapped[str] = mapped_column(String(_NAME))
    channel: Mapped[Channel] = mapped_column(words(Channel))
    receiver: Mapped[UUID]
    """Id of a user or of a webhook."""
    urgency: Mapped[Urgency] = mapped_column(words(Urgency))
    state: Mapped[MessageState] = mapped_column(words(MessageState))
    due_at: Mapped[datetime]
    """Before that it takes in further notices."""
    made_at: Mapped[datetime]
    attempts: Mapped[int]
    next_at: Mapped[datetime | None]
    """When there is something to do; None once it is over."""
    last_error: Mapped[str] = mapped_column(PlainText())
    ended_at: Mapped[datetime | None]
    version: Mapped[int]

    __table_args__ = (
        Index("ix_notice_messages_due", "next_at", sqlite_where=text(WAITS), postgresql_where=text(WAITS)),
        Index("ix_notice_messages_receiver", "channel", "receiver", "urgency", "due_at"),
        Index("ix_notice_messages_tenant", "tenant", "id"),
    )


class NoticeMessageItemRow(Base):
    __tablename__ = "notice_message_items"

    message_id: Mapped[UUID] = mapped_column(ForeignKey("notice_messages.id"), primary_key=True)
    notice_id: Mapped[UUID] = mapped_column(ForeignKey("notices.id"), primary_key=True, index=True)


class NoticeWishRow(Base):
    """How one person wants to be told. Without a row: in the application only."""

    __tablename__ = "notice_wishes"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id"), primary_key=True)
    mail: Mapped[str] = mapped_column(String(_ADDRESS))
    """"" for none."""
    language: Mapped[Language] = mapped_column(words(Language))
    urgent: Mapped[bool]
    digest: Mapped[bool]
    said_at: Mapped[datetime]


class NoticeTenantRow(Base):
    """What a firm wants for all of its people. Without a row: the digest at half past eight."""

    __tablename__ = "notice_tenants"

    tenant: Mapped[str] = mapped_column(String(_NAME), primary_key=True)
    digest_at: Mapped[time] = mapped_column(Time())
    """Beijing time."""
    said_at: Mapped[datetime]


class WebhookRow(Base):
    """A program of the firm that is told. Never removed, since messages name it."""

    __tablename__ = "webhooks"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant: Mapped[str] = mapped_column(String(_NAME), index=True)
    name: Mapped[str] = mapped_column(PlainText(_NAME))
    url: Mapped[str] = mapped_column(PlainText(_URL))
    secret: Mapped[str] = mapped_column(String(_NAME))
    """As it is, since every message is signed with it: who reads the database can forge messages to this receiver."""
    urgent: Mapped[bool]
    digest: Mapped[bool]
    made_by: Mapped[str] = mapped_column(String(_NAME))
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class NoticeCursorRow(Base):
    """How far one source of notices was read. Whoever reads it further has the row locked."""

    __tablename__ = "notice_cursors"

    source: Mapped[str] = mapped_column(String(_NAME), primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger)


class NoticeConditionRow(Base):
    """Something that is out of order and was told. There is no row for what is in order."""

    __tablename__ = "notice_conditions"

    tenant: Mapped[str] = mapped_column(String(_NAME), primary_key=True)
    key: Mapped[str] = mapped_column(PlainText(KEY), primary_key=True)
    topic: Mapped[Topic] = mapped_column(words(Topic))
    told_as: Mapped[str] = mapped_column(String(_NAME))
    """Tells this time from the next."""
    name: Mapped[str] = mapped_column(PlainText(KEY))
    """What sentences call it."""
    since: Mapped[datetime]
