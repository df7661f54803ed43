"""Files that leave by a route in pieces, and the note of who took them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from tempfile import NamedTemporaryFile

from fastapi.responses import StreamingResponse

from api.document_problems import too_many_rows
from api.errors import RequestError
from api.http_door import HttpDoor
from intake.opening.limits import MIB
from intake.people.caller import Caller
from intake.store.audit import AuditEvent, AuditSubject, add_audit

MOST_ROWS = 100_000
"""Of a spreadsheet: more opens in none at a bearable speed."""


def note_taken(door: HttpDoor, caller: Caller, file: str, asked: Mapping[str, object]) -> None:
    """To be called before anything leaves: who took what, and by which filters."""
    given = {key: str(value) for key, value in asked.items() if value is not None}
    with door.backend.database.write() as session:
        add_audit(session, caller.tenant, AuditSubject.EXPORT, file, AuditEvent.TAKEN, actor=caller.actor, at=door.backend.clock(), after=given)


def download(content: Iterator[bytes], content_disposition: str, media_type: str) -> StreamingResponse:
    """Never shown by a browser as a page of ours, and kept by nobody on its way. What goes wrong before the first piece is answered as a problem."""
    first = next(content, b"")
    headers = {"Content-Disposition": content_disposition, "X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"}
    return StreamingResponse(chain((first,), content), media_type=media_type, headers=headers)


def workbook(write: Callable[[Path], bool]) -> Iterator[bytes]:
    """The spreadsheet that `write` makes at the path. Raises RequestError where that says it has more than `MOST_ROWS`."""
    with NamedTemporaryFile(suffix=".xlsx") as file:
        if not write(Path(file.name)):
            raise RequestError(too_many_rows(MOST_ROWS))
        file.seek(0)
        while piece := file.read(MIB):
            yield piece
