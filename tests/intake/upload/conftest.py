"""A simulated ledger over real HTTP, and the databases of the store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from intake.engine import Jobs
from intake.outside_http import HttpLimits, OutsideHttp, Reach
from intake.upload.rest import RestLedger
from intake.upload.simulator.books import Books
from intake.upload.simulator.misbehaviour import Scripted
from intake.upload.simulator.server import Habits, SimulatedLedger, serve
from tests.intake.store.conftest import address, database, files, migrated_file, postgresql  # noqa: F401 - fixtures
from tests.intake.upload.upload_samples import Clock

HERE = frozenset({"127.0.0.1"})
QUICK = OutsideHttp(HttpLimits(connect_seconds=1, total_seconds=0.4), Reach(private_hosts=HERE, plain_hosts=HERE))
SECRET = b"not a secret"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def jobs(tmp_path: Path) -> Iterator[Jobs]:
    made = Jobs(f"sqlite:///{tmp_path / 'jobs.sqlite'}")
    yield made
    made.close()


@pytest.fixture
def simulated(clock: Clock) -> SimulatedLedger:
    return SimulatedLedger(Books(clock), Scripted(), "key", SECRET, clock, Habits(silent_seconds=0.6))


@pytest.fixture
def ledger(simulated: SimulatedLedger, clock: Clock) -> Iterator[RestLedger]:
    with serve(simulated) as base:
        yield RestLedger("books", base, "key", SECRET, QUICK, clock)
