"""What the duties stand on: the store on each database, a simulated ledger, and a firm whose people are told things."""

from __future__ import annotations

from tests.intake.notices.conftest import telling  # noqa: F401 - fixture
from tests.intake.store.conftest import address, database, empty_address, files, migrated_file, postgresql, wait_until  # noqa: F401 - fixtures
from tests.intake.upload.conftest import clock, jobs, ledger, simulated  # noqa: F401 - fixtures
