"""Taking a file in for a caller: the store first, then a look at it, then the receipt. Every HTTP way of sending ends here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from logging import getLogger
from uuid import UUID

from api.access_problems import record_not_found
from api.document_problems import key_malformed, key_used_for_other_bytes
from api.document_views import PICTURE_MEDIA_TYPES, ReceiptAnswer, receipt_answer
from api.errors import RequestError
from api.http_door import HttpDoor
from api.looks import Original
from api.verdict_view import VerdictAnswer, verdict_answer
from intake.door import Incoming
from intake.errors import IntakeError
from intake.people.caller import Caller
from intake.state import Actor, Role
from intake.store.documents import StoredDocument, find_document
from intake.store.receipts import KeyConflict, Receipt
from intake.store.upload_batches import add_to_batch, find_batch, open_batch
from intake.store.words import Door, Lane

_KEY_LENGTH = 255


@dataclass(frozen=True)
class Sending:
    """How a caller sends a file."""

    name: str
    lane: Lane = Lane.SINGLE
    key: str | None = None
    sha256: str | None = None
    """What the caller says the bytes are."""
    batch: UUID | None = None
    """Of the caller: opened by its first file, where it was not before."""
    began_by: str | None = None
    """Name of the actor who began it, where the caller goes on with what somebody else began."""


@dataclass(frozen=True)
class Taken:
    status: int
    """202 for a new document, 200 for bytes that came in before."""
    answer: ReceiptAnswer
    replayed: bool
    """The same request was answered before, with this receipt."""

    @property
    def headers(self) -> dict[str, str]:
        replay = {"Idempotent-Replay": "true"} if self.replayed else {}
        return {"Location": self.answer.links.receipt, "Cache-Control": "no-store", **replay}


def receive(door: HttpDoor, caller: Caller, chunks: Iterable[bytes], sending: Sending) -> Taken:
    """Blocks: to be called in a thread. Raises RequestError, and what `Reception.receive` raises."""
    sender = caller.actor if sending.began_by in (None, caller.actor.name) else Actor(sending.began_by, frozenset({Role.SUBMITTER}))
    if sending.batch is not None:
        _check_batch(door, caller.tenant, sending.batch, sender.name)
    incoming = Incoming(caller.tenant, sending.name, Door.HTTP, sender, sending.lane, sending.key, sending.sha256)
    receipt = door.backend.reception.receive(chunks, incoming)
    if isinstance(receipt, KeyConflict):
        raise RequestError(key_used_for_other_bytes())
    if sending.batch is not None:
        _add_to_batch(door, caller.tenant, sending.batch, sender.name, receipt)
    return _taken(door, caller, receipt)


def key_of(header: str | None) -> str | None:
    """The Idempotency-Key of a request, with or without the quotes of a structured field. Raises RequestError."""
    if header is None:
        return None
    key = header.strip()
    if len(key) > 1 and key.startswith('"') and key.endswith('"'):
        key = key[1:-1]
    if not 0 < len(key) <= _KEY_LENGTH or not all("!" <= char <= "~" for char in key):
        raise RequestError(key_malformed())
    return key


def look_at(door: HttpDoor, document: StoredDocument, wait_seconds: float) -> VerdictAnswer | None:
    """Of a picture. None where no process got free in time. Raises what `Looks.verdict` raises."""
    verdict = door.looks.verdict(Original(document.sha256, document.name, door.settings.read.passwords), wait_seconds)
    return verdict_answer(verdict) if verdict is not None else None


def _check_batch(door: HttpDoor, tenant: str, batch_id: UUID, sender: str) -> None:
    """Before anything is kept. Raises RequestError (404) for a batch of somebody else."""
    with door.backend.database.read() as session:
        batch = find_batch(session, tenant, batch_id)
    if batch is not None and batch.sender != sender:
        raise RequestError(record_not_found())


def _add_to_batch(door: HttpDoor, tenant: str, batch_id: UUID, sender: str, receipt: Receipt) -> None:
    """A transaction of its own: whoever gets no answer, since we died before it, sends again with the same key and comes here again."""
    with door.backend.database.write() as session:
        if open_batch(session, tenant, batch_id, sender, "", door.backend.clock()) is None:
            raise RequestError(record_not_found())
        add_to_batch(session, batch_id, receipt.id)


def _taken(door: HttpDoor, caller: Caller, receipt: Receipt) -> Taken:
    backend = door.backend
    with backend.database.read() as session:
        document = find_document(session, caller.tenant, receipt.document_id)
    verdict = _verdict(door, document) if document is not None and receipt.first else None
    with backend.database.read() as session:
        answer = receipt_answer(session, caller, receipt, verdict)
    return Taken(202 if receipt.first else 200, answer, receipt.replayed)


def _verdict(door: HttpDoor, document: StoredDocument) -> VerdictAnswer | None:
    """The receipt stands, whatever becomes of the look. Nobody holds a camera over what is sent as part of a batch."""
    if document.media_type not in PICTURE_MEDIA_TYPES or document.lane is not Lane.SINGLE:
        return None
    try:
        return look_at(door, document, door.settings.door.verdict_seconds)
    except IntakeError as error:
        getLogger(__name__).warning("no verdict on document %s: %s", document.id, error.code)
        return None
