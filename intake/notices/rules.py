"""How long something may take before somebody is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from intake.notices.timing import DeliveryRules
from intake.state import InvoiceState


def _waits() -> Mapping[InvoiceState, timedelta]:
    return {
        InvoiceState.IN_REVIEW: timedelta(hours=24),
        InvoiceState.APPROVED: timedelta(hours=24),
        InvoiceState.VERIFYING: timedelta(days=3),
        InvoiceState.VERIFIED: timedelta(hours=24),
        InvoiceState.UPLOADING: timedelta(hours=4),
    }


@dataclass(frozen=True)
class NoticeRules:
    waits: Mapping[InvoiceState, timedelta] = field(default_factory=_waits)
    """In these states; the others are ends."""
    ledger_down: timedelta = timedelta(minutes=10)
    lookups_down: timedelta = timedelta(minutes=30)
    """Permission and quota are told at once: nothing but a person mends them."""
    reading_stalled: timedelta = timedelta(minutes=30)
    delivery: DeliveryRules = field(default_factory=DeliveryRules)
