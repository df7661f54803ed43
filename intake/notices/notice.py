"""The values: what happened, what is said about it, and the notice that follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from intake.notices.topics import Topic, Urgency


class Subject(StrEnum):
    """What kind of thing a notice speaks of."""

    DOCUMENT = "document"
    INVOICE = "invoice"
    LEDGER = "ledger"
    LOOKUPS = "lookups"
    """The tax bureau, as far as our providers reach it."""
    READING = "reading"
    PROBE = "probe"
    CHANNEL = "channel"
    """A mail address or a webhook."""
    RECONCILIATION = "reconciliation"
    FEEDBACK = "feedback"


@dataclass(frozen=True)
class About:
    kind: Subject
    id: str
    """Of the record, or a name."""


@dataclass(frozen=True)
class Happening:
    """Something that people are to be told of."""

    tenant: str
    topic: Topic
    key: str
    """The same thing has the same key, so that it is told once."""
    about: About
    happened_at: datetime
    facts: Mapping[str, str] = field(default_factory=dict)
    """What the sentences are made of: `intake.notices.wording` says which names a topic knows."""


@dataclass(frozen=True)
class Words:
    subject: str
    """One line, without what only belongs to one person's eyes; as are the others."""
    subject_zh: str
    text: str
    """What happened, what it means, what to do."""
    text_zh: str


@dataclass(frozen=True)
class Notice:
    id: UUID
    tenant: str
    topic: Topic
    urgency: Urgency
    words: Words
    about: About
    happened_at: datetime
    told_at: datetime
