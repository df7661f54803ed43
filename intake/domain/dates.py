"""Dates and times as printed."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

FIRST_YEAR = 1994
"""VAT invoices exist since then."""
_DIGIT_LOOK_ALIKES = str.maketrans({"O": "0", "o": "0", "〇": "0", "○": "0", "l": "1", "I": "1", "|": "1"})
_DATE = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:[^\d]{1,3}(\d{1,2})[^\d]{1,3}(\d{1,2})(?!\d)|(\d\d)(\d\d)(?!\d)|(\d\d)月(\d{1,2})(?!\d)|年(\d\d)(\d\d)(?!\d))")
_TIME = re.compile(r"(?<!\d)([01]?\d|2[0-3])\s*[:：]\s*([0-5]\d)(?!\d)")


def read_date(text: str) -> date | None:
    """The first date in a text: `2024年03月11日`, `2024-3-11`, `20240311`; None where there is no lawful one.

    Blanks, look-alike letters among the digits, and a 年, 月 or 日 that was read as something else or not at all are allowed.
    """
    plain = _plain(text)
    for match in _DATE.finditer(plain):
        year, month, day = (int(part) for part in match.groups() if part is not None)
        found = make_date(year, month, day)
        if found:
            return found
    return None


def read_iso_date(text: str) -> date | None:
    """A date in the form of the result format, `YYYY-MM-DD`; None for anything else."""
    match = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", text)
    return make_date(int(match[1]), int(match[2]), int(match[3])) if match else None


def read_time(text: str) -> str | None:
    """The first time of day in a text, as `HH:MM`."""
    match = _TIME.search(_plain(text))
    return f"{int(match[1]):02d}:{match[2]}" if match else None


def read_date_time(text: str) -> str | None:
    """`2024年03月11日 9:05开` -> `2024-03-11 09:05`; None unless both are there."""
    day, time = read_date(text), read_time(text)
    return f"{day.isoformat()} {time}" if day and time else None


def make_date(year: int, month: int, day: int) -> date | None:
    """The date, None where the calendar has none. Any year from 1 to 9999."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _plain(text: str) -> str:
    """Half-width; blanks inside are noise unless they part numbers, so those beside 年月日 and separators go."""
    folded = unicodedata.normalize("NFKC", text).translate(_DIGIT_LOOK_ALIKES)
    return re.sub(r"\s*([年月日:./-])\s*", r"\1", folded)
