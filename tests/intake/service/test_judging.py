"""What a firm knows and asks reaches what its documents say: history, known parties, its own companies, its policy, and what came in before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from typing import Any
from uuid import UUID

import pytest

from api.build import load_judges
from intake.decide import Policy
from intake.domain.invoice_number import write_digital_number
from intake.domain.tax_id import write_credit_code
from intake.door import Incoming, Reception, Room
from intake.errors import StoreUnavailable
from intake.invoice import Decision
from intake.isolation import ReaderPool
from intake.judging import Judging
from intake.pipeline import Pipeline
from intake.policies.firm_policy import policy_of_json
from intake.reading import Reading
from intake.result import Result
from intake.state import DocumentState, InvoiceState
from intake.store.companies import add_company
from intake.store.documents import StoredDocument, find_document, read_again
from intake.store.firm_policies import set_policy
from intake.store.invoices import find_invoice, invoices_of_document, result_of_invoice
from intake.store.receipts import Receipt
from intake.store.words import Door
from intake.workflow import DocumentReading, read_job
from tests.intake.said_pipeline import make_said_pipeline, saying
from tests.intake.service.conftest import LIMITS, Reader
from tests.intake.store.samples import ADMINISTRATOR, FINANCE, NOON, OTHER_TENANT, PHONE, TENANT, approve, later

BUYER_NAME, SELLER_NAME = "海州青禾云图科技有限公司", "海州望潮餐饮管理有限公司"
BUYER_ID = write_credit_code("91", "310115", "MA1K0B8X")
SELLER_ID = write_credit_code("91", "110108", "MA00A1B2")


def invoice(serial: int, **changes: str) -> bytes:
    values = {
        "invoice_number": write_digital_number(2024, "11", serial),
        "issue_date": "2024-03-08",
        "buyer_name": BUYER_NAME,
        "buyer_tax_id": BUYER_ID,
        "seller_name": SELLER_NAME,
        "seller_tax_id": SELLER_ID,
        "amount": "100.00",
        "tax": "6.00",
        "total": "106.00",
    }
    return saying(**{**values, **changes})


@pytest.fixture(scope="module")
def said_pool() -> Iterator[ReaderPool[Pipeline]]:
    with ReaderPool(make_said_pipeline, LIMITS, 1) as made:
        yield made


@dataclass(frozen=True)
class House:
    """One service: a door, a reader that judges as the service does, and what came of it."""

    reader: Reader
    reception: Reception

    def send(self, content: bytes, tenant: str = TENANT) -> UUID:
        """The one invoice that was found in it."""
        receipt = self.reception.receive([content], Incoming(tenant, "a.pdf", Door.HTTP, PHONE))
        assert isinstance(receipt, Receipt)
        self.read(receipt.document_id, tenant)
        with self.reader.parts.database.read() as session:
            (found,) = invoices_of_document(session, tenant, receipt.document_id)
        return found.id

    def read(self, document_id: UUID, tenant: str = TENANT) -> None:
        with self.reader.parts.database.read() as session:
            document = find_document(session, tenant, document_id)
        assert document is not None
        self.reader.reading.run(*read_job(tenant, document_id, document.version, document.lane).arguments)

    def result(self, invoice_id: UUID, tenant: str = TENANT) -> Result:
        with self.reader.parts.database.read() as session:
            found = result_of_invoice(session, tenant, invoice_id)
        assert found is not None
        return found

    def rules(self, invoice_id: UUID) -> set[str]:
        return {finding["rule"] for finding in self.result(invoice_id)["findings"]}

    def state(self, invoice_id: UUID) -> InvoiceState:
        with self.reader.parts.database.read() as session:
            found = find_invoice(session, TENANT, invoice_id)
        assert found is not None
        return found.state

    def approve(self, invoice_id: UUID) -> None:
        with self.reader.parts.database.write() as session:
            approve(session, invoice_id)

    def ask(self, **policy: Any) -> None:
        with self.reader.parts.database.write() as session:
            set_policy(session, TENANT, 0, policy_of_json(policy), NOON.date(), today=NOON.date(), actor=FINANCE, at=NOON)


@pytest.fixture
def house(reader: Reader, said_pool: ReaderPool[Pipeline]) -> House:
    judging = Judging(reader.parts.database, load_judges(Policy()).stages, lambda: NOON)
    parts = replace(reader.parts, pool=said_pool, judge=judging)
    minutes = count(1)
    reception = Reception(parts.database, parts.files, lambda: later(60 * next(minutes)), lambda *_: None, room=Room(free_bytes=0))
    return House(Reader(parts, DocumentReading(parts)), reception)


def test_the_next_number_of_the_same_seller_is_noticed(house: House) -> None:
    first = house.send(invoice(4711))
    assert "R21" not in house.rules(first)
    house.approve(first)
    second = house.send(invoice(4712, total="318.00", amount="300.00", tax="18.00"))
    assert "R21" in house.rules(second) and house.result(second)["behaviour"] is not None


def test_what_another_firm_received_is_nobody_elses_history(house: House) -> None:
    house.approve(house.send(invoice(4711)))
    strange = house.send(invoice(4712), OTHER_TENANT)
    assert not [finding for finding in house.result(strange, OTHER_TENANT)["findings"] if finding["rule"] == "R21"]


def test_a_party_that_a_person_confirmed_mends_a_misread_name(house: House) -> None:
    house.approve(house.send(invoice(4711)))
    misread = house.send(invoice(5000, seller_name="海州望湖餐饮管理有限公司"))
    name = house.result(misread)["fields"]["seller_name"]
    assert (name["value"], name["source"], name["repaired_from"]) == (SELLER_NAME, "registry", "海州望湖餐饮管理有限公司")


def test_a_document_read_again_is_compared_with_what_came_before_it_and_not_with_itself(house: House) -> None:
    first = house.send(invoice(4711))
    house.approve(first)
    second = house.send(invoice(4712, total="318.00", amount="300.00", tax="18.00"))
    database = house.reader.parts.database
    with database.write() as session:
        stored = find_invoice(session, TENANT, second)
        assert stored is not None
        read_again(session, TENANT, stored.document_id, DocumentState.READ, actor=ADMINISTRATOR, why="again", at=NOON)
    house.read(stored.document_id)
    assert "R21" in house.rules(second) and "R20" not in house.rules(second)


def test_a_buyer_that_is_none_of_ours_is_an_error_and_ours_is_none(house: House) -> None:
    before = house.send(invoice(1))
    with house.reader.parts.database.write() as session:
        add_company(session, TENANT, BUYER_NAME, BUYER_ID, date.min, actor=FINANCE, at=NOON)
    ours, other = house.send(invoice(3000)), house.send(invoice(6000, buyer_name="云州他人贸易有限公司", buyer_tax_id=SELLER_ID))
    assert [("R19" in house.rules(each)) for each in (before, ours, other)] == [False, False, True]
    (obstacle,) = (each for each in house.result(other)["obstacles"] if each["code"] == "R19")
    assert obstacle["message_zh"] and house.state(other) is InvoiceState.IN_REVIEW


def test_an_invoice_that_is_here_with_other_values_says_so(house: House) -> None:
    first = house.send(invoice(4711))
    second = house.send(invoice(4711, total="206.00", amount="200.00"))
    near = house.send(invoice(4712))
    (finding,) = (each for each in house.result(second)["findings"] if each["rule"] == "R20")
    assert finding["severity"] == "error" and "total" in finding["fields"]
    assert house.state(second) is InvoiceState.DUPLICATE and "R20" not in house.rules(first)
    assert [each["severity"] for each in house.result(near)["findings"] if each["rule"] == "R20"] == ["warning"]


def test_what_the_policy_asks_stands_against_accepting(house: House) -> None:
    house.ask(second_reviewer_from="100.00", required_fields=["drawer"], kinds={"digital_general": {"blocked": True}})
    result = house.result(house.send(invoice(4711)))
    codes = [obstacle["code"] for obstacle in result["obstacles"]]
    assert [code for code in codes if code.startswith("policy_")] == ["policy_blocked", "policy_fields", "policy_second_reviewer"]
    assert result["decision"] == Decision.REVIEW.value


def test_a_database_that_is_away_while_judging_is_waited_for(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("intake.workflow.KEEP_AFTER_SECONDS", (0.0, 0.0))
    away = [StoreUnavailable("database_unreachable", "Away.", "不可用。")] * 2

    def judge(document: StoredDocument, reading: Reading) -> tuple[Result, ...]:
        if away:
            raise away.pop()
        return house.reader.parts.judge(document, reading)

    parts = replace(house.reader.parts, judge=judge)
    patient = House(Reader(parts, DocumentReading(parts)), house.reception)
    assert patient.state(patient.send(invoice(4711))) is InvoiceState.IN_REVIEW


def test_a_fault_while_judging_is_the_documents_failure_and_not_the_services(house: House) -> None:
    def judge(document: StoredDocument, reading: Reading) -> tuple[Result, ...]:
        assert reading.document.content == b"" and reading.document.sha256 == document.sha256
        raise ZeroDivisionError("a fault of the program")

    parts = replace(house.reader.parts, judge=judge)
    faulty = House(Reader(parts, DocumentReading(parts)), house.reception)
    receipt = faulty.reception.receive([invoice(4711)], Incoming(TENANT, "a.pdf", Door.HTTP, PHONE))
    assert isinstance(receipt, Receipt)
    for _ in range(2):
        faulty.read(receipt.document_id)
    with parts.database.read() as session:
        document = find_document(session, TENANT, receipt.document_id)
    assert document is not None and (document.state, document.error_code) == (DocumentState.FAILED, "internal_error")
