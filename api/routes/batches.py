"""Batches of a sender: opened, filled, closed with control totals, and what came of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from pydantic import Field
from sqlalchemy.orm import Session

from api.access import Requires
from api.access_problems import record_not_found
from api.answers import MANY, ONE
from api.document_views import POLL_MS
from api.errors import RequestError
from api.http_door import DoorDep
from intake.domain.money import format_fen, parse_fen
from intake.people.caller import Caller
from intake.people.scopes import Scope
from intake.state import DocumentState, InvoiceState
from intake.store.upload_batches import BatchCount, ControlTotals, UploadBatch, batches_of_sender, close_batch, count_batch, find_batch, open_batch
from intake.store.words import Lane

router = APIRouter(prefix="/v1/batches", tags=["sending"])

Sender = Annotated[Caller, Depends(Requires(Scope.UPLOAD_OWN, Scope.UPLOAD))]
Viewer = Annotated[Caller, Depends(Requires(Scope.READ_OWN, Scope.READ))]
Count = Annotated[int, Field(ge=0, le=1_000_000)]
_PENDING = (DocumentState.RECEIVED, DocumentState.READING)


@dataclass(frozen=True)
class BatchForm:
    name: Annotated[str, Field(max_length=200)] = ""


@dataclass(frozen=True)
class TotalsForm:
    """What was counted before sending; what was not is left out."""

    files: Count | None = None
    invoices: Count | None = None
    total: Annotated[str, Field(pattern=r"^-?[0-9]{1,13}(\.[0-9]{1,2})?$")] | None = None


@dataclass(frozen=True)
class Totals:
    files: int | None
    invoices: int | None
    total: str | None


@dataclass(frozen=True)
class BatchAnswer:
    id: UUID
    name: str
    opened_at: datetime
    closed_at: datetime | None
    expected: Totals
    found: Totals
    """Every file; invoices that are not rejected, void or duplicates, and the sum of their totals."""
    agrees: bool | None
    """Whether everything that was counted is what was found; null while something is still to be read, and where nothing was counted."""
    repeated: int
    """Files that had come in before."""
    documents: dict[DocumentState, int]
    """New files: with `repeated`, these are all."""
    members: dict[DocumentState, int]
    """Documents taken out of mails and archives among them."""
    invoices: dict[InvoiceState, int]
    poll_after_ms: int | None


@router.get("", summary="Batches, newest first", operation_id="listBatches", responses=MANY)
def list_batches(caller: Viewer, door: DoorDep, limit: Annotated[int, Query(ge=1, le=100)] = 20) -> list[BatchAnswer]:
    with door.backend.database.read() as session:
        return [_answer(session, batch) for batch in batches_of_sender(session, caller.tenant, caller.only_sender, limit)]


@router.put("/{batch_id}", summary="Open a batch under an id of one's own making", operation_id="openBatch", responses=ONE)
def open_own(batch_id: UUID, form: BatchForm, caller: Sender, door: DoorDep) -> BatchAnswer:
    """Again: nothing. A batch is also opened by the first file that names it."""
    with door.backend.database.write() as session:
        batch = open_batch(session, caller.tenant, batch_id, caller.actor.name, form.name, door.backend.clock())
        if batch is None:
            raise RequestError(record_not_found())
        return _answer(session, batch)


@router.post("/{batch_id}/close", summary="Say what was counted", operation_id="closeBatch", responses=ONE)
def close(batch_id: UUID, form: TotalsForm, caller: Sender, door: DoorDep) -> BatchAnswer:
    """With other totals again: the last ones count. Files of the batch that are still on their way are taken all the same."""
    expected = ControlTotals(form.files, form.invoices, None if form.total is None else parse_fen(form.total))
    with door.backend.database.write() as session:
        batch = find_batch(session, caller.tenant, batch_id)
        if batch is None or batch.sender != caller.actor.name:
            raise RequestError(record_not_found())
        close_batch(session, batch_id, expected, door.backend.clock())
        return _answer(session, _seen(session, caller, batch_id))


@router.get("/{batch_id}", summary="What came of a batch", operation_id="batch", responses=ONE)
def show(batch_id: UUID, caller: Viewer, door: DoorDep) -> BatchAnswer:
    with door.backend.database.read() as session:
        return _answer(session, _seen(session, caller, batch_id))


def _seen(session: Session, caller: Caller, batch_id: UUID) -> UploadBatch:
    batch = find_batch(session, caller.tenant, batch_id)
    if batch is None or not caller.sees(batch.sender):
        raise RequestError(record_not_found())
    return batch


def _answer(session: Session, batch: UploadBatch) -> BatchAnswer:
    count = count_batch(session, batch)
    expected = batch.expected
    found = Totals(count.files, count.counted_invoices, format_fen(count.total))
    pending = any(states.get(state) for states in (count.documents, count.members) for state in _PENDING)
    return BatchAnswer(
        batch.id,
        batch.name,
        batch.opened_at,
        batch.closed_at,
        Totals(expected.files, expected.invoices, None if expected.total is None else format_fen(expected.total)),
        found,
        None if pending else _agrees(expected, count),
        count.repeated,
        dict(count.documents),
        dict(count.members),
        dict(count.invoices),
        POLL_MS[Lane.BATCH] if pending else None,
    )


def _agrees(expected: ControlTotals, count: BatchCount) -> bool | None:
    pairs = ((expected.files, count.files), (expected.invoices, count.counted_invoices), (expected.total, count.total))
    counted = [wanted == found for wanted, found in pairs if wanted is not None]
    return all(counted) if counted else None
