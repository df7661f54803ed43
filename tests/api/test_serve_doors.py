"""Scan folders and mailboxes inside the service: looked at, counted, and left when it stops."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from api.build_service import open_backend
from api.door_metrics import DoorMetrics
from api.scan import scan_source
from api.serve_doors import DoorSettings, open_doors
from api.settings import StoreSettings
from intake.data_folder import DataFolder
from intake.door import Room
from intake.errors import StoreUnavailable
from intake.mail_door.poll import MailEnded, MailReport
from intake.mail_door.settings import MailSettings, Security
from intake.scan_folder.scan import ScanReport
from intake.state import DocumentState
from intake.store.documents import documents_in
from tests.intake.store.samples import TENANT


def until(condition: object, seconds: float = 60) -> None:
    assert callable(condition)
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_folder_and_a_mailbox_are_looked_at_while_the_service_runs_and_counted(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "a.pdf").write_bytes(b"%PDF-1.7\n1\n%%EOF\n")
    (inbox / "b.gif").write_bytes(b"GIF89a and so on and on")
    nobody = MailSettings("127.0.0.1", "invoices@example.cn", "secret", TENANT, 9, Security.NONE, timeout_seconds=1.0)
    registry = CollectorRegistry()

    def value(name: str, **labels: str) -> float | None:
        return registry.get_sample_value(name, labels)

    folder = {"door": "folder", "place": str(inbox)}
    with open_backend(StoreSettings(DataFolder(tmp_path / "data"), room=Room(free_bytes=0))) as backend:
        with open_doors(DoorSettings((scan_source(inbox, TENANT, 0.1),), (nobody,)), backend, DoorMetrics(registry)):
            until(lambda: value("fapiao_door_processing", **folder) == 1 and value("fapiao_door_ended_total", **folder, outcome="failed") == 1)
            until(lambda: value("fapiao_door_problems", door="mail", place="invoices@example.cn") == 1)
            until(lambda: all(door.looked_at is not None for door in backend.doors.of(TENANT)))
            at_folder, at_mailbox = backend.doors.of(TENANT)
            assert (at_folder.place, at_folder.processing, at_folder.ended, at_folder.problems) == (str(inbox), 1, 1, ())
            assert (at_mailbox.server, len(at_mailbox.problems)) == ("127.0.0.1", 1)
            assert backend.doors.of("another-firm") == []
        with backend.database.read() as session:
            (document,) = documents_in(session, DocumentState.RECEIVED, 10)
        assert document.name == "a.pdf" and document.tenant == TENANT
        (inbox / "later.pdf").write_bytes(b"%PDF-1.7\n2\n%%EOF\n")
        time.sleep(3)
        assert (inbox / "later.pdf").exists(), "after the service stopped, nobody looks"
    assert value("fapiao_door_looked_timestamp_seconds", **folder) == pytest.approx(datetime.now(UTC).timestamp(), abs=300)


def test_mails_are_counted_by_how_they_ended() -> None:
    registry = CollectorRegistry()
    metrics = DoorMetrics(registry)
    metrics.note_mail("a@b.cn", MailReport(2, (MailEnded("one", None), MailEnded("two", None, code="mail_without_attachment")), 3, 4))
    metrics.note_mail("a@b.cn", MailReport(problems=(StoreUnavailable("store_busy", "", ""),)))
    metrics.note_scan("/inbox", ScanReport(oldest_waiting=7.0))
    labels = {"door": "mail", "place": "a@b.cn"}
    ended = {outcome: registry.get_sample_value("fapiao_door_ended_total", {**labels, "outcome": outcome}) for outcome in ("done", "failed")}
    assert ended == {"done": 1, "failed": 1}
    assert (registry.get_sample_value("fapiao_door_waiting", labels), registry.get_sample_value("fapiao_door_problems", labels)) == (0, 1)
    assert registry.get_sample_value("fapiao_door_oldest_seconds", {"door": "folder", "place": "/inbox"}) == 7.0
