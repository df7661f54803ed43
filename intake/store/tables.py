"""The tables. Rows stay inside `intake.store`; everybody else sees the frozen values that its functions return.

Conditions in indexes are plain SQL, since the statements that meet them must repeat them letter by letter.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, Integer, MetaData, String, Uuid, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from intake.invoice import Decision, Severity
from intake.state import RELEASED_STATES, DocumentState, InvoiceState
from intake.store.column_types import PlainText, UtcTime, words
from intake.store.words import Door, HistoryEvent, Lane, ValueRole

LIVE = "deleted_at IS NULL"
HOLDS_KEY = f"deleted_at IS NULL AND invoice_key IS NOT NULL AND state NOT IN ({', '.join(repr(state.value) for state in RELEASED_STATES)})"
"""Of the records of a tenant for which this is true, no two have the same invoice key: the database itself sees to it."""

UNREAD = "state IN ('failed', 'quarantined')"
"""Of a document: it could not be read."""
BY_PERSON = "role = 'set'"
"""Of a field's value."""

SHORT = 40
"""Characters of codes, numbers and tax ids; whatever is longer is none and is cut off."""
KEY = 2 * SHORT + 1
IDEMPOTENCY_KEY = 255
_SHA256 = 64
_NAME = 64
"""Tenants, owners and other short names of ours."""


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcTime(),
        UUID: Uuid(),
        DocumentState: words(DocumentState),
        InvoiceState: words(InvoiceState),
        Decision: words(Decision),
        Severity: words(Severity),
        Door: words(Door),
        Lane: words(Lane),
        HistoryEvent: words(HistoryEvent),
        ValueRole: words(ValueRole),
    }


class DocumentRow(Base):
    """One file, by its bytes: the same bytes again are another receipt for the same document."""

    __tablename__ = "documents"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant: Mapped[str] = mapped_column(String(_NAME))
    sha256: Mapped[str] = mapped_column(String(_SHA256))
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(PlainText())
    door: Mapped[Door]
    lane: Mapped[Lane]
    received_at: Mapped[datetime]
    state: Mapped[DocumentState]
    moved_at: Mapped[datetime]
    attempts: Mapped[int]
    worker: Mapped[str] = mapped_column(String(_NAME))
    """Which process reads it; "" while none does."""
    error_code: Mapped[str] = mapped_column(String(_NAME))
    version: Mapped[int]
    deleted_at: Mapped[datetime | None]

    __table_args__ = (
        Index("uq_documents_live_sha256", "sha256", "tenant", unique=True, sqlite_where=text(LIVE), postgresql_where=text(LIVE)),
        Index("ix_documents_queue", "state", "lane", "received_at"),
        Index("ix_documents_tenant_received", "tenant", "received_at"),
        Index("ix_documents_unread", "tenant", "moved_at", sqlite_where=text(UNREAD), postgresql_where=text(UNREAD)),
    )


class ReceiptRow(Base):
    """One arrival of a file, whatever became of it."""

    __tablename__ = "receipts"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant: Mapped[str] = mapped_column(String(_NAME))
    document_id: Mapped[UUID] = mapped_column(ForeignKey("documents.id"), index=True)
    first: Mapped[bool]
    """This arrival made the document; false for the same bytes again."""
    container_id: Mapped[UUID | None] = mapped_column(ForeignKey("documents.id"), index=True)
    """The mail or archive it was taken out of."""
    name: Mapped[str] = mapped_column(PlainText())
    door: Mapped[Door]
    sender: Mapped[str] = mapped_column(String(_NAME))
    received_at: Mapped[datetime]

    __table_args__ = (Index("ix_receipts_tenant_received", "tenant", "received_at"),)


class IdempotencyKeyRow(Base):
    """A key that a sender gave a request, and what it was answered with."""

    __tablename__ = "idempotency_keys"

    tenant: Mapped[str] = mapped_column(String(_NAME), primary_key=True)
    sender: Mapped[str] = mapped_column(String(_NAME), primary_key=True)
    key: Mapped[str] = mapped_column(PlainText(IDEMPOTENCY_KEY), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(_SHA256))
    receipt_id: Mapped[UUID] = mapped_column(ForeignKey("receipts.id", deferrable=True, initially="DEFERRED"), index=True)
    """Checked at the end of the transaction: the key is claimed before there is a receipt."""
    claimed_at: Mapped[datetime] = mapped_column(index=True)


class ReadingRow(Base):
    """One time that a document was read."""

    __tablename__ = "readings"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    document_id: Mapped[UUID] = mapped_column(ForeignKey("documents.id"), index=True)
    reader: Mapped[str] = mapped_column(PlainText())
    """Versions of program, models and rules."""
    read_at: Mapped[datetime]


class InvoiceRow(Base):
    """One invoice found in a document. The columns after `decision` follow from the values that stand, for searching."""

    __tablename__ = "invoices"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant: Mapped[str] = mapped_column(String(_NAME))
    document_id: Mapped[UUID] = mapped_column(ForeignKey("documents.id"))
    reading_id: Mapped[UUID] = mapped_column(ForeignKey("readings.id"), index=True)
    """The last one that counts."""
    page: Mapped[int]
    position: Mapped[int]
    """`index` of the result format: counts from 0 on its page."""
    state: Mapped[InvoiceState]
    moved_at: Mapped[datetime]
    version: Mapped[int]
    duplicate_of: Mapped[UUID | None] = mapped_column(ForeignKey("invoices.id"), index=True)
    received_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]
    kind: Mapped[str] = mapped_column(PlainText(_NAME))
    decision: Mapped[Decision]
    invoice_key: Mapped[str | None] = mapped_column(PlainText(KEY))
    code: Mapped[str] = mapped_column(PlainText(SHORT))
    number: Mapped[str] = mapped_column(PlainText(SHORT))
    issue_date: Mapped[date | None]
    amount: Mapped[int | None] = mapped_column(BigInteger)
    """分, as `tax` and `total`."""
    tax: Mapped[int | None] = mapped_column(BigInteger)
    total: Mapped[int | None] = mapped_column(BigInteger)
    buyer_name: Mapped[str] = mapped_column(PlainText())
    buyer_tax_id: Mapped[str] = mapped_column(PlainText(SHORT))
    seller_name: Mapped[str] = mapped_column(PlainText())
    seller_tax_id: Mapped[str] = mapped_column(PlainText(SHORT))
    parties: Mapped[str] = mapped_column(PlainText())
    """Names and tax ids of both in the form they are compared in, a line each."""

    __table_args__ = (
        Index("uq_invoices_held_key", "tenant", "invoice_key", unique=True, sqlite_where=text(HOLDS_KEY), postgresql_where=text(HOLDS_KEY)),
        Index("uq_invoices_place", "document_id", "page", "position", unique=True),
        Index("ix_invoices_queue", "state", "received_at"),
        Index("ix_invoices_moved", "state", "moved_at"),
        Index("ix_invoices_tenant_id", "tenant", "id"),
        Index("ix_invoices_tenant_state", "tenant", "state", "id"),
        Index("ix_invoices_tenant_number", "tenant", "number", "id"),
        Index("ix_invoices_tenant_date", "tenant", "issue_date"),
        Index("ix_invoices_tenant_received", "tenant", "received_at"),
        Index("ix_invoices_tenant_total", "tenant", "total"),
        Index("ix_invoices_tenant_key", "tenant", "invoice_key"),
    )


class InvoiceResultRow(Base):
    """What one reading said about one invoice, in the public result format."""

    __tablename__ = "invoice_results"

    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("invoices.id"), primary_key=True)
    reading_id: Mapped[UUID] = mapped_column(ForeignKey("readings.id"), primary_key=True, index=True)
    result: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Not JSONB: the text stays as it was written, and it takes every character."""


class FindingRow(Base):
    """A rule with findings on an invoice, for searching; the findings themselves stand in the result."""

    __tablename__ = "findings"

    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("invoices.id"), primary_key=True)
    rule: Mapped[str] = mapped_column(String(20), primary_key=True)
    severity: Mapped[Severity]
    """The gravest of the rule's findings."""

    __table_args__ = (Index("ix_findings_rule", "rule", "invoice_id"),)


class FieldValueRow(Base):
    """An event: somebody said what a field holds. Never changed, never deleted."""

    __tablename__ = "field_values"

    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("invoices.id"), primary_key=True)
    field: Mapped[str] = mapped_column(String(_NAME), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    """Of the invoice, after this event: orders events without trusting clocks."""
    role: Mapped[ValueRole]
    value: Mapped[str | None] = mapped_column(PlainText())
    source: Mapped[str] = mapped_column(String(20))
    confidence: Mapped[float | None]
    who: Mapped[str] = mapped_column(String(_NAME))
    said_at: Mapped[datetime]
    why: Mapped[str] = mapped_column(PlainText())
    reading_id: Mapped[UUID | None] = mapped_column(ForeignKey("readings.id"), index=True)

    __table_args__ = (Index("ix_field_values_set", "said_at", sqlite_where=text(BY_PERSON), postgresql_where=text(BY_PERSON)),)


class HistoryRow(Base):
    """Something happened to a record. Never changed, never deleted."""

    __tablename__ = "history"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"), primary_key=True)
    tenant: Mapped[str] = mapped_column(String(_NAME))
    document_id: Mapped[UUID | None] = mapped_column(ForeignKey("documents.id"))
    invoice_id: Mapped[UUID | None] = mapped_column(ForeignKey("invoices.id"))
    event: Mapped[HistoryEvent]
    source: Mapped[str] = mapped_column(String(20))
    """State before; "" where there was none."""
    target: Mapped[str] = mapped_column(String(20))
    who: Mapped[str] = mapped_column(String(_NAME))
    why: Mapped[str] = mapped_column(PlainText())
    happened_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("(document_id IS NULL) <> (invoice_id IS NULL)", name="one_record"),
        Index("ix_history_document", "document_id", "id"),
        Index("ix_history_invoice", "invoice_id", "id"),
        Index("ix_history_tenant", "tenant", "happened_at"),
    )
