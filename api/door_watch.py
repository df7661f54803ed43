"""What the last look at each scan folder and mailbox of this process found, for whoever asks how they do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from threading import Lock

from intake.errors import IntakeError
from intake.mail_door.poll import MailReport
from intake.mail_door.settings import MailSettings
from intake.scan_folder.scan import ScanFolder, ScanReport


class DoorKind(StrEnum):
    FOLDER = "folder"
    MAIL = "mail"


@dataclass(frozen=True)
class DoorState:
    kind: DoorKind
    place: str
    """Path of the folder, or the account."""
    server: str
    """Of a mailbox."""
    tenant: str
    """Whose documents come in by it, where nothing in the folder says otherwise."""
    looked_at: datetime | None = None
    """None before the first look has ended."""
    waiting: int = 0
    processing: int = 0
    ended: int = 0
    """Files or mails, since the start."""
    problems: tuple[IntakeError, ...] = ()
    """What kept the last look from working."""


class DoorWatch:
    """Safe for threads."""

    def __init__(self) -> None:
        self._doors: dict[tuple[DoorKind, str], DoorState] = {}
        self._lock = Lock()

    def folder(self, folder: ScanFolder, now: Callable[[], datetime]) -> Callable[[ScanReport], None]:
        """To be told of every look."""
        return self._door(DoorState(DoorKind.FOLDER, str(folder.path), "", folder.tenant), now)

    def mailbox(self, mailbox: MailSettings, now: Callable[[], datetime]) -> Callable[[MailReport], None]:
        return self._door(DoorState(DoorKind.MAIL, mailbox.user, mailbox.host, mailbox.tenant), now)

    def of(self, tenant: str) -> Sequence[DoorState]:
        """As they were named at the start."""
        with self._lock:
            return [door for door in self._doors.values() if door.tenant == tenant]

    def _door(self, door: DoorState, now: Callable[[], datetime]) -> Callable[[ScanReport | MailReport], None]:
        key = (door.kind, door.place)
        with self._lock:
            self._doors[key] = door

        def note(report: ScanReport | MailReport) -> None:
            with self._lock:
                before = self._doors[key]
                self._doors[key] = replace(
                    before,
                    looked_at=now(),
                    waiting=report.waiting,
                    processing=report.processing,
                    ended=before.ended + len(report.ended),
                    problems=report.problems,
                )

        return note
