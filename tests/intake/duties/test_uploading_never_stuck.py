"""Whatever a ledger, people, clocks and dying processes do: nothing is booked twice, and every accepted invoice is confirmed, or in a state with cause, next step and time."""

from __future__ import annotations

import shutil
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from intake.diagnosis.causes import ALL_WELL, WORDS
from intake.diagnosis.diagnose import diagnose
from intake.duties.uploading import InvoiceUploading
from intake.engine import Jobs
from intake.state import InvoiceState
from intake.store.answers import Done
from intake.store.diagnosis_facts import Surroundings, facts_of
from intake.store.files import open_local_files
from intake.store.invoices import find_invoice
from intake.store.ledger_health import lift_pause
from intake.store.moves import move_invoice
from intake.store.session import open_database
from intake.store.uploads import hurry, uploads_of_invoice
from intake.upload.causes import explanation
from intake.upload.ledger import BusinessKey, LedgerEntry, Lookup, Manners, Submission
from intake.upload.outbox import INVOICE_STATE, WAITING_STATES, SendingCause, UploadState
from intake.upload.rest import RestLedger
from intake.upload.routes import Route, Routes
from intake.upload.simulator.books import Books
from intake.upload.simulator.misbehaviour import Misbehaviour
from intake.upload.simulator.server import Habits, SimulatedLedger, serve
from tests.intake.store.samples import FINANCE, TENANT, approve, digital, verify
from tests.intake.upload.conftest import QUICK, SECRET
from tests.intake.upload.upload_house import ORIGINAL, PATIENCE, House
from tests.intake.upload.upload_samples import Clock

M = Misbehaviour
LONGEST = timedelta(hours=1)
"""Nothing waits longer than that for its next step."""
HABITS = Habits(late=timedelta(minutes=3), silent_seconds=0.5)


class ProcessDied(BaseException):
    pass


class Moods:
    """What tests say, again and again."""

    def __init__(self) -> None:
        self.script: list[Misbehaviour] = [M.NONE]

    def next(self, key: str) -> Misbehaviour:
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]


class Deadly:
    """A ledger whose sender dies right after the request was answered, where a test says so."""

    def __init__(self, inner: RestLedger) -> None:
        self.inner, self.kills = inner, False

    @property
    def name(self) -> str:
        return self.inner.name

    @property
    def manners(self) -> Manners:
        return self.inner.manners

    def submit(self, entry: LedgerEntry, original: bytes) -> Submission:
        answer = self.inner.submit(entry, original)
        if self.kills:
            raise ProcessDied
        return answer

    def find(self, wanted: BusinessKey) -> Lookup:
        return self.inner.find(wanted)


class Uploading(RuleBasedStateMachine):
    migrated: Path
    jobs: Jobs

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        path = Path(self.folder.name) / "store.sqlite"
        shutil.copy(self.migrated, path)
        self.clock, self.moods = Clock(), Moods()
        # No idempotency keys: what is sent twice is booked twice.
        self.ledger = SimulatedLedger(Books(self.clock, honours_keys=False), self.moods, "key", SECRET, self.clock, HABITS)
        self.served = serve(self.ledger)
        self.deadly = Deadly(RestLedger("books", self.served.__enter__(), "key", SECRET, QUICK, self.clock))
        database, files = open_database(f"sqlite:///{path}"), open_local_files(Path(self.folder.name) / "originals")
        self.house = House(database, files, self.clock, Routes({TENANT: Route(self.deadly)}), self.jobs)
        self.invoices: list[UUID] = []

    def teardown(self) -> None:
        self.served.__exit__(None, None, None)
        self.house.database.close()
        self.folder.cleanup()

    @initialize(count=st.integers(1, 3))
    def verify_some(self, count: int) -> None:
        self.invoices = [self.house.verified(serial) for serial in range(1, count + 1)]

    @rule(script=st.lists(st.sampled_from(sorted(M)), min_size=1, max_size=3))
    def the_ledger_will_do(self, script: list[Misbehaviour]) -> None:
        self.moods.script[:] = [*script, M.NONE]

    @rule(closed=st.booleans())
    def the_ledger_closes_or_opens(self, closed: bool) -> None:
        (self.ledger.closed.set if closed else self.ledger.closed.clear)()

    @rule(hours=st.sampled_from([0.001, 0.01, 0.3, 1, 6]))
    def time_passes(self, hours: float) -> None:
        self.clock.go_on(hours=hours)

    @rule()
    def the_worker_works(self) -> None:
        self.house.work()

    @rule(hours=st.sampled_from([0.3, 2]))
    def the_worker_works_for_long(self, hours: float) -> None:
        self.house.work_for(hours)

    @rule()
    def the_worker_dies_while_it_sends(self) -> None:
        self.deadly.kills = True
        try:
            for job in self.house.due():
                try:
                    InvoiceUploading(self.house.parts).run(*job.arguments)
                except ProcessDied:
                    continue
        finally:
            self.deadly.kills = False

    @rule(which=st.integers(0, 2))
    def a_person_wants_it_now(self, which: int) -> None:
        with self.house.database.write() as session:
            hurry(session, TENANT, self.invoices[which % len(self.invoices)], self.clock())
            lift_pause(session, TENANT, "books", self.clock())
        self.house.work()

    @rule(which=st.integers(0, 2), cancels=st.booleans())
    def a_person_sends_it_anew(self, which: int, cancels: bool) -> None:
        invoice = self.invoices[which % len(self.invoices)]
        if self.house.state(invoice) is InvoiceState.IN_REVIEW:
            if cancels:
                self.ledger.books.cancel(digital(self.invoices.index(invoice) + 1))
            with self.house.database.write() as session:
                approve(session, invoice, at=self.clock())
                verify(session, invoice, at=self.clock())

    @rule(which=st.integers(0, 2))
    def a_person_takes_it_back(self, which: int) -> None:
        invoice = self.invoices[which % len(self.invoices)]
        with self.house.database.write() as session:
            if self.house_state(session, invoice) is InvoiceState.CONFIRMED:
                source, target = InvoiceState.CONFIRMED, InvoiceState.IN_REVIEW
                assert isinstance(move_invoice(session, TENANT, invoice, source, target, actor=FINANCE, why="wrong account", at=self.clock()), Done)

    @staticmethod
    def house_state(session: object, invoice: UUID) -> InvoiceState:
        found = find_invoice(session, TENANT, invoice)  # type: ignore[arg-type]
        assert found is not None
        return found.state

    @invariant()
    def nothing_is_booked_twice(self) -> None:
        assert self.ledger.books.doubled == ()

    @invariant()
    def every_invoice_is_confirmed_or_has_a_cause_a_next_step_and_a_time(self) -> None:
        with self.house.database.read() as session:
            for invoice in self.invoices:
                found, uploads = find_invoice(session, TENANT, invoice), uploads_of_invoice(session, TENANT, invoice)
                assert found is not None
                last = uploads[-1]
                taken_back = last.state is UploadState.CONFIRMED and found.state is InvoiceState.IN_REVIEW
                assert taken_back or found.state is INVOICE_STATE[last.state]
                said = explanation(last.state, last.cause)
                assert all((said.what, said.what_zh, said.next, said.next_zh))
                if last.state in WAITING_STATES:
                    assert last.next_at is not None and last.next_at <= self.clock() + LONGEST
                elif last.state is not UploadState.CONFIRMED:
                    assert last.next_at is None and last.cause is not SendingCause.NONE
                diagnosis = diagnose(facts_of(session, found, Surroundings(self.clock(), has_provider=True)))
                assert diagnosis.cause in ALL_WELL or WORDS[diagnosis.cause].remedy_zh
                if found.state is InvoiceState.IN_REVIEW:
                    assert diagnosis.cause not in ALL_WELL and diagnosis.who != "nobody"

    @invariant()
    def what_is_confirmed_is_there_as_it_was_handed_over(self) -> None:
        with self.house.database.read() as session:
            for serial, invoice in enumerate(self.invoices, 1):
                found, uploads = find_invoice(session, TENANT, invoice), uploads_of_invoice(session, TENANT, invoice)
                assert found is not None
                if found.state is InvoiceState.CONFIRMED:
                    (booking,) = [each for each in self.ledger.books.find(digital(serial)) if not each.withdrawn]
                    assert (booking.total, booking.id) == ("106.00", uploads[-1].attempt.their_id)
                    assert booking.entry["OriginalFile"]["Sha256"] == sha256(ORIGINAL + str(serial).encode()).hexdigest()


@pytest.fixture
def machine(migrated_file: Path, jobs: Jobs) -> type[Uploading]:
    class Prepared(Uploading):
        pass

    Prepared.migrated, Prepared.jobs = migrated_file, jobs
    return Prepared


@pytest.mark.parametrize("examples", [8, pytest.param(150, marks=pytest.mark.long)])
def test_nothing_is_stuck_and_nothing_is_booked_twice(machine: type[Uploading], examples: int) -> None:
    run_state_machine_as_test(machine, settings=settings(max_examples=examples, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)))


def test_in_the_end_a_ledger_that_behaves_again_has_all_of_them(machine: type[Uploading]) -> None:
    world = machine()
    try:
        world.verify_some(3)
        world.moods.script[:] = [M.TIMES_OUT_AFTER, M.DROPS_BEFORE, M.LOSES, M.ERROR_AFTER, M.NONE]
        world.house.work_for(PATIENCE.longest_wait.total_seconds() / 3600 * 3)
        assert {world.house.state(invoice) for invoice in world.invoices} == {InvoiceState.CONFIRMED}
        world.nothing_is_booked_twice()
        world.what_is_confirmed_is_there_as_it_was_handed_over()
    finally:
        world.teardown()
