"""An invoice's page prepared for a reviewer's eyes: laid flat and evenly lit, or without red seals."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query
from fastapi.responses import Response

from api.access import LOGIN_ONLY, Requires
from api.answers import ONE, PICTURE
from api.document_problems import no_picture
from api.errors import RequestError
from api.http_door import DoorDep
from api.looks import Original
from api.routes.documents import MOST_PAGES
from api.seen import seen_document, seen_invoice
from intake.people.caller import Caller
from intake.people.scopes import Scope
from intake.prepared_page import Preparation
from intake.result import Result
from intake.store.invoices import result_of_invoice
from intake.store.planted_checks import find_check
from models.geometry import Quad

router = APIRouter(prefix="/v1/review/invoices/{invoice_id}/pages/{page}", tags=["review"])

Reviewing = Annotated[Caller, Depends(Requires(Scope.DECIDE, by=LOGIN_ONLY))]
_MOST_PIXELS = 4096
MATRIX_HEADER = "X-Page-Matrix"


@router.get(
    "/{preparation}.jpg", summary="A page laid flat, or without seals", operation_id="preparedPage", response_class=Response, responses={200: PICTURE, **ONE}
)
def prepared_page(
    invoice_id: UUID,
    page: Annotated[int, Path(ge=1, le=MOST_PAGES)],
    preparation: Preparation,
    caller: Reviewing,
    door: DoorDep,
    longest: Annotated[int, Query(ge=64, le=_MOST_PIXELS, description="Pixels of its longer side")] = 2000,
) -> Response:
    """`X-Page-Matrix` has nine numbers, row by row: the homography from its pixels to those of the original page, in which results give boxes."""
    with door.backend.database.read() as session:
        planted = find_check(session, caller.tenant, caller.actor, invoice_id)
        invoice = seen_invoice(session, caller, planted.invoice_id if planted else invoice_id)
        document = seen_document(session, caller, invoice.document_id)
        result = result_of_invoice(session, caller.tenant, invoice.id)
        given = door.backend.safe.passwords(session, document)
    original = Original(document.sha256, document.name, (*given, *door.settings.read.passwords))
    picture = door.looks.prepared(original, page, longest, preparation, _outline(result, page), door.settings.door.picture_seconds)
    if picture is None:
        raise RequestError(no_picture())
    headers = {
        MATRIX_HEADER: " ".join(f"{number:.9g}" for number in picture.matrix.ravel()),
        "Cache-Control": "private, max-age=3600",
        "Vary": "Authorization, Cookie",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return Response(picture.jpeg, media_type="image/jpeg", headers=headers)


def _outline(result: Result | None, page: int) -> Quad | None:
    """Of the invoice, where that is its page and an outline was found."""
    if result is None or result.get("page") != page or not result.get("outline"):
        return None
    return Quad.from_array(result["outline"])
