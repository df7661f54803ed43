"""Distances between values, on scales that models like: 0 for equal, growing slowly, bounded."""

from __future__ import annotations

from datetime import date
from math import log1p

from rapidfuzz.distance import OSA

_MOST = 5.0


def grown(amount: float) -> float:
    """log(1 + amount), at most 5: the first few units count, the hundredth hardly."""
    return min(log1p(max(amount, 0.0)), _MOST)


def edits(one: str, other: str) -> int:
    """Characters to change, insert, delete or swap with their neighbour."""
    return OSA.distance(one, other)


def fen_apart(one: int, other: int) -> float:
    """How far two sums lie apart, as a share of the larger one: log10(1 + 1000 × share), 0 to 3.3. One 分 of ten yuan is 0.3."""
    share = abs(one - other) / max(abs(one), abs(other), 1)
    return log1p(1000 * min(share, 2.0)) / log1p(9)


def days_apart(one: date, other: date) -> float:
    return grown(abs((one - other).days))


def is_slip(one: int, other: int) -> bool:
    """Whether two sums in 分 differ as a misprint or a forged digit makes them differ: in one digit, or by two neighbours swapped."""
    return one != other and (one < 0) == (other < 0) and len(str(abs(one))) == len(str(abs(other))) and edits(str(abs(one)), str(abs(other))) == 1
