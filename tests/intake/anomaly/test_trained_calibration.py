import json
from pathlib import Path
from typing import Any

import pytest

from intake.anomaly.document_probability import DOCUMENT_NUMBERS
from intake.anomaly.field_confidence import FIELD_NUMBERS
from intake.anomaly.trained_calibration import (
    CALIBRATION_FILE,
    TrainedCalibration,
    calibration_from_bytes,
    calibration_to_json_values,
    load_trained_calibration,
)
from intake.decide import ReleaseTable
from models.calibration import EVERYTHING, Curve, PooledCalibration
from models.trained_files import TrainedModelError
from training.anomaly.standing import write_trained


def pooled(names: tuple[str, ...]) -> PooledCalibration:
    return PooledCalibration(names, (0.25,) * len(names), 0.5, {EVERYTHING: Curve((0.0, 1.0), (0.25, 0.75))})


TRAINED = TrainedCalibration(pooled(tuple(FIELD_NUMBERS)), pooled(tuple(DOCUMENT_NUMBERS)), ReleaseTable((0.001, 0.003), (0.9, 0.8), (0.999, 0.99)))


def test_it_comes_back_from_its_file(tmp_path: Path) -> None:
    write_trained(tmp_path, "anomaly-test", "abc", {CALIBRATION_FILE: json.dumps(calibration_to_json_values(TRAINED)).encode()})
    assert load_trained_calibration(tmp_path) == TRAINED


@pytest.mark.parametrize("part", ["fields", "document"])
def test_one_for_other_numbers_is_refused(part: str) -> None:
    entry: dict[str, Any] = calibration_to_json_values(TRAINED)
    entry[part]["names"] = list(reversed(entry[part]["names"]))
    with pytest.raises(TrainedModelError, match="other numbers") as caught:
        calibration_from_bytes(json.dumps(entry).encode())
    assert caught.value.code == "trained_model_mismatch"


@pytest.mark.parametrize(
    "release",
    [
        {},
        {"errors": [], "confirmed": [], "unconfirmed": []},
        {"errors": [0.1], "confirmed": [0.9], "unconfirmed": []},
        {"errors": [0.2, 0.1], "confirmed": [0.9, 0.8], "unconfirmed": [0.9, 0.8]},
        {"errors": ["x"], "confirmed": [1], "unconfirmed": [1]},
    ],
)
def test_a_release_table_that_is_not_complete_is_refused(release: dict[str, Any]) -> None:
    with pytest.raises(TrainedModelError) as caught:
        calibration_from_bytes(json.dumps({**calibration_to_json_values(TRAINED), "release": release}).encode())
    assert caught.value.code == "trained_model_unreadable"


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"\x80\x04K\x01.", b'{"fields": {}}'])
def test_what_is_no_calibration_is_refused(content: bytes) -> None:
    with pytest.raises(TrainedModelError):
        calibration_from_bytes(content)
