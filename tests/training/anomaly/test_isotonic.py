from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.calibration import EVERYTHING
from training.anomaly.isotonic import fit_curve, fit_groups, logistic

CASES = st.lists(st.tuples(st.floats(-8, 8), st.booleans(), st.floats(0.01, 3)), min_size=1, max_size=60)


@given(CASES)
@settings(max_examples=60)
def test_a_fitted_curve_is_monotone_and_never_certain(cases: list[tuple[float, bool, float]]) -> None:
    scores, outcomes, weights = (np.array(column, dtype=np.float64) for column in zip(*cases, strict=True))
    curve = fit_curve(scores, outcomes, weights, logistic, 5.0)
    assert all(right > left for left, right in pairwise(curve.x))
    assert all(right >= left for left, right in pairwise(curve.y))
    assert 0 < curve.y[0] <= curve.y[-1] < 1


def test_many_cases_are_followed_and_few_lean_on_the_prior() -> None:
    rng = np.random.default_rng(1)
    scores = rng.normal(3, 1, 4000)
    outcomes = (rng.random(4000) < 0.6).astype(np.float64)
    weights = np.ones(4000)
    assert fit_curve(scores, outcomes, weights, logistic, 20.0)(3.0) == pytest.approx(0.6, abs=0.05)
    assert fit_curve(scores, outcomes, weights, logistic, 20.0)(6.0) < 0.8
    few = fit_curve(scores[:3], np.zeros(3), weights[:3], logistic, 60.0)
    assert few(3.5) > 0.85


def test_calibrated_probabilities_are_as_often_right_as_they_say() -> None:
    rng = np.random.default_rng(2)
    truth = rng.random(20_000)
    scores = np.log(truth / (1 - truth)) * 0.5 + 1  # overconfident and biased
    outcomes = (rng.random(20_000) < truth).astype(np.float64)
    curve = fit_curve(scores[:10_000], outcomes[:10_000], np.ones(10_000), logistic, 40.0)
    claimed = np.array([curve(float(score)) for score in scores[10_000:]])
    for low in np.arange(0.1, 0.9, 0.1):
        inside = (claimed >= low) & (claimed < low + 0.1)
        assert outcomes[10_000:][inside].mean() == pytest.approx(claimed[inside].mean(), abs=0.05)


def test_a_group_gets_a_curve_of_its_own_only_from_enough_cases() -> None:
    rng = np.random.default_rng(3)
    scores = rng.normal(2, 1, 400)
    groups = [("kind/large", "large")] * 300 + [("kind/small", "small")] * 100
    outcomes = np.concatenate([np.ones(300), np.zeros(100)])
    curves = fit_groups(scores, outcomes, np.ones(400), groups, 20.0, 200, EVERYTHING)
    assert set(curves) == {EVERYTHING, "large", "kind/large"}
    assert curves["large"](2.0) > curves[EVERYTHING](2.0)
