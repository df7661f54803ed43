"""Takes requests on while there is room, and has them read outside the event loop."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO

from api.document_reader import DocumentReader
from api.errors import RequestError, service_busy
from intake.document import Document


@dataclass(frozen=True)
class Upload:
    """A file of a request, still where the form's parser put it."""

    name: str
    file: BinaryIO = field(repr=False)


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

    async def read(self, uploads: Sequence[Upload], passwords: tuple[str, ...]) -> bytes:
        """The answer as JSON. Raises SetupError, ReadingFailed."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, _answer, self._reader, uploads, passwords)


def _answer(reader: DocumentReader, uploads: Sequence[Upload], passwords: tuple[str, ...]) -> bytes:
    """Runs in a thread: files are in memory only while they are read, and long results are encoded beside the event loop."""
    documents = [Document(upload.name, upload.file.read()) for upload in uploads]
    return json.dumps({"results": reader.read(documents, passwords)}, ensure_ascii=False).encode()
