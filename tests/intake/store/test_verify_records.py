"""Records against each other, on both databases."""

from collections.abc import Callable
from uuid import UUID

import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from intake.state import DocumentState, InvoiceState
from intake.store.deletion import delete_document, restore_document
from intake.store.moves import move_invoice
from intake.store.session import Database
from intake.store.tables import DocumentRow, HistoryRow, InvoiceResultRow, InvoiceRow, ReceiptRow
from intake.store.verify import Fault
from intake.store.verify_records import verify_records
from intake.store.words import HistoryEvent
from tests.intake.store.samples import ADMINISTRATOR, NOON, REVIEWER, TENANT, arrive, digital, read, record, result


def test_a_store_that_was_only_used_has_no_fault(database: Database) -> None:
    with database.write() as session:
        arrive(session, b"waits")
        (invoice,) = read(session, b"read", result(digital(1)))
        read(session, b"a duplicate", result(digital(1)))
        move_invoice(session, TENANT, invoice, InvoiceState.IN_REVIEW, InvoiceState.REJECTED, actor=REVIEWER, why="", at=NOON)
        again = arrive(session, b"read twice")
        record(session, again, result(digital(2)))
        record(session, again, result(digital(2)), result(digital(3), index=1))
        deleted = arrive(session, b"deleted")
        delete_document(session, TENANT, deleted, actor=REVIEWER, why="", at=NOON)
        delete_document(session, TENANT, again, actor=REVIEWER, why="", at=NOON)
        restore_document(session, TENANT, again, actor=ADMINISTRATOR, why="", at=NOON)
    assert list(verify_records(database)) == []


def _move_without_history(session: Session, document: UUID, _invoice: UUID) -> None:
    session.execute(update(DocumentRow).where(DocumentRow.id == document).values(state=DocumentState.FAILED))


def _approve_without_history(session: Session, _document: UUID, invoice: UUID) -> None:
    session.execute(update(InvoiceRow).where(InvoiceRow.id == invoice).values(state=InvoiceState.APPROVED))


def _invent_history(session: Session, document: UUID, _invoice: UUID) -> None:
    entry = {"event": HistoryEvent.MOVED, "source": "failed", "target": "read", "who": "somebody", "why": "", "happened_at": NOON}
    session.execute(insert(HistoryRow).values(tenant=TENANT, document_id=document, invoice_id=None, **entry))


def _lose_the_receipt(session: Session, document: UUID, _invoice: UUID) -> None:
    session.execute(delete(ReceiptRow).where(ReceiptRow.document_id == document))


def _lose_the_result(session: Session, _document: UUID, invoice: UUID) -> None:
    session.execute(delete(InvoiceResultRow).where(InvoiceResultRow.invoice_id == invoice))


@pytest.mark.parametrize(
    ("harm", "fault", "of_invoice"),
    [
        (_move_without_history, Fault.STATE_NOT_IN_HISTORY, False),
        (_approve_without_history, Fault.STATE_NOT_IN_HISTORY, True),
        (_invent_history, Fault.HISTORY_GAP, False),
        (_lose_the_receipt, Fault.RECEIPT_MISSING, False),
        (_lose_the_result, Fault.RESULT_MISSING, True),
    ],
)
def test_what_somebody_changed_by_hand_is_found(database: Database, harm: Callable[[Session, UUID, UUID], None], fault: Fault, of_invoice: bool) -> None:
    with database.write() as session:
        read(session, b"sound", result(digital(1)))
        document = arrive(session, b"harmed")
        (invoice,) = record(session, document, result(digital(2))).invoices
        harm(session, document, invoice)
    (found,) = verify_records(database)
    assert (found.fault, found.tenant) == (fault, TENANT)
    assert (found.invoice_id, found.document_id) == ((invoice, None) if of_invoice else (None, document))


def test_a_document_that_is_read_without_a_trace_is_found(database: Database) -> None:
    with database.write() as session:
        document = arrive(session, b"1")
        session.execute(update(DocumentRow).where(DocumentRow.id == document).values(state=DocumentState.READ))
        entry = {"event": HistoryEvent.MOVED, "source": "received", "target": "read", "who": "somebody", "why": "", "happened_at": NOON}
        session.execute(insert(HistoryRow).values(tenant=TENANT, document_id=document, invoice_id=None, **entry))
    assert [(found.fault, found.document_id) for found in verify_records(database)] == [(Fault.RESULT_MISSING, document)]
