import os
import subprocess
import sys

from api.serve_command import WORKER_MODULES
from intake.isolation import WorkerLimits

THREADS_AFTER = "import importlib, os, sys; [importlib.import_module(name) for name in sys.argv[1:]]; print(len(os.listdir('/proc/self/task')))"


def test_what_workers_are_forked_from_has_one_thread() -> None:
    """Another would be missing in every worker, with whatever it held."""
    environment = {**os.environ, **WorkerLimits().environment}
    done = subprocess.run([sys.executable, "-c", THREADS_AFTER, *WORKER_MODULES], env=environment, capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == "1"
