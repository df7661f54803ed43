"""When a document, and a container with all that was in it, has ended."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from intake.ended_document import ended_document
from intake.state import DocumentState
from intake.store.answers import Done
from intake.store.containers import ContainerFailure, ContainerMember, record_members
from intake.store.deletion import delete_document
from intake.store.documents import begin_reading, fail, find_document
from intake.store.receipts import Receipt
from intake.store.session import Database
from tests.intake.store.samples import NOON, READER, REVIEWER, TENANT, arrive, digital, record, result, stored

FAILURE = ContainerFailure("mail.eml!b.doc", "office_refused", "Office documents are not opened.", "不支持 Office 文档。")


def taken_apart(database: Database, *members: bytes, failures: tuple[ContainerFailure, ...] = ()) -> tuple[UUID, list[UUID]]:
    with database.write() as session:
        container = arrive(session, b"container")
        begin_reading(session, TENANT, container, actor=READER, at=NOON)
        document = find_document(session, TENANT, container)
        assert document is not None
        parts = [ContainerMember(f"mail.eml!{number}.pdf", stored(content), "application/pdf") for number, content in enumerate(members)]
        receipts = record_members(session, document, parts, failures, actor=READER, at=NOON)
        assert isinstance(receipts, tuple) and all(isinstance(receipt, Receipt) for receipt in receipts)
        return container, [receipt.document_id for receipt in receipts]


def fail_reading(database: Database, document: UUID) -> None:
    with database.write() as session:
        begin_reading(session, TENANT, document, actor=READER, at=NOON)
        fail(session, TENANT, document, error_code="pdf_damaged", actor=READER, why="It is damaged. · 已损坏。", at=NOON)


def test_a_container_ends_with_the_last_of_what_was_in_it(database: Database) -> None:
    container, (one, other) = taken_apart(database, b"1", b"2", failures=(FAILURE,))
    with database.write() as session:
        assert ended_document(session, TENANT, container) is None
        record(session, one, result(digital(1)))
        assert ended_document(session, TENANT, container) is None
    fail_reading(database, other)
    with database.read() as session:
        ended = ended_document(session, TENANT, container)
    assert ended is not None and (ended.state, ended.code, ended.members) == (DocumentState.READ, "", 2)
    assert ended.failures == (FAILURE, ContainerFailure("1.pdf", "pdf_damaged", "It is damaged.", "已损坏。"))


def test_a_container_of_which_nothing_could_be_read_has_failed(database: Database) -> None:
    container, (only,) = taken_apart(database, b"1")
    fail_reading(database, only)
    with database.read() as session:
        ended = ended_document(session, TENANT, container)
    assert ended is not None and (ended.state, ended.code, ended.message_zh) == (DocumentState.FAILED, "pdf_damaged", "已损坏。")


def test_a_container_out_of_which_nothing_came_has_failed(database: Database) -> None:
    container, _ = taken_apart(database, failures=(FAILURE,))
    with database.read() as session:
        ended = ended_document(session, TENANT, container)
    assert ended is not None and (ended.state, ended.code) == (DocumentState.FAILED, "office_refused")


def test_a_document_that_was_deleted_before_it_was_read_has_failed(database: Database) -> None:
    with database.write() as session:
        document = arrive(session)
        assert isinstance(delete_document(session, TENANT, document, actor=REVIEWER, why="a mistake", at=NOON), Done)
    with database.read() as session:
        ended = ended_document(session, TENANT, document)
        assert ended is not None and (ended.state, ended.code) == (DocumentState.FAILED, "record_deleted")
        with pytest.raises(LookupError):
            ended_document(session, TENANT, uuid4())
