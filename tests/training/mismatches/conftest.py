from __future__ import annotations

import pytest

from intake.errors import SetupError
from training.synthesize.fonts import FontBook, find_fonts


@pytest.fixture(scope="session")
def book() -> FontBook:
    """The fonts of this machine; tests that draw are skipped where they are missing."""
    try:
        return find_fonts()
    except SetupError as error:
        pytest.skip(error.message)
