"""Whether an invoice came in before, asked by somebody who has it on paper, before it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query

from api.access import Requires
from api.answers import MANY
from api.http_door import DoorDep
from api.seen import sees_document
from intake.domain.money import parse_fen
from intake.people.caller import Caller
from intake.people.scopes import Scope
from intake.state import InvoiceState
from intake.store.invoices import StoredInvoice
from intake.store.search import InvoiceQuery, search_invoices

router = APIRouter(prefix="/v1/known-invoices", tags=["sending"])

Sender = Annotated[Caller, Depends(Requires(Scope.UPLOAD_OWN, Scope.UPLOAD))]
_TO_BE_SENT_ANEW = frozenset({InvoiceState.REJECTED, InvoiceState.VOID, InvoiceState.DUPLICATE})
"""What came in so is no reason against sending it; a duplicate's first record tells."""
_LOOKED_AT = 20


@dataclass(frozen=True)
class KnownAnswer:
    is_known: bool
    received_at: datetime | None
    """The first time, where you may see that; null too where it is not known."""


@router.get("", summary="Whether an invoice came in before", operation_id="knownInvoice", responses=MANY)
def known(
    caller: Sender,
    door: DoorDep,
    invoice_number: Annotated[str, Query(min_length=1, max_length=40, description="The whole number")],
    issue_date: date,
    amount: Annotated[str, Query(pattern=r"^-?[0-9]{1,13}(\.[0-9]{1,2})?$", description="As its QR code says it: with tax or without")],
    invoice_code: Annotated[str, Query(max_length=40, description='"" for invoices that have none')] = "",
) -> KnownAnswer:
    """Number, code, day and amount must all be right: whoever has the paper knows them, and whoever only guesses numbers learns nothing."""
    fen = parse_fen(amount)
    query = InvoiceQuery(number=invoice_number, issued_from=issue_date, issued_to=issue_date)
    with door.backend.database.read() as session:
        found = search_invoices(session, caller.tenant, query, limit=_LOOKED_AT).invoices
        same = [invoice for invoice in found if _is_it(invoice, invoice_code, fen)]
        seen = [invoice.received_at for invoice in same if sees_document(session, caller, invoice.document_id)]
    return KnownAnswer(bool(same), min(seen, default=None))


def _is_it(invoice: StoredInvoice, code: str, fen: int | None) -> bool:
    values = invoice.columns
    return values.code == code and invoice.state not in _TO_BE_SENT_ANEW and fen is not None and fen in (values.amount, values.total)
