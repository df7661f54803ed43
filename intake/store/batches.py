"""Batches with a cover sheet (`intake.domain.sheet_codes`): what whoever packed one counted, against what came in.

A sheet within a scan covers the invoices behind it. A sheet that is a file of its own, in a scan folder, covers the files of its folder whose names come after its
own, up to the next sheet: scanners number their files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import Boolean, ForeignKey, Index, String, delete, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from intake.domain.money import parse_fen
from intake.invoice import Kind
from intake.result import Result
from intake.state import DocumentState, InvoiceState
from intake.store.column_types import PlainText
from intake.store.tables import Base, DocumentRow, InvoiceResultRow, InvoiceRow, ReceiptRow
from intake.store.words import Door

_BATCH = 40
_ONE_DROP = timedelta(days=1)
"""Files of a folder that belong to one batch come in within this of their sheet."""


class BatchSheetRow(Base):
    """A cover sheet, as the last reading of its document saw it."""

    __tablename__ = "batch_sheets"

    document_id: Mapped[UUID] = mapped_column(ForeignKey("documents.id"), primary_key=True)
    batch: Mapped[str] = mapped_column(PlainText(_BATCH), primary_key=True)
    tenant: Mapped[str] = mapped_column(String(64))
    count: Mapped[int | None]
    total: Mapped[str] = mapped_column(String(20))
    """As printed, in 元; "" where it is not."""
    alone: Mapped[bool] = mapped_column(Boolean())
    """The document holds nothing else."""

    __table_args__ = (Index("ix_batch_sheets_batch", "tenant", "batch"),)


@dataclass(frozen=True)
class BatchInvoice:
    """One invoice of a batch."""

    id: UUID
    file: str
    state: InvoiceState
    number: str
    total: int | None
    """分; None where it is not known."""


@dataclass(frozen=True)
class BatchReceipt:
    """What came of a batch."""

    batch: str
    expected_count: int | None
    expected_total: int | None
    """分, as `total`."""
    invoices: tuple[BatchInvoice, ...]
    documents: Mapping[DocumentState, int]
    """How many files of the batch are in which state."""

    @property
    def total(self) -> int:
        """Of all totals that are known."""
        return sum(invoice.total or 0 for invoice in self.invoices)

    @property
    def missing_count(self) -> int | None:
        """Negative where more came in than was counted; None where nobody counted."""
        return None if self.expected_count is None else self.expected_count - len(self.invoices)

    @property
    def missing_total(self) -> int | None:
        return None if self.expected_total is None else self.expected_total - self.total

    @property
    def complete(self) -> bool:
        """Everything was read, and both control totals agree as far as there are any."""
        ended = set(self.documents) <= {DocumentState.READ}
        return ended and not self.missing_count and not self.missing_total and bool(self.invoices)


def record_batch_sheets(session: Session, tenant: str, document_id: UUID, results: Sequence[Result]) -> None:
    """Keep the sheets that a reading of a document saw, instead of those of an earlier one."""
    session.execute(delete(BatchSheetRow).where(BatchSheetRow.document_id == document_id))
    alone = all(result["kind"] == Kind.NOT_INVOICE for result in results)
    sheets = {result["batch"]["id"]: result["batch"] for result in results if "batch" in result}
    for batch, sheet in sheets.items():
        session.execute(
            insert(BatchSheetRow).values(document_id=document_id, batch=batch, tenant=tenant, count=sheet["count"], total=sheet["total"] or "", alone=alone)
        )


def batch_receipt(session: Session, tenant: str, batch: str) -> BatchReceipt | None:
    """None where no sheet of this batch came in. A sheet that came in several times counts once."""
    sheets = session.scalars(
        select(BatchSheetRow)
        .join(DocumentRow, DocumentRow.id == BatchSheetRow.document_id)
        .where(BatchSheetRow.tenant == tenant, BatchSheetRow.batch == batch, DocumentRow.deleted_at.is_(None))
        .order_by(DocumentRow.received_at)
    ).all()
    if not sheets:
        return None
    within = {sheet.document_id for sheet in sheets if not sheet.alone}
    covered = {document for sheet in sheets if sheet.alone for document in _covered(session, tenant, sheet.document_id)} - within
    states = session.execute(select(DocumentRow.id, DocumentRow.state).where(DocumentRow.id.in_(within | covered)))
    invoices = (*_invoices(session, tenant, within, batch), *_invoices(session, tenant, covered, None))
    first = sheets[0]
    return BatchReceipt(batch, first.count, parse_fen(first.total), invoices, Counter(state for _, state in states))


def _covered(session: Session, tenant: str, sheet_document: UUID) -> Sequence[UUID]:
    """Documents of the files that lay behind a sheet's own file in its folder."""
    sheet = session.scalars(
        select(ReceiptRow).where(ReceiptRow.document_id == sheet_document, ReceiptRow.tenant == tenant).order_by(ReceiptRow.received_at)
    ).first()
    if sheet is None or sheet.door is not Door.FOLDER:
        return ()
    folder = sheet.name.rpartition("/")[0]
    receipts = session.scalars(
        select(ReceiptRow).where(
            ReceiptRow.tenant == tenant,
            ReceiptRow.door == Door.FOLDER,
            ReceiptRow.sender == sheet.sender,
            ReceiptRow.received_at.between(sheet.received_at - _ONE_DROP, sheet.received_at + _ONE_DROP),
        )
    )
    behind = sorted((receipt.name, receipt.document_id) for receipt in receipts if receipt.name.rpartition("/")[0] == folder and receipt.name > sheet.name)
    documents = [document for _, document in behind]
    others = set(session.scalars(select(BatchSheetRow.document_id).where(BatchSheetRow.document_id.in_(documents), BatchSheetRow.alone)))
    end = next((place for place, document in enumerate(documents) if document in others), len(documents))
    return documents[:end]


def _invoices(session: Session, tenant: str, documents: set[UUID], batch: str | None) -> tuple[BatchInvoice, ...]:
    """Those of the documents, in order; with `batch`, only those behind its sheet."""
    statement = (
        select(InvoiceRow, InvoiceResultRow.result, DocumentRow.name)
        .join(InvoiceResultRow, (InvoiceResultRow.invoice_id == InvoiceRow.id) & (InvoiceResultRow.reading_id == InvoiceRow.reading_id))
        .join(DocumentRow, DocumentRow.id == InvoiceRow.document_id)
        .where(InvoiceRow.tenant == tenant, InvoiceRow.document_id.in_(documents), InvoiceRow.deleted_at.is_(None), InvoiceRow.kind != Kind.NOT_INVOICE)
        .order_by(DocumentRow.name, InvoiceRow.page, InvoiceRow.position)
    )
    return tuple(
        BatchInvoice(invoice.id, name, invoice.state, invoice.number, invoice.total)
        for invoice, result, name in session.execute(statement)
        if batch is None or (result.get("batch") or {}).get("id") == batch
    )
