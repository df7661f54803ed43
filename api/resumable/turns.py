"""Who writes to an upload: one request at a time, and whoever comes last, since the one before is mostly a connection that nobody holds the other end of any more."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

from api.document_problems import upload_in_use
from api.errors import RequestError

_RETRY_SECONDS = 2


@dataclass
class _Upload:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    waiting: int = 0
    wanted: asyncio.Event = field(default_factory=asyncio.Event)
    """Of the request that has the turn."""


class Turns:
    """Of this process; used in one event loop."""

    def __init__(self, wait_seconds: float = 5.0) -> None:
        self._wait_seconds = wait_seconds
        self._uploads: dict[UUID, _Upload] = {}

    @asynccontextmanager
    async def turn(self, upload_id: UUID) -> AsyncIterator[asyncio.Event]:
        """The event is set when somebody else wants the turn; whoever has it ends soon then. Raises RequestError (423) where that takes too long."""
        upload = self._uploads.setdefault(upload_id, _Upload())
        upload.waiting += 1
        upload.wanted.set()
        try:
            async with asyncio.timeout(self._wait_seconds):
                await upload.lock.acquire()
        except TimeoutError as error:
            raise RequestError(upload_in_use(_RETRY_SECONDS)) from error
        finally:
            upload.waiting -= 1
        upload.wanted = asyncio.Event()
        if upload.waiting:
            upload.wanted.set()
        try:
            yield upload.wanted
        finally:
            upload.lock.release()
            if not upload.waiting:
                del self._uploads[upload_id]
