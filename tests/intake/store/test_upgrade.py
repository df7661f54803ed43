import multiprocessing
import re
import shutil
import sqlite3
from contextlib import closing
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from intake.errors import SetupError, StoreUnavailable
from intake.store.append_only import protect
from intake.store.backup import back_up
from intake.store.documents import find_document
from intake.store.schema import all_tables
from intake.store.session import Database, open_database
from intake.store.upgrade import MIGRATIONS, upgrade
from tests.intake.store.samples import TENANT, arrive, read, result

NEWEST = ScriptDirectory(str(MIGRATIONS)).get_current_head() or ""
NEXT = '''"""A column that every document has to have: the table is made anew on SQLite."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{newest}"


def upgrade() -> None:
    with op.batch_alter_table("documents") as documents:
        documents.add_column(sa.Column("shelf", sa.String(length=10), nullable=False, server_default="usual"))
    with op.batch_alter_table("documents") as documents:
        documents.alter_column("shelf", server_default=None)
    {more}
'''


POSTGRESQL_SAYS = (
    "SELECT table_name, column_name, data_type, character_maximum_length, is_nullable, column_default FROM information_schema.columns WHERE table_schema = 'public'",
    "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace",
)


def tables_of(database: Database) -> list[str]:
    """Everything that the database says about our tables, in words that don't depend on how they came about."""
    with database.exclusive() as connection:
        if database.postgresql:
            said = [str(row) for question in POSTGRESQL_SAYS for row in connection.execute(text(question))]
        else:
            statements = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
            said = [f"{name} {_parts(sql)}" for name, sql in statements]
    return sorted(line for line in said if "alembic_version" not in line)


def _parts(sql: str) -> list[str]:
    """Columns and constraints of a statement in any order, so without the bracket behind the last."""
    return sorted(part.strip(" )") for part in re.sub(r'\s+|"', " ", sql).split(","))


@pytest.fixture
def database(empty_database: Database, tmp_path: Path) -> Database:
    """Of the newest schema, and nobody else's: these tests change tables."""
    upgrade(empty_database, tmp_path / "first")
    return empty_database


def test_the_tables_of_the_program_are_those_of_the_revisions(database: Database) -> None:
    with database.exclusive() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, all_tables()) == []
    migrated = tables_of(database)
    with database.exclusive() as connection:
        all_tables().drop_all(connection)
        all_tables().create_all(connection)
        protect(connection)
    assert tables_of(database) == migrated


def test_an_empty_database_gets_the_newest_schema_without_a_backup(empty_database: Database, tmp_path: Path) -> None:
    done = upgrade(empty_database, tmp_path / "backups")
    assert (done.before, done.after, done.backup) == (None, NEWEST, None)
    assert upgrade(empty_database, tmp_path / "backups").before == NEWEST
    with empty_database.write() as session:
        arrive(session)
    assert not (tmp_path / "backups").exists()


@pytest.fixture
def next_migrations(tmp_path: Path) -> Path:
    """The revisions, and one more."""
    folder = tmp_path / "next % migrations"
    shutil.copytree(MIGRATIONS, folder)
    (folder / "versions" / "9999_next.py").write_text(NEXT.format(newest=NEWEST, more=""), encoding="utf-8")
    return folder


def test_an_older_database_is_backed_up_and_upgraded_with_all_its_records(database: Database, next_migrations: Path, tmp_path: Path) -> None:
    with database.write() as session:
        document_id = arrive(session, b"kept")
        read(session, b"read", result())
    done = upgrade(database, tmp_path / "backups", next_migrations)
    assert (done.before, done.after) == (NEWEST, "9999")
    with database.read() as session:
        assert find_document(session, TENANT, document_id) is not None
        assert session.scalars(text("SELECT shelf FROM documents")).all() == ["usual", "usual"]
    with database.exclusive() as connection:
        assert {index["name"] for index in inspect(connection).get_indexes("documents")} >= {"uq_documents_live_sha256", "ix_documents_queue"}
    if database.postgresql:
        assert done.backup is None
        return
    assert done.backup is not None and NEWEST in done.backup.name
    before = open_database(f"sqlite:///{done.backup}")
    with before.read() as session:
        assert find_document(session, TENANT, document_id) is not None
    before.close()
    with pytest.raises(Exception, match="NOT NULL"), database.write() as session:
        arrive(session, b"without a shelf")


def test_a_database_of_a_newer_program_is_left_alone(database: Database, next_migrations: Path, tmp_path: Path) -> None:
    upgrade(database, tmp_path / "backups", next_migrations)
    before = tables_of(database)
    with pytest.raises(SetupError) as caught:
        upgrade(database, tmp_path / "others")
    assert caught.value.code == "schema_newer" and "9999" in caught.value.message
    assert tables_of(database) == before and not (tmp_path / "others").exists()


def test_a_revision_that_fails_changes_nothing(database: Database, next_migrations: Path, tmp_path: Path) -> None:
    (next_migrations / "versions" / "9999_next.py").write_text(NEXT.format(newest=NEWEST, more='op.execute("SELECT nonsense")'), encoding="utf-8")
    with database.write() as session:
        arrive(session)
    before = tables_of(database)
    with pytest.raises(Exception, match="nonsense"):
        upgrade(database, tmp_path / "backups", next_migrations)
    assert tables_of(database) == before
    assert upgrade(database, tmp_path / "backups").before == NEWEST


def start_at_once(address: str, folder: Path, start: Barrier, said: "Queue[str | None]") -> None:
    start.wait()
    database = open_database(address)
    try:
        said.put(upgrade(database, folder).before)
    except BaseException as error:
        said.put(repr(error))
        raise


@pytest.mark.slow(seconds=50)
def test_of_several_that_start_at_once_one_upgrades_and_the_others_wait(empty_address: str, tmp_path: Path) -> None:
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    count = 6
    start, said = context.Barrier(count), context.Queue()
    processes = [context.Process(target=start_at_once, args=(empty_address, tmp_path / "backups", start, said)) for _ in range(count)]
    for process in processes:
        process.start()
    answers = [said.get(timeout=60) for _ in processes]
    for process in processes:
        process.join()
    assert sorted(map(str, answers)) == [NEWEST] * (count - 1) + ["None"]


def test_a_backup_is_one_sound_file_of_what_was_kept_while_others_write(database: Database, tmp_path: Path) -> None:
    if database.file is None:
        pytest.skip("of SQLite only")
    with database.write() as session:
        arrive(session, b"before")
    with database.write() as session:
        arrive(session, b"not kept yet")
        back_up(database.file, tmp_path / "backups" / "copy.sqlite")
    assert [path.name for path in (tmp_path / "backups").iterdir()] == ["copy.sqlite"]
    with closing(sqlite3.connect(tmp_path / "backups" / "copy.sqlite")) as copy:
        assert copy.execute("SELECT count(*) FROM documents").fetchone() == (1,)
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_a_backup_that_can_not_be_written_says_so_and_leaves_nothing(database: Database, tmp_path: Path) -> None:
    if database.file is None:
        pytest.skip("of SQLite only")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StoreUnavailable) as caught:
        back_up(database.file, tmp_path / "file" / "copy.sqlite")
    assert caught.value.code == "disk_failed"
