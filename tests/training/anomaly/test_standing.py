from pathlib import Path

import pytest

from models.trained_files import TrainedModelError, load_trained_files
from training.anomaly.standing import promote, switch_back, write_trained


def candidate(folder: Path, name: str) -> Path:
    write_trained(folder / name, name, "abc", {"anomaly.onnx": name.encode()})
    return folder / name


def standing(folder: Path) -> tuple[str, bytes]:
    files = load_trained_files(folder)
    return files.model, files.read("anomaly.onnx")


def test_the_first_model_is_promoted_into_an_empty_folder(tmp_path: Path) -> None:
    promote(candidate(tmp_path, "first"), tmp_path / "trained")
    assert standing(tmp_path / "trained") == ("first", b"first")
    assert not (tmp_path / "trained" / "previous").exists()


def test_the_model_that_stood_is_kept_beside_the_new_one(tmp_path: Path) -> None:
    for name in ("first", "second", "third"):
        promote(candidate(tmp_path, name), tmp_path / "trained")
    assert standing(tmp_path / "trained") == ("third", b"third")
    assert standing(tmp_path / "trained" / "previous") == ("second", b"second")


def test_switching_back_and_forth_loses_nothing(tmp_path: Path) -> None:
    for name in ("first", "second"):
        promote(candidate(tmp_path, name), tmp_path / "trained")
    switch_back(tmp_path / "trained")
    assert standing(tmp_path / "trained") == ("first", b"first")
    assert standing(tmp_path / "trained" / "previous") == ("second", b"second")
    switch_back(tmp_path / "trained")
    assert standing(tmp_path / "trained") == ("second", b"second")


def test_without_an_earlier_model_there_is_nothing_to_switch_back_to(tmp_path: Path) -> None:
    promote(candidate(tmp_path, "first"), tmp_path / "trained")
    with pytest.raises(TrainedModelError, match="earlier"):
        switch_back(tmp_path / "trained")
    assert standing(tmp_path / "trained") == ("first", b"first")
