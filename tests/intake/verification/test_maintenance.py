"""Windows that were announced, and outages that show in the answers."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.behaviour.history import CHINA_TIME
from intake.errors import SetupError
from intake.verification.announced import read_calendar
from intake.verification.maintenance import LEAST_INVOICES, LONGEST_PAUSE, SHORTEST_PAUSE, TROUBLE, Calendar, Heard, WeeklyWindow, Window, outage_in
from intake.verification.verifier import Outcome

MONDAY = datetime(2024, 3, 11, tzinfo=CHINA_TIME)
EVERY_NIGHT = Calendar(weekly=(WeeklyWindow(frozenset(range(1, 8)), time(22), time(6)),))


def on_monday(hour: int, minute: int = 0) -> datetime:
    return MONDAY + timedelta(hours=hour, minutes=minute)


@pytest.mark.parametrize(
    ("moment", "until"), [(on_monday(21, 59), None), (on_monday(22), on_monday(30)), (on_monday(29, 59), on_monday(30)), (on_monday(30), None)]
)
def test_a_window_over_midnight_ends_in_the_morning(moment: datetime, until: datetime | None) -> None:
    assert EVERY_NIGHT.closed_until(moment) == until
    assert EVERY_NIGHT.closed_until(moment.astimezone(UTC)) == until


def test_a_weekly_window_is_closed_on_its_days_only() -> None:
    sunday_morning = Calendar(weekly=(WeeklyWindow(frozenset({7}), time(2), time(5)),))
    assert sunday_morning.closed_until(on_monday(3)) is None
    assert sunday_morning.closed_until(on_monday(3) + timedelta(days=6)) == on_monday(5) + timedelta(days=6)


def test_windows_that_follow_each_other_are_one() -> None:
    announced = Window(on_monday(30), on_monday(34))
    assert Calendar((announced,), EVERY_NIGHT.weekly).closed_until(on_monday(23)) == on_monday(34)
    always = Calendar(weekly=(WeeklyWindow(frozenset(range(1, 8)), time(0), time(0)),))
    until = always.closed_until(MONDAY)
    assert until is not None and until > MONDAY


def heard(*outcomes: Outcome, minutes: float = 1) -> list[Heard]:
    """The first one last: answers about different invoices, so far apart."""
    return [Heard(MONDAY - timedelta(minutes=minutes * place), UUID(int=place), outcome) for place, outcome in enumerate(outcomes)]


def test_trouble_with_many_invoices_in_a_row_is_an_outage() -> None:
    down = [Outcome.UPSTREAM_DOWN] * LEAST_INVOICES
    outage = outage_in(heard(*down))
    assert outage is not None
    assert (outage.since, outage.outcome, outage.invoices) == (MONDAY - timedelta(minutes=LEAST_INVOICES - 1), Outcome.UPSTREAM_DOWN, LEAST_INVOICES)
    assert outage.until == MONDAY + SHORTEST_PAUSE
    assert outage_in(heard(*down[1:])) is None


def test_trouble_with_one_invoice_again_and_again_is_none() -> None:
    one = [Heard(MONDAY - timedelta(minutes=place), UUID(int=1), Outcome.UPSTREAM_DOWN) for place in range(30)]
    assert outage_in(one) is None


@pytest.mark.parametrize("good", sorted(set(Outcome) - TROUBLE))
def test_one_good_answer_ends_it(good: Outcome) -> None:
    assert outage_in(heard(good, *[Outcome.UPSTREAM_DOWN] * 40)) is None
    assert outage_in(heard(*[Outcome.UPSTREAM_DOWN] * 4, good, *[Outcome.UPSTREAM_DOWN] * 40)) is None


@given(st.lists(st.sampled_from(sorted(TROUBLE)), min_size=LEAST_INVOICES, max_size=60), st.floats(0.001, 300))
def test_the_longer_it_lasts_the_longer_is_the_pause_up_to_an_hour(outcomes: list[Outcome], minutes: float) -> None:
    outage = outage_in(heard(*outcomes, minutes=minutes))
    assert outage is not None and SHORTEST_PAUSE <= outage.until - MONDAY <= LONGEST_PAUSE


def test_windows_are_read_as_people_write_them() -> None:
    calendar = read_calendar(["1-5 22:00-06:00", "7 02:00-03:00", "2024-03-16T22:00/2024-03-17T06:00"])
    assert calendar == Calendar(
        (Window(on_monday(22 + 5 * 24), on_monday(30 + 5 * 24)),),
        (WeeklyWindow(frozenset(range(1, 6)), time(22), time(6)), WeeklyWindow(frozenset({7}), time(2), time(3))),
    )
    assert read_calendar([]) == Calendar()


@pytest.mark.parametrize(
    "text", ["", "5-1 22:00-06:00", "1 25:00-26:00", "8 22:00-23:00", "2024-03-17T06:00/2024-03-16T22:00", "2024-02-30T00:00/2024-03-01T00:00", "soon"]
)
def test_what_is_no_window_is_refused_with_the_form(text: str) -> None:
    with pytest.raises(SetupError, match="maintenance_malformed"):
        read_calendar([text])
