"""Trying whether a message arrives."""

from __future__ import annotations

import pytest

from intake.notices.mail import MailSecurity, SmtpSettings
from intake.notices.named_settings import NoticeSettings
from intake.state import Role
from tests.api.documents.conftest import DoorService, code
from tests.intake.store.samples import OTHER_TENANT
from tests.local_servers import free_port


@pytest.fixture
def notices() -> NoticeSettings:
    """Nobody listens there."""
    return NoticeSettings(SmtpSettings("127.0.0.1", "fapiao@example.cn", port=free_port(), security=MailSecurity.NONE), private_hosts=frozenset({"127.0.0.1"}))


def test_a_mail_is_tried_once_and_its_end_told(service: DoorService) -> None:
    wang = service.person("wang", Role.SUBMITTER)
    assert code(wang.post("/v1/notices/settings/test")) == (409, "mail_not_possible")
    wang.put("/v1/notices/settings", json={"mail": "wang@example.cn"})
    tried = wang.post("/v1/notices/settings/test").json()
    assert not tried["delivered"] and tried["reason"]
    assert wang.get("/v1/notices").json()["notices"] == []


def test_a_webhook_of_ones_own_is_tried(service: DoorService) -> None:
    boss, far = service.person("boss", Role.ADMINISTRATOR), service.person("far", Role.ADMINISTRATOR, tenant=OTHER_TENANT)
    made = boss.post("/v1/webhooks", json={"name": "ERP", "url": f"https://127.0.0.1:{free_port()}/hook"}).json()
    place = f"/v1/webhooks/{made['webhook']['id']}/test"
    tried = boss.post(place).json()
    assert not tried["delivered"] and tried["reason"].startswith("no_connection")
    assert code(far.post(place)) == (404, "record_not_found")
