"""One invoice as a record: what it is, where it came from, what it is related to, and what may be done with it. Deleted ones too."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from api.access import Requires
from api.answers import ONE
from api.conditional import response, tagged
from api.http_door import DoorDep
from api.record_views import RecordAnswer, record_answer
from api.seen import seen_document, seen_invoice
from intake.people.caller import Caller
from intake.people.scopes import Scope

router = APIRouter(prefix="/v1/invoices", tags=["invoices"])

Viewer = Annotated[Caller, Depends(Requires(Scope.READ_OWN, Scope.READ))]


@router.get(
    "/{invoice_id}/record", summary="An invoice with its document, findings and relations", operation_id="record", response_model=RecordAnswer, responses=ONE
)
def show(invoice_id: UUID, caller: Viewer, door: DoorDep) -> Response:
    """For whoever looks it up: what the tax bureau says, what the ledger has and what reconciliation found have routes of their own. Its ETag goes into If-Match of a change."""
    with door.backend.database.read() as session:
        invoice = seen_invoice(session, caller, invoice_id, deleted=True)
        document = seen_document(session, caller, invoice.document_id, deleted=True)
        answer = record_answer(session, caller, invoice, document, door.backend.clock())
    return response(tagged(answer, is_settled=True, version=invoice.version), None)
