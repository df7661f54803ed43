"""Approving, as the firm's policy has it: what must be there, and who must agree."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from intake.state import Role
from tests.api.documents.conftest import DoorService, code
from tests.api.documents.test_invoices_routes import correct, found, move


@pytest.fixture
def finance(service: DoorService) -> TestClient:
    return service.person("zhou", Role.FINANCE)


def ask(finance: TestClient, seen: int = 0, **policy: Any) -> None:
    answer = finance.put("/v1/policy", json={"seen": seen, "policy": policy})
    assert answer.status_code == 200, answer.text


def test_what_the_policy_requires_must_be_there_before_an_invoice_is_approved(service: DoorService, finance: TestClient) -> None:
    ask(finance, required_fields=["drawer"], required_filing=["purpose"])
    (invoice,) = found(service, service.phone("wang"), "one")
    li = service.person("li", Role.REVIEWER)
    refused = move(li, invoice, "approved")
    assert code(refused) == (409, "policy_not_met") and "开票人" in refused.json()["message_zh"] and "purpose" in refused.json()["message_en"]
    document = li.get(f"/v1/invoices/{invoice}").json()["invoice"]["document_id"]
    assert li.put(f"/v1/documents/{document}/filing", json={"seen": 0, "purpose": "客户拜访"}).status_code == 200
    assert code(move(li, invoice, "approved")) == (409, "policy_not_met")
    assert correct(li, invoice, drawer="张三").status_code == 200
    assert move(li, invoice, "approved").json()["invoice"]["state"] == "approved"


def test_a_policy_that_begins_tomorrow_asks_nothing_today(service: DoorService, finance: TestClient) -> None:
    finance.put("/v1/policy", json={"seen": 0, "policy": {"required_fields": ["drawer"]}, "effective": "2024-03-12"})
    (invoice,) = found(service, service.phone("wang"), "one")
    assert move(service.person("li", Role.REVIEWER), invoice, "approved").status_code == 200


def test_a_kind_that_the_firm_does_not_take_is_not_approved_and_can_be_rejected(service: DoorService, finance: TestClient) -> None:
    ask(finance, kinds={"digital_general": {"blocked": True}})
    (invoice,) = found(service, service.phone("wang"), "one")
    assert code(move(finance, invoice, "approved")) == (409, "kind_blocked")
    assert move(finance, invoice, "rejected").json()["invoice"]["state"] == "rejected"


def test_from_the_threshold_on_two_people_approve_and_one_of_them_may_be_the_second(service: DoorService, finance: TestClient) -> None:
    ask(finance, second_reviewer_from="100.00")
    (invoice,) = found(service, service.phone("wang"), "one")
    li, sun, chen = service.person("li", Role.REVIEWER), service.person("sun", Role.REVIEWER), service.person("chen", Role.SECOND_REVIEWER)
    first = move(li, invoice, "approved").json()
    assert first["invoice"]["state"] == "in_review" and first["agreed"]["who"].startswith("user:") and first["history"][-1]["event"] == "agreed"
    assert code(move(li, invoice, "approved")) == (409, "second_reviewer_needed")
    assert code(move(sun, invoice, "approved")) == (409, "second_reviewer_role_needed")
    assert move(chen, invoice, "approved").json()["invoice"]["state"] == "approved"


def test_whoever_agreed_agreed_to_the_values_of_then(service: DoorService, finance: TestClient) -> None:
    ask(finance, second_reviewer_from="100.00")
    (invoice,) = found(service, service.phone("wang"), "one")
    li, chen = service.person("li", Role.REVIEWER), service.person("chen", Role.SECOND_REVIEWER)
    move(chen, invoice, "approved")
    correct(li, invoice, total="206.00")
    again = move(li, invoice, "approved").json()
    assert again["invoice"]["state"] == "in_review", "the second one saw another total"
    assert move(chen, invoice, "approved").json()["invoice"]["state"] == "approved"


def test_below_the_threshold_one_person_approves(service: DoorService, finance: TestClient) -> None:
    ask(finance, second_reviewer_from="106.01")
    (invoice,) = found(service, service.phone("wang"), "one")
    assert move(service.person("li", Role.REVIEWER), invoice, "approved").json()["invoice"]["state"] == "approved"


def test_a_total_that_nobody_could_read_counts_as_large(service: DoorService, finance: TestClient) -> None:
    ask(finance, second_reviewer_from="99999.00")
    (invoice,) = found(service, service.phone("wang"), "one")
    li = service.person("li", Role.REVIEWER)
    correct(li, invoice, total="")
    assert move(li, invoice, "approved").json()["invoice"]["state"] == "in_review"
