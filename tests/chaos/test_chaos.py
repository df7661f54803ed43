"""The short version of `python -m tests.chaos`: a few kills on each database."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chaos.__main__ import crash
from tests.chaos.processes import Place
from tests.chaos.run import Ground, Plan, run
from tests.intake.store.conftest import Server

pytestmark = pytest.mark.slow(seconds=60)


def test_sqlite_no_document_is_lost_or_doubled_whoever_is_killed(tmp_path: Path) -> None:
    outcome = run(Place(tmp_path), Plan(readers=1, senders=2, kills=4, sender_life=3))
    assert outcome.is_right, outcome
    assert outcome.findings.receipts > 0


def test_postgresql_no_document_is_lost_or_doubled_whoever_is_killed_the_server_too(tmp_path: Path, server: Server) -> None:
    place = Place(tmp_path, server.make_database())
    plan = Plan(readers=2, senders=2, kills=4, sender_life=3, database_kills=1)
    outcome = run(place, plan, Ground(crash_database=lambda: crash(server)))
    assert outcome.is_right, outcome
    assert outcome.findings.receipts > 0
