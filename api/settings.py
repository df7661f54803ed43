"""What the person who starts the HTTP service may choose."""

from __future__ import annotations

from dataclasses import dataclass, field

from intake.opening.limits import MIB
from intake.settings import ReadSettings


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
