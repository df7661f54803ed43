"""Monotone curves from scores and outcomes, smooth enough to be believed.

Plain isotonic regression makes steps, ties, and certainties (0 and 1) out of a few cases. Here each step becomes one knot at its centre, with straight lines
between (centred isotonic regression, Oron and Flournoy 2017), and every curve leans on a wider one: the wider curve's own predictions are added as
pseudo-observations, so that a group with few cases keeps it and one with many follows its own (shrinkage). The widest leans on the logistic curve.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from sklearn.isotonic import IsotonicRegression  # type: ignore[import-untyped]

from models.calibration import Curve

Vector = NDArray[np.float64]
_PSEUDO_PLACES = 32
"""At so many quantiles of the scores the wider curve's opinion is added."""
_EDGE = 1e-5
_LEAST_MASS, _LEAST_SHARE = 8.0, 0.004
"""Of the cases behind one knot, and as a share of all."""


def logistic(score: float) -> float:
    """Log-odds -> probability: what every curve leans on in the end."""
    return float(1 / (1 + np.exp(-score)))


def fit_curve(scores: Vector, outcomes: Vector, weights: Vector, prior: Callable[[float], float], strength: float) -> Curve:
    """All arrays (cases,); outcomes 0 or 1. `strength`: how many cases the prior counts for, spread over the scores' range."""
    places = np.unique(np.quantile(scores, np.linspace(0, 1, _PSEUDO_PLACES)))
    believed = np.array([prior(float(place)) for place in places])
    x = np.concatenate([scores, places])
    y = np.concatenate([outcomes, believed])
    w = np.concatenate([weights, np.full(len(places), strength / len(places))])
    return _centred(x, y, w)


def _centred(x: Vector, y: Vector, w: Vector) -> Curve:
    x = np.round(x, 9)
    order = np.argsort(x, kind="stable")
    x, y, w = x[order], y[order], w[order]
    level = IsotonicRegression(y_min=_EDGE, y_max=1 - _EDGE).fit_transform(x, y, sample_weight=w)
    starts = _heavy_starts(np.flatnonzero(np.concatenate([[True], np.diff(level) > 1e-9])), w)
    mass = np.add.reduceat(w, starts)
    centres = np.add.reduceat(x * w, starts) / mass
    heights = np.add.reduceat(level * w, starts) / mass
    keep = np.concatenate([[True], np.diff(centres) > 1e-6])
    return Curve(tuple(float(place) for place in centres[keep]), tuple(float(height) for height in np.maximum.accumulate(heights[keep])))


def _heavy_starts(starts: NDArray[np.intp], w: Vector) -> NDArray[np.intp]:
    """Steps joined with the next until each has enough mass: one extreme case must not draw a curve's end to 0 or 1."""
    least = max(_LEAST_MASS, _LEAST_SHARE * float(w.sum()))
    total = np.concatenate([[0.0], np.cumsum(w)])
    kept = [int(starts[0])]
    for start in starts[1:]:
        if total[start] - total[kept[-1]] >= least:
            kept.append(int(start))
    if len(kept) > 1 and total[-1] - total[kept[-1]] < least:
        kept.pop()
    return np.array(kept)


def fit_groups(
    scores: Vector, outcomes: Vector, weights: Vector, groups: Sequence[Sequence[str]], strength: float, least_cases: int, everything: str
) -> dict[str, Curve]:
    """Group -> curve, for everything and for each group of at least `least_cases` cases.

    `groups` holds each case's groups, narrowest first, as many for every case; a group's prior is the curve of the next wider one that has one.
    """
    curves = {everything: fit_curve(scores, outcomes, weights, logistic, strength)}
    names = np.array(groups, dtype=object).reshape(len(scores), -1)
    for level in range(names.shape[1] - 1, -1, -1):
        for group in sorted(set(names[:, level])):
            member = names[:, level] == group
            if member.sum() < least_cases:
                continue
            wider = next((str(name) for name in names[np.argmax(member), level + 1 :] if str(name) in curves), everything)
            curves[str(group)] = fit_curve(scores[member], outcomes[member], weights[member], curves[wider], strength)
    return curves
