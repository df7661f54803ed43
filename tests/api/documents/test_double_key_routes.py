"""Two people key number, sums and tax ids, neither seeing what was read nor what the other keyed; what they key otherwise is settled, and counted."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from intake.state import Role
from intake.store.keyings import FieldAgreement, field_agreements
from tests.api.documents.conftest import DoorService, code
from tests.api.documents.test_approving_routes import ask, finance  # noqa: F401 - a fixture
from tests.api.pages.site import Site, clean
from tests.intake.store.samples import TENANT

RIGHT = {
    name: clean()["fields"][name]["value"]
    for name in ("invoice_number", "amount", "tax", "total", "buyer_tax_id", "seller_tax_id")
    if name in clean()["fields"]
}
WRONG = {**RIGHT, "total": "1492.93"}


@pytest.fixture
def invoice(service: DoorService, finance: TestClient) -> str:  # noqa: F811
    """Under review, to be keyed twice."""
    ask(finance, second_look="blind", second_share=1.0)
    return str(Site("", service.backend, TENANT).put(clean())[0])


def review(client: TestClient, invoice: str) -> dict[str, Any]:
    return dict(client.get(f"/v1/review/invoices/{invoice}").json())


def approve(client: TestClient, invoice: str, **values: str) -> Any:
    etag = client.get(f"/v1/review/invoices/{invoice}").headers["etag"]
    return client.post(f"/v1/review/invoices/{invoice}/decision", json={"to": "approved", "values": values}, headers={"If-Match": etag})


def people(service: DoorService) -> tuple[TestClient, TestClient, TestClient]:
    return service.person("zhao", Role.REVIEWER), service.person("chen", Role.SECOND_REVIEWER), service.person("sun", Role.ADMINISTRATOR)


def queued(client: TestClient) -> int:
    return len(client.get("/v1/review/queue").json()["entries"])


def test_neither_sees_a_value_before_it_is_keyed(service: DoorService, invoice: str) -> None:
    zhao, chen, _ = people(service)
    for person in (zhao, chen):
        seen = review(person, invoice)
        assert set(seen["blind"]) == set(RIGHT)
        text = json.dumps({name: seen["invoice"]["fields"][name] for name in RIGHT}) + json.dumps(seen["invoice"]["result"]["fields"]["total"])
        assert not any(value in text for value in RIGHT.values())
        assert seen["invoice"]["fields"]["total"]["read"]["box"], "where it stands is shown"
        assert "1492" not in json.dumps(person.get("/v1/review/queue").json()), "nor in the queue"
        assert seen["notes"] == [] and "1492" not in json.dumps(seen["invoice"]["history"]), "nor what the other one wrote down"
        if person is zhao:
            assert zhao.post(f"/v1/review/invoices/{invoice}/notes", json={"text": "it says 1492.39"}).status_code == 201
            assert approve(zhao, invoice, **RIGHT).status_code == 200
            assert queued(zhao) == 0


def test_who_keys_the_same_agrees(service: DoorService, invoice: str) -> None:
    zhao, chen, _ = people(service)
    missing = approve(zhao, invoice, total="1492.39")
    assert code(missing) == (409, "keying_missing") and "tax" in missing.json()["fields"]
    assert approve(zhao, invoice, **RIGHT).json()["invoice"]["invoice"]["state"] == "in_review"
    assert approve(chen, invoice, **RIGHT).json()["invoice"]["invoice"]["state"] == "approved"
    with service.backend.database.read() as session:
        counted = field_agreements(session, TENANT, service.clock())
    assert counted == tuple(FieldAgreement(name, 1, 1) for name in sorted(RIGHT))


def test_one_person_is_not_two(service: DoorService, invoice: str) -> None:
    zhao, chen, _ = people(service)
    approve(zhao, invoice, **RIGHT)
    assert approve(zhao, invoice, **RIGHT).json()["invoice"]["invoice"]["state"] == "in_review"
    moved = chen.post(f"/v1/invoices/{invoice}/moves", json={"to": "approved"}, headers={"If-Match": "*"})
    assert code(moved) == (409, "keying_needed"), "nobody approves without keying"


def test_what_differs_is_settled_by_a_third_who_may(service: DoorService, invoice: str) -> None:
    zhao, chen, sun = people(service)
    approve(zhao, invoice, **WRONG)
    kept = approve(chen, invoice, **RIGHT).json()
    assert kept["invoice"]["invoice"]["state"] == "in_review" and kept["invoice"]["history"][-1]["event"] == "keyed_otherwise"
    assert queued(chen) == 0 and queued(sun) == queued(zhao) == 1
    seen = review(sun, invoice)
    assert seen["blind"] == [] and seen["differences"] == [{"field": "total", "first": WRONG["total"], "second": RIGHT["total"]}]
    assert code(approve(service.person("li", Role.REVIEWER), invoice, total=RIGHT["total"])) == (409, "second_reviewer_role_needed")
    done = approve(sun, invoice, total=RIGHT["total"]).json()["invoice"]
    assert (done["invoice"]["state"], done["invoice"]["total"]) == ("approved", RIGHT["total"])
    with service.backend.database.read() as session:
        counted = {each.field: (each.keyed, each.agreed) for each in field_agreements(session, TENANT, service.clock())}
    assert counted["total"] == (1, 0) and counted["tax"] == (1, 1)


def test_the_first_one_may_think_again(service: DoorService, invoice: str) -> None:
    zhao, chen, _ = people(service)
    approve(zhao, invoice, **WRONG)
    approve(chen, invoice, **RIGHT)
    done = approve(zhao, invoice, total=RIGHT["total"]).json()["invoice"]
    assert (done["invoice"]["state"], done["invoice"]["total"]) == ("approved", RIGHT["total"])


def test_a_first_one_who_insists_leaves_it_to_a_third(service: DoorService, invoice: str) -> None:
    zhao, chen, sun = people(service)
    approve(zhao, invoice, **WRONG)
    approve(chen, invoice, **RIGHT)
    assert approve(zhao, invoice, total=WRONG["total"]).json()["invoice"]["invoice"]["state"] == "in_review"
    assert (queued(zhao), queued(chen), queued(sun)) == (0, 0, 1)
    assert review(sun, invoice)["differences"][0]["second"] == RIGHT["total"]


def test_a_policy_asks_for_a_second_person_by_what_was_done_and_by_sample(service: DoorService, finance: TestClient) -> None:  # noqa: F811
    ask(finance, second_triggers=["changed", "new_seller"])
    site = Site("", service.backend, TENANT)
    first, second = (str(site.put(clean())[0]) for _ in range(2))
    zhao, chen, _ = people(service)
    assert [need["kind"] for need in review(zhao, first)["needs"]] == ["second_reviewer"], "nothing of this seller was settled"
    approve(zhao, first)
    assert approve(chen, first).json()["invoice"]["invoice"]["state"] == "approved"
    assert review(zhao, second)["needs"] == []
    assert approve(zhao, second, total="1492.93").json()["invoice"]["invoice"]["state"] == "in_review", "a changed sum is looked at again"
