"""The query parameters by which invoices are found, in lists and exports alike."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from pydantic import AwareDatetime

from api.document_problems import parameter_malformed
from api.errors import RequestError
from intake.domain.money import parse_fen
from intake.invoice import Kind
from intake.people.caller import Caller
from intake.state import InvoiceState
from intake.store.search import InvoiceQuery, Order

_Sum = Annotated[str | None, Query(pattern=r"^-?[0-9]{1,13}(\.[0-9]{1,2})?$", description="`106.00`")]


@dataclass(frozen=True)
class Search:
    """What invoices are searched by."""

    number: Annotated[str | None, Query(max_length=40, description="The whole number")] = None
    code: Annotated[str | None, Query(max_length=40, description="The whole code")] = None
    text: Annotated[str | None, Query(max_length=200, description="Part of the number, or of the name or tax id of buyer or seller")] = None
    party: Annotated[str | None, Query(max_length=200, description="Part of the name or tax id of buyer or seller")] = None
    issued_from: date | None = None
    issued_to: date | None = None
    received_from: AwareDatetime | None = None
    received_to: AwareDatetime | None = None
    total_from: _Sum = None
    total_to: _Sum = None
    kind: Annotated[tuple[Kind, ...], Query(max_length=30, description="Any of these")] = ()
    state: Annotated[tuple[InvoiceState, ...], Query(max_length=30, description="Any of these")] = ()
    finding: Annotated[str | None, Query(max_length=20, description="Id of a rule that the invoice breaks")] = None
    document_id: UUID | None = None
    deleted: Annotated[bool, Query(description="Only deleted ones")] = False


@dataclass(frozen=True)
class _Page:
    cursor: Annotated[str | None, Query(max_length=100, description="`next` of the page before")] = None
    limit: Annotated[int, Query(ge=1, le=200)] = 50
    order: Order = Order.NEWEST_FIRST


Filters = Annotated[Search, Depends()]
Page = Annotated[_Page, Depends()]


def query_of(filters: Search, caller: Caller) -> InvoiceQuery:
    """Kept to what the caller may see."""
    return InvoiceQuery(
        filters.number,
        filters.code,
        filters.issued_from,
        filters.issued_to,
        filters.received_from,
        filters.received_to,
        filters.kind,
        filters.state,
        filters.party,
        _fen(filters.total_from),
        _fen(filters.total_to),
        filters.finding,
        filters.document_id,
        filters.text,
        caller.only_sender,
        filters.deleted,
    )


def cursor_of(page: _Page) -> UUID | None:
    """Raises RequestError for what no page ever gave."""
    if page.cursor is None:
        return None
    try:
        return UUID(page.cursor)
    except ValueError as error:
        raise RequestError(parameter_malformed("cursor")) from error


def _fen(text: str | None) -> int | None:
    return None if text is None else parse_fen(text)
