"""A scan folder with a door behind it, a clock that only moves when told, and somebody who reads what came in."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from intake.door import Reception, Room
from intake.scan_folder.scan import Clock, FolderScan, ScanFolder, ScanReport
from intake.state import DocumentState
from intake.store.documents import begin_reading, documents_in, fail, quarantine
from intake.store.files import LocalFiles
from intake.store.readings import record_reading
from intake.store.session import Database, open_database
from tests.intake.store.conftest import address, database, files, migrated_file, postgresql
from tests.intake.store.samples import NOON, READER, TENANT, result

__all__ = ["address", "database", "files", "migrated_file", "postgresql"]


def pdf(number: int = 1) -> bytes:
    """Begins and ends like a PDF; nothing here opens it."""
    return b"%%PDF-1.7\n%d\n%%%%EOF\n" % number


@dataclass
class FakeClock:
    """Begins now, since files bear the times of the real clock."""

    moment: datetime = field(default_factory=lambda: datetime.now(UTC))

    def advance(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)

    def now(self) -> datetime:
        return self.moment

    def monotonic(self) -> float:
        return self.moment.timestamp()


@dataclass
class Bench:
    inbox: Path
    reception: Reception
    clock: FakeClock
    scan: FolderScan

    def drop(self, name: str, content: bytes = b"", folder: Path | None = None) -> Path:
        path = (folder or self.inbox) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content or pdf())
        return path

    def look(self, seconds: float = 0.0) -> ScanReport:
        self.clock.advance(seconds)
        return self.scan.run()

    def take(self) -> ScanReport:
        """Two looks, far enough apart that files are seen not to change."""
        self.look()
        return self.look(6)

    def work(self, state: DocumentState = DocumentState.READ, code: str = "pdf_damaged") -> int:
        """Read what waits, or fail to. How many."""
        with self.reception.database.write() as session:
            waiting = documents_in(session, DocumentState.RECEIVED, 1000)
            for document in waiting:
                begin_reading(session, document.tenant, document.id, actor=READER, at=NOON)
                if state is DocumentState.READ:
                    record_reading(session, document.tenant, document.id, (result("", index=0),), reader="1", actor=READER, at=NOON)
                else:
                    end = fail if state is DocumentState.FAILED else quarantine
                    end(session, document.tenant, document.id, error_code=code, actor=READER, why="It is damaged.", at=NOON)
        return len(waiting)

    def restarted(self, **settings: Any) -> Bench:
        """As another process finds it, or the same one after its end."""
        return Bench(self.inbox, self.reception, self.clock, scan_of(self.inbox, self.reception, self.clock, **settings))

    def own(self, folder: str) -> list[str]:
        """Files below a folder of ours, by their paths from there."""
        root = self.inbox / ".intake" / folder
        return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())

    def ended(self, folder: str) -> list[str]:
        """Those that people dropped, without what was written beside them."""
        beside = (".json", ".txt")
        return [name for name in self.own(folder) if not name.endswith(beside)]

    def record(self, place: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.inbox / ".intake" / place).read_text(encoding="utf-8"))
        return found

    def dropped(self) -> list[str]:
        """Files that lie where people put them."""
        return sorted(
            os.path.relpath(Path(folder) / name, self.inbox)
            for folder, _, names in os.walk(self.inbox)
            if not Path(folder).relative_to(self.inbox).as_posix().startswith(".intake")
            for name in names
        )

    def day(self) -> str:
        return self.clock.now().date().isoformat()


def scan_of(inbox: Path, reception: Reception, clock: FakeClock, **settings: Any) -> FolderScan:
    return FolderScan(ScanFolder(inbox, TENANT, **settings), reception, Clock(clock.now, clock.monotonic), lambda tenant, document, version: None)


def reception_of(database: Database, files: LocalFiles, clock: FakeClock) -> Reception:
    return Reception(database, files, clock.now, lambda tenant, document, lane: None, room=Room(free_bytes=0))


@pytest.fixture
def bench_on(tmp_path: Path, files: LocalFiles) -> Callable[[Database], Bench]:
    """On either database."""

    def made(database: Database) -> Bench:
        inbox, clock = tmp_path / "inbox", FakeClock()
        inbox.mkdir(exist_ok=True)
        reception = reception_of(database, files, clock)
        return Bench(inbox, reception, clock, scan_of(inbox, reception, clock))

    return made


@pytest.fixture
def bench(request: pytest.FixtureRequest, bench_on: Callable[[Database], Bench], tmp_path: Path, migrated_file: Path) -> Bench:
    """On SQLite."""
    path = tmp_path / "app.sqlite"
    shutil.copy(migrated_file, path)
    opened = open_database(f"sqlite:///{path}")
    request.addfinalizer(opened.close)
    return bench_on(opened)
