"""What became of the invoices of a period: how many went through without a person, how many were corrected or rejected, and by which day. Pure.

A rate is a share of the invoices that came in, those that are duplicates left out: a duplicate is no work of its own. What still waits for a reviewer counts as not gone through by
itself, since a person will touch it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from intake.state import SETTLED_STATES, InvoiceState


@dataclass(frozen=True)
class InvoiceGroup:
    """Live invoices that are alike in this."""

    day: date
    """On which they came in, in China."""
    state: InvoiceState
    by_person: bool
    """A person did something to them, whatever it was."""
    corrected: bool
    """A person changed a value."""
    count: int


@dataclass(frozen=True)
class Flow:
    """Counts of invoices."""

    invoices: int = 0
    duplicates: int = 0
    settled: int = 0
    """Approved or further on."""
    straight_through: int = 0
    """Settled, and no person touched them."""
    corrected: int = 0
    """A person changed a value; duplicates left out, as below."""
    rejected: int = 0
    void: int = 0
    in_review: int = 0

    @property
    def counted(self) -> int:
        """Of which the rates are shares."""
        return self.invoices - self.duplicates

    @property
    def straight_through_rate(self) -> float | None:
        """0..1, as the others; None where there is nothing to count."""
        return self._share(self.straight_through)

    @property
    def correction_rate(self) -> float | None:
        return self._share(self.corrected)

    @property
    def rejection_rate(self) -> float | None:
        return self._share(self.rejected)

    def _share(self, part: int) -> float | None:
        return part / self.counted if self.counted else None


def flow_of(groups: Iterable[InvoiceGroup]) -> Flow:
    known = list(groups)

    def count(states: Iterable[InvoiceState]) -> int:
        wanted = frozenset(states)
        return sum(group.count for group in known if group.state in wanted)

    counted = [group for group in known if group.state is not InvoiceState.DUPLICATE]
    return Flow(
        sum(group.count for group in known),
        count([InvoiceState.DUPLICATE]),
        count(SETTLED_STATES),
        sum(group.count for group in known if group.state in SETTLED_STATES and not group.by_person),
        sum(group.count for group in counted if group.corrected),
        count([InvoiceState.REJECTED]),
        count([InvoiceState.VOID]),
        count([InvoiceState.IN_REVIEW]),
    )


def flow_by_day(groups: Sequence[InvoiceGroup]) -> dict[date, Flow]:
    """Days without invoices are left out."""
    days = sorted({group.day for group in groups})
    return {day: flow_of(group for group in groups if group.day == day) for day in days}


def count_by_state(groups: Iterable[InvoiceGroup]) -> dict[InvoiceState, int]:
    """In the order of the states; those without are left out."""
    known = list(groups)
    counts = {state: sum(group.count for group in known if group.state is state) for state in InvoiceState}
    return {state: count for state, count in counts.items() if count}
