"""Records that don't go on by themselves as they should, put together by where they are and why. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class Place(StrEnum):
    """Where on its way a record is held up."""

    READING = "reading"
    VERIFICATION = "verification"
    LEDGER = "ledger"


@dataclass(frozen=True)
class Example:
    """One of the records, so that somebody can look at it."""

    document_id: UUID
    invoice_id: UUID | None
    """None for a document that could not be read."""
    name: str
    """Invoice number, or the name of the file; "" where neither is known."""
    since: datetime


@dataclass(frozen=True)
class HeldUp:
    """Records that are held up at one place for one reason."""

    place: Place
    reason: str
    """The stable word of it: a code of the errors, a reason of verification, a cause of a sending."""
    count: int
    since: datetime
    """Of the one that waits longest."""
    next_at: datetime | None
    """When something happens by itself, of the one whose turn is first; None where nothing does."""
    by_person: bool
    """Somebody has to do something; else it goes on by itself."""
    examples: tuple[Example, ...]
    """Some of them, who waits longest first."""
