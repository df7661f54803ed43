"""Where invoices stand, and that nobody has one that somebody else has."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest

from intake.store.session import Database
from intake.store.verifications import Due, Result, Standing, approved_invoices, begin, count_waiting, due_verifications, find_standing, put_down, take
from intake.verification.reasons import WaitReason
from intake.verification.schedule import Progress
from intake.verification.verifier import InvoiceStatus
from tests.intake.store.samples import NOON, OTHER_TENANT, TENANT, approve, digital, later, read, result

LEASE = timedelta(minutes=10)


@pytest.fixture
def invoice(database: Database) -> UUID:
    with database.write() as session:
        (found,) = read(session, b"one", result())
        approve(session, found)
    return found


def waiting(database: Database, invoice: UUID, *, due: float = 0, reason: WaitReason = WaitReason.NOT_SYNCED) -> Due:
    """Begun, and put down until `due` seconds past noon."""
    with database.write() as session:
        standing = begin(session, TENANT, invoice, NOON + LEASE, NOON)
        assert put_down(session, standing, Result(later(due), reason, Progress(NOON, 1), NOON))
        return Due(TENANT, invoice, standing.version + 1)


def taken(database: Database, due: Due, at: float = 0, *, early: bool = False) -> Standing | None:
    with database.write() as session:
        return take(session, due, later(at) + LEASE, later(at), early=early)


def test_an_invoice_is_due_when_its_time_has_come_and_not_before(database: Database, invoice: UUID) -> None:
    due = waiting(database, invoice, due=60)
    with database.read() as session:
        assert due_verifications(session, later(59), 10) == ()
        assert due_verifications(session, later(60), 10) == (due,)
    assert taken(database, due, 59) is None
    standing = taken(database, due, 60)
    assert standing is not None and (standing.reason, standing.progress.step) == (WaitReason.NOT_SYNCED, 1)


def test_of_many_who_take_an_invoice_at_once_one_gets_it(database: Database, invoice: UUID) -> None:
    due = waiting(database, invoice)
    with ThreadPoolExecutor(8) as threads:
        assert sum(found is not None for found in threads.map(lambda _: taken(database, due), range(16))) == 1


def test_who_has_it_keeps_it_until_the_lease_is_over_and_comes_too_late_then(database: Database, invoice: UUID) -> None:
    first = taken(database, waiting(database, invoice))
    assert first is not None
    with database.read() as session:
        assert due_verifications(session, later(599), 10) == ()
        (again,) = due_verifications(session, later(600), 10)
    assert taken(database, again, 1, early=True) is None  # not even a person who is in a hurry
    second = taken(database, again, 600)
    assert second is not None
    with database.write() as session:
        assert not put_down(session, first, Result(None, None, first.progress, status=InvoiceStatus.VOID))
        assert put_down(session, second, Result(None, None, second.progress, status=InvoiceStatus.NORMAL))
        found = find_standing(session, TENANT, invoice)
    assert found is not None and (found.status, found.due_at, found.asked_at) == (InvoiceStatus.NORMAL, None, NOON)


def test_a_person_need_not_wait_for_the_time(database: Database, invoice: UUID) -> None:
    due = waiting(database, invoice, due=3600)
    assert taken(database, due) is None
    standing = taken(database, due, early=True)
    assert standing is not None and standing.due_at == later(3600)


def test_a_new_round_begins_anew_and_remembers_what_the_bureau_said(database: Database, invoice: UUID) -> None:
    due = waiting(database, invoice)
    with database.write() as session:
        standing = take(session, due, NOON + LEASE, NOON)
        assert standing is not None
        put_down(session, standing, Result(None, WaitReason.RED_PART, Progress(NOON, 3), status=InvoiceStatus.RED_PART))
        again = begin(session, TENANT, invoice, later(60) + LEASE, later(60))
    assert (again.progress, again.reason, again.status) == (Progress(later(60)), WaitReason.BEING_ASKED, InvoiceStatus.RED_PART)


def test_approved_invoices_are_found_in_the_order_they_came_in(database: Database, invoice: UUID) -> None:
    with database.write() as session:
        (other,) = read(session, b"two", result(digital(2)), tenant=OTHER_TENANT)
        approve(session, other, tenant=OTHER_TENANT)
        read(session, b"three", result(digital(3)))  # under review
        assert {(each.tenant, each.invoice_id) for each in approved_invoices(session, 10)} == {(TENANT, invoice), (OTHER_TENANT, other)}
        assert len(approved_invoices(session, 1)) == 1


def test_what_waits_is_counted_by_reason(database: Database, invoice: UUID) -> None:
    waiting(database, invoice, due=60)
    with database.read() as session:
        assert count_waiting(session, TENANT) == {}  # it is approved still, and nobody waits for it
        assert find_standing(session, OTHER_TENANT, invoice) is None
