"""A file system of its own for the data folder, which can be filled up and freed while everything works on it."""

from __future__ import annotations

import shutil
import subprocess
from contextlib import suppress
from pathlib import Path

_SIZE = "1g"
_CHUNK = 1 << 16


class SmallDisk:
    """In memory, mounted once and left mounted, so that a run that was stopped goes on with what it holds. Takes root."""

    def __init__(self, folder: Path) -> None:
        """Raises RuntimeError where no file system can be mounted."""
        self._ballast = folder / "ballast"
        folder.mkdir(parents=True, exist_ok=True)
        if folder.is_mount():
            return
        mount = shutil.which("mount")
        done = mount and subprocess.run([mount, "-t", "tmpfs", "-o", f"size={_SIZE}", "tmpfs", folder], capture_output=True, text=True)  # noqa: S603
        if not done or done.returncode:
            raise RuntimeError(f"no file system can be mounted at {folder}: {done.stderr if done else 'mount is missing'}")

    def fill(self) -> None:
        """To the last byte."""
        with suppress(OSError), self._ballast.open("ab", buffering=0) as file:
            while file.write(bytes(_CHUNK)) == _CHUNK:
                pass

    def free(self) -> None:
        self._ballast.unlink(missing_ok=True)
