"""What Prometheus asks for: how a process works, counted as it happens, and what is in the store, counted when asked. Each process has numbers of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from logging import getLogger
from pathlib import Path
from shutil import disk_usage
from threading import Lock
from time import monotonic

from prometheus_client import CollectorRegistry, Counter, GCCollector, Histogram, PlatformCollector, ProcessCollector, generate_latest, start_http_server
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from intake.document import Format
from intake.errors import IntakeError, SetupError
from intake.invoice import Kind
from intake.read_stored import Invoices, Members
from intake.result import Result
from intake.state import DocumentState, InvoiceState
from intake.store.documents import StateCount
from intake.store.session import Database
from intake.store.signals import Place, Recent, count_documents_by_place, count_invoices, recent_invoices, workers_known
from intake.store.words import Lane
from intake.store.workers import database_time
from intake.workflow import KILLS

LOOPBACK = "127.0.0.1"
RECENT = timedelta(days=1)
FRESH_SECONDS = 5.0
"""Counts are that old at most: several who ask at once cost no more than one."""
_HTTP_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 0.8, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0)
_STAGE_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0, 60.0, 120.0)
_MS = 1000
_PICTURES = frozenset({Format.PHOTO.value, Format.SCAN.value, Format.SCREEN.value, Format.RENDER.value, Format.PDF_IMAGE.value})
"""Where a QR code has to be found, not read as data."""


class ProcessMetrics:
    """Safe for threads."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        for collector in (ProcessCollector, PlatformCollector, GCCollector):
            collector(registry=self.registry)
        own = self.registry
        self._http = Histogram("fapiao_http_request_seconds", "Until the answer began", ("method", "route", "status"), buckets=_HTTP_SECONDS, registry=own)
        self._stages = Histogram("fapiao_stage_seconds", "One stage of reading one document", ("stage",), buckets=_STAGE_SECONDS, registry=own)
        self._read = Counter("fapiao_documents_read", "Times that reading a document ended, by how", ("outcome",), registry=own)
        self._kills = Counter("fapiao_reader_kills", "Readers that a document killed or outlasted", ("code",), registry=own)
        self._invoices = Counter("fapiao_invoices_found", "Invoices found in documents, by decision", ("kind", "decision"), registry=own)
        self._qr = Counter("fapiao_qr_codes", "Pictures of invoices, by whether their QR code was decoded", ("decoded",), registry=own)
        for code in sorted(KILLS):
            self._kills.labels(code)
        for decoded in ("yes", "no"):
            self._qr.labels(decoded)

    def note_request(self, method: str, route: str, status: int, seconds: float) -> None:
        self._http.labels(method, route, str(status)).observe(seconds)

    def note_reading(self, outcome: Invoices | Members | IntakeError) -> None:
        """Of one try to read one document."""
        match outcome:
            case Invoices(results):
                self._read.labels("read").inc()
                self._note_results(results)
            case Members():
                self._read.labels("taken_apart").inc()
            case IntakeError():
                self._read.labels(outcome.code).inc()
                if outcome.code in KILLS:
                    self._kills.labels(outcome.code).inc()

    def text(self) -> bytes:
        """In Prometheus' text format 0.0.4."""
        return generate_latest(self.registry)

    def serve(self, port: int) -> Callable[[], None]:
        """Answers on this port of this machine alone, for processes without the HTTP application; call what it returns to stop. Raises SetupError."""
        try:
            server, thread = start_http_server(port, LOOPBACK, self.registry)
        except OSError as error:
            raise _port_taken(port) from error

        def stop() -> None:
            server.shutdown()
            server.server_close()
            thread.join()

        return stop

    def _note_results(self, results: Sequence[Result]) -> None:
        for result in results:
            self._invoices.labels(result["kind"], result["decision"]).inc()
            if result["format"] in _PICTURES and result["kind"] != Kind.NOT_INVOICE.value:
                self._qr.labels("yes" if result["qr"] else "no").inc()
        # Every invoice of a document has the times of the document.
        for stage, elapsed in results[0]["timing_ms"].items() if results else ():
            self._stages.labels(stage).observe(elapsed / _MS)


@dataclass(frozen=True)
class StoreNumbers:
    """What is in the store at a moment."""

    documents: dict[Place, StateCount]
    invoices: dict[InvoiceState, StateCount]
    recent: Recent
    silences: tuple[float, ...]
    """Of each worker, seconds since it was last heard of."""
    now: datetime


class StoreMetrics(Collector):
    """Safe for threads. In the process that takes requests, so that sums over processes count nothing twice."""

    def __init__(self, database: Database, clock: Callable[[], datetime], folders: Sequence[Path]) -> None:
        """`folders`: one of each disk that files and database lie on."""
        self._database = database
        self._clock = clock
        self._folders = tuple(dict.fromkeys(folders))
        self._lock = Lock()
        self._counted: tuple[float, StoreNumbers | None] | None = None

    def describe(self) -> Iterator[Metric]:
        """Nothing is counted before somebody asks."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        numbers = self._numbers()
        yield GaugeMetricFamily("fapiao_database_up", "1 where the database answers", value=float(numbers is not None))
        yield from self._disks()
        if numbers is not None:
            yield from _documents(numbers)
            yield from _invoices(numbers)
            yield GaugeMetricFamily("fapiao_workers", "Processes that read and are not known to have ended", value=len(numbers.silences))
            yield GaugeMetricFamily("fapiao_worker_silence_seconds", "Since the most silent of them was heard of", value=max(numbers.silences, default=0.0))

    def _numbers(self) -> StoreNumbers | None:
        """None where the database does not answer."""
        with self._lock:
            if self._counted is None or monotonic() - self._counted[0] > FRESH_SECONDS:
                self._counted = (monotonic(), self._count())
            return self._counted[1]

    def _count(self) -> StoreNumbers | None:
        now = self._clock()
        try:
            with self._database.read() as session:
                heard = database_time(session)
                return StoreNumbers(
                    dict(count_documents_by_place(session)),
                    dict(count_invoices(session)),
                    recent_invoices(session, now - RECENT),
                    tuple(max(0.0, (heard - worker.beat_at).total_seconds()) for worker in workers_known(session)),
                    now,
                )
        except IntakeError as error:
            getLogger(__name__).warning("the store can't be counted: %s", error.message)
            return None

    def _disks(self) -> Iterator[Metric]:
        free = GaugeMetricFamily("fapiao_disk_free_bytes", "Free on the disk of this folder", labels=("folder",))
        size = GaugeMetricFamily("fapiao_disk_size_bytes", "Of the disk of this folder", labels=("folder",))
        for folder in self._folders:
            try:
                usage = disk_usage(folder)
            except OSError as error:
                getLogger(__name__).warning("the disk of %s does not answer: %s", folder, error.strerror)
                continue
            free.add_metric((str(folder),), usage.free)
            size.add_metric((str(folder),), usage.total)
        yield free
        yield size


def _documents(numbers: StoreNumbers) -> Iterator[Metric]:
    count = GaugeMetricFamily("fapiao_documents", "Documents by state and lane", labels=("state", "lane"))
    age = GaugeMetricFamily("fapiao_documents_oldest_seconds", "How long the one that is longest in a state is in it", labels=("state", "lane"))
    for state in DocumentState:
        for lane in Lane:
            found = numbers.documents.get(Place(state, lane))
            count.add_metric((state.value, lane.value), found.count if found else 0)
            # Where documents end, their age says nothing.
            if state in (DocumentState.RECEIVED, DocumentState.READING):
                age.add_metric((state.value, lane.value), _age(found, numbers.now))
    yield count
    yield age


def _invoices(numbers: StoreNumbers) -> Iterator[Metric]:
    count = GaugeMetricFamily("fapiao_invoices", "Invoices by state", labels=("state",))
    age = GaugeMetricFamily("fapiao_invoices_oldest_seconds", "How long the one that is longest in a state is in it", labels=("state",))
    for state in InvoiceState:
        found = numbers.invoices.get(state)
        count.add_metric((state.value,), found.count if found else 0)
        if state in (InvoiceState.IN_REVIEW, InvoiceState.APPROVED, InvoiceState.VERIFYING, InvoiceState.VERIFIED, InvoiceState.UPLOADING):
            age.add_metric((state.value,), _age(found, numbers.now))
    yield count
    yield age
    recent = numbers.recent
    yield GaugeMetricFamily("fapiao_day_invoices", "Invoices that came in during the last 24 hours", value=recent.invoices)
    yield GaugeMetricFamily("fapiao_day_invoices_accepted", "Of those, settled by now", value=recent.accepted)
    yield GaugeMetricFamily("fapiao_day_invoices_straight_through", "Of those, settled without a person", value=recent.straight_through)


def _age(found: StateCount | None, now: datetime) -> float:
    return max(0.0, (now - found.oldest).total_seconds()) if found else 0.0


def _port_taken(port: int) -> SetupError:
    return SetupError(
        "metrics_port_taken",
        f"Nothing can listen at {LOOPBACK}:{port}. Another process has it: give --metrics-port another number.",
        f"端口 {LOOPBACK}:{port} 无法监听，可能已被占用，请用 --metrics-port 指定其他端口。",
    )
