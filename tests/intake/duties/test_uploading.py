"""Verified invoices, both databases, and a ledger over real HTTP that does everything wrong that it can."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from uuid import UUID

import pytest

from intake.duties.uploading import InvoiceUploading, UploadSweep, upload_job
from intake.engine import Jobs
from intake.errors import RequestRefused
from intake.state import InvoiceState
from intake.store.answers import Done, NotAllowed, NotNow
from intake.store.corrections import correct
from intake.store.deletion import delete_invoice, restore_invoice
from intake.store.files import LocalFiles
from intake.store.history import history_of_invoice
from intake.store.invoices import find_invoice
from intake.store.ledger_entries import ledger_entry
from intake.store.moves import move_invoice
from intake.store.session import Database
from intake.upload.entry_format import entry_json
from intake.upload.ledger import Ledger, Manners
from intake.upload.outbox import SendingCause, UploadState
from intake.upload.rest import RestLedger
from intake.upload.routes import Route, Routes
from intake.upload.simulator.books import Books
from intake.upload.simulator.misbehaviour import Misbehaviour, Scripted
from intake.upload.simulator.server import SimulatedLedger, serve
from tests.intake.store.samples import FINANCE, REVIEWER, TENANT, approve, digital, verify
from tests.intake.upload.conftest import QUICK, SECRET
from tests.intake.upload.upload_house import ORIGINAL, PATIENCE, House
from tests.intake.upload.upload_samples import Clock

M, S = Misbehaviour, UploadState


@pytest.fixture
def house(database: Database, files: LocalFiles, clock: Clock, jobs: Jobs, ledger: RestLedger) -> House:
    return House(database, files, clock, Routes({TENANT: Route(ledger)}), jobs)


def test_a_verified_invoice_is_sent_read_back_and_confirmed(house: House, simulated: SimulatedLedger) -> None:
    invoice = house.verified()
    house.work_for(1)
    assert house.state(invoice) is InvoiceState.CONFIRMED
    assert house.path(invoice) == ["queued", "sending", "accepted", "confirmed"]
    assert [booking.idempotency_key for booking in simulated.books.bookings] == [f"{TENANT}:{digital(1)}:1"]
    assert simulated.originals == {sha256(ORIGINAL + b"1").hexdigest(): len(ORIGINAL) + 1}
    assert house.upload(invoice).next_at is None


@pytest.mark.parametrize("address", ["sqlite"], indirect=True)
@pytest.mark.parametrize("honours_keys", [True, False])
@pytest.mark.parametrize("mood", sorted(set(M) - {M.NONE, M.REFUSES, M.REFUSES_PERIOD, M.CHANGES_A_VALUE}))
def test_whatever_goes_wrong_on_the_way_it_ends_confirmed_and_is_booked_once(
    house: House, simulated: SimulatedLedger, clock: Clock, mood: Misbehaviour, honours_keys: bool
) -> None:
    simulated.books = Books(clock, honours_keys=honours_keys)
    simulated.moods = Scripted(mood)
    simulated.habits = replace(simulated.habits, late=timedelta(minutes=3))
    invoice = house.verified()
    house.work_for(2)
    assert house.state(invoice) is InvoiceState.CONFIRMED, house.upload(invoice)
    assert [booking.key for booking in simulated.books.bookings] == [digital(1)]


def test_a_refusal_brings_the_invoice_to_a_person_with_their_words_and_nothing_is_sent_again(house: House, simulated: SimulatedLedger) -> None:
    simulated.moods = Scripted(M.REFUSES)
    invoice = house.verified()
    house.work_for(12)
    upload = house.upload(invoice)
    assert (upload.state, upload.cause, upload.detail) == (S.REJECTED, SendingCause.REFUSED, "SUPPLIER_UNKNOWN: no such supplier")
    assert house.state(invoice) is InvoiceState.IN_REVIEW
    assert sum(call.startswith("POST") for call in simulated.calls) == 1
    with house.database.read() as session:
        assert "no such supplier" in history_of_invoice(session, TENANT, invoice)[-1].why


def test_after_a_refusal_another_approval_is_another_revision(house: House, simulated: SimulatedLedger) -> None:
    simulated.moods = Scripted(M.REFUSES)
    invoice = house.verified()
    house.work()
    with house.database.write() as session:
        approve(session, invoice, at=house.clock())
        verify(session, invoice, at=house.clock())
    house.work_for(1)
    assert [(each.revision, each.state) for each in house.uploads(invoice)] == [(1, S.REJECTED), (2, S.CONFIRMED)]
    assert house.state(invoice) is InvoiceState.CONFIRMED


def test_other_values_on_reading_back_go_to_a_person_with_the_difference(house: House, simulated: SimulatedLedger) -> None:
    simulated.moods = Scripted(M.CHANGES_A_VALUE)
    invoice = house.verified()
    house.work_for(1)
    upload = house.upload(invoice)
    assert (upload.state, upload.cause) == (S.DEAD, SendingCause.DIFFERS)
    assert [(each.field, each.ours, each.theirs) for each in upload.differences] == [("total", "106.00", "0.01")]
    assert house.state(invoice) is InvoiceState.IN_REVIEW
    assert len(simulated.books.bookings) == 1


def test_an_entry_that_differs_is_never_sent_beside_even_when_it_is_approved_again(house: House, simulated: SimulatedLedger) -> None:
    simulated.moods = Scripted(M.CHANGES_A_VALUE)
    invoice = house.verified()
    house.work_for(1)
    with house.database.write() as session:
        found = find_invoice(session, TENANT, invoice)
        assert found is not None
        assert isinstance(correct(session, TENANT, invoice, {"remarks": "seen"}, version=found.version, actor=REVIEWER, why="", at=house.clock()), Done)
        approve(session, invoice, at=house.clock())
        verify(session, invoice, at=house.clock())
    house.work_for(1)
    assert [(each.revision, each.state) for each in house.uploads(invoice)] == [(1, S.DEAD), (2, S.DEAD)]
    assert len(simulated.books.bookings) == 1


def test_what_somebody_typed_there_is_confirmed_and_not_booked_again(house: House, simulated: SimulatedLedger) -> None:
    invoice = house.verified()
    with house.database.read() as session:
        typed = ledger_entry(session, TENANT, invoice, digital(1), 1)
    assert typed is not None
    simulated.books.book({**entry_json(typed), "IdempotencyKey": "by hand"})
    house.work()
    assert house.state(invoice) is InvoiceState.CONFIRMED
    assert house.path(invoice) == ["queued", "confirmed"]
    assert [booking.idempotency_key for booking in simulated.books.bookings] == ["by hand"]


def test_a_ledger_that_accepts_and_loses_is_sent_to_again_and_in_the_end_told_to_a_person(house: House, simulated: SimulatedLedger) -> None:
    simulated.moods = Scripted(*[M.LOSES] * 10)
    invoice = house.verified()
    house.work_for(12)
    upload = house.upload(invoice)
    assert (upload.state, upload.cause, upload.attempt.losses) == (S.DEAD, SendingCause.LOST, PATIENCE.losses - 1)
    assert house.path(invoice).count("sending") == PATIENCE.losses
    assert house.state(invoice) is InvoiceState.IN_REVIEW


def test_while_the_ledger_is_closed_everything_waits_with_a_reason_and_a_time_and_goes_on_afterwards(house: House, simulated: SimulatedLedger) -> None:
    simulated.closed.set()
    invoices = [house.verified(serial) for serial in range(1, 6)]
    house.work_for(3)
    calls = len(simulated.calls)
    assert calls < 60, "a closed ledger is left alone"
    for invoice in invoices:
        upload = house.upload(invoice)
        assert (upload.state, house.state(invoice)) == (S.QUEUED, InvoiceState.VERIFIED)
        assert upload.next_at is not None
        assert upload.next_at > house.clock()
    assert any(house.upload(invoice).cause is SendingCause.UNAVAILABLE for invoice in invoices)
    simulated.closed.clear()
    house.work_for(2)
    assert {house.state(invoice) for invoice in invoices} == {InvoiceState.CONFIRMED}
    assert simulated.books.doubled == ()


def test_ten_thousand_waiting_for_a_closed_ledger_are_put_off_together(house: House, simulated: SimulatedLedger) -> None:
    simulated.closed.set()
    invoices = [house.verified(serial) for serial in range(1, 4)]
    house.work()
    times = {house.upload(invoice).next_at for invoice in invoices}
    assert all(time is not None and time >= house.clock() + PATIENCE.pause for time in times)
    assert house.work() == 0


def test_a_backup_stands_in_after_a_while_and_only_for_what_is_nowhere_yet(house: House, simulated: SimulatedLedger, clock: Clock, ledger: RestLedger) -> None:
    second = SimulatedLedger(Books(clock), Scripted(), "key", SECRET, clock)
    with serve(second) as base:
        backup = RestLedger("backup", base, "key", SECRET, QUICK, clock)
        house.routes = Routes({TENANT: Route(ledger, backup, timedelta(minutes=30))})
        simulated.moods = Scripted(M.TIMES_OUT_AFTER)
        doubtful = house.verified(1)
        house.work()
        assert house.upload(doubtful).state is S.UNKNOWN
        simulated.closed.set()
        new = house.verified(2)
        house.work_for(0.4)
        assert house.state(new) is InvoiceState.VERIFIED
        house.work_for(2)
        assert (house.state(new), house.upload(new).ledger) == (InvoiceState.CONFIRMED, "backup")
        assert (house.upload(doubtful).state, house.upload(doubtful).ledger) == (S.UNKNOWN, "books")
        simulated.closed.clear()
        later = house.verified(3)
        house.work_for(2)
        assert house.state(doubtful) is house.state(later) is InvoiceState.CONFIRMED
    assert [booking.key for booking in simulated.books.bookings][:1] == [digital(1)]
    assert {booking.key for booking in second.books.bookings} & {booking.key for booking in simulated.books.bookings} == set()


def test_without_a_ledger_a_verified_invoice_stays_verified_with_a_plain_reason_until_there_is_one(house: House) -> None:
    routes, house.routes = house.routes, Routes()
    invoice = house.verified()
    house.work_for(1)
    upload = house.upload(invoice)
    assert (upload.state, upload.cause, upload.next_at) == (S.QUEUED, SendingCause.NO_LEDGER, None)
    assert house.state(invoice) is InvoiceState.VERIFIED
    house.routes = routes
    house.jobs.prepare()
    assert UploadSweep(house.parts).run() == 1
    house.work_for(1)
    assert house.state(invoice) is InvoiceState.CONFIRMED


def test_an_entry_that_lacks_something_is_never_sent_and_says_what(house: House, simulated: SimulatedLedger) -> None:
    invoice = house.verified(issue_date="")
    house.work()
    upload = house.upload(invoice)
    assert (upload.state, upload.cause) == (S.DEAD, SendingCause.FORMAT)
    assert "issue_date" in upload.detail
    assert simulated.calls == []


def test_a_damaged_original_is_never_sent(house: House, simulated: SimulatedLedger) -> None:
    invoice = house.verified()
    name = sha256(ORIGINAL + b"1").hexdigest()
    path = house.files.root / name[:2] / name
    path.chmod(0o600)
    path.write_bytes(b"altered")
    house.work()
    assert house.upload(invoice).cause is SendingCause.ORIGINAL_DAMAGED
    assert simulated.books.bookings == ()


@pytest.mark.parametrize("mood", [M.NONE, M.DROPS_BEFORE])
def test_a_process_that_dies_while_sending_leaves_it_to_be_asked_after(house: House, simulated: SimulatedLedger, mood: Misbehaviour) -> None:
    class Killed(BaseException): ...

    @dataclass(frozen=True)
    class Deadly:
        """A ledger whose sender dies right after the request was answered."""

        inner: Ledger

        @property
        def name(self) -> str:
            return self.inner.name

        @property
        def manners(self) -> Manners:
            return self.inner.manners

        def submit(self, *arguments: object) -> object:
            self.inner.submit(*arguments)  # type: ignore[arg-type]
            raise Killed

        def find(self, *arguments: object) -> object:
            return self.inner.find(*arguments)  # type: ignore[arg-type]

    simulated.moods = Scripted(mood)
    routes = house.routes
    house.routes = Routes({TENANT: Route(Deadly(routes.by_tenant[TENANT].first))})  # type: ignore[arg-type]
    invoice = house.verified()
    with pytest.raises(Killed):
        house.work()
    assert (house.upload(invoice).state, house.state(invoice)) == (S.SENDING, InvoiceState.UPLOADING)
    house.routes = routes
    assert house.work() == 0
    house.work_for(2)
    assert house.state(invoice) is InvoiceState.CONFIRMED
    assert len(simulated.books.bookings) == 1
    assert "unknown" in house.path(invoice)


def test_a_job_that_comes_twice_or_late_does_nothing(house: House, simulated: SimulatedLedger) -> None:
    invoice = house.verified()
    (job,) = house.due()
    InvoiceUploading(house.parts).run(*job.arguments)
    before, calls = house.upload(invoice), list(simulated.calls)
    InvoiceUploading(house.parts).run(*job.arguments)
    assert (house.upload(invoice), simulated.calls) == (before, calls)


def test_what_is_due_becomes_one_job_however_often_it_is_looked_for(house: House) -> None:
    house.jobs.prepare()
    invoice = house.verified()
    sweep = UploadSweep(house.parts)
    assert (sweep.run(), sweep.run()) == (1, 0)
    job = upload_job(house.upload(invoice))
    house.jobs.cancel(job.id)
    assert (sweep.run(), sweep.run()) == (1, 0), "a job that was lost is made again"
    house.work()
    assert sweep.run() == 0, "it is sent, and nothing is due yet"


@pytest.mark.parametrize("target", [InvoiceState.IN_REVIEW])
def test_an_invoice_that_is_taken_back_is_not_sent_and_approved_again_it_is(house: House, simulated: SimulatedLedger, target: InvoiceState) -> None:
    invoice = house.verified()
    with house.database.write() as session:
        assert isinstance(move_invoice(session, TENANT, invoice, InvoiceState.VERIFIED, target, actor=REVIEWER, why="wait", at=house.clock()), Done)
    assert house.work() == 0
    assert house.upload(invoice).cause is SendingCause.WITHDRAWN
    with house.database.write() as session:
        approve(session, invoice, at=house.clock())
        verify(session, invoice, at=house.clock())
    house.work_for(1)
    assert [each.revision for each in house.uploads(invoice)] == [1]
    assert house.state(invoice) is InvoiceState.CONFIRMED
    assert len(simulated.books.bookings) == 1


def test_a_deleted_invoice_is_not_sent_and_restored_it_is(house: House, simulated: SimulatedLedger) -> None:
    invoice = house.verified()
    (job,) = house.due()
    with house.database.write() as session:
        assert isinstance(delete_invoice(session, TENANT, invoice, actor=REVIEWER, why="", at=house.clock()), Done)
    InvoiceUploading(house.parts).run(*job.arguments)
    assert simulated.calls == []
    with house.database.write() as session:
        assert isinstance(restore_invoice(session, TENANT, invoice, actor=REVIEWER, why="", at=house.clock()), Done)
    house.work_for(1)
    assert house.state(invoice) is InvoiceState.CONFIRMED


def test_a_job_is_named_by_sending_and_version(house: House) -> None:
    upload = house.upload(house.verified())
    assert upload_job(upload).id == f"upload:{upload.id}:1"
    assert upload_job(upload).arguments == (TENANT, str(upload.id), "1")


def take_back(house: House, invoice: UUID) -> None:
    with house.database.write() as session:
        source, target = InvoiceState.CONFIRMED, InvoiceState.IN_REVIEW
        assert isinstance(move_invoice(session, TENANT, invoice, source, target, actor=FINANCE, why="wrong account", at=house.clock()), Done)


def send_anew(house: House, invoice: UUID, **values: str) -> None:
    """Corrected, approved and verified again."""
    with house.database.write() as session:
        if values:
            assert isinstance(correct(session, TENANT, invoice, values, actor=REVIEWER, why="", at=house.clock()), Done)
        approve(session, invoice, at=house.clock())
        verify(session, invoice, at=house.clock())
    house.work_for(1)


def test_what_is_booked_is_taken_back_by_finance_alone_and_with_a_reason(house: House) -> None:
    invoice = house.verified()
    house.work_for(1)
    source, target = InvoiceState.CONFIRMED, InvoiceState.IN_REVIEW
    with house.database.write() as session:
        assert isinstance(move_invoice(session, TENANT, invoice, source, target, actor=REVIEWER, why="wrong", at=house.clock()), NotAllowed)
        with pytest.raises(RequestRefused, match="why it has to be corrected"):
            move_invoice(session, TENANT, invoice, source, target, actor=FINANCE, why=" ", at=house.clock())
    take_back(house, invoice)
    with house.database.write() as session:
        assert isinstance(delete_invoice(session, TENANT, invoice, actor=FINANCE, why="", at=house.clock()), NotNow)


def test_taken_back_and_not_changed_it_is_read_back_and_not_booked_again(house: House, simulated: SimulatedLedger) -> None:
    invoice = house.verified()
    house.work_for(1)
    take_back(house, invoice)
    send_anew(house, invoice)
    assert [(each.revision, each.state) for each in house.uploads(invoice)] == [(1, S.CONFIRMED), (2, S.CONFIRMED)]
    assert len(simulated.books.bookings) == 1


def test_taken_back_and_corrected_it_is_booked_once_the_old_entry_is_cancelled_under_another_key(house: House, simulated: SimulatedLedger) -> None:
    invoice = house.verified()
    house.work_for(1)
    take_back(house, invoice)
    send_anew(house, invoice, amount="200.00", tax="12.00", total="212.00")
    assert (house.upload(invoice).cause, len(simulated.books.bookings)) == (SendingCause.DIFFERS, 1)
    simulated.books.cancel(digital(1))
    send_anew(house, invoice)
    assert [(each.revision, each.state) for each in house.uploads(invoice)] == [(1, S.CONFIRMED), (2, S.DEAD), (3, S.CONFIRMED)]
    assert [booking.idempotency_key for booking in simulated.books.bookings] == [f"{TENANT}:{digital(1)}:1", f"{TENANT}:{digital(1)}:3"]
    assert simulated.books.doubled == ()


def test_with_another_number_it_is_not_booked_while_it_stands_there_under_the_old_one(house: House, simulated: SimulatedLedger) -> None:
    invoice = house.verified()
    house.work_for(1)
    take_back(house, invoice)
    send_anew(house, invoice, invoice_number=digital(77))
    upload = house.upload(invoice)
    assert (upload.state, upload.cause, upload.business_key) == (S.DEAD, SendingCause.DIFFERS, digital(77))
    assert [(each.field, each.ours, each.theirs) for each in upload.differences] == [("invoice_number", digital(77), digital(1))]
    simulated.books.cancel(digital(1))
    send_anew(house, invoice)
    assert house.state(invoice) is InvoiceState.CONFIRMED
    assert [booking.key for booking in simulated.books.bookings if not booking.withdrawn] == [digital(77)]


def test_what_the_backup_has_is_asked_for_there_and_not_booked_in_the_first_one_too(
    house: House, simulated: SimulatedLedger, clock: Clock, ledger: RestLedger
) -> None:
    second = SimulatedLedger(Books(clock), Scripted(), "key", SECRET, clock)
    with serve(second) as base:
        backup = RestLedger("backup", base, "key", SECRET, QUICK, clock)
        house.routes = Routes({TENANT: Route(ledger, backup, timedelta(minutes=1))})
        simulated.closed.set()
        invoice = house.verified()
        house.work_for(2)
        assert (house.state(invoice), house.upload(invoice).ledger) == (InvoiceState.CONFIRMED, "backup")
        simulated.closed.clear()
        take_back(house, invoice)
        send_anew(house, invoice)
        assert (house.state(invoice), house.upload(invoice).ledger) == (InvoiceState.CONFIRMED, "backup")
    assert simulated.books.bookings == ()
    assert len(second.books.bookings) == 1
