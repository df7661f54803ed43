import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from models.lay_weights import lay_weights
from models.manifest import WeightsError, load_manifest

NETWORK = b"a network" * 1000
SETTINGS = b"Global: {}\n"


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """A weights directory that takes one file from an archive on this machine and has one of its own."""
    archive = tmp_path / "toyweights-1.0-py3-none-any.whl"
    with zipfile.ZipFile(archive, "w") as files:
        files.writestr("toyweights/net.onnx", NETWORK)
        files.writestr("toyweights-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: toyweights\nVersion: 1.0\n")
        files.writestr("toyweights-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        files.writestr("toyweights-1.0.dist-info/RECORD", "")
    weights = tmp_path / "weights"
    weights.mkdir()
    (weights / "toyweights.txt").write_text(f"{archive.as_uri()} --hash=sha256:{sha256(archive.read_bytes()).hexdigest()}\n", encoding="utf-8")
    (weights / "own.yml").write_bytes(SETTINGS)
    packaged = '{ package = "toyweights", version = "1.0", path = "toyweights/net.onnx" }'
    listed = _entry("net.onnx", NETWORK, packaged) + _entry("net.yml", SETTINGS, '{ path = "own.yml" }')
    (weights / "manifest.toml").write_text(listed, encoding="utf-8")
    return weights


def _entry(file: str, content: bytes, origin: str) -> str:
    lines = ("[[weight]]", 'folder = "toy"', f'file = "{file}"', f'sha256 = "{sha256(content).hexdigest()}"', f"size = {len(content)}")
    return "\n".join((*lines, 'licence = "Apache-2.0"', f"origin = {origin}", ""))


def test_what_is_missing_is_laid_and_what_is_there_is_left_alone(directory: Path) -> None:
    assert [weight.file for weight in lay_weights(directory)] == ["net.onnx", "net.yml"]
    assert load_manifest(directory).read("toy", "net.onnx") == NETWORK
    assert load_manifest(directory).read("toy", "net.yml") == SETTINGS
    (directory / "toyweights.txt").unlink()  # a second run asks nobody for anything
    assert lay_weights(directory) == ()


def test_an_altered_weight_is_laid_anew(directory: Path) -> None:
    lay_weights(directory)
    (directory / "toy/net.yml").write_bytes(b"Global: []\n")
    assert [weight.file for weight in lay_weights(directory)] == ["net.yml"]
    assert load_manifest(directory).read("toy", "net.yml") == SETTINGS


def test_an_archive_that_holds_something_else_lays_nothing(directory: Path) -> None:
    manifest = directory / "manifest.toml"
    manifest.write_text(manifest.read_text(encoding="utf-8").replace(sha256(NETWORK).hexdigest(), sha256(b"another").hexdigest()), encoding="utf-8")
    with pytest.raises(WeightsError, match="sha256 differs"):
        lay_weights(directory)
    assert not list((directory / "toy").glob("net.onnx*"))


def test_an_archive_with_another_hash_is_refused(directory: Path) -> None:
    requirement = directory / "toyweights.txt"
    url = requirement.read_text(encoding="utf-8").split()[0]
    requirement.write_text(f"{url} --hash=sha256:{sha256(b'another').hexdigest()}\n", encoding="utf-8")
    with pytest.raises(WeightsError, match="pip could not download"):
        lay_weights(directory)
