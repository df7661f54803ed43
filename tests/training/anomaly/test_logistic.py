import numpy as np
import pytest

from training.anomaly.logistic import fit_logistic

RANDOM = np.random.default_rng(11)
NUMBERS = RANDOM.normal(size=(20_000, 2))
OUTCOMES = (RANDOM.random(20_000) < 1 / (1 + np.exp(-(0.5 + 2 * NUMBERS[:, 0] - NUMBERS[:, 1])))).astype(np.float64)


def test_much_data_is_followed_whatever_was_believed() -> None:
    intercept, slopes = fit_logistic(NUMBERS, OUTCOMES, np.ones(20_000), np.array([0.0, 5.0]), -3.0)
    assert (intercept, *slopes) == pytest.approx((0.5, 2.0, -1.0), abs=0.1)


def test_little_data_leaves_what_was_believed() -> None:
    _, slopes = fit_logistic(NUMBERS[:3], OUTCOMES[:3], np.ones(3), np.array([1.0, 0.0]), 2.0)
    assert slopes.tolist() == pytest.approx([1.0, 0.0], abs=0.6)


def test_data_without_a_single_failure_gives_finite_slopes() -> None:
    intercept, slopes = fit_logistic(NUMBERS[:500], np.ones(500), np.ones(500), np.array([1.0, 0.0]), 2.0)
    assert 2.0 < intercept < 40
    assert np.all(np.abs(slopes) < 5)


def test_a_case_of_weight_two_is_two_cases() -> None:
    once = fit_logistic(np.repeat(NUMBERS[:200], 2, axis=0), np.repeat(OUTCOMES[:200], 2), np.ones(400), np.zeros(2), 0.0)
    twice = fit_logistic(NUMBERS[:200], OUTCOMES[:200], np.full(200, 2.0), np.zeros(2), 0.0)
    assert np.allclose(once[1], twice[1], atol=1e-3)
