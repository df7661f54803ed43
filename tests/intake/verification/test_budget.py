"""Five questions about an invoice in a day of the tax bureau."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.behaviour.history import CHINA_TIME
from intake.verification.budget import PER_DAY, REACHES_THE_BUREAU, budget_day, next_midnight, spent_after
from intake.verification.verifier import Answer, Outcome

NOON = datetime(2024, 3, 11, 12, tzinfo=CHINA_TIME)


def test_the_day_begins_at_midnight_in_beijing_wherever_the_service_runs() -> None:
    late = datetime(2024, 3, 11, 15, 59, 59, tzinfo=UTC)
    assert budget_day(late) == date(2024, 3, 11)
    assert next_midnight(late) == datetime(2024, 3, 11, 16, tzinfo=UTC)
    assert budget_day(next_midnight(late)) == date(2024, 3, 12)


def test_it_is_known_of_every_outcome_whether_it_counts() -> None:
    assert set(REACHES_THE_BUREAU) == set(Outcome)


@pytest.mark.parametrize("outcome", [outcome for outcome in Outcome if not REACHES_THE_BUREAU[outcome]])
def test_a_question_that_never_reached_the_bureau_is_given_back(outcome: Outcome) -> None:
    assert spent_after(3, Answer(outcome, "one", NOON)) == 2


def test_what_others_asked_counts_where_the_bureau_says_so() -> None:
    assert spent_after(1, Answer(Outcome.NOT_FOUND, "one", NOON, checked_today=4)) == 4
    assert spent_after(3, Answer(Outcome.NOT_FOUND, "one", NOON, checked_today=1)) == 3
    assert spent_after(1, Answer(Outcome.OK, "one", NOON, checked_today=900)) == PER_DAY
    assert spent_after(1, Answer(Outcome.DAILY_LIMIT, "one", NOON)) == PER_DAY


@given(outcome=st.sampled_from(Outcome), spent=st.integers(1, PER_DAY), told=st.none() | st.integers(-3, 10**9))
def test_an_answer_never_makes_the_count_absurd(outcome: Outcome, spent: int, told: int | None) -> None:
    assert spent - 1 <= spent_after(spent, Answer(outcome, "one", NOON, checked_today=told)) <= PER_DAY
