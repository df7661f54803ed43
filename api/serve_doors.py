"""Scan folders and mailboxes that the service looks at by itself: each in a thread of its own, so that a file server or mail server that does not answer holds up nobody else."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import Event, Thread
from uuid import UUID

from api.build_service import Backend
from api.door_metrics import DoorMetrics
from api.mail import MailLog
from api.scan import ScanLog
from intake.mail_door.poll import MailDoor, MailReport
from intake.mail_door.settings import MailSettings
from intake.mail_door.watch import watch_mail
from intake.scan_folder.scan import Clock, FolderScan, ScanFolder, ScanReport
from intake.scan_folder.watch import watch
from intake.store.words import Lane
from intake.workflow import read_job

STOP_SECONDS = 20.0
"""A look that is under way gets that long. Cut off, it loses nothing: every step is made so that whoever is killed in it goes on with it at the next start."""


@dataclass(frozen=True)
class DoorSettings:
    """What the service looks at besides taking requests."""

    folders: tuple[ScanFolder, ...] = ()
    mailboxes: tuple[MailSettings, ...] = ()


@contextmanager
def open_doors(settings: DoorSettings, backend: Backend, numbers: DoorMetrics) -> Iterator[None]:
    """Looks until the block ends."""
    stop = Event()
    threads = [Thread(target=look, args=(stop,), name="door", daemon=True) for look in _looks(settings, backend, numbers)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        end = time.monotonic() + STOP_SECONDS
        for thread in threads:
            thread.join(max(0.0, end - time.monotonic()))


def _looks(settings: DoorSettings, backend: Backend, numbers: DoorMetrics) -> Sequence[Callable[[Event], None]]:
    def again(tenant: str, document_id: UUID, version: int) -> None:
        backend.jobs.enqueue(read_job(tenant, document_id, version, Lane.BATCH))

    def at_folder(folder: ScanFolder) -> Callable[[Event], None]:
        name, log = str(folder.path), ScanLog(str(folder.path))
        scan = FolderScan(folder, backend.reception, Clock(lambda: datetime.now().astimezone(), time.monotonic), again)

        watched = backend.doors.folder(folder, backend.clock)

        def told(report: ScanReport) -> None:
            log(report)
            watched(report)
            numbers.note_scan(name, report)

        return lambda stop: watch(scan, stop, told)

    def at_mailbox(mailbox: MailSettings) -> Callable[[Event], None]:
        log, door = MailLog(mailbox.user), MailDoor(mailbox, backend.reception, again)

        watched = backend.doors.mailbox(mailbox, backend.clock)

        def told(report: MailReport) -> None:
            log(report)
            watched(report)
            numbers.note_mail(mailbox.user, report)

        return lambda stop: watch_mail(door, stop, told)

    return (*map(at_folder, settings.folders), *map(at_mailbox, settings.mailboxes))
