import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.anomaly.statistics import bootstrapped, calibration_error_by_chance, expected_calibration_error, recall_at, threshold_at, wilson


def test_wilsons_interval_is_that_of_the_literature() -> None:
    """10 of 20: 0.2993 to 0.7007 (Newcombe 1998's method 3 for p = 0.5)."""
    share = wilson(10, 20)
    assert (share.value, share.low, share.high) == pytest.approx((0.5, 0.2993, 0.7007), abs=1e-4)


@given(st.integers(1, 500), st.floats(0, 1))
def test_wilsons_interval_holds_the_share_and_stays_within_0_and_1(count: int, part: float) -> None:
    share = wilson(round(part * count), count)
    assert 0 <= share.low <= share.value + 1e-12
    assert share.value <= share.high + 1e-12 <= 1 + 1e-9


def test_of_nothing_nothing_is_known() -> None:
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0, 1)
    assert str(wilson(0, 0)) == "none to measure"


def test_a_threshold_flags_no_more_clean_ones_than_allowed() -> None:
    scores = np.arange(1000.0)
    assert np.sum(scores >= threshold_at(scores, 0.01)) == 10
    assert np.sum(np.zeros(50) >= threshold_at(np.zeros(50), 0.01)) == 0
    with pytest.raises(ValueError, match="clean"):
        threshold_at(np.zeros(0), 0.01)


def test_recall_counts_what_is_found_at_the_allowed_false_alarms() -> None:
    scores = np.array([*np.linspace(0, 1, 100), 0.995, 0.5, 2.0, 3.0])
    clean = np.array([True] * 100 + [False] * 4)
    assert recall_at(scores, clean, ~clean, 0.01) == pytest.approx(0.75)


def test_ties_are_shared_out_instead_of_favouring_a_scorer_that_says_the_same_of_all() -> None:
    clean = np.array([True] * 100 + [False] * 10)
    assert recall_at(np.zeros(110), clean, ~clean, 0.01) == pytest.approx(0.01)


def test_an_interval_by_drawing_anew_holds_the_measure() -> None:
    values = np.random.default_rng(1).random(500)
    share = bootstrapped(lambda cases: float(values[cases].mean()), np.arange(500))
    assert share.low < share.value < share.high
    assert share.high - share.low == pytest.approx(4 * values.std() / 500**0.5, rel=0.3)


def test_calibration_error_is_zero_for_honest_claims_and_the_gap_for_boastful_ones() -> None:
    right = np.array([1.0] * 90 + [0.0] * 10)
    assert expected_calibration_error(np.full(100, 0.9), right[np.random.default_rng(1).permutation(100)], bins=1) == pytest.approx(0)
    assert expected_calibration_error(np.full(100, 1.0), right) == pytest.approx(0.1)


def test_by_chance_alone_few_cases_show_an_error_and_many_show_less() -> None:
    few, many = (calibration_error_by_chance(np.full(count, 0.9), np.ones(count)) for count in (100, 10_000))
    assert few.low < few.value < few.high
    assert few.value > 0.02 > 0.01 > many.value
