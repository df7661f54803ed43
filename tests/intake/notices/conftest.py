"""A firm whose people are told things, on each database."""

from __future__ import annotations

import pytest

from intake.store.session import Database
from tests.intake.notices.notice_house import Telling
from tests.intake.store.conftest import address, database, files, migrated_file, postgresql  # noqa: F401 - fixtures


@pytest.fixture
def telling(database: Database) -> Telling:  # noqa: F811
    return Telling(database)
