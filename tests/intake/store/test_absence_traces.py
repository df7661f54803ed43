"""What the store holds in place of an invoice that is not found by its number."""

from __future__ import annotations

from intake.diagnosis.absence import Trace
from intake.state import Actor
from intake.store.absence import MOST_SHOWN, traces_of
from intake.store.deletion import delete_invoice
from intake.store.documents import begin_reading
from intake.store.session import Database
from tests.intake.store.samples import NOON, OTHER_TENANT, PHONE, READER, REVIEWER, TENANT, arrive, digital, read, result

MISSING = digital(815)


def traces(database: Database, number: str, sender: str | None = None, tenant: str = TENANT) -> dict[Trace, int]:
    with database.read() as session:
        return {found.trace: found.count for found in traces_of(session, tenant, number, sender)}


def test_a_number_that_nobody_ever_sent_says_so_and_nothing_else(database: Database) -> None:
    assert traces(database, MISSING) == {Trace.NEVER_RECEIVED: 0}
    assert list(traces(database, "123")) == [Trace.LENGTH, Trace.NEVER_RECEIVED]


def test_everything_that_it_may_be_is_told_the_likeliest_first(database: Database) -> None:
    with database.write() as session:
        (deleted,) = read(session, b"1", result(MISSING))
        delete_invoice(session, TENANT, deleted, actor=REVIEWER, why="slip", at=NOON)
        read(session, b"2", result(digital(816)))
        read(session, b"3", result(f"{MISSING}99"))
        read(session, b"4", result(""))
        arrive(session, b"5")
        reading = arrive(session, b"6")
        begin_reading(session, TENANT, reading, actor=READER, at=NOON)
        read(session, b"7", result(digital(77_000_815)))
    found = traces(database, MISSING)
    expected = [Trace.DELETED, Trace.CONTAINED, Trace.SIMILAR, Trace.UNREAD, Trace.WITHOUT_NUMBER, Trace.NEVER_RECEIVED]
    assert list(found) == expected and found[Trace.UNREAD] == 2 and found[Trace.SIMILAR] == 1


def test_a_code_in_place_of_a_number_leads_to_its_invoices(database: Database) -> None:
    with database.write() as session:
        for serial in range(MOST_SHOWN + 2):
            read(session, b"%d" % serial, result(f"0000471{serial}", invoice_code="011002300111"))
    with database.read() as session:
        (found, *_) = traces_of(session, TENANT, "011002300111", None)
    assert (found.trace, found.count, len(found.invoices)) == (Trace.OF_CODE, MOST_SHOWN + 2, MOST_SHOWN)


def test_nothing_is_told_of_what_others_sent_or_other_tenants_have(database: Database) -> None:
    with database.write() as session:
        read(session, b"1", result(digital(816)))
        arrive(session, b"2")
    stranger = Actor("user:stranger", PHONE.roles)
    assert traces(database, MISSING, PHONE.name) == {Trace.SIMILAR: 1, Trace.UNREAD: 1, Trace.NEVER_RECEIVED: 0}
    assert traces(database, MISSING, stranger.name) == traces(database, MISSING, tenant=OTHER_TENANT) == {Trace.NEVER_RECEIVED: 0}
