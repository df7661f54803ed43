"""The processes that are killed: readers, which are workers of the service with a reader that finds what follows from the bytes, and senders, which receive as every door does."""

from __future__ import annotations

import json
import logging
import random
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from io import FileIO
from multiprocessing.connection import Connection
from pathlib import Path

from api.build_service import Backend, build_worker, open_backend, when_available
from api.settings import StoreSettings
from intake.data_folder import DataFolder
from intake.door import Incoming, Reception, Room
from intake.errors import IntakeError
from intake.fake_pipeline import make_fake_pipeline
from intake.isolation import ReaderPool, WorkerLimits
from intake.settings import ReadSettings
from intake.state import Actor, Role
from intake.store.receipts import Receipt
from intake.store.words import Door, Lane

TENANT = "qinghe"
SHARED = 200
"""Files that all senders have, so that the same bytes come from several at once."""
DAMAGED, DEADLY = 0.05, 0.005
"""Shares of files that can't be read, and of files that kill who reads them."""
START_SECONDS = 600


@dataclass(frozen=True)
class Place:
    """Where everything of one run is."""

    folder: Path
    database_url: str = ""

    @property
    def store(self) -> StoreSettings:
        return StoreSettings(DataFolder(self.folder / "data"), self.database_url, Room(free_bytes=0), START_SECONDS)

    def said_by(self, sender: str) -> Path:
        return self.folder / "said" / f"{sender}.jsonl"


def content_of(sender: str, number: int) -> bytes:
    """The bytes of a sender's file; what becomes of it, `expected_state` says."""
    chance = random.Random(f"{sender}:{number}")  # noqa: S311 - no secret
    if chance.random() < 0.1:
        return b"%PDF-1.7\nshared " + str(chance.randrange(SHARED)).encode()
    draw = chance.random()
    command = "die" if draw < DEADLY else "damaged" if draw < DEADLY + DAMAGED else "good"
    return f"%PDF-1.7\n{command} {sender} {number} ".encode() + chance.randbytes(chance.randrange(20_000)).replace(b"d", b"D")


def expected_state(content: bytes) -> str:
    command = content[9:].partition(b" ")[0]
    return {b"die": "quarantined", b"damaged": "failed"}.get(command, "read")


def read_until_killed(place: Place, workers: int, runs: Connection) -> None:
    """A worker process of the service. Says when it runs."""
    _log(place)
    with open_waiting(place) as backend:
        limits = WorkerLimits(seconds=30)
        with ReaderPool(make_fake_pipeline, limits, workers + 1) as pool:
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
            receipt = _receipt(backend.reception, sender, number)
            _say(file, got=number, receipt=str(receipt.id), document=str(receipt.document_id))
            time.sleep(pause)


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


def _receipt(reception: Reception, sender: str, number: int) -> Receipt:
    incoming = Incoming(
        TENANT,
        f"{number}.pdf",
        Door.HTTP,
        Actor(f"user:{sender}", frozenset({Role.SUBMITTER})),
        Lane.SINGLE if number % 3 else Lane.BATCH,
        idempotency_key=f"{sender}:{number}",
    )
    while True:
        try:
            receipt = reception.receive([content_of(sender, number)], incoming)
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
