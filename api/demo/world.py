"""Everything around the invoices of the demonstration: the real store, readers, verifying and uploading, over a simulated tax bureau, its providers and a ledger, all under one clock.

Of the story the job engine is left out: what a worker's jobs would do is done here one after the other, so that the clock can jump from one thing that is due to the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import UUID

from sqlalchemy.orm import Session

from api.build import build_pipeline
from api.build_service import Backend, open_backend, reading_parts, uploading_parts, verifying_parts
from api.demo.invoices import DemoInvoice
from api.demo.staff import TENANT, Staff, hire
from api.demo.troubles import MISBEHAVIOUR
from api.outside_settings import OutsideSettings
from api.settings import StoreSettings
from api.verification_settings import VerificationSettings
from intake.behaviour.history import CHINA_TIME
from intake.data_folder import DataFolder
from intake.duties.uploading import InvoiceUploading, upload_job
from intake.duties.verifying import InvoiceVerifying, Occasion, verify_job
from intake.isolation import ReaderPool
from intake.settings import ReadSettings
from intake.state import InvoiceState
from intake.store.documents import documents_waiting
from intake.store.invoice_columns import invoice_key
from intake.store.invoices import StoredInvoice, find_invoice
from intake.store.uploads import due_uploads, next_due
from intake.store.verifications import approved_invoices, due_verifications, find_standing
from intake.store.words import Lane
from intake.upload.ledger_settings import LedgerSettings, LedgerType, RouteSettings
from intake.upload.named_ledgers import UploadSettings
from intake.upload.simulator.books import Books
from intake.upload.simulator.misbehaviour import ByKey, Misbehaviour
from intake.upload.simulator.server import Habits, SimulatedLedger, serve
from intake.verification.codes import Vendor
from intake.verification.provider_settings import ProviderSettings
from intake.verification.rate_limit import Rate
from intake.verification.simulator.bureau import Bureau, BureauRules
from intake.verification.simulator.providers import KEYS, SimulatedProviders
from intake.verification.simulator.wire import Trouble as ProviderTrouble
from intake.workflow import DocumentReading

LEDGER = "books"
START = datetime(2026, 1, 12, 9, 30, tzinfo=CHINA_TIME)
"""A Monday. Fixed, so that every run tells the same story and the sample invoices never grow too old."""
_SECRET = "opens nothing but the simulated ledger"  # noqa: S105
_MANY = 1000
_PATIENT_SECONDS = 1.0
"""Real ones, until a ledger that stays silent is given up: its silence lasts longer."""


@dataclass
class DemoClock:
    """Stands still until it is moved, and from some day on it runs. Never goes back."""

    now: datetime = START
    is_running: bool = False

    def __call__(self) -> datetime:
        return datetime.now(UTC) if self.is_running else self.now

    def run(self) -> None:
        """By the clock of the machine, from now on."""
        self.is_running = True

    def move_to(self, moment: datetime) -> None:
        self.now = max(self.now, moment)


class NotAsTold(Exception):
    """The story can't go on: the product did not do what it tells."""


@dataclass(frozen=True)
class Outsiders:
    """Whom the product speaks to: the simulators, at work on this machine."""

    clock: DemoClock
    providers: SimulatedProviders
    ledger: SimulatedLedger
    settings: OutsideSettings
    """Their addresses."""

    def end_maintenance(self) -> None:
        """Of the provider that is asked first."""
        self.providers.trouble(Vendor.TENCENT, None)


@dataclass
class World:
    around: Outsiders
    store: StoreSettings
    backend: Backend
    staff: Staff
    reading: DocumentReading
    verifying: InvoiceVerifying
    uploading: InvoiceUploading
    places: int
    """Documents read at a time."""
    invoices: list[UUID] = field(default_factory=list)
    """Records whose waits the clock looks at."""

    @property
    def clock(self) -> DemoClock:
        return self.around.clock

    def read_all(self) -> None:
        """Everything that waits is read, members of mails and archives too."""
        while True:
            with self.backend.database.read() as session:
                waiting = [document for lane in Lane for document in documents_waiting(session, lane, _MANY)]
            if not waiting:
                return
            with ThreadPoolExecutor(self.places) as threads:
                jobs = [threads.submit(self.reading.run, document.tenant, str(document.id), str(document.version), document.lane.value) for document in waiting]
            for job in jobs:
                job.result()

    def work(self) -> bool:
        """What is due at this moment, once. Whether anything was."""
        now, database = self.clock(), self.backend.database
        with database.read() as session:
            asked = [verify_job(each, Occasion.APPROVED) for each in approved_invoices(session, _MANY)]
            asked += [verify_job(each, Occasion.DUE) for each in due_verifications(session, now, _MANY)]
            sent = [upload_job(each) for each in due_uploads(session, now, _MANY)]
        for job in asked:
            self.verifying.run(*job.arguments)
        for job in sent:
            self.uploading.run(*job.arguments)
        return bool(asked or sent)

    def next_moment(self) -> datetime | None:
        """When something is due next; None where nothing waits."""
        with self.backend.database.read() as session:
            moments = [next_due(session)]
            for invoice_id in self.invoices:
                standing = find_standing(session, TENANT, invoice_id)
                if the_invoice(session, invoice_id).state is InvoiceState.VERIFYING and standing is not None:
                    moments.append(standing.due_at)
        return min((moment for moment in moments if moment is not None), default=None)


@contextmanager
def outsiders(invoices: Sequence[DemoInvoice], start: datetime = START) -> Iterator[Outsiders]:
    """Who answer about these invoices until the block ends."""
    clock = DemoClock(start)
    bureau = Bureau(clock, BureauRules(takes_same_day=False), [each.true for each in invoices if each.is_issued])
    with ExitStack() as stack:
        providers = stack.enter_context(SimulatedProviders(bureau))
        providers.trouble(Vendor.TENCENT, ProviderTrouble.MAINTENANCE)
        moods = ByKey(_scripts(invoices))
        ledger = SimulatedLedger(Books(clock), moods, "demo", _SECRET.encode(), clock, Habits(silent_seconds=2 * _PATIENT_SECONDS, retry_after=600))
        address = stack.enter_context(serve(ledger))
        yield Outsiders(clock, providers, ledger, OutsideSettings(_verification(providers.address), _uploads(address)))


@contextmanager
def demo_world(data: Path, read: ReadSettings, around: Outsiders) -> Iterator[World]:
    """Until the block ends. Raises SetupError and StoreUnavailable where this installation can't read or keep anything."""
    store = StoreSettings(DataFolder(data.absolute()))
    with ExitStack() as stack:
        backend = stack.enter_context(open_backend(store, around.settings, around.clock))
        staff = hire(backend.database, around.clock())
        pool = ReaderPool(partial(build_pipeline, read), read.worker_limits, read.workers + 1)
        stack.callback(pool.stop)
        pool.start()
        reading = DocumentReading(reading_parts(read, backend, pool))
        verifying, uploading = InvoiceVerifying(verifying_parts(backend)), InvoiceUploading(uploading_parts(backend))
        yield World(around, store, backend, staff, reading, verifying, uploading, read.workers + 1)


def the_invoice(session: Session, invoice_id: UUID) -> StoredInvoice:
    """Nobody deletes any. Raises NotAsTold."""
    invoice = find_invoice(session, TENANT, invoice_id)
    if invoice is None:
        raise NotAsTold(f"the invoice {invoice_id} is gone")
    return invoice


def key_of(invoice: StoredInvoice) -> str:
    """Under which the ledger knows it."""
    return invoice_key(invoice.columns.code, invoice.columns.number) or ""


def true_key(invoice: DemoInvoice) -> str:
    return invoice_key(*invoice.true.key) or ""


def until(clock: DemoClock, hour: int, minute: int = 0, days: int = 0) -> datetime:
    """That time of this day, or of a later one, in China."""
    day = clock().astimezone(CHINA_TIME) + timedelta(days=days)
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0)


def _scripts(invoices: Sequence[DemoInvoice]) -> Mapping[str, Sequence[Misbehaviour]]:
    return {true_key(each): MISBEHAVIOUR[each.trouble] for each in invoices if each.trouble in MISBEHAVIOUR}


def _verification(address: str) -> VerificationSettings:
    rate = Rate(per_second=200.0, burst=200)
    return VerificationSettings(tuple(ProviderSettings(vendor, vendor.value, KEYS, address, rate=rate) for vendor in (Vendor.TENCENT, Vendor.BAIDU)))


def _uploads(address: str) -> UploadSettings:
    told = {"address": address, "id": "demo", "private": True, "plain": True, "timeout_seconds": _PATIENT_SECONDS}
    return UploadSettings((LedgerSettings(LEDGER, LedgerType.REST, told, _SECRET),), (RouteSettings(TENANT, LEDGER),))
