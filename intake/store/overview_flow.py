"""What came in on which day and by which way, and where it stands now. Each reads the records of the period by an index and nothing else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Integer, case, func, select, type_coerce
from sqlalchemy.orm import Session

from intake.opening.file_type import CONTAINERS, MEDIA_TYPES
from intake.overview.flow import InvoiceGroup
from intake.overview.period import Period
from intake.state import MACHINE_NAME, DocumentState
from intake.store.china_day import china_day
from intake.store.tables import DocumentRow, HistoryRow, InvoiceRow, ReceiptRow
from intake.store.words import Door, HistoryEvent

CONTAINER_TYPES = tuple(sorted({MEDIA_TYPES[kind] for kind in CONTAINERS}))
"""Mails and archives: what was in them counts, they themselves do not."""


@dataclass(frozen=True)
class ArrivalCount:
    """Files that came in on a day by one way."""

    day: date
    door: Door
    files: int
    again: int
    """Of these, the ones whose bytes were here already."""


def arrivals(session: Session, tenant: str, period: Period) -> Sequence[ArrivalCount]:
    """By day; deleted ones too, since they came in."""
    day = china_day(session, ReceiptRow.received_at)
    again = func.sum(case((ReceiptRow.first, 0), else_=1))
    statement = (
        select(day, ReceiptRow.door, func.count(), again)
        .join(DocumentRow, DocumentRow.id == ReceiptRow.document_id)
        .where(ReceiptRow.tenant == tenant, ReceiptRow.received_at >= period.since, ReceiptRow.received_at < period.until, _no_container())
        .group_by(day, ReceiptRow.door)
        .order_by(day, ReceiptRow.door)
    )
    return tuple(ArrivalCount(*row) for row in session.execute(statement))


def document_states(session: Session, tenant: str, period: Period) -> Mapping[DocumentState, int]:
    """Of live documents that came in then; states without are left out."""
    there = [DocumentRow.tenant == tenant, DocumentRow.received_at >= period.since, DocumentRow.received_at < period.until, DocumentRow.deleted_at.is_(None)]
    statement = select(DocumentRow.state, func.count()).where(*there, _no_container()).group_by(DocumentRow.state)
    counts = {state: count for state, count in session.execute(statement)}  # noqa: C416 - rows of the database are no pairs for mypy
    return {state: counts[state] for state in DocumentState if state in counts}


def invoice_groups(session: Session, tenant: str, period: Period) -> Sequence[InvoiceGroup]:
    """Live invoices in documents that came in then, by day."""
    day = china_day(session, InvoiceRow.received_at)
    # A person's line of history, and whether it is a correction: 0, 1 or 2 in one look at the invoice's history.
    touch = func.max(case((HistoryRow.event == HistoryEvent.CORRECTED, 2), else_=1))
    by_person = select(touch).where(HistoryRow.invoice_id == InvoiceRow.id, HistoryRow.who.not_like(f"{MACHINE_NAME}%")).scalar_subquery()
    touched = type_coerce(func.coalesce(by_person, 0), Integer)
    there = [InvoiceRow.tenant == tenant, InvoiceRow.received_at >= period.since, InvoiceRow.received_at < period.until, InvoiceRow.deleted_at.is_(None)]
    each = select(day.label("day"), InvoiceRow.state.label("state"), touched.label("touched")).where(*there).subquery()
    statement = select(each.c.day, each.c.state, each.c.touched, func.count()).group_by(each.c.day, each.c.state, each.c.touched)
    rows = session.execute(statement.order_by(each.c.day))
    return tuple(InvoiceGroup(on, state, touch > 0, touch > 1, count) for on, state, touch, count in rows)


def _no_container() -> ColumnElement[bool]:
    return DocumentRow.media_type.not_in(CONTAINER_TYPES)
