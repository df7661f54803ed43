"""Reconciliation over HTTP: lists are handed in, runs asked for, differences looked at, decided and taken out; and evidence bundles."""

from __future__ import annotations

import csv
import io
import json
from hashlib import sha256
from typing import Any
from zipfile import ZipFile

import pytest
from fastapi.testclient import TestClient

from intake.duties.reconciling import Reconciling, ReconcilingParts, reconcile_job
from intake.fake_pipeline import number_of
from intake.people.scopes import Scope
from intake.spreadsheet_cells import BOM
from intake.state import Role
from intake.store.audit import AuditEvent, AuditSubject, audit_of
from intake.store.reconciliation_runs import due_runs
from tests.api.documents.conftest import DoorService, code, pdf
from tests.api.documents.test_documents_routes import photograph
from tests.api.documents.test_invoices_routes import found
from tests.intake.store.samples import OTHER_TENANT, TENANT, digital

UNKNOWN = digital(99)
HEADING = "数电票号码,开票日期,销方名称,价税合计,发票状态"
DAYS = {"first": "2024-01-01", "last": "2024-12-31"}


def list_of(*lines: str) -> bytes:
    return "\n".join([HEADING, *lines]).encode("gb18030")


def hand_in(client: TestClient, content: bytes, **more: str) -> Any:
    return client.post("/v1/reconciliation/lists", content=content, params={"kind": "bureau", **more})


def work(service: DoorService) -> None:
    backend = service.backend
    parts = ReconcilingParts(backend.database, backend.jobs, backend.outside, backend.clock, lambda write: write())
    with backend.database.read() as session:
        due = due_runs(session, backend.clock(), 10)
    for run in due:
        Reconciling(parts).run(*reconcile_job(run).arguments)


def reconciled(service: DoorService, client: TestClient) -> Any:
    asked = client.post("/v1/reconciliation/runs", json=DAYS)
    assert asked.status_code == 202, asked.text
    work(service)
    return client.get(f"/v1/reconciliation/runs/{asked.json()['id']}").json()


@pytest.fixture
def finance(service: DoorService) -> TestClient:
    """With an invoice that a list has with another total, and one that nobody sent."""
    client = service.person("zhao", Role.FINANCE)
    found(service, client, "one")
    date = client.get("/v1/invoices").json()["invoices"][0]["issue_date"]
    listed = hand_in(client, list_of(f"{number_of(pdf('one'))},{date},甲公司,1.00,正常", f"{UNKNOWN},{date},=乙公司,20.00,正常"), name="三月.csv", **DAYS)
    assert listed.status_code == 201, listed.text
    return client


def differences(client: TestClient, **filters: Any) -> list[Any]:
    found: list[Any] = client.get("/v1/reconciliation/differences", params=filters).json()["differences"]
    return found


def test_a_list_is_handed_in_compared_and_each_difference_names_its_remedy(service: DoorService, finance: TestClient) -> None:
    run = reconciled(service, finance)
    assert (run["run"]["state"], run["run"]["found"], run["run"]["lists"], run["run"]["ledger"]) == ("finished", 2, 1, "")
    assert sum(day["ours"] for day in run["days"]) == 1
    by_kind = {each["kind"]: each for each in differences(finance)}
    otherwise, missing = by_kind["listed_otherwise"], by_kind["listed_not_received"]
    assert otherwise["remedy"]["method"] == "PATCH" and otherwise["remedy"]["path"] == f"/v1/invoices/{otherwise['invoice_id']}"
    assert (otherwise["theirs"], otherwise["state"], missing["invoice_id"], missing["seller"]) == ("1.00", "open", None, "=乙公司")
    assert UNKNOWN in missing["remedy"]["letter_zh"] and "20.00" in missing["remedy"]["letter_en"]
    assert missing["label_zh"] == "清单有、未收到" and missing["cause_en"]


def test_pages_and_filters_show_each_difference_once(service: DoorService, finance: TestClient) -> None:
    reconciled(service, finance)
    first = finance.get("/v1/reconciliation/differences", params={"limit": 1}).json()
    second = finance.get("/v1/reconciliation/differences", params={"limit": 1, "cursor": first["next"]}).json()
    assert {each["differences"][0]["kind"] for each in (first, second)} == {"listed_otherwise", "listed_not_received"}
    assert second["next"] is None and first["open"] == {"listed_otherwise": 1, "listed_not_received": 1}
    assert [each["key"] for each in differences(finance, kind="listed_not_received", state="open", key=UNKNOWN)] == [UNKNOWN]
    assert differences(finance, state="settled") == differences(finance, day_to="2023-01-01") == []
    assert code(finance.get("/v1/reconciliation/differences", params={"cursor": "x"})) == (422, "parameter_malformed")
    assert len(finance.get("/v1/reconciliation/runs").json()["runs"]) == 1


def test_a_person_decides_with_a_reason_and_history_keeps_it(service: DoorService, finance: TestClient) -> None:
    reconciled(service, finance)
    (missing,) = differences(finance, kind="listed_not_received")
    place = f"/v1/reconciliation/differences/{missing['id']}/decisions"
    assert code(finance.post(place, json={"to": "accepted"})) == (422, "decision_needs_reason")
    assert code(finance.post(place, json={"to": "open", "why": "x"})) == (409, "no_such_decision")
    assert code(finance.post(place, json={"to": "accepted", "why": "x", "version": 9})) == (412, "changed_meanwhile")
    accepted = finance.post(place, json={"to": "accepted", "why": "private purchase", "version": 1}).json()
    assert (accepted["difference"]["state"], accepted["difference"]["why"]) == ("accepted", "private purchase")
    reconciled(service, finance)
    steps = finance.get(f"/v1/reconciliation/differences/{missing['id']}").json()["history"]
    assert [(step["source"], step["target"]) for step in steps] == [("", "open"), ("open", "accepted")]
    assert steps[1]["who"].startswith("user:")


def test_what_was_corrected_is_settled_by_the_next_run_and_a_list_can_be_taken_back(service: DoorService, finance: TestClient) -> None:
    reconciled(service, finance)
    (listed,) = finance.get("/v1/reconciliation/lists").json()["lists"]
    assert (listed["name"], listed["count"], listed["first"]) == ("三月.csv", 2, "2024-01-01")
    assert finance.delete(f"/v1/reconciliation/lists/{listed['id']}").status_code == 204
    assert code(finance.delete(f"/v1/reconciliation/lists/{listed['id']}")) == (404, "record_not_found")
    reconciled(service, finance)
    assert {each["state"] for each in differences(finance)} == {"settled"}


def test_the_same_list_again_is_the_one_that_is_there_and_a_bad_one_is_told_by_line(service: DoorService) -> None:
    finance = service.person("zhao", Role.FINANCE)
    content = list_of(f"{UNKNOWN},2024-03-08,乙公司,20.00,正常")
    assert hand_in(finance, content).json()["id"] == hand_in(finance, content).json()["id"]
    bad = hand_in(finance, content.replace(b"20.00", b"abc"))
    assert code(bad) == (422, "table_invalid") and "价税合计" in bad.json()["message_zh"] and "第2行" in bad.json()["message_zh"]
    assert code(hand_in(finance, b"a,b\n1,2")) == (422, "list_not_usable")
    assert code(finance.post("/v1/reconciliation/lists?kind=bureau")) == (422, "no_file")


def test_differences_are_taken_out_as_tables_in_which_nothing_runs(service: DoorService, finance: TestClient) -> None:
    reconciled(service, finance)
    table = finance.get("/v1/reconciliation/differences.csv", params={"kind": "listed_not_received"})
    (row,) = csv.DictReader(io.StringIO(table.text.removeprefix(BOM)))
    assert (row["发票号码"], row["涉及金额"], row["销售方"], row["状态"]) == (UNKNOWN, "20.00", "'=乙公司", "待处理")
    (english,) = csv.DictReader(
        io.StringIO(finance.get("/v1/reconciliation/differences.csv", params={"headings": "names", "kind": "listed_otherwise"}).text[1:])
    )
    assert english["kind"] == "listed_otherwise" and english["state"] == "open"
    with ZipFile(io.BytesIO(finance.get("/v1/reconciliation/differences.xlsx").content)) as book:
        assert "<f>" not in book.read("xl/worksheets/sheet1.xml").decode()


def test_too_long_a_period_and_too_many_runs_are_refused(service: DoorService) -> None:
    finance = service.person("zhao", Role.FINANCE)
    for days in ({"first": "2020-01-01", "last": "2024-01-01"}, {"first": "2024-02-01", "last": "2024-01-01"}):
        assert code(finance.post("/v1/reconciliation/runs", json=days)) == (422, "period_malformed")
    for _ in range(3):
        assert finance.post("/v1/reconciliation/runs", json={}).status_code == 202
    assert code(finance.post("/v1/reconciliation/runs", json={})) == (429, "reconciling_already")


def test_who_may_do_what(service: DoorService, finance: TestClient) -> None:
    reconciled(service, finance)
    (missing,) = differences(finance, kind="listed_not_received")
    decision = f"/v1/reconciliation/differences/{missing['id']}/decisions"
    reviewer, key = service.person("qian", Role.REVIEWER), service.key()
    assert len(differences(reviewer)) == 2
    for refused in (
        reviewer.post("/v1/reconciliation/runs", json={}),
        reviewer.get("/v1/reconciliation/differences.csv"),
        reviewer.post(decision, json={"to": "accepted", "why": "x"}),
        key.post(decision, json={"to": "accepted", "why": "x"}),
        hand_in(reviewer, b"x"),
        service.phone("wang").get("/v1/reconciliation/differences"),
        service.key(Scope.EXPORT, Scope.READ_OWN).get("/v1/reconciliation/differences.csv"),
        service.key(Scope.EXPORT, Scope.READ_OWN).get("/v1/reconciliation/evidence.zip"),
    ):
        assert code(refused) == (403, "not_permitted")
    assert hand_in(key, list_of(f"{UNKNOWN},2024-03-08,乙公司,20.00,正常")).status_code == 201
    other = service.person("sun", Role.FINANCE, tenant=OTHER_TENANT)
    assert differences(other) == [] and other.get("/v1/reconciliation/lists").json()["lists"] == []
    assert code(other.post(decision, json={"to": "accepted", "why": "x"})) == (404, "record_not_found")
    assert code(other.get(f"/v1/reconciliation/differences/{missing['id']}")) == (404, "record_not_found")


def opened(content: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def test_a_bundle_holds_everything_about_an_invoice_each_file_with_its_hash_and_is_the_same_again(service: DoorService) -> None:
    finance = service.person("zhao", Role.FINANCE)
    original = photograph()
    receipt = finance.post("/v1/invoices", files={"file": ("发票 一.jpg", original)}).json()
    service.read_all()
    (invoice,) = finance.get(receipt["links"]["receipt"]).json()["invoices"]
    answer = finance.get(f"/v1/invoices/{invoice['id']}/evidence")
    assert answer.headers["content-type"] == "application/zip"
    files = opened(answer.content)
    assert files["original.jpg"] == original and files["page-1.jpg"].startswith(b"\xff\xd8")
    manifest = json.loads(files.pop("manifest.json"))
    assert {each["name"]: (each["sha256"], each["size"]) for each in manifest["files"]} == {
        name: (sha256(content).hexdigest(), len(content)) for name, content in files.items()
    }
    assert set(files) >= {"invoice.json", "result.json", "values.json", "history.json", "verification.json", "sendings.json", "reconciliation.json"}
    assert json.loads(files["history.json"])["invoice"][0]["event"] == "created"
    assert manifest["missing"] == [] and manifest["invoices"][0]["id"] == invoice["id"]
    assert finance.get(f"/v1/invoices/{invoice['id']}/evidence").content == answer.content
    assert code(service.person("wu", Role.SUBMITTER).get(f"/v1/invoices/{invoice['id']}/evidence")) == (403, "not_permitted")
    assert code(service.person("sun", Role.FINANCE, tenant=OTHER_TENANT).get(f"/v1/invoices/{invoice['id']}/evidence")) == (404, "record_not_found")


def test_a_bundle_of_differences_has_their_table_and_a_folder_for_each_invoice_and_says_what_it_lacks(service: DoorService, finance: TestClient) -> None:
    reconciled(service, finance)
    files = opened(finance.get("/v1/reconciliation/evidence.zip", params={"state": "open"}).content)
    assert UNKNOWN in files["differences.csv"].decode() and "original.pdf" in files
    manifest = json.loads(files["manifest.json"])
    assert [(each["name"], bool(each["why_zh"])) for each in manifest["missing"]] == [("page-1.jpg", True)], "the sample is no real PDF"
    assert json.loads(files["reconciliation.json"])[0]["finding"]["finding"]["kind"] == "listed_otherwise"


def test_who_took_differences_and_bundles_is_noted_with_what_was_asked_for(service: DoorService, finance: TestClient) -> None:
    (invoice,) = finance.get("/v1/invoices").json()["invoices"]
    finance.get("/v1/reconciliation/differences.csv", params={"state": "open"})
    finance.get("/v1/reconciliation/evidence.zip", params={"kind": "not_sent"})
    finance.get(f"/v1/invoices/{invoice['id']}/evidence")
    files = {"differences.csv": "open", "differences.zip": "not_sent", f"evidence-{invoice['invoice_number']}.zip": invoice["id"]}
    with service.backend.database.read() as session:
        taken = {file: audit_of(session, TENANT, AuditSubject.EXPORT, file) for file in files}
    for file, asked in files.items():
        (entry,) = taken[file]
        assert (entry.event, entry.who.partition(":")[0]) == (AuditEvent.TAKEN, "user")
        assert asked in str(entry.after)
