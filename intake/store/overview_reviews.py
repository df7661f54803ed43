"""How many invoices each reviewer decided in a period, and how long it took them: the time they were at it, as the review page counts it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, case, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from intake.overview.period import Period
from intake.state import InvoiceState
from intake.store.review_tables import ReviewRow


@dataclass(frozen=True)
class ReviewerCount:
    """Decisions of one person."""

    who: str
    """Name of the actor."""
    decided: int
    approved: int
    rejected: int
    edited: int
    """Of these, the ones in which they changed a field."""
    own: int
    """They had sent it themselves, which the firm allows."""
    timed: int
    """Those whose time was counted."""
    active_ms: int
    """Of all that were timed together."""
    median_ms: int | None
    """None where none was timed."""
    slow_ms: int | None
    """Nine of ten took no longer."""
    keys: int
    """Pressed, of all that were timed together."""


def reviewer_counts(session: Session, tenant: str, period: Period, who: str | None = None) -> Sequence[ReviewerCount]:
    """Who decided most first; of one actor only, where one is named."""
    there = [ReviewRow.tenant == tenant, ReviewRow.decided_at >= period.since, ReviewRow.decided_at < period.until]
    if who is not None:
        there.append(ReviewRow.who == who)
    times = _times(session, there)
    timed = ReviewRow.active_ms > 0
    statement = select(
        ReviewRow.who,
        func.count(),
        _counted(ReviewRow.decision == InvoiceState.APPROVED),
        _counted(ReviewRow.decision == InvoiceState.REJECTED),
        _counted(ReviewRow.edited > 0),
        _counted(ReviewRow.sent_by_reviewer),
        _counted(timed),
        func.sum(ReviewRow.active_ms),
        func.sum(case((timed, ReviewRow.keys), else_=0)),
    )
    rows = session.execute(statement.where(*there).group_by(ReviewRow.who).order_by(func.count().desc(), ReviewRow.who))
    return tuple(_of_row(row, *times.get(row[0], (None, None))) for row in rows)


def _times(session: Session, there: Sequence[ColumnElement[bool]]) -> dict[str, tuple[int | None, int | None]]:
    """Who -> milliseconds that half, and nine tenths, of their decisions did not exceed (nearest rank)."""
    place = func.row_number().over(partition_by=ReviewRow.who, order_by=ReviewRow.active_ms).label("place")
    ranked = select(ReviewRow.who.label("who"), ReviewRow.active_ms.label("ms"), place, func.count().over(partition_by=ReviewRow.who).label("all"))
    inner = ranked.where(*there, ReviewRow.active_ms > 0).subquery()
    count = inner.c["all"]
    is_median, is_slow = inner.c.place == (count + 1) // 2, inner.c.place == (count * 9 + 9) // 10
    statement = select(inner.c.who, func.max(case((is_median, inner.c.ms))), func.max(case((is_slow, inner.c.ms)))).group_by(inner.c.who)
    return {who: (median, slow) for who, median, slow in session.execute(statement)}


def _counted(condition: ColumnElement[bool] | InstrumentedAttribute[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))


def _of_row(row: Row[*tuple[Any, ...]], median_ms: int | None, slow_ms: int | None) -> ReviewerCount:
    who, decided, approved, rejected, edited, own, timed, active_ms, keys = row
    # PostgreSQL adds up whole numbers to decimals.
    return ReviewerCount(who, decided, approved, rejected, edited, own, timed, int(active_ms), median_ms, slow_ms, int(keys))
