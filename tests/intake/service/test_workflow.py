"""The read job: one document from received to its end."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from uuid import UUID

import pytest

from intake.engine import Abandoned, JobState
from intake.errors import IntakeError, NeedsPassword, ReadingFailed, RefusedFile, SetupError, StoreDamaged, StoreUnavailable, UnreadableFile
from intake.fake_pipeline import make_fake_pipeline, number_of
from intake.isolation import ReaderPool
from intake.state import DocumentState
from intake.store.answers import Done
from intake.store.containers import container_failures
from intake.store.deletion import delete_document
from intake.store.documents import StoredDocument, find_document, read_again
from intake.store.files import StoredFile
from intake.store.history import history_of_document
from intake.store.invoices import invoices_of_document
from intake.store.readings import readings_of_document
from intake.store.receipts import Arrival, Receipt, receipts_of_container, receive
from intake.store.words import Door, Lane
from intake.workflow import DocumentReading, Fate, fate_of, read_job
from tests.intake.service.conftest import LIMITS, WORKER, Reader
from tests.intake.store.samples import ADMINISTRATOR, NOON, PHONE, TENANT


def pdf(text: str) -> bytes:
    return b"%PDF-1.7\n" + text.encode()


def arrive(reader: Reader, content: bytes, name: str = "a.pdf", lane: Lane = Lane.SINGLE) -> UUID:
    parts = reader.parts
    file = parts.files.put([content])
    with parts.database.write() as session:
        receipt = receive(session, Arrival(TENANT, file, "application/pdf", name, Door.HTTP, PHONE, NOON, lane=lane))
    assert isinstance(receipt, Receipt)
    return receipt.document_id


def state_of(reader: Reader, document_id: UUID) -> StoredDocument:
    with reader.parts.database.read() as session:
        document = find_document(session, TENANT, document_id)
    assert document is not None
    return document


def read(reader: Reader, document_id: UUID) -> StoredDocument:
    """Runs the job that the document's present stay in `received` has."""
    job = read_job(TENANT, document_id, state_of(reader, document_id).version, Lane.SINGLE)
    reader.reading.run(*job.arguments)
    return state_of(reader, document_id)


def test_a_document_is_read_and_its_invoice_is_a_record(reader: Reader) -> None:
    document_id = arrive(reader, pdf("good"))
    document = read(reader, document_id)
    assert (document.state, document.attempts, document.worker, document.error_code) == (DocumentState.READ, 1, "", "")
    with reader.parts.database.read() as session:
        (invoice,) = invoices_of_document(session, TENANT, document_id)
        (reading,) = readings_of_document(session, TENANT, document_id)
    assert invoice.columns.number == number_of(pdf("good")) and reading.reader == "fake 1"
    assert not reader.reading.in_hand and reader.parts.lanes.taken == 0


def test_a_damaged_file_fails_with_its_code_and_is_not_tried_again(reader: Reader) -> None:
    document = read(reader, arrive(reader, pdf("damaged")))
    assert (document.state, document.error_code, document.attempts) == (DocumentState.FAILED, "pdf_damaged", 1)
    assert not reader.parts.jobs.states([read_job(TENANT, document.id, 3, Lane.SINGLE).id])


@pytest.mark.slow
def test_a_file_that_kills_its_reader_twice_is_quarantined_and_says_so(reader: Reader) -> None:
    document_id = arrive(reader, pdf("die"))
    document = read(reader, document_id)
    assert (document.state, document.error_code, document.version) == (DocumentState.RECEIVED, "worker_died", 3)
    next_job = read_job(TENANT, document_id, 3, Lane.SINGLE)
    assert reader.parts.jobs.states([next_job.id]) == {next_job.id: JobState.WAITING}
    document = read(reader, document_id)
    assert (document.state, document.error_code, document.attempts) == (DocumentState.QUARANTINED, "worker_died", 2)
    with reader.parts.database.read() as session:
        assert "died" in history_of_document(session, TENANT, document_id)[-1].why
    assert read(reader, arrive(reader, pdf("the next"))).state is DocumentState.READ


def test_a_fault_of_the_program_is_tried_once_more(reader: Reader) -> None:
    document_id = arrive(reader, pdf("fault"))
    assert read(reader, document_id).state is DocumentState.RECEIVED
    document = read(reader, document_id)
    assert (document.state, document.error_code) == (DocumentState.FAILED, "internal_error")


def test_a_job_that_comes_late_or_twice_finds_nothing_to_do(reader: Reader) -> None:
    document_id = arrive(reader, pdf("good"))
    arguments = read_job(TENANT, document_id, 1, Lane.SINGLE).arguments
    reader.reading.run(*arguments)
    reader.reading.run(*arguments)
    assert state_of(reader, document_id).version == 3
    with reader.parts.database.write() as session:
        assert isinstance(read_again(session, TENANT, document_id, DocumentState.READ, actor=ADMINISTRATOR, why="again", at=NOON), Done)
    reader.reading.run(*arguments)
    assert state_of(reader, document_id).state is DocumentState.RECEIVED, "the old job means the old stay"
    assert read(reader, document_id).state is DocumentState.READ


def test_a_document_that_was_deleted_is_not_read(reader: Reader) -> None:
    document_id = arrive(reader, pdf("good"))
    with reader.parts.database.write() as session:
        delete_document(session, TENANT, document_id, actor=ADMINISTRATOR, why="wrong one", at=NOON)
    reader.reading.run(*read_job(TENANT, document_id, 1, Lane.SINGLE).arguments)
    with reader.parts.database.read() as session:
        assert not readings_of_document(session, TENANT, document_id)


def test_an_original_that_is_gone_fails_its_document(reader: Reader) -> None:
    parts = reader.parts
    with parts.database.write() as session:
        receipt = receive(session, Arrival(TENANT, StoredFile("f" * 64, 3), "application/pdf", "a.pdf", Door.HTTP, PHONE, NOON))
    assert isinstance(receipt, Receipt)
    document = read(reader, receipt.document_id)
    assert (document.state, document.error_code) == (DocumentState.FAILED, "original_missing")


def archive(**members: bytes) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as zipped:
        for name, content in members.items():
            zipped.writestr(name.replace("_", "."), content)
    return packed.getvalue()


def test_members_of_an_archive_are_documents_of_whoever_sent_it(reader: Reader) -> None:
    inner = archive(c_pdf=pdf("third"))
    container_id = arrive(reader, archive(a_pdf=pdf("first"), b_pdf=pdf("damaged"), word_txt=b"just words", in_zip=inner), "all.zip")
    container = read(reader, container_id)
    assert (container.state, container.error_code) == (DocumentState.READ, "")
    with reader.parts.database.read() as session:
        receipts = receipts_of_container(session, TENANT, container_id)
        (failure,) = container_failures(session, TENANT, container_id)
        assert not invoices_of_document(session, TENANT, container_id)
    assert [receipt.name for receipt in receipts] == ["all.zip!a.pdf", "all.zip!b.pdf", "all.zip!in.zip!c.pdf"]
    assert (failure.name, failure.error_code) == ("all.zip!word.txt", "unknown_type")
    jobs = [read_job(TENANT, receipt.document_id, 1, Lane.SINGLE).id for receipt in receipts]
    assert set(reader.parts.jobs.states(jobs)) == set(jobs)
    ends = [read(reader, receipt.document_id).state for receipt in receipts]
    assert ends == [DocumentState.READ, DocumentState.FAILED, DocumentState.READ]


def test_an_archive_read_again_gives_no_second_receipts(reader: Reader) -> None:
    container_id = arrive(reader, archive(a_pdf=pdf("first")), "all.zip")
    read(reader, container_id)
    with reader.parts.database.write() as session:
        read_again(session, TENANT, container_id, DocumentState.READ, actor=ADMINISTRATOR, why="again", at=NOON)
    assert read(reader, container_id).state is DocumentState.READ
    with reader.parts.database.read() as session:
        assert len(receipts_of_container(session, TENANT, container_id)) == 1


def test_an_archive_out_of_which_nothing_comes_fails(reader: Reader) -> None:
    document = read(reader, arrive(reader, archive(), "empty.zip"))
    assert (document.state, document.error_code) == (DocumentState.FAILED, "container_empty")


def test_many_members_are_a_batch_whoever_sent_them(reader: Reader) -> None:
    container_id = arrive(reader, archive(**{f"n{number}_pdf": pdf(f"{number}") for number in range(20)}), "all.zip")
    read(reader, container_id)
    with reader.parts.database.read() as session:
        first, *_ = receipts_of_container(session, TENANT, container_id)
    assert state_of(reader, first.document_id).lane is Lane.BATCH


def test_a_job_whose_process_ends_before_its_turn_leaves_the_document_alone(reader: Reader) -> None:
    document_id = arrive(reader, pdf("good"))
    reader.parts.lanes.end()
    with pytest.raises(Abandoned):
        read(reader, document_id)
    assert state_of(reader, document_id).state is DocumentState.RECEIVED


def test_a_reader_that_is_being_stopped_gives_its_document_back(reader: Reader) -> None:
    stopped = ReaderPool(make_fake_pipeline, LIMITS, 1)
    stopped.stop()
    ending = Reader(reader.parts, DocumentReading(replace(reader.parts, pool=stopped)))
    document = read(ending, arrive(reader, pdf("good")))
    assert (document.state, document.error_code, document.worker) == (DocumentState.RECEIVED, "stopped", "")
    assert read(reader, document.id).state is DocumentState.READ


def test_while_it_is_read_the_document_says_by_whom(reader: Reader) -> None:
    document_id = arrive(reader, pdf("good"))
    seen: list[tuple[DocumentState, str, frozenset[UUID]]] = []

    def look() -> datetime:
        document = state_of(reader, document_id)
        seen.append((document.state, document.worker, reading.in_hand))
        return NOON

    reading = DocumentReading(replace(reader.parts, clock=look))
    reading.run(*read_job(TENANT, document_id, 1, Lane.SINGLE).arguments)
    assert seen[-1] == (DocumentState.READING, WORKER, frozenset({document_id}))


@pytest.mark.parametrize(
    ("error", "before", "fate"),
    [
        (UnreadableFile("pdf_damaged", "", ""), "", Fate.FAILED),
        (RefusedFile("too_many_pages", "", ""), "", Fate.FAILED),
        (NeedsPassword("needs_password", "", ""), "", Fate.FAILED),
        (StoreDamaged("original_altered", "", ""), "", Fate.FAILED),
        (ReadingFailed("worker_died", "", ""), "", Fate.AGAIN),
        (ReadingFailed("out_of_memory", "", ""), "worker_died", Fate.QUARANTINED),
        (ReadingFailed("timeout", "", ""), "interrupted", Fate.AGAIN),
        (ReadingFailed("internal_error", "", ""), "timeout", Fate.AGAIN),
        (ReadingFailed("internal_error", "", ""), "internal_error", Fate.FAILED),
        (ReadingFailed("stopped", "", ""), "stopped", Fate.AGAIN),
        (StoreUnavailable("disk_failed", "", ""), "disk_failed", Fate.AGAIN),
        (SetupError("reader_not_made", "", ""), "reader_not_made", Fate.AGAIN),
    ],
)
def test_what_becomes_of_a_document_follows_from_the_error_and_the_one_before(error: IntakeError, before: str, fate: Fate) -> None:
    assert fate_of(error, before) is fate
