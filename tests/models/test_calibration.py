import json
from math import inf, nan

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calibration import EVERYTHING, Curve, PooledCalibration, calibration_from_json, calibration_to_json, log_odds, parse_json

RISING = Curve((-1.0, 0.0, 2.0), (0.1, 0.5, 0.9))


@given(st.floats(-20, 20))
def test_a_curve_is_what_numpy_interpolates(score: float) -> None:
    assert RISING(score) == pytest.approx(float(np.interp(score, RISING.x, RISING.y)))


def test_a_curve_goes_straight_between_its_knots_and_stays_level_beyond_them() -> None:
    assert [RISING(score) for score in (-5.0, -1.0, -0.5, 0.0, 1.0, 2.0, 9.0)] == pytest.approx([0.1, 0.1, 0.3, 0.5, 0.7, 0.9, 0.9])


@given(st.lists(st.floats(-20, 20), min_size=2))
def test_a_curve_never_falls(scores: list[float]) -> None:
    values = [RISING(score) for score in sorted(scores)]
    assert values == sorted(values)


@pytest.mark.parametrize(
    ("x", "y"),
    [
        ((), ()),
        ((0.0,), ()),
        ((1.0, 0.0), (0.1, 0.2)),
        ((0.0, 0.0), (0.1, 0.2)),
        ((0.0, 1.0), (0.2, 0.1)),
        ((0.0,), (1.1,)),
        ((nan,), (0.5,)),
        ((inf,), (0.5,)),
    ],
)
def test_knots_that_make_no_monotone_curve_of_probabilities_are_refused(x: tuple[float, ...], y: tuple[float, ...]) -> None:
    with pytest.raises(ValueError, match="curve"):
        Curve(x, y)


def pooled() -> PooledCalibration:
    return PooledCalibration(("a", "b"), (2.0, -1.0), 0.5, {EVERYTHING: RISING, "field": Curve((0.0,), (0.25,)), "kind/field": Curve((0.0,), (0.75,))})


def test_the_numbers_are_weighed_into_log_odds() -> None:
    assert pooled().score((1.0, 3.0)) == pytest.approx(-0.5)


def test_the_narrowest_group_with_a_curve_speaks() -> None:
    values = (0.0, 0.0)
    assert pooled().probability(values, ("kind/field", "field")) == 0.75
    assert pooled().probability(values, ("other/field", "field")) == 0.25
    assert pooled().probability(values, ("other/other", "other")) == RISING(0.5)


def test_another_number_of_values_is_an_error() -> None:
    with pytest.raises(ValueError, match="zip"):
        pooled().score((1.0,))


def test_a_calibration_without_a_curve_for_everything_or_with_a_weight_missing_is_refused() -> None:
    with pytest.raises(ValueError, match="calibration"):
        PooledCalibration(("a",), (1.0,), 0.0, {"field": RISING})
    with pytest.raises(ValueError, match="calibration"):
        PooledCalibration(("a", "b"), (1.0,), 0.0, {EVERYTHING: RISING})


def test_a_calibration_comes_back_from_json_as_it_was() -> None:
    assert calibration_from_json(parse_json(json.dumps(calibration_to_json(pooled())).encode())) == pooled()


@pytest.mark.parametrize("content", [b"[]", b"{", b"3", b"\x80\x04"])
def test_what_is_no_json_object_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError):
        parse_json(content)


@given(st.floats(0, 1))
def test_log_odds_stay_within_their_limit(probability: float) -> None:
    assert log_odds(probability, 7.0) + 1e-9 >= -7.0
    assert log_odds(probability, 7.0) <= 7.0 + 1e-9
