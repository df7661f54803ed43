"""Where two people must approve an invoice: the first one's word. It holds until anything about the invoice changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Integer, String, insert, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from intake.state import Actor
from intake.store.answers import Done, Overtaken
from intake.store.history import HistoryEntry, add_to_invoice
from intake.store.locked_invoice import lock_invoice
from intake.store.tables import Base, InvoiceRow
from intake.store.words import HistoryEvent

_NAME = 64


class AgreementRow(Base):
    """Somebody approved an invoice that another one has to approve as well."""

    __tablename__ = "agreements"

    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("invoices.id"), primary_key=True)
    version: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    """Of the invoice, which agreeing raised: at any later one, something else was changed since."""
    who: Mapped[str] = mapped_column(String(_NAME))
    may_be_second: Mapped[bool]
    said_at: Mapped[datetime]


@dataclass(frozen=True)
class Agreement:
    who: str
    """Name of an actor."""
    may_be_second: bool
    """They have a role whose word counts as the second one's."""
    said_at: datetime


def agreement_of(session: Session, tenant: str, invoice_id: UUID) -> Agreement | None:
    """The one that still holds."""
    now = select(AgreementRow).join(InvoiceRow, (InvoiceRow.id == AgreementRow.invoice_id) & (InvoiceRow.version == AgreementRow.version))
    row = session.scalar(now.where(InvoiceRow.id == invoice_id, InvoiceRow.tenant == tenant))
    return Agreement(row.who, row.may_be_second, row.said_at) if row else None


def agree(
    session: Session, tenant: str, invoice_id: UUID, *, actor: Actor, may_be_second: bool, why: str, at: datetime, version: int | None = None
) -> Done | Overtaken:
    """Instead of any that was there. With `version` only if the invoice is still that one."""
    locked = lock_invoice(session, tenant, invoice_id, version)
    if isinstance(locked, Overtaken):
        return locked
    row = insert(AgreementRow).values(invoice_id=invoice_id, version=locked.version, who=actor.name, may_be_second=may_be_second, said_at=at)
    session.execute(row)
    add_to_invoice(session, tenant, invoice_id, HistoryEntry(HistoryEvent.AGREED, locked.state, locked.state, actor.name, why, at))
    return Done(locked.version)
