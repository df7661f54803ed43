"""Batches that a sender opens, fills with files and closes with control totals of its own; those with a cover sheet are in `intake.store.batches`.

Whoever sends chooses the id, so that a phone can begin a batch without a connection.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, ForeignKey, Index, String, func, select, update
from sqlalchemy.orm import Mapped, Session, aliased, mapped_column

from intake.invoice import Kind
from intake.state import DocumentState, InvoiceState
from intake.store.column_types import PlainText
from intake.store.insert_of import insert_of
from intake.store.tables import Base, DocumentRow, InvoiceRow, ReceiptRow

_NAME = 64
NOT_COUNTED = frozenset({InvoiceState.REJECTED, InvoiceState.VOID, InvoiceState.DUPLICATE})


class UploadBatchRow(Base):
    """What its sender says of a batch."""

    __tablename__ = "upload_batches"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant: Mapped[str] = mapped_column(String(_NAME))
    sender: Mapped[str] = mapped_column(String(_NAME))
    name: Mapped[str] = mapped_column(PlainText())
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    expected_files: Mapped[int | None]
    expected_invoices: Mapped[int | None]
    expected_total: Mapped[int | None] = mapped_column(BigInteger)

    __table_args__ = (Index("ix_upload_batches_sender", "tenant", "sender", "id"),)


class UploadBatchReceiptRow(Base):
    """A file of a batch."""

    __tablename__ = "upload_batch_receipts"

    batch_id: Mapped[UUID] = mapped_column(ForeignKey("upload_batches.id"), primary_key=True)
    receipt_id: Mapped[UUID] = mapped_column(ForeignKey("receipts.id"), primary_key=True, index=True)


@dataclass(frozen=True)
class ControlTotals:
    """What a sender counted; None for what was not."""

    files: int | None = None
    invoices: int | None = None
    total: int | None = None
    """分"""


@dataclass(frozen=True)
class UploadBatch:
    id: UUID
    tenant: str
    sender: str
    name: str
    opened_at: datetime
    closed_at: datetime | None
    expected: ControlTotals


@dataclass(frozen=True)
class BatchCount:
    """What came of a batch: every file is in `repeated` or in one of `documents`."""

    files: int
    repeated: int
    """Bytes that had come in before: they are documents of their first batch."""
    documents: Mapping[DocumentState, int]
    """Of new files, containers' members not counted."""
    members: Mapping[DocumentState, int]
    """Documents taken out of new mails and archives."""
    invoices: Mapping[InvoiceState, int]
    total: int
    """分; of the invoices that are counted."""

    @property
    def counted_invoices(self) -> int:
        """Those that are not rejected, void or duplicates."""
        return sum(count for state, count in self.invoices.items() if state not in NOT_COUNTED)


def find_batch(session: Session, tenant: str, batch_id: UUID) -> UploadBatch | None:
    row = session.scalar(select(UploadBatchRow).where(UploadBatchRow.id == batch_id, UploadBatchRow.tenant == tenant))
    return _batch(row) if row else None


def batches_of_sender(session: Session, tenant: str, sender: str | None, limit: int) -> tuple[UploadBatch, ...]:
    """Newest first; of all senders where none is named."""
    statement = select(UploadBatchRow).where(UploadBatchRow.tenant == tenant)
    if sender is not None:
        statement = statement.where(UploadBatchRow.sender == sender)
    return tuple(map(_batch, session.scalars(statement.order_by(UploadBatchRow.opened_at.desc(), UploadBatchRow.id.desc()).limit(limit))))


def open_batch(session: Session, tenant: str, batch_id: UUID, sender: str, name: str, at: datetime) -> UploadBatch | None:
    """Opened, or as it is where this sender opened it before. None where the id is another sender's."""
    row = {"id": batch_id, "tenant": tenant, "sender": sender, "name": name, "opened_at": at}
    session.execute(insert_of(session, UploadBatchRow).values(row).on_conflict_do_nothing())
    batch = find_batch(session, tenant, batch_id)
    return batch if batch is not None and batch.sender == sender else None


def add_to_batch(session: Session, batch_id: UUID, receipt_id: UUID) -> None:
    """Again: nothing."""
    row = {"batch_id": batch_id, "receipt_id": receipt_id}
    session.execute(insert_of(session, UploadBatchReceiptRow).values(row).on_conflict_do_nothing())


def close_batch(session: Session, batch_id: UUID, expected: ControlTotals, at: datetime) -> None:
    """With other totals again: the last ones count. Files that are still on their way may come in later."""
    values = {"closed_at": at, "expected_files": expected.files, "expected_invoices": expected.invoices, "expected_total": expected.total}
    session.execute(update(UploadBatchRow).where(UploadBatchRow.id == batch_id).values(values))


def count_batch(session: Session, batch: UploadBatch) -> BatchCount:
    mine = select(UploadBatchReceiptRow.receipt_id).where(UploadBatchReceiptRow.batch_id == batch.id)
    arrivals = select(ReceiptRow.first, func.count().label("number")).where(ReceiptRow.id.in_(mine)).group_by(ReceiptRow.first)
    counted: dict[bool, int] = {row.first: row.number for row in session.execute(arrivals)}
    new = select(ReceiptRow.document_id).where(ReceiptRow.id.in_(mine), ReceiptRow.first)
    member = aliased(ReceiptRow)
    members = select(member.document_id).where(member.container_id.in_(new), member.first)
    found = [InvoiceRow.document_id.in_(new.union_all(members)), InvoiceRow.deleted_at.is_(None), InvoiceRow.kind != Kind.NOT_INVOICE.value]
    invoices = session.execute(select(InvoiceRow.state, func.count(), func.coalesce(func.sum(InvoiceRow.total), 0)).where(*found).group_by(InvoiceRow.state))
    by_state = {state: (count, int(total or 0)) for state, count, total in invoices}
    return BatchCount(
        files=sum(counted.values()),
        repeated=counted.get(False, 0),
        documents=_states(session, DocumentRow.id.in_(new)),
        members=_states(session, DocumentRow.id.in_(members)),
        invoices={state: count for state, (count, _) in by_state.items()},
        total=sum(total for state, (_, total) in by_state.items() if state not in NOT_COUNTED),
    )


def _states(session: Session, which: ColumnElement[bool]) -> dict[DocumentState, int]:
    rows = session.execute(select(DocumentRow.state, func.count().label("number")).where(which).group_by(DocumentRow.state))
    return {row.state: row.number for row in rows}


def _batch(row: UploadBatchRow) -> UploadBatch:
    expected = ControlTotals(row.expected_files, row.expected_invoices, row.expected_total)
    return UploadBatch(row.id, row.tenant, row.sender, row.name, row.opened_at, row.closed_at, expected)
