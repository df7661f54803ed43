"""Bringing the database to the schema of this program, at every start: Alembic revisions that are part of the package."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from intake.store.append_only import protect
from intake.store.backup import back_up
from intake.store.failures import database_damaged, database_errors, schema_newer
from intake.store.session import Database

MIGRATIONS = Path(__file__).parent / "migrations"
_ADVISORY_LOCK = 0x_FA_91_A0
"""Any number that nothing else on the server locks."""


@dataclass(frozen=True)
class Upgrade:
    """What was done."""

    before: str | None
    """Revision found; None for an empty database."""
    after: str
    backup: Path | None
    """Of the state before. None where nothing was there or to be done, and on PostgreSQL, where whoever runs it keeps the backups."""


def upgrade(database: Database, backups: Path, migrations: Path = MIGRATIONS) -> Upgrade:
    """Everything or nothing; of several processes that start at once, one does it and the others wait.

    An SQLite database is copied into `backups` before. Raises SetupError for a schema newer than this program, and what `Database.write` and `back_up` raise.
    """
    script = ScriptDirectory(str(migrations))
    newest = script.get_current_head()
    if newest is None:
        raise ValueError(f"no revisions in {migrations}")
    with database_errors(writing=True), database.exclusive() as connection:
        if database.postgresql:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
        before = MigrationContext.configure(connection).get_current_revision()
        if before is not None and before not in {revision.revision for revision in script.walk_revisions()}:
            raise schema_newer(before)
        if before == newest:
            return Upgrade(before, newest, None)
        backup = _back_up(database, backups, before)
        command.upgrade(alembic_config(migrations, connection), newest)
        protect(connection)
        if not database.postgresql and connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
            raise database_damaged()
    return Upgrade(before, newest, backup)


def _back_up(database: Database, backups: Path, before: str | None) -> Path | None:
    """While we hold the writer's place, nobody else changes what is copied."""
    if database.file is None or before is None:
        return None
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    target = backups / f"{database.file.stem}-{before}-{moment}.sqlite"
    back_up(database.file, target)
    return target


def alembic_config(migrations: Path, connection: Connection) -> Config:
    """For Alembic's commands, which `env.py` then runs on this connection."""
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
