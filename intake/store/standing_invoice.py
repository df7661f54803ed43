"""An invoice as it stands: what its last reading said, with the values that people set in the places of those they corrected."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from intake.evidence import Place, Source
from intake.invoice import Field, FieldState, Invoice, Item, Quality, Seal
from intake.json_lines.result_invoice import invoice_of_result
from intake.store.field_values import values_said
from intake.store.line_items import ITEMS, items_set
from intake.store.standing_value import FieldValue, standing_value
from intake.store.tables import InvoiceResultRow, InvoiceRow
from intake.store.words import ValueRole
from models.geometry import Quad


def standing_invoice(session: Session, tenant: str, invoice_id: UUID) -> Invoice | None:
    """Kind, values, lines, seals and quality; no evidence and no findings. None where this tenant has no such invoice."""
    statement = (
        select(InvoiceResultRow.result)
        .join(InvoiceRow, (InvoiceRow.id == InvoiceResultRow.invoice_id) & (InvoiceRow.reading_id == InvoiceResultRow.reading_id))
        .where(InvoiceRow.id == invoice_id, InvoiceRow.tenant == tenant)
    )
    result = session.scalar(statement)
    if result is None:
        return None
    return invoice_that_stands(result, values_said(session, tenant, invoice_id))


def invoice_that_stands(result: Mapping[str, Any], said: Mapping[str, Sequence[FieldValue]]) -> Invoice:
    """Pure. What a person set is sure."""
    invoice = invoice_of_result(dict(result))
    standing = {name: value for name, values in said.items() if name != ITEMS and (value := standing_value(values)) is not None and value.role is ValueRole.SET}
    lines = items_set(said)
    fields = {**invoice.fields, **{name: _set_by_a_person(invoice.fields.get(name), value) for name, value in standing.items()}}
    quality = result.get("quality") or {}
    return replace(
        invoice,
        fields=fields,
        items=invoice.items if lines is None else tuple(Item(cells, 1.0) for cells in lines[1]),
        seals=tuple(_seal(seal, int(result["page"])) for seal in result["seals"]),
        quality=Quality(quality.get("verdict", "good"), tuple(quality.get("issues", ()))),
    )


def _set_by_a_person(read: Field | None, value: FieldValue) -> Field:
    before = read or Field("", FieldState.EMPTY, 0.0)
    state = FieldState.READ if value.value else FieldState.EMPTY
    return replace(before, value=value.value or "", state=state, confidence=1.0, source=Source.REVIEWER, confirmed_by=(value.who,), repaired_from=None)


def _seal(seal: Mapping[str, Any], page: int) -> Seal:
    box = seal["box"] or [[0, 0]] * 4
    top_left, top_right, bottom_right, bottom_left = ((float(x), float(y)) for x, y in box)
    return Seal(seal["kind"], Place(page, Quad((top_left, top_right, bottom_right, bottom_left))), seal["text"])
