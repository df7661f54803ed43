"""What is known about one invoice that may explain why it is not verified. `intake.store.diagnosis_facts` gathers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from intake.diagnosis.ledger_causes import Sending
from intake.invoice import Finding, Kind
from intake.state import InvoiceState
from intake.verification.maintenance import Outage
from intake.verification.query_problems import QueryProblem
from intake.verification.reasons import WaitReason
from intake.verification.verifier import InvoiceStatus, Outcome


@dataclass(frozen=True)
class OtherValue:
    """What somebody said of a field and does not stand."""

    value: str
    source: str
    """As the result format names sources."""
    confidence: float
    """0..1."""


@dataclass(frozen=True)
class FieldFacts:
    """How sure the value of one field is."""

    value: str
    by_person: bool
    """A person set it: readers' confidence says nothing about it."""
    confidence: float
    """Of the reading, 0..1."""
    confirmed_by: tuple[str, ...] = ()
    """Of the reading, where its value stands."""
    others: tuple[OtherValue, ...] = ()


@dataclass(frozen=True)
class Heard:
    """One answer about this invoice."""

    at: datetime
    outcome: Outcome
    status: InvoiceStatus | None
    provider: str
    message: str


@dataclass(frozen=True)
class Facts:
    state: InvoiceState
    kind: Kind
    issued: date | None
    now: datetime
    reason: WaitReason | None = None
    """Why it waits or a person looks."""
    due_at: datetime | None = None
    heard: tuple[Heard, ...] = ()
    """Oldest first."""
    fields: Mapping[str, FieldFacts] = field(default_factory=dict)
    """Those that the bureau is asked with."""
    findings: tuple[Finding, ...] = ()
    """Of the values that stand, now."""
    problems: tuple[QueryProblem, ...] = ()
    """What keeps it from being asked about."""
    differing: tuple[OtherValueOf, ...] = ()
    """What the bureau has otherwise."""
    has_provider: bool = True
    has_earlier_record: bool = False
    """It is a duplicate of another record."""
    outage: Outage | None = None
    closed_until: datetime | None = None
    """Announced maintenance that lasts."""
    sending: Sending | None = None
    """To its ledger; None before it was verified for the first time."""


@dataclass(frozen=True)
class OtherValueOf:
    """A field of which the bureau has another value."""

    field: str
    ours: str
    theirs: str
