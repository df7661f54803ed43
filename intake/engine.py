"""The one module that knows the job engine (DBOS). It carries short jobs with deterministic ids and may forget them all: the truth is the application database.

    Jobs        puts jobs into queues and asks after them; any process may
    JobRunner   runs the jobs of its process's queues until it is stopped

A job is a function of text arguments that may run more than once, also twice at the same time. Why each precaution is here: docs/decisions/0007-engine.md.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from logging import NullHandler, getLogger
from threading import Lock
from typing import Any

from dbos import DBOS, DBOSClient, DBOSConfig, DBOSPortableJSONSerializer, EnqueueOptions, Queue, WorkflowStatus
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from intake.engine_database import is_sqlite, sqlite_engine
from intake.store.failures import database_errors

APPLICATION = "fapiao-intake"
VERSION = "1"
"""Of what a job's arguments mean. Left to itself the engine would derive one from the source, and never again run what an older program enqueued."""
SCHEMA = "dbos"
"""On PostgreSQL, beside our own tables."""
BATCH = 500
"""Jobs asked after at a time."""
CLOSED = 0
"""Jobs that a process takes from a queue in which nothing waits."""

Arguments = tuple[str, ...]


@dataclass(frozen=True)
class JobQueue:
    """Jobs of a kind of urgency."""

    name: str
    at_once: int
    """Taken by one process, one at least; what it can't run yet waits in the process."""
    poll_seconds: float


@dataclass(frozen=True)
class Job:
    id: str
    """Deterministic: enqueuing the same again does nothing."""
    kind: str
    queue: JobQueue
    arguments: Arguments


class JobState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


LIVE = frozenset({JobState.WAITING, JobState.RUNNING})
_STATES = {
    "ENQUEUED": JobState.WAITING,
    "DELAYED": JobState.WAITING,
    "PENDING": JobState.RUNNING,
    "SUCCESS": JobState.DONE,
    "CANCELLED": JobState.CANCELLED,
}
"""Any other of the engine's words is a failure."""


class Abandoned(BaseException):
    """Raised inside a job whose process is ending: the job stays as it is, for another process to run. No Exception, which would be the job's own failure."""


class Jobs:
    """Safe for threads. All methods raise StoreUnavailable where the engine's database can't be used."""

    def __init__(self, address: str) -> None:
        """`address` is `sqlite:///FILE` or `postgresql://...`; connects to nothing yet. Raises SetupError (`sqlite_too_old`)."""
        self._address = address
        self._engine = sqlite_engine(address) if is_sqlite(address) else None
        self._handles: dict[str, Queue] = {}
        """Of queues that a process has set up, by name: each look at one asks the database."""
        self._client = DBOSClient(
            system_database_url=None if self._engine is not None else address,
            system_database_engine=self._engine,
            dbos_system_schema=SCHEMA,
            serializer=DBOSPortableJSONSerializer(),
            application_name=APPLICATION,
            lazy=True,
            retry_connection_errors=False,  # whoever waits for a receipt does not wait for this
        )

    def prepare(self) -> None:
        """Makes the engine's tables where they are missing."""
        _use_our_log()
        with _engine_errors():
            DBOS.migrate(self._address, schema=SCHEMA)

    def close(self) -> None:
        self._client.destroy()
        if self._engine is not None:
            self._engine.dispose()

    def enqueue(self, job: Job, delay_seconds: float = 0) -> None:
        """Nothing happens where there was a job with this id, whatever became of it."""
        options = EnqueueOptions(
            workflow_name=job.kind,
            queue_name=job.queue.name,
            workflow_id=job.id,
            app_version=VERSION,
        )
        if delay_seconds > 0:
            options["delay_seconds"] = delay_seconds
        with _engine_errors():
            self._client.enqueue(options, *job.arguments)
            self._open(job.queue)

    def enqueue_again(self, job: Job) -> None:
        """The same where an earlier job with this id is over."""
        with _engine_errors():
            self._client.delete_workflows([job.id])
        self.enqueue(job)

    def states(self, ids: Collection[str]) -> Mapping[str, JobState]:
        """Of those that there are."""
        wanted = list(ids)
        found: dict[str, JobState] = {}
        for start in range(0, len(wanted), BATCH):
            with _engine_errors():
                jobs = self._client.list_workflows(workflow_ids=wanted[start : start + BATCH], load_input=False, load_output=False)
            found.update((job.workflow_id, _STATES.get(job.status, JobState.FAILED)) for job in jobs)
        return found

    def cancel(self, job_id: str) -> None:
        """It does not begin any more; one that runs goes on to its end."""
        with _engine_errors():
            self._client.cancel_workflow(job_id)

    def take_over(self, living: Collection[str], executor: str, in_hand: Callable[[], Collection[str]]) -> int:
        """Gives jobs that nobody runs back to their queues: those of processes that are not among the living, and those that this process, `executor`, took and
        does not have in hand: its database may have gone away between taking a job and beginning it. How many.
        """
        with _engine_errors():
            running = self._client.list_workflows(status="PENDING", load_input=False, load_output=False)
            mine = in_hand()  # asked after the list; what was taken since is not in it
            abandoned = [job for job in running if (job.workflow_id not in mine if job.executor_id == executor else job.executor_id not in living)]
            for job in abandoned:
                # Without its queue it would land in the engine's own, and run beside our limits.
                self._client.resume_workflow(job.workflow_id, queue_name=job.queue_name)
        return len(abandoned)

    def close_idle(self, queues: Sequence[JobQueue]) -> None:
        """Closes those in which nothing waits, and opens the others. A look into an open queue costs two large queries, one into a closed queue a small one.

        Whoever enqueues opens the queue when the job is in it, and who closes a queue looks into it once more. So a job can stand in a closed queue only where a
        process died right then, and only until the next call.
        """
        with _engine_errors():
            for queue in queues:
                if self._waits_in(queue):
                    self._open(queue)
                elif (handle := self._handle(queue)) is not None and handle.worker_concurrency != CLOSED:
                    handle.set_worker_concurrency(CLOSED)
                    if self._waits_in(queue):
                        self._open(queue)

    def forget(self, before: datetime) -> int:
        """Removes the history of jobs that were over by then. How many."""
        forgotten = 0
        while True:
            with _engine_errors():
                over: Sequence[WorkflowStatus] = self._client.list_workflows(
                    completed_before=before.astimezone(UTC).isoformat(), limit=BATCH, load_input=False, load_output=False
                )
                if not over:
                    return forgotten
                self._client.delete_workflows([job.workflow_id for job in over])
            forgotten += len(over)

    def _open(self, queue: JobQueue) -> None:
        handle = self._handle(queue)
        if handle is not None and handle.worker_concurrency == CLOSED:
            handle.set_worker_concurrency(queue.at_once)

    def _handle(self, queue: JobQueue) -> Queue | None:
        """None before the first process that runs jobs has set it up."""
        handle = self._handles.get(queue.name) or self._client.retrieve_queue(queue.name)
        if handle is not None:
            self._handles[queue.name] = handle
        return handle

    def _waits_in(self, queue: JobQueue) -> bool:
        waiting = self._client.list_workflows(queue_name=queue.name, status=["ENQUEUED", "DELAYED"], limit=1, load_input=False, load_output=False)
        return bool(waiting)


@dataclass(frozen=True)
class Cron:
    """Something to do at certain times, once for all processes."""

    name: str
    when: str
    """Five fields, UTC: `30 3 * * *`."""
    run: Callable[[], None]


class JobRunner:
    """The engine at work in this process. One at a time: its library keeps itself in a module."""

    def __init__(self, address: str, executor: str, kinds: Mapping[str, Callable[..., None]], queues: Sequence[JobQueue], crons: Sequence[Cron]) -> None:
        """`executor` names this process and is never used again; functions in `kinds` take as many texts as their jobs have arguments."""
        self._address = address
        self._executor = executor
        self._kinds = kinds
        self._queues = queues
        self._crons = crons
        self._engine: Engine | None = None
        self._lock = Lock()
        self._in_hand: set[str] = set()

    @property
    def in_hand(self) -> frozenset[str]:
        """Ids of the jobs that run in this process now."""
        with self._lock:
            return frozenset(self._in_hand)

    def start(self) -> None:
        """Jobs run from now on. Raises StoreUnavailable where the database can't be used, SetupError where SQLite is too old."""
        config = DBOSConfig(
            name=APPLICATION,
            application_version=VERSION,
            executor_id=self._executor,
            dbos_system_schema=SCHEMA,
            serializer=DBOSPortableJSONSerializer(),
            log_level="WARNING",
            enable_otlp=False,
        )
        if is_sqlite(self._address):
            self._engine = config["system_database_engine"] = sqlite_engine(self._address)
        else:
            config["system_database_url"] = self._address
        _use_our_log()
        try:
            with _engine_errors():
                self._launch(config)
        except BaseException:
            self.stop()
            raise

    def _launch(self, config: DBOSConfig) -> None:
        DBOS(config=config)
        for kind, run in self._kinds.items():
            DBOS.workflow(name=kind)(self._job(run))
        scheduled = {cron.name: DBOS.workflow(name=cron.name)(self._scheduled(cron.run)) for cron in self._crons}
        DBOS.launch()
        for queue in self._queues:
            DBOS.register_queue(queue.name, worker_concurrency=queue.at_once, polling_interval_sec=queue.poll_seconds, on_conflict="always_update")
        DBOS.apply_schedules([{"schedule_name": cron.name, "workflow_fn": scheduled[cron.name], "schedule": cron.when} for cron in self._crons])

    def stop(self, wait_seconds: int = 0) -> None:
        """No job begins any more; returns when those that run have ended, or the time is over."""
        DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=wait_seconds)
        if self._engine is not None:
            self._engine.dispose()

    def _job(self, run: Callable[..., None]) -> Callable[..., None]:
        """What the engine calls, which is not the function itself: it keeps what it is told about functions in their attributes."""

        def job(*arguments: str) -> None:
            with self._taken_in_hand():
                run(*arguments)

        return job

    def _scheduled(self, run: Callable[[], None]) -> Callable[[datetime, Any], None]:
        def scheduled(_at: datetime, _context: Any) -> None:
            with self._taken_in_hand():
                run()

        return scheduled

    @contextmanager
    def _taken_in_hand(self) -> Iterator[None]:
        job_id = DBOS.workflow_id
        assert job_id is not None
        with self._lock:
            self._in_hand.add(job_id)
        try:
            yield
        finally:
            with self._lock:
                self._in_hand.discard(job_id)


def _use_our_log() -> None:
    """The library would write to the screen in a form of its own, and tell of every start."""
    log = getLogger("dbos")
    log.setLevel("WARNING")
    if not log.handlers:
        log.addHandler(NullHandler())


@contextmanager
def _engine_errors() -> Iterator[None]:
    with database_errors(writing=True):
        try:
            yield
        except DBAPIError:
            raise
        except Exception as error:
            # The library wraps some of its database's errors.
            if isinstance(error.__cause__, DBAPIError):
                raise error.__cause__ from error
            raise
