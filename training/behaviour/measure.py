"""How well the detectors find what was injected, alone and together, on firms that no weight was fitted to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import HistGradientBoostingClassifier, IsolationForest  # type: ignore[import-untyped]
from sklearn.metrics import roc_auc_score  # type: ignore[import-untyped]

from intake.behaviour.judge import DETECTOR_CODES, least_weight
from intake.behaviour.weights import Weights
from training.behaviour.fit import FALSE_ALARMS, PREVALENCE, Vector, log_odds_of_rows, row_shares
from training.behaviour.rows import Matrix, Row, matrix_of

FOREST_TREES, FOREST_SEED = 300, 7
PHASES = ((0, 0, "the seller's first"), (1, 3, "2nd to 4th"), (4, 15, "5th to 16th"), (16, 10**9, "later"))
"""Invoices of the seller before it: from, to, how it is called."""


@dataclass(frozen=True)
class DetectorFigures:
    code: str
    cases: int
    found: float
    """Share of injected cases of its class for which it gives a reason."""
    found_interval: tuple[float, float]
    """95 %, Wilson."""
    false: float
    """Share of ordinary invoices for which it gives one."""
    precision: float
    """Share of its reasons that are right where one invoice in a hundred is of its class."""
    flagged: float
    """Share of the cases of its class that are flagged by all detectors together."""


@dataclass(frozen=True)
class MethodFigures:
    name: str
    found: float
    """Share of injected cases, classes alike, above the score of `FALSE_ALARMS` of the ordinary invoices of the same part."""
    area: float
    """Under the ROC curve."""
    by_phase: Mapping[str, float]
    """`found` by how many invoices of the seller were known, at one threshold for all."""


@dataclass(frozen=True)
class Figures:
    firms: tuple[int, int]
    """Trained on, measured on."""
    ordinary: int
    injected: int
    detectors: tuple[DetectorFigures, ...]
    methods: tuple[MethodFigures, ...]
    flagged_ordinary: float
    """Share of ordinary invoices flagged at the threshold fixed in training."""
    told_ordinary: float
    """Share of ordinary invoices with any reason."""
    calibration_error: float
    """Expected calibration error of the score, at the prevalence the weights assume."""


def measure(train: Sequence[Row], test: Sequence[Row], weights: Weights, firms: tuple[int, int]) -> Figures:
    """All figures, of the rows of `test`."""
    strengths, train_strengths = matrix_of(test), matrix_of(train)
    ordinary = np.array([not row.injected for row in test])
    train_ordinary = np.array([not row.injected for row in train])
    log_odds = log_odds_of_rows(strengths, weights)
    slopes = np.array([weights.slopes[code] for code in DETECTOR_CODES])
    forest = IsolationForest(n_estimators=FOREST_TREES, random_state=FOREST_SEED).fit(train_strengths[train_ordinary])
    scores = {
        "weighted observations": log_odds,
        "the same, all weights alike": strengths.sum(axis=1),
        "the strongest observation alone": strengths.max(axis=1),
        f"isolation forest ({FOREST_TREES} trees), same features": -forest.score_samples(strengths),
        "boosted trees, fitted to the same rows": _boosted(train_strengths, ~train_ordinary, row_shares(train)).decision_function(strengths),
    }
    return Figures(
        firms=firms,
        ordinary=int(ordinary.sum()),
        injected=int((~ordinary).sum()),
        detectors=tuple(_detector(index, code, test, strengths[:, index] * slopes[index], log_odds, weights) for index, code in enumerate(DETECTOR_CODES)),
        methods=tuple(_method(name, score, test) for name, score in scores.items()),
        flagged_ordinary=float(np.mean(log_odds[ordinary] >= weights.flag_from)),
        told_ordinary=float(np.mean((strengths * slopes >= _least_weights(log_odds, weights)[:, None]).any(axis=1)[ordinary])),
        calibration_error=calibration_error(1 / (1 + np.exp(-log_odds)), ~ordinary, row_shares(test)),
    )


def _boosted(strengths: Matrix, wrong: NDArray[np.bool_], shares: Vector) -> HistGradientBoostingClassifier:
    """What a model that sees all interplay makes of it. More strength never means less suspicion here, either."""
    trees = HistGradientBoostingClassifier(
        max_iter=150, learning_rate=0.08, min_samples_leaf=40, early_stopping=False, monotonic_cst=[1] * strengths.shape[1], random_state=FOREST_SEED
    )
    return trees.fit(strengths, wrong, sample_weight=shares * len(shares))


def calibration_error(probabilities: Vector, wrong: NDArray[np.bool_], shares: Vector, bins: int = 15) -> float:
    """Mean distance between what was said and what was, over bins of equal width in log-odds."""
    log_odds = np.log(probabilities / (1 - probabilities))
    places = np.digitize(log_odds, np.linspace(log_odds.min(), log_odds.max(), bins + 1)[1:-1])
    error = 0.0
    for place in np.unique(places):
        inside = places == place
        weight = shares[inside].sum()
        error += abs(float(shares[inside] @ probabilities[inside] - shares[inside] @ wrong[inside])) if weight else 0.0
    return error


def wilson(hits: int, tries: int) -> tuple[float, float]:
    """95 % interval of a share (Wilson 1927)."""
    if not tries:
        return 0.0, 1.0
    z, share = 1.96, hits / tries
    middle = (share + z * z / (2 * tries)) / (1 + z * z / tries)
    half = z * sqrt(share * (1 - share) / tries + z * z / (4 * tries * tries)) / (1 + z * z / tries)
    return max(middle - half, 0.0), min(middle + half, 1.0)


def _detector(index: int, code: str, rows: Sequence[Row], weight: Vector, log_odds: Vector, weights: Weights) -> DetectorFigures:
    of_class = np.array([row.injected == code for row in rows])
    ordinary = np.array([not row.injected for row in rows])
    flagged = log_odds >= weights.flag_from
    given = weight >= _least_weights(log_odds, weights)
    hits, cases, false = int((given & of_class).sum()), int(of_class.sum()), float(np.mean(given[ordinary]))
    found = hits / cases
    right, wrong = PREVALENCE * found, (1 - PREVALENCE) * false
    precision = right / (right + wrong) if right + wrong else 0.0
    return DetectorFigures(code, cases, found, wilson(hits, cases), false, precision, float(np.mean(flagged[of_class])))


def _least_weights(log_odds: Vector, weights: Weights) -> Vector:
    """(rows,): from which weight on an observation is told."""
    return np.where(log_odds >= weights.flag_from, least_weight(True), least_weight(False))


def _method(name: str, score: Vector, rows: Sequence[Row]) -> MethodFigures:
    ordinary = np.array([not row.injected for row in rows])
    shares = row_shares(rows)
    threshold = float(np.quantile(score[ordinary], 1 - FALSE_ALARMS))
    known = np.array([row.known for row in rows])
    by_phase = {title: _found(score, threshold, ~ordinary & (known >= low) & (known <= high), shares) for low, high, title in PHASES}
    area = float(roc_auc_score(~ordinary, score, sample_weight=shares))
    return MethodFigures(name, _found(score, threshold, ~ordinary, shares), area, by_phase)


def _found(score: Vector, threshold: float, cases: NDArray[np.bool_], shares: Vector) -> float:
    return float(shares[cases & (score > threshold)].sum() / shares[cases].sum()) if cases.any() else 0.0
