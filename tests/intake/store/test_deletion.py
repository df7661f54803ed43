import pytest

from intake.state import Actor, InvoiceState, Role
from intake.store.answers import Done, NotAllowed, NotNow, Overtaken, Taken
from intake.store.deletion import delete_document, delete_invoice, restore_document, restore_invoice
from intake.store.documents import begin_reading, documents_in, find_document
from intake.store.history import history_of_document, history_of_invoice
from intake.store.invoices import find_invoice, invoices_of_document
from intake.store.moves import move_invoice
from intake.store.session import Database
from intake.store.words import HistoryEvent
from tests.intake.store.samples import ADMINISTRATOR, NOON, OTHER_TENANT, PHONE, READER, REVIEWER, TENANT, arrive, digital, later, read, record, result

ANYBODY = Actor("user:anybody", frozenset(Role))


def test_a_deleted_invoice_is_gone_and_comes_back_as_it_was(database: Database) -> None:
    with database.write() as session:
        (invoice_id,) = read(session, b"1", result())
        before = find_invoice(session, TENANT, invoice_id)
        assert delete_invoice(session, TENANT, invoice_id, actor=REVIEWER, why="slip", at=later(1)) == Done(2)
        assert find_invoice(session, TENANT, invoice_id) is None
        gone = find_invoice(session, TENANT, invoice_id, deleted=True)
        assert gone and gone.deleted_at == later(1)
        late = move_invoice(session, TENANT, invoice_id, InvoiceState.IN_REVIEW, InvoiceState.APPROVED, actor=REVIEWER, why="", at=NOON)
        assert late == Overtaken()
        assert restore_invoice(session, TENANT, invoice_id, actor=REVIEWER, why="it was right", at=later(2)) == Done(3)
        after = find_invoice(session, TENANT, invoice_id)
        assert before and after and (after.state, after.columns) == (before.state, before.columns)
        assert [entry.event for entry in history_of_invoice(session, TENANT, invoice_id)] == [HistoryEvent.CREATED, HistoryEvent.DELETED, HistoryEvent.RESTORED]


def test_a_document_goes_and_comes_with_its_invoices(database: Database) -> None:
    with database.write() as session:
        document_id = arrive(session)
        one, two = record(session, document_id, result(digital(1)), result(digital(2), page=2)).invoices
        delete_invoice(session, TENANT, two, actor=REVIEWER, why="by itself", at=later(1))
        assert isinstance(delete_document(session, TENANT, document_id, actor=REVIEWER, why="", at=later(2)), Done)
        assert find_document(session, TENANT, document_id) is None
        assert find_invoice(session, TENANT, one) is None
        assert restore_invoice(session, TENANT, one, actor=REVIEWER, why="", at=later(3)) == Overtaken(), "not without its document"
        assert isinstance(restore_document(session, TENANT, document_id, actor=REVIEWER, why="", at=later(4)), Done)
        assert [invoice.id for invoice in invoices_of_document(session, TENANT, document_id)] == [one], "what was deleted by itself stays deleted"
        assert [entry.event for entry in history_of_document(session, TENANT, document_id)][-2:] == [HistoryEvent.DELETED, HistoryEvent.RESTORED]


@pytest.mark.parametrize("sent", [(), (InvoiceState.CONFIRMED,)])
def test_what_the_ledger_has_or_may_have_can_not_be_deleted(database: Database, sent: tuple[InvoiceState, ...]) -> None:
    with database.write() as session:
        document_id = arrive(session)
        accepted, other = record(session, document_id, result(digital(1), decision="accept"), result(digital(2), page=2)).invoices
        at = InvoiceState.APPROVED
        for target in (InvoiceState.VERIFYING, InvoiceState.VERIFIED, InvoiceState.UPLOADING, *sent):
            move_invoice(session, TENANT, accepted, at, target, actor=ANYBODY, why="", at=NOON)
            at = target
        assert delete_invoice(session, TENANT, accepted, actor=ADMINISTRATOR, why="", at=NOON) == NotNow(at)
        assert delete_document(session, TENANT, document_id, actor=ADMINISTRATOR, why="", at=NOON) == NotNow(at)
        assert find_document(session, TENANT, document_id) is not None
        assert find_invoice(session, TENANT, other) is not None, "all or nothing"


def test_a_document_can_not_come_back_beside_another_one_of_the_same_bytes(database: Database) -> None:
    with database.write() as session:
        first = arrive(session)
        delete_document(session, TENANT, first, actor=REVIEWER, why="", at=NOON)
        second = arrive(session)
        assert restore_document(session, TENANT, first, actor=REVIEWER, why="", at=NOON) == Taken(second)
        delete_document(session, TENANT, second, actor=REVIEWER, why="", at=NOON)
        assert isinstance(restore_document(session, TENANT, first, actor=REVIEWER, why="", at=NOON), Done)


def test_an_invoice_that_another_record_has_become_stays_deleted_when_its_document_comes_back(database: Database) -> None:
    with database.write() as session:
        document_id = arrive(session)
        one, two = record(session, document_id, result(digital(1)), result(digital(2), page=2)).invoices
        delete_document(session, TENANT, document_id, actor=REVIEWER, why="", at=NOON)
        read(session, b"again", result(digital(1)))
        assert isinstance(restore_document(session, TENANT, document_id, actor=REVIEWER, why="", at=NOON), Done)
        assert [invoice.id for invoice in invoices_of_document(session, TENANT, document_id)] == [two]
        assert find_invoice(session, TENANT, one, deleted=True) is not None


def test_a_deleted_document_is_not_read(database: Database) -> None:
    with database.write() as session:
        document_id = arrive(session)
        delete_document(session, TENANT, document_id, actor=REVIEWER, why="", at=NOON)
        document = find_document(session, TENANT, document_id, deleted=True)
        assert document is not None
        assert documents_in(session, document.state, 10) == ()
        assert begin_reading(session, TENANT, document_id, actor=READER, at=NOON) == Overtaken()


def test_who_may_not_and_what_is_not_there(database: Database) -> None:
    with database.write() as session:
        document_id = arrive(session)
        (invoice_id,) = record(session, document_id, result()).invoices
        for function in (delete_invoice, restore_invoice):
            assert isinstance(function(session, TENANT, invoice_id, actor=PHONE, why="", at=NOON), NotAllowed)
            assert function(session, OTHER_TENANT, invoice_id, actor=REVIEWER, why="", at=NOON) == Overtaken()
        for of_document in (delete_document, restore_document):
            assert isinstance(of_document(session, TENANT, document_id, actor=PHONE, why="", at=NOON), NotAllowed)
            assert of_document(session, OTHER_TENANT, document_id, actor=REVIEWER, why="", at=NOON) == Overtaken()
        assert restore_invoice(session, TENANT, invoice_id, actor=REVIEWER, why="", at=NOON) == Overtaken(), "it is not deleted"
        assert delete_invoice(session, TENANT, invoice_id, actor=REVIEWER, why="", at=NOON, version=9) == Overtaken(InvoiceState.IN_REVIEW, 1)
