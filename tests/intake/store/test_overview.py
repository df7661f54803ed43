"""What the store counts for the overview, on both databases."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from intake.overview.corrections import Aspect
from intake.overview.flow import flow_of
from intake.overview.held_up import Place
from intake.overview.period import DAY, Period
from intake.state import DocumentState, InvoiceState, machine
from intake.store.answers import Done
from intake.store.corrections import correct
from intake.store.documents import begin_reading, fail
from intake.store.moves import move_invoice
from intake.store.overview_corrections import corrected_fields, invoice_counts
from intake.store.overview_flow import arrivals, document_states, invoice_groups
from intake.store.overview_held_up import EXAMPLES, held_up
from intake.store.overview_reviews import reviewer_counts
from intake.store.overview_senders import sender_counts
from intake.store.overview_waits import state_waits
from intake.store.receipts import receive
from intake.store.review_records import Effort, note_review
from intake.store.session import Database
from intake.store.words import Door
from intake.verification.reasons import WaitReason
from tests.intake.store.busy_firm import BusyFirm
from tests.intake.store.samples import FINANCE, NOON, OTHER_TENANT, PHONE, READER, REVIEWER, TENANT, approve, arrival, arrive, digital, read, result

TODAY = Period(date(2024, 3, 11), date(2024, 3, 11))
"""On which NOON is, in China at 20:00."""


@pytest.fixture
def week(database: Database) -> Database:
    """One approved by the machine, one corrected and approved by a person, one rejected, one under review, a duplicate; a broken file; the first file again. And another firm's."""
    with database.write() as session:
        read(session, b"1", result(digital(1), decision="accept"))
        (second,) = read(session, b"2", result(digital(2), findings=["Q01:warning"]))
        correct(session, TENANT, second, {"total": "206.00", "tax": "6.00"}, actor=REVIEWER, why="", at=NOON)
        approve(session, second)
        (third,) = read(session, b"3", result(digital(3)))
        move(session, third, InvoiceState.IN_REVIEW, InvoiceState.REJECTED)
        read(session, b"4", result(digital(4), findings=["Q01:info"]))
        read(session, b"5", result(digital(4)))
        broken = arrive(session, b"broken")
        assert isinstance(begin_reading(session, TENANT, broken, actor=READER, at=NOON), Done)
        fail(session, TENANT, broken, error_code="pdf_damaged", actor=READER, why="The file is damaged. · 文件已损坏。", at=NOON)
        receive(session, arrival(b"1", sender=FINANCE))
        read(session, b"theirs", result(digital(9)), tenant=OTHER_TENANT)
    return database


def move(session: Session, invoice_id: UUID, source: InvoiceState, target: InvoiceState) -> None:
    assert isinstance(move_invoice(session, TENANT, invoice_id, source, target, actor=REVIEWER, why="seen", at=NOON), Done)


def test_a_day_is_one_in_china(database: Database) -> None:
    late, early = NOON.replace(hour=15, minute=59), NOON.replace(hour=16)
    with database.write() as session:
        receive(session, arrival(b"late", at=late))
        receive(session, arrival(b"early", at=early))
    with database.read() as session:
        found = arrivals(session, TENANT, Period(TODAY.first, TODAY.first + DAY))
        assert [(each.day, each.door, each.files, each.again) for each in found] == [(TODAY.first, Door.HTTP, 1, 0), (TODAY.first + DAY, Door.HTTP, 1, 0)]
        assert [each.files for each in arrivals(session, TENANT, TODAY)] == [1]


def test_what_came_in_and_where_it_stands(week: Database) -> None:
    with week.read() as session:
        assert [(each.files, each.again) for each in arrivals(session, TENANT, TODAY)] == [(7, 1)]
        assert document_states(session, TENANT, TODAY) == {DocumentState.READ: 5, DocumentState.FAILED: 1}
        flow = flow_of(invoice_groups(session, TENANT, TODAY))
        assert (flow.invoices, flow.duplicates, flow.settled, flow.straight_through) == (5, 1, 2, 1)
        assert (flow.corrected, flow.rejected, flow.in_review, flow.straight_through_rate) == (1, 1, 1, 0.25)
        before = Period(TODAY.first - DAY, TODAY.first - DAY)
        assert invoice_groups(session, TENANT, before) == () == arrivals(session, TENANT, before)


def test_corrections_count_where_a_person_says_something_else_than_was_read(week: Database) -> None:
    with week.read() as session:
        (corrected,) = corrected_fields(session, TENANT, TODAY)
        assert (corrected.field, corrected.source) == ("total", "ocr"), "what was typed as it had been read is none"
        assert corrected.alike == {Aspect.KIND: "digital_general", Aspect.SELLER: "海州望潮餐饮管理(集团)有限公司", Aspect.DOOR: "http"}
        counts = invoice_counts(session, TENANT, TODAY)
        assert counts[Aspect.KIND] == {"digital_general": 5} and counts[Aspect.DOOR] == {"http": 5}
        assert corrected_fields(session, OTHER_TENANT, TODAY) == ()


def test_who_sent_what_and_how_good_it_was(week: Database) -> None:
    with week.read() as session:
        phone, finance = sender_counts(session, TENANT, TODAY)
        assert (phone.sender, phone.files, phone.again, phone.unread, phone.invoices) == (PHONE.name, 6, 0, 1, 5)
        assert (phone.retake, phone.poor, phone.rejected, phone.duplicates) == (1, 1, 1, 1)
        assert (finance.sender, finance.files, finance.again, finance.unread, finance.invoices) == (FINANCE.name, 1, 1, 0, 0)
        assert [each.sender for each in sender_counts(session, TENANT, TODAY, FINANCE.name)] == [FINANCE.name]


def test_reviewers_and_their_times(week: Database) -> None:
    with week.write() as session:
        (invoice,) = read(session, b"8", result(digital(8)))
        for ms in (10_000, 0, 30_000, 20_000):
            effort = Effort(active_ms=ms, keys=2, edited=1 if ms == 30_000 else 0)
            note_review(session, TENANT, invoice, InvoiceState.APPROVED, effort, sent_by_reviewer=False, actor=REVIEWER, at=NOON)
        note_review(session, TENANT, invoice, InvoiceState.REJECTED, Effort(), sent_by_reviewer=True, actor=FINANCE, at=NOON)
    with week.read() as session:
        first, second = reviewer_counts(session, TENANT, TODAY)
        assert (first.who, first.decided, first.approved, first.edited, first.timed) == (REVIEWER.name, 4, 4, 1, 3)
        assert (first.active_ms, first.median_ms, first.slow_ms, first.keys) == (60_000, 20_000, 30_000, 6)
        assert (second.decided, second.rejected, second.own, second.median_ms) == (1, 1, 1, None)
        assert [each.who for each in reviewer_counts(session, TENANT, TODAY, FINANCE.name)] == [FINANCE.name]


def test_what_is_held_up_and_for_how_long(week: Database) -> None:
    with week.read() as session:
        (found,) = held_up(session, TENANT)
        assert (found.place, found.reason, found.count, found.by_person, found.since, found.next_at) == (Place.READING, "pdf_damaged", 1, True, NOON, None)
        assert [(each.name, each.invoice_id) for each in found.examples] == [("发票.jpg", None)]
        assert held_up(session, OTHER_TENANT) == ()


def test_what_waits_for_too_long(week: Database) -> None:
    allowed = {InvoiceState.IN_REVIEW: timedelta(hours=24), InvoiceState.APPROVED: timedelta(hours=48), InvoiceState.UPLOADING: timedelta(hours=1)}
    with week.read() as session:
        review, approved, uploading = state_waits(session, TENANT, allowed, NOON + timedelta(hours=24))
        assert (review.state, review.waiting, review.late, review.oldest) == (InvoiceState.IN_REVIEW, 1, 1, NOON)
        assert [each.name for each in review.examples] == [digital(4)]
        assert (approved.waiting, approved.late, approved.examples, uploading.waiting, uploading.oldest) == (2, 0, (), 0, None)


def test_machines_are_no_people(database: Database) -> None:
    with database.write() as session:
        (invoice,) = read(session, b"1", result(digital(1), decision="accept"))
        for source, target in ((InvoiceState.APPROVED, InvoiceState.VERIFYING), (InvoiceState.VERIFYING, InvoiceState.VERIFIED)):
            assert isinstance(move_invoice(session, TENANT, invoice, source, target, actor=machine("verifier"), why="", at=NOON), Done)
    with database.read() as session:
        assert flow_of(invoice_groups(session, TENANT, TODAY)).straight_through == 1


def test_what_the_bureau_or_the_ledger_holds_up_is_counted_by_reason(database: Database) -> None:
    with database.write() as session:
        firm = BusyFirm(session, TENANT, NOON)
        for _ in range(EXAMPLES + 1):
            firm.waits(firm.invoice(PHONE, decision="accept"), WaitReason.NOT_SYNCED, 6)
        firm.waits(firm.invoice(PHONE, decision="accept"), WaitReason.MISMATCH, None)
        refused = firm.invoice(PHONE, decision="accept")
        firm.refused_by_ledger(refused, "E12")
    with database.read() as session:
        mismatch, of_ledger, waits = held_up(session, TENANT)
        assert (mismatch.place, mismatch.reason, mismatch.count, mismatch.next_at) == (Place.VERIFICATION, "mismatch", 1, None)
        assert (of_ledger.place, of_ledger.reason, [each.invoice_id for each in of_ledger.examples]) == (Place.LEDGER, "refused", [refused])
        assert (waits.reason, waits.count, len(waits.examples), waits.by_person) == ("not_synced", EXAMPLES + 1, EXAMPLES, False)
        assert waits.next_at == NOON + timedelta(hours=6)
    with database.write() as session:
        approve(session, refused)
    with database.read() as session:
        assert [each.reason for each in held_up(session, TENANT)] == ["mismatch", "not_synced"], "what was approved anew is on its way again"
