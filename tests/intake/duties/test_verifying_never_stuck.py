"""Whatever providers, people, clocks and dying processes do: no invoice is asked for more than five times a day, and none is left without a next time, an end, or a person."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from intake.duties.verification_by_hand import ToBeAsked, check_again
from intake.duties.verifying import InvoiceVerifying, Occasion, VerifyingParts, verify_job
from intake.engine import Jobs
from intake.state import InvoiceState
from intake.store.invoices import find_invoice
from intake.store.moves import move_invoice
from intake.store.session import open_database
from intake.store.verification_questions import attempts_of
from intake.store.verifications import approved_invoices, due_verifications, find_standing
from intake.verification.budget import PER_DAY, REACHES_THE_BUREAU, budget_day
from intake.verification.rules import VerificationRules
from intake.verification.verifier import Answer, InvoiceStatus, Outcome, Query
from tests.intake.duties.scripted_providers import Clock, Scripted
from tests.intake.store.samples import REVIEWER, TENANT, approve, digital, read, result

SAYS = st.one_of(st.sampled_from(Outcome).filter(lambda outcome: outcome is not Outcome.OK), st.sampled_from(InvoiceStatus))


class ProcessDied(BaseException):
    pass


class Verification(RuleBasedStateMachine):
    migrated: Path
    jobs: Jobs

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        path = Path(self.folder.name) / "store.sqlite"
        shutil.copy(self.migrated, path)
        self.database = open_database(f"sqlite:///{path}")
        self.clock = Clock()
        self.reached: Counter[tuple[str, date]] = Counter()
        self.asks = Watched(self.clock, self.reached)
        self.parts = VerifyingParts(self.database, self.jobs, self.asks, self.clock)
        self.invoices: list[UUID] = []

    def teardown(self) -> None:
        self.database.close()
        self.folder.cleanup()

    @initialize(count=st.integers(1, 3))
    def receive(self, count: int) -> None:
        with self.database.write() as session:
            for serial in range(count):
                (invoice,) = read(session, f"{serial}".encode(), result(digital(serial), issue_date="2024-03-10"))
                approve(session, invoice, at=self.clock())
                self.invoices.append(invoice)

    @rule(script=st.lists(SAYS, min_size=1, max_size=4), providers=st.integers(1, 4))
    def providers_will_say(self, script: list[Outcome | InvoiceStatus], providers: int) -> None:
        self.asks.script[:] = script
        self.asks.providers = providers

    @rule(hours=st.sampled_from([0.01, 0.3, 1, 4, 11, 30, 200]))
    def time_passes(self, hours: float) -> None:
        self.clock.go_on(hours=hours)

    @rule()
    def the_worker_works(self) -> None:
        self.run_due()

    @rule(after=st.integers(0, 2))
    def the_worker_dies_while_it_asks(self, after: int) -> None:
        self.asks.dies_after = after
        try:
            self.run_due()
        except ProcessDied:
            pass
        finally:
            self.asks.dies_after = None

    @precondition(lambda self: self.invoices)
    @rule(which=st.integers(0, 2))
    def a_person_wants_it_now(self, which: int) -> None:
        invoice = self.invoices[which % len(self.invoices)]
        with self.database.write() as session:
            found = find_invoice(session, TENANT, invoice)
            assert found is not None
            answer = check_again(session, found, actor=REVIEWER, now=self.clock(), rules=VerificationRules())
        if isinstance(answer, ToBeAsked):
            InvoiceVerifying(self.parts).run(*verify_job(answer.due, answer.occasion, REVIEWER.name).arguments)

    @precondition(lambda self: self.invoices)
    @rule(which=st.integers(0, 2), approved=st.booleans())
    def a_person_decides(self, which: int, approved: bool) -> None:
        invoice = self.invoices[which % len(self.invoices)]
        source, target = (InvoiceState.IN_REVIEW, InvoiceState.APPROVED) if approved else (InvoiceState.VERIFYING, InvoiceState.IN_REVIEW)
        with self.database.write() as session:
            move_invoice(session, TENANT, invoice, source, target, actor=REVIEWER, why="", at=self.clock())

    def run_due(self) -> None:
        with self.database.read() as session:
            work = [(each, Occasion.APPROVED) for each in approved_invoices(session, 100)]
            work += [(each, Occasion.DUE) for each in due_verifications(session, self.clock(), 100)]
        for due, occasion in work:
            InvoiceVerifying(self.parts).run(*verify_job(due, occasion).arguments)

    @invariant()
    def nobody_is_asked_more_often_than_a_day_allows(self) -> None:
        assert all(count <= PER_DAY for count in self.reached.values()), self.reached

    @invariant()
    def every_invoice_has_an_end_a_next_time_or_a_person(self) -> None:
        with self.database.read() as session:
            for invoice in self.invoices:
                found, standing = find_invoice(session, TENANT, invoice), find_standing(session, TENANT, invoice)
                assert found is not None
                if found.state is InvoiceState.VERIFYING:
                    assert standing is not None and standing.due_at is not None and standing.reason is not None
                    assert standing.due_at <= self.clock() + timedelta(days=8)
                else:
                    assert found.state in (InvoiceState.APPROVED, InvoiceState.IN_REVIEW, InvoiceState.VERIFIED, InvoiceState.VOID)

    @invariant()
    def every_question_that_left_was_written_down(self) -> None:
        with self.database.read() as session:
            written = sum(len(attempts_of(session, TENANT, invoice)) for invoice in self.invoices)
        assert written == len(self.asks.asked)


class Watched(Scripted):
    """Counts what reaches the bureau, as the bureau would: an answer that got lost counted all the same."""

    def __init__(self, clock: Clock, reached: Counter[tuple[str, date]]) -> None:
        super().__init__(clock)
        self.reached = reached
        self.dies_after: int | None = None
        self.before = self._maybe_die

    def _maybe_die(self) -> None:
        if self.dies_after is None:
            return
        if self.dies_after == 0:
            self._count(self.asked[-1])
            raise ProcessDied
        self.dies_after -= 1

    def _answer(self, name: str) -> Answer:
        said = super()._answer(name)
        if REACHES_THE_BUREAU[said.outcome]:
            self._count(self.asked[-1])
        return said

    def _count(self, query: Query) -> None:
        self.reached[(query.number, budget_day(self.clock.now))] += 1


@pytest.fixture
def machine(migrated_file: Path, jobs: Jobs) -> type[Verification]:
    class Prepared(Verification):
        pass

    Prepared.migrated, Prepared.jobs = migrated_file, jobs
    return Prepared


def test_nothing_is_stuck_and_the_budget_holds(machine: type[Verification]) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine, settings=settings(max_examples=12, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck))
    )
