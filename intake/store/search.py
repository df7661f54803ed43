"""Finding invoices: filters, and pages that stay put while records come, move and go."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from intake.domain.names import comparison_key
from intake.invoice import Kind
from intake.state import InvoiceState
from intake.store.invoices import StoredInvoice, stored_invoice
from intake.store.people_ownership import sent_by
from intake.store.tables import FindingRow, InvoiceRow


class Order(StrEnum):
    """Of the moments at which records were made, which never change."""

    NEWEST_FIRST = "newest_first"
    OLDEST_FIRST = "oldest_first"


@dataclass(frozen=True)
class InvoiceQuery:
    """All that is given must hold; bounds are inclusive, sums in 分. An invoice without the value asked for is not found."""

    number: str | None = None
    code: str | None = None
    issued_from: date | None = None
    issued_to: date | None = None
    received_from: datetime | None = None
    received_to: datetime | None = None
    kinds: tuple[Kind, ...] = ()
    """Any of them; empty for all, as with `states`."""
    states: tuple[InvoiceState, ...] = ()
    party: str | None = None
    """Part of the name or tax id of buyer or seller; width, case, brackets and blanks don't count."""
    total_from: int | None = None
    total_to: int | None = None
    finding: str | None = None
    """Id of a rule."""
    document_id: UUID | None = None
    text: str | None = None
    """Part of the number, or of the name or tax id of buyer or seller."""
    sender: str | None = None
    """Name of an actor: only what was found in documents that it sent."""
    deleted: bool = False
    """Only deleted ones, instead of only live ones."""


@dataclass(frozen=True)
class InvoicePage:
    invoices: tuple[StoredInvoice, ...]
    next: UUID | None
    """Where to go on: `after` of the next page; None on the last."""


def search_invoices(
    session: Session, tenant: str, query: InvoiceQuery, *, limit: int, after: UUID | None = None, order: Order = Order.NEWEST_FIRST
) -> InvoicePage:
    """The first `limit` that fit, after the record `after`, which may have ceased to fit or to be since. A record that came in since the first page is on none or on the
    last, and none that fits throughout is left out or shown twice.
    """
    newest_first = order is Order.NEWEST_FIRST
    statement = select(InvoiceRow).where(InvoiceRow.tenant == tenant, *_conditions(query))
    if after is not None:
        statement = statement.where(InvoiceRow.id < after if newest_first else InvoiceRow.id > after)
    statement = statement.order_by(InvoiceRow.id.desc() if newest_first else InvoiceRow.id).limit(limit + 1)
    found = [stored_invoice(row) for row in session.scalars(statement)]
    return InvoicePage(tuple(found[:limit]), found[limit - 1].id if len(found) > limit else None)


def _conditions(query: InvoiceQuery) -> Iterator[ColumnElement[bool]]:
    yield InvoiceRow.deleted_at.is_not(None) if query.deleted else InvoiceRow.deleted_at.is_(None)
    if query.number is not None:
        yield InvoiceRow.number == query.number
    if query.code is not None:
        yield InvoiceRow.code == query.code
    if query.issued_from is not None:
        yield InvoiceRow.issue_date >= query.issued_from
    if query.issued_to is not None:
        yield InvoiceRow.issue_date <= query.issued_to
    if query.received_from is not None:
        yield InvoiceRow.received_at >= query.received_from
    if query.received_to is not None:
        yield InvoiceRow.received_at <= query.received_to
    if query.kinds:
        yield InvoiceRow.kind.in_([kind.value for kind in query.kinds])
    if query.states:
        yield InvoiceRow.state.in_(query.states)
    if query.party is not None:
        yield InvoiceRow.parties.contains(comparison_key(query.party), autoescape=True)
    if query.text is not None:
        in_number = InvoiceRow.number.contains(query.text.strip(), autoescape=True)
        yield or_(in_number, InvoiceRow.parties.contains(comparison_key(query.text), autoescape=True))
    if query.sender is not None:
        yield sent_by(query.sender, InvoiceRow.document_id)
    if query.total_from is not None:
        yield InvoiceRow.total >= query.total_from
    if query.total_to is not None:
        yield InvoiceRow.total <= query.total_to
    if query.finding is not None:
        yield select(FindingRow.invoice_id).where(FindingRow.invoice_id == InvoiceRow.id, FindingRow.rule == query.finding).exists()
    if query.document_id is not None:
        yield InvoiceRow.document_id == query.document_id
