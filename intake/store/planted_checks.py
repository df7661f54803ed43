"""Planted checks: settled invoices that reviewers are shown once more with one wrong character, and whether they find it. No record is changed by any of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Index, String, case, func, insert, or_, select, update
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from intake.state import SETTLED_STATES, Actor, InvoiceState
from intake.store.column_types import PlainText, words
from intake.store.ids import new_id
from intake.store.review_drafts import Draft
from intake.store.review_tables import PauseReason, ReviewRow
from intake.store.tables import Base, InvoiceRow

_NAME = 64
_OPEN = timedelta(hours=24)
"""What nobody decided by then, or by then after it was put off, is forgotten."""


class PlantedCheckRow(Base):
    """An invoice, as it was shown to one reviewer with an error. What they do to it short of deciding is kept here, so that nothing tells it from any other."""

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
    paused_until: Mapped[datetime | None]
    pause_reason: Mapped[PauseReason | None] = mapped_column(words(PauseReason))
    pause_note: Mapped[str] = mapped_column(PlainText())
    notes: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """Of each its text and when it was written (ISO 8601), oldest first."""
    draft: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    """As in `review_drafts`."""

    __table_args__ = (Index("ix_planted_checks_who", "tenant", "who", "shown_at"),)


@dataclass(frozen=True)
class CheckNote:
    text: str
    said_at: datetime


@dataclass(frozen=True)
class PlantedCheck:
    id: UUID
    invoice_id: UUID
    """Of the settled invoice."""
    field: str
    right: str
    planted: str
    shown_at: datetime
    paused_until: datetime | None
    pause_reason: PauseReason | None
    pause_note: str
    notes: tuple[CheckNote, ...]
    draft: Draft | None

    def is_paused(self, at: datetime) -> bool:
        return self.paused_until is not None and self.paused_until > at


@dataclass(frozen=True)
class Detection:
    who: str
    shown: int
    """Checks that were decided."""
    found: int


def plant(session: Session, tenant: str, invoice_id: UUID, field: str, right: str, planted: str, *, actor: Actor, at: datetime) -> None:
    said = {"invoice_id": invoice_id, "field": field, "right": right, "planted": planted}
    untouched: dict[str, object] = {"decided_at": None, "found": None, "paused_until": None, "pause_reason": None, "pause_note": "", "notes": [], "draft": None}
    session.execute(insert(PlantedCheckRow).values(id=new_id(), tenant=tenant, who=actor.name, shown_at=at, **said, **untouched))


def open_checks(session: Session, tenant: str, actor: Actor, at: datetime) -> Sequence[PlantedCheck]:
    """Those of one reviewer that are not decided yet, put off or not."""
    recent = or_(PlantedCheckRow.shown_at > at - _OPEN, PlantedCheckRow.paused_until > at - _OPEN)
    mine = [PlantedCheckRow.tenant == tenant, PlantedCheckRow.who == actor.name, PlantedCheckRow.decided_at.is_(None), recent]
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


def put_check_off(session: Session, tenant: str, check_id: UUID, until: datetime | None, reason: PauseReason | None = None, note: str = "") -> None:
    """Not shown until then; None: shown again at once."""
    mine = [PlantedCheckRow.id == check_id, PlantedCheckRow.tenant == tenant]
    session.execute(update(PlantedCheckRow).where(*mine).values(paused_until=until, pause_reason=reason, pause_note=note))


def add_check_note(session: Session, tenant: str, check: PlantedCheck, text: str, at: datetime) -> None:
    notes = [*({"text": note.text, "said_at": note.said_at.isoformat()} for note in check.notes), {"text": text, "said_at": at.isoformat()}]
    session.execute(update(PlantedCheckRow).where(PlantedCheckRow.id == check.id, PlantedCheckRow.tenant == tenant).values(notes=notes))


def keep_check_draft(session: Session, tenant: str, check_id: UUID, draft: Draft | None) -> None:
    """In the place of the one before; None forgets it."""
    session.execute(update(PlantedCheckRow).where(PlantedCheckRow.id == check_id, PlantedCheckRow.tenant == tenant).values(draft=draft))


def sources(session: Session, tenant: str, actor: Actor, limit: int) -> Sequence[UUID]:
    """Settled invoices on which this reviewer never decided, the newest first: what is right about them is known. Without those in whose document another one waits."""
    settled = [InvoiceRow.tenant == tenant, InvoiceRow.state.in_(SETTLED_STATES), InvoiceRow.deleted_at.is_(None)]
    decided = select(ReviewRow.id).where(ReviewRow.invoice_id == InvoiceRow.id, ReviewRow.who == actor.name).exists()
    shown = select(PlantedCheckRow.id).where(PlantedCheckRow.invoice_id == InvoiceRow.id, PlantedCheckRow.who == actor.name).exists()
    other = aliased(InvoiceRow)
    waits = select(other.id).where(other.document_id == InvoiceRow.document_id, other.state == InvoiceState.IN_REVIEW, other.deleted_at.is_(None)).exists()
    return session.scalars(
        select(InvoiceRow.id).where(*settled, ~decided, ~shown, ~waits).order_by(InvoiceRow.moved_at.desc(), InvoiceRow.id).limit(limit)
    ).all()


def detections(session: Session, tenant: str, since: datetime, who: str | None = None) -> Sequence[Detection]:
    """Of each reviewer, or of one, for checks decided since then."""
    decided = [PlantedCheckRow.tenant == tenant, PlantedCheckRow.decided_at >= since, *([] if who is None else [PlantedCheckRow.who == who])]
    found = func.sum(case((PlantedCheckRow.found.is_(True), 1), else_=0))
    statement = select(PlantedCheckRow.who, func.count(), found).where(*decided).group_by(PlantedCheckRow.who).order_by(PlantedCheckRow.who)
    return tuple(Detection(name, shown, int(right)) for name, shown, right in session.execute(statement))


def _check(row: PlantedCheckRow) -> PlantedCheck:
    notes = tuple(CheckNote(note["text"], datetime.fromisoformat(note["said_at"])) for note in row.notes)
    pause = (row.paused_until, row.pause_reason, row.pause_note)
    return PlantedCheck(row.id, row.invoice_id, row.field, row.right, row.planted, row.shown_at, *pause, notes, row.draft)
