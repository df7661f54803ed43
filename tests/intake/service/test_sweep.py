"""What was lost is found, and what is in good hands is left alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import update

from intake.engine import Jobs, JobState
from intake.state import DocumentState, machine
from intake.store.answers import Done
from intake.store.documents import begin_reading, find_document
from intake.store.history import history_of_document
from intake.store.session import Database
from intake.store.tables import DocumentRow
from intake.store.words import Lane
from intake.store.workers import WorkerRow, beat, database_time, forget_worker, living_workers, silent_workers
from intake.sweep import MOST_INTERRUPTIONS, Sweep, Swept
from intake.workflow import read_job
from tests.intake.store.samples import NOON, TENANT, arrive

ME, OTHER = "here:1", "there:2"


@pytest.fixture
def in_hand() -> set[UUID]:
    return set()


@pytest.fixture
def sweep(database: Database, jobs: Jobs, in_hand: set[UUID]) -> Sweep:
    with database.write() as session:
        beat(session, ME)
    return Sweep(database, jobs, ME, lambda: in_hand, set, lambda: NOON)


@pytest.fixture
def being_read(database: Database) -> Callable[[str], UUID]:
    """A document that a process has begun."""

    def begun(worker: str) -> UUID:
        with database.write() as session:
            document_id = arrive(session, worker.encode())
            assert isinstance(begin_reading(session, TENANT, document_id, actor=machine("reader"), at=NOON, worker=worker), Done)
        return document_id

    return begun


def fall_silent(database: Database, worker: str, seconds: float = 3600) -> None:
    with database.write() as session:
        session.execute(update(WorkerRow).where(WorkerRow.id == worker).values(beat_at=database_time(session) - timedelta(seconds=seconds)))


def state_of(database: Database, document_id: UUID) -> DocumentState:
    with database.read() as session:
        document = find_document(session, TENANT, document_id)
    assert document is not None
    return document.state


def test_what_a_silent_process_was_reading_waits_again_and_has_a_job(database: Database, jobs: Jobs, sweep: Sweep, being_read: Callable[[str], UUID]) -> None:
    with database.write() as session:
        beat(session, OTHER)
    document_id = being_read(OTHER)
    assert not sweep.is_needed() and sweep.run() == Swept()
    fall_silent(database, OTHER)
    assert sweep.is_needed()
    assert sweep.run() == Swept(given_back=1, enqueued=1)
    assert state_of(database, document_id) is DocumentState.RECEIVED
    job = read_job(TENANT, document_id, 3, Lane.SINGLE)
    assert jobs.states([job.id]) == {job.id: JobState.WAITING}
    with database.read() as session:
        assert living_workers(session) == {ME}
        last = history_of_document(session, TENANT, document_id)[-1]
    assert (last.who, last.target) == ("machine:sweep", "received")
    assert sweep.run() == Swept()


def test_what_this_process_has_in_hand_is_left_alone_and_what_it_dropped_is_found(
    database: Database, sweep: Sweep, being_read: Callable[[str], UUID], in_hand: set[UUID]
) -> None:
    document_id = being_read(ME)
    in_hand.add(document_id)
    assert sweep.run() == Swept()
    in_hand.clear()
    assert sweep.run() == Swept(given_back=1, enqueued=1)


def test_when_the_engine_forgot_everything_each_waiting_document_gets_a_job(database: Database, jobs: Jobs, sweep: Sweep) -> None:
    with database.write() as session:
        ids = [arrive(session, str(number).encode()) for number in range(5)]
    assert sweep.run() == Swept(enqueued=5)
    wanted = {read_job(TENANT, document_id, 1, Lane.SINGLE).id for document_id in ids}
    assert set(jobs.states(wanted)) == wanted
    assert sweep.run() == Swept()


def test_a_job_that_is_over_while_its_document_waits_is_made_again(database: Database, jobs: Jobs, sweep: Sweep) -> None:
    with database.write() as session:
        document_id = arrive(session)
    job = read_job(TENANT, document_id, 1, Lane.SINGLE)
    jobs.enqueue(job)
    jobs.cancel(job.id)
    assert sweep.run() == Swept(enqueued=1)
    assert jobs.states([job.id]) == {job.id: JobState.WAITING}


def test_a_document_that_takes_its_process_along_again_and_again_is_quarantined(database: Database, sweep: Sweep, being_read: Callable[[str], UUID]) -> None:
    document_id = being_read("gone:3")
    with database.write() as session:
        session.execute(update(DocumentRow).where(DocumentRow.id == document_id).values(attempts=MOST_INTERRUPTIONS))
    sweep.run()
    with database.read() as session:
        document = find_document(session, TENANT, document_id)
    assert document is not None and (document.state, document.error_code) == (DocumentState.QUARANTINED, "interrupted")


def test_a_sign_of_life_brings_a_process_back(database: Database) -> None:
    silence = timedelta(seconds=10)
    with database.write() as session:
        beat(session, OTHER)
    fall_silent(database, OTHER, 11)
    with database.read() as session:
        (silent,) = silent_workers(session, silence)
    with database.write() as session:
        beat(session, OTHER)
        assert not silent_workers(session, silence)
        forget_worker(session, OTHER)
        assert not living_workers(session)
        beat(session, OTHER)
        assert living_workers(session) == {OTHER}
    assert silent.id == OTHER and silent.started_at > silent.beat_at


def test_several_may_sweep_at_once(database: Database, jobs: Jobs, sweep: Sweep, being_read: Callable[[str], UUID], tmp_path: Path) -> None:
    document_id = being_read("gone:3")
    other = Sweep(database, jobs, OTHER, set, set, lambda: NOON)
    swept = [sweep.run(), other.run(), sweep.run()]
    assert [one.given_back for one in swept] == [1, 0, 0] and [one.enqueued for one in swept] == [1, 0, 0]
    assert state_of(database, document_id) is DocumentState.RECEIVED
