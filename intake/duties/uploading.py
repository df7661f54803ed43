"""Which short job hands a verified invoice to the ledger, and proves that it is there.

    verified    queued      nothing of it is out; when it is due the ledger is asked first, and has nothing:
    uploading   sending     written down before the first byte leaves
                accepted    they say that they have it, and are asked until they show it with the same values
                unknown     no clear answer: they are asked, and it is sent again only once it would have shown up
    confirmed   confirmed   read back; taken back by a person and corrected, it is queued as another revision, and sent only once the ledger has no entry of it any more
    in_review   rejected, dead   a person decides; the cause and what to do stand with it

The rows of `intake.store.uploads` are the truth: each says what there is to do and when. `UploadSweep` makes jobs of those that are due, and a job takes its row at the version it was
made for: of two one finds nothing to do, and what a killed one had taken is due again after a while.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from logging import getLogger
from uuid import UUID

from sqlalchemy.orm import Session
from structlog.contextvars import bound_contextvars

from intake.engine import LIVE, Job, JobQueue, Jobs
from intake.errors import StoreDamaged, StoreUnavailable
from intake.state import machine
from intake.store.files import Files
from intake.store.ledger_entries import ledger_entry
from intake.store.ledger_health import ledger_health, record_failure, record_success
from intake.store.session import Database
from intake.store.uploads import StoredUpload, due_uploads, earlier_keys, home_of, put_off, step_upload, take_upload, wake_without_ledger
from intake.upload.entry_format import problems_of
from intake.upload.ledger import BusinessKey, Found, Ledger, LedgerEntry, Submission, Unavailable
from intake.upload.outbox import (
    Patience,
    SendingCause,
    Step,
    UploadState,
    after_asking,
    after_finding_under_old_key,
    after_interruption,
    after_no_asking,
    after_sending,
)
from intake.upload.routes import LedgerHealth, Route, Routing, choose, waits_until
from intake.workflow import kept

UPLOAD = "upload"
QUEUE = JobQueue(UPLOAD, at_once=8, poll_seconds=0.5)
UPLOADER = machine("uploader")
SWEEP_SECONDS = 3.0
"""A verified invoice waits no longer than that to become a job."""
AT_ONCE = 100
"""Jobs looked after at a time: those that have waited longest."""


def upload_job(upload: StoredUpload) -> Job:
    """Of one version of a sending: once that moved on, the job finds nothing to do."""
    return Job(f"{UPLOAD}:{upload.id}:{upload.version}", UPLOAD, QUEUE, (upload.tenant, str(upload.id), str(upload.version)))


@dataclass(frozen=True)
class UploadingParts:
    """What handing over takes; made in `api/build_service.py`."""

    database: Database
    files: Files
    jobs: Jobs
    routes: Routing
    clock: Callable[[], datetime]
    patience: Patience = field(default_factory=Patience)
    retry: Callable[[Callable[[], None]], None] = kept
    """How often what a ledger answered is tried to be written down while the database is away."""


class UploadSweep:
    """Makes jobs of what is due. Safe to run at any time, in any number of processes; costs one query of an index when nothing is."""

    def __init__(self, parts: UploadingParts) -> None:
        self._parts = parts
        self._woken_for: Mapping[str, Route] | None = None

    def run(self) -> int:
        """How many jobs were made. Whenever routes changed it wakes whoever waited for a ledger to be set up and has one now. Raises StoreUnavailable, having done a part."""
        parts = self._parts
        by_tenant = parts.routes.by_tenant
        if self._woken_for is not by_tenant:
            with parts.database.write() as session:
                wake_without_ledger(session, by_tenant.keys(), parts.clock())
            self._woken_for = by_tenant
        with parts.database.read() as session:
            due = due_uploads(session, parts.clock(), AT_ONCE)
        if not due:
            return 0
        made = [upload_job(upload) for upload in due]
        states = parts.jobs.states([job.id for job in made])
        wanted = [job for job in made if states.get(job.id) not in LIVE]
        for job in wanted:
            if job.id in states:
                parts.jobs.enqueue_again(job)
            else:
                parts.jobs.enqueue(job)
        return len(wanted)


@dataclass(frozen=True)
class _Plan:
    """A sending that is ours until its version changes, and what it is about."""

    upload: StoredUpload
    route: Route
    ledger: Ledger
    ailing: bool
    """The ledger could not be reached the last time."""
    entry: LedgerEntry
    earlier: Sequence[str] = ()
    """Keys under which it was sent before its number was corrected."""


class InvoiceUploading:
    """The upload job. Safe for threads."""

    def __init__(self, parts: UploadingParts) -> None:
        self._parts = parts

    def run(self, tenant: str, upload_id: str, version: str) -> None:
        """The arguments of `upload_job`."""
        try:
            with bound_contextvars(tenant=tenant, upload=upload_id):
                plan = self._begin(tenant, UUID(upload_id), int(version))
                if plan is not None:
                    self._ask(plan)
        except StoreUnavailable as error:
            # It is due again after its lease.
            getLogger(__name__).warning("sending %s goes on later: %s", upload_id, error.message)

    def _begin(self, tenant: str, upload_id: UUID, version: int) -> _Plan | None:
        """None where there is nothing to ask any more, or not now."""
        now = self._parts.clock()
        with self._parts.database.write() as session:
            upload = take_upload(session, tenant, upload_id, version, now, now + self._parts.patience.lease)
            if upload is None:
                return None
            if upload.state is UploadState.SENDING:
                self._step(session, upload, after_interruption(now), upload.ledger)
                return None
            return self._plan(session, upload, now)

    def _plan(self, session: Session, upload: StoredUpload, now: datetime) -> _Plan | None:
        route = self._parts.routes.by_tenant.get(upload.tenant)
        ledger, health = self._where(session, route, upload, now)
        if route is None or ledger is None:
            self._step(session, upload, Step(upload.state, SendingCause.NO_LEDGER, None), upload.ledger)
            return None
        if health is not None and health.paused_until > now:
            self._step(session, upload, Step(upload.state, SendingCause.UNAVAILABLE, health.paused_until, detail=health.reason), ledger.name)
            return None
        entry = ledger_entry(session, upload.tenant, upload.invoice_id, upload.business_key, upload.revision)
        if entry is None:  # deleted in this very moment: its sending goes with it
            return None
        problems = problems_of(entry) if upload.state is UploadState.QUEUED else ()
        if problems:
            self._step(session, upload, Step(UploadState.DEAD, SendingCause.FORMAT, None, detail="; ".join(map(str, problems))), ledger.name)
            return None
        earlier = earlier_keys(session, upload) if upload.state is UploadState.QUEUED else ()
        return _Plan(upload, route, ledger, health is not None, entry, earlier)

    def _where(self, session: Session, route: Route | None, upload: StoredUpload, now: datetime) -> tuple[Ledger | None, LedgerHealth | None]:
        """What may be somewhere already is looked for there, and nowhere else; so is another revision of what was booked there."""
        if route is None:
            return None, None
        if upload.state is UploadState.QUEUED:
            first = ledger_health(session, upload.tenant, route.first.name)
            home = route.named(home_of(session, upload.tenant, upload.business_key))
            ledger: Ledger | None = home or choose(route, first, now)
        else:
            ledger = route.named(upload.ledger)
        return ledger, None if ledger is None else ledger_health(session, upload.tenant, ledger.name)

    def _ask(self, plan: _Plan) -> None:
        """Nothing is sent that they have already."""
        parts, upload = self._parts, plan.upload
        looked = plan.ledger.find(plan.entry.business)
        now = parts.clock()
        if isinstance(looked, Unavailable):
            parts.retry(partial(self._record, plan, upload, after_no_asking(upload.attempt, looked, now, parts.patience), looked))
            return
        step = after_asking(upload.attempt, plan.entry, looked, now, plan.ledger.manners, parts.patience)
        if step is not None:
            parts.retry(partial(self._record, plan, upload, step, looked))
        elif not self._is_there_under_old_key(plan):
            self._send(plan)

    def _is_there_under_old_key(self, plan: _Plan) -> bool:
        """Or they could not be asked: either way it is not sent now."""
        parts, upload, ours = self._parts, plan.upload, plan.entry.business
        for key in plan.earlier:
            looked = plan.ledger.find(BusinessKey.of(ours.tenant, key))
            if isinstance(looked, Unavailable):
                parts.retry(partial(self._record, plan, upload, after_no_asking(upload.attempt, looked, parts.clock(), parts.patience), looked))
                return True
            step = after_finding_under_old_key(key, ours.key, looked) if isinstance(looked, Found) else None
            if step is not None:
                parts.retry(partial(self._record, plan, upload, step, Found()))
                return True
        return False

    def _send(self, plan: _Plan) -> None:
        parts = self._parts
        try:
            original = parts.files.read(plan.entry.original.sha256, check=True)
        except StoreDamaged as error:
            step = Step(UploadState.DEAD, SendingCause.ORIGINAL_DAMAGED, None, detail=error.message)
            parts.retry(partial(self._record, plan, plan.upload, step, Found()))
            return
        now = parts.clock()
        with parts.database.write() as session:
            sending = self._step(session, plan.upload, Step(UploadState.SENDING, SendingCause.NONE, now + parts.patience.lease), plan.ledger.name)
        if sending is None:
            return
        answer = plan.ledger.submit(plan.entry, original)
        step = after_sending(sending.attempt, answer, parts.clock(), plan.ledger.manners, parts.patience)
        parts.retry(partial(self._record, plan, sending, step, answer))

    def _record(self, plan: _Plan, upload: StoredUpload, step: Step, answer: Submission | Found) -> None:
        """In one transaction. Safe to do twice: the second time somebody else seems to have the sending."""
        with self._parts.database.write() as session:
            if isinstance(answer, Unavailable):
                step = self._pause(session, plan, upload, step, answer)
            elif plan.ailing:
                record_success(session, upload.tenant, plan.ledger.name)
            self._step(session, upload, step, plan.ledger.name)

    def _pause(self, session: Session, plan: _Plan, upload: StoredUpload, step: Step, answer: Unavailable) -> Step:
        """The ledger is left alone for a while, by everybody."""
        parts, tenant, name = self._parts, upload.tenant, plan.ledger.name
        reason = f"{answer.reason}: {answer.message}"
        health = record_failure(session, tenant, name, reason, parts.clock(), parts.patience, answer.retry_after)
        nowhere_yet = waits_until(plan.route, name, health.paused_until, health.since)
        put_off(session, tenant, [name], [UploadState.ACCEPTED, UploadState.UNKNOWN], health.paused_until)
        put_off(session, tenant, ["", name], [UploadState.QUEUED], nowhere_yet)
        until = nowhere_yet if step.state is UploadState.QUEUED else health.paused_until
        return Step(step.state, step.cause, until, step.their_id, step.detail)

    def _step(self, session: Session, upload: StoredUpload, step: Step, ledger: str) -> StoredUpload | None:
        return step_upload(session, upload, step, ledger, actor=UPLOADER, at=self._parts.clock())
