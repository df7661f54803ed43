"""A process that reads: its jobs, its sign of life, its sweep; from `start` until `stop`, and safe to kill at any instant between."""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from logging import getLogger
from threading import Event, Thread
from time import monotonic

from intake.engine import Cron, JobQueue, JobRunner
from intake.errors import StoreUnavailable
from intake.retention import Retention
from intake.store.workers import WORKER_ID, beat, forget_all_workers, forget_worker
from intake.sweep import SILENCE, Sweep
from intake.workflow import QUEUE_OF, READ, DocumentReading, ReadingParts

BEAT_SECONDS = 2.0
SWEEP_SECONDS = 20.0
"""A document whose job was lost waits no longer than that."""
TIDY_AT = "30 19 * * *"
"""UTC; half past three at night in China."""
ENGINE_SECONDS = 5
"""For the last jobs to say that they ended."""


def new_worker_id() -> str:
    """Never given twice, so that who is dead stays dead."""
    host = socket.gethostname()[: WORKER_ID - 30]
    return f"{host}:{os.getpid()}:{secrets.token_hex(4)}"


@dataclass(frozen=True)
class Duty:
    """Something that a worker does besides reading: jobs of a kind, and what finds those that are to be done."""

    kind: str
    run: Callable[..., None]
    """With the texts of a job; may run twice, also at the same time."""
    queue: JobQueue
    look: Callable[[], object]
    """Puts what is to be done into the queue. Quick: signs of life wait for it. May raise StoreUnavailable."""
    seconds: float
    """From one look to the next."""


class Worker:
    """One in a process."""

    def __init__(self, parts: ReadingParts, jobs_address: str, duties: Sequence[Duty] = ()) -> None:
        """`jobs_address` is the engine's database, the one that `parts.jobs` puts jobs into."""
        self._parts = parts
        self._duties = tuple(duties)
        self._reading = DocumentReading(parts)
        retention = Retention(parts.database, parts.files, parts.jobs, parts.clock)
        crons = (Cron("tidy", TIDY_AT, lambda: self._tidy(retention)),)
        kinds = {READ: self._reading.run, **{duty.kind: duty.run for duty in duties}}
        self._queues = (*QUEUE_OF.values(), *(duty.queue for duty in duties))
        self._runner = JobRunner(jobs_address, parts.worker, kinds, self._queues, crons)
        self._sweep = Sweep(parts.database, parts.jobs, parts.worker, lambda: self._reading.in_hand, lambda: self._runner.in_hand, parts.clock)
        self._stopping = Event()
        self._keeper = Thread(target=self._keep_alive, name="keeper", daemon=True)

    def start(self) -> None:
        """Returns when jobs run. The pool is started by whoever made it. Raises StoreUnavailable and SetupError; then nothing runs."""
        with self._parts.database.write() as session:
            if not self._parts.database.postgresql:
                forget_all_workers(session)  # the data folder is ours alone, so they are dead
            beat(session, self._parts.worker)
        self._runner.start()
        self._keeper.start()

    def stop(self, seconds: float) -> None:
        """Begins nothing more, gives what is being read that long to end, and leaves the rest to others or to the next start. Ends the pool. Again: nothing."""
        if self._stopping.is_set():
            return
        self._stopping.set()
        if self._keeper.is_alive():
            self._keeper.join()
        if not self._parts.lanes.close(seconds):
            getLogger(__name__).warning("%d documents were not finished; they are read again by others or at the next start", self._parts.lanes.taken)
        self._parts.pool.stop()  # who still reads gives the document back
        self._parts.lanes.close(ENGINE_SECONDS)
        self._parts.lanes.end()
        self._runner.stop(ENGINE_SECONDS)
        try:
            with self._parts.database.write() as session:
                forget_worker(session, self._parts.worker)
        except StoreUnavailable as error:
            getLogger(__name__).warning("others will find out by themselves that this worker ended: %s", error.message)

    def _keep_alive(self) -> None:
        sweep_at = steady_at = monotonic()
        look_at = dict.fromkeys(self._duties, sweep_at)
        away = False
        while True:
            try:
                with self._parts.database.write() as session:
                    beat(session, self._parts.worker)
                away = False
                # After an outage of the database everybody seems silent until everybody had time for a beat.
                if monotonic() >= steady_at and (monotonic() >= sweep_at or self._sweep.is_needed()):
                    self._sweep.run()
                    self._parts.jobs.close_idle(self._queues)
                    sweep_at = monotonic() + SWEEP_SECONDS
            except StoreUnavailable as error:
                if not away:
                    getLogger(__name__).warning("no sign of life can be left: %s", error.message)
                away, steady_at = True, monotonic() + SILENCE.total_seconds()
            except Exception:
                getLogger(__name__).exception("the sweep failed; it is tried again")
                sweep_at = monotonic() + SWEEP_SECONDS
            if not away:
                self._look(look_at)
            if self._stopping.wait(BEAT_SECONDS):
                return

    def _look(self, look_at: dict[Duty, float]) -> None:
        """At what is to be done for each duty whose time has come."""
        for duty in self._duties:
            if monotonic() < look_at[duty]:
                continue
            look_at[duty] = monotonic() + duty.seconds
            try:
                duty.look()
            except StoreUnavailable as error:
                getLogger(__name__).warning("what there is to %s is looked for later: %s", duty.kind, error.message)
            except Exception:
                getLogger(__name__).exception("looking for what there is to %s failed; it is tried again", duty.kind)

    def _tidy(self, retention: Retention) -> None:
        removed = retention.run()
        getLogger(__name__).info("removed %d jobs, %d idempotency keys, %d unfinished files", removed.jobs, removed.idempotency_keys, removed.unfinished_files)
