"""What is kept for a while only, and removed at night: jobs that are over, idempotency keys, ended logins, half-written files. Documents never are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from intake.engine import Jobs
from intake.people.throttle import ThrottleRules
from intake.store.files import Files
from intake.store.people_sessions import forget_old
from intake.store.receipts import forget_keys
from intake.store.session import Database
from intake.store.verification_budget import forget_budgets


@dataclass(frozen=True)
class Keep:
    jobs: timedelta = timedelta(days=7)
    """After they are over; only for looking into faults."""
    idempotency_keys: timedelta = timedelta(days=90)
    """A telephone may lie in a drawer. After that the same bytes are still found by their hash."""
    look_up_counts: timedelta = timedelta(days=7)
    """How often an invoice was asked for on a day; only the present day's is looked at."""
    unfinished_files: timedelta = timedelta(days=1)
    """Longer than any file takes to come in."""


@dataclass(frozen=True)
class Removed:
    jobs: int
    idempotency_keys: int
    unfinished_files: int


@dataclass(frozen=True)
class Retention:
    database: Database
    files: Files
    jobs: Jobs
    clock: Callable[[], datetime]
    keep: Keep = Keep()

    def run(self) -> Removed:
        """Raises StoreUnavailable, having done a part."""
        now = self.clock()
        jobs = self.jobs.forget(now - self.keep.jobs)
        with self.database.write() as session:
            keys = forget_keys(session, now - self.keep.idempotency_keys)
        with self.database.write() as session:
            forget_old(session, now, ThrottleRules())
            forget_budgets(session, (now - self.keep.look_up_counts).date())
        files = self.files.remove_unfinished(self.keep.unfinished_files.total_seconds())
        return Removed(jobs, keys, files)
