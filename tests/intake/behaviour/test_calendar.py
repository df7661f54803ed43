from datetime import date

import pytest

from intake.behaviour.calendar import kind_of_day


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2024, 3, 12), "workday"),
        (date(2024, 3, 16), "weekend"),
        (date(2024, 10, 3), "holiday"),
        (date(2024, 1, 1), "holiday"),
        (date(2024, 2, 9), "holiday"),  # the eve
        (date(2024, 2, 15), "holiday"),
        (date(2024, 2, 16), "workday"),
        (date(2040, 2, 14), "workday"),  # a year whose festival is not listed
    ],
)
def test_days_are_told_apart(day: date, kind: str) -> None:
    assert kind_of_day(day) == kind
