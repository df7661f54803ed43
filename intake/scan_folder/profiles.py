"""The profiles of a scan folder, as its `.intake.toml` files say at this moment."""

from __future__ import annotations

import os

from intake.errors import SetupError
from intake.scan_folder.names import PROFILE_FILE
from intake.scan_folder.order import profile_name
from intake.scan_folder.profile import PROFILE_BYTES, Profile, profile_of
from intake.scan_folder.walk import open_file, open_folder


class Profiles:
    """Each file is read once, when its profile is first asked for."""

    def __init__(self, root: int, tenant: str) -> None:
        self._root = root
        self._tenant = tenant
        self._known: dict[str, Profile | None] = {}
        self._top: bytes | None = None
        self.problems: list[SetupError] = []
        """Profiles that can't be used."""

    def of(self, parts: tuple[str, ...]) -> Profile | None:
        """For a file that lies at `parts`; None where its profile can't be used. Raises OSError."""
        name = profile_name(parts)
        if name not in self._known:
            self._known[name] = self._read(name)
        profile = self._known[name]
        return profile.tagged(parts[1:-1]) if profile else None

    def _read(self, name: str) -> Profile | None:
        if self._top is None:
            self._top = _content(self._root, ())
        try:
            return profile_of(name, self._tenant, self._top, _content(self._root, (name,)) if name else b"")
        except SetupError as error:
            self.problems.append(error)
            return None


def _content(root: int, folders: tuple[str, ...]) -> bytes:
    """b"" where there is none; a link is none."""
    try:
        with open_folder(root, folders) as folder, open_file(folder, PROFILE_FILE) as file:
            return os.pread(file, PROFILE_BYTES, 0)
    except (FileNotFoundError, NotADirectoryError):
        return b""
