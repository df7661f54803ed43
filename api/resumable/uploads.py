"""Resumable uploads of a caller: begun, gone on with, and at their end taken in like any other file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from logging import getLogger
from threading import Lock
from time import monotonic
from uuid import UUID

from api.access_problems import record_not_found
from api.document_problems import key_used_for_other_bytes, too_many_uploads, upload_too_large
from api.document_views import receipt_answer
from api.errors import RequestError
from api.http_door import HttpDoor
from api.receiving import Sending, Taken, receive
from api.resumable.part_files import PartFile, PartFiles, ends_at
from api.seen import seen_receipt, sees_document
from intake.errors import ArrivedDamaged, IntakeError, NeedsPassword, RefusedFile, UnreadableFile
from intake.people.caller import Caller
from intake.people.scopes import Scope
from intake.store.documents import find_document_by_bytes
from intake.store.ids import new_id
from intake.store.receipts import find_key
from intake.store.words import Lane

_TIDY_SECONDS = 600.0
_RETRY_SECONDS = 30
_HOPELESS = (ArrivedDamaged, UnreadableFile, RefusedFile, NeedsPassword)
"""What the same bytes would get again."""


@dataclass(frozen=True)
class Wanted:
    """An upload that a caller wants to begin."""

    length: int
    name: str
    key: str | None
    sha256: str | None
    lane: Lane
    batch: UUID | None


@dataclass(frozen=True)
class Begun:
    part: PartFile
    offset: int
    is_new: bool
    """False: it was begun before with the same key, or needs no bytes since they are here."""


class Uploads:
    """Safe for threads; blocks. One writer at a time of one upload: whoever calls `take_in` has its turn (`api.resumable.turns`)."""

    def __init__(self, files: PartFiles) -> None:
        self.files = files
        self._lock = Lock()
        """Held while one is begun, so that limits hold and a key begins one upload."""
        self._tidied: float | None = None

    def begin(self, door: HttpDoor, caller: Caller, wanted: Wanted) -> Begun:
        """Raises RequestError, and what `Reception.check_room` raises."""
        self._tidy(door)
        with self._lock:
            mine = self.files.of_sender(caller.tenant, caller.actor.name)
            earlier = next((part for part in mine if wanted.key is not None and part.key == wanted.key), None)
            if earlier is not None:
                if (earlier.length, earlier.sha256) != (wanted.length, wanted.sha256):
                    raise RequestError(key_used_for_other_bytes())
                return Begun(earlier, self.files.offset(earlier), is_new=False)
            part = PartFile(new_id(), caller.tenant, caller.actor.name, wanted.key, wanted.length, wanted.name, wanted.sha256, wanted.lane, wanted.batch)
            receipt_id = self._answered_before(door, caller, wanted)
            if receipt_id is None:
                self._check_limits(door, mine, wanted)
                door.backend.reception.check_room(wanted.lane, wanted.length)
            self.files.begin(part)
            if receipt_id is not None:
                self.files.received(part, receipt_id)
        return Begun(part, self.files.offset(part), is_new=receipt_id is None)

    def find(self, caller: Caller, upload_id: UUID) -> PartFile:
        """Raises RequestError (404)."""
        part = self.files.find(caller.tenant, upload_id, None if caller.may(Scope.UPLOAD) else caller.actor.name)
        if part is None:
            raise RequestError(record_not_found())
        return part

    def ends_at(self, door: HttpDoor, part: PartFile) -> datetime:
        return ends_at(self.files.touched_at(part), door.settings.door.upload_hours)

    def take_in(self, door: HttpDoor, caller: Caller, part: PartFile) -> Taken:
        """Of an upload whose bytes are all here. Again: the same receipt. Raises what `receive` raises; where the bytes are no document that is kept, the upload is gone."""
        receipt_id = self.files.receipt_of(part)
        if receipt_id is not None:
            return self._received_before(door, caller, receipt_id)
        # Its own id for a key: whoever takes in twice, since nobody heard the answer, does it once.
        sending = Sending(part.name, part.lane, part.key or f"upload:{part.id}", part.sha256, part.batch, part.sender)
        try:
            taken = receive(door, caller, self.files.chunks(part), sending)
        except _HOPELESS:
            self.files.remove(part)
            raise
        except RequestError:  # the key was used for other bytes meanwhile
            self.files.remove(part)
            raise
        self.files.received(part, taken.answer.id)
        return taken

    def _answered_before(self, door: HttpDoor, caller: Caller, wanted: Wanted) -> UUID | None:
        """The receipt where these bytes need not come again: the key got one, or the caller sees the document that they are."""
        with door.backend.database.read() as session:
            claimed = None if wanted.key is None else find_key(session, caller.tenant, caller.actor.name, wanted.key)
            if claimed is not None:
                if wanted.sha256 is not None and wanted.sha256.lower() != claimed.sha256:
                    raise RequestError(key_used_for_other_bytes())
                return claimed.receipt_id
            document = None if wanted.sha256 is None else find_document_by_bytes(session, caller.tenant, wanted.sha256.lower())
            # Who may not see it must send it: to know a hash is not to have the file.
            known = document if document is not None and document.size == wanted.length and sees_document(session, caller, document.id) else None
        if known is None:
            return None
        sending = Sending(wanted.name, wanted.lane, wanted.key, known.sha256, wanted.batch)
        return receive(door, caller, [door.backend.files.read(known.sha256)], sending).answer.id

    def _check_limits(self, door: HttpDoor, mine: list[PartFile], wanted: Wanted) -> None:
        settings = door.settings.door
        unfinished = [part for part in mine if self.files.receipt_of(part) is None]
        if len(unfinished) >= settings.unfinished_uploads:
            raise RequestError(too_many_uploads(settings.unfinished_uploads, _RETRY_SECONDS))
        free = settings.unfinished_bytes - sum(part.length for part in unfinished)
        most = min(free, door.settings.read.limits.unpacked_bytes)
        if wanted.length > most:
            raise RequestError(upload_too_large(max(0, most), wanted.length))

    def _received_before(self, door: HttpDoor, caller: Caller, receipt_id: UUID) -> Taken:
        with door.backend.database.read() as session:
            receipt = seen_receipt(session, caller, receipt_id)
            return Taken(202 if receipt.first else 200, receipt_answer(session, caller, receipt), replayed=True)

    def _tidy(self, door: HttpDoor) -> None:
        with self._lock:
            if self._tidied is not None and monotonic() - self._tidied < _TIDY_SECONDS:
                return
            self._tidied = monotonic()
        for part in self._too_old(door):
            if self.files.receipt_of(part) is None:
                getLogger(__name__).info("upload %s of %s lay unfinished for too long and is removed", part.id, part.sender)
            self.files.remove(part)

    def _too_old(self, door: HttpDoor) -> Iterator[PartFile]:
        now = door.backend.clock()
        for part in self.files.all():
            try:
                if self.ends_at(door, part) < now:
                    yield part
            except (IntakeError, ValueError):  # removed meanwhile
                continue
