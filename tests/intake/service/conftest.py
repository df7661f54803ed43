"""A store on each database, jobs of an engine, and a pool whose worker reads by hash."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from intake.engine import Jobs
from intake.fake_pipeline import make_fake_pipeline
from intake.isolation import MIB, ReaderPool, WorkerLimits
from intake.judging import Judging
from intake.lanes import Lanes
from intake.opening.limits import Limits
from intake.password_safe import PasswordSafe
from intake.pipeline import Pipeline
from intake.stages.check_invoices import CheckInvoices
from intake.store.files import LocalFiles
from intake.store.session import Database
from intake.workflow import DocumentReading, ReadingParts
from tests.intake.store.conftest import address, database, empty_address, files, migrated_file, postgresql, wait_until  # noqa: F401 - fixtures
from tests.intake.store.samples import NOON

WORKER = "here:1"
LIMITS = WorkerLimits(seconds=20, memory_bytes=400 * MIB, growth_bytes=2048 * MIB)


@pytest.fixture(scope="session")
def pool() -> Iterator[ReaderPool[Pipeline]]:
    with ReaderPool(make_fake_pipeline, LIMITS, 1) as made:
        made.start()
        yield made


@pytest.fixture
def jobs(tmp_path: Path) -> Iterator[Jobs]:
    """Nobody runs them."""
    made = Jobs(f"sqlite:///{tmp_path / 'engine.db'}")
    made.prepare()
    yield made
    made.close()


def plain_judging(database: Database) -> Judging:  # noqa: F811
    """Without models, and whatever the firm says."""
    return Judging(database, lambda known: (CheckInvoices(),), lambda: NOON)


@dataclass(frozen=True)
class Reader:
    """A process that reads, without its engine: each job is run by hand."""

    parts: ReadingParts
    reading: DocumentReading


@pytest.fixture
def reader(database: Database, files: LocalFiles, pool: ReaderPool[Pipeline], jobs: Jobs, tmp_path: Path) -> Reader:  # noqa: F811
    parts = ReadingParts(
        database, files, pool, Lanes(1), jobs, WORKER, "fake 1", lambda: NOON, Limits(), plain_judging(database), PasswordSafe(tmp_path / "sealing.key")
    )
    return Reader(parts, DocumentReading(parts))
