"""What people are told over HTTP, and how they say how they want to be told."""

from __future__ import annotations

from uuid import UUID

import pytest

from intake.notices.channel import Channel
from intake.notices.notice import About, Happening, Subject
from intake.notices.topics import Topic
from intake.people.scopes import Scope
from intake.state import Role
from intake.store.notice_messages import Desk
from intake.store.notices import tell
from tests.api.documents.conftest import DoorService, code, send
from tests.intake.store.samples import OTHER_TENANT, TENANT


def tell_all(service: DoorService, topic: Topic, about: About, key: str = "1", tenant: str = TENANT) -> None:
    happening = Happening(tenant, topic, key, about, service.clock(), {"what": "A", "what_zh": "甲", "name": "erp"})
    with service.backend.database.write() as session:
        tell(session, [happening], Desk(frozenset(Channel)), service.clock())


def test_a_list_with_its_count_page_by_page_until_it_is_read(service: DoorService) -> None:
    boss = service.person("boss", Role.ADMINISTRATOR)
    for number in range(3):
        tell_all(service, Topic.LEDGER_DOWN, About(Subject.LEDGER, "erp"), str(number))
    first = boss.get("/v1/notices", params={"limit": 2}).json()
    assert first["unread"] == 3 and len(first["notices"]) == 2
    assert first["notices"][0]["subject_zh"] == "无法连接记账系统 erp" and first["notices"][0]["about"] == {"kind": "ledger", "id": "erp"}
    second = boss.get("/v1/notices", params={"cursor": first["next"]}).json()
    assert len(second["notices"]) == 1 and second["next"] is None
    assert boss.post("/v1/notices/read", json={"ids": [second["notices"][0]["id"]]}).json() == {"unread": 2}
    assert boss.post("/v1/notices/read", json={"up_to": first["notices"][0]["id"]}).json() == {"unread": 0}
    assert boss.get("/v1/notices", params={"unread": True}).json()["notices"] == []
    assert code(boss.get("/v1/notices", params={"cursor": "x"})) == (422, "parameter_malformed")


def test_nobody_sees_or_marks_what_others_are_told(service: DoorService) -> None:
    tell_all(service, Topic.LEDGER_DOWN, About(Subject.LEDGER, "erp"))
    boss, submitter, stranger = service.person("boss2", Role.ADMINISTRATOR), service.person("zhang", Role.SUBMITTER), service.person("far", tenant=OTHER_TENANT)
    tell_all(service, Topic.LEDGER_DOWN, About(Subject.LEDGER, "erp"), "2")
    listed = boss.get("/v1/notices").json()["notices"]
    assert len(listed) == 1  # the one from before was told to those who were there
    for other in (submitter, stranger):
        assert other.get("/v1/notices").json() == {"notices": [], "unread": 0, "next": None}
        assert other.post("/v1/notices/read", json={"ids": [listed[0]["id"]]}).json() == {"unread": 0}
    assert boss.get("/v1/notices").json()["unread"] == 1
    assert code(service.key(Scope.READ).get("/v1/notices")) == (403, "not_permitted")


def test_a_phone_sees_what_concerns_files_of_its_user_only(service: DoorService) -> None:
    phone = service.phone("zhang")
    document = send(phone).json()["document_id"]
    tell_all(service, Topic.DOCUMENT_FAILED, About(Subject.DOCUMENT, document))
    (notice,) = phone.get("/v1/notices").json()["notices"]
    assert notice["topic"] == "document_failed" and notice["about"] == {"kind": "document", "id": document}


def test_a_person_says_how_to_be_told_and_an_address_must_be_one(service: DoorService) -> None:
    boss = service.person("boss", Role.ADMINISTRATOR)
    assert boss.get("/v1/notices/settings").json() == {"mail": "", "language": "zh", "urgent": True, "digest": True, "mail_possible": False}
    wish = {"mail": "boss@example.cn", "language": "en", "urgent": True, "digest": False}
    assert boss.put("/v1/notices/settings", json=wish).json() == {**wish, "mail_possible": False}
    assert boss.get("/v1/notices/settings").json()["mail"] == "boss@example.cn"
    assert code(boss.put("/v1/notices/settings", json={"mail": "boss@example.cn\r\nBcc: x@y.cn"})) == (422, "mail_address_malformed")


def test_the_time_of_the_digest_is_the_firms(service: DoorService) -> None:
    boss, reviewer = service.person("boss", Role.ADMINISTRATOR), service.person("li", Role.REVIEWER)
    assert reviewer.get("/v1/notices/digest-time").json() == {"digest_at": "08:30"}
    assert boss.put("/v1/notices/digest-time", json={"digest_at": "07:15"}).json() == {"digest_at": "07:15"}
    assert reviewer.get("/v1/notices/digest-time").json() == {"digest_at": "07:15"}
    assert code(reviewer.put("/v1/notices/digest-time", json={"digest_at": "09:00"})) == (403, "not_permitted")


def test_a_webhook_shows_its_secret_once_and_never_its_path(service: DoorService) -> None:
    boss = service.person("boss", Role.ADMINISTRATOR)
    made = boss.post("/v1/webhooks", json={"name": "ERP", "url": "https://93.184.216.34/hook/s3cret?key=1"})
    assert made.status_code == 201 and made.headers["cache-control"] == "no-store"
    secret, hook = made.json()["secret"], made.json()["webhook"]
    assert secret.startswith("fpw_") and hook["url"] == "https://93.184.216.34/…"
    assert secret not in boss.get("/v1/webhooks").text and "s3cret" not in boss.get("/v1/webhooks").text
    assert "s3cret" not in boss.get("/v1/audit", params={"since": "2020-01-01T00:00:00Z", "until": "2100-01-01T00:00:00Z"}).text
    tell_all(service, Topic.LEDGER_DOWN, About(Subject.LEDGER, "erp"))
    (message,) = boss.get("/v1/notices/messages").json()["messages"]
    assert (message["channel"], message["receiver"], message["state"]) == ("webhook", hook["id"], "waiting")
    assert boss.delete(f"/v1/webhooks/{hook['id']}").status_code == 204
    assert boss.get("/v1/webhooks").json() == []
    assert code(boss.delete(f"/v1/webhooks/{hook['id']}")) == (404, "record_not_found")


@pytest.mark.parametrize(
    "url",
    [
        "http://93.184.216.34/",
        "https://127.0.0.1/",
        "https://10.0.0.7/",
        "https://[::1]/",
        "https://user:pw@93.184.216.34/",
        "ftp://93.184.216.34",
        "https://169.254.169.254/latest",
    ],
)
def test_a_webhook_never_points_into_the_own_network(service: DoorService, url: str) -> None:
    boss = service.person("boss", Role.ADMINISTRATOR)
    assert code(boss.post("/v1/webhooks", json={"name": "ERP", "url": url})) == (422, "webhook_address_refused")


def test_webhooks_are_the_administrators_and_of_a_firm(service: DoorService) -> None:
    boss, finance, stranger = service.person("boss", Role.ADMINISTRATOR), service.person("wu", Role.FINANCE), service.person("far", tenant=OTHER_TENANT)
    hook = boss.post("/v1/webhooks", json={"name": "ERP", "url": "https://93.184.216.34/"}).json()["webhook"]
    assert code(finance.get("/v1/webhooks")) == (403, "not_permitted")
    assert stranger.get("/v1/webhooks").json() == []
    assert code(stranger.delete(f"/v1/webhooks/{UUID(hook['id'])}")) == (404, "record_not_found")
    for number in range(19):
        assert boss.post("/v1/webhooks", json={"name": f"ERP {number}", "url": "https://93.184.216.34/"}).status_code == 201
    assert code(boss.post("/v1/webhooks", json={"name": "one more", "url": "https://93.184.216.34/"})) == (409, "too_many_webhooks")
