"""Receiving: what a receipt promises, and that a refusal leaves nothing behind."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from intake.door import Incoming, Reception, Room
from intake.errors import Busy, IntakeError, StoreUnavailable
from intake.opening.limits import Limits
from intake.store.documents import count_documents, find_document
from intake.store.files import LocalFiles
from intake.store.receipts import KeyConflict, Receipt
from intake.store.session import Database
from intake.store.words import Door, Lane
from tests.intake.store.samples import NOON, PHONE, TENANT

PDF = b"%PDF-1.7\n" + b"an invoice" * 50
Told = list[tuple[str, UUID, Lane]]


def zipped(*names: str) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in names:
            archive.writestr(name, b"something")
    return packed.getvalue()


def incoming(**more: object) -> Incoming:
    return replace(Incoming(TENANT, "三月.pdf", Door.HTTP, PHONE), **more)  # type: ignore[arg-type]


@pytest.fixture
def told() -> Told:
    return []


@pytest.fixture
def reception(database: Database, files: LocalFiles, told: Told) -> Reception:
    return Reception(database, files, lambda: NOON, lambda *document: told.append(document), (files.root,), room=Room(free_bytes=0))


@pytest.fixture
def is_empty(database: Database, files: LocalFiles) -> Callable[[], bool]:
    def empty() -> bool:
        with database.read() as session:
            return not count_documents(session) and not list(files.all()) and not list((files.root / "incoming").iterdir())

    return empty


def test_a_receipt_means_a_document_with_its_bytes_and_somebody_was_told(reception: Reception, told: Told) -> None:
    receipt = reception.receive([PDF[:4], PDF[4:]], incoming(lane=Lane.BATCH))
    assert isinstance(receipt, Receipt) and receipt.first
    with reception.database.read() as session:
        document = find_document(session, TENANT, receipt.document_id)
    assert document is not None and (document.media_type, document.lane, document.name) == ("application/pdf", Lane.BATCH, "三月.pdf")
    assert reception.files.read(document.sha256, check=True) == PDF
    assert told == [(TENANT, receipt.document_id, Lane.BATCH)]


def test_the_same_bytes_again_are_told_to_nobody(reception: Reception, told: Told) -> None:
    first = reception.receive([PDF], incoming())
    again = reception.receive([PDF], incoming(name="copy.pdf"))
    assert isinstance(first, Receipt) and isinstance(again, Receipt)
    assert (again.first, again.document_id) == (False, first.document_id) and len(told) == 1


def test_a_repeated_request_gets_its_receipt_and_the_same_key_for_other_bytes_a_conflict(reception: Reception, told: Told) -> None:
    first = reception.receive([PDF], incoming(idempotency_key="k"))
    again = reception.receive([PDF], incoming(idempotency_key="k"))
    assert isinstance(first, Receipt) and isinstance(again, Receipt)
    assert again.replayed and again.id == first.id
    assert reception.receive([PDF + b"!"], incoming(idempotency_key="k")) == KeyConflict(first.id)
    assert len(told) == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_file"),
        (b"just words", "unknown_type"),
        (b"GIF89a...", "picture_type_unsupported"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "svg_refused"),
        (zipped("[Content_Types].xml", "word/document.xml"), "office_refused"),
    ],
)
def test_what_is_refused_for_its_content_leaves_nothing(reception: Reception, is_empty: Callable[[], bool], told: Told, content: bytes, code: str) -> None:
    with pytest.raises(IntakeError) as caught:
        reception.receive([content], incoming())
    assert caught.value.code == code and not caught.value.retryable
    assert is_empty() and not told


def test_a_file_that_is_too_large_is_refused_while_it_streams(reception: Reception, is_empty: Callable[[], bool]) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        yield PDF
        while True:
            sent += 1
            yield bytes(10_000)

    small = replace(reception, limits=Limits(file_bytes=200_000, unpacked_bytes=400_000))
    with pytest.raises(IntakeError, match="file_too_large"):
        small.receive(endless(), incoming())
    assert sent < 25 and is_empty()
    with pytest.raises(IntakeError, match="file_too_large"):
        small.check_room(Lane.SINGLE, 400_001)


def test_a_container_may_be_larger_than_a_document(reception: Reception) -> None:
    small = replace(reception, limits=Limits(file_bytes=1000))
    content = zipped(*(f"{number}.pdf" for number in range(100)))
    assert len(content) > 1000
    assert isinstance(small.receive([content], incoming()), Receipt)


def test_bytes_that_changed_on_their_way_are_refused(reception: Reception, is_empty: Callable[[], bool]) -> None:
    with pytest.raises(IntakeError) as caught:
        reception.receive([PDF], incoming(sha256=sha256(b"others").hexdigest()))
    assert caught.value.code == "sha256_mismatch" and caught.value.retryable and is_empty()
    assert isinstance(reception.receive([PDF], incoming(sha256=sha256(PDF).hexdigest().upper())), Receipt)


def test_a_sender_that_breaks_off_leaves_nothing(reception: Reception, is_empty: Callable[[], bool]) -> None:
    def broken() -> Iterator[bytes]:
        yield PDF
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        reception.receive(broken(), incoming())
    assert is_empty()


def test_a_long_queue_turns_its_own_lane_away_and_no_other(reception: Reception) -> None:
    full = replace(reception, room=Room(waiting_single=10, waiting_batch=1, free_bytes=0, retry_after_queue=30))
    full.receive([PDF], incoming(lane=Lane.BATCH))
    with pytest.raises(Busy) as caught:
        full.receive([PDF + b"2"], incoming(lane=Lane.BATCH))
    assert (caught.value.code, caught.value.retry_after, caught.value.retryable) == ("queue_full", 30, True)
    assert isinstance(full.receive([PDF + b"3"], incoming(lane=Lane.SINGLE)), Receipt)


def test_a_short_disk_turns_everybody_away(reception: Reception, is_empty: Callable[[], bool]) -> None:
    short = replace(reception, room=Room(free_bytes=1 << 60))
    with pytest.raises(Busy) as caught:
        short.receive([PDF], incoming())
    assert caught.value.code == "disk_short" and is_empty()


def test_a_receipt_stands_when_nobody_can_be_told(reception: Reception) -> None:
    def fail(*_: object) -> None:
        raise StoreUnavailable("database_unreachable", "The engine's database is away.", "任务库不可用。")

    receipt = replace(reception, on_received=fail).receive([PDF], incoming())
    assert isinstance(receipt, Receipt) and receipt.first


def test_of_a_long_name_the_end_is_kept(reception: Reception) -> None:
    receipt = reception.receive([PDF], incoming(name="x" * 10_000 + ".pdf"))
    assert isinstance(receipt, Receipt) and len(receipt.name) == 500 and receipt.name.endswith(".pdf")


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from([(PDF, "application/pdf"), (zipped("OFD.xml"), "application/ofd"), (zipped("a.pdf", "b.pdf"), "application/zip")]), st.data())
def test_the_type_does_not_depend_on_how_the_bytes_are_cut(reception: Reception, sent: tuple[bytes, str], data: st.DataObject) -> None:
    content, media_type = sent
    cuts = sorted(data.draw(st.lists(st.integers(0, len(content)), max_size=8)))
    chunks = [content[start:end] for start, end in zip([0, *cuts], [*cuts, len(content)], strict=True)]
    tenant = uuid4().hex
    receipt = reception.receive(chunks, incoming(tenant=tenant))
    assert isinstance(receipt, Receipt)
    with reception.database.read() as session:
        document = find_document(session, tenant, receipt.document_id)
    assert document is not None and document.media_type == media_type
