"""One invoice as a record over HTTP, and what there is in place of one that is not here."""

from __future__ import annotations

from typing import Any

from fastapi.testclient import TestClient

from intake.fake_pipeline import number_of
from intake.state import Role
from tests.api.documents.conftest import DoorService, code, pdf, send
from tests.api.documents.test_invoices_routes import correct, etag, found, move
from tests.intake.store.samples import OTHER_TENANT


def record(client: TestClient, invoice_id: str) -> Any:
    answer = client.get(f"/v1/invoices/{invoice_id}/record")
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_record_says_where_it_came_from_and_who_did_what(service: DoorService) -> None:
    reviewer, wang = service.person("zhao", Role.REVIEWER), service.phone("wang")
    (one,) = found(service, wang, "one")
    correct(reviewer, one, total="250.00")
    told = record(reviewer, one)
    assert told["document"]["name"] == "发票.pdf" and len(told["document"]["sha256"]) == 64 and told["document"]["pages"] == [1]
    assert {told["names"][who] for who in (*told["document"]["sent_by"], told["invoice"]["fields"]["total"]["set_by"]["who"])} == {"wang", "zhao"}
    assert any(finding["message_zh"] for finding in told["findings"])
    assert told["may_delete"] and not told["may_restore"]
    tag = reviewer.get(f"/v1/invoices/{one}/record").headers["etag"]
    assert tag.split("-")[0] == etag(reviewer, one).split("-")[0], "it is good for a change"
    own = record(wang, one)
    assert set(own["names"].values()) == {"wang"} and not own["may_delete"]
    assert code(service.phone("li").get(f"/v1/invoices/{one}/record")) == (404, "record_not_found")
    assert code(service.person("chen", Role.REVIEWER, tenant=OTHER_TENANT).get(f"/v1/invoices/{one}/record")) == (404, "record_not_found")


def test_related_invoices_know_of_each_other_whichever_came_first(service: DoorService) -> None:
    reviewer = service.person("zhao", Role.REVIEWER)
    one, two, three = found(service, reviewer, "one", "two", "three")
    red = {"total": "-106.00", "amount": "-100.00", "tax": "-6.00", "remarks": f"被红冲蓝字数电发票号码：{number_of(pdf('one'))}"}
    correct(reviewer, two, **red)
    assert move(reviewer, three, "duplicate", duplicate_of=one).status_code == 200
    relations = {each["invoice"]["id"]: each["relation"] for each in record(reviewer, one)["related"]}
    assert relations[two] == "reversal" and relations[three] == "copy"
    assert {each["invoice"]["id"]: each["relation"] for each in record(reviewer, three)["related"]}[one] == "first_record"
    assert {each["invoice"]["id"]: each["relation"] for each in record(reviewer, two)["related"]}[one] == "reversal"


def test_a_deleted_record_is_shown_and_can_be_restored(service: DoorService) -> None:
    reviewer = service.person("zhao", Role.REVIEWER)
    (one,) = found(service, reviewer, "one")
    reviewer.delete(f"/v1/invoices/{one}", params={"why": "slip"}, headers={"If-Match": "*"})
    told = record(reviewer, one)
    assert told["invoice"]["invoice"]["deleted_at"] and told["may_restore"] and not told["may_delete"]
    assert [entry["event"] for entry in told["invoice"]["history"]][-1] == "deleted"


def test_a_number_that_is_not_here_is_answered_with_what_there_is_instead(service: DoorService) -> None:
    reviewer, wang = service.person("zhao", Role.REVIEWER), service.phone("wang")
    (one,) = found(service, reviewer, "one")
    number = number_of(pdf("one"))
    slip = number[:-1] + str((int(number[-1]) + 1) % 10)

    def traces(client: TestClient, number: str) -> dict[str, list[str]]:
        told = client.get("/v1/diagnosis", params={"number": number}).json()
        return {each["trace"]: [invoice["id"] for invoice in each["invoices"]] for each in told["traces"]}

    assert traces(reviewer, number) == {} and traces(reviewer, f" {number[:8]} {number[8:]} ") == {}, "it is here"
    assert traces(reviewer, slip) == {"similar": [one], "never_received": []}
    assert traces(wang, slip) == {"never_received": []}
    send(wang, pdf("waits"), name="wait.pdf")
    told = wang.get("/v1/diagnosis", params={"number": slip}).json()
    assert [each["name"] for each in told["traces"][0]["documents"]] == ["wait.pdf"] and told["invoices"][0]["cause"] == "not_here"
    reviewer.delete(f"/v1/invoices/{one}", params={"why": "slip"}, headers={"If-Match": "*"})
    assert traces(reviewer, number)["deleted"] == [one]
