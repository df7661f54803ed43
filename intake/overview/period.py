"""A span of days in China, and the moments between which it lies. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from intake.behaviour.history import CHINA_TIME

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Period:
    """Whole days, both ends included; `first` is not after `last`."""

    first: date
    last: date

    @property
    def since(self) -> datetime:
        """The first moment."""
        return datetime.combine(self.first, time(), CHINA_TIME)

    @property
    def until(self) -> datetime:
        """The first moment after it."""
        return datetime.combine(self.last, time(), CHINA_TIME) + DAY

    @property
    def days(self) -> Iterator[date]:
        for number in range((self.last - self.first).days + 1):
            yield self.first + number * DAY


def last_days(today: date, count: int) -> Period:
    """That many days up to today."""
    return Period(today - (count - 1) * DAY, today)
