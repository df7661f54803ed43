"""Who may see a document and what is in it, role by role; and that of other people's documents nothing is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from intake.people.scopes import Scope
from intake.state import Role
from tests.api.documents.conftest import DoorService, code, pdf, send
from tests.api.documents.test_documents_routes import zipped
from tests.api.documents.test_invoices_routes import numbers
from tests.intake.store.samples import OTHER_TENANT

WAYS = ("", "/original", "/filing")
Made = Callable[[DoorService], TestClient]
SEE_ALL: dict[str, Made] = {
    **{role.value: lambda service, role=role: service.person("p", role) for role in Role if role not in (Role.MACHINE, Role.SUBMITTER)},  # type: ignore[misc]
    "key that reads": lambda service: service.key(Scope.READ),
}
SEE_THEIR_OWN: dict[str, Made] = {
    "submitter": lambda service: service.person("p", Role.SUBMITTER),
    "phone": lambda service: service.phone("p"),
    "key of its own": lambda service: service.key(Scope.UPLOAD_OWN, Scope.READ_OWN),
}


def first_sent(service: DoorService) -> dict[str, str]:
    """A document that wang sent, read; its addresses."""
    receipt = send(service.phone("wang"), name="secret-project.pdf").json()
    service.read_all()
    return {"receipt": receipt["links"]["receipt"], "document": receipt["links"]["document"], "id": receipt["document_id"]}


@pytest.mark.parametrize("role", SEE_ALL)
def test_reviewers_and_above_see_every_document_of_their_tenant(service: DoorService, role: str) -> None:
    sent, caller = first_sent(service), SEE_ALL[role](service)
    assert [caller.get(sent["document"] + way).status_code for way in WAYS] == [200] * len(WAYS)
    assert len(numbers(caller)) == 1 and caller.get(sent["receipt"]).status_code == 200


@pytest.mark.parametrize("role", SEE_THEIR_OWN)
def test_what_somebody_else_sent_is_not_there(service: DoorService, role: str) -> None:
    sent, caller = first_sent(service), SEE_THEIR_OWN[role](service)
    assert [code(caller.get(sent["document"] + way)) for way in WAYS] == [(404, "record_not_found")] * len(WAYS)
    assert code(caller.get(sent["receipt"])) == (404, "record_not_found") and numbers(caller) == set()


@pytest.mark.parametrize("role", SEE_THEIR_OWN)
def test_who_sends_the_same_file_later_sees_what_became_of_it_and_nothing_of_the_first(service: DoorService, role: str) -> None:
    sent, caller = first_sent(service), SEE_THEIR_OWN[role](service)
    service.clock.pass_by(timedelta(hours=1))
    again = send(caller, name="mine.pdf")
    told = again.json()
    assert (again.status_code, told["state"], told["document_id"], told["duplicate_of"]) == (200, "read", sent["id"], None)
    document = caller.get(sent["document"]).json()
    assert (document["name"], document["received_at"]) == ("mine.pdf", told["received_at"])
    assert {step["at"] for step in document["timeline"]} == {told["received_at"]} and document["timeline"][-1]["is_waiting"]
    assert "mine.pdf" in caller.get(f"{sent['document']}/original").headers["content-disposition"]
    assert len(numbers(caller)) == 1
    everything = "".join(caller.get(address).text for address in (told["links"]["receipt"], sent["document"], f"{sent['document']}/filing", "/v1/invoices"))
    first_receipt = sent["receipt"].rpartition("/")[2]
    assert "secret-project" not in everything and first_receipt not in everything
    assert code(caller.get(sent["receipt"])) == (404, "record_not_found")


def test_what_the_first_sender_said_of_it_does_not_say_who_they_are(service: DoorService) -> None:
    wang, li = service.phone("wang"), service.phone("li")
    document = send(wang).json()["links"]["document"]
    send(li)
    wang.put(f"{document}/filing", json={"seen": 0, "purpose": "客户拜访"})
    assert [(said["purpose"], said["who"]) for said in li.get(f"{document}/filing").json()] == [("客户拜访", "")]
    assert wang.get(f"{document}/filing").json()[0]["who"].startswith("user:")


def test_who_sends_the_same_archive_later_sees_its_members_under_its_own_name(service: DoorService) -> None:
    wang, li = service.phone("wang"), service.phone("li")
    archive = zipped(one=pdf("one"), two=pdf("two"))
    send(wang, archive, name="secret-project.zip")
    service.read_all()
    document = send(li, archive, name="mine.zip").json()["links"]["document"]
    members = li.get(document).json()["members"]
    assert {(member["name"], member["receipt_id"]) for member in members} == {("mine.zip!one.pdf", None), ("mine.zip!two.pdf", None)}
    seen = [li.get(f"/v1/documents/{member['document_id']}").json() for member in members]
    assert {one["name"] for one in seen} == {"mine.zip!one.pdf", "mine.zip!two.pdf"} and len(numbers(li)) == 2
    assert all(member["receipt_id"] for member in wang.get(document).json()["members"])


def test_how_an_invoice_differs_from_one_that_others_sent_is_not_told(service: DoorService) -> None:
    wang, li, zhao = service.phone("wang"), service.phone("li"), service.person("zhao", Role.REVIEWER)
    (mine,) = (send(client, pdf("one"), name="a.pdf").json() for client in (wang,))
    service.read_all()
    first = wang.get("/v1/invoices").json()["invoices"][0]
    other = send(li, pdf("two")).json()["document_id"]
    service.read_all()
    second = li.get("/v1/invoices").json()["invoices"][0]
    tag = zhao.get(f"/v1/invoices/{second['id']}").headers["etag"]
    assert zhao.patch(f"/v1/invoices/{second['id']}", json={"values": {"total": "999.00"}}, headers={"If-Match": tag}).status_code == 200
    tag = zhao.get(f"/v1/invoices/{second['id']}").headers["etag"]
    refused = zhao.patch(f"/v1/invoices/{second['id']}", json={"values": {"invoice_number": first["invoice_number"]}}, headers={"If-Match": tag})
    assert code(refused) == (409, "held_by_another") and refused.json()["duplicate_of"] == first["id"]
    assert mine["document_id"] != other
    for address in (f"/v1/invoices/{second['id']}", f"/v1/invoices/{second['id']}/assessment"):
        assert first["id"] not in li.get(address).text


def test_another_tenant_sees_nothing_whatever_the_role(service: DoorService) -> None:
    sent, stranger = first_sent(service), service.person("qian", Role.ADMINISTRATOR, tenant=OTHER_TENANT)
    assert [code(stranger.get(sent["document"] + way)) for way in WAYS] == [(404, "record_not_found")] * len(WAYS)


@pytest.mark.parametrize(
    ("caller", "status"),
    [
        (lambda service: service.client(), 401),
        (lambda service: service.key(Scope.READ), 403),
        (lambda service: service.key(Scope.UPLOAD), 200),
        *((made, 200) for made in SEE_THEIR_OWN.values()),
        (lambda service: service.person("p", Role.REVIEWER), 200),
    ],
)
def test_reading_without_keeping_is_for_those_who_may_send(service: DoorService, caller: Made, status: int) -> None:
    answer = caller(service).post("/v1/read", files={"file": ("a.pdf", pdf())})
    assert answer.status_code == status
