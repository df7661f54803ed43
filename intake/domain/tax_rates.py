"""Tax rates: what a cell says, and which rates were lawful when.

The table follows the rate changes of 2012 (pilots), 2017-07-01, 2018-05-01 and 2019-04-01. Late re-issue at an old rate is lawful, so a rate
out of its period is a reason to look, never an error.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal

EXEMPT = "免税"
UNTAXED = "不征税"

GENERAL_RATES: tuple[tuple[date, tuple[str, ...]], ...] = (
    (date(1994, 1, 1), ("17%", "13%")),
    (date(2012, 1, 1), ("17%", "13%", "11%", "6%")),
    (date(2017, 7, 1), ("17%", "11%", "6%")),
    (date(2018, 5, 1), ("16%", "10%", "6%")),
    (date(2019, 4, 1), ("13%", "9%", "6%")),
)
"""Since when -> rates of general taxpayers."""

LEVY_RATES: tuple[tuple[str, date, date], ...] = (
    ("0%", date(1994, 1, 1), date.max),
    ("3%", date(1994, 1, 1), date.max),
    ("4%", date(1994, 1, 1), date(2014, 6, 30)),
    ("6%", date(1994, 1, 1), date(2014, 6, 30)),
    ("2%", date(1994, 1, 1), date.max),
    ("5%", date(2012, 1, 1), date.max),
    ("1.5%", date(2016, 5, 1), date.max),
    ("1%", date(2020, 3, 1), date.max),
    ("0.5%", date(2020, 5, 1), date.max),
)
"""Rate, first and last day: the levy (征收率) of small-scale taxpayers and simplified taxation.

Which cases of 5 % go on after 2026-01-01 is not established, so it is kept.
"""

EVERY_RATE = tuple(dict.fromkeys((*(rate for _, rates in GENERAL_RATES for rate in rates), *(rate for rate, _, _ in LEVY_RATES))))
"""All rates there have ever been."""

REDUCED_FROM_FIVE = "1.5%"
"""A rented home: the tax is total / 1.05 × 1.5 %, so that amount × rate differs from it by design."""


def clean_rate(text: str) -> str:
    """A rate cell in the form of the result format: `13%`, `免税`, `不征税`; "" for stars, an empty cell or what is no rate.

    Takes `13%`, `13 ％`, `0.13`, `0.130000`, `13`, `出口零税率` (a rate of zero).
    """
    plain = re.sub(r"[\s*]", "", unicodedata.normalize("NFKC", text))
    if "不征" in plain:
        return UNTAXED
    if "免" in plain:
        return EXEMPT
    if "零税率" in plain:
        return "0%"
    match = re.fullmatch(r"(\d{1,3}(?:\.\d+)?)(%?)", plain)
    if not match:
        return ""
    number = Decimal(match[1])
    # Data files give a fraction of one. Nothing is taxed at 20 % and more, nor at less than half a percent, which keeps both forms apart.
    percent = number * 100 if not match[2] and 0 < number < Decimal("0.2") else number
    return _percent(percent) if percent < 100 else ""


def rate_fraction(rate: str) -> Decimal | None:
    """`13%` -> 0.13; 0 for exempt and untaxed; None where the cell is empty."""
    if rate in (EXEMPT, UNTAXED):
        return Decimal(0)
    match = re.fullmatch(r"(\d+(?:\.\d+)?)%", rate)
    return Decimal(match[1]) / 100 if match else None


def is_lawful(rate: str, on: date) -> bool:
    """Whether an invoice of this day may carry this rate. Exempt, untaxed and an empty cell always may."""
    return rate in ("", EXEMPT, UNTAXED) or rate in lawful_rates(on)


def lawful_rates(on: date) -> tuple[str, ...]:
    """General rates first, then levy rates, in force on a day."""
    periods = [rates for since, rates in GENERAL_RATES if since <= on]
    general = periods[-1] if periods else ()
    levy = tuple(rate for rate, first, last in LEVY_RATES if first <= on <= last)
    return tuple(dict.fromkeys(general + levy))


def _percent(number: Decimal) -> str:
    return f"{number.normalize():f}%"
