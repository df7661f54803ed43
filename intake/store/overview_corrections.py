"""Which values people corrected in a period, with what the invoices have in common, and how many invoices there were to compare with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import and_, func, or_, select, text
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from intake.overview.corrections import Aspect, CorrectedField
from intake.overview.period import Period
from intake.store.line_items import ITEMS
from intake.store.tables import BY_PERSON, DocumentRow, FieldValueRow, InvoiceRow
from intake.store.words import Door, ValueRole

MOST = 20_000
"""Values that are looked at, the last ones; more would not change what is said."""
_OF_ASPECT: Mapping[Aspect, InstrumentedAttribute[Any]] = {
    Aspect.KIND: InvoiceRow.kind,
    Aspect.SELLER: InvoiceRow.seller_name,
    Aspect.DOOR: DocumentRow.door,
}


def corrected_fields(session: Session, tenant: str, period: Period) -> Sequence[CorrectedField]:
    """Each field of each invoice once, by the last person's word of the period that says something else than the reading before it did. What people typed in is no correction."""
    said, read, earlier = FieldValueRow, aliased(FieldValueRow), aliased(FieldValueRow)
    last_read = (
        select(func.max(earlier.version))
        .where(earlier.invoice_id == said.invoice_id, earlier.field == said.field, earlier.role == ValueRole.READ, earlier.version < said.version)
        .scalar_subquery()
    )
    same_field = and_(read.invoice_id == said.invoice_id, read.field == said.field, read.version == last_read)
    # Lines of goods have no value of a reading beside them: whatever a person says of them is a correction.
    differs = or_(said.field == ITEMS, and_(read.version.is_not(None), func.coalesce(said.value, "") != func.coalesce(read.value, "")))
    statement = (
        select(said.invoice_id, said.field, read.source, InvoiceRow.kind, InvoiceRow.seller_name, DocumentRow.door)
        .join(InvoiceRow, InvoiceRow.id == said.invoice_id)
        .join(DocumentRow, DocumentRow.id == InvoiceRow.document_id)
        .outerjoin(read, same_field)
        .where(text("field_values." + BY_PERSON), said.said_at >= period.since, said.said_at < period.until)
        .where(InvoiceRow.tenant == tenant, InvoiceRow.deleted_at.is_(None), DocumentRow.door != Door.ENTRY, differs)
        .order_by(said.said_at.desc())
        .limit(MOST)
    )
    found: dict[tuple[object, str], CorrectedField] = {}
    for invoice_id, field, source, kind, seller, door in session.execute(statement):
        alike = {Aspect.KIND: kind, Aspect.SELLER: seller, Aspect.DOOR: door.value}
        found.setdefault((invoice_id, field), CorrectedField(invoice_id, field, source or "", alike))
    return tuple(found.values())


def invoice_counts(session: Session, tenant: str, period: Period) -> Mapping[Aspect, Mapping[str, int]]:
    """For each aspect, value -> live invoices that came in then."""
    there = [InvoiceRow.tenant == tenant, InvoiceRow.received_at >= period.since, InvoiceRow.received_at < period.until, InvoiceRow.deleted_at.is_(None)]
    counts: dict[Aspect, Mapping[str, int]] = {}
    for aspect, column in _OF_ASPECT.items():
        statement = select(column, func.count()).select_from(InvoiceRow).where(*there).group_by(column)
        if aspect is Aspect.DOOR:
            statement = statement.join(DocumentRow, DocumentRow.id == InvoiceRow.document_id)
        counts[aspect] = {str(value): count for value, count in session.execute(statement)}
    return counts
