"""Invoices: found, corrected, moved on, deleted and restored; each by whoever may, and as they were seen."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.correctable import malformed_values
from intake.domain.invoice_number import write_digital_number
from intake.fake_pipeline import number_of
from intake.people.scopes import Scope
from intake.state import Role
from tests.api.documents.conftest import DoorService, code, pdf, send
from tests.intake.store.samples import OTHER_TENANT


def found(service: DoorService, sender: TestClient, *texts: str) -> list[str]:
    """Ids of the invoices of these files, read."""
    receipts = [send(sender, pdf(text)).json() for text in texts]
    service.read_all()
    return [sender.get(receipt["links"]["receipt"]).json()["invoices"][0]["id"] for receipt in receipts]


def etag(client: TestClient, invoice_id: str) -> str:
    return str(client.get(f"/v1/invoices/{invoice_id}").headers["etag"])


def correct(client: TestClient, invoice_id: str, tag: str | None = None, **values: str | None) -> Any:
    headers = {} if tag == "" else {"If-Match": tag or etag(client, invoice_id)}
    return client.patch(f"/v1/invoices/{invoice_id}", json={"values": values, "why": "seen on paper"}, headers=headers)


def move(client: TestClient, invoice_id: str, to: str, tag: str | None = None, **more: str) -> Any:
    return client.post(f"/v1/invoices/{invoice_id}/moves", json={"to": to, **more}, headers={"If-Match": tag or etag(client, invoice_id)})


def numbers(client: TestClient, **query: Any) -> set[str]:
    answer = client.get("/v1/invoices", params=query)
    assert answer.status_code == 200, answer.text
    return {invoice["invoice_number"] for invoice in answer.json()["invoices"]}


def test_invoices_are_found_by_everything_that_is_asked_for(service: DoorService) -> None:
    reviewer = service.person("zhao", Role.REVIEWER)
    one, two = found(service, reviewer, "one", "two")
    correct(reviewer, two, total="250.00", issue_date="2024-05-01", seller_name="海州望潮餐饮管理（集团）有限公司")
    first, second = number_of(pdf("one")), number_of(pdf("two"))
    assert numbers(reviewer) == {first, second}
    assert numbers(reviewer, number=first) == numbers(reviewer, text=first[5:]) == {first}
    assert numbers(reviewer, text="望潮") == numbers(reviewer, party="望潮餐饮管理(集团)") == {second}
    assert numbers(reviewer, issued_from="2024-04-01") == numbers(reviewer, total_from="200") == {second}
    assert numbers(reviewer, total_to="106.00", issued_to="2024-03-31") == {first}
    assert numbers(reviewer, kind="digital_general", state=["in_review", "approved"]) == {first, second}
    assert numbers(reviewer, kind="taxi") == numbers(reviewer, state="rejected") == numbers(reviewer, deleted=True) == set()
    assert numbers(reviewer, received_to="2024-03-11T12:00:00Z") == {first, second}
    rules = [broken["rule"] for broken in reviewer.get(f"/v1/invoices/{one}").json()["invoice"]["findings"]]
    assert numbers(reviewer, finding="nothing") == set() and all(first in numbers(reviewer, finding=rule) for rule in rules)


def test_pages_show_each_invoice_once_whatever_comes_in_meanwhile(service: DoorService) -> None:
    reviewer = service.person("zhao", Role.REVIEWER)
    ids = found(service, reviewer, *"abcde")
    page = reviewer.get("/v1/invoices", params={"limit": 2}).json()
    seen = [invoice["id"] for invoice in page["invoices"]]
    found(service, reviewer, "later")
    while page["next"]:
        page = reviewer.get("/v1/invoices", params={"limit": 2, "cursor": page["next"]}).json()
        seen += [invoice["id"] for invoice in page["invoices"]]
    assert seen == ids[::-1]
    assert [invoice["id"] for invoice in reviewer.get("/v1/invoices", params={"order": "oldest_first", "limit": 5}).json()["invoices"]] == ids
    assert code(reviewer.get("/v1/invoices", params={"cursor": "nonsense"})) == (422, "parameter_malformed")


def test_whoever_sends_finds_only_what_they_sent(service: DoorService) -> None:
    wang, li, zhao = service.phone("wang"), service.phone("li"), service.person("zhao", Role.REVIEWER)
    elsewhere = service.person("zhao", Role.REVIEWER, tenant=OTHER_TENANT)
    (own,) = found(service, wang, "of wang")
    found(service, li, "of li")
    assert (len(numbers(wang)), len(numbers(li)), len(numbers(zhao)), len(numbers(elsewhere))) == (1, 1, 2, 0)
    for client in (li, elsewhere):
        assert code(client.get(f"/v1/invoices/{own}")) == (404, "record_not_found")
        assert numbers(client, number=number_of(pdf("of wang"))) == set()
    assert code(correct(wang, own, total="1.00")) == code(move(wang, own, "approved")) == (403, "not_permitted")
    assert code(correct(elsewhere, own, '"1"', total="1.00")) == code(move(elsewhere, own, "approved", '"1"')) == (404, "record_not_found")


def test_a_correction_stands_and_says_by_whom(service: DoorService) -> None:
    reviewer = service.person("zhao", Role.REVIEWER)
    (invoice,) = found(service, reviewer, "one")
    corrected = correct(reviewer, invoice, total="206.00", buyer_name="海州青禾云图科技有限公司")
    answer = corrected.json()
    total = answer["fields"]["total"]
    assert corrected.status_code == 200 and corrected.headers["etag"] == etag(reviewer, invoice)
    assert (answer["invoice"]["total"], total["value"], total["read"]["value"]) == ("206.00", "206.00", "106.00")
    assert total["set_by"]["who"].startswith("user:") and total["set_by"]["why"] == "seen on paper"
    assert [entry["event"] for entry in answer["history"]] == ["created", "corrected"]
    withdrawn = correct(reviewer, invoice, total=None).json()
    assert (withdrawn["invoice"]["total"], withdrawn["fields"]["total"]["set_by"]) == ("106.00", None)


def test_a_change_needs_the_version_that_was_seen(service: DoorService) -> None:
    reviewer = service.person("zhao", Role.REVIEWER)
    (invoice,) = found(service, reviewer, "one")
    seen = etag(reviewer, invoice)
    assert code(correct(reviewer, invoice, "", total="1.00")) == (428, "if_match_needed")
    assert correct(reviewer, invoice, seen, total="1.00").status_code == 200
    for late in (
        correct(reviewer, invoice, seen, total="2.00"),
        move(reviewer, invoice, "approved", seen),
        correct(reviewer, invoice, '"nonsense"', total="2.00"),
    ):
        assert code(late) == (412, "changed_meanwhile")
    assert correct(reviewer, invoice, "*", total="3.00").status_code == 200


def test_values_of_another_form_are_refused_by_name(service: DoorService) -> None:
    reviewer = service.person("zhao", Role.REVIEWER)
    (invoice,) = found(service, reviewer, "one")
    answer = correct(reviewer, invoice, total="a lot", buyer_name="海州青禾云图科技有限公司", no_such_field="x")
    assert code(answer) == (422, "values_malformed") and answer.json()["fields"] == ["total", "no_such_field"]
    assert reviewer.get(f"/v1/invoices/{invoice}").json()["fields"]["buyer_name"]["set_by"] is None


@pytest.mark.parametrize(
    "values",
    [{"total": "a lot"}, {"total": "1"}, {"issue_date": "8.3.2024"}, {"no_such_field": "x"}, {"buyer_name": "a\x00b"}, {"items": "x"}, {"tax": " 1.00"}],
)
def test_values_of_another_form_are_known(values: dict[str, str | None]) -> None:
    assert malformed_values(values) == list(values)


def test_values_of_the_right_form_are_taken() -> None:
    assert malformed_values({"total": "-106.00", "issue_date": "2024-03-08", "remarks": "一\n二", "buyer_name": None, "tax": "", "time_on": "23:59"}) == []


def test_an_invoice_goes_where_its_moves_say_and_nowhere_else(service: DoorService) -> None:
    reviewer = service.person("zhao", Role.REVIEWER)
    (invoice,) = found(service, service.key(), "one")
    assert reviewer.get(f"/v1/invoices/{invoice}").json()["moves"] == ["approved", "rejected", "void", "duplicate"]
    approved = move(reviewer, invoice, "approved", why="right").json()
    assert (approved["invoice"]["state"], approved["moves"], approved["may_correct"]) == ("approved", ["in_review"], False)
    assert code(correct(reviewer, invoice, total="1.00")) == (409, "not_in_this_state")
    assert code(move(reviewer, invoice, "confirmed")) == (409, "not_in_this_state")
    assert code(move(reviewer, invoice, "verifying")) == (403, "role_needed_for_move")
    assert code(move(reviewer, invoice, "duplicate")) == (422, "no_such_move")
    assert move(reviewer, invoice, "in_review").status_code == 200
    assert code(move(service.key(), invoice, "rejected", "*")) == (403, "not_permitted"), "deciding is for people"


def test_two_records_of_one_invoice_are_told_as_duplicates(service: DoorService) -> None:
    reviewer = service.person("zhao", Role.REVIEWER)
    one, two = found(service, reviewer, "one", "two")
    held = correct(reviewer, two, invoice_number=number_of(pdf("one")))
    assert code(held) == (409, "held_by_another") and held.json()["duplicate_of"] == one
    duplicate = move(reviewer, two, "duplicate", duplicate_of=one).json()
    assert (duplicate["invoice"]["state"], duplicate["invoice"]["duplicate_of"]) == ("duplicate", one)
    assert correct(reviewer, two, invoice_number=number_of(pdf("one")), total="999.00").status_code == 200
    graded = reviewer.get(f"/v1/invoices/{two}").json()["duplicates"]
    assert [(each["grade"], each["invoice_id"], each["differing"]) for each in graded] == [("conflict", one, ["total"])]
    assert code(move(reviewer, one, "duplicate", duplicate_of=two)) == (409, "not_in_this_state"), "a duplicate is no first record"


def test_the_first_record_of_an_invoice_stays_hidden_from_whoever_may_not_see_it(service: DoorService) -> None:
    wang, li, reviewer = service.phone("wang"), service.phone("li"), service.person("zhao", Role.REVIEWER)
    (first,), (second,) = found(service, wang, "one"), found(service, li, "two")
    move(reviewer, second, "duplicate", duplicate_of=first)
    correct(reviewer, second, invoice_number=number_of(pdf("one")))
    told = li.get(f"/v1/invoices/{second}")
    assert (told.json()["invoice"]["state"], told.json()["invoice"]["duplicate_of"]) == ("duplicate", None)
    assert [(each["grade"], each["invoice_id"]) for each in told.json()["duplicates"]] == [("same", None)]
    assert first not in told.text and first not in li.get("/v1/invoices").text


def test_one_character_of_the_number_makes_a_near_duplicate(service: DoorService) -> None:
    reviewer = service.person("zhao", Role.REVIEWER)
    one, two = found(service, reviewer, "one", "two")
    correct(reviewer, one, invoice_number=write_digital_number(2024, "11", 40))
    correct(reviewer, two, invoice_number=write_digital_number(2024, "11", 41))
    assert [(each["grade"], each["invoice_id"]) for each in reviewer.get(f"/v1/invoices/{two}").json()["duplicates"]] == [("near", one)]


def test_a_deleted_invoice_is_out_of_the_way_and_comes_back_as_it_was(service: DoorService) -> None:
    reviewer = service.person("zhao", Role.REVIEWER)
    (invoice,) = found(service, reviewer, "one")
    assert code(reviewer.delete(f"/v1/invoices/{invoice}")) == (428, "if_match_needed")
    assert reviewer.delete(f"/v1/invoices/{invoice}", headers={"If-Match": etag(reviewer, invoice)}, params={"why": "twice"}).status_code == 204
    assert code(reviewer.get(f"/v1/invoices/{invoice}")) == (404, "record_not_found")
    assert numbers(reviewer) == set() and numbers(reviewer, deleted=True) == {number_of(pdf("one"))}
    restored = reviewer.post(f"/v1/invoices/{invoice}/restore", json={})
    assert restored.status_code == 200 and restored.json()["invoice"]["deleted_at"] is None
    assert code(reviewer.post(f"/v1/invoices/{invoice}/restore", json={})) == (404, "record_not_found")


def test_an_answer_that_did_not_change_is_not_sent_again(service: DoorService) -> None:
    reviewer = service.person("zhao", Role.REVIEWER)
    (invoice,) = found(service, reviewer, "one")
    tag = etag(reviewer, invoice)
    same = reviewer.get(f"/v1/invoices/{invoice}", headers={"If-None-Match": f'"x", {tag}'})
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
    correct(reviewer, invoice, total="1.00")
    assert reviewer.get(f"/v1/invoices/{invoice}", headers={"If-None-Match": tag}).status_code == 200


def test_a_key_with_the_right_to_correct_acts_for_the_people_behind_it(service: DoorService) -> None:
    key = service.key(Scope.READ, Scope.CORRECT, Scope.UPLOAD)
    (invoice,) = found(service, key, "one")
    corrected = correct(key, invoice, total="1.00").json()
    assert corrected["fields"]["total"]["set_by"]["who"].startswith("key:")
