"""The short version of `python -m tests.chaos.uploads`: a few kills on each database."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chaos.__main__ import crash
from tests.chaos.processes import Place
from tests.chaos.uploads import Plan, run
from tests.intake.store.conftest import Server

pytestmark = pytest.mark.long


def test_sqlite_nothing_is_booked_twice_and_everything_ends_whoever_is_killed(tmp_path: Path) -> None:
    outcome = run(Place(tmp_path), Plan(kills=3))
    assert outcome.is_right, outcome
    assert outcome.states["confirmed"] > 0


def test_postgresql_nothing_is_booked_twice_and_everything_ends_whoever_is_killed(tmp_path: Path, server: Server) -> None:
    outcome = run(Place(tmp_path, server.make_database()), Plan(kills=3, processes=2, honours_keys=True), lambda: crash(server))
    assert outcome.is_right, outcome
    assert outcome.states["confirmed"] > 0
