"""How reviewers work: decisions and the work behind them, and how well flags point at what has to be changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from intake.store.review_tables import ReviewRow


@dataclass(frozen=True)
class ReviewWork:
    """Of one reviewer, added up over decisions."""

    who: str
    decisions: int
    active_ms: int
    keys: int
    fields: int
    """Shown."""
    flagged: int
    """Of these, marked when the invoice was opened."""
    edited: int
    edited_flagged: int
    """Of those edited, marked."""

    @property
    def flag_precision(self) -> float | None:
        """Of the marked fields, how many were changed, 0..1; None where none was marked."""
        return self.edited_flagged / self.flagged if self.flagged else None

    @property
    def miss_rate(self) -> float | None:
        """Of the fields that were not marked, how many were changed all the same, 0..1; None where there were none."""
        unmarked = self.fields - self.flagged
        return (self.edited - self.edited_flagged) / unmarked if unmarked > 0 else None


def review_work(session: Session, tenant: str, since: datetime, who: str | None = None) -> Sequence[ReviewWork]:
    """Of each reviewer, or of one, since then, in the order of their names."""
    columns = (ReviewRow.active_ms, ReviewRow.keys, ReviewRow.fields, ReviewRow.flagged, ReviewRow.edited, ReviewRow.edited_flagged)
    decided = [ReviewRow.tenant == tenant, ReviewRow.decided_at >= since, *([] if who is None else [ReviewRow.who == who])]
    statement = select(ReviewRow.who, func.count(), *map(func.sum, columns)).where(*decided).group_by(ReviewRow.who).order_by(ReviewRow.who)
    return tuple(ReviewWork(row[0], *map(int, row[1:])) for row in session.execute(statement))
