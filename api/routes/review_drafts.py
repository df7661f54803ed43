"""What a reviewer has begun to say, kept with every change."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from pydantic import Field

from api.access import LOGIN_ONLY, Requires
from api.answers import ONE
from api.http_door import DoorDep
from api.routes.review import Lines, Values
from api.seen import seen_invoice
from intake.people.caller import Caller
from intake.people.scopes import Scope
from intake.store.planted_checks import find_check, keep_check_draft
from intake.store.review_drafts import forget_draft, keep_draft

router = APIRouter(prefix="/v1/review/invoices/{invoice_id}/draft", tags=["review"])

Reviewing = Annotated[Caller, Depends(Requires(Scope.DECIDE, by=LOGIN_ONLY))]


@dataclass(frozen=True)
class DraftForm:
    version: Annotated[int, Field(ge=1, le=2**31 - 2)]
    """Of the invoice that it is about."""
    values: Values = field(default_factory=dict)
    confirmed: Annotated[list[Annotated[str, Field(max_length=64)]], Field(max_length=60)] = field(default_factory=list)
    items: Lines = None

    @property
    def is_empty(self) -> bool:
        return not self.values and not self.confirmed and self.items is None


@router.put("", status_code=204, summary="Keep what is begun", operation_id="keepDraft", responses=ONE)
def keep(invoice_id: UUID, form: DraftForm, caller: Reviewing, door: DoorDep) -> None:
    """Yours alone, in the place of the one before, until you decide; an empty one is forgotten. Of an invoice that has changed since nothing is kept."""
    draft = {"values": dict(form.values), "confirmed": form.confirmed, "items": form.items}
    with door.backend.database.write() as session:
        if planted := find_check(session, caller.tenant, caller.actor, invoice_id):
            keep_check_draft(session, caller.tenant, planted.id, None if form.is_empty else draft)
            return
        invoice = seen_invoice(session, caller, invoice_id)
        if form.is_empty:
            forget_draft(session, invoice.id, caller.actor)
        else:
            keep_draft(session, caller.tenant, invoice.id, form.version, draft, actor=caller.actor, at=door.backend.clock())
