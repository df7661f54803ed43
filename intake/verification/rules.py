"""What the person who runs the product may choose about verification, besides its providers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from intake.behaviour.history import CHINA_TIME
from intake.verification.schedule import ScheduleRules


@dataclass(frozen=True)
class VerificationRules:
    schedule: ScheduleRules = field(default_factory=ScheduleRules)
    good_for: timedelta = timedelta(days=30)
    """What the bureau said about an invoice is not asked again for that long: a second record of it, or one that was approved once more, gets the same answer."""
    recheck_every: timedelta = timedelta(days=30)
    recheck_days: int = 360
    """A booked invoice is looked up again until so many days after it was issued: as long as it can be deducted. 0 for never."""
    lease: timedelta = timedelta(minutes=10)
    """A process that was not heard of for that long after it took an invoice has died. Longer than all providers together take to answer."""

    def next_recheck(self, issued: date, now: datetime) -> datetime | None:
        """None where it would come too late to matter."""
        at = now + self.recheck_every
        return at if at.astimezone(CHINA_TIME).date() <= issued + timedelta(days=self.recheck_days) else None
