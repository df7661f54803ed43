"""Invoices that were found: searched, looked at, corrected, moved on, deleted and restored."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response
from pydantic import Field
from sqlalchemy.orm import Session

from api.access import Requires
from api.answers import CHANGE, MANY, ONE
from api.conditional import NOT_CHANGED, IfMatch, IfNoneMatch, Tagged, Wait, expected_version, response, tagged, waited_for
from api.correctable import malformed_values
from api.document_problems import changed_meanwhile, no_such_move, not_in_this_state, values_malformed
from api.errors import RequestError
from api.four_eyes import refuse_own
from api.http_door import DoorDep, HttpDoor
from api.invoice_query import Filters, Page, cursor_of, query_of
from api.invoice_views import InvoiceAnswer, InvoiceBrief, invoice_answer, invoice_briefs
from api.seen import seen_invoice
from api.store_answers import version_after
from intake.approving import approve
from intake.behaviour.history import CHINA_TIME
from intake.people.caller import Caller
from intake.people.scopes import Scope
from intake.policies.second_review import Keyed
from intake.state import INVOICE_MOVES, InvoiceState
from intake.store.answers import Overtaken
from intake.store.corrections import correct
from intake.store.deletion import delete_invoice, restore_invoice
from intake.store.moves import mark_duplicate, move_invoice
from intake.store.search import search_invoices

router = APIRouter(prefix="/v1/invoices", tags=["invoices"])

Viewer = Annotated[Caller, Depends(Requires(Scope.READ_OWN, Scope.READ))]
Corrector = Annotated[Caller, Depends(Requires(Scope.CORRECT))]
Decider = Annotated[Caller, Depends(Requires(Scope.DECIDE))]
Why = Annotated[str, Field(max_length=1000)]
_MOST_FIELDS = 60
_AT_REST = frozenset(InvoiceState) - {InvoiceState.APPROVED, InvoiceState.VERIFYING, InvoiceState.VERIFIED, InvoiceState.UPLOADING}
"""Nothing more happens by itself, or only once a person acts."""


@dataclass(frozen=True)
class InvoicePage:
    invoices: list[InvoiceBrief]
    next: str | None
    """`cursor` of the next page; null on the last."""


@dataclass(frozen=True)
class Correction:
    values: Annotated[dict[Annotated[str, Field(max_length=64)], Annotated[str, Field(max_length=2000)] | None], Field(min_length=1, max_length=_MOST_FIELDS)]
    """Field -> value in the form of the result format; null takes back what people said, "" says that nothing is printed there."""
    why: Why = ""


@dataclass(frozen=True)
class MoveForm:
    to: InvoiceState
    why: Why = ""
    duplicate_of: UUID | None = None
    """For `duplicate`: of which invoice."""


@dataclass(frozen=True)
class RestoreForm:
    why: Why = ""


@router.get("", summary="Find invoices", operation_id="findInvoices", responses=MANY)
def find(caller: Viewer, door: DoorDep, filters: Filters, page: Page) -> InvoicePage:
    """All that is given must hold. Going from page to page shows every invoice that fits throughout once, whatever comes in meanwhile."""
    query, after = query_of(filters, caller), cursor_of(page)
    with door.backend.database.read() as session:
        found = search_invoices(session, caller.tenant, query, limit=page.limit, after=after, order=page.order)
        return InvoicePage(invoice_briefs(session, caller, found.invoices), str(found.next) if found.next else None)


@router.get("/{invoice_id}", summary="One invoice", operation_id="invoice", response_model=InvoiceAnswer, responses={304: NOT_CHANGED, **ONE})
async def show(invoice_id: UUID, caller: Viewer, door: DoorDep, if_none_match: IfNoneMatch = None, wait: Wait = 0) -> Response:
    """Fields with what was read and what people set, boxes, evidence, findings, history, and what you may do. Send its ETag as If-Match with a change."""
    load, stamp = partial(_load, door, caller, invoice_id), partial(_stamp, door, caller, invoice_id)
    return response(await waited_for(load, stamp, door.waits, if_none_match, wait), if_none_match)


@router.patch("/{invoice_id}", summary="Correct values", operation_id="correctInvoice", response_model=InvoiceAnswer, responses=CHANGE)
def change(invoice_id: UUID, form: Correction, caller: Corrector, door: DoorDep, if_match: IfMatch = None) -> Response:
    """They stand whatever machines say later. Only under review: an approved invoice is taken back first."""
    version = expected_version(if_match)
    with door.backend.database.write() as session:
        seen_invoice(session, caller, invoice_id)
        if wrong := malformed_values(form.values):
            raise RequestError(values_malformed(wrong))
        at = door.backend.clock()
        version_after(session, caller, correct(session, caller.tenant, invoice_id, form.values, actor=caller.actor, why=form.why, at=at, version=version))
    return response(_load(door, caller, invoice_id), None)


@router.post(
    "/{invoice_id}/moves",
    summary="Approve, reject, mark as duplicate, take back ...",
    operation_id="moveInvoice",
    response_model=InvoiceAnswer,
    responses=CHANGE,
)
def move(invoice_id: UUID, form: MoveForm, caller: Decider, door: DoorDep, if_match: IfMatch = None) -> Response:
    """`moves` of the invoice says where it can go from where it is."""
    version = expected_version(if_match)
    with door.backend.database.write() as session:
        move_on(door, session, caller, invoice_id, form, version)
    return response(_load(door, caller, invoice_id), None)


@router.delete("/{invoice_id}", status_code=204, summary="Delete an invoice", operation_id="deleteInvoice", responses=CHANGE)
def delete(invoice_id: UUID, caller: Decider, door: DoorDep, if_match: IfMatch = None, why: Annotated[str, Query(max_length=1000)] = "") -> None:
    """It can be restored. Refused where the ledger has it or may have it."""
    version = expected_version(if_match)
    with door.backend.database.write() as session:
        seen_invoice(session, caller, invoice_id)
        at = door.backend.clock()
        version_after(session, caller, delete_invoice(session, caller.tenant, invoice_id, actor=caller.actor, why=why, at=at, version=version))


@router.post("/{invoice_id}/restore", summary="Restore a deleted invoice", operation_id="restoreInvoice", response_model=InvoiceAnswer, responses=CHANGE)
def restore(invoice_id: UUID, form: RestoreForm, caller: Decider, door: DoorDep) -> Response:
    with door.backend.database.write() as session:
        seen_invoice(session, caller, invoice_id, deleted=True)
        version_after(session, caller, restore_invoice(session, caller.tenant, invoice_id, actor=caller.actor, why=form.why, at=door.backend.clock()))
    return response(_load(door, caller, invoice_id), None)


def move_on(door: HttpDoor, session: Session, caller: Caller, invoice_id: UUID, form: MoveForm, version: int | None, *, keyed: Keyed | None = None) -> None:
    """`keyed` as for `approve`. Raises RequestError."""
    invoice = seen_invoice(session, caller, invoice_id)
    if version not in (None, invoice.version):
        raise RequestError(changed_meanwhile())
    refuse_no_move(form, invoice.state)
    at = door.backend.clock()
    refuse_own(session, caller, invoice_id, form.to, at)
    if form.duplicate_of is not None:
        seen_invoice(session, caller, form.duplicate_of)
        answer = mark_duplicate(session, caller.tenant, invoice_id, form.duplicate_of, actor=caller.actor, why=form.why, at=at, version=invoice.version)
        if answer == Overtaken():  # the other is a duplicate itself, or rejected
            raise RequestError(not_in_this_state(invoice.state))
        version_after(session, caller, answer)
        return
    if form.to is InvoiceState.APPROVED:
        moved = approve(session, invoice, actor=caller.actor, why=form.why, at=at, today=at.astimezone(CHINA_TIME).date(), keyed=keyed)
    else:
        moved = move_invoice(session, caller.tenant, invoice_id, invoice.state, form.to, actor=caller.actor, why=form.why, at=at, version=invoice.version)
    version_after(session, caller, moved)


def refuse_no_move(form: MoveForm, source: InvoiceState) -> None:
    """Raises RequestError where there is no such move at all, or none from `source`."""
    if not any(move.target is form.to for move in INVOICE_MOVES) or (form.to is InvoiceState.DUPLICATE) != (form.duplicate_of is not None):
        raise RequestError(no_such_move())
    if not any(move.source is source and move.target is form.to for move in INVOICE_MOVES):
        raise RequestError(not_in_this_state(source))


def _load(door: HttpDoor, caller: Caller, invoice_id: UUID) -> Tagged:
    with door.backend.database.read() as session:
        invoice = seen_invoice(session, caller, invoice_id)
        answer = invoice_answer(session, caller, invoice)
    return tagged(answer, is_settled=invoice.state in _AT_REST, version=invoice.version)


def _stamp(door: HttpDoor, caller: Caller, invoice_id: UUID) -> str:
    with door.backend.database.read() as session:
        return str(seen_invoice(session, caller, invoice_id).version)
