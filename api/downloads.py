"""Files that leave by a route in pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from tempfile import NamedTemporaryFile

from fastapi.responses import StreamingResponse

from api.document_problems import too_many_rows
from api.errors import RequestError
from intake.opening.limits import MIB

MOST_ROWS = 100_000
"""Of a spreadsheet: more opens in none at a bearable speed."""


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
