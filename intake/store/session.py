"""Connections and transactions: one database, SQLite or PostgreSQL, and the two ways to use it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry

from intake.store.failures import database_errors, database_unsupported, disk_errors

LOCK_SECONDS = 30
"""A writer waits for others at most this long."""
CONNECT_SECONDS = 5
_RETRY_SECONDS = 0.01
_POOL = {"pool_size": 8, "max_overflow": 32, "pool_timeout": LOCK_SECONDS}
"""Room for every thread of a web server's pool of 40."""
_WRITES, _ALTERS = "intake_writes", "intake_alters"
_ROWS_AS_THEY_ARE = {"populate_existing": True, "synchronize_session": False}
"""Statements say what changes; the session's memory of rows it saw before must not answer for the database."""


@dataclass(frozen=True)
class Database:
    """Safe for threads. Not for a forked child: each process opens its own."""

    engine: Engine

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: all of it is kept when the block ends, nothing when it raises.

        On SQLite it is the only writer from its first moment on. On PostgreSQL others write at the same time (READ COMMITTED), so states are changed by
        compare-and-set and never by reading first.

        Raises StoreUnavailable, StoreDamaged or SetupError. After StoreUnavailable the end of the transaction may have got lost on its way to or from the
        server: whatever is tried again must be safe to do twice.
        """
        engine = self.engine.execution_options(**{_WRITES: True})
        with database_errors(writing=True), _session(engine) as session, session.begin():
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """One transaction that can't write. Raises what `write` raises."""
        engine = self.engine.execution_options(postgresql_readonly=True) if self.postgresql else self.engine
        with database_errors(writing=False), _session(engine) as session, session.begin():
            yield session

    @contextmanager
    def exclusive(self) -> Iterator[Connection]:
        """One transaction for changing tables. SQLite checks no references in it, since a table that is made anew is gone for a moment. Raises drivers' errors as they are."""
        with self.engine.execution_options(**{_WRITES: True, _ALTERS: True}).connect() as connection, connection.begin():
            yield connection

    @property
    def postgresql(self) -> bool:
        return self.engine.dialect.name == "postgresql"

    @property
    def file(self) -> Path | None:
        """Where SQLite keeps it; None on PostgreSQL."""
        return None if self.postgresql else Path(self.engine.url.database or "")

    def close(self) -> None:
        self.engine.dispose()


def open_database(address: str) -> Database:
    """`sqlite:///FILE` or `postgresql://USER:PASSWORD@HOST/NAME`. Makes the folder of an SQLite file, and connects to nothing yet.

    Raises SetupError for any other kind of database.
    """
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise database_unsupported(address.partition(":")[0]) from error
    match url.get_backend_name():
        case "sqlite" if url.database and url.database != ":memory:":
            return Database(_sqlite_engine(url.set(drivername="sqlite+pysqlite")))
        case "postgresql" | "postgres":
            return Database(_postgresql_engine(url.set(drivername="postgresql+psycopg")))
    raise database_unsupported(url.drivername)


def _session(engine: Engine) -> Session:
    return Session(engine, expire_on_commit=False, execution_options=_ROWS_AS_THEY_ARE)


def _sqlite_engine(url: URL) -> Engine:
    folder = Path(url.database or "").parent
    with disk_errors(str(folder)):
        folder.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": LOCK_SECONDS}, **_POOL)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    # The driver would begin transactions at a moment of its own: `_begin_sqlite` does.
    connection.isolation_level = None
    _use_write_ahead_log(connection)
    connection.execute("PRAGMA synchronous = FULL")


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Of several that open a new file at once, SQLite turns some away without waiting."""
    give_up = monotonic() + LOCK_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or monotonic() > give_up:
                raise
            sleep(_RETRY_SECONDS)


def _begin_sqlite(connection: Connection) -> None:
    """IMMEDIATE takes the writer's place at once; a transaction that reads first and then wants to write would fail with "database is locked" without waiting."""
    options = connection.get_execution_options()
    writes, alters = options.get(_WRITES, False), options.get(_ALTERS, False)
    connection.exec_driver_sql(f"PRAGMA query_only = {int(not writes)}")
    connection.exec_driver_sql(f"PRAGMA foreign_keys = {int(not alters)}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _postgresql_engine(url: URL) -> Engine:
    engine = create_engine(url, connect_args={"connect_timeout": CONNECT_SECONDS, "application_name": "fapiao-intake"}, pool_pre_ping=True, **_POOL)
    event.listen(engine, "connect", _prepare_postgresql)
    return engine


def _prepare_postgresql(connection: Any, _entry: ConnectionPoolEntry) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = '{LOCK_SECONDS}s'")
    connection.commit()
