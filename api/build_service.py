"""Settings -> the parts of the service that keep what they are told: store, jobs, reception, worker. Beside `build.py`, since commands that only read files need none of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from logging import getLogger
from time import monotonic, sleep
from typing import TypeVar
from uuid import UUID

from api.build import chosen_engine
from api.settings import StoreSettings
from intake.data_folder import DataFolder
from intake.door import Reception
from intake.engine import Jobs
from intake.errors import StoreUnavailable
from intake.isolation import ReaderPool
from intake.lanes import Lanes
from intake.pipeline import Pipeline
from intake.settings import ReadSettings
from intake.store.files import Files, open_local_files
from intake.store.session import Database, open_database
from intake.store.upgrade import upgrade
from intake.store.words import Lane
from intake.worker import Worker, new_worker_id
from intake.workflow import Outcome, ReadingParts, read_job
from models.manifest import WEIGHTS_DIRECTORY
from models.trained_files import TRAINED_DIRECTORY

RETRY_SECONDS = 2.0
Made = TypeVar("Made")


@dataclass(frozen=True)
class Backend:
    """What doors and pages are made of."""

    database: Database
    files: Files
    jobs: Jobs
    reception: Reception
    clock: Callable[[], datetime]
    folder: DataFolder


@contextmanager
def open_backend(settings: StoreSettings) -> Iterator[Backend]:
    """The store at the newest schema. Raises StoreUnavailable, StoreDamaged, SetupError."""
    folder = settings.data
    folder.make()
    database = open_database(settings.database_address)
    try:
        upgrade(database, folder.backups)
        files = open_local_files(folder.originals)
        jobs = Jobs(settings.jobs_address)
        try:
            jobs.prepare()
            yield Backend(database, files, jobs, _reception(settings, database, files, jobs), _now, folder)
        finally:
            jobs.close()
    finally:
        database.close()


def build_worker(
    read: ReadSettings, settings: StoreSettings, backend: Backend, pool: ReaderPool[Pipeline], note: Callable[[Outcome], None] = lambda _: None
) -> Worker:
    """`pool` has one process more than `read.workers` (`Lanes`). `note` is told of every try to read a document."""
    parts = ReadingParts(
        backend.database,
        backend.files,
        pool,
        Lanes(read.workers),
        backend.jobs,
        new_worker_id(),
        reader_version(read),
        backend.clock,
        read.limits,
        read.passwords,
        note,
    )
    return Worker(parts, settings.jobs_address)


def when_available(make: Callable[[], Made], seconds: float) -> Made:
    """Tries until the database or disk can be used. Raises StoreUnavailable when it never could."""
    end = monotonic() + seconds
    while True:
        try:
            return make()
        except StoreUnavailable as error:
            if monotonic() > end:
                raise
            getLogger(__name__).warning("waiting: %s", error.message)
            sleep(RETRY_SECONDS)


def reader_version(read: ReadSettings) -> str:
    """What a reading depends on, besides the file."""
    weights, trained = (sha256((folder / "manifest.toml").read_bytes()).hexdigest()[:12] for folder in (WEIGHTS_DIRECTORY, TRAINED_DIRECTORY))
    return f"fapiao-intake {program_version()}; {chosen_engine(read.engine).value}; weights {weights}; trained {trained}"


def program_version() -> str:
    try:
        return version("fapiao-intake")
    except PackageNotFoundError:  # a checkout that is not installed
        return "unknown"


def _reception(settings: StoreSettings, database: Database, files: Files, jobs: Jobs) -> Reception:
    def enqueue(tenant: str, document_id: UUID, lane: Lane) -> None:
        jobs.enqueue(read_job(tenant, document_id, 1, lane))  # a new document is at its first version

    return Reception(database, files, _now, enqueue, (settings.data.root,), room=settings.room)


def _now() -> datetime:
    return datetime.now(UTC)
