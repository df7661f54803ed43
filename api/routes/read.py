"""Files in, checked fields out."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from api.access import Requires
from api.deps import ServiceDep
from api.schemas import READ_ANSWER, READ_FORM, later_answer, problem_answer
from api.upload_form import upload_form
from intake.people.caller import Caller
from intake.people.scopes import Scope

router = APIRouter()

MAY_READ = Requires(Scope.UPLOAD_OWN, Scope.UPLOAD)
"""Whoever may send documents: what is read is the caller's own, and nothing is kept."""
Reader = Annotated[Caller, Depends(MAY_READ)]


@router.post(
    "/v1/read",
    summary="Read invoices",
    description="One result for every invoice found, in the order of the files; a file that can't be read has a result with its error. Nothing is stored.",
    operation_id="read",
    response_class=Response,
    responses={
        200: READ_ANSWER,
        401: problem_answer("Not logged in"),
        403: problem_answer("Not permitted, or the CSRF token is missing or wrong"),
        400: problem_answer("The form can't be parsed, or broke off"),
        408: problem_answer("The request took too long to come in"),
        413: problem_answer("The request is too large; refused before it is read"),
        422: problem_answer("There is no file in it"),
        500: problem_answer("The program has a fault"),
        503: later_answer("All places are taken, or reading is not possible now"),
    },
    openapi_extra={"requestBody": READ_FORM},
)
async def read(request: Request, caller: Reader, service: ServiceDep) -> Response:
    # The form is parsed here and not in the signature, so that a request without a place is turned away before its files are taken in.
    with service.desk.place():
        async with upload_form(request, service.settings) as form:
            answer = await service.desk.read(form)
    return Response(answer, media_type="application/json", headers={"Cache-Control": "no-store"})
