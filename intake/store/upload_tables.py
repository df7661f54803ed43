"""The tables of what is handed to ledgers: sendings, what happened to them, and which ledgers can't be reached."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from intake.store.column_types import PlainText, words
from intake.store.tables import KEY, Base
from intake.upload.outbox import WAITING_STATES, SendingCause, UploadState

WAITS = f"state IN ({', '.join(repr(state.value) for state in WAITING_STATES)})"
"""Of the sendings of one business key for which this is true there is one: the database itself sees to it."""
DUE = "next_at IS NOT NULL"
_NAME = 64
_THEIR_ID = 200


class UploadRow(Base):
    """One revision of one invoice on its way to a ledger."""

    __tablename__ = "ledger_uploads"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant: Mapped[str] = mapped_column(String(_NAME))
    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("invoices.id"))
    business_key: Mapped[str] = mapped_column(PlainText(KEY))
    revision: Mapped[int]
    values_version: Mapped[int]
    """Of the invoice when its values were last said: the same number, the same values."""
    ledger: Mapped[str] = mapped_column(String(_NAME))
    """Which it was last sent to or looked for in; "" before that."""
    state: Mapped[UploadState] = mapped_column(words(UploadState))
    cause: Mapped[SendingCause] = mapped_column(words(SendingCause))
    detail: Mapped[str] = mapped_column(PlainText())
    differences: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    their_id: Mapped[str] = mapped_column(PlainText(_THEIR_ID))
    sendings: Mapped[int]
    losses: Mapped[int]
    asked: Mapped[int]
    sent_at: Mapped[datetime | None]
    next_at: Mapped[datetime | None]
    """When there is something to do; None where nothing is by itself."""
    opened_at: Mapped[datetime]
    moved_at: Mapped[datetime]
    version: Mapped[int]

    __table_args__ = (
        Index("uq_ledger_uploads_key", "tenant", "business_key", "revision", unique=True),
        Index("uq_ledger_uploads_waiting", "tenant", "business_key", unique=True, sqlite_where=text(WAITS), postgresql_where=text(WAITS)),
        Index("ix_ledger_uploads_invoice", "invoice_id", "revision"),
        Index("ix_ledger_uploads_due", "next_at", sqlite_where=text(DUE), postgresql_where=text(DUE)),
        Index("ix_ledger_uploads_tenant_state", "tenant", "state", "moved_at"),
    )


class UploadEventRow(Base):
    """A sending went from state to state. Never changed, never deleted."""

    __tablename__ = "ledger_upload_events"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"), primary_key=True)
    upload_id: Mapped[UUID] = mapped_column(ForeignKey("ledger_uploads.id"))
    source: Mapped[str] = mapped_column(String(20))
    """"" where it was opened."""
    target: Mapped[UploadState] = mapped_column(words(UploadState))
    cause: Mapped[SendingCause] = mapped_column(words(SendingCause))
    ledger: Mapped[str] = mapped_column(String(_NAME))
    detail: Mapped[str] = mapped_column(PlainText())
    who: Mapped[str] = mapped_column(String(_NAME))
    happened_at: Mapped[datetime]

    __table_args__ = (Index("ix_ledger_upload_events_upload", "upload_id", "id"),)


class LedgerHealthRow(Base):
    """A ledger that can't be reached. There is no row for one that can."""

    __tablename__ = "ledger_health"

    tenant: Mapped[str] = mapped_column(String(_NAME), primary_key=True)
    ledger: Mapped[str] = mapped_column(String(_NAME), primary_key=True)
    failures: Mapped[int]
    """In a row."""
    since: Mapped[datetime]
    paused_until: Mapped[datetime]
    reason: Mapped[str] = mapped_column(PlainText())
