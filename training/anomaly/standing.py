"""The folder of trained files: writing a new model into it, keeping the old one beside it, and switching back."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from models.trained_files import MANIFEST, TrainedModelError

PREVIOUS = "previous"


def write_trained(folder: Path, model: str, commit: str, files: Mapping[str, bytes]) -> None:
    """Files and their manifest, into a folder that is made when it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    entries = "\n".join(f'\n[[file]]\nname = "{name}"\nsha256 = "{sha256(content).hexdigest()}"\nsize = {len(content)}' for name, content in files.items())
    (folder / MANIFEST).write_text(
        f'# Written by `python -m training.anomaly`. Loading checks size and sha256.\nmodel = "{model}"\ncommit = "{commit}"\n{entries}\n', "utf-8"
    )


def promote(candidate: Path, folder: Path) -> None:
    """The candidate becomes the standing model; the one that stood moves to `previous`, and what was there goes."""
    previous = folder / PREVIOUS
    if (folder / MANIFEST).exists():
        shutil.rmtree(previous, ignore_errors=True)
        _move_files(folder, previous)
    _move_files(candidate, folder)


def switch_back(folder: Path) -> None:
    """Exchanges the standing model and the previous one, so that a second call undoes the first. Raises TrainedModelError when there is none."""
    previous = folder / PREVIOUS
    if not (previous / MANIFEST).exists():
        raise TrainedModelError("trained_model_missing", f"there is no earlier model in {previous} to switch back to", f"{previous} 中没有可切换回的旧模型")
    aside = folder / "switching"
    shutil.rmtree(aside, ignore_errors=True)
    _move_files(folder, aside)
    _move_files(previous, folder)
    _move_files(aside, previous)
    aside.rmdir()


def _move_files(source: Path, target: Path) -> None:
    """Files, not folders. The manifest moves last: a folder without one holds no model."""
    target.mkdir(parents=True, exist_ok=True)
    for path in sorted((path for path in source.iterdir() if path.is_file()), key=lambda path: path.name == MANIFEST):
        shutil.move(path, target / path.name)
