"""Verification and diagnosis over HTTP: state and next time, looked up again, entered by hand, explained."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api import verification_problems
from api.errors import Problem
from api.verification_settings import VerificationSettings
from intake.duties.verification_by_hand import NotAskable
from intake.duties.verifying import InvoiceVerifying, Occasion, VerifyingParts, verify_job
from intake.fake_pipeline import number_of
from intake.invoice import Kind
from intake.people.scopes import Scope
from intake.state import Actor, Role
from intake.store.receipts import Receipt, receive
from intake.store.verification_budget import spend
from intake.store.verifications import approved_invoices, due_verifications
from intake.verification.codes import Vendor
from intake.verification.provider_settings import ProviderSettings
from intake.verification.query_problems import kind_not_looked_up
from intake.verification.reasons import WaitReason
from intake.verification.schedule import Wait
from intake.verification.signing import KeyPair
from intake.verification.verifier import InvoiceStatus, Outcome
from tests.api.documents.conftest import DoorService, code, pdf, send
from tests.intake.duties.scripted_providers import Clock as ScriptedClock
from tests.intake.duties.scripted_providers import Said, Scripted
from tests.intake.store.samples import OTHER_TENANT, approve, arrival, digital, record, result

DOCS = (Path(__file__).parents[3] / "docs" / "http.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| ([\d, ]+) \| (.*?) \| .* \| `(\w+)` \|$", DOCS, re.MULTILINE)
NOW = datetime(2024, 3, 11, 4, tzinfo=UTC)


@pytest.fixture
def verification() -> VerificationSettings:
    """Nobody listens there; answers are scripted."""
    return VerificationSettings((ProviderSettings(Vendor.FPCY, "gateway", KeyPair("", "secret"), "http://127.0.0.1:9"),))


class Bureau:
    """Runs the jobs that a worker would run."""

    def __init__(self, service: DoorService, *script: Said) -> None:
        self._service = service
        self.asks = Scripted(ScriptedClock(service.clock()), list(script))

    def run(self, *script: Said) -> None:
        if script:
            self.asks.script[:] = script
        backend = self._service.backend
        parts = VerifyingParts(backend.database, backend.jobs, self.asks, backend.clock, chance=lambda: 0.0)
        with backend.database.read() as session:
            work = [(each, Occasion.APPROVED) for each in approved_invoices(session, 100)]
            work += [(each, Occasion.DUE) for each in due_verifications(session, backend.clock(), 100)]
        for due, occasion in work:
            InvoiceVerifying(parts).run(*verify_job(due, occasion).arguments)


@pytest.fixture
def bureau(service: DoorService) -> Iterator[Bureau]:
    yield Bureau(service, InvoiceStatus.NORMAL)


def approved(service: DoorService, client: TestClient, text: str = "one") -> str:
    """Sent by somebody else: nobody approves what they sent themselves."""
    receipt = send(service.key(), pdf(text)).json()
    service.read_all()
    invoice = str(client.get(receipt["links"]["receipt"]).json()["invoices"][0]["id"])
    tag = client.get(f"/v1/invoices/{invoice}").headers["etag"]
    assert client.post(f"/v1/invoices/{invoice}/moves", json={"to": "approved"}, headers={"If-Match": tag}).status_code == 200
    return invoice


def verification_of(client: TestClient, invoice: str) -> dict[str, Any]:
    answer = client.get(f"/v1/invoices/{invoice}/verification")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def check(client: TestClient, invoice: str, **manual: Any) -> Any:
    return client.post(f"/v1/invoices/{invoice}/verification", json={"manual": manual} if manual else {})


def seen(text: str = "one", **more: Any) -> dict[str, Any]:
    """What somebody saw on the page."""
    face = {"invoice_number": number_of(pdf(text)), "issue_date": "2024-03-08", "total": "106.00"}
    return {"outcome": "ok", "status": "normal", "checked_at": "2024-03-11T03:00:00Z", "note": "looked up on the page, all equal", "face": face, **more}


def test_the_state_says_when_it_is_asked_again_and_why(service: DoorService, bureau: Bureau) -> None:
    reviewer = service.person("zhao", Role.REVIEWER)
    invoice = approved(service, reviewer)
    before = verification_of(reviewer, invoice)
    assert (before["state"], before["next_at"], before["attempts"], before["has_provider"]) == ("approved", None, [], True)
    bureau.run(Outcome.NOT_FOUND)
    after = verification_of(reviewer, invoice)
    assert (after["state"], after["reason"], after["spent_today"], after["most_a_day"]) == ("verifying", "not_synced", 1, 5)
    assert datetime.fromisoformat(after["next_at"]) == service.clock() + timedelta(hours=4)
    assert after["reason_en"] and after["reason_zh"]
    assert [(each["provider"], each["outcome"]) for each in after["attempts"]] == [("provider 1", "not_found")]


def test_looking_up_again_keeps_to_the_budget_and_says_when_it_may(service: DoorService, bureau: Bureau) -> None:
    reviewer = service.person("zhao", Role.REVIEWER)
    invoice = approved(service, reviewer)
    bureau.run(Outcome.NOT_FOUND)
    assert check(reviewer, invoice).status_code == 202
    with service.backend.database.write() as session:
        while spend(session, number_of(pdf("one")), service.clock()):
            pass
    refused = check(reviewer, invoice)
    assert code(refused) == (429, "look_up_must_wait")
    midnight = datetime(2024, 3, 11, 16, tzinfo=UTC)
    assert datetime.fromisoformat(refused.json()["next_at"]) == midnight
    assert int(refused.headers["retry-after"]) == (midnight - service.clock()).total_seconds()
    assert refused.json()["reason"] == "budget_spent"


def test_one_under_review_is_approved_by_looking_it_up_again(service: DoorService, bureau: Bureau) -> None:
    reviewer = service.person("zhao", Role.REVIEWER)
    invoice = approved(service, reviewer)
    bureau.run(Outcome.MISMATCH)
    assert verification_of(reviewer, invoice)["state"] == "in_review"
    assert check(reviewer, invoice).json()["state"] == "approved"
    bureau.run(InvoiceStatus.NORMAL)
    done = verification_of(reviewer, invoice)
    assert (done["state"], done["status"], done["reason"]) == ("verified", "normal", None)
    assert done["next_at"] is not None  # it is looked up again in a month


def test_nobody_approves_what_they_sent_by_having_it_looked_up(service: DoorService) -> None:
    finance = service.person("zhou", Role.FINANCE)
    receipt = send(finance, pdf("one")).json()
    service.read_all()
    invoice = finance.get(receipt["links"]["receipt"]).json()["invoices"][0]["id"]
    assert code(check(finance, invoice)) == code(check(finance, invoice, **seen())) == (403, "own_document")


def test_finance_enters_what_it_saw(service: DoorService, bureau: Bureau) -> None:
    reviewer, finance = service.person("zhao", Role.REVIEWER), service.person("zhou", Role.FINANCE)
    invoice = approved(service, reviewer)
    bureau.run(Outcome.UPSTREAM_DOWN)
    assert code(check(reviewer, invoice, **seen())) == (403, "role_needed_for_move")
    assert code(check(finance, invoice, **seen(note=""))) == (422, "manual_check_incomplete")
    entered = check(finance, invoice, **seen())
    assert (entered.status_code, entered.json()["state"]) == (202, "verified")
    attempt = entered.json()["attempts"][-1]
    assert (attempt["provider"], attempt["outcome"]) == ("manual", "ok") and "all equal" in attempt["message"]
    assert attempt["asked_by"].startswith("user:")


def test_a_check_by_hand_of_a_void_invoice_makes_it_void(service: DoorService) -> None:
    finance = service.person("zhou", Role.FINANCE)
    invoice = approved(service, finance)
    assert check(finance, invoice, **seen(status="void")).json()["state"] == "void"
    assert code(check(finance, invoice, **seen())) == (409, "not_in_this_state")


def test_other_values_there_send_it_to_a_person_with_proposals(service: DoorService) -> None:
    finance = service.person("zhou", Role.FINANCE)
    invoice = approved(service, finance)
    face = {**seen()["face"], "seller_name": "海州另一家有限公司", "amount": "99.00"}
    answer = check(finance, invoice, **seen(face=face)).json()
    assert (answer["state"], answer["reason"]) == ("in_review", "differs")
    assert [each["field"] for each in answer["differences"] if each["ours"] and each["theirs"] and not each["is_accepted"]] == ["amount"]
    proposals = finance.get(f"/v1/invoices/{invoice}").json()["fields"]["amount"]["proposals"]
    assert [(each["value"], each["source"]) for each in proposals] == [("99.00", "verification")]
    explained = finance.get("/v1/diagnosis", params={"invoice_id": invoice}).json()["invoices"][0]
    assert (explained["cause"], explained["suspects"]) == ("differs", []) and "amount" in explained["detail_en"]


def test_only_who_may_sees_and_asks(service: DoorService, bureau: Bureau) -> None:
    wang, li, zhao = service.phone("wang"), service.phone("li"), service.person("zhao", Role.REVIEWER)
    elsewhere = service.person("zhao", Role.REVIEWER, tenant=OTHER_TENANT)
    receipt = send(wang, pdf("of wang")).json()
    service.read_all()
    invoice = wang.get(receipt["links"]["receipt"]).json()["invoices"][0]["id"]
    assert verification_of(wang, invoice)["state"] == verification_of(zhao, invoice)["state"] == "in_review"
    number = number_of(pdf("of wang"))
    for client in (li, elsewhere):
        assert code(client.get(f"/v1/invoices/{invoice}/verification")) == (404, "record_not_found")
        assert code(client.get("/v1/diagnosis", params={"invoice_id": invoice})) == (404, "record_not_found")
        assert client.get("/v1/diagnosis", params={"number": number}).json()["invoices"][0]["cause"] == "not_here"
    assert wang.get("/v1/diagnosis", params={"number": number}).json()["invoices"][0]["cause"] == "in_review"
    assert code(wang.get("/v1/diagnosis")) == (403, "not_permitted")
    assert code(check(wang, invoice)) == code(check(service.key(Scope.READ), invoice)) == (403, "not_permitted")
    assert code(check(elsewhere, invoice)) == (404, "record_not_found")


def received(service: DoorService, serial: int, sender: str) -> None:
    with service.backend.database.write() as session:
        receipt = receive(session, arrival(f"{serial}".encode(), sender=Actor(sender, frozenset({Role.SUBMITTER}))))
        assert isinstance(receipt, Receipt)
        (invoice,) = record(session, receipt.document_id, result(digital(serial))).invoices
        approve(session, invoice, at=service.clock())


def test_failures_of_a_period_are_told_as_slices(service: DoorService, bureau: Bureau) -> None:
    reviewer, elsewhere = service.person("zhao", Role.REVIEWER), service.person("zhao", Role.REVIEWER, tenant=OTHER_TENANT)
    for serial in range(6):
        received(service, serial, "user:wang")
    bureau.run(Outcome.MISMATCH)
    for serial in range(6, 20):
        received(service, serial, "user:li")
    bureau.run(InvoiceStatus.NORMAL)
    answer = reviewer.get("/v1/diagnosis").json()
    assert answer["look_ups"] == 20
    (worst,) = answer["slices"]
    assert [(each["attribute"], each["value"]) for each in worst["conditions"]] == [("operator", "user:wang")]
    assert (worst["failed"], worst["total"], worst["failed_elsewhere"], worst["total_elsewhere"]) == (6, 6, 0, 14)
    assert worst["outcomes"] == {"mismatch": 6} and worst["chance"] < 0.001
    assert "6 of 6 fail" in worst["text_en"] and "失败6次" in worst["text_zh"]
    before = reviewer.get("/v1/diagnosis", params={"until": (service.clock() - timedelta(days=1)).isoformat()}).json()
    assert (before["look_ups"], before["slices"]) == (0, [])
    assert elsewhere.get("/v1/diagnosis").json()["look_ups"] == 0
    for far in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"):
        assert reviewer.get("/v1/diagnosis", params={"since": far, "until": far}).status_code == 200


def sample(problem: Any) -> Problem:
    wait = Wait(NOW + timedelta(hours=1), WaitReason.BUDGET_SPENT)
    samples = {"wait": wait, "now": NOW, "answer": NotAskable((kind_not_looked_up(Kind.TAXI),))}
    made = problem(*(samples[name] for name in inspect.signature(problem).parameters))
    assert isinstance(made, Problem)
    return made


PROBLEMS = [made for made in vars(verification_problems).values() if inspect.isfunction(made) and made.__module__ == verification_problems.__name__]


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.__name__)
def test_every_problem_is_documented_as_it_is_sent(problem: Any) -> None:
    made = sample(problem)
    assert [(str(made.status), made.next_step.value)] == [(status, step) for status, codes, step in ROWS if f"`{made.code}`" in codes]
    assert made.message_en.endswith(".") and made.message_zh.endswith("。")


class TestWithoutProvider:
    @pytest.fixture
    def verification(self) -> VerificationSettings:
        return VerificationSettings()

    def test_approved_invoices_stay_approved_with_a_plain_reason(self, service: DoorService) -> None:
        reviewer = service.person("zhao", Role.REVIEWER)
        invoice = approved(service, reviewer)
        assert code(check(reviewer, invoice)) == (409, "no_provider")
        state = verification_of(reviewer, invoice)
        assert (state["state"], state["has_provider"], state["next_at"]) == ("approved", False, None)
        explained = reviewer.get("/v1/diagnosis", params={"invoice_id": invoice}).json()["invoices"][0]
        assert (explained["cause"], explained["who"]) == ("no_provider", "administrator")
        assert "No provider" in explained["what_en"] and "未配置" in explained["what_zh"]
