"""What follows from answers about one invoice."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.behaviour.history import CHINA_TIME
from intake.verification.maintenance import Calendar, WeeklyWindow, Window
from intake.verification.reasons import SENTENCES, WaitReason
from intake.verification.schedule import (
    LONGEST_BACK_OFF,
    Next,
    Person,
    Progress,
    ScheduleRules,
    Verified,
    Void,
    Wait,
    budget_spent,
    closed,
    follows,
    nobody_free,
)
from intake.verification.verifier import Answer, InvoiceStatus, Outcome

RULES = ScheduleRules()
MORNING = datetime(2024, 3, 11, 10, tzinfo=CHINA_TIME)
TODAY = MORNING.date()
SAYS_NOTHING = (
    Outcome.DAILY_LIMIT,
    Outcome.IN_PROGRESS,
    Outcome.THROTTLED,
    Outcome.UPSTREAM_DOWN,
    Outcome.UNREACHABLE,
    Outcome.MAINTENANCE,
    Outcome.PERMISSION,
    Outcome.QUOTA,
)


def answered(outcome: Outcome, status: InvoiceStatus | None = None, at: datetime = MORNING) -> Answer:
    return Answer(outcome, "one", at, status=status)


def after(outcome: Outcome, progress: Progress | None = None, *, issued: date = TODAY, now: datetime = MORNING, chance: float = 0.0) -> tuple[Next, Progress]:
    return follows(answered(outcome), progress or Progress(now), issued, now, RULES, chance)


@pytest.mark.parametrize(
    ("status", "then"),
    [
        (InvoiceStatus.NORMAL, Verified()),
        (InvoiceStatus.VOID, Void(InvoiceStatus.VOID)),
        (InvoiceStatus.RED_FULL, Void(InvoiceStatus.RED_FULL)),
        (InvoiceStatus.RED, Person(WaitReason.RED)),
        (InvoiceStatus.RED_PART, Person(WaitReason.RED_PART)),
        (InvoiceStatus.ABNORMAL, Person(WaitReason.ABNORMAL)),
        (InvoiceStatus.SUSPICIOUS, Person(WaitReason.SUSPICIOUS)),
        (InvoiceStatus.LOST, Person(WaitReason.LOST)),
    ],
)
def test_what_follows_from_an_invoice_that_was_found_depends_on_its_status(status: InvoiceStatus, then: Next) -> None:
    assert follows(answered(Outcome.OK, status), Progress(MORNING), TODAY, MORNING, RULES, 0.5)[0] == then


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        (Outcome.MISMATCH, WaitReason.MISMATCH),
        (Outcome.TOO_OLD, WaitReason.TOO_OLD),
        (Outcome.BAD_REQUEST, WaitReason.BAD_REQUEST),
        (Outcome.UNSUPPORTED, WaitReason.UNSUPPORTED),
    ],
)
def test_a_person_looks_where_asking_again_would_give_the_same_answer(outcome: Outcome, reason: WaitReason) -> None:
    assert after(outcome)[0] == Person(reason)


def waits_until_a_person(first: datetime, outcome: Outcome = Outcome.NOT_FOUND) -> list[datetime]:
    """Asked again exactly when due, by somebody who never finds it."""
    progress, now, waits = Progress(first), first, []
    issued = first.astimezone(CHINA_TIME).date()
    while True:
        then, progress = follows(answered(outcome), progress, issued, now, RULES, 0.7)
        if isinstance(then, Person):
            assert then.reason is WaitReason.NOT_FOUND
            return waits
        assert isinstance(then, Wait) and then.until > now
        waits.append(then.until)
        now = then.until


@pytest.mark.parametrize("outcome", [Outcome.NOT_FOUND, Outcome.SAME_DAY])
def test_a_new_invoice_is_given_four_waits_before_a_person_looks(outcome: Outcome) -> None:
    first = MORNING
    next_day = datetime(2024, 3, 12, 8, 30, tzinfo=CHINA_TIME)
    assert waits_until_a_person(first, outcome) == [first + timedelta(hours=4), next_day, next_day + timedelta(days=2), next_day + timedelta(days=7)]


def test_the_next_morning_is_that_of_the_day_after_the_first_question_in_beijing() -> None:
    late, early = datetime(2024, 3, 11, 22, tzinfo=CHINA_TIME), datetime(2024, 3, 11, 3, tzinfo=CHINA_TIME)
    next_day = datetime(2024, 3, 12, 8, 30, tzinfo=CHINA_TIME)
    assert waits_until_a_person(late)[1] == waits_until_a_person(early)[1] == next_day
    assert waits_until_a_person(early.astimezone(UTC))[1] == next_day
    # Asked late for the second time: that morning is over.
    then, _ = after(Outcome.NOT_FOUND, Progress(MORNING, 1), now=next_day + timedelta(hours=2))
    assert then == Wait(next_day + timedelta(days=1), WaitReason.NOT_SYNCED)


def test_a_delay_is_no_reason_for_an_old_invoice_to_be_unknown() -> None:
    old = TODAY - timedelta(days=RULES.sync_days)
    assert isinstance(after(Outcome.NOT_FOUND, issued=old)[0], Wait)
    assert after(Outcome.NOT_FOUND, issued=old - timedelta(days=1))[0] == Person(WaitReason.NOT_FOUND)


def test_an_invoice_asked_for_too_often_waits_for_midnight_in_beijing() -> None:
    midnight = datetime(2024, 3, 12, tzinfo=CHINA_TIME)
    then, progress = after(Outcome.DAILY_LIMIT)
    assert then == Wait(midnight, WaitReason.DAILY_LIMIT) and progress.step == 0
    assert budget_spent(MORNING.astimezone(UTC), 0.0) == Wait(midnight, WaitReason.BUDGET_SPENT)
    late = datetime(2024, 3, 11, 16, 30, tzinfo=UTC)  # past midnight there
    assert budget_spent(late, 0.0).until == midnight + timedelta(days=1)
    assert midnight < budget_spent(MORNING, 0.99).until < midnight + timedelta(hours=1)


@pytest.mark.parametrize("outcome", SAYS_NOTHING)
def test_trouble_takes_no_step_and_needs_no_person_for_days(outcome: Outcome) -> None:
    progress, now = Progress(MORNING, step=2), MORNING
    while now < MORNING + timedelta(days=RULES.trouble_days):
        then, progress = after(outcome, progress, now=now, chance=0.5)
        assert isinstance(then, Wait) and now < then.until <= now + timedelta(days=1, hours=1)
        assert progress.step == 2
        now = then.until
    assert after(outcome, progress, now=now)[0] == Person(WaitReason.TROUBLE_TOO_LONG)


def test_an_answer_about_the_invoice_ends_the_trouble() -> None:
    _, troubled = after(Outcome.UPSTREAM_DOWN, Progress(MORNING, step=1))
    assert (troubled.troubles, troubled.trouble_since) == (1, MORNING)
    _, asked = after(Outcome.NOT_FOUND, troubled)
    assert asked == Progress(MORNING, step=2)


@given(
    troubles=st.integers(0, 10_000),
    chance=st.floats(0, 1, exclude_max=True),
    outcome=st.sampled_from([each for each in SAYS_NOTHING if each is not Outcome.DAILY_LIMIT]),
)
def test_back_off_grows_to_a_limit_and_half_of_it_is_left_to_chance(troubles: int, chance: float, outcome: Outcome) -> None:
    def wait(troubles: int, chance: float) -> timedelta:
        then, _ = after(outcome, Progress(MORNING, troubles=troubles), chance=chance)
        assert isinstance(then, Wait)
        return then.until - MORNING

    assert wait(troubles, 0.0) <= wait(troubles, chance) <= 2 * wait(troubles, 0.0)
    assert wait(troubles, chance) <= wait(troubles + 1, chance) <= LONGEST_BACK_OFF


def test_where_no_provider_is_free_it_waits_as_for_trouble() -> None:
    then, progress = nobody_free(Progress(MORNING), MORNING, RULES, 0.0)
    assert isinstance(then, Wait) and then.reason is WaitReason.NO_PROVIDER_FREE and progress.troubles == 1


def test_announced_maintenance_is_waited_for() -> None:
    nightly = ScheduleRules(calendar=Calendar(weekly=(WeeklyWindow(frozenset(range(1, 8)), time(22), time(6)),)))
    assert closed(MORNING, nightly, 0.0) is None
    six = datetime(2024, 3, 12, 6, tzinfo=CHINA_TIME)
    assert closed(six - timedelta(hours=2), nightly, 0.0) == Wait(six, WaitReason.MAINTENANCE)
    once = ScheduleRules(calendar=Calendar(once=(Window(MORNING, MORNING + timedelta(hours=3)),)))
    assert closed(MORNING, once, 0.0) == Wait(MORNING + timedelta(hours=3), WaitReason.MAINTENANCE)


@given(
    outcome=st.sampled_from(Outcome),
    status=st.sampled_from(InvoiceStatus),
    step=st.integers(0, 9),
    days=st.integers(-2, 400),
    chance=st.floats(0, 1, exclude_max=True),
)
def test_every_answer_leads_to_an_end_to_a_person_or_to_a_later_moment(outcome: Outcome, status: InvoiceStatus, step: int, days: int, chance: float) -> None:
    said = answered(outcome, status if outcome is Outcome.OK else None)
    then, _ = follows(said, Progress(MORNING, step), TODAY - timedelta(days=days), MORNING, RULES, chance)
    assert not isinstance(then, Wait) or then.until > MORNING


def test_every_reason_has_a_sentence_in_both_languages() -> None:
    assert set(SENTENCES) == set(WaitReason)
    assert all(english.isascii() or "（" in english or "(" in english for english, _ in SENTENCES.values())
    assert all(any("\u4e00" <= char <= "\u9fff" for char in chinese) for _, chinese in SENTENCES.values())
