"""Batches: everything that was sent is accounted for, and compared with what was counted."""

from __future__ import annotations

from uuid import uuid4

from intake.state import Role
from tests.api.documents.conftest import DoorService, code, pdf, send


def test_what_was_counted_is_compared_with_what_was_found(service: DoorService) -> None:
    phone, batch = service.phone("wang"), f"/v1/batches/{uuid4()}"
    assert phone.put(batch, json={"name": "三月"}).json()["name"] == "三月"
    for text in ("a", "b", "damaged", "a"):
        assert send(phone, pdf(text), params={"batch": batch.rpartition("/")[2]}).status_code in (200, 202)
    waiting = phone.post(f"{batch}/close", json={"files": 4, "invoices": 3, "total": "318.00"}).json()
    assert waiting["agrees"] is None and waiting["poll_after_ms"] > 0
    service.read_all()
    counted = phone.get(batch).json()
    assert counted["found"] == {"files": 4, "invoices": 2, "total": "212.00"} and counted["agrees"] is False
    assert (counted["repeated"], counted["documents"], counted["invoices"]) == (1, {"read": 2, "failed": 1}, {"in_review": 2})
    assert counted["repeated"] + sum(counted["documents"].values()) == counted["found"]["files"]
    assert phone.post(f"{batch}/close", json={"invoices": 2, "total": "212"}).json()["agrees"] is True


def test_the_first_file_opens_its_batch_and_a_repeated_request_counts_once(service: DoorService) -> None:
    phone, batch = service.phone("wang"), uuid4()
    for _ in range(2):
        assert send(phone, key="k-1", params={"batch": str(batch)}).status_code == 202
    assert phone.get(f"/v1/batches/{batch}").json()["found"]["files"] == 1
    assert [each["id"] for each in phone.get("/v1/batches").json()] == [str(batch)]


def test_a_batch_belongs_to_its_sender(service: DoorService) -> None:
    phone, li, reviewer, batch = service.phone("wang"), service.phone("li"), service.person("zhao", Role.REVIEWER), uuid4()
    send(phone, params={"batch": str(batch)})
    address = f"/v1/batches/{batch}"
    assert code(li.get(address)) == code(li.put(address, json={})) == code(li.post(f"{address}/close", json={})) == (404, "record_not_found")
    assert code(send(li, pdf("other"), params={"batch": str(batch)})) == (404, "record_not_found")
    assert li.get("/v1/batches").json() == [] and len(reviewer.get("/v1/batches").json()) == 1
    assert reviewer.get(address).json()["found"]["files"] == 1
    assert code(phone.get(f"/v1/batches/{uuid4()}")) == (404, "record_not_found")
