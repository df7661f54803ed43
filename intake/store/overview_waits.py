"""What waits for longer than it should: for a reviewer by the firm's policy, elsewhere by what each state may take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from intake.overview.held_up import Example
from intake.state import InvoiceState
from intake.store.overview_held_up import EXAMPLES
from intake.store.tables import InvoiceRow


@dataclass(frozen=True)
class StateWait:
    """Live invoices in one state."""

    state: InvoiceState
    allowed: timedelta
    waiting: int
    late: int
    """Of these, the ones that wait for longer than allowed."""
    oldest: datetime | None
    """Since when the one waits that waits longest; None where none does."""
    examples: tuple[Example, ...]
    """Some of the late ones, who waits longest first."""


def state_waits(session: Session, tenant: str, allowed: Mapping[InvoiceState, timedelta], now: datetime) -> Sequence[StateWait]:
    """One for each state of `allowed`, in its order. For a reviewer an invoice waits since its document came in, as in the queue; elsewhere since it moved there."""
    return tuple(_state_wait(session, tenant, state, limit, now) for state, limit in allowed.items())


def _state_wait(session: Session, tenant: str, state: InvoiceState, allowed: timedelta, now: datetime) -> StateWait:
    since = _since(state)
    there = [InvoiceRow.tenant == tenant, InvoiceRow.state == state, InvoiceRow.deleted_at.is_(None)]
    is_late = since <= now - allowed
    counts = select(func.count(), func.sum(case((is_late, 1), else_=0)), func.min(since)).where(*there)
    waiting, late, oldest = session.execute(counts).one()
    examples: tuple[Example, ...] = ()
    if late:
        rows = select(InvoiceRow.document_id, InvoiceRow.id, InvoiceRow.number, since).where(*there, is_late).order_by(since).limit(EXAMPLES)
        examples = tuple(Example(*row) for row in session.execute(rows))
    return StateWait(state, allowed, waiting, late or 0, oldest, examples)


def _since(state: InvoiceState) -> InstrumentedAttribute[datetime] | ColumnElement[datetime]:
    return InvoiceRow.received_at if state is InvoiceState.IN_REVIEW else InvoiceRow.moved_at
