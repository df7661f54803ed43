"""Numbers about everything that is kept, of all tenants, for whoever watches the service. Counted when asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from intake.state import MACHINE_NAME, SETTLED_STATES, DocumentState, InvoiceState
from intake.store.documents import StateCount
from intake.store.tables import DocumentRow, HistoryRow, InvoiceRow
from intake.store.words import Lane
from intake.store.workers import Worker, WorkerRow


class Place(NamedTuple):
    """Where a document is."""

    state: DocumentState
    lane: Lane


@dataclass(frozen=True)
class Recent:
    """Live invoices that came in lately."""

    invoices: int
    accepted: int
    """Settled by now, by whomever."""
    straight_through: int
    """Of those, the ones that no person touched."""


def count_documents_by_place(session: Session) -> Mapping[Place, StateCount]:
    """Live ones; a place without documents is absent."""
    statement = select(DocumentRow.state, DocumentRow.lane, func.count(), func.min(DocumentRow.moved_at))
    rows = session.execute(statement.where(DocumentRow.deleted_at.is_(None)).group_by(DocumentRow.state, DocumentRow.lane))
    return {Place(state, lane): StateCount(count, oldest) for state, lane, count, oldest in rows}


def count_invoices(session: Session) -> Mapping[InvoiceState, StateCount]:
    """Live ones; a state without invoices is absent."""
    statement = select(InvoiceRow.state, func.count(), func.min(InvoiceRow.moved_at)).where(InvoiceRow.deleted_at.is_(None)).group_by(InvoiceRow.state)
    return {state: StateCount(count, oldest) for state, count, oldest in session.execute(statement)}


def recent_invoices(session: Session, since: datetime) -> Recent:
    """Received since then."""
    by_person = select(HistoryRow.id).where(HistoryRow.invoice_id == InvoiceRow.id, HistoryRow.who.not_like(f"{MACHINE_NAME}%")).exists()
    settled = InvoiceRow.state.in_(SETTLED_STATES)
    sums = select(func.count(), func.sum(case((settled, 1), else_=0)), func.sum(case((settled & ~by_person, 1), else_=0)))
    row = session.execute(sums.where(InvoiceRow.deleted_at.is_(None), InvoiceRow.received_at >= since)).one()
    return Recent(row[0], row[1] or 0, row[2] or 0)


def workers_known(session: Session) -> Sequence[Worker]:
    """Those that neither ended nor were buried, silent ones too."""
    return tuple(Worker(row.id, row.started_at, row.beat_at) for row in session.scalars(select(WorkerRow).order_by(WorkerRow.id)))
