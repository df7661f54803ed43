"""Review over HTTP: the queue, whose a document is, what the rules say before anything is saved, decisions, and what is put off."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from fastapi.testclient import TestClient

from intake.people.scopes import Scope
from intake.state import Role
from tests.api.documents.conftest import DoorService, code, pdf, send
from tests.intake.store.samples import OTHER_TENANT


def waiting(service: DoorService, *texts: str, sender: TestClient | None = None) -> list[str]:
    """Documents under review."""
    door = sender or service.key()
    receipts = [send(door, pdf(text)).json() for text in texts]
    service.read_all()
    return [receipt["document_id"] for receipt in receipts]


def claim(client: TestClient, count: int = 1, document: str | None = None) -> Any:
    return client.post("/v1/review/claims", json={"count": count, "document_id": document})


def claimed(client: TestClient, count: int = 1) -> list[str]:
    answer = claim(client, count)
    assert answer.status_code == 200, answer.text
    return [each["document_id"] for each in answer.json()]


def invoice_of(client: TestClient, document: str) -> str:
    return str(client.get(f"/v1/documents/{document}").json()["invoices"][0]["id"])


def decide(client: TestClient, invoice: str, to: str = "approved", tag: str | None = None, **more: Any) -> Any:
    etag = tag or client.get(f"/v1/review/invoices/{invoice}").headers["etag"]
    return client.post(f"/v1/review/invoices/{invoice}/decision", json={"to": to, **more}, headers={"If-Match": etag})


def test_of_many_who_ask_for_the_next_no_two_get_the_same(service: DoorService) -> None:
    documents = waiting(service, *map(str, range(6)))
    reviewers = [service.person(f"reviewer{number}", Role.REVIEWER) for number in range(8)]
    together = Barrier(len(reviewers))

    def next_of(reviewer: TestClient) -> list[str]:
        together.wait()
        return claimed(reviewer)

    with ThreadPoolExecutor(len(reviewers)) as threads:
        got = [document for each in threads.map(next_of, reviewers) for document in each]
    assert sorted(got) == sorted(documents)


def test_what_is_mine_is_kept_by_activity_and_others_may_have_it_afterwards(service: DoorService) -> None:
    (document,) = waiting(service, "one")
    zhao, li = service.person("zhao", Role.REVIEWER), service.person("li", Role.REVIEWER)
    assert claimed(zhao) == claimed(zhao) == [document]
    refused = claim(li, document=document)
    assert code(refused) == (409, "under_review_elsewhere") and refused.json()["holder"] == "zhao"
    (entry,) = li.get("/v1/review/queue").json()["entries"]
    assert (entry["holder"], entry["is_mine"], claimed(li)) == ("zhao", False, [])
    service.clock.pass_by(timedelta(minutes=4))
    assert [each["document_id"] for each in zhao.put("/v1/review/claims").json()] == [document]
    service.clock.pass_by(timedelta(minutes=4))
    assert claimed(li) == []
    service.clock.pass_by(timedelta(minutes=2))
    assert claimed(li) == [document]
    assert zhao.put("/v1/review/claims").json() == zhao.get("/v1/review/claims").json() == []
    assert li.delete(f"/v1/review/claims/{document}").status_code == 204
    assert claimed(zhao) == [document]


def test_values_are_checked_before_they_are_saved(service: DoorService) -> None:
    (document,) = waiting(service, "one")
    zhao = service.person("zhao", Role.REVIEWER)
    invoice = invoice_of(zhao, document)

    def rules(**form: Any) -> set[str]:
        answer = zhao.post(f"/v1/review/invoices/{invoice}/check", json=form)
        assert answer.status_code == 200, answer.text
        return {finding["rule"] for finding in answer.json()["findings"] if finding["severity"] == "error"}

    assert "R08" not in rules() and "R08" in rules(values={"total": "107.00"})
    assert "R08" not in rules(values={"total": "107.00", "tax": "7.00"})
    assert "R07" in rules(items=[{"name": "纸", "amount": "90.00", "tax_rate": "6%", "tax": "6.00"}])
    assert "R07" not in rules(items=[{"name": "纸", "amount": "100.00", "tax_rate": "6%", "tax": "6.00"}])
    assert zhao.get(f"/v1/review/invoices/{invoice}").json()["invoice"]["fields"]["total"]["value"] == "106.00", "nothing is kept"
    assert code(zhao.post(f"/v1/review/invoices/{invoice}/check", json={"values": {"total": "much"}})) == (422, "values_malformed")
    assert code(zhao.post(f"/v1/review/invoices/{invoice}/check", json={"items": [{"colour": "red"}]})) == (422, "values_malformed")


def test_a_decision_corrects_and_moves_at_once_or_not_at_all(service: DoorService) -> None:
    (document,) = waiting(service, "one")
    zhao = service.person("zhao", Role.REVIEWER)
    invoice, lines = invoice_of(zhao, document), [{"name": "纸", "amount": "200.00", "tax": "12.00"}]
    claimed(zhao)
    seen = zhao.get(f"/v1/review/invoices/{invoice}").headers["etag"]
    refused = decide(zhao, invoice, "duplicate", values={"total": "212.00"})
    assert code(refused) == (422, "no_such_move")
    assert zhao.get(f"/v1/review/invoices/{invoice}").headers["etag"] == seen
    done = decide(zhao, invoice, tag=seen, values={"total": "212.00", "amount": "200.00", "tax": "12.00"}, items=lines, effort={"active_ms": 3000, "keys": 4})
    answer = done.json()["invoice"]
    assert done.status_code == 200 and (answer["invoice"]["state"], answer["invoice"]["total"]) == ("approved", "212.00")
    assert answer["items"] == lines and answer["items_set_by"]["who"].startswith("user:")
    assert code(decide(zhao, invoice, tag=seen)) == (412, "changed_meanwhile")
    assert zhao.get("/v1/review/claims").json() == []
    assert zhao.get("/v1/review/queue").json()["done_today"] == 1


def test_whoever_decides_second_is_told(service: DoorService) -> None:
    (document,) = waiting(service, "one")
    zhao, li = service.person("zhao", Role.REVIEWER), service.person("li", Role.REVIEWER)
    invoice = invoice_of(zhao, document)
    seen = li.get(f"/v1/review/invoices/{invoice}").headers["etag"]
    changed = zhao.patch(f"/v1/review/invoices/{invoice}", json={"values": {"remarks": "seen"}}, headers={"If-Match": seen})
    assert changed.status_code == 200
    assert code(decide(li, invoice, tag=seen)) == (412, "changed_meanwhile")
    assert list(li.get(f"/v1/review/invoices/{invoice}").json()["names"].values()) == ["zhao"]
    assert decide(li, invoice).status_code == 200


def test_nobody_reviews_what_they_sent_unless_the_firm_allows_it(service: DoorService) -> None:
    chen = service.person("chen", Role.FINANCE)
    (document,) = waiting(service, "one", sender=chen)
    invoice = invoice_of(chen, document)
    assert claimed(chen) == [] and code(claim(chen, document=document)) == (403, "own_document")
    shown = chen.get(f"/v1/review/invoices/{invoice}").json()
    assert (shown["is_own"], shown["may_approve"]) == (True, False)
    for refused in (decide(chen, invoice), chen.post(f"/v1/invoices/{invoice}/moves", json={"to": "approved"}, headers={"If-Match": "*"})):
        assert code(refused) == (403, "own_document")
    assert chen.put("/v1/policy", json={"seen": 0, "policy": {"own_review": True}}).status_code == 200
    assert claimed(chen) == [document]
    assert decide(chen, invoice).json()["invoice"]["invoice"]["state"] == "approved"


def test_what_is_put_off_is_shown_to_nobody_until_then(service: DoorService) -> None:
    (document,) = waiting(service, "one")
    zhao, li = service.person("zhao", Role.REVIEWER), service.person("li", Role.REVIEWER)
    claimed(zhao)
    form = {"reason": "ask_sender", "note": "which department?", "until": (service.clock() + timedelta(minutes=10)).isoformat()}
    assert zhao.put(f"/v1/review/documents/{document}/pause", json=form).status_code == 204
    queue = li.get("/v1/review/queue").json()
    assert (queue["entries"], queue["waiting"], queue["postponed"], claimed(li)) == ([], 0, 1, [])
    assert zhao.get(f"/v1/review/invoices/{invoice_of(zhao, document)}").json()["postponed"]["note"] == "which department?"
    assert [step["code"] for step in zhao.get(f"/v1/documents/{document}").json()["timeline"]].count("postponed") == 1
    service.clock.pass_by(timedelta(minutes=10))
    assert claimed(li) == [document]
    decide(li, invoice_of(li, document))
    assert code(zhao.put(f"/v1/review/documents/{document}/pause", json=form)) == (409, "nothing_to_review")


def test_a_note_is_kept_and_told_to_whoever_comes_next(service: DoorService) -> None:
    (document,) = waiting(service, "one")
    zhao, li = service.person("zhao", Role.REVIEWER), service.person("li", Role.REVIEWER)
    invoice = invoice_of(zhao, document)
    before = li.get(f"/v1/review/invoices/{invoice}").json()["invoice"]["invoice"]["version"]
    for who, text in ((zhao, "asked the seller"), (li, "no answer yet")):
        assert who.post(f"/v1/review/invoices/{invoice}/notes", json={"text": f"  {text}\n"}).status_code == 201
    seen = li.get(f"/v1/review/invoices/{invoice}").json()
    assert [(note["text"], note["who"]) for note in seen["notes"]] == [("asked the seller", "zhao"), ("no answer yet", "li")]
    assert seen["invoice"]["invoice"]["version"] == before and seen["has_page"]
    assert [entry["event"] for entry in seen["invoice"]["history"]][-2:] == ["noted", "noted"]
    assert code(zhao.post(f"/v1/review/invoices/{invoice}/notes", json={"text": "  "}))[0] == 422


def test_where_two_must_agree_the_first_is_not_asked_again(service: DoorService) -> None:
    finance = service.person("chen", Role.FINANCE)
    assert finance.put("/v1/policy", json={"seen": 0, "policy": {"second_reviewer_from": "100.00"}}).status_code == 200
    (document,) = waiting(service, "one")
    zhao = service.person("zhao", Role.REVIEWER)
    assert claimed(zhao) == [document]
    assert decide(zhao, invoice_of(zhao, document)).json()["invoice"]["invoice"]["state"] == "in_review"
    assert claimed(zhao) == [] and zhao.get("/v1/review/queue").json()["entries"] == []
    assert claimed(finance) == [document]
    assert decide(finance, invoice_of(finance, document)).json()["invoice"]["invoice"]["state"] == "approved"


@pytest.mark.parametrize("path", ["/v1/review/queue", "/v1/review/claims"])
def test_review_is_for_people_who_may_decide(service: DoorService, path: str) -> None:
    assert code(service.person("wang", Role.SUBMITTER).get(path)) == (403, "not_permitted")
    assert code(service.key(Scope.READ, Scope.CORRECT).get(path)) == (403, "not_permitted")


def test_what_another_tenant_has_is_not_there(service: DoorService) -> None:
    (document,) = waiting(service, "one")
    elsewhere = service.person("zhao", Role.REVIEWER, tenant=OTHER_TENANT)
    zhao = service.person("zhao", Role.REVIEWER)
    invoice = invoice_of(zhao, document)
    assert elsewhere.get("/v1/review/queue").json()["entries"] == [] and claimed(elsewhere) == []
    assert code(claim(elsewhere, document=document)) == code(elsewhere.get(f"/v1/review/invoices/{invoice}")) == (404, "record_not_found")
    assert code(decide(elsewhere, invoice, tag="*")) == (404, "record_not_found")


PLACE = [[10.0, 10.0], [200.0, 10.0], [200.0, 40.0], [10.0, 40.0]]


@pytest.mark.parametrize("place", [PLACE[::-1], [[0.0, 0.0]] * 4, [[10.0, 10.0], [200.0, 10.0], [10.0, 40.0], [200.0, 40.0]]])
def test_only_a_place_can_be_read(service: DoorService, place: list[list[float]]) -> None:
    (document,) = waiting(service, "one")
    zhao = service.person("zhao", Role.REVIEWER)
    address = f"/v1/review/documents/{document}/pages/1/text"
    assert code(zhao.post(address, json={"place": place})) == (422, "place_malformed")


def test_reading_a_place_and_prepared_pages_are_for_reviewers_of_the_tenant(service: DoorService) -> None:
    (document,) = waiting(service, "one")
    zhao, stranger, sender = (
        service.person("zhao", Role.REVIEWER),
        service.person("he", Role.REVIEWER, tenant=OTHER_TENANT),
        service.person("li", Role.SUBMITTER),
    )
    invoice = invoice_of(zhao, document)
    place, picture = f"/v1/review/documents/{document}/pages/9/text", f"/v1/review/invoices/{invoice}/pages/9/cleaned.jpg"
    assert [code(who.post(place, json={"place": PLACE})) for who in (stranger, sender)] == [(404, "record_not_found"), (403, "not_permitted")]
    assert [code(who.get(picture)) for who in (stranger, sender)] == [(404, "record_not_found"), (403, "not_permitted")]


def test_a_draft_is_kept_for_its_writer_until_the_decision_and_on_that_version_alone(service: DoorService) -> None:
    (document,) = waiting(service, "one")
    zhao, li = service.person("zhao", Role.REVIEWER), service.person("li", Role.REVIEWER)
    invoice = invoice_of(zhao, document)
    address = f"/v1/review/invoices/{invoice}"
    version = zhao.get(address).json()["invoice"]["invoice"]["version"]
    draft = {"values": {"remarks": "begun"}, "confirmed": ["total"], "items": None}
    assert zhao.put(f"{address}/draft", json={"version": version, **draft}).status_code == 204
    assert zhao.get(address).json()["draft"] == draft and li.get(address).json()["draft"] is None
    assert zhao.put(f"{address}/draft", json={"version": version}).status_code == 204
    assert zhao.get(address).json()["draft"] is None
    zhao.put(f"{address}/draft", json={"version": version, **draft})
    assert li.patch(address, json={"values": {"remarks": "theirs"}}, headers={"If-Match": "*"}).status_code == 200
    assert zhao.get(address).json()["draft"] is None, "it was made on other values"
    assert zhao.put(f"{address}/draft", json={"version": version, **draft}).status_code == 204
    assert zhao.get(address).json()["draft"] is None
    zhao.put(f"{address}/draft", json={"version": version + 1, **draft})
    assert decide(zhao, invoice).json()["draft"] is None
