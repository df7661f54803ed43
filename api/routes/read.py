"""Files in, checked fields out."""

from __future__ import annotations

import asyncio

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import FormData, UploadFile

from api.deps import ServiceDep
from api.errors import RequestError, no_file, upload_too_slow
from api.reading_desk import Upload
from api.schemas import READ_ANSWER, READ_FORM, later_answer, problem_answer
from api.settings import ServeSettings

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
        form = await _received(request, service.settings)
        try:
            answer = await service.desk.read(_uploads(form), _passwords(form))
        finally:
            await form.close()
    return Response(answer, media_type="application/json", headers={"Cache-Control": "no-store"})


async def _received(request: Request, settings: ServeSettings) -> FormData:
    """Files in temporary files, which go when the form is closed. Raises RequestError, and HTTPException where there is no making sense of the form."""
    try:
        async with asyncio.timeout(settings.upload_seconds):
            return await request.form(max_files=settings.files, max_fields=settings.passwords, max_part_size=settings.password_bytes)
    except TimeoutError as error:
        raise RequestError(upload_too_slow(settings.upload_seconds)) from error


def _uploads(form: FormData) -> list[Upload]:
    """Files under names that differ: phones call every picture `image.jpg`. Raises RequestError when there is none."""
    uploads: list[Upload] = []
    for value in form.getlist("file"):
        if isinstance(value, UploadFile):
            uploads.append(Upload(_new_name(value.filename or "unnamed", {upload.name for upload in uploads}), value.file))
    if not uploads:
        raise RequestError(no_file())
    return uploads


def _new_name(name: str, taken: set[str]) -> str:
    """`image.jpg`, then `image (2).jpg`, as for members of archives."""
    stem, dot, suffix = name.rpartition(".")
    numbered = (f"{stem} ({n}).{suffix}" if dot else f"{name} ({n})" for n in range(2, len(taken) + 2))
    return name if name not in taken else next(other for other in numbered if other not in taken)


def _passwords(form: FormData) -> tuple[str, ...]:
    return tuple(value for value in form.getlist("password") if isinstance(value, str))
