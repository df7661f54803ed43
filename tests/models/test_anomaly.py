import pickle
from pathlib import Path

import numpy as np
import pytest
from sklearn.ensemble import GradientBoostingClassifier  # type: ignore[import-untyped]

from models.anomaly import ANOMALY_FILE, AnomalyMetadata, load_anomaly_model, make_anomaly_model
from models.calibration import Curve
from models.manifest import WEIGHTS_DIRECTORY
from models.trained_files import TrainedModelError
from training.anomaly.export import to_onnx
from training.anomaly.standing import write_trained

NAMES = ("first", "second", "third")
METADATA = AnomalyMetadata("anomaly-test", NAMES, (0.0, 0.5, 0.0), Curve((-6.0, 6.0), (0.01, 0.99)), 1.5)


@pytest.fixture(scope="module")
def estimator() -> GradientBoostingClassifier:
    rng = np.random.default_rng(3)
    rows = rng.random((200, 3)).astype(np.float32)
    return GradientBoostingClassifier(n_estimators=10, random_state=1).fit(rows, (rows[:, 0] > 0.5).astype(np.int64))


@pytest.fixture(scope="module")
def content(estimator: GradientBoostingClassifier) -> bytes:
    return to_onnx(estimator, METADATA)


def rows(count: int = 50) -> np.ndarray:
    return np.random.default_rng(4).random((count, 3)).astype(np.float32)


def test_what_travels_in_the_file_comes_out_of_it(content: bytes) -> None:
    assert make_anomaly_model(content, NAMES).metadata == METADATA


def test_it_says_what_the_trained_estimator_says(content: bytes, estimator: GradientBoostingClassifier) -> None:
    served = make_anomaly_model(content, NAMES).raw_probabilities(rows())
    assert np.max(np.abs(served - estimator.predict_proba(rows())[:, 1])) < 1e-5


def test_probabilities_follow_the_curve_of_the_metadata(content: bytes) -> None:
    model = make_anomaly_model(content, NAMES)
    raw = model.raw_log_odds(rows())
    assert model.probabilities(rows()) == pytest.approx(np.interp(raw, METADATA.curve.x, METADATA.curve.y))


def test_a_row_says_the_same_alone_and_among_others(content: bytes) -> None:
    model = make_anomaly_model(content, NAMES)
    assert model.probabilities(rows()[7:8])[0] == model.probabilities(rows())[7]


def test_no_rows_give_no_probabilities(content: bytes) -> None:
    assert make_anomaly_model(content, NAMES).probabilities(np.zeros((0, 3), dtype=np.float32)).shape == (0,)


@pytest.mark.parametrize("shape", [(3,), (2, 4), (2, 2)])
def test_rows_of_another_width_are_refused(content: bytes, shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="3 numbers"):
        make_anomaly_model(content, NAMES).probabilities(np.zeros(shape, dtype=np.float32))


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (("first", "third", "second"), "another order"),
        (("first", "second"), "with third"),
        ((*NAMES, "fourth"), "without fourth"),
        (("a", "b", "c"), "without a"),
    ],
)
def test_other_feature_names_or_another_order_refuse_to_load(content: bytes, names: tuple[str, ...], said: str) -> None:
    with pytest.raises(TrainedModelError, match=said) as caught:
        make_anomaly_model(content, names)
    assert caught.value.code == "trained_model_mismatch"
    assert "特征" in caught.value.message_zh


def test_a_pickle_is_refused_before_anything_of_it_runs(tmp_path: Path) -> None:
    touched = tmp_path / "touched"
    hostile = pickle.dumps(_Touch(touched))
    write_trained(tmp_path, "anomaly-test", "abc", {ANOMALY_FILE: hostile})
    with pytest.raises(TrainedModelError, match="pickle") as caught:
        load_anomaly_model(NAMES, tmp_path)
    assert caught.value.code == "trained_model_unreadable"
    assert not touched.exists()


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\x08\x08\x12"])
def test_what_is_no_onnx_is_refused_with_its_code(content: bytes) -> None:
    with pytest.raises(TrainedModelError) as caught:
        make_anomaly_model(content, NAMES)
    assert caught.value.code == "trained_model_unreadable"


def test_an_onnx_file_without_our_metadata_is_refused() -> None:
    foreign = (WEIGHTS_DIRECTORY / "PP-LCNet_x1_0_doc_ori" / "inference.onnx").read_bytes()
    with pytest.raises(TrainedModelError, match="metadata") as caught:
        make_anomaly_model(foreign, NAMES)
    assert caught.value.code == "trained_model_unreadable"


def test_an_altered_file_is_refused(content: bytes, tmp_path: Path) -> None:
    write_trained(tmp_path, "anomaly-test", "abc", {ANOMALY_FILE: content})
    assert load_anomaly_model(NAMES, tmp_path).metadata == METADATA
    (tmp_path / ANOMALY_FILE).write_bytes(content + b"\x00")
    with pytest.raises(TrainedModelError) as caught:
        load_anomaly_model(NAMES, tmp_path)
    assert caught.value.code == "trained_model_altered"


def test_a_deleted_file_is_an_error_and_not_silence(content: bytes, tmp_path: Path) -> None:
    write_trained(tmp_path, "anomaly-test", "abc", {ANOMALY_FILE: content})
    (tmp_path / ANOMALY_FILE).unlink()
    with pytest.raises(TrainedModelError) as caught:
        load_anomaly_model(NAMES, tmp_path)
    assert caught.value.code == "trained_model_missing"


class _Touch:
    """Unpickling it makes a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[Path]]:
        return Path.touch, (self.path,)
