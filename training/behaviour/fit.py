"""Rows of strengths -> how much a nat of each has meant."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize  # type: ignore[import-untyped]

from intake.behaviour.judge import DETECTOR_CODES
from intake.behaviour.weights import Weights
from training.behaviour.rows import Matrix, Row, matrix_of

PREVALENCE = 0.01
"""Share of invoices with something wrong that the intercept assumes, all classes alike."""
FALSE_ALARMS = 0.01
"""Share of ordinary invoices that may be flagged."""
_RIDGE = 1e-3

Vector = NDArray[np.float64]


def fit_weights(rows: Sequence[Row], model: str) -> Weights:
    """Logistic regression with slopes of 0 or more: an observation never makes an invoice look better. Classes weigh alike, together `PREVALENCE`."""
    strengths, wrong, share = matrix_of(rows), _wrong(rows), row_shares(rows)

    def loss(parameters: Vector) -> tuple[float, Vector]:
        log_odds = parameters[0] + strengths @ parameters[1:]
        signs = np.where(wrong, 1.0, -1.0)
        value = share @ np.logaddexp(0.0, -signs * log_odds) + _RIDGE * PREVALENCE * parameters[1:] @ parameters[1:]
        pull = -share * signs / (1 + np.exp(signs * log_odds))
        gradient = np.concatenate(([pull.sum()], strengths.T @ pull + 2 * _RIDGE * PREVALENCE * parameters[1:]))
        return float(value), gradient

    start = np.concatenate(([np.log(PREVALENCE)], np.full(strengths.shape[1], 0.5)))
    found = minimize(
        loss, start, jac=True, method="L-BFGS-B", bounds=[(None, None), *[(0.0, 5.0)] * strengths.shape[1]], options={"maxiter": 2000, "ftol": 1e-12}
    )
    if not found.success:
        raise RuntimeError(f"the weights did not settle: {found.message}")
    log_odds = found.x[0] + strengths @ found.x[1:]
    flag_from = float(np.quantile(log_odds[~wrong], 1 - FALSE_ALARMS))
    return Weights(model, float(found.x[0]), flag_from, dict(zip(DETECTOR_CODES, map(float, found.x[1:]), strict=True)))


def row_shares(rows: Sequence[Row]) -> Vector:
    """(rows,) weights that sum to 1: ordinary invoices 1 - `PREVALENCE` together, every class the same part of the rest."""
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.injected] = counts.get(row.injected, 0) + 1
    classes = len(counts) - 1
    return np.array([(PREVALENCE / classes if row.injected else 1 - PREVALENCE) / counts[row.injected] for row in rows])


def log_odds_of_rows(strengths: Matrix, weights: Weights) -> Vector:
    """(rows,): as `judge` adds them up."""
    return np.asarray(weights.intercept + strengths @ np.array([weights.slopes[code] for code in DETECTOR_CODES]))


def _wrong(rows: Sequence[Row]) -> NDArray[np.bool_]:
    return np.array([bool(row.injected) for row in rows])
