"""Planted checks: settled invoices that reviewers are shown once more with one wrong character, and whether they find it. No record is changed by any of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, case, func, insert, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from intake.state import SETTLED_STATES, Actor
from intake.store.column_types import PlainText
from intake.store.ids import new_id
from intake.store.review_tables import ReviewRow
from intake.store.tables import Base, InvoiceRow

_NAME = 64
_OPEN = timedelta(hours=24)
"""What nobody decided by then is forgotten."""


class PlantedCheckRow(Base):
    """An invoice, as it was shown to one reviewer with an error."""

    __tablename__ = "planted_checks"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    """Stands in the place of the invoice's."""
    tenant: Mapped[str] = mapped_column(String(_NAME))
    who: Mapped[str] = mapped_column(String(_NAME))
    """Name of the reviewer's actor."""
    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("invoices.id"), index=True)
    field: Mapped[str] = mapped_column(String(_NAME))
    right: Mapped[str] = mapped_column(PlainText())
    planted: Mapped[str] = mapped_column(PlainText())
    shown_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    found: Mapped[bool | None]

    __table_args__ = (Index("ix_planted_checks_who", "tenant", "who", "shown_at"),)


@dataclass(frozen=True)
class PlantedCheck:
    id: UUID
    invoice_id: UUID
    """Of the settled invoice."""
    field: str
    right: str
    planted: str


@dataclass(frozen=True)
class Detection:
    who: str
    shown: int
    """Checks that were decided."""
    found: int


def plant(session: Session, tenant: str, invoice_id: UUID, field: str, right: str, planted: str, *, actor: Actor, at: datetime) -> None:
    said = {"invoice_id": invoice_id, "field": field, "right": right, "planted": planted}
    session.execute(insert(PlantedCheckRow).values(id=new_id(), tenant=tenant, who=actor.name, shown_at=at, decided_at=None, found=None, **said))


def open_checks(session: Session, tenant: str, actor: Actor, at: datetime) -> Sequence[PlantedCheck]:
    """Those of one reviewer that are not decided yet."""
    mine = [PlantedCheckRow.tenant == tenant, PlantedCheckRow.who == actor.name, PlantedCheckRow.decided_at.is_(None), PlantedCheckRow.shown_at > at - _OPEN]
    return tuple(map(_check, session.scalars(select(PlantedCheckRow).where(*mine).order_by(PlantedCheckRow.shown_at))))


def find_check(session: Session, tenant: str, actor: Actor, check_id: UUID) -> PlantedCheck | None:
    """Open or decided; nobody else's."""
    mine = [PlantedCheckRow.id == check_id, PlantedCheckRow.tenant == tenant, PlantedCheckRow.who == actor.name]
    row = session.scalar(select(PlantedCheckRow).where(*mine))
    return _check(row) if row else None


def decide_check(session: Session, tenant: str, check_id: UUID, *, found: bool, at: datetime) -> None:
    """The first decision counts."""
    undecided = [PlantedCheckRow.id == check_id, PlantedCheckRow.tenant == tenant, PlantedCheckRow.decided_at.is_(None)]
    session.execute(update(PlantedCheckRow).where(*undecided).values(decided_at=at, found=found))


def sources(session: Session, tenant: str, actor: Actor, limit: int) -> Sequence[UUID]:
    """Settled invoices on which this reviewer never decided, the newest first: what is right about them is known."""
    settled = [InvoiceRow.tenant == tenant, InvoiceRow.state.in_(SETTLED_STATES), InvoiceRow.deleted_at.is_(None)]
    decided = select(ReviewRow.id).where(ReviewRow.invoice_id == InvoiceRow.id, ReviewRow.who == actor.name).exists()
    shown = select(PlantedCheckRow.id).where(PlantedCheckRow.invoice_id == InvoiceRow.id, PlantedCheckRow.who == actor.name).exists()
    return session.scalars(select(InvoiceRow.id).where(*settled, ~decided, ~shown).order_by(InvoiceRow.moved_at.desc(), InvoiceRow.id).limit(limit)).all()


def detections(session: Session, tenant: str, since: datetime, who: str | None = None) -> Sequence[Detection]:
    """Of each reviewer, or of one, for checks decided since then."""
    decided = [PlantedCheckRow.tenant == tenant, PlantedCheckRow.decided_at >= since, *([] if who is None else [PlantedCheckRow.who == who])]
    found = func.sum(case((PlantedCheckRow.found.is_(True), 1), else_=0))
    statement = select(PlantedCheckRow.who, func.count(), found).where(*decided).group_by(PlantedCheckRow.who).order_by(PlantedCheckRow.who)
    return tuple(Detection(name, shown, int(right)) for name, shown, right in session.execute(statement))


def _check(row: PlantedCheckRow) -> PlantedCheck:
    return PlantedCheck(row.id, row.invoice_id, row.field, row.right, row.planted)
