"""`python -m tests.load latency|restart|throughput|crowd|soak|reconcile|waiting FOLDER [--samples sample_images] [--documents N]`: figures of the running service, as JSON.

FOLDER is a new one; `soak` goes on in that of a run that was stopped.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from tests.load import runs
from tests.load.reconciling import reconcile
from tests.load.waiting import waiting
from tests.service_process import ROOT

_RUNS = {
    "latency": (runs.latency, 60),
    "restart": (runs.restart, 10),
    "throughput": (runs.throughput, 60),
    "crowd": (runs.crowd, 500),
    "soak": (runs.soak, 2000),
    "reconcile": (lambda _, folder, invoices: reconcile(folder, invoices), 100_000),
    "waiting": (lambda _, folder, invoices: waiting(folder, invoices), 10_000),
}
"""What it does, and how many documents it takes unless told."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.load", description=__doc__)
    parser.add_argument("what", choices=_RUNS)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--samples", type=Path, default=ROOT / "sample_images", help="pictures and PDFs that are sent (default sample_images)")
    parser.add_argument("--documents", type=int, help="how many")
    chosen = parser.parse_args()
    run, usual = _RUNS[chosen.what]
    print(json.dumps({chosen.what: run(chosen.samples, chosen.folder, chosen.documents or usual)}, indent=2))  # noqa: T201 - the result of the command
    return 0


if __name__ == "__main__":
    sys.exit(main())
