"""Both databases for the tests of the store: an SQLite file, and Debian's PostgreSQL started as its own user where it is installed."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from uuid import uuid4

import psycopg
import pytest
from psycopg.sql import SQL, Identifier, Literal

from intake.store.files import LocalFiles, open_local_files
from intake.store.schema import all_tables
from intake.store.session import Database, open_database
from intake.store.upgrade import upgrade

SETTINGS = {"fsync": "off", "full_page_writes": "off", "max_connections": "120", "shared_buffers": "16MB", "listen_addresses": "''"}
"""Quick: only processes die in these tests, never the machine."""

MIGRATED = "migrated"


@dataclass(frozen=True)
class Server:
    """A PostgreSQL cluster of its own on a Unix socket."""

    folder: Path

    def address(self, name: str) -> str:
        return f"postgresql://intake@/{name}?host={self.folder}"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def start(self) -> None:
        options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())
        self.run_program("pg_ctl", "start", "-w", "-D", str(self.data), "-l", str(self.folder / "log"), "-o", f"-k {self.folder} {options}")

    def restart_after_crash(self) -> None:
        """Its last children may still hold shared memory for a moment."""
        give_up = time.monotonic() + 30
        while True:
            try:
                self.start()
            except AssertionError:
                if time.monotonic() > give_up:
                    raise
                time.sleep(0.1)
            else:
                return

    def run_program(self, program: str, *arguments: str) -> None:
        done = subprocess.run(  # noqa: S603 - our own arguments
            [postgresql_programs() / program, *arguments], user=server_user(), cwd=self.folder, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr

    def run(self, statement: str) -> None:
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def databases(self) -> list[str]:
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            return [name for (name,) in connection.execute("SELECT datname FROM pg_database")]

    def make_database(self) -> str:
        """Address of a new database without a table."""
        name = f"test_{uuid4().hex}"
        self.run(f"CREATE DATABASE {name} TEMPLATE template0")
        return self.address(name)

    def emptied(self) -> str:
        """Address of the one database of the newest schema, its records removed: quicker than a new one, and than TRUNCATE, which makes new files for each table."""
        with psycopg.connect(self.address(MIGRATED)) as connection:
            connection.execute("SET session_replication_role = replica")  # neither the order of foreign keys matters nor what must never be deleted
            filled = SQL(" UNION ALL ").join(
                SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(Literal(name), Identifier(name)) for name in all_tables().tables
            )
            for (name,) in connection.execute(filled).fetchall():
                connection.execute(SQL("DELETE FROM {}").format(Identifier(name)))
        return self.address(MIGRATED)


@contextmanager
def running_postgresql(folder: Path) -> Iterator[Server]:
    """A cluster in this folder, made where there is none. Its path is short, since that of a socket may have 107 bytes."""
    user = server_user()
    shutil.chown(folder, user)
    server = Server(folder)
    if not server.data.exists():
        server.run_program("initdb", "--pgdata", str(server.data), "--username=intake", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
    server.start()
    try:
        yield server
    finally:
        server.run_program("pg_ctl", "stop", "-m", "immediate", "-D", str(server.data))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    postgresql_programs()
    folder = Path(mkdtemp(prefix="pg"))
    try:
        with running_postgresql(folder) as server:
            server.run(f"CREATE DATABASE {MIGRATED} TEMPLATE template0")
            database = open_database(server.address(MIGRATED))
            upgrade(database, folder)
            database.close()
            yield server
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
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 1 MiB, where the tests may make one."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount, unmount = shutil.which("mount"), shutil.which("umount")
    if mount is None or unmount is None or subprocess.run([mount, "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], capture_output=True).returncode:  # noqa: S603
        pytest.skip("a small file system can't be made here: that takes root")
    yield folder
    subprocess.run([unmount, folder], check=True)  # noqa: S603


@pytest.fixture
def wait_until() -> Callable[[Callable[[], bool]], None]:
    def wait(true: Callable[[], bool], seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while not true():
            assert time.monotonic() < end
            time.sleep(0.01)

    return wait
