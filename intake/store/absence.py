"""What the store holds in place of an invoice that is not found by its number. What it means, `intake.diagnosis.absence` says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, literal, or_, select
from sqlalchemy.orm import Session

from intake.diagnosis.absence import CODE_LENGTHS, Trace, has_odd_length, slips_of
from intake.state import DocumentState
from intake.store.documents import StoredDocument, stored_document
from intake.store.invoices import StoredInvoice, stored_invoice
from intake.store.people_ownership import sent_by
from intake.store.tables import DocumentRow, InvoiceRow

MOST_SHOWN = 5
_SHORTEST = 6
"""Characters of a number that still says something where it is part of another."""
_UNREAD = (DocumentState.RECEIVED, DocumentState.READING)
_FAILED = (DocumentState.FAILED, DocumentState.QUARANTINED)


@dataclass(frozen=True)
class FoundInstead:
    trace: Trace
    count: int
    invoices: tuple[StoredInvoice, ...] = ()
    """The newest of them."""
    documents: tuple[StoredDocument, ...] = ()


def traces_of(session: Session, tenant: str, number: str, sender: str | None) -> tuple[FoundInstead, ...]:
    """The likeliest first, the possibility that it never came last. `number` as `typed_number` has it; with `sender` only of what that actor sent."""
    return tuple(_traces(session, tenant, number, sender))


def _traces(session: Session, tenant: str, number: str, sender: str | None) -> Iterator[FoundInstead]:
    mine = [InvoiceRow.tenant == tenant, *([] if sender is None else [sent_by(sender, InvoiceRow.document_id)])]
    live = [*mine, InvoiceRow.deleted_at.is_(None)]
    yield from _invoices(session, Trace.DELETED, [*mine, InvoiceRow.deleted_at.is_not(None), InvoiceRow.number == number])
    of_code = list(_invoices(session, Trace.OF_CODE, [*live, InvoiceRow.code == number])) if len(number) in CODE_LENGTHS else []
    yield from of_code
    yield from _alike(session, live, number)
    if has_odd_length(number) and not of_code:
        yield FoundInstead(Trace.LENGTH, 0)
    ours = [DocumentRow.tenant == tenant, DocumentRow.deleted_at.is_(None), *([] if sender is None else [sent_by(sender, DocumentRow.id)])]
    yield from _documents(session, Trace.UNREAD, [*ours, DocumentRow.state.in_(_UNREAD)])
    yield from _documents(session, Trace.FAILED, [*ours, DocumentRow.state.in_(_FAILED)])
    yield from _invoices(session, Trace.WITHOUT_NUMBER, [*live, InvoiceRow.number == ""])
    yield FoundInstead(Trace.NEVER_RECEIVED, 0)


def _invoices(session: Session, trace: Trace, conditions: Sequence[ColumnElement[bool]]) -> Iterator[FoundInstead]:
    count = session.scalar(select(func.count()).select_from(InvoiceRow).where(*conditions)) or 0
    if count:
        rows = session.scalars(select(InvoiceRow).where(*conditions).order_by(InvoiceRow.id.desc()).limit(MOST_SHOWN))
        yield FoundInstead(trace, count, invoices=tuple(stored_invoice(row) for row in rows))


def _documents(session: Session, trace: Trace, conditions: Sequence[ColumnElement[bool]]) -> Iterator[FoundInstead]:
    count = session.scalar(select(func.count()).select_from(DocumentRow).where(*conditions)) or 0
    if count:
        rows = session.scalars(select(DocumentRow).where(*conditions).order_by(DocumentRow.id.desc()).limit(MOST_SHOWN))
        yield FoundInstead(trace, count, documents=tuple(stored_document(row) for row in rows))


def _alike(session: Session, live: Sequence[ColumnElement[bool]], number: str) -> Iterator[FoundInstead]:
    if len(number) < _SHORTEST:
        return
    has_it = InvoiceRow.number.contains(number, autoescape=True)
    is_in_it = and_(func.length(InvoiceRow.number) >= _SHORTEST, literal(number).contains(InvoiceRow.number))
    yield from _invoices(session, Trace.CONTAINED, [*live, InvoiceRow.number != number, or_(has_it, is_in_it)])
    yield from _invoices(session, Trace.SIMILAR, [*live, InvoiceRow.number.in_(sorted(slips_of(number)))])
