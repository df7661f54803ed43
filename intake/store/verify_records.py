"""Are the records consistent with each other? States with histories, documents with receipts, what was read with what was found."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, cast, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from intake.state import DocumentState
from intake.store.containers import ContainerFailureRow
from intake.store.session import Database
from intake.store.tables import DocumentRow, HistoryRow, InvoiceResultRow, InvoiceRow, ReadingRow, ReceiptRow
from intake.store.verify import Damage, Fault

Found = tuple[UUID, str, str]
"""Id of a record, its tenant, and where to look."""


def verify_records(database: Database) -> Iterator[Damage]:
    """Each in one statement, so that it is one moment of a store in use; deleted records too. Raises StoreUnavailable, StoreDamaged."""
    for fault, statement in _of_documents():
        yield from (Damage(fault, where, document_id=record, tenant=tenant) for record, tenant, where in _rows(database, statement))
    for fault, statement in _of_invoices():
        yield from (Damage(fault, where, invoice_id=record, tenant=tenant) for record, tenant, where in _rows(database, statement))


def _of_documents() -> Iterator[tuple[Fault, Select[UUID, str, str]]]:
    record = DocumentRow
    state = cast(record.state, String)
    yield Fault.STATE_NOT_IN_HISTORY, select(record.id, record.tenant, state).where(state != _last_target(HistoryRow.document_id, record.id))
    yield Fault.HISTORY_GAP, _gaps(HistoryRow.document_id)
    sent = select(ReceiptRow.id).where(ReceiptRow.document_id == record.id, ReceiptRow.first).exists()
    yield Fault.RECEIPT_MISSING, select(record.id, record.tenant, state).where(~sent)
    member = aliased(ReceiptRow)
    read = [
        select(ReadingRow.id).where(ReadingRow.document_id == record.id).exists(),
        select(member.id).where(member.container_id == record.id).exists(),
        select(ContainerFailureRow.position).where(ContainerFailureRow.container_id == record.id).exists(),
    ]
    yield Fault.RESULT_MISSING, select(record.id, record.tenant, state).where(record.state == DocumentState.READ, *(~each for each in read))


def _of_invoices() -> Iterator[tuple[Fault, Select[UUID, str, str]]]:
    record = InvoiceRow
    state = cast(record.state, String)
    yield Fault.STATE_NOT_IN_HISTORY, select(record.id, record.tenant, state).where(state != _last_target(HistoryRow.invoice_id, record.id))
    yield Fault.HISTORY_GAP, _gaps(HistoryRow.invoice_id)
    there = [InvoiceResultRow.invoice_id == record.id, InvoiceResultRow.reading_id == record.reading_id]
    yield Fault.RESULT_MISSING, select(record.id, record.tenant, state).where(~select(InvoiceResultRow.invoice_id).where(*there).exists())


def _last_target(column: InstrumentedAttribute[UUID | None], record: InstrumentedAttribute[UUID]) -> ColumnElement[str]:
    """Of a record's history; "" where it has none."""
    last = select(HistoryRow.target).where(column == record).order_by(HistoryRow.id.desc()).limit(1).scalar_subquery()
    return func.coalesce(last, "")


def _gaps(column: InstrumentedAttribute[UUID | None]) -> Select[UUID, str, str]:
    before = func.coalesce(func.lag(HistoryRow.target).over(partition_by=column, order_by=HistoryRow.id), "")
    lines = select(column.label("record"), HistoryRow.tenant, HistoryRow.source, before.label("before")).where(column.is_not(None)).subquery()
    return select(lines.c.record, lines.c.tenant, lines.c.source).where(lines.c.source != lines.c.before)


def _rows(database: Database, statement: Select[UUID, str, str]) -> Iterator[Found]:
    with database.read() as session:
        for row in session.execute(statement.execution_options(yield_per=500)):
            yield row[0], row[1], row[2]
