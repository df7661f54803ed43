from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import insert, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from intake.state import InvoiceState, machine
from intake.store.answers import Done
from intake.store.history import history_of_invoice
from intake.store.ids import new_id
from intake.store.invoices import find_invoice
from intake.store.ledger_entries import ledger_entry
from intake.store.ledger_health import ailing_ledgers, ledger_health, record_failure, record_success
from intake.store.moves import move_invoice
from intake.store.session import Database
from intake.store.upload_events import events_of_upload
from intake.store.upload_tables import UploadRow
from intake.store.uploads import (
    StoredUpload,
    due_uploads,
    find_upload,
    hurry,
    next_due,
    put_off,
    sendings_of,
    step_upload,
    take_upload,
    uploads_of_invoice,
    wake_without_ledger,
)
from intake.upload.outbox import Patience, SendingCause, Step, UploadState
from tests.intake.store.samples import NOON, OTHER_TENANT, REVIEWER, TENANT, approve, digital, later, read, result, verify

S = UploadState
SENDER = machine("uploader")
SENDING = Step(S.SENDING, SendingCause.NONE, later(300))
LEASE = later(300)


def queued(session: Session, serial: int = 1) -> StoredUpload:
    (invoice,) = read(session, str(serial).encode(), result(digital(serial)))
    approve(session, invoice)
    verify(session, invoice)
    return uploads_of_invoice(session, TENANT, invoice)[-1]


def stepped(session: Session, upload: StoredUpload, step: Step, seconds: float = 0) -> StoredUpload:
    done = step_upload(session, upload, step, "books", actor=SENDER, at=later(seconds))
    assert done is not None
    return done


def state(session: Session, upload: StoredUpload) -> InvoiceState:
    invoice = find_invoice(session, TENANT, upload.invoice_id)
    assert invoice is not None
    return invoice.state


def test_an_invoice_that_becomes_verified_is_queued_in_the_same_transaction(database: Database) -> None:
    with database.write() as session:
        upload = queued(session)
        assert (upload.state, upload.revision, upload.business_key, upload.next_at) == (S.QUEUED, 1, digital(1), NOON)
        assert [event.target for event in events_of_upload(session, TENANT, upload.id)] == [S.QUEUED]


def test_an_invoice_without_a_number_of_its_own_is_known_by_its_file_and_place(database: Database) -> None:
    with database.write() as session:
        (invoice,) = read(session, b"ticket", result("", invoice_code=""))
        approve(session, invoice)
        verify(session, invoice)
        (upload,) = uploads_of_invoice(session, TENANT, invoice)
    assert upload.business_key.endswith("-1-0")
    assert len(upload.business_key) > 20


def test_invoice_and_sending_move_together_with_history_of_both(database: Database) -> None:
    with database.write() as session:
        sending = stepped(session, queued(session), SENDING)
        assert (state(session, sending), sending.attempt.sendings, sending.attempt.sent_at) == (InvoiceState.UPLOADING, 1, NOON)
        accepted = stepped(session, sending, Step(S.ACCEPTED, SendingCause.NOT_THERE_YET, later(5), "L1"), 3)
        assert (state(session, accepted), accepted.attempt.their_id, accepted.attempt.sent_at) == (InvoiceState.UPLOADING, "L1", later(3))
        confirmed = stepped(session, accepted, Step(S.CONFIRMED, SendingCause.NONE, None, "L1"), 9)
        assert (state(session, confirmed), confirmed.next_at) == (InvoiceState.CONFIRMED, None)
        assert [event.target for event in events_of_upload(session, TENANT, confirmed.id)] == [S.QUEUED, S.SENDING, S.ACCEPTED, S.CONFIRMED]
        moves = [entry.target for entry in history_of_invoice(session, TENANT, confirmed.invoice_id)]
        assert moves[-3:] == ["verified", "uploading", "confirmed"]


@pytest.mark.parametrize("step", [Step(S.CONFIRMED, SendingCause.NONE, None, "L1"), Step(S.DEAD, SendingCause.FORMAT, None, detail="total: is missing")])
def test_an_invoice_that_ends_before_it_was_sent_goes_by_way_of_uploading(database: Database, step: Step) -> None:
    with database.write() as session:
        ended = stepped(session, queued(session), step)
        moves = [(entry.source, entry.target) for entry in history_of_invoice(session, TENANT, ended.invoice_id)][-2:]
    assert moves[0] == ("verified", "uploading")
    assert moves[1][1] == ("confirmed" if step.state is S.CONFIRMED else "in_review")


def test_of_two_that_take_the_same_step_one_does_and_nothing_else_is_changed(database: Database) -> None:
    with database.write() as session:
        upload = queued(session)
        stepped(session, upload, SENDING)
        assert step_upload(session, upload, SENDING, "books", actor=SENDER, at=NOON) is None
        assert step_upload(session, upload, Step(S.DEAD, SendingCause.FORMAT, None), "books", actor=SENDER, at=NOON) is None
        found = find_upload(session, TENANT, upload.id)
        assert found is not None
        assert found.attempt.sendings == 1
        assert state(session, upload) is InvoiceState.UPLOADING


def test_an_invoice_that_was_taken_back_in_between_is_not_sent(database: Database) -> None:
    with database.write() as session:
        upload = queued(session)
        assert isinstance(
            move_invoice(session, TENANT, upload.invoice_id, InvoiceState.VERIFIED, InvoiceState.IN_REVIEW, actor=REVIEWER, why="", at=NOON), Done
        )
        assert step_upload(session, upload, SENDING, "books", actor=SENDER, at=NOON) is None
        found = find_upload(session, TENANT, upload.id)
        assert found is not None
        assert (found.state, found.cause, found.next_at) == (S.DEAD, SendingCause.WITHDRAWN, None)


def test_a_move_that_does_not_exist_is_a_fault_of_the_program(database: Database) -> None:
    with database.write() as session, pytest.raises(ValueError, match="no move"):
        step_upload(session, queued(session), Step(S.ACCEPTED, SendingCause.NONE, None), "books", actor=SENDER, at=NOON)


def test_what_is_due_is_taken_once_and_again_after_its_lease(database: Database) -> None:
    with database.write() as session:
        first, second = queued(session, 1), queued(session, 2)
        assert [upload.id for upload in due_uploads(session, NOON, 10)] == [first.id, second.id]
        assert next_due(session) == NOON
        taken = take_upload(session, TENANT, first.id, first.version, NOON, LEASE)
        assert taken is not None
        assert take_upload(session, TENANT, first.id, first.version, NOON, LEASE) is None
        assert take_upload(session, TENANT, first.id, taken.version, NOON, LEASE) is None, "it is not due"
        assert take_upload(session, OTHER_TENANT, second.id, second.version, NOON, LEASE) is None
        assert [upload.id for upload in due_uploads(session, NOON, 10)] == [second.id]
        assert len(due_uploads(session, LEASE, 10)) == 2


def test_nothing_leaves_a_state_that_is_an_end(database: Database) -> None:
    with database.write() as session:
        ended = stepped(session, queued(session), Step(S.CONFIRMED, SendingCause.NONE, None))
        session.execute(update(UploadRow).values(next_at=NOON))
        assert take_upload(session, TENANT, ended.id, ended.version, NOON, LEASE) is None


def test_the_database_itself_refuses_a_second_sending_of_the_same_invoice(database: Database) -> None:
    with database.write() as session:
        upload = queued(session)
        row = dict(session.execute(text("SELECT * FROM ledger_uploads")).mappings().one())
    for changes in ({"revision": upload.revision}, {"revision": upload.revision + 1}):
        with pytest.raises(IntegrityError), database.write() as session:
            session.execute(insert(UploadRow).values(**_like(row, upload, changes)))


def _like(row: dict[str, Any], upload: StoredUpload, changes: dict[str, Any]) -> dict[str, Any]:
    own = {"id": new_id(), "invoice_id": upload.invoice_id, "state": S.QUEUED, "cause": SendingCause.NONE, "differences": []}
    times = {"sent_at": None, "next_at": NOON, "opened_at": NOON, "moved_at": NOON}
    return {**row, **own, **times, **changes}


def test_whoever_waits_for_a_ledger_is_put_off_and_who_waits_longer_or_for_another_is_not(database: Database) -> None:
    with database.write() as session:
        first, second, third = (queued(session, serial) for serial in (1, 2, 3))
        stepped(session, second, Step(S.QUEUED, SendingCause.UNAVAILABLE, later(900)))
        sending = step_upload(session, third, SENDING, "other", actor=SENDER, at=NOON)
        assert sending is not None
        assert put_off(session, TENANT, ["", "books"], [S.QUEUED], later(60)) == 1
        times = {upload.id: upload.next_at for upload in sendings_of(session, TENANT, (S.QUEUED, S.SENDING), limit=9)[0]}
    assert times == {first.id: later(60), second.id: later(900), third.id: later(300)}


def test_those_without_a_ledger_are_woken_when_there_is_one(database: Database) -> None:
    with database.write() as session:
        upload = stepped(session, queued(session), Step(S.QUEUED, SendingCause.NO_LEDGER, None))
        assert due_uploads(session, later(10**6), 10) == ()
        assert wake_without_ledger(session, [OTHER_TENANT], NOON) == 0
        assert wake_without_ledger(session, [TENANT], NOON) == 1
        assert wake_without_ledger(session, [TENANT], NOON) == 0
        assert [each.id for each in due_uploads(session, NOON, 10)] == [upload.id]


def test_a_person_may_have_what_waits_done_now_but_not_what_is_being_sent(database: Database) -> None:
    with database.write() as session:
        upload = stepped(session, queued(session), Step(S.QUEUED, SendingCause.UNAVAILABLE, later(900)))
        assert not hurry(session, OTHER_TENANT, upload.invoice_id, later(1))
        assert hurry(session, TENANT, upload.invoice_id, later(1))
        assert next_due(session) == later(1)
        stepped(session, upload, SENDING)
        assert not hurry(session, TENANT, upload.invoice_id, later(2))


def test_looking_for_what_is_due_uses_its_index_however_many_wait(database: Database) -> None:
    if database.postgresql:
        pytest.skip("its planner reads small tables whole")
    statement = "EXPLAIN QUERY PLAN SELECT * FROM ledger_uploads WHERE next_at IS NOT NULL AND next_at <= '2024-01-01' ORDER BY next_at LIMIT 100"
    with database.read() as session:
        (plan,) = session.execute(text(statement)).all()
    assert "USING INDEX ix_ledger_uploads_due" in plan.detail


def test_an_ailing_ledger_is_left_alone_for_longer_each_time_and_well_again_with_one_success(database: Database) -> None:
    patience = Patience()
    with database.write() as session:
        assert ledger_health(session, TENANT, "books") is None
        first = record_failure(session, TENANT, "books", "timeout", NOON, patience, None)
        assert (first.failures, first.since, first.paused_until) == (1, NOON, NOON + patience.pause)
        assert record_failure(session, TENANT, "books", "timeout", later(1), patience, None) == first, "those that fail together count once"
        second = record_failure(session, TENANT, "books", "closed", later(60), patience, timedelta(hours=1))
        assert (second.failures, second.since, second.paused_until) == (2, NOON, later(60) + timedelta(hours=1))
        assert ailing_ledgers(session) == {(TENANT, "books"): second}
        assert ledger_health(session, OTHER_TENANT, "books") is None
        record_success(session, TENANT, "books")
        assert ailing_ledgers(session) == {}


def test_an_entry_has_the_values_that_stand(database: Database) -> None:
    with database.write() as session:
        upload = queued(session)
        entry = ledger_entry(session, TENANT, upload.invoice_id, upload.business_key, upload.revision)
        assert ledger_entry(session, OTHER_TENANT, upload.invoice_id, upload.business_key, 1) is None
        assert ledger_entry(session, TENANT, UUID(int=0), upload.business_key, 1) is None
    assert entry is not None
    assert (entry.amount, entry.tax, entry.total) == (10_000, 600, 10_600)
    assert entry.idempotency_key == f"{TENANT}:{digital(1)}:1"
    assert entry.text("seller_name") == "海州望潮餐饮管理(集团)有限公司"
    assert not entry.checked, "nobody asked the bureau"
