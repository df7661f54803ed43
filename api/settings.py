"""What the person who starts the HTTP service may choose."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from intake.data_folder import DataFolder
from intake.door import Room
from intake.opening.limits import MIB
from intake.settings import ReadSettings
from intake.store.s3_place import S3Place


@dataclass(frozen=True)
class ServeSettings:
    """How requests are taken."""

    read: ReadSettings = field(default_factory=ReadSettings)
    """As many requests are read at a time as there are workers."""
    waiting: int = 16
    """Requests taken on beyond those being read; the next one is asked to come back. Each may hold `body_bytes` in temporary files while it waits."""
    body_bytes: int = 101 * MIB
    """One request: a document of the largest size, and the form around it."""
    files: int = 100
    """In one request."""
    passwords: int = 20
    """In one request."""
    password_bytes: int = 1024
    upload_seconds: float = 300.0
    """A request has come in by then, or loses its place to others."""
    door: HttpDoorSettings = field(default_factory=lambda: HttpDoorSettings())
    authority: Path | None = None
    """The certificate that phones are to trust, a PEM file, where this installation made its own."""


@dataclass(frozen=True)
class HttpDoorSettings:
    """How documents are taken in by HTTP and kept."""

    single_bytes: int = 8 * MIB
    """One request to `/v1/invoices`; larger files go to `/v1/uploads`."""
    chunk_bytes: int = 16 * MIB
    """One request to an upload. Phones send 1 MiB at a time, so that a dropped link loses no more."""
    uploads_at_once: int = 3
    """Requests that send files, of one caller."""
    unfinished_uploads: int = 50
    """Of one caller."""
    unfinished_bytes: int = 1024 * MIB
    """Of one caller, by the announced lengths."""
    upload_hours: float = 24.0
    """An upload that lay still for that long is removed."""
    look_workers: int = 2
    """Processes that judge pictures and draw pages."""
    verdict_seconds: float = 1.5
    """Whoever sends a picture waits at most that long for a free one of these; without one the receipt comes without a verdict."""
    picture_seconds: float = 20.0
    """The same for whoever looks at a page."""
    waits: int = 200
    """Requests that wait for a change (`wait=`) at a time, of all callers; further ones are answered at once."""
    streams: int = 100
    """Streams of events at a time, of all callers."""
    stream_seconds: float = 300.0
    """A stream ends then, and its reader comes back with a credential that is checked anew."""


class ServeRole(StrEnum):
    """What a process of the service does."""

    ALL = "all"
    API = "api"
    """Takes requests; needs PostgreSQL and a worker elsewhere."""
    WORKER = "worker"
    """Reads; needs PostgreSQL."""


@dataclass(frozen=True)
class StoreSettings:
    """Where everything is kept."""

    data: DataFolder
    database_url: str = ""
    """`postgresql://...`; "" for SQLite in the data folder."""
    room: Room = field(default_factory=Room)
    start_seconds: float = 300.0
    """A database that does not answer is waited for that long."""
    drain_seconds: float = 25.0
    """Documents being read get that long when the service is told to stop."""
    originals: S3Place | None = None
    """None: in the data folder."""

    @property
    def is_shared(self) -> bool:
        """Several processes may serve it."""
        return bool(self.database_url)

    @property
    def database_address(self) -> str:
        return self.database_url or f"sqlite:///{self.data.database}"

    @property
    def jobs_address(self) -> str:
        """On PostgreSQL the same database, in a schema of its own; with SQLite a file of its own, so that writers don't wait for each other."""
        return self.database_url or f"sqlite:///{self.data.jobs}"
