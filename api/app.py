"""The HTTP application."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, asynccontextmanager, contextmanager

from fastapi import FastAPI

from api.access import Gate
from api.authority_route import authority_routes
from api.body_limit import BodyLimit
from api.build_service import Backend, program_version
from api.deps import Service
from api.document_reader import DocumentReader, PooledReader
from api.errors import add_problem_handlers
from api.http_door import http_door
from api.looks import Looks
from api.metrics import ProcessMetrics, StoreMetrics
from api.pages.assets import load_assets
from api.pages.routes import page_routes
from api.reading_desk import ReadingDesk
from api.request_log import RequestLog
from api.resumable.uploads import Uploads
from api.resumable.version_header import VersionHeader
from api.routes import (
    batches,
    bulk_review,
    companies,
    diagnosis,
    documents,
    doors,
    entries,
    events,
    evidence,
    exports,
    feedback,
    health,
    invoices,
    known,
    ledger_routes,
    ledgers,
    metrics,
    notices,
    outside,
    overview,
    page_text,
    people,
    prepared_pages,
    providers,
    read,
    receipts,
    reconciliation,
    records,
    review,
    review_claims,
    review_digits,
    review_drafts,
    review_pages,
    review_quality,
    sendings,
    sessions,
    trial_messages,
    uploads,
    verification,
    views,
    webhooks,
)
from api.schemas import add_schemas
from api.settings import ServeSettings
from api.starting import Starting


def create_app(
    settings: ServeSettings,
    reader: DocumentReader | None = None,
    backend: Backend | None = None,
    looks: Looks | None = None,
    numbers: ProcessMetrics | None = None,
    starting: Starting | None = None,
) -> FastAPI:
    """The service, not yet running: its lifespan begins to start the reader, and stops it. Without a reader it reads, and without looks it looks, in worker processes of its own.

    Without a backend it stores nothing, and routes that need one don't work. `numbers` are those of this process, where it counts more than requests; `starting` is what takes long,
    where that is more than the reader.
    """
    reads = reader or PooledReader(settings.read)
    counted = numbers or ProcessMetrics()
    if backend is not None:
        counted.registry.register(StoreMetrics(backend.database, backend.clock, (backend.folder.root, *backend.reception.disks)))

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, object]]:
        with service_state(settings, reads, counted, backend, looks, starting) as state:
            yield state

    app = FastAPI(
        title="Fapiao Intake",
        description="Reads Chinese VAT invoices into checked fields. · 发票识别与校验",
        version=program_version(),
        lifespan=lifespan,
        docs_url=None,  # pages that fetch their scripts from another host
        redoc_url=None,
    )
    app.add_middleware(BodyLimit, most=settings.body_bytes)
    app.add_middleware(VersionHeader, prefix="/v1/uploads")
    app.add_middleware(RequestLog, observe=counted.note_request)  # the outermost
    for noun in (
        read,
        receipts,
        uploads,
        batches,
        documents,
        entries,
        invoices,
        records,
        evidence,
        views,
        known,
        review,
        review_claims,
        bulk_review,
        review_digits,
        review_drafts,
        review_pages,
        review_quality,
        page_text,
        prepared_pages,
        verification,
        sendings,
        outside,
        providers,
        ledgers,
        ledger_routes,
        doors,
        overview,
        diagnosis,
        reconciliation,
        exports,
        events,
        companies,
        sessions,
        people,
        notices,
        webhooks,
        trial_messages,
        feedback,
        health,
        metrics,
    ):
        # Not include_router, which makes every route a second time when the first request comes: a second of each start.
        app.router.routes.extend(noun.router.routes)
    app.router.routes.extend(page_routes(load_assets()).routes)
    if settings.authority is not None:
        app.router.routes.extend(authority_routes(settings.authority).routes)
    add_problem_handlers(app)
    add_schemas(app)
    return app


@contextmanager
def service_state(
    settings: ServeSettings, reads: DocumentReader, counted: ProcessMetrics, backend: Backend | None, looks: Looks | None, starting: Starting | None = None
) -> Iterator[dict[str, object]]:
    """What routes find in `request.state` while the service runs: from its first moment, although nothing is read before the reader has started. Raises SetupError."""
    readiness, begun = reads.check(), starting or Starting()
    with ExitStack() as stack:
        threads = stack.enter_context(ThreadPoolExecutor(settings.read.workers, "reading"))
        stack.callback(reads.stop)
        desk = ReadingDesk(reads, threads, settings.read.workers + settings.waiting)
        state: dict[str, object] = {"service": Service(settings, readiness, begun, desk), "metrics": counted}
        steps = [reads.start]
        if backend is not None:
            door = stack.enter_context(http_door(settings, backend, looks))
            state |= {"backend": backend, "gate": Gate(backend.database, now=backend.clock), "door": door, "uploads": Uploads(door.parts)}
            steps.append(door.looks.start)
        stack.callback(begun.stop, reads.give_up)
        begun.start(*steps)
        yield state
