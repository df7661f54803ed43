"""Where each invoice stands with the tax bureau. Whoever raises a row's version first has the invoice until the moment it writes down; the row is due again then.

So two processes never ask about one invoice at a time, and what a process had that died is taken up by another.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from intake.state import InvoiceState
from intake.store.ids import new_id
from intake.store.insert_of import insert_of
from intake.store.tables import InvoiceRow
from intake.store.verification_tables import AlertRow, VerificationRow
from intake.verification.reasons import WaitReason
from intake.verification.schedule import Progress
from intake.verification.verifier import InvoiceStatus


@dataclass(frozen=True)
class Standing:
    """Where one invoice stands."""

    invoice_id: UUID
    tenant: str
    version: int
    due_at: datetime | None
    """When something is done by itself; None where nothing is."""
    reason: WaitReason | None
    """Why it waits or a person has to look; None once it is verified."""
    progress: Progress
    asked_at: datetime | None
    question_id: UUID | None
    """The last one that was answered."""
    status: InvoiceStatus | None
    """As the bureau last said."""


@dataclass(frozen=True)
class Due:
    tenant: str
    invoice_id: UUID
    version: int
    """Of the verification; of the invoice where it is not begun."""


@dataclass(frozen=True)
class Result:
    """What is written down about a standing."""

    due_at: datetime | None
    reason: WaitReason | None
    progress: Progress
    asked_at: datetime | None = None
    """As are the others below: None leaves what was there."""
    question_id: UUID | None = None
    status: InvoiceStatus | None = None


@dataclass(frozen=True)
class Alert:
    """A booked invoice is no longer what it was."""

    id: UUID
    invoice_id: UUID
    before: InvoiceStatus
    status: InvoiceStatus | None
    """None where the bureau does not know it any more, or not with these values."""
    reason: WaitReason | None
    found_at: datetime


def find_standing(session: Session, tenant: str, invoice_id: UUID) -> Standing | None:
    row = session.scalar(select(VerificationRow).where(VerificationRow.invoice_id == invoice_id, VerificationRow.tenant == tenant))
    return _standing(row) if row else None


def begin(session: Session, tenant: str, invoice_id: UUID, until: datetime, at: datetime) -> Standing:
    """A new round of questions, which the caller has until then. What the bureau said in an earlier round stays known."""
    table = insert_of(session, VerificationRow)
    fresh = {"due_at": until, "reason": WaitReason.BEING_ASKED, "since": at, "step": 0, "troubles": 0, "trouble_since": None}
    row = {"invoice_id": invoice_id, "tenant": tenant, "version": 1, **fresh, "asked_at": None, "question_id": None, "status": None}
    again = {**fresh, "version": VerificationRow.version + 1}
    session.execute(table.values(row).on_conflict_do_update(index_elements=["invoice_id"], set_=again))
    found = find_standing(session, tenant, invoice_id)
    assert found is not None
    return found


def take(session: Session, due: Due, until: datetime, now: datetime, *, early: bool = False) -> Standing | None:
    """The standing as it was, but for its version: it is the caller's until then. None where it is not due at that version: somebody else has it, or there is
    nothing to do. `early`: a person wants it now, so that only somebody else who has it stands against it.
    """
    standing = find_standing(session, due.tenant, due.invoice_id)
    if standing is None or standing.version != due.version:
        return None
    is_due = standing.due_at is not None and standing.due_at <= now
    if not is_due and (not early or standing.reason is WaitReason.BEING_ASKED):
        return None
    mine = [VerificationRow.invoice_id == due.invoice_id, VerificationRow.version == due.version]
    values = {"due_at": until, "reason": WaitReason.BEING_ASKED, "version": VerificationRow.version + 1}
    version = session.scalar(update(VerificationRow).where(*mine).values(values).returning(VerificationRow.version))
    return replace(standing, version=version) if version is not None else None


def put_down(session: Session, standing: Standing, result: Result) -> bool:
    """Writes down what came of it. False, and nothing is written, where somebody else has it by now."""
    progress = result.progress
    values = {
        "due_at": result.due_at,
        "reason": result.reason,
        "since": progress.since,
        "step": progress.step,
        "troubles": progress.troubles,
        "trouble_since": progress.trouble_since,
        "version": VerificationRow.version + 1,
        **{name: value for name in ("asked_at", "question_id", "status") if (value := getattr(result, name)) is not None},
    }
    mine = [VerificationRow.invoice_id == standing.invoice_id, VerificationRow.version == standing.version]
    return session.scalar(update(VerificationRow).where(*mine).values(values).returning(VerificationRow.version)) is not None


def wake(session: Session, tenant: str, invoice_id: UUID, at: datetime) -> None:
    """Makes an invoice due of which nothing was to be done by itself: a deleted one that is restored."""
    asleep = [VerificationRow.invoice_id == invoice_id, VerificationRow.tenant == tenant, VerificationRow.due_at.is_(None)]
    session.execute(update(VerificationRow).where(*asleep).values(due_at=at, version=VerificationRow.version + 1))


def due_verifications(session: Session, now: datetime, limit: int) -> Sequence[Due]:
    """Those that have waited longest, of all tenants."""
    statement = select(VerificationRow.tenant, VerificationRow.invoice_id, VerificationRow.version).where(VerificationRow.due_at <= now)
    return tuple(Due(*row) for row in session.execute(statement.order_by(VerificationRow.due_at).limit(limit)))


def approved_invoices(session: Session, limit: int) -> Sequence[Due]:
    """Those not begun that came in first, of all tenants."""
    statement = select(InvoiceRow.tenant, InvoiceRow.id, InvoiceRow.version).where(InvoiceRow.state == InvoiceState.APPROVED, InvoiceRow.deleted_at.is_(None))
    return tuple(Due(*row) for row in session.execute(statement.order_by(InvoiceRow.received_at).limit(limit)))


def count_waiting(session: Session, tenant: str) -> Mapping[WaitReason, tuple[int, datetime | None]]:
    """WaitReason -> invoices under verification that wait for it, and the next one's time."""
    verifying = [InvoiceRow.id == VerificationRow.invoice_id, InvoiceRow.state == InvoiceState.VERIFYING, InvoiceRow.deleted_at.is_(None)]
    statement = select(VerificationRow.reason, func.count(), func.min(VerificationRow.due_at)).join(InvoiceRow, verifying[0])
    rows = session.execute(
        statement.where(VerificationRow.tenant == tenant, VerificationRow.reason.is_not(None), *verifying[1:]).group_by(VerificationRow.reason)
    )
    return {reason: (count, next_at) for reason, count, next_at in rows if reason is not None}


def add_alert(
    session: Session,
    standing: Standing,
    question_id: UUID,
    status: InvoiceStatus | None,
    reason: WaitReason | None,
    at: datetime,
) -> None:
    """`standing` is the one from before. An invoice that was verified without a status stood."""
    values = {
        "id": new_id(),
        "tenant": standing.tenant,
        "invoice_id": standing.invoice_id,
        "question_id": question_id,
        "before": standing.status or InvoiceStatus.NORMAL,
        "status": status,
        "reason": reason,
        "found_at": at,
    }
    session.execute(insert(AlertRow).values(values))


def alerts_of(session: Session, tenant: str, invoice_id: UUID) -> Sequence[Alert]:
    """Oldest first."""
    statement = select(AlertRow).where(AlertRow.tenant == tenant, AlertRow.invoice_id == invoice_id).order_by(AlertRow.id)
    return tuple(_alert(row) for row in session.scalars(statement))


def _standing(row: VerificationRow) -> Standing:
    progress = Progress(row.since, row.step, row.troubles, row.trouble_since)
    return Standing(row.invoice_id, row.tenant, row.version, row.due_at, row.reason, progress, row.asked_at, row.question_id, row.status)


def _alert(row: AlertRow) -> Alert:
    return Alert(row.id, row.invoice_id, row.before, row.status, row.reason, row.found_at)
