"""Original files, kept under the SHA-256 of their bytes: written once, never altered, on the disk before anybody gets a receipt for them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from errno import EACCES
from hashlib import file_digest, sha256
from io import FileIO
from pathlib import Path
from time import time
from typing import Protocol
from uuid import uuid4

from intake.store.failures import disk_errors, original_altered, original_missing

_HEX = "0123456789abcdef"
_INCOMING = "incoming"
_FILE_MODE, _FOLDER_MODE = 0o440, 0o750
_SHA256_LENGTH = 64


@dataclass(frozen=True)
class StoredFile:
    sha256: str
    size: int
    """Bytes."""


class Files(Protocol):
    """Where originals are kept. All methods raise StoreUnavailable where the disk or service can't be used, and SetupError where it may not be."""

    def put(self, chunks: Iterable[bytes]) -> StoredFile:
        """Keep a file. It is safe when this returns, even if the power fails. The same bytes again are harmless, and mend a copy that was damaged."""
        ...

    def read(self, sha256: str, *, check: bool = False) -> bytes:
        """The bytes. Raises StoreDamaged where there are none, and with `check` where they are not what was put there."""
        ...

    def check(self, sha256: str) -> int:
        """The size in bytes of a file whose bytes are what was put there. Raises StoreDamaged."""
        ...

    def all(self) -> Iterator[str]:
        """The SHA-256 of every file, in order."""
        ...

    def remove_unfinished(self, older_than_seconds: float) -> int:
        """Removes what writers that were killed left half written. How many files went."""
        ...

    def look(self) -> str:
        """Where it is, for whoever runs the service; quick. Raises where nothing can be kept there now."""
        ...


@dataclass(frozen=True)
class LocalFiles:
    """`Files` in a folder of this machine: `3f/3f9a...`, 256 folders deep enough for millions of files. `open_local_files` makes one."""

    root: Path

    def put(self, chunks: Iterable[bytes]) -> StoredFile:
        part = self.root / _INCOMING / uuid4().hex
        where = str(self.root)
        try:
            stored = _write(part, chunks, where)
            target = self._path(stored.sha256)
            with disk_errors(where):
                # Over a copy that is there already: equal bytes, or the mending of a damaged one.
                part.replace(target)
                sync_folder(target.parent)
        except BaseException:
            with suppress(OSError):  # what stays is removed by `remove_unfinished`; the first error is the one to tell
                part.unlink(missing_ok=True)
            raise
        return stored

    def read(self, sha256: str, *, check: bool = False) -> bytes:
        with disk_errors(str(self.root)):
            try:
                content = self._path(sha256).read_bytes()
            except FileNotFoundError as error:
                raise original_missing(sha256) from error
        if check and _sha256(content) != sha256:
            raise original_altered(sha256)
        return content

    def check(self, sha256: str) -> int:
        with disk_errors(str(self.root)):
            try:
                with self._path(sha256).open("rb") as file:
                    found = file_digest(file, "sha256").hexdigest()
                    size = file.tell()
            except FileNotFoundError as error:
                raise original_missing(sha256) from error
        if found != sha256:
            raise original_altered(sha256)
        return size

    def all(self) -> Iterator[str]:
        """Folder by folder, so that memory stays flat. What is not ours, such as a file manager's own files, is passed over."""
        with disk_errors(str(self.root)):
            for folder in _folders(self.root):
                yield from sorted(path.name for path in folder.iterdir() if is_sha256(path.name))

    def remove_unfinished(self, older_than_seconds: float) -> int:
        removed = 0
        with disk_errors(str(self.root)):
            for part in (self.root / _INCOMING).iterdir():
                with suppress(FileNotFoundError):  # its writer has finished
                    if part.stat().st_mtime < time() - older_than_seconds:
                        part.unlink()
                        removed += 1
        return removed

    def look(self) -> str:
        with disk_errors(str(self.root)):
            if not os.access(self.root / _INCOMING, os.W_OK):
                raise PermissionError(EACCES, "not writable", str(self.root))
        return str(self.root)

    def _path(self, sha256: str) -> Path:
        return self.root / file_key(sha256)


def open_local_files(root: Path) -> LocalFiles:
    """Makes the folders where they are missing. Raises SetupError where they may not be written, StoreUnavailable where the disk is full or does not work."""
    with disk_errors(str(root)):
        for folder in (root, root / _INCOMING, *_folders(root)):
            folder.mkdir(mode=_FOLDER_MODE, parents=folder == root, exist_ok=True)
        # From here on only the folder that a file is put in needs to reach the disk with it.
        sync_folder(root)
        sync_folder(root.parent)
    files = LocalFiles(root)
    files.look()
    return files


def _folders(root: Path) -> Iterator[Path]:
    return (root / f"{first}{second}" for first in _HEX for second in _HEX)


def _write(part: Path, chunks: Iterable[bytes], where: str) -> StoredFile:
    """Writes and syncs a new file. What goes wrong in `chunks` is not the store's and passes as it is."""
    digest, size = sha256(), 0
    with disk_errors(where):
        file = os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, _FILE_MODE), "wb", buffering=0)
    with file:
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            with disk_errors(where):
                _write_all(file, chunk)
        with disk_errors(where):
            os.fsync(file.fileno())
    return StoredFile(digest.hexdigest(), size)


def _write_all(file: FileIO, chunk: bytes) -> None:
    rest = memoryview(chunk)
    while rest:
        rest = rest[file.write(rest) or 0 :]


def sync_folder(folder: Path) -> None:
    """A renamed file is where it belongs after a power failure only when its folder was synced too."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def file_key(sha256: str) -> str:
    """`3f/3f9a...`. Raises ValueError for what is no SHA-256, so that no name from outside ever becomes a path or key."""
    if not is_sha256(sha256):
        raise ValueError("not a SHA-256 in lower-case hexadecimal digits")
    return f"{sha256[:2]}/{sha256}"


def is_sha256(name: str) -> bool:
    return len(name) == _SHA256_LENGTH and set(name) <= set(_HEX)


def _sha256(content: bytes) -> str:
    return sha256(content).hexdigest()
