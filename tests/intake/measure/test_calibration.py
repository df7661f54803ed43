import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.measure.calibration import calibrate

claims = st.lists(st.tuples(st.floats(0, 1), st.booleans()))


def test_honest_claims_have_no_expected_error() -> None:
    assert calibrate([(0.9, True)] * 9 + [(0.9, False)]).expected_error == pytest.approx(0.0)


def test_boasting_is_measured() -> None:
    calibration = calibrate([(1.0, True)] * 3 + [(1.0, False)])
    assert calibration.expected_error == pytest.approx(0.25)
    assert calibration.bins[-1].gap == pytest.approx(-0.25)


@given(claims)
def test_every_claim_falls_into_exactly_one_bin(listed: list[tuple[float, bool]]) -> None:
    calibration = calibrate(listed)
    assert calibration.count == len(listed)
    assert sum(bin_.right for bin_ in calibration.bins) == sum(right for _, right in listed)
    assert 0.0 <= calibration.expected_error <= 1.0


@pytest.mark.parametrize("confidence", [-0.1, 1.01, float("nan")])
def test_a_confidence_outside_its_range_is_refused(confidence: float) -> None:
    with pytest.raises(ValueError, match=r"0\.\.1"):
        calibrate([(confidence, True)])
