"""Finds what was lost: documents whose reader died, jobs whose process died, documents without a job. Safe to run at any time, in any number of processes.

With it the engine's own database may be lost and rebuilt: what there is to do stands in the states of the documents.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from logging import getLogger
from uuid import UUID

from intake.engine import LIVE, Jobs
from intake.errors import ReadingFailed
from intake.state import machine
from intake.store.answers import Done
from intake.store.documents import StoredDocument, documents_waiting, give_back, quarantine
from intake.store.session import Database
from intake.store.words import Lane
from intake.store.workers import documents_read_by, forget_worker, living_workers, orphaned_documents, silent_workers
from intake.workflow import read_job, said

SILENCE = timedelta(seconds=10)
"""Who was not heard of for that long is taken for dead. A false alarm costs reading a document twice and keeps the first result."""
MOST_INTERRUPTIONS = 10
"""Times that reading a document may be begun and not ended: a file can take a whole machine along."""
ORPHANS = 500
"""Looked after at a time."""
WAITING = 2_000
"""Of each lane, those that came in first: the others have their turn when these are read."""


@dataclass(frozen=True)
class Swept:
    """What had been lost."""

    given_back: int = 0
    """Documents that a dead process was reading."""
    taken_over: int = 0
    """Jobs that nobody ran, whoever had taken them."""
    enqueued: int = 0
    """Documents that waited without a job."""


@dataclass(frozen=True)
class Sweep:
    database: Database
    jobs: Jobs
    worker: str
    """The process that sweeps."""
    in_hand: Callable[[], Collection[UUID]]
    """Documents that it is reading."""
    jobs_in_hand: Callable[[], Collection[str]]
    """Jobs that it is running."""
    clock: Callable[[], datetime]

    def run(self) -> Swept:
        """Raises StoreUnavailable, having done a part."""
        given_back = self._give_back()
        with self.database.read() as session:
            living = living_workers(session)
        swept = Swept(given_back, self.jobs.take_over(living, self.worker, self.jobs_in_hand), self._enqueue())
        if swept != Swept():
            getLogger(__name__).info("given back %d, taken over %d, enqueued %d", swept.given_back, swept.taken_over, swept.enqueued)
        return swept

    def is_needed(self) -> bool:
        """Whether some process has fallen silent; quick to ask."""
        with self.database.read() as session:
            return bool(silent_workers(session, SILENCE))

    def _give_back(self) -> int:
        with self.database.write() as session:
            for worker in silent_workers(session, SILENCE):
                if worker.id != self.worker:
                    forget_worker(session, worker.id)
        with self.database.read() as session:
            orphans = orphaned_documents(session, ORPHANS)
            mine = documents_read_by(session, self.worker)
        # Asked after the query: what is in hand by now may have been begun since.
        in_hand = self.in_hand()
        return sum(self._end(document) for document in (*orphans, *(document for document in mine if document.id not in in_hand)))

    def _end(self, document: StoredDocument) -> bool:
        end = give_back if document.attempts < MOST_INTERRUPTIONS else quarantine
        error = _interrupted(document.attempts)
        with self.database.write() as session:
            answer = end(session, document.tenant, document.id, error_code=error.code, actor=machine("sweep"), why=said(error), at=self.clock())
        return isinstance(answer, Done)

    def _enqueue(self) -> int:
        enqueued = 0
        for lane in (Lane.SINGLE, Lane.BATCH):
            with self.database.read() as session:
                waiting: Sequence[StoredDocument] = documents_waiting(session, lane, WAITING)
            jobs = [read_job(document.tenant, document.id, document.version, lane) for document in waiting]
            states = self.jobs.states([job.id for job in jobs])
            for job in jobs:
                state = states.get(job.id)
                if state in LIVE:
                    continue
                if state is None:
                    self.jobs.enqueue(job)
                else:
                    self.jobs.enqueue_again(job)
                enqueued += 1
        return enqueued


def _interrupted(times: int) -> ReadingFailed:
    return ReadingFailed(
        "interrupted",
        f"Reading was begun {times} times and the process that read ended before it. It is begun again by itself, but not for ever.",
        f"读取已开始 {times} 次，读取进程均在完成前结束。系统会自动重试，但次数有限。",
    )
