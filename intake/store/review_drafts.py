"""What a reviewer has begun to say about an invoice and not decided yet: kept with every change, so that it is there on another machine, too."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, Integer, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from intake.state import Actor, InvoiceState
from intake.store.insert_of import insert_of
from intake.store.tables import Base, InvoiceRow

_NAME = 64
Draft = Mapping[str, Any]
"""As the page has it: `values`, `confirmed`, `items`."""


class ReviewDraftRow(Base):
    """The last draft of one person for one invoice."""

    __tablename__ = "review_drafts"

    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("invoices.id"), primary_key=True)
    who: Mapped[str] = mapped_column(String(_NAME), primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    """Of the invoice that it was made on: for any later one it is not offered."""
    draft: Mapped[dict[str, Any]] = mapped_column(JSON)
    saved_at: Mapped[datetime]


def keep_draft(session: Session, tenant: str, invoice_id: UUID, version: int, draft: Draft, *, actor: Actor, at: datetime) -> bool:
    """Instead of the one before. False, and nothing is kept, where the invoice is not under review any more, or is not that version."""
    there = [InvoiceRow.id == invoice_id, InvoiceRow.tenant == tenant, InvoiceRow.version == version, InvoiceRow.state == InvoiceState.IN_REVIEW]
    if session.scalar(select(InvoiceRow.id).where(*there)) is None:
        return False
    values = {"version": version, "draft": dict(draft), "saved_at": at}
    table = insert_of(session, ReviewDraftRow)
    kept = table.values(invoice_id=invoice_id, who=actor.name, **values).on_conflict_do_update(index_elements=["invoice_id", "who"], set_=values)
    session.execute(kept)
    return True


def draft_of(session: Session, tenant: str, invoice_id: UUID, actor: Actor) -> Draft | None:
    """None where there is none, or it was made on another version."""
    same = (InvoiceRow.id == ReviewDraftRow.invoice_id) & (InvoiceRow.version == ReviewDraftRow.version)
    mine = [InvoiceRow.id == invoice_id, InvoiceRow.tenant == tenant, ReviewDraftRow.who == actor.name]
    return session.scalar(select(ReviewDraftRow.draft).join(InvoiceRow, same).where(*mine))


def forget_draft(session: Session, invoice_id: UUID, actor: Actor) -> None:
    """Decided, or taken back; the invoice is one of the actor's tenant."""
    session.execute(delete(ReviewDraftRow).where(ReviewDraftRow.invoice_id == invoice_id, ReviewDraftRow.who == actor.name))
