"""Keeps readers, senders and a scan folder running and kills them, one at a time, at random instants; then lets everything come to its end and checks it."""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path

from intake.scan_folder.claims import PROCESSING
from intake.scan_folder.names import OWN_FOLDER
from intake.state import DocumentState
from intake.store.documents import count_documents
from intake.store.files import open_local_files
from intake.store.session import open_database
from tests.chaos.invariants import Findings, check
from tests.chaos.processes import Place, drop, open_waiting, read_until_killed, send_until_killed, watch_until_killed
from tests.chaos.small_disk import SmallDisk

CHILD_SHARE = 0.1
"""Of kills of a reader, those that hit one of its own worker processes instead."""
STARTING_SHARE = 0.2
"""Of kills, those that may hit a process that is still starting: on a busy machine none would ever get further otherwise."""
LOOK_SECONDS = 0.02
FULL_SECONDS = 4.0
"""The disk stays full for so long."""


@dataclass(frozen=True)
class Plan:
    readers: int
    senders: int
    kills: int
    """All runs in the same folder together."""
    reader_life: float = 4.0
    """Seconds from its start or from when it runs, at most; any instant of them is as likely as another."""
    sender_life: float = 8.0
    pause: float = 0.2
    """Between two files of a sender."""
    settle_seconds: float = 300.0
    """In which everything is to come to its end when nothing is killed any more."""
    watcher_life: float = 6.0
    """Of who takes files from the scan folder."""
    dropped_each: float = 0.5
    """Seconds from one file dropped into it to the next."""
    database_kills: int = 0
    disk_fills: int = 0


@dataclass(frozen=True)
class Outcome:
    kills: Mapping[str, int]
    findings: Findings
    settle_seconds: float
    unsettled: int
    """Documents that did not come to an end."""

    @property
    def is_right(self) -> bool:
        return not self.findings.wrong and not self.unsettled


class Slot:
    """A process that is started anew whenever it was killed."""

    def __init__(self, context: ForkServerContext, name: str, run: Callable[..., None], arguments: tuple[object, ...], life: float) -> None:
        self.name = name
        self._context, self._run, self._arguments, self._life = context, run, arguments, life
        self._process: ForkServerProcess | None = None
        self._hear: Connection | None = None
        """Something comes when it runs."""
        self._dies_at: float | None = None

    def keep_running(self, chance: random.Random) -> None:
        if self._process is not None and not self._process.is_alive():
            raise AssertionError(f"{self.name} ended by itself with {self._process.exitcode}; see the log")
        if self._process is None:
            self._hear, runs = self._context.Pipe(duplex=False)
            self._process = self._context.Process(target=self._run, args=(*self._arguments, runs))
            self._process.start()
            runs.close()
            self._dies_at = self._some_time(chance) if chance.random() < STARTING_SHARE else None
        if self._dies_at is None and self._hear is not None and self._hear.poll():
            self._dies_at = self._some_time(chance)

    @property
    def is_due(self) -> bool:
        return self._dies_at is not None and time.monotonic() > self._dies_at

    def kill(self, chance: random.Random) -> str:
        """What was hit."""
        assert self._process is not None and self._process.pid is not None
        children = _children_of_children(self._process.pid)
        if children and chance.random() < CHILD_SHARE:
            with suppress(ProcessLookupError):
                os.kill(chance.choice(children), signal.SIGKILL)
            self._dies_at = self._some_time(chance)
            return f"worker of {self.name}"
        self.end()
        return self.name

    def _some_time(self, chance: random.Random) -> float:
        return time.monotonic() + chance.random() * self._life

    def end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.join()
            self._process = self._hear = self._dies_at = None


@dataclass(frozen=True)
class Ground:
    """What a run may break besides its own processes."""

    crash_database: Callable[[], None] | None = None
    disk: SmallDisk | None = None


def run(place: Place, plan: Plan, ground: Ground | None = None, tell: Callable[[str], None] = lambda _: None) -> Outcome:
    """Goes on where an earlier run in the same folder ended. Raises AssertionError when a process ends by itself."""
    for folder in (place.folder / "said", place.inbox):
        folder.mkdir(parents=True, exist_ok=True)
    breaking = Breaking(ground or Ground(), plan, Counted(place.folder / "kills.json"))
    breaking.free_disk()
    with open_waiting(place):
        pass  # so that the tables are there, should nobody live long enough to make them
    chance = random.Random()  # noqa: S311 - no secret
    dropping = Dropping(place, plan.dropped_each)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.chaos.processes", "intake.worker"])
    senders = [f"s{number}" for number in range(plan.senders)]
    readers = [Slot(context, "reader", read_until_killed, (place, 1), plan.reader_life) for _ in range(plan.readers)]
    watcher = Slot(context, "watcher", watch_until_killed, (place,), plan.watcher_life)
    slots = [*readers, watcher, *(Slot(context, "sender", send_until_killed, (place, sender, plan.pause), plan.sender_life) for sender in senders)]
    with ended(slots):
        while breaking.counted.total < plan.kills:
            for slot in slots:
                slot.keep_running(chance)
                if slot.is_due:
                    breaking.counted.add(slot.kill(chance))
                    tell(f"{breaking.counted.total} of {plan.kills} kills")
            breaking.go_on()
            dropping.go_on()
            time.sleep(LOOK_SECONDS)
        breaking.free_disk()
        for slot in slots:
            if slot.name == "sender":
                slot.end()
        began = time.monotonic()
        unsettled = _settle(place, [*readers, watcher], chance, plan.settle_seconds)
        settled = time.monotonic() - began
    database = open_database(place.store.database_address)
    findings = check(place, senders, dropping.count, database, open_local_files(place.store.data.originals))
    database.close()
    return Outcome(dict(breaking.counted.kinds), findings, settled, unsettled)


class Breaking:
    """The database's server and the disk, at even intervals of the kills."""

    def __init__(self, ground: Ground, plan: Plan, counted: Counted) -> None:
        self._ground, self._plan, self.counted = ground, plan, counted
        self._full_until: float | None = None

    def go_on(self) -> None:
        if self._ground.crash_database and self._is_due("database", self._plan.database_kills):
            self._ground.crash_database()
            self.counted.add("database")
        if self._ground.disk and self._full_until is None and self._is_due("disk", self._plan.disk_fills):
            self._ground.disk.fill()
            self._full_until = time.monotonic() + FULL_SECONDS
            self.counted.add("disk")
        if self._full_until is not None and time.monotonic() > self._full_until:
            self.free_disk()

    def free_disk(self) -> None:
        self._full_until = None
        if self._ground.disk:
            self._ground.disk.free()

    def _is_due(self, kind: str, planned: int) -> bool:
        return self.counted.of(kind) < planned * self.counted.total // self._plan.kills


class Dropping:
    """Puts files into the scan folder, numbered on from those of earlier runs."""

    def __init__(self, place: Place, seconds: float) -> None:
        self._place, self._seconds = place, seconds
        self._count = place.folder / "dropped"
        self.count = int(self._count.read_text()) if self._count.exists() else 0
        self._next = time.monotonic()

    def go_on(self) -> None:
        if time.monotonic() < self._next:
            return
        drop(self._place, self.count)
        self.count += 1
        part = self._count.with_suffix(".part")
        part.write_text(str(self.count))
        part.replace(self._count)
        self._next = time.monotonic() + self._seconds


def _in_folder(place: Place) -> int:
    """Files that were dropped and did not end yet."""
    processing = place.inbox / OWN_FOLDER / PROCESSING
    with suppress(FileNotFoundError):  # moved on meanwhile: it is counted at the next look
        return sum(path.is_file() for path in (*place.inbox.iterdir(), *processing.rglob("*")))
    return 1


def _settle(place: Place, slots: list[Slot], chance: random.Random, seconds: float) -> int:
    """Waits until nothing is left to be read, or nothing ends any more; how many documents and files still are."""
    database = open_database(place.store.database_address)
    end, fewest = time.monotonic() + seconds, sys.maxsize
    while True:
        for slot in slots:
            slot.keep_running(chance)
        with database.read() as session:
            counts = count_documents(session)
        left = sum(counts[state].count for state in (DocumentState.RECEIVED, DocumentState.READING) if state in counts) + _in_folder(place)
        if left < fewest:
            fewest, end = left, time.monotonic() + seconds
        if not left or time.monotonic() > end:
            database.close()
            return left
        time.sleep(0.2)


class Counted:
    """Kills so far, kept from run to run."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.kinds: Counter[str] = Counter(json.loads(path.read_text()) if path.exists() else {})

    @property
    def total(self) -> int:
        return self.kinds.total() - self.kinds["database"] - self.kinds["disk"]

    def of(self, kind: str) -> int:
        return self.kinds[kind]

    def add(self, kind: str) -> None:
        self.kinds[kind] += 1
        part = self._path.with_suffix(".part")
        part.write_text(json.dumps(self.kinds))
        part.replace(self._path)


@contextmanager
def ended(slots: list[Slot]) -> Iterator[None]:
    try:
        yield
    finally:
        for slot in slots:
            slot.end()


def _children_of_children(pid: int) -> list[int]:
    """Readers' own workers are children of their fork server."""
    return [inner for child in _children(pid) for inner in _children(child)]


def _children(pid: int) -> list[int]:
    with suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []
