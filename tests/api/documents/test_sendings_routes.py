"""What was handed to ledgers, over HTTP: shown with proof, listed, hurried, sent anew, taken back; and how those outside do."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api import sending_problems
from api.errors import Problem
from api.verification_settings import VerificationSettings
from intake.duties.uploading import InvoiceUploading, UploadingParts, upload_job
from intake.people.scopes import Scope
from intake.state import Role
from intake.store.uploads import due_uploads, next_due
from intake.upload.outbox import Patience
from intake.upload.rest import RestLedger
from intake.upload.routes import Route, Routes
from intake.upload.simulator.books import Books
from intake.upload.simulator.misbehaviour import Misbehaviour, Scripted
from intake.upload.simulator.server import Habits, SimulatedLedger, serve
from intake.verification.codes import Vendor
from intake.verification.provider_settings import ProviderSettings
from intake.verification.signing import KeyPair
from intake.verification.verifier import InvoiceStatus
from tests.api.documents.conftest import DoorService, code, pdf, send
from tests.api.documents.test_verification_routes import Bureau
from tests.intake.store.samples import NOON, OTHER_TENANT, TENANT
from tests.intake.upload.conftest import QUICK, SECRET

M = Misbehaviour
DOCS = (Path(__file__).parents[3] / "docs" / "http.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| ([\d, ]+) \| (.*?) \| .* \| `(\w+)` \|$", DOCS, re.MULTILINE)


@dataclass
class LedgerClock:
    """That of the service, once there is one: the ledger is made before."""

    service: DoorService | None = None

    def __call__(self) -> datetime:
        return NOON if self.service is None else self.service.clock()


@dataclass
class Shop:
    """A firm whose invoices are verified and handed to a simulated ledger."""

    service: DoorService
    simulated: SimulatedLedger
    bureau: Bureau
    reviewer: TestClient
    finance: TestClient

    def verified(self, text: str) -> str:
        """Sent by a program, approved by a person, known to the bureau."""
        receipt = send(self.service.key(), pdf(text)).json()
        self.service.read_all()
        invoice = str(self.reviewer.get(receipt["links"]["receipt"]).json()["invoices"][0]["id"])
        self.complete(invoice)
        assert self.move(self.reviewer, invoice, "approved").status_code == 200
        self.bureau.run(InvoiceStatus.NORMAL)
        return invoice

    def complete(self, invoice: str) -> None:
        """What is read by hash has no seller, and no ledger books that."""
        tag = self.reviewer.get(f"/v1/invoices/{invoice}").headers["etag"]
        values = {"values": {"seller_name": "海州望潮餐饮管理(集团)有限公司"}}
        assert self.reviewer.patch(f"/v1/invoices/{invoice}", json=values, headers={"If-Match": tag}).status_code == 200

    def move(self, client: TestClient, invoice: str, to: str, why: str = "") -> Any:
        tag = client.get(f"/v1/invoices/{invoice}").headers["etag"]
        return client.post(f"/v1/invoices/{invoice}/moves", json={"to": to, "why": why}, headers={"If-Match": tag})

    def work_for(self, hours: float) -> None:
        backend, clock = self.service.backend, self.service.clock
        parts = UploadingParts(backend.database, backend.files, backend.jobs, backend.outside, clock, Patience(), lambda write: write())
        end = clock() + timedelta(hours=hours)
        while True:
            with backend.database.read() as session:
                due = next_due(session)
            if due is None or due > end:
                clock.now = end
                return
            clock.now = max(clock(), due)
            with backend.database.read() as session:
                jobs = [upload_job(each) for each in due_uploads(session, clock(), 100)]
            for job in jobs:
                InvoiceUploading(parts).run(*job.arguments)

    def sendings(self, invoice: str, client: TestClient | None = None) -> dict[str, Any]:
        answer = (client or self.reviewer).get(f"/v1/invoices/{invoice}/sendings")
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def do(self, invoice: str, what: str, client: TestClient | None = None) -> Any:
        return (client or self.reviewer).post(f"/v1/invoices/{invoice}/sendings", json={"do": what})

    def why(self, invoice: str) -> dict[str, Any]:
        return dict(self.reviewer.get("/v1/diagnosis", params={"invoice_id": invoice}).json()["invoices"][0])


@pytest.fixture
def ledger_clock() -> LedgerClock:
    return LedgerClock()


@pytest.fixture
def simulated(ledger_clock: LedgerClock) -> SimulatedLedger:
    return SimulatedLedger(Books(ledger_clock), Scripted(), "key", SECRET, ledger_clock, Habits(silent_seconds=0.6))


@pytest.fixture
def routes(simulated: SimulatedLedger, ledger_clock: LedgerClock) -> Iterator[Routes]:
    with serve(simulated) as base:
        yield Routes({TENANT: Route(RestLedger("books", base, "key", SECRET, QUICK, ledger_clock))})


@pytest.fixture
def verification() -> VerificationSettings:
    """Nobody listens there; answers are scripted."""
    named = (ProviderSettings(Vendor.FPCY, name, KeyPair("", "secret"), "http://127.0.0.1:9", price_per_call=0.25) for name in ("provider-1", "gateway"))
    return VerificationSettings(tuple(named))


@pytest.fixture
def shop(service: DoorService, simulated: SimulatedLedger, ledger_clock: LedgerClock) -> Shop:
    ledger_clock.service = service
    return Shop(service, simulated, Bureau(service, InvoiceStatus.NORMAL), service.person("zhao", Role.REVIEWER), service.person("li", Role.FINANCE))


def test_a_sending_is_shown_with_its_history_and_the_proof_that_it_is_there(shop: Shop) -> None:
    invoice = shop.verified("one")
    before = shop.sendings(invoice)
    assert (before["state"], before["may_hurry"], before["may_send_anew"]) == ("verified", True, False)
    assert [each["sending"]["state"] for each in before["sendings"]] == ["queued"]
    shop.work_for(1)
    after = shop.sendings(invoice)
    (sent,) = after["sendings"]
    assert (after["state"], sent["sending"]["state"], sent["sending"]["ledger"]) == ("confirmed", "confirmed", "books")
    assert [event["target"] for event in sent["events"]] == ["queued", "sending", "accepted", "confirmed"]
    assert all(event["text_en"].isascii() and event["text_zh"] for event in sent["events"])
    assert (sent["proof"]["ledger"], sent["proof"]["their_id"]) == ("books", "L1")
    assert "total 106.00" in sent["proof"]["shown"] and "original " in sent["proof"]["shown"]
    one = shop.reviewer.get(f"/v1/sendings/{sent['sending']['id']}").json()
    assert one == sent
    view = shop.reviewer.get(f"/v1/invoices/{invoice}").json()
    assert [(each["state"], each["their_id"]) for each in view["sendings"]] == [("confirmed", "L1")]
    document = shop.reviewer.get(f"/v1/documents/{view['invoice']['document_id']}").json()
    assert "sent_accepted" in [step["code"] for step in document["timeline"]]
    assert any("books" in step["text_zh"] for step in document["timeline"])


def test_what_waits_shows_why_and_until_when_and_can_be_hurried(shop: Shop) -> None:
    shop.simulated.closed.set()
    invoice = shop.verified("one")
    shop.work_for(0.01)
    (waiting,) = shop.sendings(invoice)["sendings"]
    assert (waiting["sending"]["state"], waiting["sending"]["cause"]) == ("queued", "unavailable")
    assert datetime.fromisoformat(waiting["sending"]["next_at"]) > shop.service.clock()
    assert waiting["sending"]["what_zh"] == "无法连接记账系统" and waiting["sending"]["next_en"]
    told = shop.why(invoice)
    assert (told["cause"], told["who"], told["next_at"]) == ("ledger_busy", "nobody", waiting["sending"]["next_at"])
    shop.simulated.closed.clear()
    assert shop.do(invoice, "now").status_code == 202
    shop.work_for(0.01)
    assert shop.sendings(invoice)["state"] == "confirmed"
    assert code(shop.do(invoice, "now")) == (409, "nothing_to_send")


def test_a_refusal_is_named_and_sent_anew_it_is_another_revision(shop: Shop) -> None:
    shop.simulated.moods = Scripted(M.REFUSES)
    invoice = shop.verified("one")
    shop.work_for(1)
    found = shop.sendings(invoice)
    assert (found["state"], found["may_hurry"], found["may_send_anew"]) == ("in_review", False, True)
    assert found["sendings"][0]["detail"] == "SUPPLIER_UNKNOWN: no such supplier"
    told = shop.why(invoice)
    assert (told["cause"], told["who"]) == ("supplier_unknown", "finance")
    assert "no such supplier" in told["detail_en"]
    assert shop.do(invoice, "anew").status_code == 202
    shop.bureau.run(InvoiceStatus.NORMAL)
    shop.work_for(1)
    assert [each["sending"]["state"] for each in shop.sendings(invoice)["sendings"]] == ["rejected", "confirmed"]
    for latest, ours in ((False, [invoice]), (True, [])):
        refused = shop.reviewer.get("/v1/sendings", params={"state": "rejected", "latest": latest}).json()["sendings"]
        assert [each["invoice_id"] for each in refused] == ours
    assert code(shop.do(invoice, "anew")) == (409, "not_in_this_state")


def test_whoever_sent_it_does_not_send_it_anew(shop: Shop) -> None:
    shop.simulated.moods = Scripted(M.REFUSES)
    sender = shop.service.person("wang", Role.FINANCE)
    receipt = send(sender, pdf("own")).json()
    shop.service.read_all()
    invoice = str(sender.get(receipt["links"]["receipt"]).json()["invoices"][0]["id"])
    shop.complete(invoice)
    assert shop.move(shop.reviewer, invoice, "approved").status_code == 200
    shop.bureau.run(InvoiceStatus.NORMAL)
    shop.work_for(1)
    assert code(shop.do(invoice, "anew", sender)) == (403, "own_document")


def test_what_is_booked_is_taken_back_by_finance_with_a_reason_and_booked_again_only_once_it_was_cancelled(shop: Shop) -> None:
    invoice = shop.verified("one")
    shop.work_for(1)
    assert code(shop.move(shop.reviewer, invoice, "in_review", "wrong total")) == (403, "role_needed_for_move")
    assert code(shop.move(shop.finance, invoice, "in_review")) == (422, "reason_needed")
    assert shop.move(shop.finance, invoice, "in_review", "wrong total").status_code == 200
    told = shop.why(invoice)
    assert (told["cause"], told["who"]) == ("taken_back", "finance")
    assert "L1" in told["detail_en"]
    tag = shop.finance.get(f"/v1/invoices/{invoice}").headers["etag"]
    assert code(shop.finance.delete(f"/v1/invoices/{invoice}", headers={"If-Match": tag})) == (409, "not_in_this_state")
    values = {"values": {"amount": "200.00", "tax": "12.00", "total": "212.00"}, "why": "seen on paper"}
    assert shop.finance.patch(f"/v1/invoices/{invoice}", json=values, headers={"If-Match": tag}).status_code == 200
    assert shop.do(invoice, "anew", shop.finance).status_code == 202
    shop.bureau.run(InvoiceStatus.NORMAL)
    shop.work_for(1)
    assert shop.why(invoice)["cause"] == "booked_otherwise"
    assert len(shop.simulated.books.bookings) == 1, "while the old entry stands nothing is booked beside it"
    (booked,) = shop.simulated.books.bookings
    assert shop.simulated.books.cancel(booked.key) == 1
    assert shop.do(invoice, "anew", shop.finance).status_code == 202
    shop.bureau.run(InvoiceStatus.NORMAL)
    shop.work_for(1)
    states = [(each["sending"]["revision"], each["sending"]["state"]) for each in shop.sendings(invoice)["sendings"]]
    assert states == [(1, "confirmed"), (2, "dead"), (3, "confirmed")]
    assert len({booking.idempotency_key for booking in shop.simulated.books.bookings}) == 2
    assert shop.simulated.books.doubled == ()


def test_sendings_are_listed_by_state_page_by_page_whatever_moves_meanwhile(shop: Shop) -> None:
    invoices = [shop.verified(text) for text in ("one", "two", "three", "four", "five")]
    first = shop.reviewer.get("/v1/sendings", params={"limit": 2}).json()
    assert [each["invoice_id"] for each in first["sendings"]] == invoices[:2:-1]
    shop.work_for(1)
    new = shop.verified("six")
    seen, cursor = [each["invoice_id"] for each in first["sendings"]], first["next"]
    while cursor:
        page = shop.reviewer.get("/v1/sendings", params={"limit": 2, "cursor": cursor}).json()
        seen += [each["invoice_id"] for each in page["sendings"]]
        cursor = page["next"]
    assert seen == invoices[::-1]
    queued = shop.reviewer.get("/v1/sendings", params={"state": ["queued", "dead"]}).json()
    assert [each["invoice_id"] for each in queued["sendings"]] == [new]
    assert code(shop.reviewer.get("/v1/sendings", params={"cursor": "none of ours"})) == (422, "parameter_malformed")


def test_who_may_see_and_who_may_send(shop: Shop) -> None:
    invoice = shop.verified("one")
    elsewhere = shop.service.person("zhao", Role.REVIEWER, tenant=OTHER_TENANT)
    stranger, key = shop.service.person("wang", Role.SUBMITTER), shop.service.key(Scope.READ)
    sending = shop.sendings(invoice, key)["sendings"][0]["sending"]["id"]
    for client in (elsewhere, stranger):
        assert code(client.get(f"/v1/invoices/{invoice}/sendings")) == code(client.get(f"/v1/sendings/{sending}")) == (404, "record_not_found")
        assert client.get("/v1/sendings").json()["sendings"] == []
    assert code(shop.do(invoice, "now", elsewhere)) == (404, "record_not_found")
    assert code(shop.do(invoice, "now", stranger)) == code(shop.do(invoice, "now", key)) == (403, "not_permitted")
    assert code(stranger.get("/v1/outside")) == (403, "not_permitted")


def test_a_ledger_is_asked_once_whether_it_answers_and_nothing_is_changed_there(shop: Shop) -> None:
    boss, far = shop.service.person("boss", Role.ADMINISTRATOR), shop.service.person("far", Role.ADMINISTRATOR, tenant=OTHER_TENANT)
    assert boss.post("/v1/ledgers/books/test").json()["works"] is True
    assert code(boss.post("/v1/ledgers/none/test")) == code(far.post("/v1/ledgers/books/test")) == (404, "record_not_found")
    assert code(shop.finance.post("/v1/ledgers/books/test")) == (403, "not_permitted")
    (entry,) = boss.get("/v1/audit", params={"since": "2000-01-01T00:00:00Z", "until": "2100-01-01T00:00:00Z"}).json()[-1:]
    assert (entry["subject"], entry["event"], entry["after"]["works"]) == ("ledger", "tested", True)


def test_how_those_outside_do_with_calls_and_costs(shop: Shop) -> None:
    shop.bureau.asks.script[:] = [InvoiceStatus.NORMAL]
    shop.verified("one")
    told = shop.reviewer.get("/v1/outside").json()
    names = [each["name"] for each in told["providers"]]
    assert names == ["provider-1", "gateway", "provider 1"], "those set up first, and who was asked once"
    asked = told["providers"][2]
    assert (asked["asked"], asked["billed"], asked["health"], asked["is_set_up"], asked["cost"]) == (1, 1, "well", False, None)
    assert asked["outcomes"] == [{"outcome": "ok", "count": 1}]
    assert (told["providers"][0]["health"], told["providers"][0]["cost"]) == ("not_asked", "0.00")
    assert [(each["name"], each["health"]) for each in told["ledgers"]] == [("books", "well")]
    assert told["sendings"] == [{"state": "queued", "count": 1}]
    shop.simulated.closed.set()
    shop.work_for(0.01)
    (books,) = shop.reviewer.get("/v1/outside").json()["ledgers"]
    assert (books["health"], books["failures"], books["is_backup"]) == ("fails", 1, False)
    assert datetime.fromisoformat(books["next_at"]) > shop.service.clock()


def test_what_sendings_that_fail_have_in_common_is_told(shop: Shop) -> None:
    for text in ("one", "two", "three", "four", "five", "six"):
        shop.verified(text)
    shop.simulated.closed.set()
    shop.work_for(0.01)
    told = shop.reviewer.get("/v1/diagnosis").json()
    assert told["sendings"] == 6
    (worst,) = told["ledger_slices"]
    assert (worst["failed"], worst["total"], worst["outcomes"]) == (6, 6, {"unavailable": 6})
    assert "all sendings" in worst["text_en"] and "全部入账" in worst["text_zh"]


class TestWithoutLedger:
    @pytest.fixture
    def routes(self) -> Routes:
        return Routes()

    def test_a_verified_invoice_says_so_and_can_not_be_hurried(self, shop: Shop) -> None:
        invoice = shop.verified("one")
        shop.work_for(0.1)
        assert code(shop.do(invoice, "now")) == (409, "no_ledger")
        told = shop.why(invoice)
        assert (told["cause"], told["who"], told["next_at"]) == ("no_ledger", "administrator", None)


def test_what_is_not_verified_has_nothing_to_send(shop: Shop) -> None:
    receipt = send(shop.service.key(), pdf("one")).json()
    shop.service.read_all()
    invoice = str(shop.reviewer.get(receipt["links"]["receipt"]).json()["invoices"][0]["id"])
    assert shop.sendings(invoice)["sendings"] == []
    assert code(shop.do(invoice, "now")) == code(shop.do(invoice, "anew")) == (409, "nothing_to_send")


PROBLEMS = [made for made in vars(sending_problems).values() if inspect.isfunction(made)]


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.__name__)
def test_every_problem_is_documented_as_it_is_sent(problem: Any) -> None:
    made = problem()
    assert isinstance(made, Problem)
    assert [(str(made.status), made.next_step.value)] == [(status, step) for status, codes, step in ROWS if f"`{made.code}`" in codes]
