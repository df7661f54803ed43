"""What scan folders and mailboxes count, for Prometheus."""

from __future__ import annotations

from time import time

from prometheus_client import CollectorRegistry, Counter, Gauge

from intake.mail_door.poll import MailReport
from intake.scan_folder.scan import ScanReport


class DoorMetrics:
    """Safe for threads. Labels are folders and mailboxes as they were named at the start, never files or subjects."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._ended = Counter("fapiao_door_ended", "Files or mails that ended, by how", ("door", "place", "outcome"), registry=registry)
        self._processing = Gauge("fapiao_door_processing", "Files or mails that were taken and have not ended", ("door", "place"), registry=registry)
        self._waiting = Gauge("fapiao_door_waiting", "Files or mails that are there and were not taken yet", ("door", "place"), registry=registry)
        self._oldest = Gauge("fapiao_door_oldest_seconds", "How long the longest of those waits (scan folders)", ("door", "place"), registry=registry)
        self._problems = Gauge("fapiao_door_problems", "What kept the last look from working", ("door", "place"), registry=registry)
        self._looked = Gauge("fapiao_door_looked_timestamp_seconds", "When it was looked at last", ("door", "place"), registry=registry)

    def note_scan(self, folder: str, report: ScanReport) -> None:
        for ended in report.ended:
            self._ended.labels("folder", folder, ended.end.outcome.value).inc()
        self._oldest.labels("folder", folder).set(report.oldest_waiting)
        self._note("folder", folder, report)

    def note_mail(self, mailbox: str, report: MailReport) -> None:
        for ended in report.ended:
            self._ended.labels("mail", mailbox, "failed" if ended.code else "done").inc()
        self._note("mail", mailbox, report)

    def _note(self, door: str, place: str, report: ScanReport | MailReport) -> None:
        self._processing.labels(door, place).set(report.processing)
        self._waiting.labels(door, place).set(report.waiting)
        self._problems.labels(door, place).set(len(report.problems))
        self._looked.labels(door, place).set(time())
