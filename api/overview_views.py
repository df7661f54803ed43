"""The overview, as clients get it: what came in during a period and where it stands, what is held up now, who reviewed how fast, and what goes wrong more often than elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from intake.overview.flow import Flow
from intake.overview.held_up import Place
from intake.state import DocumentState, InvoiceState
from intake.store.words import Door


@dataclass(frozen=True)
class DoorCount:
    door: Door
    files: int
    again: int
    """Of these, the ones whose bytes were here already."""


@dataclass(frozen=True)
class OverviewDay:
    """One day of the period, in China."""

    day: date
    arrivals: list[DoorCount]
    """Files, by the way they came in."""
    flow: FlowAnswer
    """What became, by now, of the invoices that came in on it."""


@dataclass(frozen=True)
class FlowAnswer:
    """Invoices of some days, as they stand now. Rates are shares of `invoices` less `duplicates`, 0..1; null where there are none."""

    invoices: int
    duplicates: int
    settled: int
    """Approved or further on."""
    straight_through: int
    """Settled, and no person touched them."""
    corrected: int
    """A person changed a value."""
    rejected: int
    void: int
    in_review: int
    straight_through_rate: float | None
    correction_rate: float | None
    rejection_rate: float | None


@dataclass(frozen=True)
class DocumentCount:
    state: DocumentState
    count: int


@dataclass(frozen=True)
class InvoiceCount:
    state: InvoiceState
    count: int


@dataclass(frozen=True)
class OverviewExample:
    document_id: UUID
    invoice_id: UUID | None
    """Null for a document that could not be read."""
    name: str
    """Invoice number, or the name of the file; "" where neither is known."""
    since: datetime


@dataclass(frozen=True)
class HeldUpAnswer:
    """Records that are held up at one place for one reason, just now."""

    place: Place
    reason: str
    """Stable word, for programs."""
    count: int
    what_en: str
    what_zh: str
    todo_en: str
    todo_zh: str
    by_person: bool
    """Somebody has to do something; else it goes on by itself."""
    since: datetime
    """Of the one that waits longest."""
    next_at: datetime | None
    """When something happens by itself, of the one whose turn is first."""
    examples: list[OverviewExample]
    """Some of them, who waits longest first."""


@dataclass(frozen=True)
class WaitAnswer:
    """Invoices in one state, just now, and those that are there for longer than they should be."""

    state: InvoiceState
    allowed_hours: float
    waiting: int
    late: int
    oldest: datetime | None
    examples: list[OverviewExample]
    """Some of the late ones, who waits longest first."""


@dataclass(frozen=True)
class ReviewerAnswer:
    """Decisions of one person in the period."""

    who: str
    name: str
    is_you: bool
    decided: int
    approved: int
    rejected: int
    edited: int
    own: int
    """They had sent it themselves, which the firm allows."""
    timed: int
    median_seconds: float | None
    """They were at it for one invoice, pauses left out; null where nothing was timed."""
    slow_seconds: float | None
    """Nine of ten took no longer."""
    hours: float
    """Of all that were timed together."""


@dataclass(frozen=True)
class CorrectedFieldAnswer:
    """One field, and how often people put it right."""

    field: str
    label_en: str
    label_zh: str
    invoices: int
    sources: dict[str, int]
    """Who had read the wrong value (`ocr`, `qr` ...) -> how often."""


@dataclass(frozen=True)
class SenderAnswer:
    """What one person or program sent in the period."""

    sender: str
    name_en: str
    name_zh: str
    files: int
    again: int
    unread: int
    invoices: int
    retake: int
    poor: int
    rejected: int
    duplicates: int


@dataclass(frozen=True)
class PatternAnswer:
    """Something that goes wrong more often here than elsewhere."""

    text_en: str
    text_zh: str
    advice_en: str
    advice_zh: str
    count: int
    of: int
    elsewhere: int
    of_elsewhere: int
    is_small: bool
    """Too few cases to be relied on; the sentence says so."""


@dataclass(frozen=True)
class OverviewAnswer:
    first: date
    last: date
    """Days in China; the period."""
    as_of: datetime
    sees_all: bool
    """You see the numbers of all people; else only your own."""
    days: list[OverviewDay]
    """Every day of the period."""
    documents: list[DocumentCount]
    """Of the files of the period, where they stand now."""
    invoices: list[InvoiceCount]
    """Of the invoices of the period, where they stand now."""
    flow: FlowAnswer
    held_up: list[HeldUpAnswer]
    """Just now, whenever it came in: those that need a person first."""
    waits: list[WaitAnswer]
    """Just now, whenever it came in."""
    reviewers: list[ReviewerAnswer]
    fields: list[CorrectedFieldAnswer]
    """Most often corrected first."""
    senders: list[SenderAnswer]
    patterns: list[PatternAnswer]
    """The surest first."""


def flow_answer(flow: Flow) -> FlowAnswer:
    return FlowAnswer(
        flow.invoices,
        flow.duplicates,
        flow.settled,
        flow.straight_through,
        flow.corrected,
        flow.rejected,
        flow.void,
        flow.in_review,
        _rate(flow.straight_through_rate),
        _rate(flow.correction_rate),
        _rate(flow.rejection_rate),
    )


def _rate(rate: float | None) -> float | None:
    return None if rate is None else round(rate, 4)
