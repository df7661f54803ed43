"""Everything about one invoice, for an audit."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import Response

from api.access import Requires
from api.answers import ONE
from api.downloads import note_taken
from api.evidence_files import ZIP_FILE, bundle_answer
from api.http_door import DoorDep
from api.seen import seen_invoice
from intake.people.caller import Caller
from intake.people.scopes import Scope

router = APIRouter(prefix="/v1/invoices", tags=["invoices"])

# Whoever sees only what they sent is not shown who else did what with it.
Viewer = Annotated[Caller, Depends(Requires(Scope.READ))]


@router.get(
    "/{invoice_id}/evidence",
    summary="Original, pictures, values, history, answers and proof of an invoice, as ZIP",
    operation_id="evidence",
    response_class=Response,
    responses={200: ZIP_FILE, **ONE},
)
def evidence(invoice_id: UUID, caller: Viewer, door: DoorDep) -> Response:
    """With a manifest that holds the SHA-256 of each file. The same state gives the same bytes. Who took it is noted."""
    with door.backend.database.read() as session:
        invoice = seen_invoice(session, caller, invoice_id)
    name = f"evidence-{invoice.columns.number or invoice_id}"
    note_taken(door, caller, f"{name}.zip", {"invoice_id": invoice_id})
    return bundle_answer(door, caller.tenant, [invoice_id], name)
