from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from intake.state import InvoiceState
from intake.store.answers import Done, NotAllowed, NotNow, Overtaken
from intake.store.corrections import correct, propose
from intake.store.field_values import values_said
from intake.store.history import history_of_invoice
from intake.store.invoices import find_invoice, result_of_invoice
from intake.store.moves import move_invoice
from intake.store.session import Database
from intake.store.standing_value import open_proposals, standing_value
from intake.store.words import HistoryEvent, ValueRole
from tests.intake.store.samples import FINANCE, NOON, OTHER_TENANT, PHONE, READER, REVIEWER, TENANT, arrive, digital, later, read, record, result


def test_values_of_a_reading_stand_with_where_they_come_from(database: Database) -> None:
    with database.write() as session:
        recorded = record(session, arrive(session), result(total="106.00", buyer_tax_id=None))
        said = values_said(session, TENANT, recorded.invoices[0])
    total = standing_value(said["total"])
    assert total is not None
    assert (total.value, total.source, total.confidence, total.who, total.reading_id) == ("106.00", "ocr", 0.98, "machine:reader", recorded.reading_id)
    unreadable = standing_value(said["buyer_tax_id"])
    assert unreadable is not None and unreadable.value is None


def test_a_persons_value_is_searched_by_and_is_history(database: Database) -> None:
    with database.write() as session:
        (invoice_id,) = read(session, b"1", result(total="106.00"))
        answer = correct(session, TENANT, invoice_id, {"total": "108.00", "issue_date": "2024-03-09"}, actor=REVIEWER, why="smudged", at=later(3))
        invoice = find_invoice(session, TENANT, invoice_id)
        history = history_of_invoice(session, TENANT, invoice_id)
    assert invoice is not None and answer == Done(invoice.version) == Done(2)
    assert (invoice.columns.total, invoice.columns.issue_date, invoice.columns.amount) == (10800, date(2024, 3, 9), 10000)
    assert (history[-1].event, history[-1].who, history[-1].why) == (HistoryEvent.CORRECTED, REVIEWER.name, "total, issue_date: smudged")


def test_reading_again_changes_what_machines_said_and_not_what_people_said(database: Database) -> None:
    with database.write() as session:
        document_id = arrive(session)
        (invoice_id,) = record(session, document_id, result(total="106.00", tax="6.00", findings=["R08"])).invoices
        correct(session, TENANT, invoice_id, {"total": "108.00"}, actor=REVIEWER, why="", at=NOON)
        record(session, document_id, result(total="109.00", tax="9.00"), at=later(9))
        invoice = find_invoice(session, TENANT, invoice_id)
        said = values_said(session, TENANT, invoice_id)
    assert invoice is not None
    assert (invoice.columns.total, invoice.columns.tax) == (10800, 900)
    assert [proposal.value for proposal in open_proposals(said["total"])] == ["109.00"]


def test_reading_again_what_is_settled_only_proposes(database: Database) -> None:
    with database.write() as session:
        document_id = arrive(session)
        first = record(session, document_id, result(total="106.00"))
        (invoice_id,) = first.invoices
        move_invoice(session, TENANT, invoice_id, InvoiceState.IN_REVIEW, InvoiceState.APPROVED, actor=REVIEWER, why="", at=NOON)
        second = record(session, document_id, result(digital(99), total="109.00", decision="accept"), at=later(9))
        invoice = find_invoice(session, TENANT, invoice_id)
        said = values_said(session, TENANT, invoice_id)
        assert invoice is not None
        assert (invoice.columns.total, invoice.columns.number, invoice.state, invoice.reading_id) == (
            10600,
            digital(4711),
            InvoiceState.APPROVED,
            first.reading_id,
        )
        assert [value.role for value in said["total"]] == [ValueRole.READ, ValueRole.PROPOSED]
        for reading, total in ((None, "106.00"), (first.reading_id, "106.00"), (second.reading_id, "109.00")):
            kept = result_of_invoice(session, TENANT, invoice_id, reading)
            assert kept is not None and kept["fields"]["total"]["value"] == total


def test_taking_a_value_back_lets_the_last_reading_stand_again(database: Database) -> None:
    with database.write() as session:
        (invoice_id,) = read(session, b"1", result(total="106.00"))
        correct(session, TENANT, invoice_id, {"total": "1.00"}, actor=REVIEWER, why="", at=NOON)
        correct(session, TENANT, invoice_id, {"total": None}, actor=REVIEWER, why="slip", at=NOON)
        invoice = find_invoice(session, TENANT, invoice_id)
        assert invoice and invoice.columns.total == 10600


def test_a_proposal_waits_for_a_person(database: Database) -> None:
    with database.write() as session:
        (invoice_id,) = read(session, b"1", result(seller_name="海洲望潮餐饮"))
        answer = propose(session, TENANT, invoice_id, {"seller_name": "海州望潮餐饮"}, source="registry", actor=READER, why="known seller", at=NOON)
        assert answer == Done(2)
        invoice = find_invoice(session, TENANT, invoice_id)
        (proposal,) = open_proposals(values_said(session, TENANT, invoice_id)["seller_name"])
    assert invoice and invoice.columns.seller_name == "海洲望潮餐饮"
    assert (proposal.value, proposal.source, proposal.why) == ("海州望潮餐饮", "registry", "known seller")


def test_machines_and_submitters_may_not_correct_and_people_may_not_propose(database: Database) -> None:
    with database.write() as session:
        (invoice_id,) = read(session, b"1", result())
        for actor in (READER, PHONE):
            assert isinstance(correct(session, TENANT, invoice_id, {"total": "1.00"}, actor=actor, why="", at=NOON), NotAllowed)
        assert isinstance(propose(session, TENANT, invoice_id, {"total": "1.00"}, source="registry", actor=REVIEWER, why="", at=NOON), NotAllowed)


def test_what_is_approved_can_not_be_corrected(database: Database) -> None:
    with database.write() as session:
        (invoice_id,) = read(session, b"1", result(decision="accept"))
        assert correct(session, TENANT, invoice_id, {"total": "1.00"}, actor=REVIEWER, why="", at=NOON) == NotNow(InvoiceState.APPROVED)
        invoice = find_invoice(session, TENANT, invoice_id)
        assert invoice and (invoice.version, invoice.columns.total) == (1, 10600)


def test_a_correction_of_what_somebody_changed_since_is_late(database: Database) -> None:
    with database.write() as session:
        (invoice_id,) = read(session, b"1", result())
        correct(session, TENANT, invoice_id, {"total": "1.00"}, actor=REVIEWER, why="", at=NOON, version=1)
        late = correct(session, TENANT, invoice_id, {"total": "2.00"}, actor=FINANCE, why="", at=NOON, version=1)
        assert late == Overtaken(InvoiceState.IN_REVIEW, 2)
        assert correct(session, OTHER_TENANT, invoice_id, {"total": "2.00"}, actor=FINANCE, why="", at=NOON) == Overtaken()
        assert values_said(session, OTHER_TENANT, invoice_id) == {}


@pytest.mark.parametrize("total", ["", "12,00", "999999999999999999999.00", "票" * 3000, "nul\0"])
def test_any_value_can_be_kept_and_searched_by_what_can_be_understood(database: Database, total: str) -> None:
    with database.write() as session:
        (invoice_id,) = read(session, b"1", result(total=total, invoice_code=total, seller_tax_id=total))
        invoice = find_invoice(session, TENANT, invoice_id)
        assert invoice and invoice.columns.total is None


def test_of_many_corrections_of_one_version_at_once_one_is_kept(database: Database) -> None:
    with database.write() as session:
        (invoice_id,) = read(session, b"1", result())

    def change(number: int) -> bool:
        with database.write() as session:
            return isinstance(correct(session, TENANT, invoice_id, {"total": f"{number}.00"}, actor=REVIEWER, why="", at=NOON, version=1), Done)

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(change, range(16))) == 1


def test_corrections_at_once_of_whatever_version_are_all_kept(database: Database) -> None:
    with database.write() as session:
        (invoice_id,) = read(session, b"1", result())

    def change(number: int) -> None:
        with database.write() as session:
            assert isinstance(correct(session, TENANT, invoice_id, {"remarks": str(number)}, actor=REVIEWER, why="", at=NOON), Done)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(change, range(16)))
    with database.read() as session:
        assert sorted(int(value.value or "") for value in values_said(session, TENANT, invoice_id)["remarks"]) == list(range(16))
        invoice = find_invoice(session, TENANT, invoice_id)
    assert invoice and invoice.version == 17
