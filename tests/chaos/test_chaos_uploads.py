"""The short version of `python -m tests.chaos.uploads`: a few kills on each database."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest

from tests.chaos.__main__ import crash
from tests.chaos.processes import Place
from tests.chaos.uploads import Plan, run
from tests.intake.store.conftest import Server, postgresql_programs, running_postgresql

pytestmark = pytest.mark.long


@pytest.fixture
def server() -> Iterator[Server]:
    postgresql_programs()
    folder = Path(mkdtemp(prefix="pg"))
    try:
        with running_postgresql(folder) as running:
            yield running
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def test_sqlite_nothing_is_booked_twice_and_everything_ends_whoever_is_killed(tmp_path: Path) -> None:
    outcome = run(Place(tmp_path), Plan(kills=3))
    assert outcome.is_right, outcome
    assert outcome.states["confirmed"] > 0


def test_postgresql_nothing_is_booked_twice_and_everything_ends_whoever_is_killed(tmp_path: Path, server: Server) -> None:
    outcome = run(Place(tmp_path, server.make_database()), Plan(kills=3, processes=2, honours_keys=True), lambda: crash(server))
    assert outcome.is_right, outcome
    assert outcome.states["confirmed"] > 0
