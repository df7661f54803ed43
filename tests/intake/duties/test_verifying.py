"""Verify jobs: what they ask, what they write down before, and what becomes of the invoice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from intake.behaviour.history import CHINA_TIME
from intake.duties.verifying import InvoiceVerifying, Occasion, VerifyingParts, verify_job
from intake.duties.verifying_sweep import VerifyingSweep
from intake.engine import Jobs, JobState
from intake.state import InvoiceState
from intake.store.answers import Done
from intake.store.corrections import correct
from intake.store.deletion import delete_invoice, restore_invoice
from intake.store.field_values import values_said
from intake.store.history import history_of_invoice
from intake.store.invoices import StoredInvoice, find_invoice
from intake.store.moves import move_invoice
from intake.store.session import Database
from intake.store.standing_value import open_proposals
from intake.store.verification_questions import Attempt, attempts_of
from intake.store.verifications import Alert, Due, Standing, alerts_of, approved_invoices, due_verifications, find_standing
from intake.verification.maintenance import Calendar, Window
from intake.verification.reasons import WaitReason
from intake.verification.rules import VerificationRules
from intake.verification.schedule import ScheduleRules
from intake.verification.verifier import Answer, InvoiceStatus, Outcome
from tests.intake.duties.scripted_providers import Clock, Said, Scripted
from tests.intake.store.samples import READER, REVIEWER, TENANT, approve, digital, read, result

RECENT = "2024-03-10"


@dataclass
class Desk:
    """A worker whose jobs are run by hand."""

    database: Database
    clock: Clock
    asks: Scripted
    parts: VerifyingParts

    def approved(self, serial: int = 1, **values: str) -> UUID:
        with self.database.write() as session:
            (invoice,) = read(session, f"{serial}".encode(), result(digital(serial), issue_date=values.pop("issue_date", RECENT), **values))
            approve(session, invoice, at=self.clock())
        return invoice

    def run_due(self) -> int:
        """Everything that is to be done now; how many jobs."""
        with self.database.read() as session:
            approved = approved_invoices(session, 1000)
            due = due_verifications(session, self.clock(), 1000)
        for each in approved:
            self.run(each, Occasion.APPROVED)
        for each in due:
            self.run(each, Occasion.DUE)
        return len(approved) + len(due)

    def run(self, due: Due, occasion: Occasion) -> None:
        InvoiceVerifying(self.parts).run(*verify_job(due, occasion).arguments)

    def says(self, *script: Said) -> None:
        self.asks.script[:] = script

    def invoice(self, invoice: UUID) -> StoredInvoice:
        with self.database.read() as session:
            found = find_invoice(session, TENANT, invoice)
        assert found is not None
        return found

    def standing(self, invoice: UUID) -> Standing:
        with self.database.read() as session:
            found = find_standing(session, TENANT, invoice)
        assert found is not None
        return found

    def attempts(self, invoice: UUID) -> list[Attempt]:
        with self.database.read() as session:
            return list(attempts_of(session, TENANT, invoice))

    def alerts(self, invoice: UUID) -> list[Alert]:
        with self.database.read() as session:
            return list(alerts_of(session, TENANT, invoice))

    def move(self, invoice: UUID, target: InvoiceState) -> None:
        with self.database.write() as session:
            source = self.invoice(invoice).state
            who = READER if target in (InvoiceState.UPLOADING, InvoiceState.CONFIRMED) else REVIEWER
            move_invoice(session, TENANT, invoice, source, target, actor=who, why="", at=self.clock())


@pytest.fixture(scope="module")
def jobs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Jobs]:
    """Nobody runs them, so that all tests may share them."""
    made = Jobs(f"sqlite:///{tmp_path_factory.mktemp('jobs') / 'engine.db'}")
    made.prepare()
    yield made
    made.close()


@pytest.fixture
def desk(database: Database, jobs: Jobs) -> Iterator[Desk]:
    clock = Clock()
    asks = Scripted(clock)
    yield Desk(database, clock, asks, VerifyingParts(database, jobs, asks, clock, chance=lambda: 0.0))


@pytest.mark.parametrize(
    ("said", "state", "reason"),
    [
        (InvoiceStatus.NORMAL, InvoiceState.VERIFIED, None),
        (InvoiceStatus.VOID, InvoiceState.VOID, None),
        (InvoiceStatus.RED_FULL, InvoiceState.VOID, None),
        (InvoiceStatus.RED_PART, InvoiceState.IN_REVIEW, WaitReason.RED_PART),
        (InvoiceStatus.ABNORMAL, InvoiceState.IN_REVIEW, WaitReason.ABNORMAL),
        (Outcome.MISMATCH, InvoiceState.IN_REVIEW, WaitReason.MISMATCH),
        (Outcome.TOO_OLD, InvoiceState.IN_REVIEW, WaitReason.TOO_OLD),
        (Outcome.UNSUPPORTED, InvoiceState.IN_REVIEW, WaitReason.UNSUPPORTED),
        (Outcome.NOT_FOUND, InvoiceState.VERIFYING, WaitReason.NOT_SYNCED),
        (Outcome.SAME_DAY, InvoiceState.VERIFYING, WaitReason.SAME_DAY),
        (Outcome.UPSTREAM_DOWN, InvoiceState.VERIFYING, WaitReason.UPSTREAM_DOWN),
        (Outcome.QUOTA, InvoiceState.VERIFYING, WaitReason.QUOTA),
    ],
)
def test_an_approved_invoice_is_asked_about_and_goes_where_the_answer_leads(desk: Desk, said: Said, state: InvoiceState, reason: WaitReason | None) -> None:
    invoice = desk.approved()
    desk.says(said)
    assert desk.run_due() == 1
    standing = desk.standing(invoice)
    assert (desk.invoice(invoice).state, standing.reason) == (state, reason)
    assert (standing.due_at is not None) == (state in (InvoiceState.VERIFYING, InvoiceState.VERIFIED))
    assert desk.run_due() == 0
    (query,) = desk.asks.asked
    assert (query.number, query.total, query.code) == (digital(1), 106_00, "")
    with desk.database.read() as session:
        assert [entry.target for entry in history_of_invoice(session, TENANT, invoice)][:3] == ["in_review", "approved", "verifying"]


def test_an_unknown_new_invoice_is_asked_about_five_times_and_then_a_person_looks(desk: Desk) -> None:
    invoice = desk.approved(issue_date="2024-03-11")
    desk.says(Outcome.NOT_FOUND)
    desk.run_due()
    times = []
    while (due_at := desk.standing(invoice).due_at) is not None:
        assert desk.standing(invoice).reason is WaitReason.NOT_SYNCED
        times.append(due_at.astimezone(CHINA_TIME).strftime("%d %H:%M"))
        desk.clock.now = due_at
        assert desk.run_due() == 1
    assert times == ["11 14:00", "12 08:30", "14 08:30", "19 08:30"]
    assert (desk.invoice(invoice).state, desk.standing(invoice).reason) == (InvoiceState.IN_REVIEW, WaitReason.NOT_FOUND)
    assert len(desk.attempts(invoice)) == 5


def test_what_becomes_known_later_is_verified_then(desk: Desk) -> None:
    invoice = desk.approved(issue_date="2024-03-11")
    desk.says(Outcome.SAME_DAY, Outcome.NOT_FOUND, InvoiceStatus.NORMAL)
    for hours in (0, 4, 24):
        desk.clock.go_on(hours=hours)
        desk.run_due()
    assert desk.invoice(invoice).state is InvoiceState.VERIFIED


def test_each_provider_that_is_asked_is_written_down_before(desk: Desk) -> None:
    invoice = desk.approved()
    seen: list[list[bool]] = []
    desk.asks.providers = 3
    desk.asks.before = lambda: seen.append([attempt.answer is None for attempt in desk.attempts(invoice)])
    desk.says(Outcome.UNREACHABLE, Outcome.PERMISSION, InvoiceStatus.NORMAL)
    desk.run_due()
    assert seen == [[True], [True, True], [True, True, True]]
    assert [attempt.answer.outcome for attempt in desk.attempts(invoice) if attempt.answer] == [Outcome.UNREACHABLE, Outcome.PERMISSION, Outcome.OK]
    assert [attempt.provider for attempt in desk.attempts(invoice)] == ["provider 1", "provider 2", "provider 3"]
    assert desk.invoice(invoice).state is InvoiceState.VERIFIED


class ProcessDied(BaseException):
    pass


def test_a_process_that_dies_while_it_asks_leaves_a_question_that_counts_and_an_invoice_that_is_due_again(desk: Desk) -> None:
    invoice = desk.approved()

    def die() -> None:
        raise ProcessDied

    desk.asks.before = die
    with pytest.raises(ProcessDied):
        desk.run_due()
    assert (desk.invoice(invoice).state, desk.standing(invoice).reason) == (InvoiceState.VERIFYING, WaitReason.BEING_ASKED)
    assert desk.run_due() == 0
    desk.asks.before = None
    desk.clock.go_on(minutes=10)
    assert desk.run_due() == 1
    assert desk.invoice(invoice).state is InvoiceState.VERIFIED
    assert [attempt.answer is None for attempt in desk.attempts(invoice)] == [True, False]


def test_after_five_questions_it_waits_for_midnight_whatever_happens(desk: Desk) -> None:
    invoice = desk.approved()
    desk.says(Outcome.UNREACHABLE)
    desk.asks.providers = 4
    desk.run_due()
    for _ in range(20):
        due_at = desk.standing(invoice).due_at
        assert due_at is not None
        if due_at.astimezone(CHINA_TIME).date() > desk.clock().astimezone(CHINA_TIME).date():
            break
        desk.clock.now = due_at
        desk.run_due()
    assert len(desk.asks.asked) == 5
    assert desk.standing(invoice).reason is WaitReason.BUDGET_SPENT
    assert desk.standing(invoice).due_at == datetime(2024, 3, 12, tzinfo=CHINA_TIME)


@pytest.mark.parametrize(
    ("values", "reason"), [({"total": "106.001"}, WaitReason.FORMAT), ({"issue_date": ""}, WaitReason.FORMAT), ({"issue_date": "2015-01-01"}, None)]
)
def test_what_can_not_be_asked_costs_no_call(desk: Desk, values: dict[str, str], reason: WaitReason | None) -> None:
    invoice = desk.approved(**values)
    desk.run_due()
    assert desk.asks.asked == desk.attempts(invoice) == []
    assert desk.invoice(invoice).state is InvoiceState.IN_REVIEW
    standing = desk.standing(invoice)
    assert standing.due_at is None and standing.reason in ((reason,) if reason else (WaitReason.TOO_OLD, WaitReason.FORMAT))
    with desk.database.read() as session:
        assert " · " in history_of_invoice(session, TENANT, invoice)[-1].why


def test_a_kind_that_nobody_looks_up_needs_the_word_of_a_person(desk: Desk) -> None:
    with desk.database.write() as session:
        automatic = {**result(digital(7), decision="accept"), "kind": "taxi"}
        (invoice,) = read(session, b"taxi", automatic)
    desk.run_due()
    assert (desk.invoice(invoice).state, desk.standing(invoice).reason) == (InvoiceState.IN_REVIEW, WaitReason.UNSUPPORTED)
    desk.move(invoice, InvoiceState.APPROVED)
    desk.run_due()
    assert desk.invoice(invoice).state is InvoiceState.VERIFIED
    assert desk.standing(invoice).due_at is None
    assert desk.asks.asked == []


def test_what_the_bureau_said_is_not_asked_twice(desk: Desk) -> None:
    invoice = desk.approved()
    desk.run_due()
    desk.move(invoice, InvoiceState.IN_REVIEW)
    desk.move(invoice, InvoiceState.APPROVED)
    desk.run_due()
    assert desk.invoice(invoice).state is InvoiceState.VERIFIED
    assert len(desk.asks.asked) == 1
    desk.move(invoice, InvoiceState.IN_REVIEW)
    with desk.database.write() as session:
        correct(session, TENANT, invoice, {"total": "107.00"}, actor=REVIEWER, why="", at=desk.clock())
    desk.move(invoice, InvoiceState.APPROVED)
    desk.run_due()
    assert [query.total for query in desk.asks.asked] == [106_00, 107_00]


def test_an_invoice_that_a_person_took_back_is_let_go(desk: Desk) -> None:
    invoice = desk.approved()
    desk.says(Outcome.NOT_FOUND)
    desk.run_due()
    desk.move(invoice, InvoiceState.IN_REVIEW)
    desk.clock.go_on(hours=5)
    assert desk.run_due() == 1
    assert desk.standing(invoice).due_at is None and len(desk.asks.asked) == 1
    desk.says(InvoiceStatus.NORMAL)
    desk.move(invoice, InvoiceState.APPROVED)
    desk.run_due()
    assert desk.invoice(invoice).state is InvoiceState.VERIFIED


def test_a_person_who_takes_it_back_while_it_is_asked_about_is_right(desk: Desk) -> None:
    invoice = desk.approved()
    desk.asks.before = lambda: desk.move(invoice, InvoiceState.IN_REVIEW)
    desk.run_due()
    assert desk.invoice(invoice).state is InvoiceState.IN_REVIEW
    assert [attempt.answer is not None for attempt in desk.attempts(invoice)] == [True]
    assert desk.standing(invoice).due_at is None


def test_announced_maintenance_is_waited_for_without_asking(desk: Desk) -> None:
    until = desk.clock() + timedelta(hours=3)
    window = Window(desk.clock(), until)
    desk.parts = replace(desk.parts, rules=VerificationRules(ScheduleRules(calendar=Calendar((window,)))))
    invoice = desk.approved()
    desk.run_due()
    assert desk.asks.asked == []
    assert (desk.standing(invoice).reason, desk.standing(invoice).due_at) == (WaitReason.MAINTENANCE, until)
    desk.clock.now = until
    desk.run_due()
    assert desk.invoice(invoice).state is InvoiceState.VERIFIED


def now(desk: Desk, invoice: UUID) -> None:
    """A person does not want to wait."""
    InvoiceVerifying(desk.parts).run(*verify_job(Due(TENANT, invoice, desk.standing(invoice).version), Occasion.NOW, "user:li").arguments)


def test_asking_ahead_of_time_takes_no_wait_away(desk: Desk) -> None:
    invoice = desk.approved()
    desk.says(Outcome.NOT_FOUND)
    desk.run_due()
    before = desk.standing(invoice)
    for _ in range(9):
        desk.clock.go_on(minutes=5)
        now(desk, invoice)
    after = desk.standing(invoice)
    assert len(desk.asks.asked) == 5  # of which none is left for today
    assert (after.progress, after.reason) == (before.progress, WaitReason.NOT_SYNCED)
    assert after.due_at == datetime(2024, 3, 12, tzinfo=CHINA_TIME)
    assert [attempt.asked_by for attempt in desk.attempts(invoice)][:2] == ["machine:verifier", "user:li"]
    desk.clock.go_on(hours=20)
    desk.says(InvoiceStatus.NORMAL)
    now(desk, invoice)
    assert desk.invoice(invoice).state is InvoiceState.VERIFIED


def test_one_that_is_deleted_and_restored_is_asked_about_again(desk: Desk) -> None:
    invoice = desk.approved()
    desk.says(Outcome.NOT_FOUND)
    desk.run_due()
    with desk.database.write() as session:
        assert isinstance(delete_invoice(session, TENANT, invoice, actor=REVIEWER, why="", at=desk.clock()), Done)
    desk.clock.go_on(hours=5)
    desk.run_due()
    assert desk.standing(invoice).due_at is None and len(desk.asks.asked) == 1
    with desk.database.write() as session:
        assert isinstance(restore_invoice(session, TENANT, invoice, actor=REVIEWER, why="", at=desk.clock()), Done)
    desk.says(InvoiceStatus.NORMAL)
    desk.run_due()
    assert desk.invoice(invoice).state is InvoiceState.VERIFIED


def good(desk: Desk, **face: str) -> Answer:
    return Answer(Outcome.OK, "provider 1", desk.clock(), status=InvoiceStatus.NORMAL, face={"invoice_number": digital(1), **face})


def test_other_values_at_the_bureau_are_for_a_person_to_compare_and_who_keeps_ours_is_right(desk: Desk) -> None:
    invoice = desk.approved()
    desk.says(good(desk, total="106", seller_name="海州望潮餐饮管理（集团）有限公司", tax="7.00", remarks="合同 12"))
    desk.run_due()
    assert (desk.invoice(invoice).state, desk.standing(invoice).reason) == (InvoiceState.IN_REVIEW, WaitReason.DIFFERS)
    with desk.database.read() as session:
        said = values_said(session, TENANT, invoice)
        assert "tax" in history_of_invoice(session, TENANT, invoice)[-1].why
    assert {name: open_proposals(values)[-1].value for name, values in said.items() if open_proposals(values)} == {"tax": "7.00", "remarks": "合同 12"}
    desk.move(invoice, InvoiceState.APPROVED)
    desk.run_due()
    assert desk.invoice(invoice).state is InvoiceState.VERIFIED and len(desk.asks.asked) == 1


def test_who_takes_over_the_bureaus_values_needs_no_further_question(desk: Desk) -> None:
    invoice = desk.approved()
    desk.says(good(desk, total="106.00", tax="7.00"))
    desk.run_due()
    with desk.database.write() as session:
        correct(session, TENANT, invoice, {"tax": "7.00"}, actor=REVIEWER, why="", at=desk.clock())
    desk.move(invoice, InvoiceState.APPROVED)
    desk.run_due()
    assert desk.invoice(invoice).state is InvoiceState.VERIFIED and len(desk.asks.asked) == 1


def booked(desk: Desk) -> UUID:
    invoice = desk.approved()
    desk.run_due()
    desk.move(invoice, InvoiceState.UPLOADING)
    desk.move(invoice, InvoiceState.CONFIRMED)
    return invoice


def test_a_booked_invoice_is_looked_up_each_month_as_long_as_it_can_be_deducted(desk: Desk) -> None:
    invoice = booked(desk)
    while (due_at := desk.standing(invoice).due_at) is not None:
        desk.clock.now = due_at
        assert desk.run_due() == 1
    assert len(desk.asks.asked) == 12
    assert desk.clock() < datetime(2024, 3, 10, tzinfo=UTC) + timedelta(days=361)
    assert desk.invoice(invoice).state is InvoiceState.CONFIRMED and desk.alerts(invoice) == []


@pytest.mark.parametrize(
    ("said", "status", "reason"),
    [
        (InvoiceStatus.VOID, InvoiceStatus.VOID, None),
        (InvoiceStatus.RED_FULL, InvoiceStatus.RED_FULL, None),
        (InvoiceStatus.RED_PART, InvoiceStatus.RED_PART, WaitReason.RED_PART),
        (InvoiceStatus.ABNORMAL, InvoiceStatus.ABNORMAL, WaitReason.ABNORMAL),
        (Outcome.NOT_FOUND, None, WaitReason.NOT_FOUND),
    ],
)
def test_one_that_does_not_stand_any_more_raises_one_alert(desk: Desk, said: Said, status: InvoiceStatus | None, reason: WaitReason | None) -> None:
    invoice = booked(desk)
    desk.says(said)
    for _ in range(4):
        desk.clock.go_on(days=31)
        desk.run_due()
    (alert,) = desk.alerts(invoice)
    assert (alert.before, alert.status, alert.reason) == (InvoiceStatus.NORMAL, status, reason)
    assert desk.invoice(invoice).state is InvoiceState.CONFIRMED


def test_trouble_while_looking_up_again_is_waited_out_without_an_alert(desk: Desk) -> None:
    invoice = booked(desk)
    desk.says(Outcome.UPSTREAM_DOWN, InvoiceStatus.NORMAL)
    desk.clock.go_on(days=31)
    desk.run_due()
    assert desk.standing(invoice).reason is WaitReason.UPSTREAM_DOWN
    desk.clock.go_on(days=1)
    desk.run_due()
    assert desk.standing(invoice).reason is None and desk.alerts(invoice) == []


def test_one_that_is_cancelled_before_it_is_booked_is_void(desk: Desk) -> None:
    invoice = desk.approved()
    desk.run_due()
    desk.clock.go_on(days=31)
    desk.says(InvoiceStatus.VOID)
    desk.run_due()
    assert desk.invoice(invoice).state is InvoiceState.VOID


# The sweep


def queued(desk: Desk, jobs: Jobs) -> int:
    """Puts what is to be done into the queue, does it, and says how many there were."""
    before = VerifyingSweep(desk.parts).run()
    assert VerifyingSweep(desk.parts).run() == 0  # they are in the queue already
    return before


def test_the_sweep_finds_what_is_to_be_done_once(desk: Desk, jobs: Jobs) -> None:
    one, two = desk.approved(1), desk.approved(2)
    assert queued(desk, jobs) == 2
    desk.says(Outcome.NOT_FOUND)
    desk.run_due()
    assert VerifyingSweep(desk.parts).run() == 0
    desk.clock.go_on(hours=4)
    assert queued(desk, jobs) == 2
    due = [Due(TENANT, each, desk.standing(each).version) for each in (one, two)]
    assert set(jobs.states([verify_job(each, Occasion.DUE).id for each in due]).values()) == {JobState.WAITING}


def test_while_the_bureau_is_out_nobody_asks_and_then_one_asks_first(desk: Desk) -> None:
    invoices = [desk.approved(serial) for serial in range(8)]
    desk.says(Outcome.UPSTREAM_DOWN)
    desk.run_due()
    asked = len(desk.asks.asked)
    assert asked == 5  # after which it shows
    assert {desk.standing(each).reason for each in invoices} == {WaitReason.UPSTREAM_DOWN}
    desk.clock.go_on(minutes=4)
    desk.run_due()
    assert len(desk.asks.asked) == asked
    desk.clock.go_on(minutes=30)
    assert VerifyingSweep(desk.parts).run() == 1
    desk.says(InvoiceStatus.NORMAL)
    with desk.database.read() as session:
        (first, *_) = due_verifications(session, desk.clock(), 10)
    desk.run(first, Occasion.DUE)
    assert VerifyingSweep(desk.parts).run() == 7
    desk.run_due()
    assert {desk.invoice(each).state for each in invoices} == {InvoiceState.VERIFIED}


def test_a_fault_in_a_provider_leaves_the_invoice_to_the_next_try(desk: Desk) -> None:
    invoice = desk.approved()

    def fail() -> None:
        raise RuntimeError("a fault of ours")

    desk.asks.before = fail
    with pytest.raises(RuntimeError):
        desk.run_due()
    desk.asks.before = None
    desk.clock.go_on(minutes=11)
    desk.run_due()
    assert desk.invoice(invoice).state is InvoiceState.VERIFIED
