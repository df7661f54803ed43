import json
from pathlib import Path

import jsonschema
import pytest

from intake.invoice import Decision
from intake.state import DocumentState, InvoiceState
from intake.store.answers import NotAllowed, Overtaken
from intake.store.documents import begin_reading, find_document, give_back
from intake.store.ids import new_id
from intake.store.invoices import find_invoice, invoices_of_document, result_of_invoice
from intake.store.readings import readings_of_document, record_reading
from intake.store.session import Database
from tests.intake.store.samples import NOON, OTHER_TENANT, READER, REVIEWER, TENANT, arrive, digital, later, record, result

SCHEMA = Path(__file__).parents[3] / "intake" / "result_schema.json"


def test_the_results_of_these_tests_are_in_the_public_format() -> None:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator(schema).validate(result(findings=["R08", "R09:warning"], buyer_tax_id=None, remarks=""))


def test_a_reading_makes_a_record_of_each_invoice_it_found(database: Database) -> None:
    first, second = result(digital(1), decision="accept"), result(digital(2), page=2, index=1, findings=["R08"], total="212.00")
    with database.write() as session:
        document_id = arrive(session)
        recorded = record(session, document_id, first, second, at=later(5))
        document = find_document(session, TENANT, document_id)
        invoices = invoices_of_document(session, TENANT, document_id)
        (reading,) = readings_of_document(session, TENANT, document_id)
        assert result_of_invoice(session, TENANT, recorded.invoices[1]) == second
    assert document and (document.state, document.moved_at, document.attempts) == (DocumentState.READ, later(5), 1)
    assert (reading.id, reading.reader, reading.read_at) == (recorded.reading_id, "reader 1", later(5))
    assert tuple(invoice.id for invoice in invoices) == recorded.invoices
    assert [(invoice.page, invoice.index, invoice.state, invoice.decision) for invoice in invoices] == [
        (1, 0, InvoiceState.APPROVED, Decision.ACCEPT),
        (2, 1, InvoiceState.IN_REVIEW, Decision.REVIEW),
    ]
    assert invoices[0].received_at == NOON and invoices[0].kind == "digital_general" and invoices[0].columns.invoice_key == digital(1)


def test_what_is_no_invoice_is_a_rejected_record_that_can_be_found(database: Database) -> None:
    with database.write() as session:
        (invoice_id,) = record(session, arrive(session), result("", decision="reject")).invoices
        invoice = find_invoice(session, TENANT, invoice_id)
        assert invoice and invoice.state is InvoiceState.REJECTED


def test_a_worker_that_comes_late_keeps_nothing(database: Database) -> None:
    with database.write() as session:
        document_id = arrive(session)
        begin_reading(session, TENANT, document_id, actor=READER, at=NOON)
        give_back(session, TENANT, document_id, error_code="worker_died", actor=READER, why="no sign of life", at=NOON)
        late = record_reading(session, TENANT, document_id, [result()], reader="reader 1", actor=READER, at=NOON)
        assert late == Overtaken(DocumentState.RECEIVED, 3)
        assert invoices_of_document(session, TENANT, document_id) == ()
        assert readings_of_document(session, TENANT, document_id) == ()


def test_a_person_can_not_record_a_reading(database: Database) -> None:
    with database.write() as session:
        assert isinstance(record_reading(session, TENANT, new_id(), [], reader="", actor=REVIEWER, at=NOON), NotAllowed)


def test_an_error_in_the_middle_of_a_transaction_keeps_nothing_of_it(database: Database) -> None:
    with database.write() as session:
        document_id = arrive(session)
        begin_reading(session, TENANT, document_id, actor=READER, at=NOON)
    broken = {**result(digital(2), page=2), "decision": "perhaps"}
    with pytest.raises(ValueError, match="perhaps"), database.write() as session:
        record_reading(session, TENANT, document_id, [result(digital(1)), broken], reader="reader 1", actor=READER, at=NOON)
    with database.read() as session:
        document = find_document(session, TENANT, document_id)
        assert document and document.state is DocumentState.READING
        assert invoices_of_document(session, TENANT, document_id) == ()


def test_reading_again_keeps_the_records_and_their_order(database: Database) -> None:
    with database.write() as session:
        document_id = arrive(session)
        before = record(session, document_id, result(digital(1)), result(digital(2), index=1))
        after = record(session, document_id, result(digital(1)), result(digital(2), index=1), result(digital(3), page=2), at=later(5))
        assert after.invoices[:2] == before.invoices
        assert tuple(invoice.id for invoice in invoices_of_document(session, TENANT, document_id)) == after.invoices
        assert len(readings_of_document(session, TENANT, document_id)) == 2


def test_invoices_readings_and_results_are_their_tenants_alone(database: Database) -> None:
    with database.write() as session:
        document_id = arrive(session)
        (invoice_id,) = record(session, document_id, result()).invoices
        assert find_invoice(session, OTHER_TENANT, invoice_id) is None
        assert result_of_invoice(session, OTHER_TENANT, invoice_id) is None
        assert invoices_of_document(session, OTHER_TENANT, document_id) == ()
        assert readings_of_document(session, OTHER_TENANT, document_id) == ()
