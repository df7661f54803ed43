"""What was said about the fields of an invoice: events that are added and never changed. Which of them stands, `intake.store.standing_value` says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from uuid import UUID

from sqlalchemy import ColumnElement, insert, select
from sqlalchemy.orm import Session

from intake.evidence import Source
from intake.invoice import FieldState
from intake.result import Result
from intake.state import Actor
from intake.store.invoice_columns import SEARCHED_FIELDS, InvoiceColumns, invoice_columns
from intake.store.standing_value import FieldValue, standing_value
from intake.store.tables import FieldValueRow, InvoiceRow
from intake.store.words import ValueRole


def values_said(session: Session, tenant: str, invoice_id: UUID) -> Mapping[str, Sequence[FieldValue]]:
    """Field -> everything said about it, oldest first; empty where this tenant has no such invoice."""
    mine = select(InvoiceRow.id).where(InvoiceRow.id == invoice_id, InvoiceRow.tenant == tenant).scalar_subquery()
    return _said(session, invoice_id, FieldValueRow.invoice_id == mine)


def add_machine_values(
    session: Session, invoice_id: UUID, version: int, fields: Mapping[str, Result], reading_id: UUID, actor: Actor, at: datetime, *, proposals: bool
) -> None:
    """What a reading says of each field, in the public result format. `proposals`: the record is settled, so that none of it may stand."""
    role = ValueRole.PROPOSED if proposals else ValueRole.READ
    add_values(
        session,
        invoice_id,
        [
            FieldValue(name, version, role, field["value"], field["source"] or "", field["confidence"], actor.name, at, reading_id=reading_id)
            for name, field in fields.items()
            if field["state"] != FieldState.ABSENT
        ],
    )


def add_values(session: Session, invoice_id: UUID, values: Sequence[FieldValue]) -> None:
    """`version` is the invoice's, raised by the same transaction, so that two writers can't say something at once."""
    if values:
        session.execute(
            insert(FieldValueRow),
            [
                {
                    "invoice_id": invoice_id,
                    "field": value.field,
                    "version": value.version,
                    "role": value.role,
                    "value": value.value,
                    "source": value.source,
                    "confidence": value.confidence,
                    "who": value.who,
                    "said_at": value.said_at,
                    "why": value.why,
                    "reading_id": value.reading_id,
                }
                for value in values
            ],
        )


def standing_columns(session: Session, invoice_id: UUID) -> InvoiceColumns:
    """The columns that follow from what stands."""
    said = _said(session, invoice_id, FieldValueRow.field.in_(SEARCHED_FIELDS))
    standing = {field: standing_value(values) for field, values in said.items()}
    return invoice_columns({field: value.value for field, value in standing.items() if value})


def persons_value(field: str, value: str | None, version: int, actor: Actor, at: datetime, why: str) -> FieldValue:
    """A person sets a field, or with None takes back what people said about it."""
    role = ValueRole.WITHDRAWN if value is None else ValueRole.SET
    return FieldValue(field, version, role, value, Source.REVIEWER, None, actor.name, at, why)


def _said(session: Session, invoice_id: UUID, condition: ColumnElement[bool]) -> Mapping[str, Sequence[FieldValue]]:
    statement = select(FieldValueRow).where(FieldValueRow.invoice_id == invoice_id, condition).order_by(FieldValueRow.field, FieldValueRow.version)
    values = map(field_value, session.scalars(statement))
    return {field: tuple(group) for field, group in groupby(values, key=lambda value: value.field)}


def field_value(row: FieldValueRow) -> FieldValue:
    return FieldValue(row.field, row.version, row.role, row.value, row.source, row.confidence, row.who, row.said_at, row.why, row.reading_id)
