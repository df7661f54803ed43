"""The files below a folder, found without following any link: whoever may drop files must not make us read or move others.

Every step goes through an open folder and `O_NOFOLLOW`, so that exchanging a folder for a link between looking and opening changes nothing.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from intake.scan_folder.names import is_folder_left_alone, is_left_alone
from intake.scan_folder.stability import Fingerprint

DEEPEST = 16
"""Folders within folders."""
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
"""NONBLOCK: opening a pipe that nobody writes to would wait for ever."""


@dataclass(frozen=True)
class FoundFile:
    """A regular file."""

    parts: tuple[str, ...]
    """Folders and name, from the folder that was searched."""
    fingerprint: Fingerprint
    changed_at: float
    """Seconds since 1970, by the clock of the file system: the later of its content's and its entry's change."""


@dataclass(frozen=True)
class Passed:
    """Something that is not taken: a link, a pipe, a device, a folder that can't be searched or lies too deep."""

    parts: tuple[str, ...]
    reason: str
    """`link`, `no_file`, `not_searchable`, `too_deep`."""


def files_below(root: int, parts: tuple[str, ...] = ()) -> Iterator[FoundFile | Passed]:
    """Of an open folder, in no fixed order. What is left alone by its name (`names`) does not come up; what disappears meanwhile neither. Raises OSError for `root` itself."""
    inner: list[str] = []
    with os.scandir(root) as entries:
        for entry in entries:
            here = (*parts, entry.name)
            if entry.is_dir(follow_symlinks=False):
                if not is_folder_left_alone(entry.name):
                    inner.append(entry.name)
            elif not is_left_alone(entry.name):
                yield from _file(root, entry.name, here)
    for name in inner:
        here = (*parts, name)
        if len(here) > DEEPEST:
            yield Passed(here, "too_deep")
            continue
        try:
            folder = os.open(name, _FOLDER, dir_fd=root)
        except FileNotFoundError:
            continue
        except OSError:
            yield Passed(here, "not_searchable")
            continue
        try:
            yield from files_below(folder, here)
        finally:
            os.close(folder)


def _file(folder: int, name: str, parts: tuple[str, ...]) -> Iterator[FoundFile | Passed]:
    try:
        found = os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return
    if stat.S_ISREG(found.st_mode):
        yield FoundFile(parts, fingerprint_of(found), max(found.st_mtime, found.st_ctime))
    else:
        yield Passed(parts, "link" if stat.S_ISLNK(found.st_mode) else "no_file")


def fingerprint_of(found: os.stat_result) -> Fingerprint:
    return Fingerprint(found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns)


@contextmanager
def open_folder(root: int, parts: tuple[str, ...]) -> Iterator[int]:
    """The folder at the end of `parts`. Raises OSError: a link on the way is not followed."""
    folder = os.dup(root)
    try:
        for name in parts:
            inner = os.open(name, _FOLDER, dir_fd=folder)
            os.close(folder)
            folder = inner
        yield folder
    finally:
        os.close(folder)


@contextmanager
def open_file(folder: int, name: str) -> Iterator[int]:
    """A regular file, for reading. Raises OSError, for anything but a regular file too."""
    file = os.open(name, _FILE, dir_fd=folder)
    try:
        if not stat.S_ISREG(os.fstat(file).st_mode):
            raise OSError(f"{name} is no regular file")
        yield file
    finally:
        os.close(file)
