"""The processes that hand invoices to a misbehaving ledger and are killed while they do; and the invoices."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from io import FileIO
from multiprocessing.connection import Connection
from pathlib import Path
from uuid import UUID

from api.build_service import Backend, build_worker, when_available
from intake.duties.uploading import QUEUE, UPLOAD, InvoiceUploading, UploadingParts, UploadSweep
from intake.fake_pipeline import make_fake_pipeline
from intake.isolation import ReaderPool, WorkerLimits
from intake.outside_http import HttpLimits, OutsideHttp, Reach
from intake.settings import ReadSettings
from intake.upload.ledger import Manners
from intake.upload.outbox import Patience
from intake.upload.rest import RestLedger
from intake.upload.routes import Route, Routes
from intake.upload.simulator.books import Booking
from intake.worker import Duty
from tests.chaos.processes import START_SECONDS, Place, _log, open_waiting
from tests.intake.store.samples import TENANT, approve, digital, read, result, verify

KEY_ID, SECRET = "chaos", b"no secret"
HERE = frozenset({"127.0.0.1"})
HTTP = OutsideHttp(HttpLimits(connect_seconds=0.5, total_seconds=0.3), Reach(HERE, HERE))
LATE = timedelta(seconds=0.6)
"""How much later than asked for the ledger may book."""
MANNERS = Manners(settles_within=timedelta(seconds=1.5), appears_after=timedelta(seconds=0.1))
PATIENCE = Patience(
    first_wait=timedelta(seconds=0.2),
    longest_wait=timedelta(seconds=1),
    sendings=50,
    losses=5,
    pause=timedelta(seconds=0.3),
    longest_pause=timedelta(seconds=1),
    lease=timedelta(seconds=3),
)
"""Everything in seconds that takes hours elsewhere, in the same proportions."""
SWEEP_SECONDS = 0.5


@dataclass(frozen=True)
class UploadPlace:
    place: Place
    port: int
    """Of the ledger."""

    @property
    def ledger(self) -> RestLedger:
        return RestLedger("simulated", f"http://127.0.0.1:{self.port}/v1", KEY_ID, SECRET, HTTP, now, MANNERS)


def now() -> datetime:
    return datetime.now().astimezone()


def upload_until_killed(where: UploadPlace, runs: Connection) -> None:
    """A worker process of the service that has nothing to read. Says when it runs."""
    _log(where.place)
    with open_waiting(where.place) as backend:
        parts = UploadingParts(backend.database, backend.files, backend.jobs, Routes({TENANT: Route(where.ledger)}), backend.clock, PATIENCE)
        duty = Duty(UPLOAD, InvoiceUploading(parts).run, QUEUE, UploadSweep(parts).run, SWEEP_SECONDS)
        with ReaderPool(make_fake_pipeline, WorkerLimits(seconds=30), 2) as pool:
            worker = build_worker(ReadSettings(), where.place.store, backend, pool, more=(duty,))
            when_available(worker.start, START_SECONDS)
            runs.send(True)
            while True:
                time.sleep(3600)


def add_verified(backend: Backend, serials: range) -> list[UUID]:
    """Invoices that are to be handed over."""
    added: list[UUID] = []
    for serial in serials:
        content = f"%PDF-1.7\ninvoice {serial}".encode()
        backend.files.put([content])
        with backend.database.write() as session:
            (invoice,) = read(session, content, result(digital(serial)), at=backend.clock())
            approve(session, invoice, at=backend.clock())
            verify(session, invoice, at=backend.clock())
        added.append(invoice)
    return added


class Journal:
    """The bookings of the simulated ledger, on disk, so that a run that was stopped goes on with them."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = FileIO(path, "a")

    def add(self, booking: Booking) -> None:
        line = {**asdict(booking), "shows_at": booking.shows_at.isoformat()}
        self._file.write(json.dumps(line).encode() + b"\n")

    def known(self) -> Iterator[Booking]:
        for line in self._path.read_bytes().splitlines():
            said = json.loads(line)
            yield Booking(**{**said, "shows_at": datetime.fromisoformat(said["shows_at"])})
