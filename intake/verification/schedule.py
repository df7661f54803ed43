"""What follows from an answer about an invoice: it is verified or void, a person has to look, or it waits until a certain moment. Pure.

Waits for the bureau to know a new invoice go in steps: four hours, half past eight the next morning, two days, five days, then a person. Trouble on the way to the bureau
takes none of these steps: it is waited out, longer each time, and a person is asked only when that went on for days.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from intake.behaviour.history import CHINA_TIME
from intake.verification.budget import next_midnight
from intake.verification.maintenance import Calendar
from intake.verification.reasons import WaitReason
from intake.verification.verifier import Answer, InvoiceStatus, Outcome


@dataclass(frozen=True)
class ScheduleRules:
    """What the person who runs the product may choose."""

    first_wait: timedelta = timedelta(hours=4)
    morning: time = time(8, 30)
    """Beijing time, the day after the first question."""
    later_waits: tuple[timedelta, ...] = (timedelta(days=2), timedelta(days=5))
    sync_days: int = 10
    """An invoice issued longer ago than that is not unknown because of a delay."""
    trouble_days: float = 7.0
    """A person is asked when for that long nobody could say anything about an invoice."""
    calendar: Calendar = Calendar()


@dataclass(frozen=True)
class Progress:
    """How far the waiting for one invoice is."""

    since: datetime
    """Of the first question of this round."""
    step: int = 0
    """Waits for the bureau to know it, so far."""
    troubles: int = 0
    """Answers in a row that say nothing about the invoice."""
    trouble_since: datetime | None = None


@dataclass(frozen=True)
class Verified:
    """The bureau knows it, and it stands."""


@dataclass(frozen=True)
class Void:
    """Cancelled, or reversed as a whole."""

    status: InvoiceStatus


@dataclass(frozen=True)
class Person:
    """Nothing more happens by itself."""

    reason: WaitReason


@dataclass(frozen=True)
class Wait:
    """Asked again at `until` or soon after."""

    until: datetime
    reason: WaitReason


Next = Verified | Void | Person | Wait

_OF_STATUS: Mapping[InvoiceStatus, Next] = {
    InvoiceStatus.NORMAL: Verified(),
    InvoiceStatus.VOID: Void(InvoiceStatus.VOID),
    InvoiceStatus.RED_FULL: Void(InvoiceStatus.RED_FULL),
    InvoiceStatus.RED: Person(WaitReason.RED),
    InvoiceStatus.RED_PART: Person(WaitReason.RED_PART),
    InvoiceStatus.ABNORMAL: Person(WaitReason.ABNORMAL),
    InvoiceStatus.SUSPICIOUS: Person(WaitReason.SUSPICIOUS),
    InvoiceStatus.LOST: Person(WaitReason.LOST),
}
_PERSONS: Mapping[Outcome, WaitReason] = {
    Outcome.MISMATCH: WaitReason.MISMATCH,
    Outcome.TOO_OLD: WaitReason.TOO_OLD,
    Outcome.BAD_REQUEST: WaitReason.BAD_REQUEST,
    Outcome.UNSUPPORTED: WaitReason.UNSUPPORTED,
}
_TROUBLES: Mapping[Outcome, tuple[WaitReason, timedelta]] = {
    Outcome.THROTTLED: (WaitReason.THROTTLED, timedelta(minutes=2)),
    Outcome.IN_PROGRESS: (WaitReason.IN_PROGRESS, timedelta(minutes=10)),
    Outcome.UPSTREAM_DOWN: (WaitReason.UPSTREAM_DOWN, timedelta(minutes=15)),
    Outcome.UNREACHABLE: (WaitReason.UNREACHABLE, timedelta(minutes=15)),
    Outcome.MAINTENANCE: (WaitReason.MAINTENANCE, timedelta(minutes=30)),
    Outcome.PERMISSION: (WaitReason.PERMISSION, timedelta(hours=1)),
    Outcome.QUOTA: (WaitReason.QUOTA, timedelta(hours=1)),
}
"""With the first wait; each further one is twice as long."""
LONGEST_BACK_OFF = timedelta(hours=4)
_NOBODY_FREE = timedelta(minutes=1)
_SPREAD = timedelta(minutes=30)
"""Over which invoices are spread that all may be asked for from the same moment on."""
_DOUBLINGS = 16


def follows(answer: Answer, progress: Progress, issued: date, now: datetime, rules: ScheduleRules, chance: float) -> tuple[Next, Progress]:
    """`chance` is a random number, 0 <= chance < 1, that spreads what would happen at once."""
    match answer.outcome:
        case Outcome.OK:
            assert answer.status is not None
            return _OF_STATUS[answer.status], Progress(progress.since)
        case Outcome.NOT_FOUND | Outcome.SAME_DAY:
            reason = WaitReason.SAME_DAY if answer.outcome is Outcome.SAME_DAY else WaitReason.NOT_SYNCED
            return _waits_for_the_bureau(reason, progress, issued, now, rules)
        case Outcome.DAILY_LIMIT:
            return _trouble(Wait(_after_midnight(now, chance), WaitReason.DAILY_LIMIT), progress, now, rules)
        case outcome if outcome in _PERSONS:
            return Person(_PERSONS[outcome]), progress
        case outcome:
            reason, first = _TROUBLES[outcome]
            return _trouble(Wait(now + _back_off(first, progress.troubles, chance), reason), progress, now, rules)


def nobody_free(progress: Progress, now: datetime, rules: ScheduleRules, chance: float) -> tuple[Next, Progress]:
    """What follows where no provider took the question."""
    return _trouble(Wait(now + _back_off(_NOBODY_FREE, progress.troubles, chance), WaitReason.NO_PROVIDER_FREE), progress, now, rules)


def budget_spent(now: datetime, chance: float) -> Wait:
    """What follows where the day's budget is used up before a question."""
    return Wait(_after_midnight(now, chance), WaitReason.BUDGET_SPENT)


def closed(now: datetime, rules: ScheduleRules, chance: float) -> Wait | None:
    """The wait where the moment lies in announced maintenance."""
    until = rules.calendar.closed_until(now)
    return Wait(until + _SPREAD * chance, WaitReason.MAINTENANCE) if until is not None else None


def _waits_for_the_bureau(reason: WaitReason, progress: Progress, issued: date, now: datetime, rules: ScheduleRules) -> tuple[Next, Progress]:
    today = now.astimezone(CHINA_TIME).date()
    further = Progress(progress.since, progress.step + 1)
    if today > issued + timedelta(days=rules.sync_days):
        return Person(WaitReason.NOT_FOUND), further
    match progress.step:
        case 0:
            return Wait(now + rules.first_wait, reason), further
        case 1:
            return Wait(_morning(progress.since, now, rules), reason), further
        case step if step - 2 < len(rules.later_waits):
            return Wait(now + rules.later_waits[step - 2], reason), further
        case _:
            return Person(WaitReason.NOT_FOUND), further


def _morning(since: datetime, now: datetime, rules: ScheduleRules) -> datetime:
    """Of the day after the first question, or of tomorrow where that is over."""
    first = datetime.combine(since.astimezone(CHINA_TIME).date() + timedelta(days=1), rules.morning, CHINA_TIME)
    if first > now:
        return first
    return datetime.combine(now.astimezone(CHINA_TIME).date() + timedelta(days=1), rules.morning, CHINA_TIME)


def _trouble(wait: Wait, progress: Progress, now: datetime, rules: ScheduleRules) -> tuple[Next, Progress]:
    since = progress.trouble_since or now
    further = replace(progress, troubles=progress.troubles + 1, trouble_since=since)
    if now - since >= timedelta(days=rules.trouble_days):
        return Person(WaitReason.TROUBLE_TOO_LONG), further
    return wait, further


def _back_off(first: timedelta, troubles: int, chance: float) -> timedelta:
    """Twice as long each time, up to the longest; half of it is left to chance, so that those who failed together don't come back together."""
    longest = min(first * (1 << min(troubles, _DOUBLINGS)), LONGEST_BACK_OFF)
    return longest * (1 + chance) / 2


def _after_midnight(now: datetime, chance: float) -> datetime:
    return next_midnight(now) + _SPREAD * chance
