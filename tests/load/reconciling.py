"""How long a firm's nightly reconciliation takes: its records, a ledger over HTTP that lists its bookings, and a list of the tax account, some of it wrong."""

from __future__ import annotations

import time
from pathlib import Path

from intake.engine import Jobs
from intake.outside_http import HttpLimits, OutsideHttp, Reach
from intake.store.session import open_database
from intake.store.upgrade import upgrade
from intake.upload.discrepancies import Discrepancy
from intake.upload.rest import RestLedger
from intake.upload.routes import Route, Routes
from intake.upload.simulator.books import Books
from intake.upload.simulator.misbehaviour import Scripted
from intake.upload.simulator.server import Habits, SimulatedLedger, serve
from tests.intake.duties.reconciled_firm import Firm, agreeing
from tests.intake.store.samples import TENANT
from tests.intake.upload.upload_samples import Clock

_SECRET = b"not a secret"
_HERE = frozenset({"127.0.0.1"})
_EVERY, _MOST = 20, 1_000
"""One of so many is wrong; no more than that in all, since each is made as it comes about, with its whole history."""


def reconcile(folder: Path, invoices: int) -> dict[str, object]:
    """On SQLite in a new folder. Raises AssertionError when it finds anything else than what was put wrong."""
    folder.mkdir(parents=True, exist_ok=True)
    clock, kinds = Clock(), sorted(Discrepancy)
    database, jobs = open_database(f"sqlite:///{folder / 'app.db'}"), Jobs(f"sqlite:///{folder / 'jobs.db'}")
    upgrade(database, folder)
    simulated = SimulatedLedger(Books(clock), Scripted(), "key", _SECRET, clock, Habits())
    http = OutsideHttp(HttpLimits(), Reach(private_hosts=_HERE, plain_hosts=_HERE))
    with serve(simulated) as base:
        firm = Firm(database, clock, jobs, simulated, Routes({TENANT: Route(RestLedger("books", base, "key", _SECRET, http, clock))}))
        every = max(_EVERY, invoices // _MOST)
        wrong = [(place, kinds[place // every % len(kinds)]) for place in range(0, invoices, every)]
        expected = agreeing(firm, invoices, wrong)
        began = time.perf_counter()
        run = firm.reconcile()
        seconds = time.perf_counter() - began
        found = firm.findings()
    jobs.close()
    database.close()
    assert found == expected, f"{len(found)} differences found, {len(expected)} put in"
    return {"invoices": invoices, "put_wrong": len(expected), "found": run.counted.found, "seconds": round(seconds, 1)}
