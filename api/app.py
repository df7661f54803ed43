"""The HTTP application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from importlib.metadata import PackageNotFoundError, version

from fastapi import FastAPI

from api.body_limit import BodyLimit
from api.deps import Service
from api.document_reader import DocumentReader, PooledReader
from api.errors import add_problem_handlers
from api.reading_desk import ReadingDesk
from api.routes import health, read
from api.schemas import add_schemas
from api.settings import ServeSettings


def create_app(settings: ServeSettings, reader: DocumentReader | None = None) -> FastAPI:
    """The service, not yet running: its lifespan starts the reader, and stops it. Without a reader it reads in worker processes of its own."""
    documents = reader or PooledReader(settings.read)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[dict[str, Service]]:
        readiness = documents.start()
        with ThreadPoolExecutor(settings.read.workers, "reading") as threads:
            try:
                yield {"service": Service(settings, readiness, ReadingDesk(documents, threads, settings.read.workers + settings.waiting))}
            finally:
                documents.stop()

    app = FastAPI(
        title="Fapiao Intake",
        description="Reads Chinese VAT invoices into checked fields. · 发票识别与校验",
        version=_version(),
        lifespan=lifespan,
        docs_url=None,  # pages that fetch their scripts from another host
        redoc_url=None,
    )
    app.add_middleware(BodyLimit, most=settings.body_bytes)
    app.include_router(read.router)
    app.include_router(health.router)
    add_problem_handlers(app)
    add_schemas(app)
    return app


def _version() -> str:
    try:
        return version("fapiao-intake")
    except PackageNotFoundError:  # a checkout that is not installed
        return "unknown"
