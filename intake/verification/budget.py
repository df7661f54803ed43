"""How often one invoice may be asked for: five times a day over all providers, by the tax bureau's own clock. Pure; the count is kept in `intake.store.verification_budget`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from intake.behaviour.history import CHINA_TIME
from intake.verification.verifier import Answer, Outcome

PER_DAY = 5
"""domain/FAPIAO.md 7.2. The bureau counts for itself and resets at midnight."""

REACHES_THE_BUREAU: Mapping[Outcome, bool] = {
    Outcome.OK: True,
    Outcome.MISMATCH: True,
    Outcome.NOT_FOUND: True,
    Outcome.SAME_DAY: True,
    Outcome.DAILY_LIMIT: True,
    Outcome.TOO_OLD: True,
    Outcome.UPSTREAM_DOWN: True,  # it may have counted before it failed
    Outcome.UNREACHABLE: True,  # so may it, where only the answer got lost
    Outcome.BAD_REQUEST: False,
    Outcome.IN_PROGRESS: False,  # the earlier question was counted
    Outcome.UNSUPPORTED: False,
    Outcome.THROTTLED: False,
    Outcome.MAINTENANCE: False,
    Outcome.PERMISSION: False,
    Outcome.QUOTA: False,
}
"""Whether a question that ended so counts; who can't be sure counts it."""


def budget_day(moment: datetime) -> date:
    """The day whose budget a question at this moment spends."""
    return moment.astimezone(CHINA_TIME).date()


def next_midnight(moment: datetime) -> datetime:
    """When the budget is whole again."""
    return datetime.combine(budget_day(moment) + timedelta(days=1), time.min, CHINA_TIME)


def spent_after(spent: int, answer: Answer) -> int:
    """The day's count once a question that was counted when it was asked is answered. `spent` includes it.

    One that never left this machine is given back. The bureau's own count, where the answer tells it, includes what others asked; a smaller one proves nothing, since
    providers may count for themselves.
    """
    counted = spent if answer.sent and REACHES_THE_BUREAU[answer.outcome] else spent - 1
    if answer.outcome is Outcome.DAILY_LIMIT:
        return max(counted, PER_DAY)
    return max(counted, min(answer.checked_today or 0, PER_DAY))
