"""Verification in a whole worker: found by its sweep, done by its queue."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from intake.duties.verifying import QUEUE, VERIFY, InvoiceVerifying, VerifyingParts
from intake.duties.verifying_sweep import VerifyingSweep
from intake.engine import JobRunner, Jobs
from intake.state import InvoiceState
from intake.store.invoices import find_invoice
from intake.store.session import Database
from tests.intake.duties.scripted_providers import Clock, Scripted
from tests.intake.store.samples import TENANT, approve, digital, read, result

pytestmark = pytest.mark.slow(seconds=10)


def test_approved_invoices_are_verified_by_jobs_of_the_engine(
    database: Database, address: str, tmp_path: Path, wait_until: Callable[[Callable[[], bool]], None]
) -> None:
    jobs_address = f"sqlite:///{tmp_path / 'engine.db'}" if address.startswith("sqlite") else address
    jobs = Jobs(jobs_address)
    jobs.prepare()
    clock = Clock(datetime.now(UTC))
    asks = Scripted(clock)
    parts = VerifyingParts(database, jobs, asks, clock)
    with database.write() as session:
        invoices = [read(session, f"{serial}".encode(), result(digital(serial)))[0] for serial in range(5)]
        for invoice in invoices:
            approve(session, invoice)
    runner = JobRunner(jobs_address, "here:1", {VERIFY: InvoiceVerifying(parts).run}, (QUEUE,), ())
    runner.start()
    try:
        assert VerifyingSweep(parts).run() == 5

        def all_verified() -> bool:
            with database.read() as session:
                found = [find_invoice(session, TENANT, invoice) for invoice in invoices]
            return all(each is not None and each.state is InvoiceState.VERIFIED for each in found)

        wait_until(all_verified)
        assert len(asks.asked) == 5 and VerifyingSweep(parts).run() == 0
    finally:
        runner.stop(5)
        jobs.close()
