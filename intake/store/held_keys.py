"""One live record for each invoice: who holds an invoice key, and what happens to duplicates when their first record lets go.

The rule itself is the unique index `uq_invoices_held_key`, so that no order of events, number of processes or fault of ours can break it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from intake.state import InvoiceState, machine
from intake.store.answers import Done, Overtaken, Taken
from intake.store.compare_and_set import set_invoice_state
from intake.store.failures import is_unique_violation, store_busy
from intake.store.history import HistoryEntry
from intake.store.tables import HOLDS_KEY, InvoiceRow
from intake.store.words import HistoryEvent

TRIES = 5
"""The holder may let go between our losing to it and our looking it up."""
KEEPER = machine("invoice keys")
_DUPLICATE, _IN_REVIEW = InvoiceState.DUPLICATE, InvoiceState.IN_REVIEW
Answer = TypeVar("Answer")


def holder_of(session: Session, tenant: str, invoice_key: str) -> UUID | None:
    """Who holds a key now. Until this transaction ends it can't let go, so that nothing becomes the duplicate of a record that has just done so."""
    statement = select(InvoiceRow.id).where(InvoiceRow.tenant == tenant, InvoiceRow.invoice_key == invoice_key, text(HOLDS_KEY))
    return session.scalar(statement.with_for_update(read=True))


def unless_taken(session: Session, change: Callable[[], Answer]) -> Answer | None:
    """What `change` answers; None, and nothing changed, where the unique index forbids it."""
    try:
        with session.begin_nested():
            return change()
    except IntegrityError as error:
        if not is_unique_violation(error):
            raise
        return None


def change_or_find_holder(session: Session, tenant: str, invoice_key: str | None, change: Callable[[], Answer]) -> Answer | UUID:
    """What `change` answers, or who holds the key that it asked for. Raises StoreUnavailable when holders change faster than they can be looked up."""
    for _ in range(TRIES):
        answer = unless_taken(session, change)
        if answer is not None:
            return answer
        holder = holder_of(session, tenant, invoice_key or "")
        if holder is not None:
            return holder
    raise store_busy()


def reopen_duplicates(session: Session, tenant: str, holder: UUID, at: datetime, invoice_key: str | None = None) -> None:
    """To be called when `holder` has stopped to hold a key: the oldest of its duplicates takes its place, under review, and the others become duplicates of that.

    With `invoice_key`, only duplicates of that key: the holder lives on under another one.
    """
    mine = [InvoiceRow.tenant == tenant, InvoiceRow.duplicate_of == holder, InvoiceRow.deleted_at.is_(None)]
    if invoice_key is not None:
        mine.append(InvoiceRow.invoice_key == invoice_key)
    oldest = session.execute(select(InvoiceRow.id, InvoiceRow.invoice_key).where(*mine).order_by(InvoiceRow.id).limit(1)).one_or_none()
    if oldest is None:
        return
    why = f"its first record {holder} no longer stands for this invoice"
    answer = reopen(session, tenant, oldest.id, oldest.invoice_key, HistoryEntry(HistoryEvent.MOVED, _DUPLICATE, _IN_REVIEW, KEEPER.name, why, at))
    if isinstance(answer, Overtaken):  # somebody moved it in the meantime: it is nobody's duplicate any more
        reopen_duplicates(session, tenant, holder, at, invoice_key)
    else:
        follow(session, tenant, holder, answer.holder if isinstance(answer, Taken) else oldest.id, invoice_key)


def reopen(
    session: Session, tenant: str, invoice_id: UUID, invoice_key: str | None, entry: HistoryEntry, version: int | None = None
) -> Done | Overtaken | Taken:
    """Move a record from a state that leaves its key to others, as `entry` says, to one that claims it."""
    answer = change_or_find_holder(session, tenant, invoice_key, lambda: set_invoice_state(session, tenant, invoice_id, entry, version))
    return Taken(answer) if isinstance(answer, UUID) else answer


def follow(session: Session, tenant: str, holder: UUID, new_holder: UUID, invoice_key: str | None = None) -> None:
    """The duplicates of one record, deleted ones too, become those of another."""
    statement = update(InvoiceRow).where(InvoiceRow.tenant == tenant, InvoiceRow.duplicate_of == holder, InvoiceRow.id != new_holder)
    if invoice_key is not None:
        statement = statement.where(InvoiceRow.invoice_key == invoice_key)
    session.execute(statement.values(duplicate_of=new_holder))
