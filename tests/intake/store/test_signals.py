"""Counts over everything that is kept, on both databases."""

from datetime import timedelta

from intake.state import DocumentState, InvoiceState
from intake.store.database_state import SchemaAge, database_state
from intake.store.deletion import delete_document
from intake.store.documents import StateCount, begin_reading
from intake.store.moves import move_invoice
from intake.store.receipts import receive
from intake.store.session import Database
from intake.store.signals import Place, Recent, count_documents_by_place, count_invoices, recent_invoices, workers_known
from intake.store.words import Lane
from intake.store.workers import beat
from tests.intake.store.samples import NOON, OTHER_TENANT, READER, REVIEWER, TENANT, arrival, arrive, digital, later, read, result


def test_documents_are_counted_by_state_and_lane_over_all_tenants_without_deleted_ones(database: Database) -> None:
    with database.write() as session:
        arrive(session, b"1")
        arrive(session, b"1", OTHER_TENANT)
        receive(session, arrival(b"2", lane=Lane.BATCH, at=later(60)))
        taken = arrive(session, b"3")
        begin_reading(session, TENANT, taken, actor=READER, at=later(30))
        deleted = arrive(session, b"4")
        delete_document(session, TENANT, deleted, actor=REVIEWER, why="", at=NOON)
        assert count_documents_by_place(session) == {
            Place(DocumentState.RECEIVED, Lane.SINGLE): StateCount(2, NOON),
            Place(DocumentState.RECEIVED, Lane.BATCH): StateCount(1, later(60)),
            Place(DocumentState.READING, Lane.SINGLE): StateCount(1, later(30)),
        }


def test_invoices_are_counted_by_state_since_when_the_longest_is_in_it(database: Database) -> None:
    with database.write() as session:
        read(session, b"1", result(digital(1)), result(digital(2), index=1), at=later(5))
        read(session, b"2", result(digital(3), decision="accept"), at=later(9))
        assert count_invoices(session) == {InvoiceState.IN_REVIEW: StateCount(2, later(5)), InvoiceState.APPROVED: StateCount(1, later(9))}


def test_straight_through_is_what_was_accepted_and_no_person_touched(database: Database) -> None:
    with database.write() as session:
        assert recent_invoices(session, NOON) == Recent(0, 0, 0)
        read(session, b"1", result(digital(1), decision="accept"))
        read(session, b"2", result(digital(2), decision="accept"))
        (reviewed,) = read(session, b"3", result(digital(3)))
        move_invoice(session, TENANT, reviewed, InvoiceState.IN_REVIEW, InvoiceState.APPROVED, actor=REVIEWER, why="", at=NOON)
        read(session, b"4", result(digital(4)))
        assert recent_invoices(session, NOON) == Recent(4, 3, 2)
        assert recent_invoices(session, NOON + timedelta(seconds=1)) == Recent(0, 0, 0)


def test_the_state_of_a_database_says_its_tables_and_workers(database: Database) -> None:
    with database.write() as session:
        beat(session, "here:1")
    state = database_state(database)
    assert state.schema is SchemaAge.SAME and state.revision
    assert state.version.startswith("PostgreSQL" if database.postgresql else "SQLite")
    assert len(state.silences) == 1 and state.silences[0] < timedelta(seconds=30)
    with database.read() as session:
        assert [worker.id for worker in workers_known(session)] == ["here:1"]


def test_a_database_without_tables_is_told_from_one_of_ours(empty_database: Database) -> None:
    state = database_state(empty_database)
    assert (state.schema, state.revision, state.silences) == (SchemaAge.NONE, None, ())
