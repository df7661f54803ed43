"""Files that are on their way in, in a folder of this machine: they grow chunk by chunk, survive restarts and power failures, and go when they are whole or too old.

uploads/TENANT/SENDER/ID/about.json    what was said of it when it was begun
                         bytes         what has come
                         receipt       once it was received: which receipt it got
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from intake.opening.limits import MIB
from intake.store.failures import disk_errors
from intake.store.files import sync_folder
from intake.store.words import Lane

_ABOUT, _BYTES, _RECEIPT = "about.json", "bytes", "receipt"
_FOLDER_MODE = 0o750


@dataclass(frozen=True)
class PartFile:
    """What is known of a file before it has come."""

    id: UUID
    tenant: str
    sender: str
    """Name of an actor."""
    key: str | None
    """The Idempotency-Key of its sender."""
    length: int
    """Bytes that it will have."""
    name: str
    sha256: str | None
    lane: Lane
    batch: UUID | None


@dataclass(frozen=True)
class PartFiles:
    """All methods block, and raise StoreUnavailable or SetupError where the disk can't be used. Of one file one writer at a time: see `api.resumable.turns`."""

    root: Path

    def begin(self, part: PartFile) -> None:
        """Its sender may go on with it after this, even if the power fails."""
        folder = self._folder(part)
        with disk_errors(str(self.root)):
            folder.mkdir(mode=_FOLDER_MODE, parents=True)
            (folder / _BYTES).touch()
            _write_whole(folder / _ABOUT, json.dumps(asdict(part), default=str, ensure_ascii=False))
            sync_folder(folder.parent)

    def find(self, tenant: str, upload_id: UUID, sender: str | None) -> PartFile | None:
        """With `sender`, only of that one."""
        senders = "*" if sender is None else _label(sender)
        with disk_errors(str(self.root)):
            return next(filter(None, map(_about, (self.root / tenant).glob(f"{senders}/{upload_id}"))), None)

    def of_sender(self, tenant: str, sender: str) -> list[PartFile]:
        """Those that are whole and received too, until they are removed."""
        with disk_errors(str(self.root)):
            return [part for folder in _listed(self.root / tenant / _label(sender)) if (part := _about(folder)) is not None]

    def all(self) -> Iterator[PartFile]:
        with disk_errors(str(self.root)):
            for folder in self.root.glob("*/*/*"):
                part = _about(folder)
                if part is not None:
                    yield part

    def offset(self, part: PartFile) -> int:
        """Bytes that are here."""
        if self.receipt_of(part) is not None:
            return part.length
        with disk_errors(str(self.root)):
            return (self._folder(part) / _BYTES).stat().st_size

    def touched_at(self, part: PartFile) -> datetime:
        """When it last grew."""
        folder = self._folder(part)
        with disk_errors(str(self.root)):
            newest = max(path.stat().st_mtime for path in folder.iterdir())
        return datetime.fromtimestamp(newest, UTC)

    def append(self, part: PartFile, offset: int, content: bytes) -> None:
        """At `offset`, where it ends."""
        with disk_errors(str(self.root)), (self._folder(part) / _BYTES).open("r+b") as file:
            file.seek(offset)
            file.write(content)

    def sync(self, part: PartFile) -> None:
        """What came stays, even if the power fails."""
        with disk_errors(str(self.root)), (self._folder(part) / _BYTES).open("rb") as file:
            os.fsync(file.fileno())

    def chunks(self, part: PartFile) -> Iterator[bytes]:
        with (self._folder(part) / _BYTES).open("rb") as file:
            while chunk := file.read(MIB):
                yield chunk

    def receipt_of(self, part: PartFile) -> UUID | None:
        """None before it was received."""
        with disk_errors(str(self.root)):
            try:
                return UUID((self._folder(part) / _RECEIPT).read_text())
            except FileNotFoundError:
                return None

    def received(self, part: PartFile, receipt_id: UUID) -> None:
        """The store has it now: its bytes go, and its receipt stays for those who did not hear the answer."""
        folder = self._folder(part)
        with disk_errors(str(self.root)):
            _write_whole(folder / _RECEIPT, str(receipt_id))
            (folder / _BYTES).unlink(missing_ok=True)

    def remove(self, part: PartFile) -> None:
        folder = self._folder(part)
        with disk_errors(str(self.root)):
            shutil.rmtree(folder, ignore_errors=True)
            with suppress(OSError):  # others of the same sender are there
                folder.parent.rmdir()

    def _folder(self, part: PartFile) -> Path:
        return self.root / part.tenant / _label(part.sender) / str(part.id)


def ends_at(touched_at: datetime, hours: float) -> datetime:
    return touched_at + timedelta(hours=hours)


def _label(sender: str) -> str:
    """A folder's name for an actor's, which may hold any characters."""
    return sha256(sender.encode()).hexdigest()[:32]


def _listed(folder: Path) -> list[Path]:
    try:
        return sorted(folder.iterdir())
    except FileNotFoundError:
        return []


def _about(folder: Path) -> PartFile | None:
    """None for one that was not wholly begun, or is being removed."""
    try:
        said = json.loads((folder / _ABOUT).read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return None
    batch = said["batch"]
    return PartFile(
        UUID(said["id"]),
        said["tenant"],
        said["sender"],
        said["key"],
        said["length"],
        said["name"],
        said["sha256"],
        Lane(said["lane"]),
        None if batch is None else UUID(batch),
    )


def _write_whole(path: Path, text: str) -> None:
    """All of it or nothing, whatever dies."""
    aside = path.with_suffix(".new")
    with aside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
    sync_folder(path.parent)
