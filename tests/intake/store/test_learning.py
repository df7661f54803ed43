"""History, known parties and corrections of a tenant in the database."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from random import Random
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.behaviour.history import PastInvoice
from intake.corrections import Witness, doubly_confirmed
from intake.domain.names import fold_width
from intake.domain.tax_id import write_credit_code
from intake.parties.memory_registry import MemoryRegistry
from intake.parties.registry import Sighting
from intake.state import Actor, InvoiceState, Role, machine
from intake.store.answers import Done
from intake.store.correction_words import SqlCorrections
from intake.store.corrections import correct, propose
from intake.store.deletion import delete_invoice, restore_invoice
from intake.store.moves import move_invoice
from intake.store.parties import SqlParties
from intake.store.past_invoices import SqlHistory
from intake.store.session import Database
from tests.intake.contracts import corrections_contract, history_contract, parties_contract
from tests.intake.store.samples import ADMINISTRATOR, FINANCE, NOON, OTHER_TENANT, REVIEWER, TENANT, arrive, digital, later, read, record, result
from training.synthesize.parties import draw_company

BUYER, BUYER_ID = "海州青禾云图科技有限公司", write_credit_code("91", "310115", "MA1K0B8X")
SELLER, SELLER_ID = "海州望潮餐饮管理(集团)有限公司", write_credit_code("91", "110108", "MA00A1B2")
LATER = datetime(2100, 1, 1, tzinfo=UTC)
LEDGER = machine("ledger")
FIRMS = [draw_company(Random(seed), NOON.date()) for seed in range(120)]  # noqa: S311 - nothing here is secret


@given(history_contract.several)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_history_answers_as_one_in_memory(database: Database, added: list[PastInvoice]) -> None:
    tenant = uuid4().hex
    history_contract.answers_as_memory_does(lambda: SqlHistory(database, tenant), added)


@pytest.mark.parametrize("holds", history_contract.EXAMPLES)
def test_it_does_what_every_history_does(database: Database, holds: Callable[[Any], None]) -> None:
    SqlHistory(database, OTHER_TENANT).add((history_contract.make("elsewhere"),))
    holds(lambda: SqlHistory(database, TENANT))


@pytest.mark.parametrize("holds", parties_contract.EXAMPLES)
def test_it_does_what_every_registry_does(database: Database, holds: Callable[[Any], None]) -> None:
    SqlParties(database, OTHER_TENANT).add((parties_contract.SEEN, Sighting("海州末来科技有限公司", "elsewhere", NOON.date())))
    holds(lambda: SqlParties(database, TENANT))


@pytest.mark.parametrize("holds", corrections_contract.EXAMPLES)
def test_they_do_what_all_corrections_do(database: Database, holds: Callable[[Any], None]) -> None:
    SqlCorrections(database, OTHER_TENANT).add((corrections_contract.FULL,))
    holds(lambda: SqlCorrections(database, TENANT))


@given(st.sampled_from(FIRMS), st.data())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_names_that_are_nearly_right_are_found_as_in_memory(database: Database, firm: Any, data: st.DataObject) -> None:
    sightings = [Sighting(each.name, each.tax_id, NOON.date()) for each in FIRMS]
    stored, memory = SqlParties(database, TENANT), MemoryRegistry()
    if not stored.by_tax_id(FIRMS[0].tax_id):
        stored.add(sightings)
    memory.add(sightings)
    characters = list(fold_width(firm.name))
    for _ in range(data.draw(st.integers(0, 2))):
        characters[data.draw(st.integers(0, len(characters) - 1))] = data.draw(st.sampled_from(["", *"未末己已鑫森"]))
    misread = "".join(characters)
    assert list(stored.similar(misread, 400)) == list(memory.similar(misread, 400))


def test_sightings_that_come_at_once_are_all_counted(database: Database) -> None:
    start = Barrier(4)

    def add(number: int) -> None:
        start.wait()
        SqlParties(database, TENANT).add(
            [Sighting(SELLER, SELLER_ID, NOON.date(), document=f"{number}"), Sighting(BUYER, BUYER_ID, NOON.date(), document=f"{number}")]
        )

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(add, range(4)))
    assert [party.count for party in SqlParties(database, TENANT).by_tax_id(SELLER_ID)] == [4]


def an_invoice(database: Database, content: bytes, number: str, decision: str = "review", **values: str | None) -> UUID:
    said = {"buyer_tax_id": BUYER_ID, "seller_tax_id": SELLER_ID, **values}
    with database.write() as session:
        return read(session, content, result(number, decision=decision, **said))[0]


def move(database: Database, invoice_id: UUID, source: InvoiceState, target: InvoiceState, actor: Actor) -> None:
    with database.write() as session:
        assert isinstance(move_invoice(session, TENANT, invoice_id, source, target, actor=actor, why="", at=later(60)), Done)


def approve(database: Database, invoice_id: UUID, actor: Actor = REVIEWER) -> None:
    move(database, invoice_id, InvoiceState.IN_REVIEW, InvoiceState.APPROVED, actor)


def numbers(database: Database, tenant: str = TENANT) -> list[str]:
    return [past.number for past in SqlHistory(database, tenant).recent(BUYER_ID, LATER, 9)]


def known(database: Database, tenant: str = TENANT) -> list[tuple[str, int]]:
    return [(party.name, party.count) for party in SqlParties(database, tenant).by_tax_id(SELLER_ID)]


def test_an_invoice_is_history_once_it_is_settled_and_as_long_as_it_is(database: Database) -> None:
    invoice_id = an_invoice(database, b"one", digital(1))
    assert numbers(database) == []
    approve(database, invoice_id)
    assert numbers(database) == [digital(1)] and numbers(database, OTHER_TENANT) == []
    move(database, invoice_id, InvoiceState.APPROVED, InvoiceState.VERIFYING, LEDGER)
    assert numbers(database) == [digital(1)]
    move(database, invoice_id, InvoiceState.VERIFYING, InvoiceState.IN_REVIEW, LEDGER)
    assert numbers(database) == [] and known(database) == []


def test_what_a_machine_accepted_is_history_and_teaches_no_parties_before_the_bureau_agrees(database: Database) -> None:
    invoice_id = an_invoice(database, b"one", digital(1), decision="accept")
    assert numbers(database) == [digital(1)] and known(database) == []
    move(database, invoice_id, InvoiceState.APPROVED, InvoiceState.VERIFYING, LEDGER)
    move(database, invoice_id, InvoiceState.VERIFYING, InvoiceState.VERIFIED, LEDGER)
    assert known(database) == [(SELLER, 1)]
    move(database, invoice_id, InvoiceState.VERIFIED, InvoiceState.UPLOADING, LEDGER)
    assert known(database) == [(SELLER, 1)] and len(numbers(database)) == 1


def test_an_invoice_is_remembered_as_people_corrected_it(database: Database) -> None:
    invoice_id = an_invoice(database, b"one", digital(1), seller_name="海州塑潮餐饮管理(集团)有限公司", total="999.00")
    with database.write() as session:
        correct(session, TENANT, invoice_id, {"seller_name": SELLER, "total": "106.00"}, actor=REVIEWER, why="", at=NOON)
    approve(database, invoice_id)
    (past,) = SqlHistory(database, TENANT).with_total(10_600, LATER, 9)
    assert (past.seller, past.seller_name, past.received) == (SELLER_ID, SELLER, NOON)
    assert known(database) == [(SELLER, 1)]


def test_parties_are_counted_anew_when_an_invoice_is_taken_back(database: Database) -> None:
    first, second = (an_invoice(database, content, digital(at)) for at, content in enumerate((b"one", b"two"), 1))
    for invoice_id in (first, second):
        approve(database, invoice_id)
    assert known(database) == [(SELLER, 2)] and known(database, OTHER_TENANT) == []
    move(database, second, InvoiceState.APPROVED, InvoiceState.IN_REVIEW, REVIEWER)
    assert known(database) == [(SELLER, 1)]
    move(database, first, InvoiceState.APPROVED, InvoiceState.IN_REVIEW, REVIEWER)
    assert known(database) == [] and list(SqlParties(database, TENANT).similar(SELLER)) == []


@pytest.mark.parametrize("by_person", [True, False])
def test_a_deleted_invoice_is_forgotten_and_a_restored_one_remembered(database: Database, by_person: bool) -> None:
    invoice_id = an_invoice(database, b"one", digital(1), decision="review" if by_person else "accept")
    if by_person:
        approve(database, invoice_id)
    with database.write() as session:
        delete_invoice(session, TENANT, invoice_id, actor=ADMINISTRATOR, why="", at=NOON)
    assert numbers(database) == [] and known(database) == []
    with database.write() as session:
        restore_invoice(session, TENANT, invoice_id, actor=ADMINISTRATOR, why="", at=NOON)
    assert numbers(database) == [digital(1)] and known(database) == ([(SELLER, 1)] if by_person else [])


def test_what_people_and_the_bureau_said_are_words_once_the_invoice_is_settled(database: Database) -> None:
    second = Actor("user:second", frozenset({Role.SECOND_REVIEWER}))
    invoice_id = an_invoice(database, b"one", digital(1), total="108.00", drawer="王")
    with database.write() as session:
        correct(session, TENANT, invoice_id, {"total": "106.00", "drawer": "李"}, actor=REVIEWER, why="", at=later(1))
        correct(session, TENANT, invoice_id, {"drawer": None}, actor=REVIEWER, why="mistaken", at=later(2))
        correct(session, TENANT, invoice_id, {"total": "106.00"}, actor=second, why="", at=later(3))
        propose(session, TENANT, invoice_id, {"total": "106.00"}, source="verification", actor=machine("bureau"), why="", at=later(4))
        propose(session, TENANT, invoice_id, {"total": "1.00"}, source="registry", actor=machine("registry"), why="", at=later(5))
    assert tuple(SqlCorrections(database, TENANT).all()) == ()
    approve(database, invoice_id)
    words = SqlCorrections(database, TENANT).all()
    assert [(word.field, word.before, word.after, word.witness, word.who) for word in words] == [
        ("total", "108.00", "106.00", Witness.PERSON, REVIEWER.name),
        ("total", "108.00", "106.00", Witness.PERSON, "user:second"),
        ("total", "108.00", "106.00", Witness.VERIFICATION, "machine:bureau"),
    ]
    assert words[0].place is not None and (words[0].page, words[0].index, words[0].when, words[0].place.page) == (1, 0, later(1), 1)
    (value,) = doubly_confirmed(words)
    assert (value.value, value.was_right, len(value.confirmed_by)) == ("106.00", False, 3)
    assert tuple(SqlCorrections(database, OTHER_TENANT).all()) == ()


def test_before_a_word_stood_what_the_last_reading_had_said(database: Database) -> None:
    with database.write() as session:
        document = arrive(session, b"one")
        (invoice_id,) = record(session, document, result(digital(1), total="108.00")).invoices
        record(session, document, result(digital(1), total="107.00"))
        correct(session, TENANT, invoice_id, {"total": "106.00", "remarks": "新"}, actor=FINANCE, why="", at=NOON)
    approve(database, invoice_id)
    assert {word.field: (word.before, word.after) for word in SqlCorrections(database, TENANT).all()} == {"total": ("107.00", "106.00"), "remarks": ("", "新")}
