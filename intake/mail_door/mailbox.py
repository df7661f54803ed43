"""A mailbox on an IMAP server (RFC 3501, UIDPLUS RFC 4315, MOVE RFC 6851): look into a folder, fetch a mail, move it. Nothing here deletes a mail that was not copied before."""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, TypeVar

from intake.mail_door.folder_names import quoted_folder
from intake.mail_door.problems import mailbox_folder_refused, mailbox_login_refused, mailbox_not_protected, mailbox_not_trusted, mailbox_unreachable
from intake.mail_door.settings import MailSettings, Security

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_WINDOW = 200
"""Mails asked after at a time, so that no answer grows with the mailbox."""
_UID = re.compile(rb"\bUID (\d+)")
_SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
_DELETED = re.compile(rb"\bFLAGS \([^)]*\\Deleted", re.IGNORECASE)
_LIST = re.compile(rb'\(.*?\) (NIL|"(?:\\?.)") ', re.IGNORECASE)
_COUNT = re.compile(rb"\d+")
Answer = TypeVar("Answer")


@dataclass(frozen=True)
class MailHead:
    """A mail in a folder."""

    uid: int
    """Stays the mail's while it lies in this folder and the folder's `validity` stays what it is."""
    size: int
    """Bytes, as the server says."""


@dataclass(frozen=True)
class Mailbox:
    """A connection that is logged in. All methods raise StoreUnavailable (`mailbox_unreachable`)."""

    settings: MailSettings
    connection: imaplib.IMAP4
    capabilities: frozenset[str]
    """What the server says it can do now that we are logged in: often more than before."""
    delimiter: str
    """Between levels of folders; "" where there are none."""

    def open_folder(self, folder: str) -> tuple[int, int]:
        """Work in this folder from now on: its validity, and how many mails it holds. Made where it is missing. Raises SetupError (`mailbox_folder_refused`)."""
        name = self._name(folder)
        if self._ask(lambda: self.connection.select(name))[0] != "OK":
            self._ask(lambda: self.connection.create(name))
            with suppress(imaplib.IMAP4.error):  # so that mail programs show it; who does not want that, shows it without
                self.connection.subscribe(name)
            answer, said = self._ask(lambda: self.connection.select(name))
            if answer != "OK":
                raise mailbox_folder_refused(folder, _text(said))
        count = self.connection.response("EXISTS")[1]
        validity = self.connection.response("UIDVALIDITY")[1]
        return _number(validity), _number(count)

    def mails(self, count: int) -> Iterator[MailHead]:
        """Of the folder that is open, `count` mails in all, oldest first; those flagged for deletion left out."""
        for first in range(1, count + 1, _WINDOW):
            last = min(count, first + _WINDOW - 1)
            answers = self._fetched(lambda first=first, last=last: self.connection.fetch(f"{first}:{last}", "(UID RFC822.SIZE FLAGS)"))  # type: ignore[misc]
            for answer in answers:
                line = answer[0] if isinstance(answer, tuple) else answer
                uid, size = _UID.search(line or b""), _SIZE.search(line or b"")
                if uid and size and not _DELETED.search(line):
                    yield MailHead(int(uid[1]), int(size[1]))

    def content(self, uid: int) -> bytes | None:
        """A mail's bytes, which stays unseen; None where it is gone."""
        for answer in self._fetched(lambda: self.connection.uid("FETCH", str(uid), "(BODY.PEEK[])")):
            if isinstance(answer, tuple) and b"BODY[]" in answer[0].upper():
                return bytes(answer[1])
        return None

    def move(self, uid: int, folder: str) -> None:
        """To another folder. Where the server can't move, the mail is copied and then flagged; it is expunged only where that touches no other mail."""
        name = self._name(folder)
        if "MOVE" in self.capabilities:
            self._told(lambda: self.connection.uid("MOVE", str(uid), name))
            return
        self._told(lambda: self.connection.uid("COPY", str(uid), name))
        self._told(lambda: self.connection.uid("STORE", str(uid), "+FLAGS.SILENT", r"(\Deleted)"))
        if "UIDPLUS" in self.capabilities:
            self._told(lambda: self.connection.uid("EXPUNGE", str(uid)))

    def _name(self, folder: str) -> str:
        try:
            return quoted_folder(folder, self.delimiter)
        except ValueError as error:
            raise mailbox_folder_refused(folder, str(error)) from error

    def _fetched(self, ask: Callable[[], tuple[str, Sequence[Any]]]) -> Sequence[Any]:
        return [answer for answer in self._told(ask) if answer is not None]

    def _told(self, ask: Callable[[], tuple[str, Sequence[Any]]]) -> Sequence[Any]:
        answer, said = self._ask(ask)
        if answer != "OK":
            raise mailbox_unreachable(self.settings.host, _text(said))
        return said

    def _ask(self, ask: Callable[[], Answer]) -> Answer:
        try:
            return ask()
        except (imaplib.IMAP4.error, OSError) as error:
            raise mailbox_unreachable(self.settings.host, str(error)) from error


@contextmanager
def open_mailbox(settings: MailSettings) -> Iterator[Mailbox]:
    """Raises StoreUnavailable (`mailbox_unreachable`), SetupError (`mailbox_not_trusted`, `mailbox_login_refused`, `mailbox_not_protected`)."""
    connection = _connected(settings)
    try:
        try:
            _log_in(settings, connection)
        except imaplib.IMAP4.abort as error:
            raise mailbox_unreachable(settings.host, "the connection was closed") from error
        except OSError as error:
            raise mailbox_unreachable(settings.host, str(error)) from error
        except (imaplib.IMAP4.error, UnicodeEncodeError):
            # Without its cause: the server's own words, and those of the encoder, may repeat what was sent.
            raise mailbox_login_refused(settings.host, settings.user) from None
        yield Mailbox(settings, connection, *_abilities(settings, connection))
    finally:
        with suppress(imaplib.IMAP4.error, OSError):  # whatever there was to do is done or has raised
            connection.logout()


def _connected(settings: MailSettings) -> imaplib.IMAP4:
    if settings.security is Security.NONE and settings.host not in _LOOPBACK:
        raise mailbox_not_protected(settings.host)
    try:
        context = ssl.create_default_context(cafile=settings.authority)
        if settings.security is Security.TLS:
            return imaplib.IMAP4_SSL(settings.host, settings.port, ssl_context=context, timeout=settings.timeout_seconds)
        connection = imaplib.IMAP4(settings.host, settings.port, timeout=settings.timeout_seconds)
        if settings.security is Security.STARTTLS:
            connection.starttls(context)
        return connection
    except ssl.SSLCertVerificationError as error:
        raise mailbox_not_trusted(settings.host, error.verify_message) from error
    except (imaplib.IMAP4.error, OSError) as error:
        raise mailbox_unreachable(settings.host, str(error)) from error


def _log_in(settings: MailSettings, connection: imaplib.IMAP4) -> None:
    """By SASL PLAIN (RFC 4616) where the server knows it, since LOGIN takes ASCII only."""
    if "AUTH=PLAIN" in connection.capabilities:
        connection.authenticate("PLAIN", lambda _challenge: f"\0{settings.user}\0{settings.password}".encode())
    else:
        connection.login(settings.user, settings.password)


def _abilities(settings: MailSettings, connection: imaplib.IMAP4) -> tuple[frozenset[str], str]:
    """The server's capabilities, and what it puts between levels of folders."""
    try:
        capabilities = connection.capability()[1]
        answer, said = connection.list('""', '""')
    except (imaplib.IMAP4.error, OSError) as error:
        raise mailbox_unreachable(settings.host, str(error)) from error
    found = _LIST.match(said[0]) if answer == "OK" and said and isinstance(said[0], bytes) else None
    delimiter = "/" if found is None else "" if found[1].upper() == b"NIL" else found[1][1:-1].replace(b"\\\\", b"\\").decode("ascii", "replace")
    return frozenset(_text(capabilities).upper().split()), delimiter


def _number(answers: Sequence[Any] | None) -> int:
    found = _COUNT.search(answers[-1]) if answers and isinstance(answers[-1], bytes) else None
    return int(found[0]) if found else 0


def _text(said: Sequence[Any]) -> str:
    return b" ".join(part for part in said if isinstance(part, bytes)).decode("utf-8", "replace")[:1000]
