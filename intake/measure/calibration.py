"""Whether a confidence means what it says: of the values claimed with 0.9, nine in ten are right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

EDGES = (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 1.0)
"""Finer at the top, where nearly all claims are and where a decision hangs on them."""


@dataclass(frozen=True)
class Bin:
    """The claims with a confidence in [low, high); the last bin includes 1."""

    low: float
    high: float
    count: int
    right: int
    mean_confidence: float
    """0.0 in an empty bin."""

    @property
    def share_right(self) -> float:
        return self.right / self.count if self.count else 0.0

    @property
    def gap(self) -> float:
        """Below 0: the claims of this bin promise more than they keep."""
        return self.share_right - self.mean_confidence


@dataclass(frozen=True)
class Calibration:
    bins: tuple[Bin, ...]

    @property
    def count(self) -> int:
        return sum(bin_.count for bin_ in self.bins)

    @property
    def expected_error(self) -> float:
        """Expected calibration error: the bins' gaps without sign, weighted by their counts (Naeini, Cooper and Hauskrecht 2015)."""
        return sum(bin_.count * abs(bin_.gap) for bin_ in self.bins) / self.count if self.count else 0.0


def calibrate(claims: Iterable[tuple[float, bool]]) -> Calibration:
    """From pairs of a claimed confidence, 0..1, and whether the claim was right. Raises ValueError for a confidence outside 0..1."""
    listed = list(claims)
    for confidence, _ in listed:
        if not 0.0 <= confidence <= 1.0:
            raise ValueError(f"a confidence lies in 0..1, found {confidence}")
    return Calibration(tuple(_bin(low, high, listed) for low, high in pairwise(EDGES)))


def _bin(low: float, high: float, claims: list[tuple[float, bool]]) -> Bin:
    inside = [(confidence, right) for confidence, right in claims if low <= confidence < high or confidence == high == EDGES[-1]]
    mean = sum(confidence for confidence, _ in inside) / len(inside) if inside else 0.0
    return Bin(low, high, len(inside), sum(right for _, right in inside), mean)
