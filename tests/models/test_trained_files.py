import pickle
import tomllib
from pathlib import Path

import pytest

from models.manifest import WeightsError
from models.trained_files import TRAINED_DIRECTORY, TrainedModelError, load_trained_files
from training.anomaly.standing import write_trained


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_trained(tmp_path, "anomaly-test", "abc", {"one.json": b"{}", "two.onnx": b"two"})
    return tmp_path


def test_a_file_that_training_wrote_is_read(folder: Path) -> None:
    files = load_trained_files(folder)
    assert (files.model, files.read("one.json"), files.read("two.onnx")) == ("anomaly-test", b"{}", b"two")


def test_a_missing_file_says_what_to_do_in_both_languages(folder: Path) -> None:
    (folder / "two.onnx").unlink()
    with pytest.raises(TrainedModelError) as caught:
        load_trained_files(folder).read("two.onnx")
    assert caught.value.code == "trained_model_missing"
    assert "python -m training.anomaly train" in caught.value.message
    assert "two.onnx" in caught.value.message_zh
    assert "重新训练" in caught.value.message_zh


def test_one_changed_byte_is_refused(folder: Path) -> None:
    (folder / "two.onnx").write_bytes(b"Two")
    with pytest.raises(TrainedModelError, match="sha256") as caught:
        load_trained_files(folder).read("two.onnx")
    assert caught.value.code == "trained_model_altered"


def test_an_unlisted_file_is_refused(folder: Path) -> None:
    (folder / "three.json").write_bytes(b"{}")
    with pytest.raises(TrainedModelError):
        load_trained_files(folder).read("three.json")


@pytest.mark.parametrize("text", ["model = ", "model = 'x'", "file = 3", "\x00"])
def test_a_manifest_that_makes_no_sense_is_an_error_of_its_own(folder: Path, text: str) -> None:
    (folder / "manifest.toml").write_text(text, encoding="utf-8")
    with pytest.raises(TrainedModelError) as caught:
        load_trained_files(folder)
    assert caught.value.code == "trained_model_unreadable"


def test_a_folder_without_manifest_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(TrainedModelError) as caught:
        load_trained_files(tmp_path)
    assert caught.value.code == "trained_model_missing"


def test_the_error_is_one_about_weights_and_crosses_process_borders() -> None:
    error = TrainedModelError("code", "message", "message_zh")
    assert isinstance(error, WeightsError)
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
    assert (again.code, again.message, again.message_zh) == ("code", "message", "message_zh")


def test_the_committed_files_are_whole_small_and_not_ignored_by_git() -> None:
    files = load_trained_files()
    assert {"anomaly.onnx", "calibration.json", "anomaly.md"} <= set(files.files)
    assert sum(len(files.read(name)) for name in files.files) < 5_000_000
    assert not any("trained" in line for line in (TRAINED_DIRECTORY.parents[1] / ".gitignore").read_text(encoding="utf-8").splitlines())
    assert tomllib.loads((TRAINED_DIRECTORY / "manifest.toml").read_text(encoding="utf-8"))["commit"]
