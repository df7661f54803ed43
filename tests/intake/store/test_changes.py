"""What changed: stamps, and changes since somebody last looked."""

from __future__ import annotations

from intake.state import Actor, Role
from intake.store.changes import changes_since, document_stamp, last_change, seen_before
from intake.store.corrections import correct
from intake.store.deletion import delete_document, restore_document
from intake.store.ids import new_id
from intake.store.invoices import invoices_of_document
from intake.store.receipts import receive
from intake.store.session import Database
from tests.intake.store.samples import ADMINISTRATOR, NOON, OTHER_TENANT, PHONE, TENANT, arrival, arrive, record, result

OTHER = Actor("user:other", frozenset({Role.SUBMITTER}))


def test_a_stamp_differs_after_everything_that_can_change(database: Database) -> None:
    stamps = []

    def stamp() -> None:
        with database.read() as session:
            stamps.append(document_stamp(session, TENANT, document))

    with database.write() as session:
        document = arrive(session)
    stamp()
    with database.write() as session:
        record(session, document, result())
    stamp()
    with database.write() as session:
        (invoice,) = invoices_of_document(session, TENANT, document)
        correct(session, TENANT, invoice.id, {"total": "1.00"}, actor=ADMINISTRATOR, why="", at=NOON)
    stamp()
    with database.write() as session:
        delete_document(session, TENANT, document, actor=ADMINISTRATOR, why="", at=NOON)
    stamp()
    with database.write() as session:
        restore_document(session, TENANT, document, actor=ADMINISTRATOR, why="", at=NOON)
    stamp()
    with database.write() as session:
        receive(session, arrival(b"member", container_id=document))
    stamp()
    assert len(set(stamps)) == len(stamps)
    stamp()
    assert stamps[-1] == stamps[-2]
    with database.read() as session:
        assert document_stamp(session, OTHER_TENANT, document) == document_stamp(session, TENANT, new_id()) == ""


def test_changes_are_told_once_each_to_those_whose_they_are(database: Database) -> None:
    with database.write() as session:
        begun = last_change(session, TENANT)
        mine, other = arrive(session), receive(session, arrival(b"other", sender=OTHER))
        receive(session, arrival(b"elsewhere", tenant=OTHER_TENANT))
        record(session, mine, result())
    with database.read() as session:
        everything = changes_since(session, TENANT, begun, frozenset(), None, 100)
        own = changes_since(session, TENANT, begun, frozenset(), PHONE.name, 100)
        assert [(change.state, change.invoice_id is None) for change in own] == [("received", True), ("reading", True), ("read", True), ("in_review", False)]
        assert {change.document_id for change in own} == {mine}
        assert {change.document_id for change in everything} == {mine, other.document_id}  # type: ignore[union-attr]
        newest = everything[-1].id
        seen = frozenset(change.id for change in everything)
        assert changes_since(session, TENANT, newest, seen, None, 100) == ()
        assert seen == seen_before(session, TENANT, newest)
        late = seen - {everything[1].id}
        assert [change.id for change in changes_since(session, TENANT, newest, late, None, 100)] == [everything[1].id], "committed after a later one"
