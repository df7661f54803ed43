"""One live record for each invoice of a tenant, whatever happens in whatever order."""

import multiprocessing
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.queues import Queue
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.state import RELEASED_STATES, InvoiceState
from intake.store.answers import Done, Overtaken, Taken
from intake.store.corrections import correct
from intake.store.deletion import delete_invoice, restore_invoice
from intake.store.history import history_of_invoice
from intake.store.invoices import find_invoice
from intake.store.moves import mark_duplicate, move_invoice
from intake.store.session import Database, open_database
from intake.store.tables import InvoiceRow
from tests.intake.store.samples import FINANCE, NOON, OTHER_TENANT, REVIEWER, TENANT, arrive, digital, later, read, record, result

SAME = result(digital(7))


def state_of(session: Session, invoice_id: UUID) -> tuple[InvoiceState, UUID | None]:
    invoice = find_invoice(session, TENANT, invoice_id)
    assert invoice is not None
    return invoice.state, invoice.duplicate_of


def reject(session: Session, invoice_id: UUID) -> None:
    assert isinstance(move_invoice(session, TENANT, invoice_id, InvoiceState.IN_REVIEW, InvoiceState.REJECTED, actor=REVIEWER, why="blurred", at=NOON), Done)


def test_the_second_record_of_an_invoice_is_a_duplicate_of_the_first(database: Database) -> None:
    with database.write() as session:
        (first,), (second,) = read(session, b"photo", SAME), read(session, b"pdf", SAME)
        assert state_of(session, first) == (InvoiceState.IN_REVIEW, None)
        assert state_of(session, second) == (InvoiceState.DUPLICATE, first)
        assert str(first) in history_of_invoice(session, TENANT, second)[0].why


def test_one_invoice_twice_in_one_file_is_one_record(database: Database) -> None:
    with database.write() as session:
        first, second = read(session, b"two pages", result(digital(7), page=1), result(digital(7), page=2))
        assert state_of(session, second) == (InvoiceState.DUPLICATE, first)


def test_codes_tell_short_numbers_apart(database: Database) -> None:
    with database.write() as session:
        (one,) = read(session, b"1", result("00012345", invoice_code="011002300111"))
        (other,) = read(session, b"2", result("00012345", invoice_code="044002300111"))
        (again,) = read(session, b"3", result("00012345", invoice_code="011002300111"))
        assert state_of(session, other) == (InvoiceState.IN_REVIEW, None)
        assert state_of(session, again) == (InvoiceState.DUPLICATE, one)


@pytest.mark.parametrize(("number", "code"), [("00012345", ""), ("", ""), ("", "011002300111")])
def test_where_the_key_was_not_read_nothing_is_a_duplicate(database: Database, number: str, code: str) -> None:
    with database.write() as session:
        records = [*read(session, b"1", result(number, invoice_code=code)), *read(session, b"2", result(number, invoice_code=code))]
        assert {state_of(session, record) for record in records} == {(InvoiceState.IN_REVIEW, None)}


def test_tenants_do_not_see_each_others_invoices(database: Database) -> None:
    with database.write() as session:
        read(session, b"1", SAME, tenant=OTHER_TENANT)
        (mine,) = read(session, b"1", SAME)
        assert state_of(session, mine) == (InvoiceState.IN_REVIEW, None)


def test_when_the_first_record_is_rejected_its_oldest_duplicate_comes_under_review(database: Database) -> None:
    with database.write() as session:
        first, second, third = (read(session, content, SAME)[0] for content in (b"1", b"2", b"3"))
        reject(session, first)
        assert state_of(session, second) == (InvoiceState.IN_REVIEW, None)
        assert state_of(session, third) == (InvoiceState.DUPLICATE, second)
        assert history_of_invoice(session, TENANT, second)[-1].who == "machine:invoice keys"


def test_when_the_first_record_is_deleted_its_oldest_duplicate_comes_under_review(database: Database) -> None:
    with database.write() as session:
        (first,), (second,) = read(session, b"1", SAME), read(session, b"2", SAME)
        assert isinstance(delete_invoice(session, TENANT, first, actor=REVIEWER, why="", at=NOON), Done)
        assert state_of(session, second) == (InvoiceState.IN_REVIEW, None)
        assert restore_invoice(session, TENANT, first, actor=REVIEWER, why="", at=NOON) == Taken(second)


def test_a_void_invoice_keeps_its_key(database: Database) -> None:
    with database.write() as session:
        (first,) = read(session, b"1", SAME)
        move_invoice(session, TENANT, first, InvoiceState.IN_REVIEW, InvoiceState.VOID, actor=REVIEWER, why="cancelled", at=NOON)
        (second,) = read(session, b"2", SAME)
        assert state_of(session, second) == (InvoiceState.DUPLICATE, first)


def test_a_rejected_record_can_not_be_reopened_once_another_has_taken_its_place(database: Database) -> None:
    with database.write() as session:
        (first,) = read(session, b"1", SAME)
        reject(session, first)
        (second,) = read(session, b"2", SAME)
        answer = move_invoice(session, TENANT, first, InvoiceState.REJECTED, InvoiceState.IN_REVIEW, actor=REVIEWER, why="", at=NOON)
        assert answer == Taken(second)
        assert state_of(session, first) == (InvoiceState.REJECTED, None)


def test_when_a_misread_first_record_is_put_right_its_duplicate_comes_under_review(database: Database) -> None:
    with database.write() as session:
        (misread,), (right,) = read(session, b"1", SAME), read(session, b"2", SAME)
        answer = correct(session, TENANT, misread, {"invoice_number": digital(8)}, actor=REVIEWER, why="7 was an 8", at=NOON)
        assert isinstance(answer, Done)
        assert state_of(session, right) == (InvoiceState.IN_REVIEW, None)


def test_when_a_misread_duplicate_is_put_right_it_comes_under_review(database: Database) -> None:
    with database.write() as session:
        read(session, b"1", SAME)
        (misread,) = read(session, b"2", SAME)
        answer = correct(session, TENANT, misread, {"invoice_number": digital(8)}, actor=REVIEWER, why="", at=NOON)
        invoice = find_invoice(session, TENANT, misread)
        assert invoice and isinstance(answer, Done)
        assert (invoice.state, invoice.duplicate_of, invoice.version) == (InvoiceState.IN_REVIEW, None, answer.version)


def test_a_correction_into_an_invoice_that_is_held_changes_nothing_and_names_the_holder(database: Database) -> None:
    with database.write() as session:
        (first,), (second,) = read(session, b"1", SAME), read(session, b"2", result(digital(8)))
        assert correct(session, TENANT, second, {"invoice_number": digital(7), "total": "1.00"}, actor=REVIEWER, why="", at=NOON) == Taken(first)
        invoice = find_invoice(session, TENANT, second)
        assert invoice and (invoice.columns.number, invoice.columns.total, invoice.version) == (digital(8), 10600, 1)
        assert isinstance(mark_duplicate(session, TENANT, second, first, actor=REVIEWER, why="same paper", at=NOON), Done)
        assert state_of(session, second) == (InvoiceState.DUPLICATE, first)


def test_the_duplicates_of_a_duplicate_go_along(database: Database) -> None:
    with database.write() as session:
        (first,), (second,) = read(session, b"1", SAME), read(session, b"2", result(digital(8)))
        (third,) = read(session, b"3", result(digital(8)))
        mark_duplicate(session, TENANT, second, first, actor=REVIEWER, why="", at=NOON)
        assert state_of(session, third) == (InvoiceState.DUPLICATE, first)


def test_nothing_is_a_duplicate_of_itself_of_a_duplicate_or_of_another_tenants_record(database: Database) -> None:
    with database.write() as session:
        (first,), (twin,), (other,) = read(session, b"1", SAME), read(session, b"2", SAME), read(session, b"3", result(digital(8)))
        (foreign,) = read(session, b"1", SAME, tenant=OTHER_TENANT)
        for impossible in (other, twin, foreign):
            assert mark_duplicate(session, TENANT, other, impossible, actor=REVIEWER, why="", at=NOON) == Overtaken()
        assert state_of(session, first) == (InvoiceState.IN_REVIEW, None)


def test_reading_again_what_was_misread_frees_the_key(database: Database) -> None:
    with database.write() as session:
        document_id = arrive(session, b"1")
        (misread,) = record(session, document_id, SAME).invoices
        (right,) = read(session, b"2", SAME)
        assert record(session, document_id, result(digital(8)), at=later(5)).invoices == (misread,)
        assert state_of(session, misread) == state_of(session, right) == (InvoiceState.IN_REVIEW, None)


def test_reading_again_can_show_that_a_record_is_a_duplicate(database: Database) -> None:
    with database.write() as session:
        (first,) = read(session, b"1", SAME)
        document_id = arrive(session, b"2")
        (misread,) = record(session, document_id, result(digital(8))).invoices
        (misread_too,) = read(session, b"3", result(digital(8)))
        record(session, document_id, SAME, at=later(5))
        assert state_of(session, misread) == (InvoiceState.DUPLICATE, first)
        assert state_of(session, misread_too) == (InvoiceState.IN_REVIEW, None)
        invoice = find_invoice(session, TENANT, misread)
        assert invoice and invoice.columns.number == digital(7)


def test_threads_that_record_one_invoice_at_once_make_one_record_and_duplicates_of_it(database: Database) -> None:
    def upload(number: int) -> UUID:
        with database.write() as session:
            return read(session, b"photo %d" % number, SAME)[0]

    with ThreadPoolExecutor(8) as pool:
        records = list(pool.map(upload, range(16)))
    with database.read() as session:
        states = [state_of(session, record) for record in records]
    (first,) = [record for record, (state, _) in zip(records, states, strict=True) if state is InvoiceState.IN_REVIEW]
    assert states.count((InvoiceState.DUPLICATE, first)) == 15


def record_at_once(address: str, number: int, start: object, ids: "Queue[UUID]") -> None:
    database = open_database(address)
    with database.read() as session:
        session.scalar(select(1))
    start.wait()  # type: ignore[attr-defined]
    with database.write() as session:
        ids.put(read(session, b"photo %d" % number, SAME)[0])


@pytest.mark.slow
def test_processes_that_record_one_invoice_at_once_make_one_record(address: str) -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    count = 6
    start, ids = context.Barrier(count), context.Queue()
    processes = [context.Process(target=record_at_once, args=(address, number, start, ids)) for number in range(count)]
    for process in processes:
        process.start()
    records = [ids.get(timeout=60) for _ in processes]
    for process in processes:
        process.join()
    with open_database(address).read() as session:
        states = [state_of(session, record)[0] for record in records]
    assert sorted(states) == [InvoiceState.DUPLICATE] * (count - 1) + [InvoiceState.IN_REVIEW]


def test_while_one_thread_rejects_and_others_record_no_duplicate_is_left_alone(database: Database) -> None:
    def upload(number: int) -> None:
        with database.write() as session:
            read(session, b"photo %d" % number, SAME)

    def reject_holder(_: int) -> None:
        with database.write() as session:
            holders = select(InvoiceRow.id).where(InvoiceRow.state == InvoiceState.IN_REVIEW)
            for holder in session.scalars(holders).all():
                move_invoice(session, TENANT, holder, InvoiceState.IN_REVIEW, InvoiceState.REJECTED, actor=FINANCE, why="", at=NOON)

    with ThreadPoolExecutor(6) as pool:
        for future in [pool.submit(reject_holder if number % 3 == 2 else upload, number) for number in range(24)]:
            future.result()
    with database.read() as session:
        check_invariants(session)


def check_invariants(session: Session) -> None:
    """At most one live record holds a key, and every live duplicate points to a live record that stands for itself."""
    rows = list(session.scalars(select(InvoiceRow)))
    by_id = {row.id: row for row in rows}
    live = [row for row in rows if row.deleted_at is None]
    held = [row.invoice_key for row in live if row.state not in RELEASED_STATES and row.invoice_key]
    assert len(held) == len(set(held))
    for row in live:
        assert (row.state is InvoiceState.DUPLICATE) == (row.duplicate_of is not None)
        if row.duplicate_of is not None:
            first = by_id[row.duplicate_of]
            assert first.deleted_at is None and first.state not in RELEASED_STATES
        assert history_of_invoice(session, TENANT, row.id)[-1].target == row.state


@pytest.fixture(scope="module")
def sqlite_folder(migrated_file: Path) -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        shutil.copy(migrated_file, f"{folder}/template.sqlite")
        yield Path(folder)


WHAT = st.sampled_from(("read", "read_again", "reject", "approve", "reopen", "delete", "restore", "correct", "mark"))
STEPS = st.lists(st.tuples(WHAT, st.integers(0, 5), st.integers(0, 2)), min_size=3, max_size=14)


@given(steps=STEPS)
@settings(max_examples=25, phases=(Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink))
def test_whatever_happens_in_whatever_order_each_invoice_has_one_live_record(sqlite_folder: Path, steps: list[tuple[str, int, int]]) -> None:
    path = sqlite_folder / "now.sqlite"
    shutil.copy(sqlite_folder / "template.sqlite", path)
    database = open_database(f"sqlite:///{path}")
    try:
        with database.write() as session:
            made: list[tuple[UUID, UUID]] = []
            for number, (step, which, serial) in enumerate(steps):
                take_step(session, made, step, which, serial, number)
            check_invariants(session)
    finally:
        database.close()
        for part in sqlite_folder.glob("now.sqlite-*"):
            part.unlink()


def take_step(session: Session, made: list[tuple[UUID, UUID]], step: str, which: int, serial: int, number: int) -> None:
    """One of many things that people and machines do to one of the records, or nothing where it can't be done."""
    at = later(number)
    if step == "read" or not made:
        document_id = arrive(session, b"document %d" % number)
        made.append((document_id, record(session, document_id, result(digital(serial)), at=at).invoices[0]))
        return
    document_id, invoice_id = made[which % len(made)]
    review, rejected = InvoiceState.IN_REVIEW, InvoiceState.REJECTED
    if step == "reject":
        move_invoice(session, TENANT, invoice_id, review, rejected, actor=REVIEWER, why="", at=at)
    elif step == "approve":
        move_invoice(session, TENANT, invoice_id, review, InvoiceState.APPROVED, actor=REVIEWER, why="", at=at)
    elif step == "reopen":
        for source in (rejected, InvoiceState.DUPLICATE, InvoiceState.APPROVED):
            move_invoice(session, TENANT, invoice_id, source, review, actor=REVIEWER, why="", at=at)
    elif step == "delete":
        delete_invoice(session, TENANT, invoice_id, actor=REVIEWER, why="", at=at)
    elif step == "restore":
        restore_invoice(session, TENANT, invoice_id, actor=REVIEWER, why="", at=at)
    elif step == "correct":
        correct(session, TENANT, invoice_id, {"invoice_number": digital(serial)}, actor=REVIEWER, why="", at=at)
    elif step == "mark":
        mark_duplicate(session, TENANT, invoice_id, made[serial % len(made)][1], actor=REVIEWER, why="", at=at)
    else:
        record(session, document_id, result(digital(serial)), at=at)
