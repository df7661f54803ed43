"""For tests of the application: reading processes of all of them come from one that has imported what they need."""

import pytest

from api.serve_command import WORKER_MODULES
from intake.isolation import WorkerLimits, start_fork_server


@pytest.fixture(scope="session", autouse=True)
def _fork_server() -> None:
    start_fork_server(WorkerLimits(), WORKER_MODULES)
