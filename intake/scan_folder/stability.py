"""When a file has been left alone for long enough to be taken."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Fingerprint:
    """What changes when somebody writes a file, or puts another one in its place."""

    device: int
    inode: int
    size: int
    """Bytes."""
    mtime_ns: int


@dataclass(frozen=True)
class Patience:
    """Seconds."""

    unchanged: float = 5.0
    """A file that did not change for so long may be taken, when its end is there."""
    unfinished: float = 600.0
    """A file that did not change for so long is taken without its end too: nobody writes it any more, and reading it says what is wrong."""


@dataclass(frozen=True)
class _Seen:
    fingerprint: Fingerprint
    since: float


class Stability:
    """Remembers since when each file has looked as it does, by a clock of ours: the clocks of file servers go wrong, and copying programs set times back."""

    def __init__(self) -> None:
        self._seen: dict[bytes, _Seen] = {}

    def unchanged_for(self, path: bytes, fingerprint: Fingerprint, now: float) -> float:
        """Seconds since the file was first seen like this; 0 for one that is new or has changed. `now` is monotonic."""
        seen = self._seen.get(path)
        if seen is None or seen.fingerprint != fingerprint:
            self._seen[path] = _Seen(fingerprint, now)
            return 0.0
        return now - seen.since

    def keep_only(self, paths: Iterable[bytes]) -> None:
        """Forget files that are not there any more."""
        present = set(paths)
        self._seen = {path: seen for path, seen in self._seen.items() if path in present}
