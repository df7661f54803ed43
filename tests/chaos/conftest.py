"""A PostgreSQL server of its own for whoever kills it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest

from tests.intake.store.conftest import Server, postgresql_programs, running_postgresql


@pytest.fixture
def server() -> Iterator[Server]:
    postgresql_programs()
    folder = Path(mkdtemp(prefix="pg"))
    try:
        with running_postgresql(folder) as running:
            yield running
    finally:
        shutil.rmtree(folder, ignore_errors=True)
