"""What those who send documents sent in a period, and what was the matter with it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, case, func, select
from sqlalchemy.orm import Session

from intake.invoice import Severity
from intake.overview.period import Period
from intake.overview.senders import SenderCount
from intake.state import DocumentState, InvoiceState
from intake.store.overview_flow import CONTAINER_TYPES
from intake.store.tables import DocumentRow, FindingRow, InvoiceRow, ReceiptRow

QUALITY_RULE = "Q01"
"""`intake.checks.file_findings`: a warning says that the picture should be taken again."""


def sender_counts(session: Session, tenant: str, period: Period, sender: str | None = None) -> Sequence[SenderCount]:
    """Who sent most first; of one actor only, where one is named. What two sent is counted with who sent it first."""
    during = [ReceiptRow.tenant == tenant, ReceiptRow.received_at >= period.since, ReceiptRow.received_at < period.until]
    if sender is not None:
        during.append(ReceiptRow.sender == sender)
    unread = and_(ReceiptRow.first, DocumentRow.state.in_((DocumentState.FAILED, DocumentState.QUARANTINED)))
    files = (
        select(ReceiptRow.sender, func.count(), _counted(~ReceiptRow.first), _counted(unread))
        .join(DocumentRow, DocumentRow.id == ReceiptRow.document_id)
        .where(*during, DocumentRow.media_type.not_in(CONTAINER_TYPES))
        .group_by(ReceiptRow.sender)
        .order_by(func.count().desc(), ReceiptRow.sender)
    )
    poor = and_(FindingRow.invoice_id == InvoiceRow.id, FindingRow.rule == QUALITY_RULE)
    invoices = (
        select(
            ReceiptRow.sender,
            func.count(),
            _counted(FindingRow.severity == Severity.WARNING),
            _counted(FindingRow.severity == Severity.INFO),
            _counted(InvoiceRow.state == InvoiceState.REJECTED),
            _counted(InvoiceRow.state == InvoiceState.DUPLICATE),
        )
        .join(InvoiceRow, InvoiceRow.document_id == ReceiptRow.document_id)
        .outerjoin(FindingRow, poor)
        .where(*during, ReceiptRow.first, InvoiceRow.deleted_at.is_(None))
        .group_by(ReceiptRow.sender)
    )
    found = {name: tuple(counts) for name, *counts in session.execute(invoices)}
    return tuple(SenderCount(name, *counts, *found.get(name, (0, 0, 0, 0, 0))) for name, *counts in session.execute(files))


def _counted(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((condition, 1), else_=0))
