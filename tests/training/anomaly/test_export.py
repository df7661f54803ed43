import numpy as np
import pytest

from models.anomaly import AnomalyMetadata
from models.calibration import Curve
from training.anomaly.estimators import CANDIDATES
from training.anomaly.export import PARITY, NotTheSame, check_parity, to_onnx

NAMES = tuple(f"f.{number}" for number in range(8))
METADATA = AnomalyMetadata("anomaly-test", NAMES, (0.0,) * 8, Curve((0.0,), (0.5,)), 0.0)
RANDOM = np.random.default_rng(7)
# Many values on few steps, as real features are, where thresholds of trees and rounding to float32 meet.
ROWS = np.round(RANDOM.gamma(1.0, 1.0, (250, 8)), 2).astype(np.float32)
WRONG = (ROWS[:, 0] + ROWS[:, 1] * ROWS[:, 2] + RANDOM.normal(0, 0.3, 250) > 2).astype(np.int64)
FRESH = np.round(RANDOM.gamma(1.0, 1.5, (2000, 8)), 2).astype(np.float32)


@pytest.mark.parametrize("name", CANDIDATES)
def test_onnx_runtime_says_what_scikit_learn_says(name: str) -> None:
    estimator = CANDIDATES[name]()
    estimator.fit(ROWS, WRONG)
    assert check_parity(estimator, to_onnx(estimator, METADATA), NAMES, FRESH) <= PARITY


def test_a_file_of_another_estimator_is_noticed() -> None:
    one, other = CANDIDATES["logistic regression"](), CANDIDATES["logistic regression"]()
    one.fit(ROWS, WRONG)
    other.fit(ROWS, 1 - WRONG)
    with pytest.raises(NotTheSame):
        check_parity(one, to_onnx(other, METADATA), NAMES, FRESH)
