import ast
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from intake.state import DOCUMENT_MOVES, INVOICE_MOVES, Actor, DocumentState, InvoiceState, Role
from intake.store.answers import Done, NotAllowed, Overtaken
from intake.store.documents import begin_reading, count_documents, documents_in, fail, find_document, give_back, quarantine, read_again
from intake.store.history import HistoryEntry, history_of_document, history_of_invoice
from intake.store.ids import new_id
from intake.store.invoices import find_invoice, invoices_waiting
from intake.store.moves import mark_duplicate, move_document, move_invoice
from intake.store.session import Database
from intake.store.words import HistoryEvent
from tests.intake.store.samples import ADMINISTRATOR, FINANCE, NOON, OTHER_TENANT, PHONE, READER, REVIEWER, TENANT, arrive, digital, later, read, result

ROOT = Path(__file__).parents[3]
STATE_COLUMN_WRITERS = {
    "compare_and_set.py": "moves",
    "invoices.py": "makes records",
    "receipts.py": "makes records",
    "open_uploads.py": "makes sendings to a ledger",
    "uploads.py": "moves sendings to a ledger",
    "notice_messages.py": "makes and ends messages to people",
    "reconciliation_findings.py": "opens, settles and accepts differences",
    "reconciliation_runs.py": "begins and ends comparisons",
    "feedback.py": "opens, answers and closes what people say of the program",
}

TO_INVOICE_STATE = {
    InvoiceState.IN_REVIEW: (),
    InvoiceState.APPROVED: (InvoiceState.APPROVED,),
    InvoiceState.VERIFYING: (InvoiceState.APPROVED, InvoiceState.VERIFYING),
    InvoiceState.VERIFIED: (InvoiceState.APPROVED, InvoiceState.VERIFYING, InvoiceState.VERIFIED),
    InvoiceState.UPLOADING: (InvoiceState.APPROVED, InvoiceState.VERIFYING, InvoiceState.VERIFIED, InvoiceState.UPLOADING),
    InvoiceState.CONFIRMED: (InvoiceState.APPROVED, InvoiceState.VERIFYING, InvoiceState.VERIFIED, InvoiceState.UPLOADING, InvoiceState.CONFIRMED),
    InvoiceState.REJECTED: (InvoiceState.REJECTED,),
}
ANYBODY = Actor("user:anybody", frozenset(Role))


def invoice_in(session: Session, state: InvoiceState, serial: int) -> UUID:
    """A new invoice, brought there."""
    (invoice_id,) = read(session, b"invoice %d" % serial, result(digital(serial)))
    at = InvoiceState.IN_REVIEW
    for target in TO_INVOICE_STATE[state]:
        assert isinstance(move_invoice(session, TENANT, invoice_id, at, target, actor=ANYBODY, why="", at=NOON), Done)
        at = target
    return invoice_id


def test_every_move_of_the_table_moves_and_is_history(database: Database) -> None:
    """But for those from and to `duplicate`, which `test_held_keys` tests."""
    with database.write() as session:
        for serial, move in enumerate(move for move in INVOICE_MOVES if InvoiceState.DUPLICATE not in (move.source, move.target)):
            actor = Actor("somebody", frozenset({sorted(move.by)[0]}))
            invoice_id = invoice_in(session, move.source, serial)
            answer = move_invoice(session, TENANT, invoice_id, move.source, move.target, actor=actor, why="because", at=later(9))
            invoice = find_invoice(session, TENANT, invoice_id)
            assert invoice is not None and isinstance(answer, Done), move
            assert (invoice.state, invoice.version, invoice.moved_at) == (move.target, answer.version, later(9))
            last = history_of_invoice(session, TENANT, invoice_id)[-1]
            assert last == HistoryEntry(HistoryEvent.MOVED, move.source, move.target, "somebody", "because", later(9))


def test_whoever_may_not_is_told_who_may_and_nothing_moves(database: Database) -> None:
    with database.write() as session:
        for move in INVOICE_MOVES:
            others = Actor("others", frozenset(Role) - move.by)
            if move.target is InvoiceState.DUPLICATE:
                marked = mark_duplicate(session, TENANT, new_id(), new_id(), actor=others, why="", at=NOON)
                assert marked == NotAllowed(move.by)
            else:
                assert move_invoice(session, TENANT, new_id(), move.source, move.target, actor=others, why="", at=NOON) == NotAllowed(move.by)
        for step in DOCUMENT_MOVES:
            others = Actor("others", frozenset(Role) - step.by)
            assert move_document(session, TENANT, new_id(), step.source, step.target, actor=others, why="", at=NOON) == NotAllowed(step.by)


def test_whoever_comes_late_gets_an_answer_that_says_how_it_stands(database: Database) -> None:
    with database.write() as session:
        (invoice_id,) = read(session, b"invoice", result())
        move_invoice(session, TENANT, invoice_id, InvoiceState.IN_REVIEW, InvoiceState.APPROVED, actor=REVIEWER, why="", at=NOON)
        late = move_invoice(session, TENANT, invoice_id, InvoiceState.IN_REVIEW, InvoiceState.REJECTED, actor=FINANCE, why="", at=NOON)
        assert late == Overtaken(InvoiceState.APPROVED, 2)
        assert len(history_of_invoice(session, TENANT, invoice_id)) == 2


def test_a_move_of_what_somebody_changed_since_is_late(database: Database) -> None:
    with database.write() as session:
        (invoice_id,) = read(session, b"invoice", result())
        answer = move_invoice(session, TENANT, invoice_id, InvoiceState.IN_REVIEW, InvoiceState.APPROVED, actor=REVIEWER, why="", at=NOON, version=7)
        assert answer == Overtaken(InvoiceState.IN_REVIEW, 1)


def test_nobody_moves_records_of_another_tenant_or_learns_that_they_exist(database: Database) -> None:
    with database.write() as session:
        (invoice_id,) = read(session, b"invoice", result())
        document_id = arrive(session, b"document")
        move = move_invoice(session, OTHER_TENANT, invoice_id, InvoiceState.IN_REVIEW, InvoiceState.APPROVED, actor=REVIEWER, why="", at=NOON)
        assert move == begin_reading(session, OTHER_TENANT, document_id, actor=READER, at=NOON) == Overtaken()
        assert history_of_invoice(session, OTHER_TENANT, invoice_id) == history_of_document(session, OTHER_TENANT, document_id) == ()


def test_a_move_that_does_not_exist_is_a_fault_of_the_program(database: Database) -> None:
    with database.read() as session:
        with pytest.raises(ValueError, match="no move"):
            move_invoice(session, TENANT, new_id(), InvoiceState.IN_REVIEW, InvoiceState.CONFIRMED, actor=ANYBODY, why="", at=NOON)
        with pytest.raises(ValueError, match="no move"):
            move_document(session, TENANT, new_id(), DocumentState.READ, DocumentState.READING, actor=ANYBODY, why="", at=NOON)
        with pytest.raises(ValueError, match="of what"):
            move_invoice(session, TENANT, new_id(), InvoiceState.IN_REVIEW, InvoiceState.DUPLICATE, actor=ANYBODY, why="", at=NOON)


def test_of_many_who_move_one_invoice_at_once_one_does(database: Database) -> None:
    with database.write() as session:
        (invoice_id,) = read(session, b"invoice", result())

    def approve(number: int) -> bool:
        target = InvoiceState.APPROVED if number % 2 else InvoiceState.REJECTED
        with database.write() as session:
            answer = move_invoice(session, TENANT, invoice_id, InvoiceState.IN_REVIEW, target, actor=REVIEWER, why=str(number), at=NOON)
        assert isinstance(answer, Done | Overtaken)
        return isinstance(answer, Done)

    with ThreadPoolExecutor(12) as pool:
        assert sum(pool.map(approve, range(24))) == 1
    with database.read() as session:
        assert len(history_of_invoice(session, TENANT, invoice_id)) == 2


def test_of_many_workers_one_takes_a_document_up(database: Database) -> None:
    with database.write() as session:
        document_id = arrive(session)

    def take(number: int) -> bool:
        with database.write() as session:
            return isinstance(begin_reading(session, TENANT, document_id, actor=READER, at=NOON), Done)

    with ThreadPoolExecutor(12) as pool:
        assert sum(pool.map(take, range(24))) == 1
    with database.read() as session:
        document = find_document(session, TENANT, document_id)
    assert document and (document.state, document.attempts) == (DocumentState.READING, 1)


def test_attempts_are_counted_until_a_person_asks_anew(database: Database) -> None:
    with database.write() as session:
        document_id = arrive(session)
        for _ in range(2):
            begin_reading(session, TENANT, document_id, actor=READER, at=NOON)
            give_back(session, TENANT, document_id, error_code="worker_died", actor=READER, why="", at=NOON)
        begin_reading(session, TENANT, document_id, actor=READER, at=NOON)
        quarantine(session, TENANT, document_id, error_code="worker_died", actor=READER, why="killed three readers", at=NOON)
        document = find_document(session, TENANT, document_id)
        assert document and (document.state, document.attempts, document.error_code) == (DocumentState.QUARANTINED, 3, "worker_died")
        assert isinstance(read_again(session, TENANT, document_id, document.state, actor=PHONE, why="", at=NOON), NotAllowed)
        assert isinstance(read_again(session, TENANT, document_id, document.state, actor=ADMINISTRATOR, why="", at=NOON), Done)
        document = find_document(session, TENANT, document_id)
        assert document and (document.state, document.attempts, document.error_code) == (DocumentState.RECEIVED, 0, "")


def test_a_document_that_can_not_be_read_says_why(database: Database) -> None:
    with database.write() as session:
        document_id = arrive(session)
        begin_reading(session, TENANT, document_id, actor=READER, at=NOON)
        fail(session, TENANT, document_id, error_code="pdf_damaged", actor=READER, why="", at=later(1))
        document = find_document(session, TENANT, document_id)
        assert document and (document.state, document.error_code) == (DocumentState.FAILED, "pdf_damaged")
        assert history_of_document(session, TENANT, document_id)[-1].why == "pdf_damaged"


def test_documents_wait_in_the_order_they_came_in(database: Database) -> None:
    with database.write() as session:
        ids = [arrive(session, content) for content in (b"1", b"2", b"3")]
        begin_reading(session, TENANT, ids[1], actor=READER, at=later(10))
        assert [document.id for document in documents_in(session, DocumentState.RECEIVED, 10)] == [ids[0], ids[2]]
        assert [document.id for document in documents_in(session, DocumentState.RECEIVED, 1)] == [ids[0]]
        assert documents_in(session, DocumentState.READING, 10, moved_before=later(10)) == ()
        assert [document.id for document in documents_in(session, DocumentState.READING, 10, moved_before=later(11))] == [ids[1]]
        counts = count_documents(session)
        assert {state: count.count for state, count in counts.items()} == {DocumentState.RECEIVED: 2, DocumentState.READING: 1}
        assert counts[DocumentState.READING].oldest == later(10)
        assert count_documents(session, OTHER_TENANT) == {}


def test_invoices_of_all_tenants_wait_together(database: Database) -> None:
    with database.write() as session:
        mine = read(session, b"1", result(digital(1), decision="accept"))
        theirs = read(session, b"2", result(digital(1), decision="accept"), tenant=OTHER_TENANT)
        waiting = invoices_waiting(session, InvoiceState.APPROVED, 10)
        assert {(invoice.id, invoice.tenant) for invoice in waiting} == {(mine[0], TENANT), (theirs[0], OTHER_TENANT)}


def test_no_other_file_of_the_program_writes_a_state() -> None:
    """Looks for the name `state` as a key or keyword of what is written: `values(state=...)`, `{"state": ...}`, `row.state = ...`."""
    writers = set()
    for path in (ROOT / "intake" / "store").rglob("*.py"):
        if "migrations" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            keyword = isinstance(node, ast.Call) and any(keyword.arg == "state" for keyword in node.keywords) and ast.unparse(node.func).endswith(".values")
            key = isinstance(node, ast.Dict) and any(isinstance(key, ast.Constant) and key.value == "state" for key in node.keys)
            attribute = isinstance(node, ast.Assign) and any(isinstance(target, ast.Attribute) and target.attr == "state" for target in node.targets)
            if keyword or key or attribute:
                writers.add(path.name)
    assert writers == set(STATE_COLUMN_WRITERS)
