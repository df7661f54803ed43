"""When something is told: the urgent at once, the rest once a day, and again later where it did not get through. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from intake.behaviour.history import CHINA_TIME

DIGEST_AT = time(8, 30)
"""Beijing time."""


@dataclass(frozen=True)
class DeliveryRules:
    urgent_gap: timedelta = timedelta(minutes=5)
    """From one urgent message to the next of one receiver: the first goes at once, those that follow soon after go together."""
    first_wait: timedelta = timedelta(minutes=1)
    longest_wait: timedelta = timedelta(hours=2)
    give_up_after: timedelta = timedelta(days=3)
    lease: timedelta = timedelta(minutes=3)
    """A try that was begun and not heard of for that long ended with its process. Longer than any channel takes."""

    def wait(self, tries: int) -> timedelta:
        """Before the next try, `tries` having failed; from 1."""
        wait = self.first_wait
        for _ in range(tries - 1):
            wait *= 2
            if wait >= self.longest_wait:
                return self.longest_wait
        return wait


def next_digest(now: datetime, at: time = DIGEST_AT) -> datetime:
    """The first moment after `now` when it is `at` in Beijing."""
    here = now.astimezone(CHINA_TIME)
    today = datetime.combine(here.date(), at, CHINA_TIME)
    return today if today > here else today + timedelta(days=1)


def urgent_due(now: datetime, last: datetime | None, rules: DeliveryRules) -> datetime:
    """`last` is when the receiver's last urgent message was due."""
    return now if last is None else max(now, last + rules.urgent_gap)
