"""Files taken over from a scan folder: `.intake/processing/<claim>/<where it lay>`, from there to where they end.

    inbox/north/a.pdf -> .intake/processing/5f0c.../north/a.pdf -> .intake/done/2024-03-11/north/a.pdf, with a.pdf.json beside it

Every change is one rename, so that whoever is killed leaves the file in exactly one place, and whoever comes next finds there how far it got. Two services
may work on one folder: one wins each rename, and everything else here may be done twice.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import uuid4

from intake.scan_folder.copy_across import copy_across
from intake.scan_folder.names import OWN_FOLDER, with_ending, with_mark
from intake.scan_folder.stability import Fingerprint
from intake.scan_folder.walk import FoundFile, fingerprint_of, open_folder

PROCESSING = "processing"
_LOCK = "lock"
_HEX = frozenset("0123456789abcdef")
_CLAIM_LENGTH = 32


class Outcome(StrEnum):
    """Where a file ends; also the name of its folder."""

    DONE = "done"
    FAILED = "failed"
    DUPLICATE = "duplicate"
    QUARANTINE = "quarantine"


@dataclass(frozen=True)
class Claim:
    """A file that is ours now."""

    id: str
    parts: tuple[str, ...]
    """Folders and name, from the scan folder."""
    note: Mapping[str, Any]
    """What was noted about it, empty before anything was: plain JSON values."""

    @property
    def name(self) -> str:
        return self.parts[-1]


@dataclass(frozen=True)
class ClaimFolder:
    """The service's own folder in a scan folder. `open_claim_folder` makes one; all methods raise OSError where the disk does not let them."""

    root: int
    """The open scan folder."""
    own: int
    """The open `.intake`."""

    def take(self, found: FoundFile) -> Claim | None:
        """Make a file ours; None where it is gone, or another service has it."""
        claim = Claim(uuid4().hex, found.parts, {})
        *folders, name = found.parts
        try:
            with open_folder(self.root, tuple(folders)) as source, _made_folder(self.own, (PROCESSING, claim.id, *folders)) as target:
                if os.fstat(source).st_dev == os.fstat(target).st_dev:
                    os.rename(name, name, src_dir_fd=source, dst_dir_fd=target)
                    return claim
                if not self._copied(claim, source, target):
                    return None
            return self.finish_copy(replace(claim, note=self._note(claim.id)))
        except FileNotFoundError:
            return None
        finally:
            self._remove_traces(claim.id)

    def _copied(self, claim: Claim, source: int, target: int) -> bool:
        """Bring a file over from another file system, its original still there; False where it is being written."""
        if not os.access(".", os.W_OK, dir_fd=source):
            # The original could not be removed: it would be copied again and again.
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        with open_folder(self.own, (PROCESSING,)) as processing:
            part = f"{claim.id}.copy.part"
            copied = copy_across(source, claim.name, processing, part)
            if copied is None:
                return False
            # The note comes first: whoever finds the copy in its place knows that an original may have to go.
            self.noted(claim, {"original": [copied.device, copied.inode, copied.size, copied.mtime_ns]})
            os.rename(part, claim.name, src_dir_fd=processing, dst_dir_fd=target)
            return True

    def finish_copy(self, claim: Claim) -> Claim:
        """Remove the original of a file that came from another file system, if it is still the one that was copied."""
        if "original" not in claim.note:
            return claim
        original = Fingerprint(*claim.note["original"])
        *folders, name = claim.parts
        with suppress(FileNotFoundError), open_folder(self.root, tuple(folders)) as source:
            if fingerprint_of(os.stat(name, dir_fd=source, follow_symlinks=False)) == original:
                os.unlink(name, dir_fd=source)
        return self.noted(claim, {key: value for key, value in claim.note.items() if key != "original"})

    def claims(self) -> Iterator[Claim]:
        """All that did not end yet, those of other services and of ones that were killed too. Removes what a finished claim left."""
        with open_folder(self.own, (PROCESSING,)) as processing:
            names = _names(processing)
            for name in names:
                if _is_claim(name):
                    parts = _file_in(processing, name)
                    if parts is not None:
                        yield Claim(name, parts, self._note(name))
                    else:
                        self._remove_traces(name)
                elif name.partition(".")[0] not in names:
                    self._remove_traces(name.partition(".")[0])

    @contextmanager
    def folder_of(self, claim: Claim) -> Iterator[int]:
        """The open folder in which the claimed file lies."""
        with open_folder(self.own, (PROCESSING, claim.id, *claim.parts[:-1])) as folder:
            yield folder

    def noted(self, claim: Claim, note: Mapping[str, Any]) -> Claim:
        """The claim with another note, which is on the disk when this returns."""
        with open_folder(self.own, (PROCESSING,)) as processing:
            self._write(claim.id, json.dumps(note).encode(), processing, f"{claim.id}.json")
        return replace(claim, note=note)

    def renewed(self, claim: Claim) -> Claim:
        """The same file as a new claim without a note, since its bytes are others than they were."""
        new = Claim(uuid4().hex, claim.parts, {})
        with open_folder(self.own, (PROCESSING,)) as processing:
            os.rename(claim.id, new.id, src_dir_fd=processing, dst_dir_fd=processing)
        self._remove_traces(claim.id)
        return new

    def settle(self, claim: Claim, outcome: Outcome, day: str, record: Mapping[str, Any], text: str = "") -> tuple[str, ...] | None:
        """Move the file to where it ends, and `record` beside it as JSON, `text` as text. Returns where: folders and name from `.intake` on; None where another
        service was faster. Doing it again after it was cut short anywhere ends the same.
        """
        folders = (outcome.value, *((day,) if outcome is Outcome.DONE else ()), *claim.parts[:-1])
        try:
            with self._placing() as alone, self.folder_of(claim) as source, _made_folder(self.own, folders) as target:
                if not _exists(source, claim.name):
                    return None
                name = claim.name
                if not alone or not _is_free(target, name, claim.id):
                    name = with_mark(name, claim.id[:12])
                content = json.dumps({"claim": claim.id, **record}, ensure_ascii=False, indent=2) + "\n"
                self._write(claim.id, content.encode("utf-8", "replace"), target, with_ending(name, ".json"))
                if text:
                    self._write(claim.id, text.encode("utf-8", "replace"), target, with_ending(name, ".txt"))
                os.rename(claim.name, name, src_dir_fd=source, dst_dir_fd=target)
                return (*folders, name)
        except FileNotFoundError:
            return None
        finally:
            self._remove_traces(claim.id)

    def _note(self, claim_id: str) -> dict[str, Any]:
        with open_folder(self.own, (PROCESSING,)) as processing:
            return _read_json(processing, f"{claim_id}.json")

    def _write(self, claim_id: str, content: bytes, target: int, name: str) -> None:
        """All of it or nothing, however this process ends."""
        with open_folder(self.own, (PROCESSING,)) as processing:
            part = f"{claim_id}.{uuid4().hex}.part"
            file = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o644, dir_fd=processing)
            try:
                try:
                    rest = memoryview(content)
                    while rest:
                        rest = rest[os.write(file, rest) :]
                    os.fsync(file)
                finally:
                    os.close(file)
                os.rename(part, name, src_dir_fd=processing, dst_dir_fd=target)
            except OSError:
                with suppress(OSError):  # a full disk must not fill with what did not fit
                    os.unlink(part, dir_fd=processing)
                raise

    @contextmanager
    def _placing(self) -> Iterator[bool]:
        """Whether nobody else looks for a free name at the same time. On file systems without locks it is False, and files always end under names of their own."""
        lock = os.open(_LOCK, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o644, dir_fd=self.own)
        try:
            alone = True
            try:
                fcntl.flock(lock, fcntl.LOCK_EX)
            except OSError:
                alone = False
            yield alone
        finally:
            os.close(lock)

    def _remove_traces(self, claim_id: str) -> None:
        """What is left of a claim that holds no file: empty folders, its note, half-written files. Where there is a file, nothing goes."""
        with open_folder(self.own, (PROCESSING,)) as processing:
            if _remove_empty(processing, claim_id):
                for name in _names(processing):
                    if name.startswith(f"{claim_id}."):
                        with suppress(FileNotFoundError):
                            os.unlink(name, dir_fd=processing)


@contextmanager
def open_claim_folder(root: Path) -> Iterator[ClaimFolder]:
    """Makes `.intake` with its folders where they are missing. Raises OSError; a link in the place of one of them is not followed."""
    scan_folder = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for name in (PROCESSING, *(outcome.value for outcome in Outcome)):
            with _made_folder(scan_folder, (OWN_FOLDER, name)):
                pass
        with open_folder(scan_folder, (OWN_FOLDER,)) as own:
            yield ClaimFolder(scan_folder, own)
    finally:
        os.close(scan_folder)


@contextmanager
def _made_folder(root: int, parts: tuple[str, ...]) -> Iterator[int]:
    """The folder at the end of `parts`, made where it is missing."""
    for depth, name in enumerate(parts):
        with open_folder(root, parts[:depth]) as folder, suppress(FileExistsError):
            os.mkdir(name, dir_fd=folder)
    with open_folder(root, parts) as made:
        yield made


def _names(folder: int) -> list[str]:
    with os.scandir(folder) as entries:
        return sorted(entry.name for entry in entries)


def _is_claim(name: str) -> bool:
    return len(name) == _CLAIM_LENGTH and set(name) <= _HEX


def _file_in(processing: int, claim_id: str) -> tuple[str, ...] | None:
    """Where the one file of a claim lies, from its folder on; None where there is none."""
    parts: tuple[str, ...] = ()
    while True:
        try:
            with open_folder(processing, (claim_id, *parts)) as folder, os.scandir(folder) as entries:
                entry = next(entries, None)
                if entry is None:
                    return None
                parts = (*parts, entry.name)
                if not entry.is_dir(follow_symlinks=False):
                    return parts
        except FileNotFoundError:
            return None


def _remove_empty(folder: int, name: str) -> bool:
    """Whether the tree `name` held no file and is gone."""
    try:
        with open_folder(folder, (name,)) as inner:
            if not all(_remove_empty(inner, entry) for entry in _names(inner)):
                return False
        os.rmdir(name, dir_fd=folder)
    except FileNotFoundError:
        return True
    except OSError:  # a file, or a folder that somebody put one into just now
        return False
    return True


def _is_free(folder: int, name: str, claim_id: str) -> bool:
    """Nothing is called so, and nothing lies where its record goes but the record that this claim wrote before it was cut short."""
    if _exists(folder, name):
        return False
    record = with_ending(name, ".json")
    return not _exists(folder, record) or _read_json(folder, record).get("claim") == claim_id


def _exists(folder: int, name: str) -> bool:
    try:
        os.stat(name, dir_fd=folder, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return True


def _read_json(folder: int, name: str) -> dict[str, Any]:
    """Empty for what is missing or was not written by us."""
    try:
        with os.fdopen(os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder), "rb") as file:
            found = json.loads(file.read())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
