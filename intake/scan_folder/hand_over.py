"""Handing a claimed file over to the door, and asking the store what became of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from hashlib import sha256
from logging import getLogger
from uuid import UUID

from sqlalchemy.orm import Session

from intake.door import Incoming, Reception
from intake.ended_document import ended_document
from intake.errors import StoreUnavailable
from intake.failure_sentences import failure_sentences
from intake.policies.filing import Filing
from intake.scan_folder.claims import Claim, ClaimFolder, Outcome
from intake.scan_folder.names import label
from intake.scan_folder.problems import NotReadable, StillWritten, record_missing
from intake.scan_folder.profile import Profile
from intake.scan_folder.record import EndOfFile
from intake.scan_folder.stability import Fingerprint
from intake.scan_folder.walk import fingerprint_of, open_file
from intake.state import Actor, DocumentState, Role
from intake.store.answers import Done
from intake.store.documents import find_document, read_again
from intake.store.filings import NOTHING_SAID, set_filing
from intake.store.history import history_of_document
from intake.store.receipts import KeyConflict, receipts_of_document
from intake.store.words import Door, Lane

_CHUNK = 1 << 20
_OUTCOMES = {DocumentState.READ: Outcome.DONE, DocumentState.FAILED: Outcome.FAILED, DocumentState.QUARANTINED: Outcome.QUARANTINE}
_SENDER = 64
"""Characters of a sender's name."""


class HandOver:
    """Between the claims of one folder and the store."""

    def __init__(self, reception: Reception, on_again: Callable[[str, UUID, int], None]) -> None:
        """`on_again` is told tenant, id and version of each document that is to be read again. As with new ones, the sweep finds what nobody was told of."""
        self._reception = reception
        self._on_again = on_again

    def receive(self, claims: ClaimFolder, claim: Claim, profile: Profile, day: str) -> Claim:
        """The claim with its receipt noted. Doing it again, after it was cut short anywhere, gives the same receipt.

        Raises StillWritten, NotReadable, OSError of the folder, and what `Reception.receive` raises.
        """
        sender = _sender(profile)
        with claims.folder_of(claim) as folder, _opened(folder, claim.name) as file:
            before = fingerprint_of(os.fstat(file))
            name = "/".join(map(label, claim.parts))
            incoming = Incoming(profile.tenant, name, Door.FOLDER, sender, Lane.BATCH, idempotency_key=claim.id)
            watched = _Watched(file, before)
            receipt = self._reception.receive(watched.chunks(), incoming)
        if isinstance(receipt, KeyConflict):
            # Received once with other bytes, by somebody who was killed before noting it: this is another document.
            claims.renewed(claim)
            raise StillWritten
        if receipt.first:
            self._file(profile, receipt.document_id, sender)
        note = {
            "receipt": str(receipt.id),
            "document": str(receipt.document_id),
            # Bytes that can't be read and were dropped again are read again: a new password or program may help.
            "fresh": receipt.first or self._begun_again(profile.tenant, receipt.document_id, claim, sender),
            "tenant": profile.tenant,
            "sha256": watched.sha256,
            "size": before.size,
            "mtime_ns": before.mtime_ns,
            "day": day,
            "profile": _details(profile),
        }
        return claims.noted(claim, note)

    def _file(self, profile: Profile, document_id: UUID, sender: Actor) -> None:
        """What the profile says the document is for counts as said by whoever dropped it, unless somebody said something before."""
        if profile.purpose or profile.department:
            filing = Filing(profile.purpose, profile.department)
            with self._reception.database.write() as session:
                set_filing(session, profile.tenant, document_id, NOTHING_SAID, filing, actor=sender, at=self._reception.clock())

    def _begun_again(self, tenant: str, document_id: UUID, claim: Claim, sender: Actor) -> bool:
        """Whether a document that came in before is read again because of this claim."""
        why = f"dropped again, {claim.id}"
        with self._reception.database.write() as session:
            document = find_document(session, tenant, document_id)
            if document is None or document.state is not DocumentState.FAILED:
                # Done before by somebody who was killed before noting it?
                return any(entry.why == why for entry in history_of_document(session, tenant, document_id))
            answer = read_again(session, tenant, document_id, DocumentState.FAILED, actor=sender, why=why, at=self._reception.clock())
        if not isinstance(answer, Done):
            return False
        try:
            self._on_again(tenant, document_id, answer.version)
        except StoreUnavailable as error:
            getLogger(__name__).warning("document %s waits for the sweep, since its job could not be enqueued: %s", document_id, error.code)
        return True

    def was_changed(self, claims: ClaimFolder, claim: Claim) -> bool:
        """Whether somebody who still had the file open wrote other bytes since. Times that a file server or a virus scanner touched say nothing. Raises OSError."""
        with claims.folder_of(claim) as folder, open_file(folder, claim.name) as file:
            found = os.fstat(file)
            if (found.st_size, found.st_mtime_ns) == (claim.note["size"], claim.note["mtime_ns"]):
                return False
            watched = _Watched(file, fingerprint_of(found))
            for _ in watched.chunks():
                pass
            return watched.sha256 != str(claim.note["sha256"])

    def end_of(self, claim: Claim) -> EndOfFile | None:
        """How a claim with a receipt ended; None while its document is being read, or waits for it. Raises what `Database.read` raises."""
        note = claim.note
        tenant, document_id = note["tenant"], UUID(note["document"])
        with self._reception.database.read() as session:
            if not note["fresh"]:
                return _end_of_copy(session, claim)
            try:
                ended = ended_document(session, tenant, document_id)
            except LookupError as error:
                raise record_missing(note["document"]) from error
        if ended is None:
            return None
        end = _end(claim, _OUTCOMES[ended.state])
        return replace(end, code=ended.code, message=ended.message, message_zh=ended.message_zh, attempts=ended.document.attempts, parts=ended.failures)


def _end_of_copy(session: Session, claim: Claim) -> EndOfFile:
    """Of bytes that came in before."""
    tenant, document_id = claim.note["tenant"], UUID(claim.note["document"])
    document = find_document(session, tenant, document_id, deleted=True)
    if document is None:
        raise record_missing(claim.note["document"])
    if document.state is DocumentState.QUARANTINED:
        message, message_zh = failure_sentences(document, history_of_document(session, tenant, document_id))
        end = _end(claim, Outcome.QUARANTINE)
        return replace(end, code=document.error_code, message=message, message_zh=message_zh, attempts=document.attempts)
    first = next(receipt for receipt in receipts_of_document(session, tenant, document_id) if receipt.first)
    return replace(_end(claim, Outcome.DUPLICATE), first_receipt=str(first.id))


def _end(claim: Claim, outcome: Outcome) -> EndOfFile:
    note = claim.note
    return EndOfFile(outcome, note["receipt"], note["document"], note["sha256"], note["size"])


class _Watched:
    """Reads an open file, and makes sure that nobody writes it meanwhile."""

    def __init__(self, file: int, before: Fingerprint) -> None:
        self._file = file
        self._before = before
        self._digest = sha256()

    @property
    def sha256(self) -> str:
        return self._digest.hexdigest()

    def chunks(self) -> Iterator[bytes]:
        """Raises StillWritten before the end, so that nothing of it is kept; NotReadable."""
        while chunk := self._read():
            self._digest.update(chunk)
            yield chunk
        after = fingerprint_of(os.fstat(self._file))
        if (after.size, after.mtime_ns) != (self._before.size, self._before.mtime_ns):
            raise StillWritten

    def _read(self) -> bytes:
        try:
            return os.read(self._file, _CHUNK)
        except OSError as error:
            raise NotReadable(error) from error


@contextmanager
def _opened(folder: int, name: str) -> Iterator[int]:
    """Raises NotReadable; FileNotFoundError where another service was faster."""
    with ExitStack() as stack:
        try:
            file = stack.enter_context(open_file(folder, name))
        except FileNotFoundError:
            raise
        except OSError as error:
            raise NotReadable(error) from error
        yield file


def _sender(profile: Profile) -> Actor:
    """Whoever may drop files there. Names of senders are short."""
    return Actor(f"folder:{profile.name}"[:_SENDER], frozenset({Role.SUBMITTER}))


def _details(profile: Profile) -> dict[str, object]:
    return {
        "profile": profile.name,
        "tags": list(profile.tags),
        "department": profile.department,
        "purpose": profile.purpose,
        "reviewers": profile.reviewers,
        "kind": profile.kind,
        "two_people": profile.two_people,
    }
