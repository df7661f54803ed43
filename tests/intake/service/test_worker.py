"""A whole worker: started, given documents, stopped in good order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from intake.door import Incoming, Reception, Room
from intake.engine import Jobs
from intake.fake_pipeline import make_fake_pipeline
from intake.isolation import ReaderPool
from intake.lanes import Lanes
from intake.opening.limits import Limits
from intake.password_safe import PasswordSafe
from intake.state import DocumentState, machine
from intake.store.answers import Done
from intake.store.documents import begin_reading, find_document
from intake.store.files import LocalFiles
from intake.store.receipts import Receipt
from intake.store.session import Database
from intake.store.words import Door, Lane
from intake.store.workers import beat, living_workers
from intake.sweep import SILENCE
from intake.worker import Worker, new_worker_id
from intake.workflow import ReadingParts, read_job
from tests.intake.service.conftest import LIMITS, plain_judging
from tests.intake.service.test_sweep import fall_silent
from tests.intake.store.samples import PHONE, TENANT

pytestmark = pytest.mark.slow(seconds=40)
WaitUntil = Callable[[Callable[[], bool]], None]


def now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Running:
    """A worker that was not started yet, and what comes in for it."""

    worker: Worker
    parts: ReadingParts
    reception: Reception


@pytest.fixture
def running(database: Database, files: LocalFiles, address: str, tmp_path: Path) -> Iterator[Running]:
    jobs_address = f"sqlite:///{tmp_path / 'engine.db'}" if address.startswith("sqlite") else address
    jobs = Jobs(jobs_address)
    jobs.prepare()

    def enqueue(tenant: str, document_id: UUID, lane: Lane) -> None:
        jobs.enqueue(read_job(tenant, document_id, 1, lane))

    parts = ReadingParts(
        database,
        files,
        ReaderPool(make_fake_pipeline, LIMITS, 2),
        Lanes(1),
        jobs,
        new_worker_id(),
        "fake",
        now,
        Limits(),
        plain_judging(database),
        PasswordSafe(tmp_path / "sealing.key"),
    )
    worker = Worker(parts, jobs_address)
    yield Running(worker, parts, Reception(database, files, now, enqueue, room=Room(free_bytes=0)))
    worker.stop(0)
    jobs.close()


def receive(reception: Reception, text: str) -> UUID:
    receipt = reception.receive([b"%PDF-1.7\n" + text.encode()], Incoming(TENANT, "a.pdf", Door.HTTP, PHONE))
    assert isinstance(receipt, Receipt)
    return receipt.document_id


def begin(running: Running, document_id: UUID, worker: str) -> None:
    """As a process that died would have."""
    with running.parts.database.write() as session:
        beat(session, worker)
        assert isinstance(begin_reading(session, TENANT, document_id, actor=machine("reader"), at=now(), worker=worker), Done)
    fall_silent(running.parts.database, worker, SILENCE.total_seconds() + 1)


def state_of(running: Running, document_id: UUID) -> DocumentState:
    with running.parts.database.read() as session:
        document = find_document(session, TENANT, document_id)
    assert document is not None
    return document.state


def living(running: Running) -> frozenset[str]:
    with running.parts.database.read() as session:
        return living_workers(session)


def test_what_came_in_before_and_after_the_start_is_read_and_nothing_is_left_behind(running: Running, wait_until: WaitUntil) -> None:
    untold = replace(running.reception, on_received=lambda *_: None)
    ids = [receive(untold, "begun by another"), receive(untold, "nobody was told")]
    begin(running, ids[0], "gone:1")
    running.worker.start()
    ids.append(receive(running.reception, "late"))
    wait_until(lambda: {state_of(running, document_id) for document_id in ids} == {DocumentState.READ})
    assert living(running) == {running.parts.worker}
    running.worker.stop(10)
    assert not living(running)


def test_stopping_gives_back_what_does_not_end_in_time(running: Running, wait_until: WaitUntil) -> None:
    running.worker.start()
    document_id = receive(running.reception, "sleep")
    wait_until(lambda: state_of(running, document_id) is DocumentState.READING)
    running.worker.stop(0.2)
    assert state_of(running, document_id) is DocumentState.RECEIVED
