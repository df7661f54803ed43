"""The invoices of a tenant that one invoice may be a duplicate of. Which of them it is, `intake.policies.duplicates` says."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from intake.behaviour.history import reversed_number
from intake.domain.money import format_fen
from intake.policies.duplicates import ComparedInvoice, Duplicate, duplicates, look_back
from intake.state import InvoiceState
from intake.store.field_values import values_said
from intake.store.invoice_columns import InvoiceColumns, columns_of
from intake.store.standing_value import standing_value
from intake.store.tables import InvoiceRow

_MOST = 200


def duplicates_of(session: Session, tenant: str, invoice_id: UUID, day: date) -> tuple[Duplicate, ...]:
    """What of the five years before that day may be this invoice, the gravest first; nothing where this tenant has no such live invoice."""
    mine = compared_invoice(session, tenant, invoice_id)
    return () if mine is None else duplicates_before(session, tenant, mine, day)


def duplicates_before(session: Session, tenant: str, mine: ComparedInvoice, day: date) -> tuple[Duplicate, ...]:
    """The same of one that may be no record yet."""
    return duplicates(mine, earlier_invoices(session, mine, tenant, look_back(day)))


def compared_values(invoice_id: UUID, columns: InvoiceColumns, remarks: str) -> ComparedInvoice:
    """Pure. `columns` are the values that stand."""
    values = {
        "issue_date": columns.issue_date.isoformat() if columns.issue_date else "",
        "amount": _yuan(columns.amount),
        "tax": _yuan(columns.tax),
        "total": _yuan(columns.total),
        "seller_tax_id": columns.seller_tax_id,
        "buyer_tax_id": columns.buyer_tax_id,
    }
    reverses = reversed_number(remarks) if columns.total is not None and columns.total < 0 else ""
    return ComparedInvoice(invoice_id, columns.invoice_key, columns.code, columns.number, values, columns.total, reverses)


def compared_invoice(session: Session, tenant: str, invoice_id: UUID) -> ComparedInvoice | None:
    """None where this tenant has no such live invoice."""
    row = session.scalar(select(InvoiceRow).where(InvoiceRow.id == invoice_id, InvoiceRow.tenant == tenant, InvoiceRow.deleted_at.is_(None)))
    return _compared(session, row) if row else None


def earlier_invoices(session: Session, invoice: ComparedInvoice, tenant: str, since: date) -> Sequence[ComparedInvoice]:
    """What came in before it, since that day, and has its key, its date and total, or its total with the other sign; the oldest first. Rejected ones don't count.

    At most 200, those with the same key before all others.
    """
    return _comparable(session, invoice, tenant, [InvoiceRow.id < invoice.id, InvoiceRow.received_at >= datetime.combine(since, time(), UTC)])


def duplicates_after(session: Session, tenant: str, invoice_id: UUID) -> tuple[Duplicate, ...]:
    """What came in since and may be this invoice, or cancel it, the gravest first; nothing where this tenant has no such live invoice."""
    mine = compared_invoice(session, tenant, invoice_id)
    return () if mine is None else duplicates(mine, _comparable(session, mine, tenant, [InvoiceRow.id > invoice_id]))


def marked_duplicates_of(session: Session, tenant: str, invoice_id: UUID) -> Sequence[UUID]:
    """Live records that stand as duplicates of this one, the oldest first."""
    mine = [InvoiceRow.tenant == tenant, InvoiceRow.duplicate_of == invoice_id, InvoiceRow.deleted_at.is_(None)]
    return session.scalars(select(InvoiceRow.id).where(*mine).order_by(InvoiceRow.id).limit(_MOST)).all()


def _comparable(session: Session, invoice: ComparedInvoice, tenant: str, when: Sequence[ColumnElement[bool]]) -> Sequence[ComparedInvoice]:
    where = [InvoiceRow.tenant == tenant, InvoiceRow.deleted_at.is_(None), InvoiceRow.state != InvoiceState.REJECTED, *when]
    same_key = [] if invoice.invoice_key is None else [InvoiceRow.invoice_key == invoice.invoice_key]
    rows = list(session.scalars(select(InvoiceRow).where(*where, *same_key).order_by(InvoiceRow.id).limit(_MOST))) if same_key else []
    issued = invoice.values.get("issue_date", "")
    alike = []
    if invoice.total is not None:
        alike.append(InvoiceRow.total == -invoice.total)
        if issued:
            alike.append(and_(InvoiceRow.total == invoice.total, InvoiceRow.issue_date == date.fromisoformat(issued)))
    if alike:
        others = select(InvoiceRow).where(*where, or_(*alike), InvoiceRow.id.not_in([row.id for row in rows]))
        rows += session.scalars(others.order_by(InvoiceRow.id).limit(_MOST - len(rows)))
    return tuple(_compared(session, row) for row in rows)


def _compared(session: Session, row: InvoiceRow) -> ComparedInvoice:
    # Remarks are no column; only red invoices need them.
    remarks = _remarks(session, row) if row.total is not None and row.total < 0 else ""
    return compared_values(row.id, columns_of(row), remarks)


def _remarks(session: Session, row: InvoiceRow) -> str:
    standing = standing_value(values_said(session, row.tenant, row.id).get("remarks", ()))
    return (standing.value or "") if standing else ""


def _yuan(fen: int | None) -> str:
    return "" if fen is None else format_fen(fen)
