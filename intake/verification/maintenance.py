"""When there is no use in asking: windows that were announced, and outages that show in the answers. Pure.

An outage is nowhere kept. It follows from the last answers, so that every process sees the same one and it ends with the first good answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from uuid import UUID

from intake.behaviour.history import CHINA_TIME
from intake.verification.verifier import Outcome

TROUBLE = frozenset(
    {Outcome.UPSTREAM_DOWN, Outcome.UNREACHABLE, Outcome.MAINTENANCE, Outcome.PERMISSION, Outcome.QUOTA, Outcome.THROTTLED},
)
"""Answers that say something about the way to the bureau and nothing about the invoice."""
LEAST_INVOICES = 5
"""That many in a row, and all of them in trouble, are no accident."""
SHORTEST_PAUSE, LONGEST_PAUSE = timedelta(minutes=5), timedelta(hours=1)
LOOK_BACK = timedelta(hours=6)
"""Older answers say nothing about now."""
MOST_HEARD = 60
"""Answers looked at."""
_WEEK = 7


@dataclass(frozen=True)
class Window:
    """Announced once: from `begins` until `ends`, which is not part of it."""

    begins: datetime
    ends: datetime


@dataclass(frozen=True)
class WeeklyWindow:
    """Every week on these days (1 is Monday) from `begins` on, Beijing time. One that ends earlier in the day than it begins ends on the next day."""

    days: frozenset[int]
    begins: time
    ends: time


@dataclass(frozen=True)
class Calendar:
    """Announced maintenance."""

    once: tuple[Window, ...] = ()
    weekly: tuple[WeeklyWindow, ...] = ()

    def closed_until(self, moment: datetime) -> datetime | None:
        """The end of the window that the moment lies in, and of those that follow on without a gap; None where it lies in none."""
        end = self._end(moment)
        for _ in range(_WEEK):
            further = self._end(end) if end is not None else None
            if further is None:
                return end
            end = further
        return end

    def _end(self, moment: datetime) -> datetime | None:
        today = moment.astimezone(CHINA_TIME).date()
        days = (today - timedelta(days=1), today)
        windows = [*self.once, *(window for each in self.weekly for day in days for window in _on(each, day))]
        return max((window.ends for window in windows if window.begins <= moment < window.ends), default=None)


@dataclass(frozen=True)
class Heard:
    """One answer, as far as it matters here."""

    at: datetime
    invoice_id: UUID
    outcome: Outcome


@dataclass(frozen=True)
class Outage:
    """So many answers in a row were trouble that no invoice is asked for until `until`; then one is, and its answer ends the outage or lengthens it."""

    since: datetime
    until: datetime
    outcome: Outcome
    """The last one."""
    invoices: int


def outage_in(heard: Iterable[Heard]) -> Outage | None:
    """`heard` begins with the last answer. The pause is half as long as the outage has lasted, within limits."""
    trouble: Sequence[Heard] = tuple(takewhile(lambda answer: answer.outcome in TROUBLE, heard))
    invoices = len({answer.invoice_id for answer in trouble})
    if invoices < LEAST_INVOICES:
        return None
    last, first = trouble[0], trouble[-1]
    pause = min(max((last.at - first.at) / 2, SHORTEST_PAUSE), LONGEST_PAUSE)
    return Outage(first.at, last.at + pause, last.outcome, invoices)


def _on(weekly: WeeklyWindow, day: date) -> tuple[Window, ...]:
    """The window that begins on this day, if one does."""
    if day.isoweekday() not in weekly.days:
        return ()
    until = day if weekly.begins < weekly.ends else day + timedelta(days=1)
    return (Window(datetime.combine(day, weekly.begins, CHINA_TIME), datetime.combine(until, weekly.ends, CHINA_TIME)),)
