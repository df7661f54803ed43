"""What can be said of a database without changing it: version, tables, clock, workers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import text

from intake.store.session import Database
from intake.store.signals import workers_known
from intake.store.upgrade import MIGRATIONS
from intake.store.workers import database_time


class SchemaAge(StrEnum):
    """The tables, against this program's."""

    NONE = "none"
    OLDER = "older"
    SAME = "same"
    NEWER = "newer"


@dataclass(frozen=True)
class DatabaseState:
    version: str
    """Of the database's program."""
    schema: SchemaAge
    revision: str | None
    now: datetime
    """By its clock."""
    silences: tuple[timedelta, ...]
    """Since each known worker was heard of; empty where the tables are not ours."""


def database_state(database: Database) -> DatabaseState:
    """Raises what `Database.read` raises."""
    script = ScriptDirectory(str(MIGRATIONS))
    with database.read() as session:
        query = "SHOW server_version" if database.postgresql else "SELECT sqlite_version()"
        version = f"{'PostgreSQL' if database.postgresql else 'SQLite'} {session.scalar(text(query))}"
        revision = MigrationContext.configure(session.connection()).get_current_revision()
        age = _age(revision, script)
        now = database_time(session)
        silences = tuple(now - worker.beat_at for worker in workers_known(session)) if age is SchemaAge.SAME else ()
    return DatabaseState(version, age, revision, now, silences)


def _age(revision: str | None, script: ScriptDirectory) -> SchemaAge:
    if revision is None:
        return SchemaAge.NONE
    if revision == script.get_current_head():
        return SchemaAge.SAME
    return SchemaAge.OLDER if revision in {each.revision for each in script.walk_revisions()} else SchemaAge.NEWER
