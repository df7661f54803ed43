"""One look at a mailbox: new mails are received whole, and those whose attachments were taken out, or could not be, are moved to where they end.

    INBOX  --receipt-->  Fapiao/Processing  --its document is read-->  Fapiao/Done
                                            --it can't be read----->  Fapiao/Failed

A mail is one document, and each of its attachments another one linked to it: reading the mail takes them out (`intake.read_stored`). Nothing is kept on our side:
a mail is known by its bytes, so whoever is killed anywhere is followed by somebody who receives the same mail under the same receipt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from logging import getLogger
from uuid import UUID

from intake.door import Incoming, Reception
from intake.ended_document import ended_document
from intake.errors import Busy, IntakeError, SetupError, StoreDamaged, StoreUnavailable
from intake.mail_door.mailbox import Mailbox, MailHead, open_mailbox
from intake.mail_door.problems import mail_too_large
from intake.mail_door.settings import MailSettings
from intake.opening.limits import MIB
from intake.opening.mail_parts import subject_of
from intake.state import Actor, DocumentState, Role
from intake.store.answers import Done
from intake.store.documents import find_document, find_document_by_bytes, read_again
from intake.store.receipts import KeyConflict, Receipt
from intake.store.words import Door, Lane

_SENDER = 64
"""Characters of a sender's name."""


@dataclass(frozen=True)
class MailEnded:
    """A mail that was moved to where it ends."""

    name: str
    document: UUID | None
    """None where it was refused before it became one."""
    attachments: int = 0
    """Documents taken out of it. It is done when one of them could be read."""
    code: str = ""
    """Why it failed, "" for one that is done."""
    message: str = ""
    message_zh: str = ""


@dataclass(frozen=True)
class MailReport:
    """What one look found and did."""

    received: int = 0
    ended: tuple[MailEnded, ...] = ()
    processing: int = 0
    """Mails with a receipt that have not ended."""
    waiting: int = 0
    """Mails that came in and were not received yet."""
    problems: tuple[IntakeError, ...] = ()
    """What kept us from working. The mailbox is tried again by itself."""


class MailDoor:
    """Looks at one mailbox, again and again; remembers between looks only what may be forgotten."""

    def __init__(self, settings: MailSettings, reception: Reception, on_again: Callable[[str, UUID, int], None]) -> None:
        """`on_again` is told tenant, id and version of each document that is to be read again; the sweep finds what nobody was told of."""
        self._settings = settings
        self._reception = reception
        self._on_again = on_again
        self._sender = Actor(f"mail:{settings.user}"[:_SENDER], frozenset({Role.SUBMITTER}))
        self._documents: dict[tuple[int, int], UUID] = {}
        """Of mails being processed, by the folder's validity and the mail's uid, so that they are fetched only once."""

    def run(self) -> MailReport:
        """One look. Raises nothing that passes by itself: it stands in the report."""
        look = _Look()
        try:
            with open_mailbox(self._settings) as mailbox:
                for folder in (self._settings.folders.done, self._settings.folders.failed):
                    mailbox.open_folder(folder)
                self._process(mailbox, look)
                self._receive_new(mailbox, look)
        except (Busy, StoreUnavailable, StoreDamaged, SetupError) as error:
            look.problems.append(error)
        return look.report()

    def _receive_new(self, mailbox: Mailbox, look: _Look) -> None:
        _, look.waiting = mailbox.open_folder(self._settings.folders.inbox)
        for head in self._some(mailbox, look.waiting):
            receipt = self._received(mailbox, head, look)
            if receipt is not None:
                mailbox.move(head.uid, self._settings.folders.processing)
                look.received += 1
                look.processing += 1
            look.waiting -= 1

    def _received(self, mailbox: Mailbox, head: MailHead, look: _Look) -> Receipt | None:
        """None for a mail that is gone, or was refused and moved away."""
        if head.size > self._settings.most_bytes:
            self._end(mailbox, head.uid, _refused(f"mail {head.uid}", mail_too_large(self._settings.most_bytes // MIB)), look)
            return None
        content = mailbox.content(head.uid)
        if content is None:
            return None
        name = _name(content)
        try:
            receipt = self._receive(content, name)
        except (Busy, StoreUnavailable, StoreDamaged, SetupError):
            raise
        except IntakeError as error:
            self._end(mailbox, head.uid, _refused(name, error), look)
            return None
        if not receipt.first or receipt.replayed:
            self._read_again(receipt.document_id)
        return receipt

    def _receive(self, content: bytes, name: str) -> Receipt:
        key = f"mail:{sha256(content).hexdigest()}"
        incoming = Incoming(self._settings.tenant, name, Door.MAIL, self._sender, Lane.BATCH, idempotency_key=key)
        receipt = self._reception.receive((content,), incoming)
        assert not isinstance(receipt, KeyConflict)  # the key is made of the bytes
        return receipt

    def _read_again(self, document_id: UUID) -> None:
        """Somebody moved a mail that had failed back to where mails come in."""
        tenant = self._settings.tenant
        with self._reception.database.write() as session:
            document = find_document(session, tenant, document_id)
            if document is None or document.state is not DocumentState.FAILED:
                return
            answer = read_again(
                session, tenant, document_id, DocumentState.FAILED, actor=self._sender, why="the mail came in again", at=self._reception.clock()
            )
        if isinstance(answer, Done):
            try:
                self._on_again(tenant, document_id, answer.version)
            except StoreUnavailable as error:
                getLogger(__name__).warning("document %s waits for the sweep, since its job could not be enqueued: %s", document_id, error.code)

    def _process(self, mailbox: Mailbox, look: _Look) -> None:
        """Move mails whose documents were read, or could not be."""
        validity, look.processing = mailbox.open_folder(self._settings.folders.processing)
        known: dict[tuple[int, int], UUID] = {}
        for head in self._some(mailbox, look.processing):
            document_id = self._documents.get((validity, head.uid)) or self._document_of(mailbox, head)
            if document_id is None:
                continue
            known[validity, head.uid] = document_id
            ended = self._ended(document_id)
            if ended is not None:
                self._end(mailbox, head.uid, ended, look)
                look.processing -= 1
        self._documents = known

    def _document_of(self, mailbox: Mailbox, head: MailHead) -> UUID | None:
        """By the mail's bytes; received anew where its record is gone. None for a mail that is gone."""
        content = mailbox.content(head.uid)
        if content is None:
            return None
        with self._reception.database.read() as session:
            document = find_document_by_bytes(session, self._settings.tenant, sha256(content).hexdigest())
        return document.id if document else self._receive(content, _name(content)).document_id

    def _ended(self, document_id: UUID) -> MailEnded | None:
        """None while the mail, or what was in it, is being read or waits for it."""
        with self._reception.database.read() as session:
            ended = ended_document(session, self._settings.tenant, document_id)
        return None if ended is None else MailEnded(ended.document.name, document_id, ended.members, ended.code, ended.message, ended.message_zh)

    def _end(self, mailbox: Mailbox, uid: int, ended: MailEnded, look: _Look) -> None:
        folders = self._settings.folders
        mailbox.move(uid, folders.failed if ended.code else folders.done)
        look.ended.append(ended)
        if ended.code:
            getLogger(__name__).warning("mail failed: %s %s %s", ended.code, ended.document or "without a record", ended.name)

    def _some(self, mailbox: Mailbox, count: int) -> Iterator[MailHead]:
        """As many as one look is for; moving them does not disturb the list."""
        return iter(tuple(islice(mailbox.mails(count), self._settings.at_once)))


@dataclass
class _Look:
    """What one look has come to so far."""

    received: int = 0
    processing: int = 0
    waiting: int = 0
    ended: list[MailEnded] = field(default_factory=list)
    problems: list[IntakeError] = field(default_factory=list)

    def report(self) -> MailReport:
        return MailReport(self.received, tuple(self.ended), self.processing, self.waiting, tuple(self.problems))


def _refused(name: str, error: IntakeError) -> MailEnded:
    return MailEnded(name, None, 0, error.code, error.message, error.message_zh)


def _name(content: bytes) -> str:
    """A mail is called by its subject."""
    return f"{subject_of(content) or 'mail'}.eml"
