"""Settings -> the parts of the service that keep what they are told: store, jobs, reception, worker. Beside `build.py`, since commands that only read files need none of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from logging import getLogger
from time import monotonic, sleep
from typing import TypeVar
from uuid import UUID

from api.build import chosen_engine, load_judges
from api.door_watch import DoorWatch
from api.originals import open_originals
from api.outside_settings import OutsideSettings
from api.settings import StoreSettings
from api.verification_settings import VerificationSettings
from intake.build_ledgers import build_routes
from intake.data_folder import DataFolder
from intake.door import Reception
from intake.duties.reconciling import LOOK_SECONDS as RECONCILE_SECONDS
from intake.duties.reconciling import QUEUE as RECONCILE_QUEUE
from intake.duties.reconciling import RECONCILE, Reconciling, ReconcilingParts, ReconcilingSweep
from intake.duties.uploading import QUEUE as UPLOAD_QUEUE
from intake.duties.uploading import SWEEP_SECONDS as UPLOAD_SECONDS
from intake.duties.uploading import UPLOAD, InvoiceUploading, UploadingParts, UploadSweep
from intake.duties.verifying import QUEUE as VERIFY_QUEUE
from intake.duties.verifying import VERIFY, InvoiceVerifying, VerifyingParts
from intake.duties.verifying_sweep import SECONDS as VERIFY_SECONDS
from intake.duties.verifying_sweep import VerifyingSweep
from intake.engine import Jobs
from intake.errors import StoreUnavailable
from intake.isolation import ReaderPool
from intake.judging import Judging
from intake.kept_secrets import SecretSafe
from intake.lanes import Lanes
from intake.notices.named_settings import NoticeSettings
from intake.outside_now import NamedOutside, OutsideNow
from intake.password_safe import PasswordSafe
from intake.pipeline import Pipeline
from intake.sealing import SealingKey
from intake.settings import ReadSettings
from intake.store.files import Files
from intake.store.session import Database, open_database
from intake.store.upgrade import upgrade
from intake.store.words import Lane
from intake.upload.named_ledgers import UploadSettings
from intake.upload.routes import Routes
from intake.worker import Duty, Worker, new_worker_id
from intake.workflow import Outcome, ReadingParts, read_job
from models.manifest import WEIGHTS_DIRECTORY
from models.trained_files import TRAINED_DIRECTORY

RETRY_SECONDS = 2.0
Made = TypeVar("Made")


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Backend:
    """What doors and pages are made of."""

    database: Database
    files: Files
    jobs: Jobs
    reception: Reception
    clock: Callable[[], datetime]
    folder: DataFolder
    verification: VerificationSettings = field(default_factory=VerificationSettings)
    """With the providers that whoever runs the service named; `outside` knows those of the settings page too."""
    notices: NoticeSettings = field(default_factory=NoticeSettings)
    named_routes: Routes = field(default_factory=Routes)
    """Those of `uploads`."""
    uploads: UploadSettings = field(default_factory=UploadSettings)
    """The ledgers that whoever runs the service named."""
    doors: DoorWatch = field(default_factory=DoorWatch)

    @cached_property
    def outside(self) -> OutsideNow:
        folders = (self.folder.ledgers, *self.uploads.folders)
        named = NamedOutside(self.verification.providers, self.named_routes, self.notices.private_hosts, folders)
        return OutsideNow(self.database, self.secret_safe, named, self.clock)

    @property
    def secret_safe(self) -> SecretSafe:
        return SecretSafe(SealingKey(self.folder.sealing_key))

    @property
    def safe(self) -> PasswordSafe:
        return PasswordSafe(self.folder.sealing_key)


@contextmanager
def open_backend(settings: StoreSettings, outside: OutsideSettings | None = None, clock: Callable[[], datetime] = _now) -> Iterator[Backend]:
    """The store at the newest schema; without `outside`, nobody else is spoken to. Raises StoreUnavailable, StoreDamaged, SetupError."""
    outside = outside or OutsideSettings()
    routes = build_routes(outside.uploads, clock)
    folder = settings.data
    folder.make()
    database = open_database(settings.database_address)
    try:
        upgrade(database, folder.backups)
        files = open_originals(settings)
        jobs = Jobs(settings.jobs_address)
        try:
            jobs.prepare()
            reception = _reception(settings, database, files, jobs, clock)
            yield Backend(database, files, jobs, reception, clock, folder, outside.verification, outside.notices, routes, outside.uploads)
        finally:
            jobs.close()
    finally:
        database.close()


def build_worker(
    read: ReadSettings,
    settings: StoreSettings,
    backend: Backend,
    pool: ReaderPool[Pipeline],
    note: Callable[[Outcome], None] = lambda _: None,
    more: Sequence[Duty] = (),
) -> Worker:
    """`pool` has one process more than `read.workers` (`Lanes`). `note` is told of every try to read a document; `more` duties are the caller's own."""
    return Worker(reading_parts(read, backend, pool, note), settings.jobs_address, (*_duties(backend), *more))


def reading_parts(read: ReadSettings, backend: Backend, pool: ReaderPool[Pipeline], note: Callable[[Outcome], None] = lambda _: None) -> ReadingParts:
    """Raises SetupError."""
    return ReadingParts(
        backend.database,
        backend.files,
        pool,
        Lanes(read.workers),
        backend.jobs,
        new_worker_id(),
        reader_version(read),
        backend.clock,
        read.limits,
        Judging(backend.database, load_judges(read.policy).stages, backend.clock),
        backend.safe,
        read.passwords,
        note,
    )


def _duties(backend: Backend) -> Sequence[Duty]:
    """What the worker does besides reading."""
    return (_verifying(backend), _uploading(backend), _reconciling(backend))


def verifying_parts(backend: Backend) -> VerifyingParts:
    return VerifyingParts(backend.database, backend.jobs, backend.outside, backend.clock, backend.verification.rules)


def uploading_parts(backend: Backend) -> UploadingParts:
    """Without a ledger too: then every sending says that none is set up."""
    return UploadingParts(backend.database, backend.files, backend.jobs, backend.outside, backend.clock)


def _verifying(backend: Backend) -> Duty:
    parts = verifying_parts(backend)
    sweep = VerifyingSweep(parts)

    def look() -> int:
        """Where nobody can be asked approved invoices stay approved."""
        return sweep.run() if backend.outside.now().providers else 0

    return Duty(VERIFY, InvoiceVerifying(parts).run, VERIFY_QUEUE, look, VERIFY_SECONDS)


def _uploading(backend: Backend) -> Duty:
    parts = uploading_parts(backend)
    return Duty(UPLOAD, InvoiceUploading(parts).run, UPLOAD_QUEUE, UploadSweep(parts).run, UPLOAD_SECONDS)


def _reconciling(backend: Backend) -> Duty:
    """Without a ledger too: handed-in lists are compared when somebody asks."""
    parts = ReconcilingParts(backend.database, backend.jobs, backend.outside, backend.clock)
    return Duty(RECONCILE, Reconciling(parts).run, RECONCILE_QUEUE, ReconcilingSweep(parts).run, RECONCILE_SECONDS)


def when_available(make: Callable[[], Made], seconds: float, given_up: Callable[[], bool] = lambda: False) -> Made:
    """Tries until the database or disk can be used, or nobody wants it any more. Raises StoreUnavailable when it never could."""
    end = monotonic() + seconds
    while True:
        try:
            return make()
        except StoreUnavailable as error:
            if monotonic() > end or given_up():
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


def _reception(settings: StoreSettings, database: Database, files: Files, jobs: Jobs, clock: Callable[[], datetime]) -> Reception:
    def enqueue(tenant: str, document_id: UUID, lane: Lane) -> None:
        jobs.enqueue(read_job(tenant, document_id, 1, lane))  # a new document is at its first version

    return Reception(database, files, clock, enqueue, (settings.data.root,), room=settings.room)
