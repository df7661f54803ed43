"""An invoice as it stands, in the form in which it is handed to a ledger."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.store.standing_invoice import standing_invoice
from intake.store.tables import DocumentRow, InvoiceRow
from intake.store.verifications import find_standing
from intake.upload.ledger import BusinessKey, LedgerEntry, OriginalFile


def ledger_entry(session: Session, tenant: str, invoice_id: UUID, business_key: str, revision: int) -> LedgerEntry | None:
    """None where this tenant has no such invoice. The original is named, not read."""
    invoice = standing_invoice(session, tenant, invoice_id)
    place = select(InvoiceRow, DocumentRow).join(DocumentRow, DocumentRow.id == InvoiceRow.document_id)
    found = session.execute(place.where(InvoiceRow.id == invoice_id, InvoiceRow.tenant == tenant, InvoiceRow.deleted_at.is_(None))).one_or_none()
    if invoice is None or found is None:
        return None
    row, document = found
    standing = find_standing(session, tenant, invoice_id)
    return LedgerEntry(
        BusinessKey(tenant, business_key, row.code, row.number),
        revision,
        invoice.kind,
        row.issue_date,
        row.amount,
        row.tax,
        row.total,
        {name: field.value for name, field in invoice.fields.items() if field.value},
        tuple(dict(item.cells) for item in invoice.items),
        OriginalFile(document.sha256, document.name, document.media_type, document.size),
        checked=standing is not None and standing.status is not None,
    )
