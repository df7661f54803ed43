"""A file of JSON objects, one a line, that only grows: written by one process at a time, followed by many, and whole whatever kills the writer.

A record counts once its line ends: what a writer that died left unfinished is passed over by readers and cut off by the next writer. Writing and looking again
happen under an advisory lock (flock) on the file itself, so that a second writer waits. The lock holds among processes of one machine; on network file systems
only where these support it.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from intake.errors import StoreDamaged, StoreUnavailable

Record = dict[str, Any]
_AT_ONCE = 1 << 22
"""Bytes taken in at a time: more than the longest line. What has no line end in so many is another kind of file."""


@dataclass(frozen=True)
class News:
    """What came to a file since it was looked at last."""

    replaced: bool
    """Another file took its place, so that all earlier records are void."""
    records: tuple[tuple[int, Record], ...]
    """With the numbers of their lines, which count from 1."""


class AppendFile:
    """Follows one file: `news` gives what was added since it was asked last, by whomever."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._offset = 0
        self._line = 0
        self._inode = -1

    def news(self) -> Iterator[News]:
        """What was added, in parts of bounded size; nothing where there is nothing new. An absent file has no records.

        Raises StoreDamaged when a finished line is no JSON object, StoreUnavailable when the file can't be read.
        """
        try:
            with self.path.open("rb") as file:
                yield from self._parts(file.fileno())
        except FileNotFoundError:
            known, self._offset, self._line, self._inode = self._inode != -1, 0, 0, -1
            if known:
                yield News(True, ())
        except OSError as error:
            raise _not_usable(self.path, error, "read", "读取") from error

    @contextmanager
    def writing(self) -> Iterator[None]:
        """The lock: what is read inside stays the whole truth until the end of the block. Waits for another writer. Raises StoreUnavailable.

        Not to be nested: a second lock of the same process waits for the first.
        """
        try:
            descriptor = self._opened()
        except OSError as error:
            raise _not_usable(self.path, error, "written to", "写入") from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def append(self, records: Iterable[Record]) -> None:
        """Add records at the end, on the disk when this returns. Only inside `writing`. Raises StoreUnavailable; then none of them counts."""
        lines = b"".join(_line(record) for record in records)
        if not lines:
            return
        try:
            descriptor = os.open(self.path, os.O_RDWR)
            try:
                end = _end_of_last_line(descriptor)
                os.ftruncate(descriptor, end)
                _write_all(descriptor, lines, end)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise _not_usable(self.path, error, "written to", "写入") from error

    def _opened(self) -> int:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        try:
            return os.open(self.path, os.O_RDWR)
        except FileNotFoundError:
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)  # names, tax ids and accounts: nobody else's business
            folder = os.open(self.path.parent, os.O_RDONLY)
            try:
                os.fsync(folder)  # the name of the new file must outlive a power cut, too
            finally:
                os.close(folder)
            return descriptor

    def _parts(self, descriptor: int) -> Iterator[News]:
        state = os.fstat(descriptor)
        if self._inode not in (-1, state.st_ino) or state.st_size < self._offset:
            self._offset, self._line = 0, 0
            yield News(True, ())
        self._inode = state.st_ino
        while self._offset < state.st_size:
            content = os.pread(descriptor, _AT_ONCE, self._offset)
            finished = content[: content.rfind(b"\n") + 1]
            if not finished:
                if len(content) == _AT_ONCE:
                    raise damaged_line(self.path, self._line + 1)
                return  # a line that is being written, or that a writer left unfinished
            lines = finished.splitlines()
            records = tuple((self._line + at, self._record(line, self._line + at)) for at, line in enumerate(lines, 1) if line.strip())
            self._offset += len(finished)
            self._line += len(lines)
            yield News(False, records)

    def _record(self, line: bytes, number: int) -> Record:
        try:
            record = json.loads(line)
        except ValueError as error:
            raise damaged_line(self.path, number) from error
        if not isinstance(record, dict):
            raise damaged_line(self.path, number)
        return record


def damaged_line(path: Path, line: int) -> StoreDamaged:
    """A line that was written to its end and yet makes no sense."""
    return StoreDamaged(
        "records_damaged",
        f"Line {line} of {path} is damaged. Restore the file from a backup, or remove that line if it can be spared.",
        f"{path} 第{line}行已损坏, 请从备份恢复, 或在确认无需该记录后删除此行。",
    )


def _not_usable(path: Path, error: OSError, done: str, done_zh: str) -> StoreUnavailable:
    why = error.strerror or str(error)
    return StoreUnavailable(
        "records_not_usable",
        f"{path} can't be {done}: {why}. Check the path, its rights and the free space.",
        f"无法{done_zh} {path}: {why}。请检查路径、权限和磁盘空间。",
    )


def _line(record: Record) -> bytes:
    """JSON escapes what is no text: half a surrogate pair, as file names may hold."""
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode(errors="backslashreplace") + b"\n"


def _end_of_last_line(descriptor: int) -> int:
    """Where the last finished line ends, in bytes from the start."""
    position = os.fstat(descriptor).st_size
    while position > 0:
        start = max(position - 65536, 0)
        newline = os.pread(descriptor, position - start, start).rfind(b"\n")
        if newline >= 0:
            return start + newline + 1
        position = start
    return 0


def _write_all(descriptor: int, content: bytes, at: int) -> None:
    """All of it; what an interrupted or full disk kept of it is cut off again."""
    written = 0
    try:
        while written < len(content):
            written += os.pwrite(descriptor, content[written:], at + written)
    except OSError:
        os.ftruncate(descriptor, at)
        raise
