from collections.abc import Callable
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from intake.invoice import Kind
from intake.state import InvoiceState
from intake.store.deletion import delete_invoice
from intake.store.documents import documents_waiting
from intake.store.held_keys import holder_of
from intake.store.invoices import invoices_waiting
from intake.store.moves import move_invoice
from intake.store.search import InvoiceQuery, Order, search_invoices
from intake.store.session import Database, open_database
from intake.store.words import Lane
from tests.intake.store.samples import NOON, OTHER_TENANT, REVIEWER, TENANT, digital, later, read, result


def numbers(session: Session, query: InvoiceQuery, tenant: str = TENANT) -> list[str]:
    page = search_invoices(session, tenant, query, limit=50, order=Order.OLDEST_FIRST)
    return [invoice.columns.number for invoice in page.invoices]


@pytest.fixture
def shelf(database: Database) -> Database:
    """Four invoices, A to D, that differ in everything."""
    with database.write() as session:
        read(session, b"1", result("A", invoice_code="011002300111", issue_date="2024-01-31", total="100.00", findings=["R08"]))
        read(session, b"2", {**result("B", issue_date="2024-02-01", total="-100.00", buyer_tax_id="91310115MA1K0B8X1C", decision="accept"), "kind": "taxi"})
        read(session, b"3", result("C", issue_date="2024-02-29", total="0.01", seller_name="海州(东港)茶叶行", findings=["R08:warning", "R21:info"]))
        read(session, b"4", result("D", issue_date="", total="", buyer_name="", seller_name="", amount=None))
        read(session, b"5", result("E"), tenant=OTHER_TENANT)
    return database


FILTERS = [
    (InvoiceQuery(), "ABCD"),
    (InvoiceQuery(number="C"), "C"),
    (InvoiceQuery(code="011002300111"), "A"),
    (InvoiceQuery(issued_from=date(2024, 2, 1)), "BC"),
    (InvoiceQuery(issued_to=date(2024, 2, 1)), "AB"),
    (InvoiceQuery(issued_from=date(2024, 2, 1), issued_to=date(2024, 2, 1)), "B"),
    (InvoiceQuery(received_from=later(1)), ""),
    (InvoiceQuery(received_from=NOON, received_to=NOON), "ABCD"),
    (InvoiceQuery(kinds=(Kind.TAXI,)), "B"),
    (InvoiceQuery(kinds=(Kind.TAXI, Kind.DIGITAL_GENERAL)), "ABCD"),
    (InvoiceQuery(states=(InvoiceState.APPROVED,)), "B"),
    (InvoiceQuery(states=(InvoiceState.APPROVED, InvoiceState.IN_REVIEW)), "ABCD"),
    (InvoiceQuery(total_from=1), "AC"),
    (InvoiceQuery(total_to=-1), "B"),
    (InvoiceQuery(total_from=1, total_to=9999), "C"),
    (InvoiceQuery(party="青禾云图"), "ABC"),
    (InvoiceQuery(party="望潮餐饮管理（集团）"), "AB"),
    (InvoiceQuery(party="海州（东港）"), "C"),
    (InvoiceQuery(party="ma1k0b8x1c"), "B"),
    (InvoiceQuery(party="%"), "ABCD"),
    (InvoiceQuery(party="司海州"), ""),
    (InvoiceQuery(finding="R08"), "AC"),
    (InvoiceQuery(finding="R21", total_from=1), "C"),
    (InvoiceQuery(finding="R99"), ""),
    (InvoiceQuery(deleted=True), ""),
    (InvoiceQuery(document_id=UUID(int=1)), ""),
]


def test_a_filter_finds_what_fits_it(shelf: Database) -> None:
    with shelf.read() as session:
        for query, found in FILTERS:
            assert numbers(session, query) == list(found), query


def test_a_tenant_finds_its_own_invoices(shelf: Database) -> None:
    with shelf.read() as session:
        assert numbers(session, InvoiceQuery(), OTHER_TENANT) == ["E"]
        assert numbers(session, InvoiceQuery(number="A"), OTHER_TENANT) == []


def test_deleted_invoices_are_found_when_asked_for_alone(shelf: Database) -> None:
    with shelf.write() as session:
        (page,) = [search_invoices(session, TENANT, InvoiceQuery(number="B"), limit=5)]
        delete_invoice(session, TENANT, page.invoices[0].id, actor=REVIEWER, why="", at=NOON)
        assert numbers(session, InvoiceQuery()) == ["A", "C", "D"]
        assert numbers(session, InvoiceQuery(deleted=True)) == ["B"]


@pytest.mark.parametrize("order", Order)
def test_pages_hold_everything_once(database: Database, order: Order) -> None:
    with database.write() as session:
        read(session, b"many", *(result(digital(number), index=number) for number in range(10)))
        for limit in (1, 3, 7, 10, 100):
            found, after, pages = [], None, 0
            while pages == 0 or after is not None:
                page = search_invoices(session, TENANT, InvoiceQuery(), limit=limit, after=after, order=order)
                assert len(page.invoices) <= limit
                found += [invoice.index for invoice in page.invoices]
                after, pages = page.next, pages + 1
            assert found == (list(range(10)) if order is Order.OLDEST_FIRST else list(range(10))[::-1])
            assert pages == -(-10 // limit)


def test_pages_stay_put_while_records_come_move_and_go(database: Database) -> None:
    query = InvoiceQuery(states=(InvoiceState.IN_REVIEW,))
    with database.write() as session:
        ids = read(session, b"many", *(result(digital(number), index=number) for number in range(6)))
        first = search_invoices(session, TENANT, query, limit=2)
        read(session, b"new", result(digital(100)))
        move_invoice(session, TENANT, ids[4], InvoiceState.IN_REVIEW, InvoiceState.APPROVED, actor=REVIEWER, why="", at=NOON)  # the cursor itself
        delete_invoice(session, TENANT, ids[3], actor=REVIEWER, why="", at=NOON)
        second = search_invoices(session, TENANT, query, limit=2, after=first.next)
        third = search_invoices(session, TENANT, query, limit=2, after=second.next)
    assert [invoice.id for invoice in first.invoices] == [ids[5], ids[4]]
    assert [invoice.id for invoice in second.invoices] == [ids[2], ids[1]]
    assert [invoice.id for invoice in third.invoices] == [ids[0]] and third.next is None


HOT: dict[str, Callable[[Session], object]] = {
    "uq_invoices_held_key": lambda session: holder_of(session, TENANT, "1" * 20),
    "ix_invoices_queue": lambda session: invoices_waiting(session, InvoiceState.APPROVED, 10),
    "ix_documents_queue": lambda session: documents_waiting(session, Lane.SINGLE, 10),
    "ix_invoices_tenant_id": lambda session: search_invoices(session, TENANT, InvoiceQuery(), limit=50),
    "ix_invoices_tenant_state": lambda session: search_invoices(session, TENANT, InvoiceQuery(states=(InvoiceState.IN_REVIEW,)), limit=50),
    "ix_invoices_tenant_number": lambda session: search_invoices(session, TENANT, InvoiceQuery(number="12345678"), limit=50),
}


@pytest.mark.parametrize("index", HOT)
def test_hot_questions_are_answered_from_their_index(migrated_file: object, index: str) -> None:
    """By the plan that SQLite makes; PostgreSQL looks at the sizes of tables, and reads small ones whole."""
    database = open_database(f"sqlite:///{migrated_file}")
    asked: list[tuple[str, object]] = []
    event.listen(database.engine, "before_cursor_execute", lambda _c, _cursor, statement, parameters, *_: asked.append((statement, parameters)))
    with database.read() as session:
        HOT[index](session)
        statement, parameters = next(question for question in asked if question[0].startswith("SELECT"))
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()  # type: ignore[arg-type]
    database.close()
    steps = [str(row[3]) for row in plan]
    assert any(index in step for step in steps), steps
    assert not any("TEMP B-TREE" in step or step.startswith("SCAN") for step in steps), steps
