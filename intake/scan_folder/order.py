"""In which order files are taken: the oldest of each profile first, and profiles by turns, so that a batch of thousands in one keeps nobody in another waiting."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from intake.scan_folder.walk import FoundFile


def profile_name(parts: tuple[str, ...]) -> str:
    """The first folder; "" for files that lie in the scan folder itself."""
    return parts[0] if len(parts) > 1 else ""


def by_turns(files: Iterable[FoundFile], after: str = "") -> Iterator[FoundFile]:
    """One file of each profile, then one more of each; beginning behind the profile `after`, whose turn was last."""
    ordered = sorted(files, key=lambda file: (profile_name(file.parts), file.fingerprint.mtime_ns, file.parts))
    queues = {name: list(group)[::-1] for name, group in groupby(ordered, key=lambda file: profile_name(file.parts))}
    names = [*(name for name in queues if name > after), *(name for name in queues if name <= after)]
    while names:
        for name in names:
            yield queues[name].pop()
        names = [name for name in names if queues[name]]
