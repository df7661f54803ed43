"""`fapiao serve` as a process of its own, with somebody who may send documents."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from intake.people.scopes import Scope
from intake.store.people_keys import make_key
from intake.store.session import open_database
from tests.intake.store.samples import ADMINISTRATOR, TENANT

ROOT = Path(__file__).parents[1]
COMMAND = (sys.executable, "-c", "from api.launch import main; main()")
"""The program of this checkout, wherever `fapiao` is from."""
_START_SECONDS = 120


@dataclass(frozen=True)
class ServiceProcess:
    process: subprocess.Popen[str]
    address: str
    data: Path
    key: str

    def another(self) -> ServiceProcess:
        """With a key of another sender."""
        return replace(self, key=_key(self.data))


@contextmanager
def serving(folder: Path, *options: str) -> Iterator[ServiceProcess]:
    """On SQLite in `folder`/data, at any free port; killed with all its processes at the end. Raises AssertionError with its log when it does not start."""
    folder.mkdir(parents=True, exist_ok=True)
    data, log = folder / "data", folder / "log"
    command = [*COMMAND, "serve", "--port", "0", "--data", str(data), *options]
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=output, text=True, start_new_session=True)  # noqa: S603 - our own command
    try:
        yield ServiceProcess(process, _address(process, log), data, _key(data))
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _address(process: subprocess.Popen[str], log: Path) -> str:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        if found := re.search(r"running on (https?://[\d.:]+)", log.read_text()):
            return found[1]
        assert process.poll() is None, log.read_text()
        time.sleep(0.1)
    raise AssertionError(log.read_text())


def _key(data: Path) -> str:
    database = open_database(f"sqlite:///{data / 'app.db'}")
    with database.write() as session:
        _, secret = make_key(session, TENANT, "ERP", (Scope.UPLOAD_OWN, Scope.READ_OWN), actor=ADMINISTRATOR, at=datetime.now(UTC))
    database.close()
    return secret
