"""The files and passwords of a request, from its multipart form."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import BinaryIO

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser

from api.errors import RequestError, no_file, upload_too_slow
from api.settings import ServeSettings


@dataclass(frozen=True)
class Upload:
    """A file of a request, still where the form's parser put it."""

    name: str
    file: BinaryIO = field(repr=False)


@dataclass(frozen=True)
class UploadForm:
    uploads: tuple[Upload, ...]
    """At least one; their names differ."""
    passwords: tuple[str, ...]


@asynccontextmanager
async def upload_form(request: Request, settings: ServeSettings) -> AsyncIterator[UploadForm]:
    """The form of a request when all of it has come in. Its files are temporary ones that go at the end of the `async with`.

    Raises RequestError, and HTTPException where there is no making sense of the form.
    """
    try:
        async with asyncio.timeout(settings.upload_seconds):
            form = await _parsed(request, settings)
    except TimeoutError as error:
        raise RequestError(upload_too_slow(settings.upload_seconds)) from error
    try:
        yield UploadForm(_uploads(form), tuple(value for value in form.getlist("password") if isinstance(value, str)))
    finally:
        await form.close()


class _Parser(MultiPartParser):
    """Knows whether the form was closed: the parser itself leaves out the last file of one that breaks off, and says nothing."""

    closed = False

    def on_end(self) -> None:
        self.closed = True


async def _parsed(request: Request, settings: ServeSettings) -> FormData:
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise RequestError(no_file())
    parser = _Parser(request.headers, request.stream(), max_files=settings.files, max_fields=settings.passwords, max_part_size=settings.password_bytes)
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise HTTPException(HTTPStatus.BAD_REQUEST, error.message) from error
    if not parser.closed:
        await form.close()
        raise HTTPException(HTTPStatus.BAD_REQUEST, "The form breaks off before its closing boundary")
    return form


def _uploads(form: FormData) -> tuple[Upload, ...]:
    """Files under names that differ: phones call every picture `image.jpg`. Raises RequestError when there is none."""
    uploads: list[Upload] = []
    for value in form.getlist("file"):
        if isinstance(value, UploadFile):
            uploads.append(Upload(_new_name(value.filename or "unnamed", {upload.name for upload in uploads}), value.file))
    if not uploads:
        raise RequestError(no_file())
    return tuple(uploads)


def _new_name(name: str, taken: set[str]) -> str:
    """`image.jpg`, then `image (2).jpg`, as for members of archives."""
    stem, dot, suffix = name.rpartition(".")
    numbered = (f"{stem} ({n}).{suffix}" if dot else f"{name} ({n})" for n in range(2, len(taken) + 2))
    return name if name not in taken else next(other for other in numbered if other not in taken)
