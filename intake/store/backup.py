"""A copy of the SQLite database while it is in use. PostgreSQL has tools of its own for that (pg_dump, pg_basebackup)."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from uuid import uuid4

from intake.store.failures import database_damaged, disk_errors, failure_of_sqlite

_PAGES = 4096
"""Copied at a time, 16 MiB; others may write in between."""


def back_up(source: Path, target: Path) -> None:
    """One consistent state of the database, as a single file that is on the disk and known to be sound when this returns.

    Raises StoreUnavailable (disk full), SetupError (not writable) or StoreDamaged (the database is not sound); then there is no target.
    """
    part = target.with_name(f"{target.name}.{uuid4().hex}.part")
    with disk_errors(str(target.parent)):
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            _copy(source, part)
            _sync(part)
            part.replace(target)
            _sync(target.parent)
        finally:
            part.unlink(missing_ok=True)


def _copy(source: Path, part: Path) -> None:
    try:
        with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as live, closing(sqlite3.connect(part)) as copy:
            live.backup(copy, pages=_PAGES)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, without -wal and -shm beside it
            sound = copy.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",)
    except sqlite3.Error as error:
        failure = failure_of_sqlite(error, writing=True)
        if failure is None:
            raise
        raise failure from error
    if not sound:
        raise database_damaged()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
