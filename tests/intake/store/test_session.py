import multiprocessing
import os
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError, IntegrityError

from intake.errors import IntakeError, SetupError, StoreDamaged, StoreUnavailable
from intake.store import session as session_module
from intake.store.files import LocalFiles, open_local_files
from intake.store.receipts import receive
from intake.store.session import Database, open_database
from intake.store.tables import DocumentRow
from tests.intake.store.samples import arrival, arrive


def sqlite(database: Database) -> None:
    if database.postgresql:
        pytest.skip("of SQLite only")


def test_sqlite_waits_for_the_disk_and_keeps_its_references(database: Database) -> None:
    sqlite(database)
    with database.write() as session:
        settings = {name: session.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")}
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}


def test_broken_references_are_refused(database: Database) -> None:
    with pytest.raises(IntegrityError), database.write() as session:
        receive(session, arrival(container_id=UUID(int=7)))


def test_a_session_for_reading_can_not_write_and_says_so(database: Database) -> None:
    with pytest.raises(DBAPIError), database.read() as session:
        arrive(session)
    with database.write() as session:
        assert session.scalars(select(DocumentRow.id)).all() == []
        arrive(session)


def test_what_raises_keeps_nothing(database: Database) -> None:
    with pytest.raises(RuntimeError), database.write() as session:
        arrive(session)
        raise RuntimeError
    with database.read() as session:
        assert session.scalars(select(DocumentRow.id)).all() == []


def test_readers_do_not_wait_for_a_writer(database: Database) -> None:
    with database.write() as writer:
        arrive(writer)
        with database.read() as reader:
            assert reader.scalars(select(DocumentRow.id)).all() == []


def test_writers_that_read_first_lose_no_update(database: Database) -> None:
    """Counting with the new value computed in the database; on SQLite it would fail with "database is locked" without IMMEDIATE."""
    with database.write() as session:
        document_id = arrive(session)

    def count(_: int) -> None:
        with database.write() as session:
            session.scalar(select(DocumentRow.attempts).where(DocumentRow.id == document_id))
            session.execute(update(DocumentRow).where(DocumentRow.id == document_id).values(attempts=DocumentRow.attempts + 1))

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(count, range(96)))
    with database.read() as session:
        assert session.scalar(select(DocumentRow.attempts).where(DocumentRow.id == document_id)) == 96


@pytest.mark.parametrize("address", ["mysql://server/name", "sqlite://", "sqlite:///:memory:", "store.db", ""])
def test_other_kinds_of_databases_are_refused_with_what_to_use(address: str) -> None:
    with pytest.raises(SetupError) as caught:
        open_database(address)
    assert caught.value.code == "database_unsupported" and "sqlite:///" in caught.value.message_zh


def code_of(database: Database, *, writing: bool = True) -> IntakeError:
    """The error that an attempt ends with."""
    with pytest.raises(IntakeError) as caught, database.write() if writing else database.read() as session:
        arrive(session, b"x" * 100) if writing else session.scalar(select(DocumentRow.id))
    assert caught.value.__cause__ is not None
    return caught.value


def test_a_full_disk_is_an_error_that_may_pass_and_what_was_kept_stays(database: Database) -> None:
    sqlite(database)
    with database.write() as session:
        session.execute(text("PRAGMA max_page_count = 1"))  # as many pages as there are
        kept = arrive(session, b"first")
    with pytest.raises(StoreUnavailable) as caught, database.write() as session:
        session.execute(text("PRAGMA max_page_count = 1"))
        for number in range(1000):
            arrive(session, b"%d" % number)
    assert (caught.value.code, caught.value.retryable) == ("disk_full", True)
    with database.read() as session:
        assert session.scalars(select(DocumentRow.id)).all() == [kept]


def test_a_writer_that_waits_too_long_is_told_to_come_back(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_module, "LOCK_SECONDS", 0.05)
    impatient = open_database(database.engine.url.render_as_string(hide_password=False))
    with database.write() as session:
        document_id = arrive(session)
    with database.write() as session:
        session.execute(update(DocumentRow).where(DocumentRow.id == document_id).values(attempts=1))
        with pytest.raises(StoreUnavailable) as caught, impatient.write() as other:
            other.execute(update(DocumentRow).where(DocumentRow.id == document_id).values(attempts=2))
    impatient.close()
    assert (caught.value.code, caught.value.retryable) == ("store_busy", True)


def test_a_database_that_does_not_answer_may_answer_later(tmp_path: Path) -> None:
    error = code_of(open_database(f"postgresql://intake:secret@/nothing?host={tmp_path}"))
    assert (error.code, error.retryable) == ("database_unreachable", True)
    assert "secret" not in str(error)


def test_a_connection_that_was_cut_is_replaced(database: Database) -> None:
    if not database.postgresql:
        pytest.skip("of PostgreSQL only")
    with pytest.raises(StoreUnavailable) as caught, database.write() as session:
        victim = session.scalar(text("SELECT pg_backend_pid()"))
        with database.write() as other:
            other.execute(text("SELECT pg_terminate_backend(:victim)"), {"victim": victim})
        arrive(session)
    assert caught.value.code == "database_unreachable"
    with database.write() as session:
        arrive(session)


def test_a_damaged_database_file_is_said_to_be_damaged(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    path.write_bytes(b"this is no database, whatever its name says" * 100)
    error = code_of(open_database(f"sqlite:///{path}"))
    assert isinstance(error, StoreDamaged) and error.code == "database_damaged"


def test_a_folder_that_can_not_be_made_is_an_error_of_the_set_up(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(IntakeError) as caught:
        open_database(f"sqlite:///{tmp_path}/file/store.sqlite")
    assert caught.value.code == "disk_failed"


def test_faults_of_the_program_are_not_dressed_up(database: Database) -> None:
    with pytest.raises(DBAPIError), database.write() as session:
        session.execute(text("SELECT nonsense"))


NOBODY = 65534


def codes_as_another_user(folder: Path, write: Connection) -> None:
    """In a child: what writing the store in that folder ends with, for a user without rights. Root may write everywhere."""
    if os.getuid() == 0:
        os.setuid(NOBODY)

    def write_database() -> None:
        with open_database(f"sqlite:///{folder}/store.sqlite").write() as session:
            session.execute(text("CREATE TABLE other (id INTEGER)"))

    attempts: list[Callable[[], object]] = [
        write_database,
        lambda: open_local_files(folder / "originals"),
        lambda: LocalFiles(folder / "originals").put([b"x"]),
    ]
    for attempt in attempts:
        try:
            attempt()
            write.send("written")
        except IntakeError as error:
            write.send(error.code)


def test_a_store_that_may_not_be_written_is_an_error_of_the_set_up() -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        with closing(sqlite3.connect(folder / "store.sqlite")) as connection:
            connection.execute("CREATE TABLE one (id INTEGER)")
        open_local_files(folder / "originals")
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        context = multiprocessing.get_context("fork")
        read, write = context.Pipe(duplex=False)
        child = context.Process(target=codes_as_another_user, args=(folder, write))
        child.start()
        child.join()
        assert [read.recv() for _ in range(3)] == ["store_not_writable"] * 3
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o755)
