"""Small edits of numbers and dates, as people and machines make them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

_EASY = {"1": "47", "0": "689", "3": "8", "5": "68", "6": "8", "7": "1", "2": "7", "8": "36", "9": "8", "4": "1"}
"""What a digit is easily turned into with a pen, or mistaken for."""


def change_digit(rng: Random, text: str, places: Sequence[int] | None = None) -> str:
    """One digit turned into another, or two different neighbours swapped, within `places` (all by default)."""
    allowed = list(places if places is not None else range(len(text)))
    swappable = [i for i in allowed if i + 1 in allowed and text[i] != text[i + 1] and text[i : i + 2].isdigit()]
    if swappable and rng.random() < 0.3:
        i = rng.choice(swappable)
        return text[:i] + text[i + 1] + text[i] + text[i + 2 :]
    i = rng.choice([i for i in allowed if text[i].isdigit()])
    other = rng.choice(_EASY[text[i]]) if rng.random() < 0.4 else rng.choice([digit for digit in "0123456789" if digit != text[i]])
    return text[:i] + other + text[i + 1 :]


def move_day(rng: Random, day: date) -> date:
    """Another day: mostly the same day of another month, into a year or month where it still counts."""
    if rng.random() < 0.5:
        months = day.year * 12 + day.month - 1 + rng.choice((-2, -1, 1, 2, 3, 6, 12))
        return date(months // 12, months % 12 + 1, min(day.day, 28))
    return day + timedelta(days=rng.choice((-1, 1)) * rng.randint(3, 330))
