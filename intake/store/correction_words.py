"""The corrections of a tenant: what people and the tax bureau's verification said about the values of settled invoices, and words that were added otherwise (imported, say)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, BigInteger, Index, Integer, String, and_, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from intake.corrections import Correction, Witness
from intake.evidence import Place, Source
from intake.invoice import Kind
from intake.json_lines.corrections import correction_of_record, correction_record
from intake.state import SETTLED_STATES
from intake.store.field_values import field_value
from intake.store.insert_of import insert_of
from intake.store.session import Database
from intake.store.standing_value import FieldValue
from intake.store.tables import Base, DocumentRow, FieldValueRow, InvoiceResultRow, InvoiceRow
from intake.store.words import ValueRole
from models.geometry import Quad

_NAME = 64


class CorrectionRow(Base):
    """A word that was not said about a record of the store."""

    __tablename__ = "corrections"

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"), primary_key=True)
    tenant: Mapped[str] = mapped_column(String(_NAME))
    identity: Mapped[str] = mapped_column(String(_NAME))
    """SHA-256 of the record: the same word twice is one."""
    record: Mapped[dict[str, Any]] = mapped_column(JSON)

    __table_args__ = (Index("uq_corrections_identity", "tenant", "identity", unique=True),)


@dataclass(frozen=True)
class SqlCorrections:
    """`Corrections` of one tenant. Each question and each addition is a transaction of its own, so not to be asked inside another one that writes."""

    database: Database
    tenant: str

    def all(self) -> Sequence[Correction]:
        """Words that were added in the order in which they were, then those about the store's invoices in the order of their moments."""
        with self.database.read() as session:
            added = session.scalars(select(CorrectionRow.record).where(CorrectionRow.tenant == self.tenant).order_by(CorrectionRow.id))
            known = dict.fromkeys(map(correction_of_record, added))
            said = sorted(words_about_invoices(session, self.tenant), key=lambda word: word.when)
        return tuple({**known, **dict.fromkeys(said)})

    def add(self, corrections: Iterable[Correction]) -> None:
        with self.database.write() as session:
            for correction in corrections:
                _keep(session, self.tenant, correction_record(correction))


def words_about_invoices(session: Session, tenant: str) -> Iterator[Correction]:
    """What was said about fields of settled invoices and not taken back. Before it stood what the last reading by then had said."""
    bureaus = and_(FieldValueRow.role == ValueRole.PROPOSED, FieldValueRow.source == Source.VERIFICATION.value)
    spoken = select(FieldValueRow.invoice_id, FieldValueRow.field).where(or_(FieldValueRow.role == ValueRole.SET, bureaus)).distinct().subquery()
    there = (FieldValueRow.invoice_id == spoken.c.invoice_id) & (FieldValueRow.field == spoken.c.field)
    statement = (
        select(FieldValueRow, InvoiceRow.page, InvoiceRow.position, InvoiceRow.kind, DocumentRow.sha256)
        .join(spoken, there)
        .join(InvoiceRow, InvoiceRow.id == FieldValueRow.invoice_id)
        .join(DocumentRow, DocumentRow.id == InvoiceRow.document_id)
        .where(InvoiceRow.tenant == tenant, InvoiceRow.deleted_at.is_(None), InvoiceRow.state.in_(SETTLED_STATES))
        .order_by(FieldValueRow.invoice_id, FieldValueRow.field, FieldValueRow.version)
    )
    rows = session.execute(statement).all()
    for invoice_id, of_invoice in groupby(rows, key=lambda row: row[0].invoice_id):
        results: dict[UUID, Mapping[str, Any]] = {}
        for field, group in groupby(of_invoice, key=lambda row: row[0].field):
            events = list(group)
            _, page, index, kind, sha256 = events[0]
            for before, word in _words([field_value(row[0]) for row in events]):
                witness = Witness.PERSON if word.role is ValueRole.SET else Witness.VERIFICATION
                place = _place(session, invoice_id, field, before, results)
                said = (before.value or "") if before else ""
                yield Correction(sha256, page, index, field, said, word.value or "", witness, word.who, word.said_at, Kind(kind), None, place)


def _words(said: Sequence[FieldValue]) -> Iterator[tuple[FieldValue | None, FieldValue]]:
    """Of ONE field, oldest first: each word that nobody took back, with the reading that stood before it."""
    withdrawn = max((value.version for value in said if value.role is ValueRole.WITHDRAWN), default=0)
    reading: FieldValue | None = None
    for value in said:
        if value.role is ValueRole.READ:
            reading = value
        elif (value.role is ValueRole.SET and value.version > withdrawn) or (value.role is ValueRole.PROPOSED and value.source == Source.VERIFICATION):
            yield reading, value


def _place(session: Session, invoice_id: UUID, field: str, read: FieldValue | None, results: dict[UUID, Mapping[str, Any]]) -> Place | None:
    """Where the reading found it; `results` are those of the invoice that were looked up already."""
    if read is None or read.reading_id is None:
        return None
    if read.reading_id not in results:
        here = [InvoiceResultRow.invoice_id == invoice_id, InvoiceResultRow.reading_id == read.reading_id]
        results[read.reading_id] = session.scalar(select(InvoiceResultRow.result).where(*here)) or {"fields": {}}
    found = results[read.reading_id]["fields"].get(field)
    if not found or not found["box"] or found["page"] is None:
        return None
    top_left, top_right, bottom_right, bottom_left = ((float(x), float(y)) for x, y in found["box"])
    return Place(int(found["page"]), Quad((top_left, top_right, bottom_right, bottom_left)))


def _keep(session: Session, tenant: str, record: Mapping[str, Any]) -> None:
    identity = hashlib.sha256(json.dumps(record, sort_keys=True).encode()).hexdigest()
    table = insert_of(session, CorrectionRow)
    session.execute(table.values(tenant=tenant, identity=identity, record=dict(record)).on_conflict_do_nothing(index_elements=["tenant", "identity"]))
