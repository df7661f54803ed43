"""Sends mail by SMTP (RFC 5321), encrypted (STARTTLS RFC 3207, or TLS from the first byte RFC 8314)."""

from __future__ import annotations

import re
import smtplib
import ssl
from base64 import b64encode
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from enum import StrEnum
from pathlib import Path
from uuid import UUID

from intake.notices.channel import Delivered, Delivery, NotDelivered
from intake.notices.letters import Letter

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_ADDRESS_LENGTH = 254
_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@(?:{_LABEL}\.)+{_LABEL}")
"""As HTML's input of the type email has it, which leaves out quoted names and comments of RFC 5322."""
_TEMPORARY = range(400, 500)
_LOGGED_IN = 235


class MailSecurity(StrEnum):
    """How the connection is protected."""

    TLS = "tls"
    """From its first byte, port 465."""
    STARTTLS = "starttls"
    """After a plain greeting, port 587; no login and no mail is sent before."""
    NONE = "none"
    """To this machine only."""


@dataclass(frozen=True)
class SmtpSettings:
    host: str
    sender: str
    """`notices@example.cn`"""
    user: str = ""
    """"" for a server that asks for no login."""
    password: str = field(default="", repr=False)
    port: int = 465
    security: MailSecurity = MailSecurity.TLS
    authority: Path | None = None
    """Certificates that are trusted instead of the system's: for a server of one's own."""
    timeout_seconds: float = 30.0
    """For each answer of the server."""

    @property
    def is_protected(self) -> bool:
        return self.security is not MailSecurity.NONE or self.host in _LOOPBACK


@dataclass(frozen=True)
class MailChannel:
    """Safe for threads: each mail has a connection of its own."""

    settings: SmtpSettings

    def send(self, to: str, letter: Letter, message_id: UUID, at: datetime) -> Delivery:
        """Tries once. The mail's Message-ID follows from `message_id`, so that mail programs show a repeated one once. Trouble is an answer, never an exception."""
        settings = self.settings
        if not settings.is_protected:
            return NotDelivered("mail without encryption is sent to this machine only")
        try:
            mail = _mail(settings.sender, to, letter, message_id, at)
        except ValueError as error:
            return NotDelivered(f"not a mail address: {error}", for_good=True)
        try:
            with _connected(settings) as connection:
                if settings.user:
                    _log_in(connection, settings)
                connection.send_message(mail, settings.sender, [to])
        except smtplib.SMTPAuthenticationError as error:
            return NotDelivered(f"{settings.host} refuses the login ({error.smtp_code})")  # its words may repeat what was sent
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            return NotDelivered(f"{settings.host} refuses the receiver: {code} {_text(said)}", for_good=code not in _TEMPORARY)
        except smtplib.SMTPResponseException as error:
            return NotDelivered(f"{settings.host} answered {error.smtp_code} {_text(error.smtp_error)}")
        except ssl.SSLCertVerificationError as error:
            return NotDelivered(f"the certificate of {settings.host} is not trusted: {error.verify_message}")
        except (smtplib.SMTPException, OSError, UnicodeError) as error:
            return NotDelivered(f"{settings.host}: {type(error).__name__}: {error}"[:500])
        return Delivered()


def is_mail_address(text: str) -> bool:
    """One address and nothing else, as servers everywhere take it: ASCII, a name and a host with a dot."""
    return len(text) <= _ADDRESS_LENGTH and _ADDRESS.fullmatch(text) is not None


class _Session(smtplib.SMTP):
    """Its end must not fail for what was sent already."""

    def __exit__(self, *_: object) -> None:
        with suppress(smtplib.SMTPException, OSError):
            self.quit()
        self.close()


class _TlsSession(smtplib.SMTP_SSL):
    def __exit__(self, *_: object) -> None:
        with suppress(smtplib.SMTPException, OSError):
            self.quit()
        self.close()


def _connected(settings: SmtpSettings) -> smtplib.SMTP:
    context = ssl.create_default_context(cafile=settings.authority)
    if settings.security is MailSecurity.TLS:
        return _TlsSession(settings.host, settings.port, timeout=settings.timeout_seconds, context=context)
    connection = _Session(settings.host, settings.port, timeout=settings.timeout_seconds)
    if settings.security is MailSecurity.STARTTLS:
        try:
            connection.starttls(context=context)  # raises where the server does not offer it
        except BaseException:
            connection.close()
            raise
    return connection


def _log_in(connection: smtplib.SMTP, settings: SmtpSettings) -> None:
    """By SASL PLAIN (RFC 4616) where the server knows it: the library's own way takes ASCII only. Raises SMTPException."""
    connection.ehlo_or_helo_if_needed()
    if "PLAIN" not in connection.esmtp_features.get("auth", "").upper().split():
        connection.login(settings.user, settings.password)
        return
    said = b64encode(f"\0{settings.user}\0{settings.password}".encode()).decode()
    code, answer = connection.docmd("AUTH", f"PLAIN {said}")
    if code != _LOGGED_IN:
        raise smtplib.SMTPAuthenticationError(code, answer)


def _mail(sender: str, to: str, letter: Letter, message_id: UUID, at: datetime) -> EmailMessage:
    """Raises ValueError."""
    if not is_mail_address(to):
        raise ValueError(to)
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = sender, to, letter.subject
    mail["Date"] = at
    mail["Message-ID"] = f"<{message_id}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: so that nobody's holiday answers it
    mail.set_content(letter.text, cte="base64")
    return mail


def _text(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(text.split())[:200]
