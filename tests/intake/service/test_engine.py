"""The engine as we need it, on both databases: what its library promises is checked here, since everything stands on it."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from threading import Event, Lock

import pytest
from dbos import DBOSClient

from intake.engine import APPLICATION, SCHEMA, VERSION, Abandoned, Cron, Job, JobQueue, JobRunner, Jobs, JobState
from intake.errors import SetupError, StoreUnavailable
from intake.store.files import LocalFiles

QUEUE = JobQueue("quick", at_once=4, poll_seconds=0.05)
WaitUntil = Callable[[Callable[[], bool]], None]


def job(job_id: str, *arguments: str) -> Job:
    return Job(job_id, "note", QUEUE, arguments or (job_id,))


class Notes:
    """What the jobs did. The first word of their arguments may be a command."""

    def __init__(self) -> None:
        self._lock = Lock()
        self.written: list[tuple[str, ...]] = []
        self.ticks = 0
        self.let_go = Event()

    def run(self, *arguments: str) -> None:
        with self._lock:
            self.written.append(arguments)
        if arguments[0] == "fail":
            raise ValueError("as told")
        if arguments[0] == "abandon":
            raise Abandoned
        if arguments[0] == "hold":
            self.let_go.wait(30)

    def tick(self) -> None:
        self.ticks += 1


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def run(empty_address: str, notes: Notes) -> Iterator[Callable[[str], JobRunner]]:
    """Starts the engine as some process."""
    running: list[JobRunner] = []

    def start(executor: str) -> JobRunner:
        runner = JobRunner(empty_address, executor, {"note": notes.run}, (QUEUE,), (Cron("tick", "* * * * * *", notes.tick),))
        runner.start()
        running.append(runner)
        return runner

    yield start
    for runner in running:
        runner.stop()


@pytest.fixture
def queue(empty_address: str) -> Iterator[Jobs]:
    made = Jobs(empty_address)
    made.prepare()
    yield made
    made.close()


@pytest.mark.slow
def test_jobs_run_once_each_and_say_how_they_ended(queue: Jobs, notes: Notes, run: Callable[[str], JobRunner], wait_until: WaitUntil) -> None:
    queue.enqueue(job("before the start"))
    run("one")
    for each in (job("a", "a", "甲"), job("a", "a", "乙"), job("f", "fail")):
        queue.enqueue(each)
    queue.enqueue(job("later"), delay_seconds=2)
    assert queue.states(["later"]) == {"later": JobState.WAITING}
    queue.enqueue(job("never"), delay_seconds=3600)
    queue.cancel("never")
    wait_until(lambda: queue.states(["a", "f", "later", "before the start"]).get("later") is JobState.DONE)
    assert sorted(notes.written) == [("a", "甲"), ("before the start",), ("fail",), ("later",)]
    states = queue.states(["a", "f", "never", "unknown"])
    assert states == {"a": JobState.DONE, "f": JobState.FAILED, "never": JobState.CANCELLED}
    wait_until(lambda: notes.ticks > 1)


@pytest.mark.slow
def test_a_job_that_is_over_runs_again_only_when_asked_for(queue: Jobs, notes: Notes, run: Callable[[str], JobRunner], wait_until: WaitUntil) -> None:
    run("one")
    queue.enqueue(job("a"))
    wait_until(lambda: queue.states(["a"])["a"] is JobState.DONE)
    queue.enqueue(job("a"))
    queue.enqueue_again(job("a"))
    wait_until(lambda: len(notes.written) == 2 and queue.states(["a"])["a"] is JobState.DONE)
    queue.enqueue(job("b"))
    wait_until(lambda: queue.states(["b"])["b"] is JobState.DONE)
    assert len(notes.written) == 3


@pytest.mark.slow
def test_what_a_dead_process_ran_is_run_by_another(queue: Jobs, notes: Notes, run: Callable[[str], JobRunner], wait_until: WaitUntil) -> None:
    first = run("one")
    queue.enqueue(job("a", "abandon"))
    wait_until(lambda: len(notes.written) == 1)
    assert queue.states(["a"]) == {"a": JobState.RUNNING}
    first.stop()
    run("two")
    assert queue.take_over({"one", "two"}, "two", set) == 0
    assert queue.take_over({"two"}, "two", set) == 1
    wait_until(lambda: len(notes.written) == 2)


@pytest.mark.slow
def test_what_this_process_took_and_does_not_run_is_run_after_all(queue: Jobs, notes: Notes, run: Callable[[str], JobRunner], wait_until: WaitUntil) -> None:
    runner = run("one")
    queue.enqueue(job("a", "abandon"))
    queue.enqueue(job("h", "hold"))
    wait_until(lambda: len(notes.written) == 2 and runner.in_hand == {"h"})
    assert queue.states(["a", "h"]) == {"a": JobState.RUNNING, "h": JobState.RUNNING}
    assert queue.take_over({"one"}, "one", lambda: runner.in_hand) == 1
    wait_until(lambda: len(notes.written) == 3)
    notes.let_go.set()
    wait_until(lambda: queue.states(["h"])["h"] is JobState.DONE)
    assert notes.written.count(("hold",)) == 1


@pytest.mark.slow
def test_a_queue_in_which_nothing_waits_is_closed_until_a_job_comes(
    empty_address: str, queue: Jobs, run: Callable[[str], JobRunner], wait_until: WaitUntil
) -> None:
    run("one")
    library = DBOSClient(system_database_url=empty_address, dbos_system_schema=SCHEMA, application_name=APPLICATION)
    found = library.retrieve_queue(QUEUE.name)
    assert found is not None and found.worker_concurrency == QUEUE.at_once
    queue.close_idle((QUEUE,))
    assert found.worker_concurrency == 0
    queue.enqueue(job("a"))
    assert found.worker_concurrency == QUEUE.at_once
    wait_until(lambda: queue.states(["a"])["a"] is JobState.DONE)
    queue.close_idle((QUEUE,))
    # Put in by somebody who died before the queue was opened.
    library.enqueue({"workflow_name": "note", "queue_name": QUEUE.name, "workflow_id": "b", "app_version": VERSION, "delay_seconds": 60}, "b")
    assert found.worker_concurrency == 0
    queue.close_idle((QUEUE,))
    assert found.worker_concurrency == QUEUE.at_once
    library.destroy()


@pytest.mark.slow
def test_what_is_long_over_is_forgotten(queue: Jobs, run: Callable[[str], JobRunner], wait_until: WaitUntil) -> None:
    run("one")
    queue.enqueue(job("over"))
    queue.enqueue(job("waits"), delay_seconds=3600)
    wait_until(lambda: queue.states(["over"])["over"] is JobState.DONE)
    queue.forget(datetime.now(UTC) - timedelta(hours=1))
    assert queue.states(["over"])
    assert queue.forget(datetime.now(UTC) + timedelta(seconds=5)) >= 1
    assert set(queue.states(["over", "waits"])) == {"waits"}


def test_a_database_that_does_not_answer_is_said_at_once(tmp_path: object) -> None:
    nowhere = f"postgresql://intake@/nobody?host={tmp_path}"
    with pytest.raises(StoreUnavailable) as caught:
        Jobs(nowhere).enqueue(job("a"))
    assert caught.value.code == "database_unreachable"
    with pytest.raises(StoreUnavailable):
        JobRunner(nowhere, "one", {}, (), ()).start()


def test_an_sqlite_that_is_too_old_for_this_python_is_said_at_the_start(monkeypatch: pytest.MonkeyPatch, files: LocalFiles) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 12, 1))
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 40, 1))
    monkeypatch.setitem(sys.modules, "pysqlite3", None)
    with pytest.raises(SetupError) as caught:
        Jobs(f"sqlite:///{files.root}/engine.db")
    assert caught.value.code == "sqlite_too_old" and "pysqlite3" in caught.value.message
