"""Blind double keying: what a second person keyed otherwise than the first one, and how often two people key the same.

What the first one keyed stands as the invoice's values, with their agreement; a second one's word is kept here, and only where it differs. It holds until anything about the invoice changes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, Integer, String, case, delete, func, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from intake.state import Actor
from intake.store.column_types import PlainText
from intake.store.history import HistoryEntry, add_to_invoice
from intake.store.ids import new_id
from intake.store.tables import Base, InvoiceRow
from intake.store.words import HistoryEvent

_NAME = 64


class KeyingRow(Base):
    """One person's word for one field of an invoice, keyed without seeing another's."""

    __tablename__ = "keyings"

    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("invoices.id"), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    """Of the invoice: at any later one, something else was changed since."""
    who: Mapped[str] = mapped_column(String(_NAME), primary_key=True)
    field: Mapped[str] = mapped_column(String(_NAME), primary_key=True)
    value: Mapped[str] = mapped_column(PlainText())
    may_be_second: Mapped[bool]
    said_at: Mapped[datetime]


class KeyingResultRow(Base):
    """Two people keyed a field blind: whether they keyed the same. Never changed."""

    __tablename__ = "keying_results"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    tenant: Mapped[str] = mapped_column(String(_NAME))
    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("invoices.id"), index=True)
    field: Mapped[str] = mapped_column(String(_NAME))
    agreed: Mapped[bool]
    compared_at: Mapped[datetime]

    __table_args__ = (Index("ix_keying_results_compared", "tenant", "compared_at"),)


@dataclass(frozen=True)
class Keying:
    who: str
    may_be_second: bool
    """They have a role whose word counts as the second one's."""
    values: Mapping[str, str]
    """Field -> what they keyed; "" for what they found empty."""


@dataclass(frozen=True)
class FieldAgreement:
    field: str
    keyed: int
    """How often two people keyed it."""
    agreed: int


def keyings_of(session: Session, tenant: str, invoice_id: UUID) -> Sequence[Keying]:
    """Those that still hold, oldest first."""
    now = select(KeyingRow).join(InvoiceRow, (InvoiceRow.id == KeyingRow.invoice_id) & (InvoiceRow.version == KeyingRow.version))
    rows = session.scalars(now.where(InvoiceRow.id == invoice_id, InvoiceRow.tenant == tenant).order_by(KeyingRow.said_at, KeyingRow.who)).all()
    people = {row.who: row.may_be_second for row in rows}
    return tuple(Keying(who, may, {row.field: row.value for row in rows if row.who == who}) for who, may in people.items())


def keep_keying(session: Session, tenant: str, invoice_id: UUID, version: int, keying: Keying, *, actor: Actor, at: datetime) -> None:
    """Instead of what they keyed before. The invoice is a live one of the tenant, at this version."""
    session.execute(delete(KeyingRow).where(KeyingRow.invoice_id == invoice_id, KeyingRow.version == version, KeyingRow.who == keying.who))
    said = {"invoice_id": invoice_id, "version": version, "who": keying.who, "may_be_second": keying.may_be_second, "said_at": at}
    session.execute(insert(KeyingRow), [{**said, "field": field, "value": value} for field, value in keying.values.items()])
    state = session.scalar(select(InvoiceRow.state).where(InvoiceRow.id == invoice_id)) or ""
    add_to_invoice(session, tenant, invoice_id, HistoryEntry(HistoryEvent.KEYED_OTHERWISE, state, state, actor.name, "", at))


def note_results(session: Session, tenant: str, invoice_id: UUID, agreed: Mapping[str, bool], at: datetime) -> None:
    """Field -> whether the second person keyed what the first one did."""
    same = {"tenant": tenant, "invoice_id": invoice_id, "compared_at": at}
    if agreed:
        session.execute(insert(KeyingResultRow), [{**same, "id": new_id(), "field": field, "agreed": did} for field, did in agreed.items()])


def field_agreements(session: Session, tenant: str, since: datetime) -> Sequence[FieldAgreement]:
    """Of each field that two people keyed since then, in the order of their names."""
    did = func.sum(case((KeyingResultRow.agreed.is_(True), 1), else_=0))
    statement = (
        select(KeyingResultRow.field, func.count(), did)
        .where(KeyingResultRow.tenant == tenant, KeyingResultRow.compared_at >= since)
        .group_by(KeyingResultRow.field)
        .order_by(KeyingResultRow.field)
    )
    return tuple(FieldAgreement(field, keyed, int(agreed)) for field, keyed, agreed in session.execute(statement))
