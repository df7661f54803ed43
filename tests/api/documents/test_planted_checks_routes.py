"""Planted checks: a settled invoice with an error put in, shown as any other; whether it is found is counted, and no record changes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from intake.policies.planting import misreadings
from intake.state import Role
from intake.store.planted_checks import Detection, detections
from tests.api.documents.conftest import DoorService, code
from tests.api.documents.test_approving_routes import ask, finance  # noqa: F401 - a fixture
from tests.api.documents.test_double_key_routes import approve, review
from tests.api.pages.site import Site, clean
from tests.intake.store.samples import TENANT


@pytest.fixture
def settled(service: DoorService, finance: TestClient) -> str:  # noqa: F811
    """An invoice that somebody approved; from now on every document taken on is a check, where there is one."""
    invoice = str(Site("", service.backend, TENANT).put(clean())[0])
    assert approve(service.person("chen", Role.REVIEWER), invoice).status_code == 200
    ask(finance, planted_share=1.0)
    return invoice


def claimed(client: TestClient) -> list[dict[str, Any]]:
    answer = client.post("/v1/review/claims", json={"count": 3})
    assert answer.status_code == 200, answer.text
    return list(answer.json())


def planted(client: TestClient, settled: str) -> tuple[str, str, str]:
    """Id of the check, its field, and what is shown there."""
    (claim,) = claimed(client)
    (check,) = claim["invoices"]
    shown, known = review(client, check)["invoice"]["fields"], client.get(f"/v1/invoices/{settled}").json()["fields"]
    ((field, wrong),) = [(name, each["value"]) for name, each in shown.items() if each["value"] != known[name]["value"]]
    return check, field, wrong


def counted(service: DoorService) -> list[tuple[int, int]]:
    with service.backend.database.read() as session:
        return [(each.shown, each.found) for each in detections(session, TENANT, service.clock())]


def test_a_check_looks_like_any_other_invoice_and_rules_do_not_tell(service: DoorService, settled: str) -> None:
    zhao = service.person("zhao", Role.REVIEWER)
    check, field, wrong = planted(zhao, settled)
    seen = review(zhao, check)
    assert (seen["invoice"]["invoice"]["state"], seen["findings"], seen["invoice"]["history"]) == ("in_review", [], [])
    right = zhao.get(f"/v1/invoices/{settled}").json()["fields"][field]["value"]
    assert wrong in misreadings(right)
    read = seen["invoice"]["fields"][field]["read"]
    assert {each["value"] for each in read["evidence"]} <= {wrong} and read["box"]
    assert seen["planted"] is None
    assert [each["invoices"] for each in zhao.put("/v1/review/claims").json()] == [[check]]
    assert claimed(zhao)[0]["invoices"] == [check], "one at a time"


@pytest.mark.parametrize("finds", [True, False])
def test_whether_it_is_found_is_told_and_counted_and_nothing_changes(service: DoorService, settled: str, finds: bool) -> None:
    zhao = service.person("zhao", Role.REVIEWER)
    check, field, wrong = planted(zhao, settled)
    before = zhao.get(f"/v1/invoices/{settled}").json()
    right = before["fields"][field]["value"]
    told = approve(zhao, check, **({field: right} if finds else {})).json()["planted"]
    assert told == {"field": field, "right": right, "planted": wrong, "found": finds}
    assert zhao.get(f"/v1/invoices/{settled}").json() == before
    assert counted(service) == [(1, int(finds))]
    assert claimed(zhao) == [], "nothing is left that they have not seen"


def test_a_check_is_its_reviewers_alone_and_nobody_checks_their_own_work(service: DoorService, settled: str) -> None:
    zhao, li = service.person("zhao", Role.REVIEWER), service.person("li", Role.REVIEWER)
    check, _, _ = planted(zhao, settled)
    assert code(li.get(f"/v1/review/invoices/{check}")) == (404, "record_not_found")
    assert detections_of(service, "nobody") == ()


def detections_of(service: DoorService, who: str) -> tuple[Detection, ...]:
    with service.backend.database.read() as session:
        return tuple(detections(session, TENANT, service.clock(), who))


def test_short_of_a_decision_a_check_answers_as_any_other_invoice(service: DoorService, settled: str) -> None:
    zhao = service.person("zhao", Role.REVIEWER)
    check, _, _ = planted(zhao, settled)
    (real,) = map(str, Site("", service.backend, TENANT).put(clean("digital_special.pdf")))
    documents = {invoice: review(zhao, invoice)["document"]["id"] for invoice in (check, real)}
    assert {claim["document_id"] for claim in claimed(zhao)} == set(documents.values())
    until = (service.clock() + timedelta(hours=2)).isoformat()

    def said(invoice: str) -> list[Any]:
        """The same is done to either, and what is seen of it, but for what is printed."""
        document, path = documents[invoice], f"/v1/review/invoices/{invoice}"
        entry = next(each for each in zhao.get("/v1/review/queue").json()["entries"] if each["document_id"] == document)
        notes = zhao.post(f"{path}/notes", json={"text": " ask "})
        draft = zhao.put(f"{path}/draft", json={"version": 1, "values": {"remarks": "half"}})
        begun = review(zhao, invoice)
        refused = [code(zhao.post(f"{path}/decision", json={"to": to}, headers={"If-Match": "*"})) for to in ("verified", "duplicate")]
        away = zhao.put(f"/v1/review/documents/{document}/pause", json={"reason": "other", "note": "later", "until": until})
        paused, queue = review(zhao, invoice), zhao.get("/v1/review/queue").json()
        shown = [document in [each["document_id"] for each in each_of] for each_of in (queue["entries"], zhao.get("/v1/review/claims").json())]
        again = zhao.post("/v1/review/claims", json={"document_id": document})
        keys = [sorted(each) for each in (entry, begun, begun["document"], paused["postponed"])]
        kept = [[note["text"] for note in begun["notes"]], begun["draft"], begun["has_page"], paused["postponed"]["note"], paused["postponed"]["who"]]
        back = review(zhao, invoice)["postponed"], document in [each["document_id"] for each in again.json()]
        facts = [entry["is_mine"], entry["holder"], entry["invoices"] == [invoice], begun["document"]["received_at"] == paused["document"]["received_at"]]
        return [notes.status_code, draft.status_code, refused, away.status_code, shown, queue["postponed"], keys, kept, back, facts]

    assert said(check) == said(real)
    assert zhao.get(f"/v1/invoices/{settled}").json()["history"][-1]["event"] == "moved", "nothing of it is kept about the invoice"


def test_a_check_that_is_taken_apart_is_missed(service: DoorService, settled: str) -> None:
    zhao = service.person("zhao", Role.REVIEWER)
    check, field, _ = planted(zhao, settled)
    answer = zhao.post(f"/v1/review/documents/{review(zhao, check)['document']['id']}/split", json={"starts": [2]})
    assert answer.status_code == 201 and (answer.json()["planted"]["field"], answer.json()["planted"]["found"]) == (field, False)
    assert claimed(zhao) == [] and zhao.get(f"/v1/invoices/{settled}").status_code == 200


def test_without_the_policy_nothing_is_planted(service: DoorService) -> None:
    zhao, chen = service.person("zhao", Role.REVIEWER), service.person("chen", Role.REVIEWER)
    approve(chen, str(Site("", service.backend, TENANT).put(clean())[0]))
    assert claimed(zhao) == []


def test_the_lead_sees_how_everybody_reviews_and_others_see_themselves(service: DoorService, finance: TestClient, settled: str) -> None:  # noqa: F811
    zhao = service.person("zhao", Role.REVIEWER)
    check, _, _ = planted(zhao, settled)
    approve(zhao, check)
    (invoice,) = Site("", service.backend, TENANT).put(clean("digital_special.pdf"))
    effort = {"active_ms": 4000, "keys": 9, "flagged": 2, "edited": 2, "edited_flagged": 1, "fields": 12}
    etag = zhao.get(f"/v1/review/invoices/{invoice}").headers["etag"]
    decided = zhao.post(f"/v1/review/invoices/{invoice}/decision", json={"to": "approved", "effort": effort}, headers={"If-Match": etag})
    assert decided.status_code == 200
    (mine,) = zhao.get("/v1/review/quality").json()["reviewers"]
    assert (mine["name"], mine["decisions"], mine["seconds_each"], mine["keys_each"], mine["edits_each"]) == ("zhao", 1, 4.0, 9.0, 2.0)
    assert (mine["flag_precision"], mine["miss_rate"], mine["checks"], mine["checks_found"]) == (0.5, 0.1, 1, 0)
    everybody = finance.get("/v1/review/quality").json()
    assert {each["name"] for each in everybody["reviewers"]} == {"zhao", "chen"} and everybody["keyed_twice"] == []
