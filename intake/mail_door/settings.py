"""Which mailbox is read, and where its mails go."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from intake.opening.limits import MIB


class Security(StrEnum):
    """How the connection is protected."""

    TLS = "tls"
    """From its first byte, port 993."""
    STARTTLS = "starttls"
    """After a plain greeting, port 143; nothing is sent before it is protected."""
    NONE = "none"
    """To this machine only."""


@dataclass(frozen=True)
class Folders:
    """Names as people see them. Levels are parted by `/`, whatever the server uses."""

    inbox: str = "INBOX"
    """Where mails come in; nothing else is ever looked at."""
    processing: str = "Fapiao/Processing"
    done: str = "Fapiao/Done"
    failed: str = "Fapiao/Failed"


@dataclass(frozen=True)
class MailSettings:
    """One mailbox."""

    host: str
    user: str
    password: str = field(repr=False)
    tenant: str
    """Whose documents its mails are."""
    port: int = 993
    security: Security = Security.TLS
    authority: Path | None = None
    """Certificates that are trusted instead of the system's: for a server of one's own."""
    folders: Folders = Folders()
    most_bytes: int = 64 * MIB
    """A larger mail is not fetched."""
    at_once: int = 50
    """Mails looked at in each folder before the next look."""
    timeout_seconds: float = 30.0
    """For each answer of the server."""
