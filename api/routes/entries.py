"""Entering invoices by hand (补录): a form, or an offline template that was filled in."""

from __future__ import annotations

from functools import partial
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from api.access import Requires
from api.answers import MANY, ONE, SEND, Answers
from api.body_limit import within
from api.document_problems import key_used_for_other_bytes
from api.document_views import ReceiptAnswer, receipt_answer
from api.entry_views import EntryAnswer, EntryForm, ImportAnswer, entry_answer, import_answer, malformed, typed_of
from api.errors import RequestError, no_file
from api.http_door import DoorDep, HttpDoor
from api.json_answers import to_json
from api.receiving import key_of
from api.schemas import problem_answer
from api.seen import seen_document
from intake.duties.entering import enter, ids_of, import_rows
from intake.entries.entry import Entry, is_entry, read_entry
from intake.entries.form import FormProblem, read_form
from intake.entries.refusals import no_entry
from intake.entries.sheet import read_sheet
from intake.entries.template import write_template
from intake.entries.workbook import FILE_BYTES
from intake.people.caller import Caller, Credential
from intake.people.scopes import Scope
from intake.store.entries import documents_with, sha256_of_documents
from intake.store.people_ownership import senders_of_document
from intake.store.receipts import KeyConflict

router = APIRouter(prefix="/v1/entries", tags=["entries"])

# What somebody answers for by name: no key of a program may do it.
Typist = Annotated[Caller, Depends(Requires(Scope.UPLOAD_OWN, Scope.UPLOAD, by=frozenset({Credential.SESSION, Credential.DEVICE})))]
Viewer = Annotated[Caller, Depends(Requires(Scope.READ_OWN, Scope.READ))]
Key = Annotated[str | None, Header(alias="Idempotency-Key", description="Made anew for each entry: sending again with the same key gets the same receipt")]
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_XLSX_FILE = {"content": {_XLSX: {"schema": {"type": "string", "contentMediaType": _XLSX}}}}
_ENTER: Answers = {
    **MANY,
    200: {"model": ReceiptAnswer, "description": "The same was entered before"},
}
_IMPORT: Answers = {code: answer for code, answer in SEND.items() if code in (401, 403, 413, 415, 422, 503)}


@router.post("", status_code=202, summary="Enter an invoice by hand", operation_id="enterInvoice", response_model=ReceiptAnswer, responses=_ENTER)
def create(form: EntryForm, caller: Typist, door: DoorDep, idempotency_key: Key = None) -> Response:
    """It becomes a document with a receipt, is checked by the same rules as any other, and always waits for another person's approval. 200 where the very same was entered before."""
    key = key_of(idempotency_key)
    with door.backend.database.read() as session:
        evidence = sha256_of_documents(session, caller.tenant, form.evidence, caller.only_sender)
    if evidence is None:
        raise RequestError(malformed((FormProblem("evidence", "There is no such document.", "没有该凭据文件。"),)))
    entry = read_form(typed_of(form, evidence))
    if not isinstance(entry, Entry):
        raise RequestError(malformed(entry))
    receipt = enter(door.backend.reception, caller.tenant, entry, caller.actor, key)
    if isinstance(receipt, KeyConflict):
        raise RequestError(key_used_for_other_bytes())
    with door.backend.database.read() as session:
        answer = receipt_answer(session, caller, receipt)
    headers = {"Location": answer.links.receipt, "Cache-Control": "no-store", **({"Idempotent-Replay": "true"} if receipt.replayed else {})}
    return Response(to_json(answer), 202 if receipt.first else 200, headers, "application/json")


@router.get(
    "/template.xlsx",
    summary="The template to fill in without a network",
    operation_id="entryTemplate",
    response_class=Response,
    responses={200: _XLSX_FILE, **MANY},
)
def template(caller: Typist) -> Response:
    headers = {"Content-Disposition": 'attachment; filename="fapiao-entry-template.xlsx"', "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}
    return Response(write_template(), headers=headers, media_type=_XLSX)


@router.post(
    "/import",
    summary="Hand in a template that was filled in",
    operation_id="importEntries",
    response_model=ImportAnswer,
    responses=_IMPORT,
    openapi_extra={"requestBody": {"required": True, **_XLSX_FILE}},
)
async def import_template(request: Request, caller: Typist, door: DoorDep) -> ImportAnswer:
    """The XLSX as body, 4 MiB at most. What each row came to; handing it in again makes nothing double, so correct the refused rows and send all of it."""
    limited = Request(request.scope, within(FILE_BYTES, request.scope, request.receive))
    content = await limited.body()
    if not content:
        raise RequestError(no_file())
    return await run_in_threadpool(_import, door, caller, content)


@router.get("/{document_id}", summary="What was typed", operation_id="entry", responses={**ONE, 422: problem_answer("It was read, not typed")})
def show(document_id: UUID, caller: Viewer, door: DoorDep) -> EntryAnswer:
    """Of a document that came in as an entry."""
    with door.backend.database.read() as session:
        document = seen_document(session, caller, document_id)
        entered_by = senders_of_document(session, caller.tenant, document_id)
    content = door.backend.files.read(document.sha256, check=True)
    if not is_entry(content):
        raise no_entry()
    entry = read_entry(content)
    with door.backend.database.read() as session:
        documents = documents_with(session, caller.tenant, entry.evidence)
    names = entered_by if caller.only_sender is None else entered_by & {caller.only_sender}
    return entry_answer(entry, documents, names)


def _import(door: HttpDoor, caller: Caller, content: bytes) -> ImportAnswer:
    rows = read_sheet(content)
    return import_answer(import_rows(rows, door.backend.reception, caller.tenant, caller.actor, partial(_evidence_of, door, caller)))


def _evidence_of(door: HttpDoor, caller: Caller, texts: tuple[str, ...]) -> tuple[str, ...] | None:
    ids = ids_of(texts)
    if ids is None:
        return None
    with door.backend.database.read() as session:
        return sha256_of_documents(session, caller.tenant, ids, caller.only_sender)
