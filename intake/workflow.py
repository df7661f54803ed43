"""Which short job runs in which state, and how it ends.

    received  --read job-->  reading  -->  read          its invoices are records, or its members are documents
                                      -->  failed        it can't be read as it is
                                      -->  quarantined   it killed its reader twice
                                      -->  received      not its fault, or not surely: once more

The state in the database is the truth. A job says which document at which version it means, and finds nothing to do where somebody else was faster; so jobs may
be lost, run twice or come late. What was lost, `intake.sweep` finds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from functools import partial
from logging import getLogger
from threading import Lock
from time import sleep
from types import MappingProxyType
from typing import TypeVar
from uuid import UUID

from sqlalchemy.orm import Session
from structlog.contextvars import bound_contextvars

from intake.engine import Abandoned, Job, JobQueue, Jobs
from intake.errors import IntakeError, ReadingFailed, SetupError, StoreUnavailable
from intake.isolation import ReaderPool, program_fault
from intake.lanes import Closed, Lanes
from intake.opening.limits import Limits
from intake.password_safe import ENCRYPTED, PasswordSafe
from intake.pipeline import Pipeline
from intake.read_stored import Invoices, Members, Original, Values, read_stored
from intake.reading import Reading
from intake.result import Result
from intake.state import machine
from intake.store.answers import Done
from intake.store.containers import record_members
from intake.store.documents import StoredDocument, begin_reading, fail, find_document, give_back, quarantine
from intake.store.files import Files
from intake.store.readings import record_reading
from intake.store.session import Database
from intake.store.words import Lane

READ = "read"
QUEUE_OF = MappingProxyType(
    {
        Lane.SINGLE: JobQueue(Lane.SINGLE.value, at_once=8, poll_seconds=0.2),
        Lane.BATCH: JobQueue(Lane.BATCH.value, at_once=16, poll_seconds=0.5),
    }
)
"""How soon a job is noticed, and how many are ahead in a process; how many are read at a time, `Lanes` says."""
KILLS = frozenset({"worker_died", "out_of_memory", "timeout"})
"""Codes of files whose reader had to be replaced."""
WAIT_SECONDS = {SetupError: 60.0, StoreUnavailable: 15.0}
"""Before a document is tried again that our own side could not read."""
KEEP_AFTER_SECONDS = (0.1, 0.3, 1.0, 3.0, 5.0, 10.0, 10.0, 10.0, 10.0)
"""Waits between tries to keep what reading took seconds to find, while the database is away."""

Kept = TypeVar("Kept")
Outcome = Invoices | Members | IntakeError
"""Of one try to read a document."""


def _nobody_counts(_outcome: Outcome) -> None: ...


def read_job(tenant: str, document_id: UUID, version: int, lane: Lane) -> Job:
    """Of one stay in the state `received`, which the document's version names."""
    return Job(f"{READ}:{document_id}:{version}", READ, QUEUE_OF[lane], (tenant, str(document_id), str(version), lane.value))


class Fate(Enum):
    """What becomes of a document that was not read."""

    AGAIN = "again"
    FAILED = "failed"
    QUARANTINED = "quarantined"


def fate_of(error: IntakeError, before: str) -> Fate:
    """`before` is the code that the try before this one ended with, "" for none."""
    if isinstance(error, StoreUnavailable | SetupError) or error.code == "stopped":
        return Fate.AGAIN
    if error.code in KILLS:
        return Fate.QUARANTINED if before in KILLS else Fate.AGAIN
    if isinstance(error, ReadingFailed):
        return Fate.FAILED if before == error.code else Fate.AGAIN
    return Fate.FAILED


@dataclass(frozen=True)
class ReadingParts:
    """What reading documents takes; made in `api/build.py`."""

    database: Database
    files: Files
    pool: ReaderPool[Pipeline]
    lanes: Lanes
    jobs: Jobs
    worker: str
    """This process, as `intake.store.workers` knows it."""
    reader: str
    """Versions of program, models and rules, kept with each reading."""
    clock: Callable[[], datetime]
    limits: Limits
    judge: Callable[[StoredDocument, Reading], tuple[Result, ...]]
    """What to think of the values that were read. Raises StoreUnavailable."""
    safe: PasswordSafe
    passwords: tuple[str, ...] = field(default=(), repr=False)
    """Tried on every encrypted file."""
    note: Callable[[Outcome], None] = _nobody_counts
    """Told of every try, for whoever counts."""


class DocumentReading:
    """The read job. Safe for threads."""

    def __init__(self, parts: ReadingParts) -> None:
        self._parts = parts
        self._actor = machine("reader")
        self._lock = Lock()
        self._in_hand: set[UUID] = set()

    @property
    def in_hand(self) -> frozenset[UUID]:
        """Documents that this process is reading now."""
        with self._lock:
            return frozenset(self._in_hand)

    def run(self, tenant: str, document_id: str, version: str, lane: str) -> None:
        """The arguments of `read_job`. Raises Abandoned where the process ends before the document's turn comes."""
        document = UUID(document_id)
        try:
            with bound_contextvars(tenant=tenant, document=document_id), self._parts.lanes.place(Lane(lane)):
                self._take_in_hand(document)
                try:
                    self._read(tenant, document, int(version))
                finally:
                    self._put_down(document)
        except Closed:
            raise Abandoned from None
        except StoreUnavailable as error:
            # The sweep finds the document, wherever it stayed.
            getLogger(__name__).warning("document %s waits for the sweep: %s", document_id, error.message)

    def _take_in_hand(self, document: UUID) -> None:
        with self._lock:
            self._in_hand.add(document)

    def _put_down(self, document: UUID) -> None:
        with self._lock:
            self._in_hand.discard(document)

    def _read(self, tenant: str, document_id: UUID, version: int) -> None:
        begun = self._begin(tenant, document_id, version)
        if begun is None:
            return
        document, passwords = begun
        outcome = self._outcome(document, passwords)
        self._parts.note(outcome)
        for job, delay in kept(partial(self._record, document, outcome)):
            self._enqueue(job, delay)

    def _begin(self, tenant: str, document_id: UUID, version: int) -> tuple[StoredDocument, tuple[str, ...]] | None:
        """The document, and what may open it. None where there is nothing to do any more."""
        parts = self._parts
        with parts.database.write() as session:
            moved = begin_reading(session, tenant, document_id, actor=self._actor, at=parts.clock(), worker=parts.worker, version=version)
            document = find_document(session, tenant, document_id) if isinstance(moved, Done) else None
            return None if document is None else (document, (*parts.safe.passwords(session, document), *parts.passwords))

    def _outcome(self, document: StoredDocument, passwords: tuple[str, ...]) -> Outcome:
        parts = self._parts
        original = Original(document.sha256, document.name, passwords)
        try:
            for _, outcome in parts.pool.read_all([original], partial(read_stored, files=parts.files, limits=parts.limits)):
                return self._judged(document, outcome.reading) if isinstance(outcome, Values) else outcome
        except IntakeError as error:  # of the pool, not of the document
            return error
        raise AssertionError("a pool answers for every item")

    def _judged(self, document: StoredDocument, reading: Reading) -> Outcome:
        try:
            return Invoices(kept(partial(self._parts.judge, document, reading)))
        except IntakeError as error:
            return error
        except Exception as error:
            getLogger(__name__).exception("what was read could not be judged for a fault of the program")
            return program_fault(error)

    def _record(self, document: StoredDocument, outcome: Outcome) -> list[tuple[Job, float]]:
        """Ends the reading in one transaction; the jobs that follow from it, with seconds to wait. None where somebody else has the document by now."""
        parts = self._parts
        at = parts.clock()
        with parts.database.write() as session:
            match outcome:
                case Invoices(results):
                    record_reading(session, document.tenant, document.id, results, reader=parts.reader, actor=self._actor, at=at)
                    return []
                case Members(members, failures):
                    if any(failure.error_code == ENCRYPTED for failure in failures):
                        parts.safe.forget(session, document)
                    receipts = record_members(session, document, members, failures, actor=self._actor, at=at)
                    new = [receipt.document_id for receipt in receipts if receipt.first] if isinstance(receipts, tuple) else []
                    found = [find_document(session, document.tenant, member) for member in new]
                    return [(read_job(member.tenant, member.id, member.version, member.lane), 0.0) for member in found if member]
                case IntakeError():
                    return self._not_read(document, outcome, session, at)

    def _not_read(self, document: StoredDocument, error: IntakeError, session: Session, at: datetime) -> list[tuple[Job, float]]:
        if error.code == ENCRYPTED:
            self._parts.safe.forget(session, document)  # what was given does not open it
        end = {Fate.AGAIN: give_back, Fate.FAILED: fail, Fate.QUARANTINED: quarantine}[fate_of(error, document.error_code)]
        answer = end(session, document.tenant, document.id, error_code=error.code, actor=self._actor, why=said(error), at=at)
        if end is not give_back or not isinstance(answer, Done):
            return []
        delay = next((seconds for kind, seconds in WAIT_SECONDS.items() if isinstance(error, kind)), 0.0)
        return [(read_job(document.tenant, document.id, answer.version, document.lane), delay)]

    def _enqueue(self, job: Job, delay: float) -> None:
        try:
            self._parts.jobs.enqueue(job, delay)
        except StoreUnavailable as error:
            getLogger(__name__).warning("job %s waits for the sweep: %s", job.id, error.message)


def said(error: IntakeError) -> str:
    """For history, which people read in either language."""
    return f"{error.message} · {error.message_zh}"


def kept(keep: Callable[[], Kept]) -> Kept:
    """Tries for a while. Keeping is safe to do twice: who comes late finds the document moved. Raises StoreUnavailable."""
    for seconds in KEEP_AFTER_SECONDS:
        try:
            return keep()
        except StoreUnavailable:
            sleep(seconds)
    return keep()
