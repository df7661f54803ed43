"""The job engine's database: which one an address means, and SQLite set up so that a job that was taken is not lost when the machine dies."""

from __future__ import annotations

import importlib
import sqlite3
import sys
from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url

from intake.errors import SetupError
from intake.store.session import LOCK_SECONDS

SQLITE_NEEDED = (3, 42, 0)
"""On Python 3.12 and later the engine asks SQLite for milliseconds, which older versions answer with nothing."""


def is_sqlite(address: str) -> bool:
    return make_url(address).get_backend_name() == "sqlite"


def sqlite_engine(address: str) -> Engine:
    """Raises SetupError (`sqlite_too_old`)."""
    engine = create_engine(make_url(address).set(drivername="sqlite+pysqlite"), module=_sqlite_module(), connect_args={"timeout": LOCK_SECONDS})
    event.listen(engine, "connect", _prepare)
    return engine


def _sqlite_module() -> Any:
    if sys.version_info < (3, 12) or sqlite3.sqlite_version_info >= SQLITE_NEEDED:
        return sqlite3
    try:
        return importlib.import_module("pysqlite3")
    except ImportError as error:
        raise _sqlite_too_old() from error


def _prepare(connection: sqlite3.Connection, _entry: object) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.isolation_level = "IMMEDIATE"


def _sqlite_too_old() -> SetupError:
    found, needed = sqlite3.sqlite_version, ".".join(map(str, SQLITE_NEEDED))
    return SetupError(
        "sqlite_too_old",
        f"This Python has SQLite {found}; with Python 3.12 and later {needed} is needed. Install pysqlite3-binary, use Python 3.11, or PostgreSQL.",
        f"当前 Python 自带的 SQLite 为 {found}，Python 3.12 及以上需要 {needed}，请安装 pysqlite3-binary、改用 Python 3.11 或使用 PostgreSQL。",
    )
