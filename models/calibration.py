"""From what a model believes to what holds: of the cases it calls 0.9, nine in ten are so.

A monotone curve maps a score to a probability. A pooled calibration first weighs several numbers into one score (log-odds, as in logistic regression), then
takes the curve of the narrowest group that has one: groups with few examples lean on the wider group's curve already when they are fitted.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, isfinite, log
from typing import Any

EVERYTHING = ""
"""The group that contains all others."""


@dataclass(frozen=True)
class Curve:
    """Straight lines between knots, constant beyond the first and the last. `x` rises, `y` never falls and stays in 0..1."""

    x: tuple[float, ...]
    y: tuple[float, ...]

    def __post_init__(self) -> None:
        """Raises ValueError for knots that make no such curve."""
        if not self.x or len(self.x) != len(self.y) or not all(isfinite(number) for number in (*self.x, *self.y)):
            raise ValueError("a curve needs as many finite x as y")
        if any(right <= left for left, right in pairwise(self.x)) or any(right < left for left, right in pairwise(self.y)):
            raise ValueError("a curve's x must rise and its y must not fall")
        if self.y[0] < 0 or self.y[-1] > 1:
            raise ValueError("a curve's y are probabilities")

    def __call__(self, score: float) -> float:
        """As `numpy.interp`, which would take ten times as long to make arrays of the knots for a single score."""
        right = bisect_right(self.x, score)
        if right == 0:
            return self.y[0]
        if right == len(self.x):
            return self.y[-1]
        left = right - 1
        return self.y[left] + (self.y[right] - self.y[left]) * (score - self.x[left]) / (self.x[right] - self.x[left])


@dataclass(frozen=True)
class PooledCalibration:
    """Named numbers -> probability."""

    names: tuple[str, ...]
    weights: tuple[float, ...]
    """Log-odds for one unit of each number."""
    intercept: float
    curves: Mapping[str, Curve]
    """Group -> curve over the score; the group EVERYTHING has one."""

    def __post_init__(self) -> None:
        """Raises ValueError when a part is missing."""
        if len(self.names) != len(self.weights) or EVERYTHING not in self.curves:
            raise ValueError("a calibration needs one weight for each name, and a curve for everything")

    def score(self, values: Sequence[float]) -> float:
        """Log-odds before the curve. `values` in the order of `names`."""
        return self.intercept + sum(weight * value for weight, value in zip(self.weights, values, strict=True))

    def probability(self, values: Sequence[float], groups: Sequence[str] = ()) -> float:
        """`groups` from the narrowest to the widest; those without a curve are passed over."""
        group = next((name for name in groups if name in self.curves), EVERYTHING)
        return self.curves[group](self.score(values))


def log_odds(probability: float, limit: float = 12.0) -> float:
    """Of 0..1, within ± limit."""
    edge = exp(-limit)
    clipped = min(max(probability, edge), 1 - edge)
    return log(clipped / (1 - clipped))


def curve_to_json(curve: Curve) -> dict[str, list[float]]:
    return {"x": [round(x, 6) for x in curve.x], "y": [round(y, 6) for y in curve.y]}


def curve_from_json(entry: Mapping[str, Any]) -> Curve:
    """Raises KeyError, TypeError or ValueError when it is no curve."""
    return Curve(tuple(float(x) for x in entry["x"]), tuple(float(y) for y in entry["y"]))


def calibration_to_json(calibration: PooledCalibration) -> dict[str, Any]:
    return {
        "names": list(calibration.names),
        "weights": [round(weight, 6) for weight in calibration.weights],
        "intercept": round(calibration.intercept, 6),
        "curves": {group: curve_to_json(curve) for group, curve in calibration.curves.items()},
    }


def calibration_from_json(entry: Mapping[str, Any]) -> PooledCalibration:
    """Raises KeyError, TypeError or ValueError when it is no calibration."""
    return PooledCalibration(
        tuple(str(name) for name in entry["names"]),
        tuple(float(weight) for weight in entry["weights"]),
        float(entry["intercept"]),
        {str(group): curve_from_json(curve) for group, curve in entry["curves"].items()},
    )


def parse_json(content: bytes) -> dict[str, Any]:
    """Raises ValueError when it is not a JSON object."""
    parsed = json.loads(content)
    if not isinstance(parsed, dict):
        raise ValueError("not a JSON object")
    return parsed
