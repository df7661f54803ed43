"""The history of a tenant in the database: the settled invoices of the store, and others that were added (imported, say)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Select, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from intake.behaviour.history import PastInvoice
from intake.json_lines.history import history_record, past_of_record
from intake.store.column_types import PlainText
from intake.store.ids import new_id
from intake.store.insert_of import insert_of
from intake.store.session import Database
from intake.store.tables import SHORT, Base

_NAME = 64
_PARTY = 200
"""Characters of a party's key that are compared; an index takes no more than some."""
_ID = 100
_LARGEST = 2**63 - 1
AT_ONCE = 100
"""Records of an import that are kept in one transaction: on SQLite, nobody else writes meanwhile."""
Value = TypeVar("Value")


class PastInvoiceRow(Base):
    """What later invoices are compared with. The columns follow from the record, for looking it up."""

    __tablename__ = "past_invoices"

    tenant: Mapped[str] = mapped_column(String(_NAME), primary_key=True)
    id: Mapped[str] = mapped_column(String(_ID), primary_key=True)
    invoice_id: Mapped[UUID | None] = mapped_column(ForeignKey("invoices.id"), index=True)
    """Of the store; None for what was added otherwise."""
    received: Mapped[datetime]
    kept: Mapped[UUID]
    """Sorts those that came in at the same moment."""
    buyer: Mapped[str] = mapped_column(PlainText(_PARTY))
    seller: Mapped[str] = mapped_column(PlainText(_PARTY))
    size: Mapped[int | None] = mapped_column(BigInteger)
    """分, of the total without its sign."""
    series: Mapped[str] = mapped_column(PlainText(SHORT))
    serial: Mapped[int | None] = mapped_column(BigInteger)
    record: Mapped[dict[str, Any]] = mapped_column(JSON)

    __table_args__ = (
        Index("ix_past_invoices_buyer", "tenant", "buyer", "received"),
        Index("ix_past_invoices_seller", "tenant", "buyer", "seller", "received"),
        Index("ix_past_invoices_size", "tenant", "size", "received"),
        Index("ix_past_invoices_serial", "tenant", "series", "serial"),
    )


@dataclass(frozen=True)
class SqlHistory:
    """A `History` of one tenant. Each question, and every hundred of an addition, is a transaction of its own: not to be asked inside another one that writes."""

    database: Database
    tenant: str

    def recent(self, buyer: str, before: datetime, limit: int) -> Sequence[PastInvoice]:
        return self._last(self._past.where(PastInvoiceRow.buyer == buyer[:_PARTY]), before, limit)

    def of_seller(self, buyer: str, seller: str, before: datetime, limit: int) -> Sequence[PastInvoice]:
        return self._last(self._past.where(PastInvoiceRow.buyer == buyer[:_PARTY], PastInvoiceRow.seller == seller[:_PARTY]), before, limit)

    def with_total(self, total: int, before: datetime, limit: int) -> Sequence[PastInvoice]:
        return self._last(self._past.where(PastInvoiceRow.size == abs(total)), before, limit) if abs(total) <= _LARGEST else ()

    def near_number(self, series: str, serial: int, within: int, before: datetime) -> Sequence[PastInvoice]:
        if serial + within > _LARGEST:
            return ()
        near = self._past.where(PastInvoiceRow.series == series[:SHORT], PastInvoiceRow.serial.between(serial - within, serial + within))
        statement = near.where(PastInvoiceRow.received < before).order_by(PastInvoiceRow.received, PastInvoiceRow.kept)
        with self.database.read() as session:
            return tuple(map(_past, session.scalars(statement)))

    def add(self, invoices: Iterable[PastInvoice]) -> None:
        for part in parts(invoices, AT_ONCE):
            with self.database.write() as session:
                for past in part:
                    keep_past_invoice(session, self.tenant, past)

    @property
    def _past(self) -> Select[tuple[dict[str, Any]]]:
        return select(PastInvoiceRow.record).where(PastInvoiceRow.tenant == self.tenant)

    def _last(self, found: Select[tuple[dict[str, Any]]], before: datetime, limit: int) -> Sequence[PastInvoice]:
        statement = found.where(PastInvoiceRow.received < before).order_by(PastInvoiceRow.received.desc(), PastInvoiceRow.kept.desc()).limit(limit)
        with self.database.read() as session:
            return tuple(map(_past, reversed(session.scalars(statement).all())))


def parts(values: Iterable[Value], size: int) -> Iterator[tuple[Value, ...]]:
    """In order, each of at most so many."""
    rest = iter(values)
    while part := tuple(islice(rest, size)):
        yield part


def keep_past_invoice(session: Session, tenant: str, past: PastInvoice, invoice_id: UUID | None = None) -> None:
    """One whose id is kept already takes its place."""
    size = abs(past.total) if past.total is not None and abs(past.total) <= _LARGEST else None
    serial = past.serial if past.serial is not None and past.serial <= _LARGEST else None
    values = {
        "invoice_id": invoice_id,
        "received": past.received,
        "kept": new_id(),
        "buyer": past.buyer[:_PARTY],
        "seller": past.seller[:_PARTY],
        "size": size,
        "series": past.series[:SHORT],
        "serial": serial,
        "record": history_record(past),
    }
    table = insert_of(session, PastInvoiceRow)
    new = table.values(tenant=tenant, id=past.id, **values)
    session.execute(new.on_conflict_do_update(index_elements=["tenant", "id"], set_=values))


def forget_past_invoice(session: Session, invoice_id: UUID) -> None:
    """It is settled no more: nothing is compared with it."""
    session.execute(delete(PastInvoiceRow).where(PastInvoiceRow.invoice_id == invoice_id))


def _past(record: dict[str, Any]) -> PastInvoice:
    return past_of_record(record)
