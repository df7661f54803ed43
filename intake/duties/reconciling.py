"""Which short job holds our records against the ledger and the lists that people handed in: every night, and when somebody asks.

    queued     due: by its time of the night, or at once
    running    ours until its lease ends; a process that dies leaves it to the next one, which begins anew
    finished   what was found is kept in the same transaction, so that it is there whole or not at all
    failed     the ledger could not be asked, time after time; the next night tries again

The rows of `intake.store.reconciliation_runs` are the truth. People are told by `intake.store.notice_reconciliation`, which reads what is kept here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from logging import getLogger
from uuid import UUID

from structlog.contextvars import bound_contextvars

from intake.behaviour.history import CHINA_TIME
from intake.engine import LIVE, Job, JobQueue, Jobs
from intake.errors import StoreUnavailable
from intake.store.reconciliation_findings import RECONCILER_NAME, Seen, record_findings
from intake.store.reconciliation_runs import Counted, StoredRun, due_runs, end_run, has_night, keep_run, open_night, put_off_run, take_run
from intake.store.session import Database
from intake.three_lists import Compared, Question, TakenOver, compare_lists
from intake.upload.ledger import Unavailable
from intake.upload.routes import Routing
from intake.workflow import kept

RECONCILE = "reconcile"
QUEUE = JobQueue(RECONCILE, at_once=1, poll_seconds=2.0)
LOOK_SECONDS = 10.0
LEASE = timedelta(minutes=10)
"""A run that was not heard of for that long died. Longer than one page of a ledger's list takes."""
MOST_ATTEMPTS = 6
_WAIT = timedelta(minutes=10)
"""After the first time that the ledger could not be asked; as much more each time."""
_AT_ONCE = 20


def reconcile_job(run: StoredRun) -> Job:
    """Of one version of a run: once that moved on, the job finds nothing to do."""
    return Job(f"{RECONCILE}:{run.id}:{run.version}", RECONCILE, QUEUE, (run.tenant, str(run.id), str(run.version)))


@dataclass(frozen=True)
class ReconcilingParts:
    """What reconciling takes; made in `api/build_service.py`."""

    database: Database
    jobs: Jobs
    routes: Routing
    clock: Callable[[], datetime]
    retry: Callable[[Callable[[], None]], None] = kept
    """How often what was found is tried to be written down while the database is away."""


class ReconcilingSweep:
    """Opens the night's runs, and makes jobs of what is due. Safe in any number of processes."""

    def __init__(self, parts: ReconcilingParts) -> None:
        self._parts = parts
        self._opened: dict[str, date] = {}
        """Tenant -> the last night that is surely opened."""

    def run(self) -> int:
        """How many jobs were made. Raises StoreUnavailable, having done a part."""
        parts, now = self._parts, self._parts.clock()
        self._open_nights(now)
        with parts.database.read() as session:
            due = due_runs(session, now, _AT_ONCE)
        made = [reconcile_job(run) for run in due]
        states = parts.jobs.states([job.id for job in made]) if made else {}
        wanted = [job for job in made if states.get(job.id) not in LIVE]
        for job in wanted:
            if job.id in states:
                parts.jobs.enqueue_again(job)
            else:
                parts.jobs.enqueue(job)
        return len(wanted)

    def _open_nights(self, now: datetime) -> None:
        """After a standstill over its time too: a night is opened late, and never left out on the day itself."""
        local = now.astimezone(CHINA_TIME)
        today = local.date()
        for tenant, route in self._parts.routes.by_tenant.items():
            if route.nightly is None or local.time() < route.nightly.at or self._opened.get(tenant) == today:
                continue
            with self._parts.database.read() as session:
                is_there = has_night(session, tenant, today)
            if not is_there:
                with self._parts.database.write() as session:
                    open_night(session, tenant, route.nightly.span(today), route.first.name, today, who=RECONCILER_NAME, at=now)
            self._opened[tenant] = today


class Reconciling:
    """The job. Safe for threads."""

    def __init__(self, parts: ReconcilingParts) -> None:
        self._parts = parts

    def run(self, tenant: str, run_id: str, version: str) -> None:
        """The arguments of `reconcile_job`."""
        parts = self._parts
        try:
            with bound_contextvars(tenant=tenant, run=run_id):
                now = parts.clock()
                with parts.database.write() as session:
                    run = take_run(session, tenant, UUID(run_id), int(version), now, now + LEASE)
                if run is not None:
                    self._compare(run)
        except TakenOver:
            getLogger(__name__).warning("the reconciliation %s was taken over by another process", run_id)
        except StoreUnavailable as error:
            # It is due again after its lease.
            getLogger(__name__).warning("the reconciliation %s goes on later: %s", run_id, error.message)

    def _compare(self, run: StoredRun) -> None:
        parts = self._parts
        by_tenant = parts.routes.by_tenant
        route, others = by_tenant.get(run.tenant), frozenset(by_tenant) - {run.tenant}
        question = Question(run.tenant, run.span, () if route is None else route.ledgers, others)
        compared = compare_lists(parts.database, question, parts.clock(), _Lease(parts, run).keep)
        if isinstance(compared, Unavailable):
            parts.retry(partial(self._put_off, run, compared))
        else:
            parts.retry(partial(self._record, run, compared))

    def _put_off(self, run: StoredRun, answer: Unavailable) -> None:
        now = self._parts.clock()
        wait = max(_WAIT * run.attempts, answer.retry_after or timedelta())
        with self._parts.database.write() as session:
            put_off_run(session, run, f"{answer.reason}: {answer.message}", now + wait if run.attempts < MOST_ATTEMPTS else None, now)

    def _record(self, run: StoredRun, compared: Compared) -> None:
        """In one transaction. Safe to do twice: the second time somebody else seems to have the run."""
        now = self._parts.clock()
        seen = Seen(compared.outcome.findings, compared.invoices, compared.sellers, compared.is_asked, compared.is_listed)
        with self._parts.database.write() as session:
            if end_run(session, run, counted(compared), now):
                record_findings(session, run, seen, now)


def counted(compared: Compared) -> Counted:
    outcome = compared.outcome
    return Counted(compared.is_listed, compared.lists, compared.ours, compared.theirs, outcome.agreed, len(outcome.findings), outcome.days)


class _Lease:
    """Keeps a run ours while it takes long, without writing at every page."""

    def __init__(self, parts: ReconcilingParts, run: StoredRun) -> None:
        self._parts = parts
        self._run = run
        self._kept_at = parts.clock()

    def keep(self) -> bool:
        now = self._parts.clock()
        if now < self._kept_at + LEASE / 5:
            return True
        self._kept_at = now
        with self._parts.database.write() as session:
            return keep_run(session, self._run, now + LEASE)
