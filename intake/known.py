"""What is known besides a document when its invoices are judged. Who reads files may know some of it, the service knows all of it for each firm."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from intake.behaviour.history import History
from intake.behaviour.look_back import DEFAULT_LIMITS
from intake.parties.registry import PartyRegistry
from intake.policies.company import CompanyVersion
from intake.policies.filing import Filing
from intake.policies.firm_policy import PolicyVersion


@dataclass(frozen=True)
class Firm:
    """What a firm says of itself, and of one document."""

    companies: Sequence[Sequence[CompanyVersion]]
    """All versions of each of its own."""
    policy: PolicyVersion
    """The one of the day."""
    filing: Filing
    """What the document is for."""
    day: date


@dataclass(frozen=True)
class Known:
    """None for what is not known; the stages that need it are left out then."""

    parties: PartyRegistry | None = None
    history: History | None = None
    limits: tuple[int, ...] = DEFAULT_LIMITS
    """分. Sums above which the firm asks for another signature, rising."""
    received: Callable[[], datetime] | None = None
    """When the document came in, with its time zone; now where it is None."""
    firm: Firm | None = None
