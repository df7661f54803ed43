"""An invoice that nobody else can change until the transaction ends, and what follows from its values when they change."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session, aliased

from intake.state import RELEASED_STATES, InvoiceState
from intake.store.answers import Overtaken, Taken
from intake.store.field_values import standing_columns
from intake.store.held_keys import KEEPER, change_or_find_holder, reopen, reopen_duplicates
from intake.store.history import HistoryEntry
from intake.store.tables import InvoiceRow
from intake.store.words import HistoryEvent


@dataclass(frozen=True)
class LockedInvoice:
    """As it was when it was locked, but for its version, which was raised by one."""

    id: UUID
    tenant: str
    state: InvoiceState
    version: int
    invoice_key: str | None


def lock_invoice(session: Session, tenant: str, invoice_id: UUID, version: int | None = None) -> LockedInvoice | Overtaken:
    """The live invoice, with `version` only if it is still that one."""
    live = [InvoiceRow.id == invoice_id, InvoiceRow.tenant == tenant, InvoiceRow.deleted_at.is_(None)]
    there = [] if version is None else [InvoiceRow.version == version]
    statement = update(InvoiceRow).where(*live, *there).values(version=InvoiceRow.version + 1)
    row = session.execute(statement.returning(InvoiceRow.state, InvoiceRow.version, InvoiceRow.invoice_key)).one_or_none()
    if row is None:
        found = session.execute(select(InvoiceRow.state, InvoiceRow.version).where(*live)).one_or_none()
        return Overtaken(found.state, found.version) if found else Overtaken()
    return LockedInvoice(invoice_id, tenant, row.state, row.version, row.invoice_key)


def version_now(session: Session, invoice_id: UUID) -> int:
    return session.execute(select(InvoiceRow.version).where(InvoiceRow.id == invoice_id)).scalar_one()


def write_columns(session: Session, invoice: LockedInvoice, at: datetime) -> UUID | None:
    """Bring the columns in line with the values that stand.

    Where that gives the invoice another key, duplicates of the old one are reopened, and if it was a duplicate by its old key, so is itself.

    Who holds the new key, if somebody else does: then nothing is changed.
    """
    columns = standing_columns(session, invoice.id)

    def change() -> bool:
        session.execute(update(InvoiceRow).where(InvoiceRow.id == invoice.id).values(asdict(columns)))
        return True

    holder = change_or_find_holder(session, invoice.tenant, columns.invoice_key, change)
    if isinstance(holder, UUID):
        return holder
    if invoice.invoice_key not in (None, columns.invoice_key):
        if invoice.state is InvoiceState.DUPLICATE:
            _reopen_itself(session, invoice, columns.invoice_key, at)
        elif invoice.state not in RELEASED_STATES:
            reopen_duplicates(session, invoice.tenant, invoice.id, at, invoice.invoice_key)
    return None


def _reopen_itself(session: Session, invoice: LockedInvoice, new_key: str | None, at: datetime) -> None:
    """Where a person made it a duplicate of a record with another key, a change of its own key says nothing, and it stays one."""
    first = aliased(InvoiceRow)
    same_key = (
        select(first.id).join(InvoiceRow, InvoiceRow.duplicate_of == first.id).where(InvoiceRow.id == invoice.id, first.invoice_key == invoice.invoice_key)
    )
    if session.scalar(same_key) is None:
        return
    why = f"it is no longer {invoice.invoice_key}"
    entry = HistoryEntry(HistoryEvent.MOVED, InvoiceState.DUPLICATE, InvoiceState.IN_REVIEW, KEEPER.name, why, at)
    answer = reopen(session, invoice.tenant, invoice.id, new_key, entry)
    if isinstance(answer, Taken):
        session.execute(update(InvoiceRow).where(InvoiceRow.id == invoice.id).values(duplicate_of=answer.holder))
