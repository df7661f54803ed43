"""The words that columns hold, besides the states."""

from __future__ import annotations

from enum import StrEnum


class Door(StrEnum):
    """How a file came in."""

    HTTP = "http"
    FOLDER = "folder"
    CLI = "cli"
    MAIL = "mail"
    ENTRY = "entry"
    """Typed by a person (补录)."""


class Lane(StrEnum):
    """Who is served first."""

    SINGLE = "single"
    """Somebody waits for it: a telephone, one upload."""
    BATCH = "batch"
    """One of many: a folder, an import, a mailbox."""


class HistoryEvent(StrEnum):
    CREATED = "created"
    MOVED = "moved"
    CORRECTED = "corrected"
    AGREED = "agreed"
    """One of two people who must approve it."""
    DELETED = "deleted"
    RESTORED = "restored"
    KEYED_OTHERWISE = "keyed_otherwise"
    """A second person keyed other values; no state changes."""
    POSTPONED = "postponed"
    """A reviewer put it off; no state changes."""
    REARRANGED = "rearranged"
    """Its pages were put into other documents, put back, or it was made of pages of others; no state changes."""
    NOTED = "noted"
    """A reviewer wrote something down for those who come next; no state changes."""


class ValueRole(StrEnum):
    """What a value said about a field is good for (`intake.store.standing_value`)."""

    READ = "read"
    """A machine's: stands until a person says something."""
    PROPOSED = "proposed"
    """A machine's: never stands, a person may take it over."""
    SET = "set"
    """A person's: stands, whatever machines say."""
    WITHDRAWN = "withdrawn"
    """A person takes back what people said; machines' values stand again."""
