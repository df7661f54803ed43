"""The processes that are killed: readers, which are workers of the service; senders, which receive as every door does; and one that takes files from a scan folder."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from io import FileIO
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Event

from api.build_service import Backend, build_worker, open_backend, when_available
from api.door_backend import DoorBackend
from api.settings import StoreSettings
from intake.data_folder import DataFolder
from intake.door import Incoming, Reception, Room
from intake.errors import IntakeError
from intake.isolation import ReaderPool, WorkerLimits
from intake.scan_folder.scan import Clock, FolderScan, ScanFolder
from intake.scan_folder.stability import Patience
from intake.scan_folder.watch import watch
from intake.settings import ReadSettings
from intake.state import Actor, Role
from intake.store.receipts import Receipt
from intake.store.words import Door, Lane
from tests.chaos.contents import Contents, FakeContents

TENANT = "qinghe"
FOLDER = "folder"
"""The sender whose files are dropped into the scan folder."""
START_SECONDS = 600


@dataclass(frozen=True)
class Place:
    """Where everything of one run is."""

    folder: Path
    database_url: str = ""
    contents: Contents = field(default_factory=FakeContents)

    @property
    def inbox(self) -> Path:
        return self.folder / "inbox"

    @property
    def store(self) -> StoreSettings:
        return StoreSettings(DataFolder(self.folder / "data"), self.database_url, Room(free_bytes=0), START_SECONDS)

    def said_by(self, sender: str) -> Path:
        return self.folder / "said" / f"{sender}.jsonl"


def read_until_killed(place: Place, workers: int, runs: Connection) -> None:
    """A worker process of the service. Says when it runs."""
    _log(place)
    with open_waiting(place) as backend:
        limits = WorkerLimits(seconds=place.contents.seconds)
        with ReaderPool(place.contents.make_pipeline(), limits, workers + 1) as pool:
            worker = build_worker(ReadSettings(workers=workers, worker_limits=limits), place.store, backend, pool)
            when_available(worker.start, START_SECONDS)
            runs.send(True)
            while True:
                time.sleep(3600)


def send_until_killed(place: Place, sender: str, pause: float, runs: Connection) -> None:
    """Says on disk what it is about to send, and every receipt it got. What its predecessor may not have finished, it sends again with the same key."""
    _log(place)
    with FileIO(place.said_by(sender), "a") as file, open_waiting(place) as backend:
        runs.send(True)
        for number in _numbers(place, sender):
            _say(file, sends=number)
            receipt = _receipt(place.contents, backend.reception, sender, number)
            _say(file, got=number, receipt=str(receipt.id), document=str(receipt.document_id))
            time.sleep(pause)


def watch_until_killed(place: Place, runs: Connection) -> None:
    """Takes what is dropped into the scan folder."""
    _log(place)
    with open_waiting(place) as backend:
        door = DoorBackend(backend, lambda: None)
        folder = ScanFolder(place.inbox, TENANT, Patience(unchanged=0.3, unfinished=0.6))
        scan = FolderScan(folder, backend.reception, Clock(backend.clock, time.monotonic), door.read_again)
        runs.send(True)
        watch(scan, Event(), lambda _: None)


def drop(place: Place, number: int) -> None:
    """Into the scan folder, as a program that copies files does."""
    path = place.inbox / f"{number}{place.contents.suffix}"
    part = path.with_suffix(".part")
    part.write_bytes(place.contents.content_of(FOLDER, number))
    part.replace(path)


def said(place: Place, sender: str) -> Iterator[dict[str, object]]:
    """A last line that was cut off is passed over: nobody heard it."""
    path = place.said_by(sender)
    for line in path.read_bytes().splitlines() if path.exists() else ():
        try:
            yield json.loads(line)
        except ValueError:
            continue


@contextmanager
def open_waiting(place: Place) -> Iterator[Backend]:
    """`open_backend`, which waits for a database that is being started."""
    with ExitStack() as stack:
        yield when_available(lambda: stack.enter_context(open_backend(place.store)), START_SECONDS)


def _numbers(place: Place, sender: str) -> Iterator[int]:
    number = max((int(str(line["sends"])) for line in said(place, sender) if "sends" in line), default=0)
    while True:
        yield number
        number += 1


def _receipt(contents: Contents, reception: Reception, sender: str, number: int) -> Receipt:
    incoming = Incoming(
        TENANT,
        f"{number}{contents.suffix}",
        Door.HTTP,
        Actor(f"user:{sender}", frozenset({Role.SUBMITTER})),
        Lane.SINGLE if number % 3 else Lane.BATCH,
        idempotency_key=f"{sender}:{number}",
    )
    while True:
        try:
            receipt = reception.receive([contents.content_of(sender, number)], incoming)
        except IntakeError as error:
            if not error.retryable:
                raise
            time.sleep(0.5)
            continue
        assert isinstance(receipt, Receipt)
        return receipt


def _say(file: FileIO, **line: object) -> None:
    """One call of the system, which a kill does not cut in two."""
    file.write(json.dumps(line).encode() + b"\n")


def _log(place: Place) -> None:
    logging.basicConfig(filename=place.folder / "log", level=logging.WARNING, format="%(asctime)s %(process)d %(name)s %(message)s")
