"""Both databases for the tests of the store: an SQLite file, and Debian's PostgreSQL started as its own user where it is installed."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from uuid import uuid4

import psycopg
import pytest

from intake.store.files import LocalFiles, open_local_files
from intake.store.session import Database, open_database
from intake.store.tables import Base
from intake.store.upgrade import upgrade

SETTINGS = {"fsync": "off", "full_page_writes": "off", "max_connections": "60", "shared_buffers": "16MB", "listen_addresses": "''"}
"""Quick: only processes die in these tests, never the machine."""

MIGRATED = "migrated"


@dataclass(frozen=True)
class Server:
    """A PostgreSQL cluster of its own on a Unix socket."""

    folder: Path

    def address(self, name: str) -> str:
        return f"postgresql://intake@/{name}?host={self.folder}"

    def run(self, statement: str) -> None:
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def make_database(self) -> str:
        """Address of a new database without a table."""
        name = f"test_{uuid4().hex}"
        self.run(f"CREATE DATABASE {name} TEMPLATE template0")
        return self.address(name)

    def emptied(self) -> str:
        """Address of the one database of the newest schema, its records removed: quicker than a new one."""
        with psycopg.connect(self.address(MIGRATED), autocommit=True) as connection:
            tables = ", ".join(Base.metadata.tables)
            connection.execute(f"TRUNCATE {tables}".encode())
        return self.address(MIGRATED)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    programs = postgresql_programs()
    user = server_user()
    # Short, since the path of a socket may have 107 bytes.
    folder = Path(mkdtemp(prefix="pg"))
    shutil.chown(folder, user)
    data = folder / "data"

    def run(program: str, *arguments: str) -> None:
        done = subprocess.run([programs / program, *arguments], user=user, cwd=folder, capture_output=True, text=True)  # noqa: S603 - our own arguments
        assert done.returncode == 0, done.stderr

    try:
        run("initdb", "--pgdata", str(data), "--username=intake", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
        options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
        run("pg_ctl", "start", "-w", "-D", str(data), "-l", str(folder / "log"), "-o", f"-k {folder} {options}")
        try:
            server = Server(folder)
            server.run(f"CREATE DATABASE {MIGRATED} TEMPLATE template0")
            database = open_database(server.address(MIGRATED))
            upgrade(database, folder)
            database.close()
            yield server
        finally:
            run("pg_ctl", "stop", "-m", "immediate", "-D", str(data))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def postgresql_programs() -> Path:
    """Skips where PostgreSQL is not installed."""
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    on_path = shutil.which("initdb")
    if not installed and on_path is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    return installed[-1].parent if installed else Path(on_path or "").parent


def server_user() -> int:
    """PostgreSQL refuses to run as root."""
    if os.getuid() != 0:
        return os.getuid()
    user = {entry.pw_name: entry for entry in pwd.getpwall()}.get("postgres")
    if user is None:
        pytest.skip("root can't start PostgreSQL, and there is no user postgres")
    return user.pw_uid


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite database of the newest schema, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "migrated.sqlite"
    database = open_database(f"sqlite:///{path}")
    upgrade(database, path.parent)
    database.close()
    return path


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Of a database of the newest schema, without a record; for those who open it in other processes."""
    if request.param == "sqlite":
        path = tmp_path / "store.sqlite"
        shutil.copy(request.getfixturevalue("migrated_file"), path)
        return f"sqlite:///{path}"
    server: Server = request.getfixturevalue("postgresql")
    return server.emptied()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Of a database without a table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.sqlite'}"
    server: Server = request.getfixturevalue("postgresql")
    return server.make_database()


@pytest.fixture
def database(address: str) -> Iterator[Database]:
    opened = open_database(address)
    yield opened
    opened.close()


@pytest.fixture
def empty_database(empty_address: str) -> Iterator[Database]:
    opened = open_database(empty_address)
    yield opened
    opened.close()


@pytest.fixture
def files(tmp_path: Path) -> LocalFiles:
    return open_local_files(tmp_path / "originals")


@pytest.fixture
def wait_until() -> Callable[[Callable[[], bool]], None]:
    def wait(true: Callable[[], bool], seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end
            time.sleep(0.01)

    return wait
