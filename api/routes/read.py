"""Files in, checked fields out."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response

from api.deps import ServiceDep
from api.schemas import READ_ANSWER, READ_FORM, later_answer, problem_answer
from api.upload_form import upload_form

router = APIRouter()


@router.post(
    "/v1/read",
    summary="Read invoices",
    description="One result for every invoice found, in the order of the files; a file that can't be read has a result with its error. Nothing is stored.",
    operation_id="read",
    response_class=Response,
    responses={
        200: READ_ANSWER,
        400: problem_answer("The form can't be parsed, or broke off"),
        408: problem_answer("The request took too long to come in"),
        413: problem_answer("The request is too large; refused before it is read"),
        422: problem_answer("There is no file in it"),
        500: problem_answer("The program has a fault"),
        503: later_answer("All places are taken, or reading is not possible now"),
    },
    openapi_extra={"requestBody": READ_FORM},
)
async def read(request: Request, service: ServiceDep) -> Response:
    # The form is parsed here and not in the signature, so that a request without a place is turned away before its files are taken in.
    with service.desk.place():
        async with upload_form(request, service.settings) as form:
            answer = await service.desk.read(form)
    return Response(answer, media_type="application/json", headers={"Cache-Control": "no-store"})
