"""Entering invoices by hand: the same records, rules and states as any other, and always another person."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from intake.domain.invoice_number import write_digital_number
from intake.entries.entry import is_entry
from intake.people.scopes import Scope
from intake.state import Role
from tests.api.documents.conftest import Answer, DoorService, code, pdf, send
from tests.intake.entries.filled import filled, invoice, item
from tests.intake.store.samples import OTHER_TENANT

XLSX = {"Content-Type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


def form(serial: int = 1, **more: Any) -> dict[str, Any]:
    fields = {
        "invoice_number": write_digital_number(2024, "11", serial),
        "issue_date": "2024年3月8日",
        "buyer_name": "海州青禾云图科技有限公司",
        "seller_name": "海州望潮餐饮管理(集团)有限公司",
        "amount": "100",
        "tax": "6",
        "total": "106",
    }
    return {"kind": "digital_general", "fields": fields, "reason": "影像模糊", "without_evidence": "原件遗失", **more}


def enter(client: TestClient, serial: int = 1, key: str | None = None, **more: Any) -> Answer:
    return client.post("/v1/entries", json=form(serial, **more), headers={"Idempotency-Key": key} if key else {})


def entered(service: DoorService, client: TestClient, serial: int = 1, **more: Any) -> tuple[str, str]:
    """Document and invoice."""
    answer = enter(client, serial, **more)
    assert answer.status_code == 202, answer.text
    service.read_all()
    receipt = client.get(f"/v1/receipts/{answer.json()['id']}").json()
    return answer.json()["document_id"], receipt["invoices"][0]["id"]


def approve(client: TestClient, invoice_id: str) -> Answer:
    etag = client.get(f"/v1/invoices/{invoice_id}").headers["etag"]
    return client.post(f"/v1/invoices/{invoice_id}/moves", json={"to": "approved"}, headers={"If-Match": etag})


def test_an_entry_has_a_receipt_and_is_an_invoice_under_review(service: DoorService) -> None:
    zhang = service.person("zhang", Role.SUBMITTER)
    document, found = entered(service, zhang)
    answer = zhang.get(f"/v1/invoices/{found}").json()
    assert (answer["invoice"]["state"], answer["invoice"]["total"], answer["result"]["format"]) == ("in_review", "106.00", "entry")
    assert answer["fields"]["issue_date"]["read"]["source"] == "person" and answer["fields"]["issue_date"]["value"] == "2024-03-08"
    typed = zhang.get(f"/v1/entries/{document}").json()
    assert typed["reason"] == "影像模糊" and typed["without_evidence"] == "原件遗失" and len(typed["entered_by"]) == 1
    assert code(zhang.get(f"/v1/documents/{document}/pages/1"))[0] == 404


def test_the_same_rules_look_at_it(service: DoorService) -> None:
    zhang = service.person("zhang", Role.SUBMITTER)
    fields = {**form()["fields"], "total": "107"}
    _, found = entered(service, zhang, fields=fields)
    assert "R08" in [finding["rule"] for finding in zhang.get(f"/v1/invoices/{found}").json()["invoice"]["findings"]]


def test_whoever_typed_it_never_approves_it_whatever_the_policy_says(service: DoorService) -> None:
    boss, wang = service.person("boss", Role.ADMINISTRATOR), service.person("wang", Role.REVIEWER)
    boss.put("/v1/policy", json={"seen": 0, "policy": {"own_review": True}})
    _, found = entered(service, boss)
    assert code(approve(boss, found)) == (409, "entry_needs_another_person")
    assert boss.get(f"/v1/invoices/{found}").json()["invoice"]["state"] == "in_review"
    assert approve(wang, found).json()["invoice"]["state"] == "approved"


def test_whoever_changed_a_value_of_it_does_not_approve_it_either(service: DoorService) -> None:
    zhang, wang, li = service.person("zhang", Role.SUBMITTER), service.person("wang", Role.REVIEWER), service.person("li", Role.REVIEWER)
    _, found = entered(service, zhang)
    etag = wang.get(f"/v1/invoices/{found}").headers["etag"]
    changed = wang.patch(f"/v1/invoices/{found}", json={"values": {"buyer_name": "海州青禾云图科技股份有限公司"}}, headers={"If-Match": etag})
    assert changed.status_code == 200, changed.text
    assert code(approve(wang, found)) == (409, "entry_needs_another_person")
    assert approve(li, found).json()["invoice"]["state"] == "approved"


def test_checks_by_hand_are_no_way_around(service: DoorService) -> None:
    finance = service.person("wu", Role.FINANCE)
    finance.put("/v1/policy", json={"seen": 0, "policy": {"own_review": True}})
    _, found = entered(service, finance)
    check = {
        "outcome": "ok",
        "status": "normal",
        "checked_at": service.clock().isoformat(),
        "note": "seen on the page of the bureau at noon",
        "face": form()["fields"] | {"issue_date": "2024-03-08", "amount": "100.00", "tax": "6.00", "total": "106.00"},
    }
    answer = finance.post(f"/v1/invoices/{found}/verification", json={"manual": check})
    assert code(answer) == (409, "entry_needs_another_person")
    assert finance.get(f"/v1/invoices/{found}").json()["invoice"]["state"] == "in_review"


def test_nothing_is_overwritten_and_a_second_entry_of_an_invoice_is_a_duplicate(service: DoorService) -> None:
    zhang, wang = service.person("zhang", Role.SUBMITTER), service.person("wang", Role.REVIEWER)
    _, first = entered(service, zhang)
    _, second = entered(service, wang, reason="再次补录")
    assert first != second
    answer = wang.get(f"/v1/invoices/{second}").json()["invoice"]
    assert (answer["state"], answer["duplicate_of"]) == ("duplicate", first)


def test_the_very_same_entry_is_one_document_and_a_key_has_one_receipt(service: DoorService) -> None:
    zhang = service.person("zhang", Role.SUBMITTER)
    first, again, keyed = enter(zhang), enter(zhang), enter(zhang, 2, key="k1")
    assert (first.status_code, again.status_code) == (202, 200)
    assert again.json()["document_id"] == first.json()["document_id"] and again.json()["id"] != first.json()["id"]
    replay = enter(zhang, 2, key="k1")
    assert replay.json()["id"] == keyed.json()["id"] and replay.headers["idempotent-replay"] == "true"
    assert code(enter(zhang, 3, key="k1")) == (422, "idempotency_key_used")


def test_what_is_missing_is_told_field_by_field(service: DoorService) -> None:
    zhang = service.person("zhang", Role.SUBMITTER)
    answer = zhang.post("/v1/entries", json={"kind": "car", "fields": {"total": "much"}, "reason": ""})
    assert code(answer) == (422, "entry_malformed")
    assert [problem["field"] for problem in answer.json()["problems"]] == ["kind", "total", "reason", "evidence"]


def test_evidence_is_a_document_that_the_typist_may_see(service: DoorService) -> None:
    zhang, wang, stranger = service.person("zhang", Role.SUBMITTER), service.person("wang", Role.SUBMITTER), service.person("far", tenant=OTHER_TENANT)
    picture = send(zhang, pdf("a blurred picture")).json()["document_id"]
    document, _ = entered(service, zhang, evidence=[picture], without_evidence="")
    assert [each["document_id"] for each in zhang.get(f"/v1/entries/{document}").json()["evidence"]] == [picture]
    for other in (wang, stranger):
        assert code(enter(other, 2, evidence=[picture], without_evidence="")) == (422, "entry_malformed")
        assert code(other.get(f"/v1/entries/{document}"))[0] == 404
    assert code(zhang.get(f"/v1/entries/{picture}")) == (422, "no_entry")


def test_programs_enter_nothing_and_nobody_sends_an_entry_as_a_file(service: DoorService) -> None:
    zhang = service.person("zhang", Role.SUBMITTER)
    assert code(enter(service.key(Scope.UPLOAD))) == (403, "not_permitted")
    document, _ = entered(service, zhang)
    content = zhang.get(f"/v1/documents/{document}/original").content
    assert is_entry(content)
    assert code(send(zhang, content)) == (415, "unknown_type")


def test_a_template_goes_out_and_comes_back_with_an_answer_for_every_row(service: DoorService) -> None:
    zhang = service.person("zhang", Role.SUBMITTER)
    template = zhang.get("/v1/entries/template.xlsx")
    assert template.status_code == 200 and template.content.startswith(b"PK")
    content = filled(
        [
            invoice(1),
            invoice(2, total="=1+1"),
            invoice(3, reason=""),
            invoice(4, evidence="nothing"),
            invoice(5, evidence="00000000-0000-0000-0000-000000000001"),
        ],
        [item(1), item(9)],
    )
    answer = zhang.post("/v1/entries/import", content=content, headers=XLSX).json()
    assert (answer["taken"], answer["known"], answer["refused"]) == (1, 0, 5)
    assert [(row["row"], row["outcome"], [problem["field"] for problem in row["problems"]]) for row in answer["rows"]] == [
        (4, "taken", []),
        (5, "refused", ["total"]),
        (6, "refused", ["reason"]),
        (7, "refused", ["evidence"]),
        (8, "refused", ["evidence"]),
        (5, "refused", ["row"]),
    ]
    assert answer["rows"][1]["problems"][0]["column_zh"] == "价税合计"
    service.read_all()
    assert [found["total"] for found in zhang.get("/v1/invoices").json()["invoices"]] == ["106.00"]


def test_importing_twice_makes_nothing_double_and_takes_in_what_was_mended(service: DoorService) -> None:
    zhang = service.person("zhang", Role.SUBMITTER)
    first = zhang.post("/v1/entries/import", content=filled([invoice(1), invoice(2, reason="")]), headers=XLSX).json()
    second = zhang.post("/v1/entries/import", content=filled([invoice(1), invoice(2), invoice(1, row=3)]), headers=XLSX).json()
    assert (first["taken"], first["refused"]) == (1, 1)
    assert (second["taken"], second["known"], second["refused"]) == (1, 2, 0)
    assert {second["rows"][0]["document_id"], second["rows"][2]["document_id"]} == {first["rows"][0]["document_id"]}
    service.read_all()
    assert len(zhang.get("/v1/invoices").json()["invoices"]) == 2


@pytest.mark.parametrize(
    ("content", "answer"),
    [(b"", (422, "no_file")), (b"no spreadsheet", (422, "template_not_usable")), (b"PK\x03\x04" + bytes(5 << 20), (413, "body_too_large"))],
)
def test_what_is_no_template_is_answered_so(service: DoorService, content: bytes, answer: tuple[int, str]) -> None:
    assert code(service.person("zhang", Role.SUBMITTER).post("/v1/entries/import", content=content, headers=XLSX)) == answer
