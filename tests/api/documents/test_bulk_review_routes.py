"""Approving many at once: only what has nothing to be looked at, of one seller and kind, all or none; and taking it back for ten minutes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fastapi.testclient import TestClient

from intake.state import Role
from tests.api.documents.conftest import DoorService, code
from tests.api.pages.site import Site, clean, reading, with_value
from tests.intake.store.samples import OTHER_TENANT, TENANT


def waiting(service: DoorService, *results: Any, tenant: str = TENANT) -> list[str]:
    """Invoices under review, each in a document of its own."""
    site = Site("", service.backend, tenant)
    return [str(site.put(result)[0]) for result in results]


def groups(client: TestClient) -> list[dict[str, Any]]:
    answer = client.get("/v1/review/bulk")
    assert answer.status_code == 200, answer.text
    return list(answer.json())


def seen(*invoices: dict[str, Any]) -> dict[str, Any]:
    return {"invoices": [{"invoice_id": each["invoice_id"], "version": each["version"]} for each in invoices]}


def states(service: DoorService, client: TestClient, invoices: list[str]) -> set[str]:
    return {client.get(f"/v1/invoices/{invoice}").json()["invoice"]["state"] for invoice in invoices}


def test_what_has_nothing_to_be_looked_at_is_grouped_and_approved_and_taken_back(service: DoorService) -> None:
    zhao = service.person("zhao", Role.REVIEWER)
    flagged, alone = with_value(clean(), "total", "1.00"), clean("digital_special.pdf")
    invoices = waiting(service, clean(), clean(), clean(), flagged, alone)
    (group,) = groups(zhao)
    assert {each["invoice_id"] for each in group["invoices"]} == set(invoices[:3]) and group["waiting"] == 3
    total = group["invoices"][0]["fields"]["total"]
    assert total["value"] == "1492.39" and len(total["box"]) == 4
    done = zhao.post("/v1/review/bulk", json=seen(*group["invoices"]))
    assert done.status_code == 200 and states(service, zhao, invoices[:3]) == {"approved"}
    assert groups(zhao) == [] and zhao.get("/v1/review/queue").json()["done_today"] == 3
    service.clock.pass_by(timedelta(minutes=9))
    assert zhao.post("/v1/review/bulk/undo", json=seen(*done.json()["invoices"])).status_code == 200
    assert states(service, zhao, invoices[:3]) == {"in_review"}


def test_after_ten_minutes_nothing_is_taken_back_together(service: DoorService) -> None:
    zhao = service.person("zhao", Role.REVIEWER)
    invoices = waiting(service, clean(), clean())
    done = zhao.post("/v1/review/bulk", json=seen(*groups(zhao)[0]["invoices"])).json()
    service.clock.pass_by(timedelta(minutes=11))
    assert code(zhao.post("/v1/review/bulk/undo", json=seen(*done["invoices"]))) == (409, "bulk_undo_over")
    assert states(service, zhao, invoices) == {"approved"}


def test_one_that_may_not_be_approved_keeps_all_of_them_back(service: DoorService) -> None:
    zhao, li = service.person("zhao", Role.REVIEWER), service.person("li", Role.REVIEWER)
    invoices = waiting(service, clean(), clean(), with_value(clean(), "total", "1.00"), clean("digital_special.pdf"))
    (foreign,) = waiting(service, reading("wrong_sum.png"), tenant=OTHER_TENANT)
    good = groups(zhao)[0]["invoices"]

    def asked(other: str, version: int = 1) -> tuple[int, str]:
        return code(zhao.post("/v1/review/bulk", json=seen(*good, {"invoice_id": other, "version": version})))

    def version(invoice: str) -> int:
        return int(zhao.get(f"/v1/invoices/{invoice}").json()["invoice"]["version"])

    assert asked(foreign) == (404, "record_not_found")
    assert asked(invoices[2], version(invoices[2])) == (409, "bulk_not_clear")
    assert asked(invoices[3], version(invoices[3])) == (409, "bulk_mixed")
    assert code(zhao.post("/v1/review/bulk", json=seen({**good[0], "version": 99}))) == (412, "changed_meanwhile")
    held = li.post("/v1/review/claims", json={"document_id": good[1]["document_id"]})
    assert held.status_code == 200
    assert code(zhao.post("/v1/review/bulk", json=seen(*good))) == (409, "under_review_elsewhere")
    assert states(service, zhao, invoices) == {"in_review"}


def test_only_reviewers_may(service: DoorService) -> None:
    sender = service.person("wang", Role.SUBMITTER)
    assert code(sender.get("/v1/review/bulk")) == (403, "not_permitted")
    assert code(sender.post("/v1/review/bulk", json={"invoices": []})) == (403, "not_permitted")
