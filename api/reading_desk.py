"""Takes requests on while there is room, and has them read outside the event loop."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

from api.document_reader import DocumentReader
from api.errors import RequestError, service_busy
from api.upload_form import UploadForm
from intake.document import Document


class ReadingDesk:
    """Used in one event loop. Each thread of `threads` waits for one request's documents; work that finds no free thread waits in the executor's queue."""

    def __init__(self, reader: DocumentReader, threads: Executor, places: int) -> None:
        self._reader = reader
        self._threads = threads
        self._free = places

    @contextmanager
    def place(self) -> Iterator[None]:
        """A place for one request, from before its body is read until it is answered. Raises RequestError when all are taken."""
        if self._free == 0:
            raise RequestError(service_busy())
        self._free -= 1
        try:
            yield
        finally:
            self._free += 1

    async def read(self, form: UploadForm) -> bytes:
        """The answer as JSON. Raises SetupError, ReadingFailed."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, _answer, self._reader, form)


def _answer(reader: DocumentReader, form: UploadForm) -> bytes:
    """Runs in a thread: files are in memory only while they are read, and long results are encoded beside the event loop."""
    documents = [Document(upload.name, upload.file.read()) for upload in form.uploads]
    return json.dumps({"results": reader.read(documents, form.passwords)}, ensure_ascii=False).encode()
