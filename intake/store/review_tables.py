"""Review in tables: who has a document before them, what was put off, and what reviewers decided and how long they took."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from intake.state import InvoiceState
from intake.store.column_types import PlainText, words
from intake.store.tables import Base

_NAME = 64


class PauseReason(StrEnum):
    """Why a reviewer can't decide now."""

    BETTER_PICTURE = "better_picture"
    """A better picture was asked for."""
    ASK_SENDER = "ask_sender"
    ASK_SELLER = "ask_seller"
    ASK_COLLEAGUE = "ask_colleague"
    OTHER = "other"


class ReviewLeaseRow(Base):
    """Who has a document before them until when. The row stays when that is over, and is taken over by whoever comes next."""

    __tablename__ = "review_leases"

    document_id: Mapped[UUID] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    tenant: Mapped[str] = mapped_column(String(_NAME))
    holder: Mapped[str] = mapped_column(String(_NAME))
    """Name of an actor."""
    taken_at: Mapped[datetime]
    ends_at: Mapped[datetime]

    __table_args__ = (Index("ix_review_leases_holder", "tenant", "holder", "ends_at"),)


class ReviewPauseRow(Base):
    """A document that nobody needs to look at before `until`. What was said before stands in its history."""

    __tablename__ = "review_pauses"

    document_id: Mapped[UUID] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    tenant: Mapped[str] = mapped_column(String(_NAME))
    until: Mapped[datetime]
    reason: Mapped[PauseReason] = mapped_column(words(PauseReason))
    note: Mapped[str] = mapped_column(PlainText())
    who: Mapped[str] = mapped_column(String(_NAME))
    said_at: Mapped[datetime]

    __table_args__ = (Index("ix_review_pauses_tenant", "tenant", "until"),)


class ReviewRow(Base):
    """A decision on an invoice, and the work behind it. Never changed, never deleted."""

    __tablename__ = "reviews"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant: Mapped[str] = mapped_column(String(_NAME))
    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("invoices.id"), index=True)
    who: Mapped[str] = mapped_column(String(_NAME))
    decided_at: Mapped[datetime]
    decision: Mapped[InvoiceState]
    sent_by_reviewer: Mapped[bool]
    """Whoever decided had sent the document: the firm allows that."""
    active_ms: Mapped[int]
    """While the reviewer was at it; pauses of more than 20 seconds are left out."""
    keys: Mapped[int]
    """Keys pressed."""
    flagged: Mapped[int]
    """Fields that were marked when it was opened."""
    edited: Mapped[int]
    """Fields whose value was changed."""
    edited_flagged: Mapped[int]
    """Of those, how many were marked."""
    fields: Mapped[int]
    """Fields shown."""

    __table_args__ = (Index("ix_reviews_who", "tenant", "who", "decided_at"), Index("ix_reviews_decided", "tenant", "decided_at"))
