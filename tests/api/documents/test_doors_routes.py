"""Scan folders and mailboxes that the service looks at, over HTTP."""

from __future__ import annotations

from pathlib import Path

from intake.errors import StoreUnavailable
from intake.mail_door.poll import MailReport
from intake.mail_door.settings import MailSettings
from intake.scan_folder.scan import ScanFolder, ScanReport
from intake.state import Role
from tests.api.documents.conftest import DoorService, code
from tests.intake.store.samples import OTHER_TENANT, TENANT


def test_administrators_see_how_the_doors_of_their_firm_do(service: DoorService) -> None:
    doors, now = service.backend.doors, service.clock
    scanned = doors.folder(ScanFolder(Path("/inbox"), TENANT), now)
    polled = doors.mailbox(MailSettings("imap.example.cn", "invoices@example.cn", "s3cr3t", TENANT), now)
    doors.folder(ScanFolder(Path("/theirs"), OTHER_TENANT), now)
    boss = service.person("boss", Role.ADMINISTRATOR)
    assert [door["looked_at"] for door in boss.get("/v1/doors").json()] == [None, None]
    scanned(ScanReport(processing=2, waiting=1))
    polled(MailReport(problems=(StoreUnavailable("mail_server_silent", "It does not answer.", "无应答。"),)))
    answer = boss.get("/v1/doors")
    folder, mailbox = answer.json()
    assert (folder["kind"], folder["place"], folder["processing"], folder["waiting"], folder["problems"]) == ("folder", "/inbox", 2, 1, [])
    assert (mailbox["server"], mailbox["problems"][0]["message_zh"]) == ("imap.example.cn", "无应答。") and mailbox["looked_at"]
    assert "s3cr3t" not in answer.text
    assert [door["place"] for door in service.person("far", Role.ADMINISTRATOR, tenant=OTHER_TENANT).get("/v1/doors").json()] == ["/theirs"]
    assert code(service.person("zhou", Role.FINANCE).get("/v1/doors")) == (403, "not_permitted")
