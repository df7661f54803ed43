"""Asking whether an invoice came in before: those who have the paper are told, those who guess learn nothing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from fastapi.testclient import TestClient

from intake.people.scopes import Scope
from intake.state import Role
from tests.api.documents.conftest import DoorService, pdf
from tests.intake.store.samples import OTHER_TENANT


def sent(service: DoorService, client: TestClient) -> dict[str, Any]:
    """An invoice that came in and was read, as a paper would say it."""
    document_id = client.post("/v1/invoices?name=a.pdf", content=pdf()).json()["document_id"]
    service.read_all()
    (invoice,) = client.get(f"/v1/documents/{UUID(document_id)}").json()["invoices"]
    return {
        "invoice_code": invoice["invoice_code"],
        "invoice_number": invoice["invoice_number"],
        "issue_date": invoice["issue_date"],
        "amount": invoice["total"],
    }


def test_who_sent_it_is_told_when(service: DoorService) -> None:
    phone = service.phone("wang")
    paper = sent(service, phone)
    answer = phone.get("/v1/known-invoices", params=paper).json()
    assert answer["is_known"] is True and answer["received_at"] is not None


def test_who_has_the_paper_is_told_that_but_not_when_somebody_else_sent_it(service: DoorService) -> None:
    paper = sent(service, service.phone("wang"))
    assert service.phone("li").get("/v1/known-invoices", params=paper).json() == {"is_known": True, "received_at": None}
    assert service.person("zhao", Role.REVIEWER).get("/v1/known-invoices", params=paper).json()["received_at"] is not None


@pytest.mark.parametrize("name, guessed", [("amount", "1.00"), ("issue_date", "1999-01-01"), ("invoice_code", "0123456789"), ("invoice_number", "00000000")])
def test_who_only_guesses_learns_nothing(service: DoorService, name: str, guessed: str) -> None:
    paper = sent(service, service.phone("wang"))
    assert service.phone("li").get("/v1/known-invoices", params={**paper, name: guessed}).json() == {"is_known": False, "received_at": None}


def test_other_tenants_and_those_who_may_not_send_learn_nothing(service: DoorService) -> None:
    paper = sent(service, service.phone("wang"))
    other = service.phone("wu", tenant=OTHER_TENANT)
    assert other.get("/v1/known-invoices", params=paper).json()["is_known"] is False
    assert service.key(Scope.READ).get("/v1/known-invoices", params=paper).status_code == 403
    assert service.client().get("/v1/known-invoices", params=paper).status_code == 401


def test_what_was_sent_back_may_be_sent_anew(service: DoorService) -> None:
    phone = service.phone("wang")
    paper = sent(service, phone)
    reviewer = service.person("zhao", Role.REVIEWER)
    (invoice,) = reviewer.get("/v1/invoices").json()["invoices"]
    moved = reviewer.post(f"/v1/invoices/{invoice['id']}/moves", json={"to": "rejected", "why": "taken badly"}, headers={"If-Match": f'"{invoice["version"]}"'})
    assert moved.status_code == 200, moved.text
    assert phone.get("/v1/known-invoices", params=paper).json()["is_known"] is False


def test_what_can_be_no_amount_is_refused(service: DoorService) -> None:
    asked = {"invoice_number": "1", "issue_date": "2024-03-08", "amount": "much"}
    assert service.phone("wang").get("/v1/known-invoices", params=asked).status_code == 422
