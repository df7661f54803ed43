"""Many invoices with nothing to be looked at, approved at once and taken back at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import Field
from sqlalchemy.orm import Session

from api.access import LOGIN_ONLY, Requires
from api.answers import CHANGE, MANY
from api.bulk_review import MOST_AT_ONCE, BulkGroup, bulk_groups, clear_invoice
from api.document_problems import changed_meanwhile
from api.errors import RequestError
from api.four_eyes import is_own
from api.http_door import DoorDep
from api.review_problems import bulk_mixed, bulk_not_clear, bulk_undo_over
from api.routes.invoices import MoveForm, move_on
from api.routes.review import EffortForm
from api.routes.review_claims import refuse_held
from api.seen import seen_invoice
from intake.people.caller import Caller
from intake.people.scopes import Scope
from intake.state import InvoiceState
from intake.store.invoices import StoredInvoice
from intake.store.review_leases import release_lease, take_lease
from intake.store.review_queue import invoices_under_review
from intake.store.review_records import Effort, note_review

router = APIRouter(prefix="/v1/review/bulk", tags=["review"])

Reviewing = Annotated[Caller, Depends(Requires(Scope.DECIDE, by=LOGIN_ONLY))]
_MAY_BE_TAKEN_BACK = timedelta(minutes=10)


@dataclass(frozen=True)
class SeenInvoice:
    """An invoice as it was seen."""

    invoice_id: UUID
    version: Annotated[int, Field(ge=1, le=2**31 - 2)]


@dataclass(frozen=True)
class BulkForm:
    invoices: Annotated[list[SeenInvoice], Field(min_length=1, max_length=MOST_AT_ONCE)]
    effort: EffortForm = field(default_factory=EffortForm)
    """For all of them together."""


@dataclass(frozen=True)
class BulkUndoForm:
    invoices: Annotated[list[SeenInvoice], Field(min_length=1, max_length=MOST_AT_ONCE)]


@dataclass(frozen=True)
class BulkAnswer:
    invoices: list[SeenInvoice]
    """As they are now."""
    undo_until: datetime | None
    """They can be taken back together until then."""


@router.get("", summary="Groups with nothing to be looked at", operation_id="bulkGroups", responses=MANY)
def groups(caller: Reviewing, door: DoorDep) -> list[BulkGroup]:
    """Invoices of one seller and one kind, without a finding or a doubt, that nobody has before them; with what is to be seen of each, and where."""
    with door.backend.database.read() as session:
        return bulk_groups(session, caller, door.backend.clock())


@router.post("", summary="Approve several at once", operation_id="bulkApprove", responses=CHANGE)
def approve_all(form: BulkForm, caller: Reviewing, door: DoorDep) -> BulkAnswer:
    """All of them or none: each is as it was seen, has nothing to be looked at, and is yours to approve."""
    at = door.backend.clock()
    share = Effort(form.effort.active_ms // len(form.invoices), form.effort.keys // len(form.invoices))
    with door.backend.database.write() as session:
        seen = [_unchanged(session, caller, each) for each in form.invoices]
        if len({(invoice.columns.seller_name, invoice.kind) for invoice in seen}) > 1:
            raise RequestError(bulk_mixed())
        for invoice in seen:
            if invoice.state is not InvoiceState.IN_REVIEW or clear_invoice(session, caller, invoice, at) is None:
                raise RequestError(bulk_not_clear(invoice.id))
            if not take_lease(session, caller.tenant, invoice.document_id, caller.actor, at):
                refuse_held(session, caller, invoice.document_id, at)
            own = is_own(session, caller, invoice.id)
            move_on(door, session, caller, invoice.id, MoveForm(InvoiceState.APPROVED), invoice.version)
            note_review(session, caller.tenant, invoice.id, InvoiceState.APPROVED, share, sent_by_reviewer=own, actor=caller.actor, at=at)
        _give_back(session, caller, seen, at)
        return BulkAnswer(_now(session, caller, form.invoices), at + _MAY_BE_TAKEN_BACK)


@router.post("/undo", summary="Take back what was approved at once", operation_id="bulkUndo", responses=CHANGE)
def take_back_all(form: BulkUndoForm, caller: Reviewing, door: DoorDep) -> BulkAnswer:
    """All of them or none, within ten minutes and as long as none has gone on to be verified."""
    at = door.backend.clock()
    with door.backend.database.write() as session:
        for each in form.invoices:
            invoice = seen_invoice(session, caller, each.invoice_id)
            if invoice.state is not InvoiceState.APPROVED or invoice.version != each.version or invoice.moved_at < at - _MAY_BE_TAKEN_BACK:
                raise RequestError(bulk_undo_over(invoice.id))
            move_on(door, session, caller, invoice.id, MoveForm(InvoiceState.IN_REVIEW), invoice.version)
        return BulkAnswer(_now(session, caller, form.invoices), None)


def _unchanged(session: Session, caller: Caller, each: SeenInvoice) -> StoredInvoice:
    """Raises RequestError where there is none, or somebody changed it since."""
    invoice = seen_invoice(session, caller, each.invoice_id)
    if invoice.version != each.version:
        raise RequestError(changed_meanwhile())
    return invoice


def _now(session: Session, caller: Caller, invoices: list[SeenInvoice]) -> list[SeenInvoice]:
    return [SeenInvoice(each.invoice_id, seen_invoice(session, caller, each.invoice_id).version) for each in invoices]


def _give_back(session: Session, caller: Caller, invoices: list[StoredInvoice], at: datetime) -> None:
    """Documents of which nothing is under review any more; the others stay the caller's for a while."""
    documents = {invoice.document_id for invoice in invoices}
    waiting = invoices_under_review(session, caller.tenant, list(documents), caller.actor.name)
    for document in documents - waiting.keys():
        release_lease(session, caller.tenant, document, caller.actor, at)
