from pathlib import Path

import pytest

from models.manifest import WEIGHTS_DIRECTORY, WeightsError, load_manifest
from models.onnx_reader import load_onnx_reader

ENTRY = """
[[weight]]
folder = "toy"
file = "toy.bin"
sha256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
size = 5
licence = "Apache-2.0"
origin = { path = "toy.txt" }
"""


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    (tmp_path / "manifest.toml").write_text(ENTRY, encoding="utf-8")
    (tmp_path / "toy").mkdir()
    (tmp_path / "toy/toy.bin").write_bytes(b"hello")
    return tmp_path


def test_a_listed_file_is_read(directory: Path) -> None:
    assert load_manifest(directory).read("toy", "toy.bin") == b"hello"


@pytest.mark.parametrize("content", [b"hellp", b"hello!", b""])
def test_an_altered_file_is_refused_and_the_message_says_what_to_do(directory: Path, content: bytes) -> None:
    (directory / "toy/toy.bin").write_bytes(content)
    with pytest.raises(WeightsError, match=r"toy/toy\.bin.*sha256.*make setup"):
        load_manifest(directory).read("toy", "toy.bin")


def test_a_missing_file_is_refused_and_the_message_says_what_to_do(directory: Path) -> None:
    (directory / "toy/toy.bin").unlink()
    with pytest.raises(WeightsError, match="make setup"):
        load_manifest(directory).read("toy", "toy.bin")


def test_an_unlisted_file_is_refused(directory: Path) -> None:
    (directory / "toy/other.bin").write_bytes(b"hello")
    with pytest.raises(WeightsError, match="not listed"):
        load_manifest(directory).read("toy", "other.bin")


@pytest.mark.parametrize("text", ["", "[[weight]]\nfolder = 'toy'", "weight = 3", "not toml ["])
def test_a_manifest_that_makes_no_sense_is_refused(directory: Path, text: str) -> None:
    (directory / "manifest.toml").write_text(text, encoding="utf-8")
    with pytest.raises(WeightsError, match=r"manifest\.toml"):
        load_manifest(directory)


def test_a_directory_without_manifest_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match=r"manifest\.toml"):
        load_manifest(tmp_path)


def test_every_laid_weight_is_the_listed_one() -> None:
    manifest = load_manifest()
    for weight in manifest.weights:
        assert len(manifest.read(weight.folder, weight.file)) == weight.size


def test_a_reader_does_not_load_altered_weights(tmp_path: Path) -> None:
    """One flipped bit in the middle of a network, everything else as laid."""
    (tmp_path / "manifest.toml").write_bytes((WEIGHTS_DIRECTORY / "manifest.toml").read_bytes())
    for weight in load_manifest().weights:
        copy = weight.path_in(tmp_path)
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(weight.path_in(WEIGHTS_DIRECTORY).read_bytes())
    network = tmp_path / "PP-OCRv6_tiny_rec/inference.onnx"
    content = bytearray(network.read_bytes())
    content[len(content) // 2] ^= 1
    network.write_bytes(content)
    with pytest.raises(WeightsError, match="PP-OCRv6_tiny_rec"):
        load_onnx_reader(tmp_path, size="tiny")
