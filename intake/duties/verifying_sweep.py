"""Finds invoices that are to be asked about: approved ones, and those whose time has come. Safe to run at any time, in any number of processes.

Two look-ups in indexes, however many invoices wait. While an outage lasts nobody is asked about; when its pause is over, one invoice is, to see whether it has ended.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from intake.duties.verifying import Occasion, VerifyingParts, current_outage, verify_job
from intake.engine import LIVE, Job, Jobs
from intake.store.verifications import Due, approved_invoices, due_verifications

SECONDS = 5.0
"""An approved invoice waits no longer than that to be asked about."""
AT_ONCE = 100
"""Jobs of a kind looked after at a time: those that have waited longest."""


@dataclass(frozen=True)
class VerifyingSweep:
    parts: VerifyingParts

    def run(self) -> int:
        """How many jobs were put into the queue. Raises StoreUnavailable, having done a part."""
        return put_into_queue(self.parts.jobs, self._jobs())

    def _jobs(self) -> Sequence[Job]:
        parts, now = self.parts, self.parts.clock()
        with parts.database.read() as session:
            approved = approved_invoices(session, AT_ONCE)
            due: Sequence[Due] = due_verifications(session, now, AT_ONCE)
            outage = current_outage(session, now) if due else None
        if outage is not None:
            due = due[: now >= outage.until]
        return [*(verify_job(each, Occasion.APPROVED) for each in approved), *(verify_job(each, Occasion.DUE) for each in due)]


def put_into_queue(jobs: Jobs, wanted: Sequence[Job]) -> int:
    """Those that are not in it and do not run; also where an earlier job of the same id is over and found nothing to do. How many."""
    if not wanted:
        return 0
    states = jobs.states([job.id for job in wanted])
    missing = [job for job in wanted if states.get(job.id) not in LIVE]
    for job in missing:
        if job.id in states:
            jobs.enqueue_again(job)
        else:
            jobs.enqueue(job)
    return len(missing)
