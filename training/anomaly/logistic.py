"""Logistic regression that is pulled towards given slopes instead of towards none."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize  # type: ignore[import-untyped]

Vector = NDArray[np.float64]
_PULL = 2.0
"""Strength of the pull: half the squared distance from the prior slopes costs as much as this many times its size in log-loss."""
_INTERCEPT_PULL = 0.05


def fit_logistic(numbers: NDArray[np.float64], outcomes: Vector, weights: Vector, prior_slopes: Vector, prior_intercept: float) -> tuple[float, Vector]:
    """(cases, numbers), best standardised; outcomes 0 or 1 -> intercept and slopes. Defined even when all outcomes are the same: the prior holds it."""
    prior = np.concatenate([[prior_intercept], prior_slopes])
    pull = np.concatenate([[_INTERCEPT_PULL], np.full(len(prior_slopes), _PULL)])
    design = np.column_stack([np.ones(len(numbers)), numbers])

    def loss(slopes: Vector) -> tuple[float, Vector]:
        scores = design @ slopes
        value = float(np.sum(weights * (np.logaddexp(0.0, scores) - outcomes * scores)) + 0.5 * np.sum(pull * (slopes - prior) ** 2))
        residual = weights * (1 / (1 + np.exp(-np.clip(scores, -500, 500))) - outcomes)
        return value, design.T @ residual + pull * (slopes - prior)

    found = minimize(loss, prior, jac=True, method="L-BFGS-B", options={"maxiter": 2000})
    return float(found.x[0]), np.asarray(found.x[1:])
