"""Evidence bundles as downloads: the pictures come from the same processes that draw pages for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from fastapi.responses import StreamingResponse

from api.downloads import download
from api.errors import RequestError
from api.http_door import HttpDoor
from api.looks import Looks, Original
from api.routes.documents import disposition
from intake.errors import ReadingFailed
from intake.evidence_bundle import Picture, evidence_bundle
from intake.password_safe import PasswordSafe
from intake.store.documents import StoredDocument
from intake.store.session import Database
from intake.zip_stream import Part

PIXELS = 2000
"""Of a page's longer side."""
ZIP = "application/zip"
ZIP_FILE: dict[str, Any] = {"content": {ZIP: {"schema": {"type": "string", "contentMediaType": ZIP}}}}


def pictures(database: Database, looks: Looks, safe: PasswordSafe, passwords: Sequence[str], wait_seconds: float) -> Picture:
    """`passwords` are tried on every encrypted document besides those that were given for it."""

    def picture(document: StoredDocument, page: int) -> bytes | None:
        with database.read() as session:
            given = safe.passwords(session, document)
        try:
            drawn = looks.page(Original(document.sha256, document.name, (*given, *passwords)), page, PIXELS, wait_seconds)
        except RequestError as error:  # no place got free
            raise ReadingFailed(error.problem.code, error.problem.message_en, error.problem.message_zh) from error
        return None if drawn is None else drawn.jpeg

    return picture


def bundle_answer(door: HttpDoor, tenant: str, invoices: Sequence[UUID], name: str, more: Iterable[Part] = ()) -> StreamingResponse:
    """`name` of the file, without its ending."""
    backend, settings = door.backend, door.settings
    picture = pictures(backend.database, door.looks, backend.safe, settings.read.passwords, settings.door.picture_seconds)
    content: Iterator[bytes] = evidence_bundle(backend.database, backend.files, tenant, invoices, picture, more)
    return download(content, disposition(f"{name}.zip"), ZIP)
