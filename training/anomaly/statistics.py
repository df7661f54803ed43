"""Figures with their intervals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]
_LEAST_BIN = 20
"""Cases."""
_Z = 1.959964
"""Of a 95 % interval."""


@dataclass(frozen=True)
class Share:
    """A measured share with its 95 % interval, all 0..1; `count` cases."""

    value: float
    low: float
    high: float
    count: int

    def __str__(self) -> str:
        if not self.count:
            return "none to measure"
        return f"{100 * self.value:.1f} % ({100 * self.low:.1f} to {100 * self.high:.1f})"


def wilson(hits: float, count: int) -> Share:
    """Wilson's score interval (1927): right for shares near 0 and 1 too."""
    if not count:
        return Share(0.0, 0.0, 1.0, 0)
    share = hits / count
    middle = (share + _Z**2 / (2 * count)) / (1 + _Z**2 / count)
    half = _Z / (1 + _Z**2 / count) * sqrt(share * (1 - share) / count + _Z**2 / (4 * count**2))
    return Share(share, max(0.0, middle - half), min(1.0, middle + half), count)


def bootstrapped(measure: Callable[[NDArray[np.int64]], float], cases: NDArray[np.int64], rounds: int = 400, seed: int = 1) -> Share:
    """The measure over all cases (indices) and its percentile interval over resampled ones."""
    if not len(cases):
        return Share(0.0, 0.0, 1.0, 0)
    rng = np.random.default_rng(seed)
    resampled = [measure(rng.choice(cases, len(cases))) for _ in range(rounds)]
    low, high = np.quantile(resampled, [0.025, 0.975])
    return Share(measure(cases), float(low), float(high), len(cases))


def threshold_at(scores_of_clean: Vector, false_alarms: float) -> float:
    """The least threshold that flags (score >= threshold) no more than this share of the clean cases."""
    if not len(scores_of_clean):
        raise ValueError("no clean case to set a threshold by")
    allowed = int(np.floor(false_alarms * len(scores_of_clean)))
    falling = np.sort(scores_of_clean)[::-1]
    return float(np.nextafter(falling[allowed], np.inf)) if allowed < len(falling) else float(falling[-1])


def recall_at(scores: Vector, is_clean: NDArray[np.bool_], is_sought: NDArray[np.bool_], false_alarms: float) -> float:
    """Share of the sought cases found when this share of the clean ones is flagged; 0 when there are none. Ties at the threshold count in part, as if drawn by lot."""
    clean, sought = scores[is_clean], scores[is_sought]
    if not len(clean) or not len(sought):
        return 0.0
    budget = false_alarms * len(clean)
    falling = np.sort(clean)[::-1]
    at = falling[min(int(np.floor(budget)), len(falling) - 1)]
    above, tied = float(np.sum(clean > at)), float(np.sum(clean == at))
    part = (budget - above) / tied
    return float((np.sum(sought > at) + part * np.sum(sought == at)) / len(sought))


def expected_calibration_error(claimed: Vector, right: Vector, weights: Vector | None = None, bins: int = 15) -> float:
    """Gaps between claim and outcome over bins of equal numbers of cases, weighted by their mass (Naeini, Cooper and Hauskrecht 2015, with quantile bins).

    Bins of equal width would put nearly all claims, which are near 1, into one; bins of a few cases would measure chance.
    """
    if not len(claimed):
        return 0.0
    weights = np.ones(len(claimed)) if weights is None else weights
    error = 0.0
    for part in np.array_split(np.argsort(claimed, kind="stable"), max(1, min(bins, len(claimed) // _LEAST_BIN))):
        mass = weights[part].sum()
        if mass > 0:
            error += abs(float(np.sum(weights[part] * (claimed[part] - right[part]))))
    return error / float(weights.sum())


def calibration_error_by_chance(claimed: Vector, weights: Vector, rounds: int = 400, seed: int = 1) -> Share:
    """The same error for outcomes drawn from the claims themselves: what a perfect calibration would show on as many cases. Median and percentile interval."""
    rng = np.random.default_rng(seed)
    drawn = [expected_calibration_error(claimed, (rng.random(len(claimed)) < claimed).astype(np.float64), weights) for _ in range(rounds)]
    low, middle, high = (float(value) for value in np.quantile(drawn, [0.025, 0.5, 0.975]))
    return Share(middle, low, high, len(claimed))
