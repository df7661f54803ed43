import os
from pathlib import Path

import pytest
from sqlalchemy import text, update

from intake.store.deletion import delete_document
from intake.store.files import LocalFiles
from intake.store.receipts import Receipt, receive
from intake.store.session import Database
from intake.store.tables import DocumentRow
from intake.store.verify import Checked, Damage, Fault, verify
from tests.intake.store.samples import NOON, OTHER_TENANT, REVIEWER, TENANT, arrival


def keep(database: Database, files: LocalFiles, content: bytes, tenant: str = TENANT) -> Receipt:
    files.put([content])
    with database.write() as session:
        receipt = receive(session, arrival(content, tenant=tenant))
    assert isinstance(receipt, Receipt)
    return receipt


def path_of(files: LocalFiles, content: bytes) -> Path:
    sha256 = arrival(content).file.sha256
    return files.root / sha256[:2] / sha256


def damages(database: Database, files: LocalFiles) -> list[Damage]:
    return [found for found in verify(database, files) if isinstance(found, Damage)]


def test_a_sound_store_has_no_damage_and_says_how_much_there_is(database: Database, files: LocalFiles) -> None:
    for number in range(5):
        keep(database, files, b"%d" % number)
    keep(database, files, b"0", OTHER_TENANT)
    deleted = keep(database, files, b"deleted")
    with database.write() as session:
        delete_document(session, TENANT, deleted.document_id, actor=REVIEWER, why="", at=NOON)
    assert list(verify(database, files)) == [Checked(7, 6), Checked(7, 6)]


def test_every_kind_of_damage_is_found_with_its_record(database: Database, files: LocalFiles) -> None:
    missing, altered, resized, _sound = (keep(database, files, content) for content in (b"missing", b"altered", b"resized", b"sound"))
    path_of(files, b"missing").unlink()
    path_of(files, b"altered").chmod(0o640)
    path_of(files, b"altered").write_bytes(b"another")
    stray = files.put([b"stray"])
    with database.write() as session:
        session.execute(update(DocumentRow).where(DocumentRow.id == resized.document_id).values(size=99))
    found = damages(database, files)
    assert {(damage.fault, damage.document_id, damage.tenant) for damage in found} == {
        (Fault.ORIGINAL_MISSING, missing.document_id, TENANT),
        (Fault.ORIGINAL_ALTERED, altered.document_id, TENANT),
        (Fault.SIZE_DIFFERS, resized.document_id, TENANT),
        (Fault.NOBODYS_FILE, None, None),
    }
    assert stray.sha256 in {damage.where for damage in found}


def test_the_original_of_a_deleted_document_must_be_there(database: Database, files: LocalFiles) -> None:
    receipt = keep(database, files, b"deleted")
    with database.write() as session:
        delete_document(session, TENANT, receipt.document_id, actor=REVIEWER, why="", at=NOON)
    path_of(files, b"deleted").unlink()
    assert [damage.fault for damage in damages(database, files)] == [Fault.ORIGINAL_MISSING]


def test_a_reference_that_leads_nowhere_is_found(database: Database, files: LocalFiles) -> None:
    if database.postgresql:
        pytest.skip("PostgreSQL keeps its own references")
    keep(database, files, b"1")
    with database.exclusive() as connection:
        connection.execute(text("DELETE FROM documents"))
    assert Fault.REFERENCE_BROKEN in {damage.fault for damage in damages(database, files)}


def test_a_damaged_database_file_is_found(database: Database, files: LocalFiles) -> None:
    if database.file is None:
        pytest.skip("PostgreSQL checks itself")
    with database.write() as session:
        for number in range(200):
            receive(session, arrival(b"%d" % number))
    with database.exclusive() as connection:
        root = connection.execute(text("SELECT rootpage FROM sqlite_master WHERE name = 'ix_documents_queue'")).scalar_one()
        size = connection.execute(text("PRAGMA page_size")).scalar_one()
    with database.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA query_only = 0")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    with database.file.open("r+b") as file:
        file.seek((root - 1) * size + 100)
        file.write(os.urandom(size - 100))
    assert Fault.DATABASE_DAMAGED in {damage.fault for damage in damages(database, files)}
