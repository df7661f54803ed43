"""In which order documents are reviewed, and which of them not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from intake.state import InvoiceState
from intake.store.history import history_of_document
from intake.store.moves import move_invoice
from intake.store.receipts import Receipt, receive
from intake.store.review_leases import take_lease
from intake.store.review_queue import QueueCounts, Reviewer, invoices_under_review, queue_counts, review_queue
from intake.store.review_records import Effort, note_review, pause_of, put_off, reviews_since, take_up
from intake.store.review_tables import PauseReason
from intake.store.session import Database
from tests.intake.store.samples import ADMINISTRATOR, NOON, PHONE, REVIEWER, TENANT, arrival, digital, later, record, result

DAY = timedelta(hours=24)
ANYBODY = Reviewer("user:anybody", own_review=False)


def document(session: Session, name: str, *results: Any, hours_ago: float = 1) -> UUID:
    receipt = receive(session, arrival(name.encode(), at=NOON - timedelta(hours=hours_ago)))
    assert isinstance(receipt, Receipt)
    record(session, receipt.document_id, *results)
    return receipt.document_id


def one(serial: int, total: str | None = "106.00", **more: Any) -> Any:
    return result(digital(serial * 12345), total=total, **more)


def queue(session: Session, reviewer: Reviewer = ANYBODY, **more: Any) -> list[UUID]:
    return [each.document_id for each in review_queue(session, TENANT, reviewer, NOON, DAY, limit=50, **more)]


def test_overdue_first_then_what_a_mistake_would_cost_then_by_seller_then_age(database: Database) -> None:
    with database.write() as session:
        small_b = document(session, "small b", one(1, seller_name="乙"), hours_ago=3)
        small_a = document(session, "small a", one(2, seller_name="甲"), hours_ago=5)
        small_b_later = document(session, "small b later", one(3, seller_name="乙"), hours_ago=1)
        large = document(session, "large", one(4, "200000.00"), hours_ago=1)
        medium_wrong = document(session, "medium, with an error", one(5, "3000.00", findings=["R08"]), hours_ago=1)
        noted = document(session, "medium, with a note", one(8, "2000.00", findings=["R08:info"]), hours_ago=10)
        unread = document(session, "nobody could read the total", one(6, None), hours_ago=2)
        overdue = document(session, "overdue", one(7), hours_ago=25)
    with database.read() as session:
        assert queue(session) == [overdue, unread, large, medium_wrong, noted, small_a, small_b, small_b_later]
        found = review_queue(session, TENANT, ANYBODY, NOON, DAY, limit=1)[0]
        assert (found.overdue, found.invoices, found.findings, found.total) == (True, 1, 0, 10600)
        assert queue_counts(session, TENANT, ANYBODY, NOON, DAY) == QueueCounts(8, 1, 0)


def test_quick_wins_lead_their_slot(database: Database) -> None:
    with database.write() as session:
        hard = document(session, "hard", one(1, findings=["R08", "R11:warning"]), hours_ago=9)
        easy = document(session, "easy", one(2, findings=["R08:info"]), hours_ago=1)
        dear = document(session, "dear", one(3, "90000000.00", findings=["R01", "R02", "R03"]))
    with database.read() as session:
        assert queue(session) == [dear, hard, easy]
        assert queue(session, quick_wins=True) == [dear, easy, hard]


def test_a_document_of_several_invoices_is_one_thing_to_review(database: Database) -> None:
    with database.write() as session:
        several = document(session, "several", one(1, findings=["R08"]), one(2, "900.00", index=1), one(3, index=2, decision="accept"))
        (found,) = review_queue(session, TENANT, ANYBODY, NOON, DAY, limit=50)
        assert (found.invoices, found.findings, found.total) == (2, 1, 90000)
        first, second = invoices_under_review(session, TENANT, [several], ANYBODY.name)[several]
        for invoice in (first, second):
            move_invoice(session, TENANT, invoice, InvoiceState.IN_REVIEW, InvoiceState.APPROVED, actor=REVIEWER, why="", at=NOON)
        assert queue(session) == [] and invoices_under_review(session, TENANT, [several], ANYBODY.name) == {}


def test_nobody_is_shown_what_they_sent_unless_the_firm_allows_it(database: Database) -> None:
    with database.write() as session:
        sent = document(session, "sent by the phone", one(1))
        other = receive(session, arrival(b"twice", sender=ADMINISTRATOR))
        assert isinstance(other, Receipt)
        record(session, other.document_id, one(2))
        receive(session, arrival(b"twice", sender=PHONE))
    with database.read() as session:
        assert queue(session, Reviewer(PHONE.name, own_review=False)) == [], "whoever sent the same bytes later sent it as well"
        assert queue(session, Reviewer(ADMINISTRATOR.name, own_review=False)) == [sent]
        assert set(queue(session, Reviewer(PHONE.name, own_review=True))) == {sent, other.document_id}


def test_what_is_put_off_waits_until_then_or_until_somebody_takes_it_up(database: Database) -> None:
    with database.write() as session:
        document_id = document(session, "unclear", one(1))
        put_off(session, TENANT, document_id, later(3600), PauseReason.ASK_SENDER, "which department?", actor=REVIEWER, at=NOON)
        put_off(session, TENANT, document_id, later(7200), PauseReason.ASK_SELLER, "", actor=REVIEWER, at=NOON)
        assert queue(session) == [] and queue_counts(session, TENANT, ANYBODY, NOON, DAY) == QueueCounts(0, 0, 1)
        pause = pause_of(session, TENANT, document_id, NOON)
        assert pause is not None and (pause.reason, pause.until, pause.who) == (PauseReason.ASK_SELLER, later(7200), REVIEWER.name)
        assert pause_of(session, TENANT, document_id, later(7200)) is None
        assert [each.document_id for each in review_queue(session, TENANT, ANYBODY, later(7200), DAY, limit=5)] == [document_id]
        assert [entry.event for entry in history_of_document(session, TENANT, document_id)][-2:] == ["postponed", "postponed"]
        take_up(session, TENANT, document_id)
        assert queue(session) == [document_id]


def test_what_others_have_before_them_is_not_free(database: Database) -> None:
    with database.write() as session:
        one_document, two = document(session, "1", one(1), hours_ago=2), document(session, "2", one(2))
        take_lease(session, TENANT, one_document, REVIEWER, NOON)
        assert queue(session) == [one_document, two]
        assert queue(session, only_free=True) == [two]


def test_reviews_are_counted_for_whoever_made_them(database: Database) -> None:
    with database.write() as session:
        document_id = document(session, "1", one(1))
        (invoice,) = invoices_under_review(session, TENANT, [document_id], ANYBODY.name)[document_id]
        note_review(session, TENANT, invoice, InvoiceState.APPROVED, Effort(3000, 1), sent_by_reviewer=False, actor=REVIEWER, at=NOON)
        assert reviews_since(session, TENANT, REVIEWER, NOON) == 1
        assert reviews_since(session, TENANT, REVIEWER, later(1)) == reviews_since(session, TENANT, ADMINISTRATOR, NOON) == 0
