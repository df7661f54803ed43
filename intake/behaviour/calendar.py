"""Days on which offices are closed in mainland China."""

from __future__ import annotations

from datetime import date, timedelta

_SPRING_FESTIVAL = {
    2016: (2, 8), 2017: (1, 28), 2018: (2, 16), 2019: (2, 5), 2020: (1, 25), 2021: (2, 12), 2022: (2, 1), 2023: (1, 22),
    2024: (2, 10), 2025: (1, 29), 2026: (2, 17), 2027: (2, 6), 2028: (1, 26), 2029: (2, 13), 2030: (2, 3),
}  # fmt: skip
"""First day of the lunar year. A year that is not listed has no Spring Festival here: its days count as what the week makes them."""


def kind_of_day(day: date) -> str:
    """`workday`, `weekend` or `holiday`.

    Holidays are those every office keeps: New Year, Spring Festival (eve and six days), 1 to 3 May, 1 to 7 October. Which weekends are worked in exchange is
    decreed anew each year and not known here, so that a weekend may have been a day of work.
    """
    if (day.month, day.day) == (1, 1) or (day.month == 5 and day.day <= 3) or (day.month == 10 and day.day <= 7):
        return "holiday"
    festival = _SPRING_FESTIVAL.get(day.year)
    if festival is not None and timedelta(days=-1) <= day - date(day.year, *festival) <= timedelta(days=5):
        return "holiday"
    return "weekend" if day.weekday() >= 5 else "workday"
