"""Verification (查验) in tables: what was asked and answered, how often an invoice was asked for in a day, where each invoice stands, and what changed after it was booked."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from intake.store.column_types import PlainText, words
from intake.store.tables import KEY, Base
from intake.verification.budget import PER_DAY
from intake.verification.reasons import WaitReason
from intake.verification.verifier import InvoiceStatus, Outcome

_NAME = 64
_SHA256 = 64
DUE = "due_at IS NOT NULL"


class QuestionRow(Base):
    """A question to one provider, written before it is asked. Never changed, never deleted: one without an answer was asked by a process that died."""

    __tablename__ = "verification_questions"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant: Mapped[str] = mapped_column(String(_NAME))
    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("invoices.id"))
    fingerprint: Mapped[str] = mapped_column(String(_SHA256))
    """Of what was asked: the same question has the same one."""
    query: Mapped[dict[str, Any]] = mapped_column(JSON)
    kind: Mapped[str] = mapped_column(String(_NAME))
    region: Mapped[str] = mapped_column(String(4))
    """Four digits of the area that issued it, "" where its numbers don't tell."""
    issued: Mapped[date]
    provider: Mapped[str] = mapped_column(PlainText(_NAME))
    asked_at: Mapped[datetime]
    asked_by: Mapped[str] = mapped_column(String(_NAME))

    __table_args__ = (
        Index("ix_verification_questions_invoice", "invoice_id", "id"),
        Index("ix_verification_questions_same", "tenant", "fingerprint"),
        Index("ix_verification_questions_asked", "tenant", "asked_at"),
    )


class AnswerRow(Base):
    """What became of a question. Never changed, never deleted."""

    __tablename__ = "verification_answers"

    question_id: Mapped[UUID] = mapped_column(ForeignKey("verification_questions.id"), primary_key=True)
    answered_at: Mapped[datetime] = mapped_column(index=True)
    outcome: Mapped[Outcome] = mapped_column(words(Outcome))
    status: Mapped[InvoiceStatus | None] = mapped_column(words(InvoiceStatus))
    provider_code: Mapped[str] = mapped_column(PlainText(_NAME))
    message: Mapped[str] = mapped_column(PlainText())
    checked_today: Mapped[int | None]
    billed: Mapped[bool]
    said: Mapped[dict[str, Any]] = mapped_column(JSON)
    """`face` and `items` as the bureau has them."""


class BudgetRow(Base):
    """How often an invoice was asked for on a day of the bureau, by anybody: the bureau counts over all who ask."""

    __tablename__ = "verification_budgets"

    invoice_key: Mapped[str] = mapped_column(PlainText(KEY), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    spent: Mapped[int]

    __table_args__ = (CheckConstraint(f"spent BETWEEN 0 AND {PER_DAY}", name="within"), Index("ix_verification_budgets_day", "day"))


class VerificationRow(Base):
    """Where one invoice stands. Whoever raises the version first has it: `intake.store.verifications`."""

    __tablename__ = "verifications"

    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("invoices.id"), primary_key=True)
    tenant: Mapped[str] = mapped_column(String(_NAME))
    version: Mapped[int]
    due_at: Mapped[datetime | None]
    """When something is to be done: asked again, or taken over from a process that died. None where nothing is, by itself."""
    reason: Mapped[WaitReason | None] = mapped_column(words(WaitReason))
    """Why it waits, or why a person has to look; None once it is verified."""
    since: Mapped[datetime]
    step: Mapped[int]
    troubles: Mapped[int]
    trouble_since: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]
    question_id: Mapped[UUID | None] = mapped_column(ForeignKey("verification_questions.id"), index=True)
    """The last one that was answered."""
    status: Mapped[InvoiceStatus | None] = mapped_column(words(InvoiceStatus))
    """As the bureau last said; None while it never said so."""

    __table_args__ = (
        Index("ix_verifications_due", "due_at", sqlite_where=text(DUE), postgresql_where=text(DUE)),
        Index("ix_verifications_tenant", "tenant", "reason", "due_at"),
    )


class AlertRow(Base):
    """A booked invoice is no longer what it was when it was verified. Never changed, never deleted."""

    __tablename__ = "verification_alerts"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant: Mapped[str] = mapped_column(String(_NAME))
    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("invoices.id"), index=True)
    question_id: Mapped[UUID] = mapped_column(ForeignKey("verification_questions.id"), index=True)
    before: Mapped[InvoiceStatus] = mapped_column(words(InvoiceStatus))
    status: Mapped[InvoiceStatus | None] = mapped_column(words(InvoiceStatus))
    """None where the bureau does not know the invoice any more, or not with these values."""
    reason: Mapped[WaitReason | None] = mapped_column(words(WaitReason))
    found_at: Mapped[datetime]

    __table_args__ = (Index("ix_verification_alerts_tenant", "tenant", "found_at"),)
