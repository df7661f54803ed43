"""The attachments of a mail (RFC 5322, MIME: RFC 2045 to 2047 and 2231)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import HeaderParseError, MessageError
from email.header import decode_header
from email.message import Message
from email.policy import Compat32, compat32

from intake.errors import IntakeError
from intake.opening import refusals
from intake.opening.limits import Limits
from intake.opening.zip_archive import decoded_name

NO_DOCUMENT_TYPES = frozenset(
    {
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-signature",
        "text/calendar",
        "text/vcard",
        "text/x-vcard",
        "message/delivery-status",
    }
)
"""Parts that accompany a mail and are no documents."""
SUFFIXES = {"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf", "application/zip": ".zip", "message/rfc822": ".eml"}
"""For parts without a name."""
MAX_BOUNDARY_CHECKS = 50_000_000
"""The parser holds every line against the boundary of every open multipart; mails made for it to choke on nest hundreds of them."""
SUBJECT_WITHIN = 1 << 18
"""Bytes of a mail in which its subject is looked for."""
MULTIPART = re.compile(rb"^content-type:\s*multipart/", re.IGNORECASE | re.MULTILINE)


class _RawHeaders(Compat32):
    """Headers as they stand in the file: bytes beyond ASCII, against every rule yet common in Chinese mails, stay what they are until `_decoded`."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        return value


@dataclass(frozen=True)
class MailPart:
    """One attachment."""

    name: str
    content: bytes
    inline: bool = False
    """Shown within the mail's text, not attached to it."""
    error: IntakeError | None = None
    """Why `content` could not be had."""


def mail_parts(content: bytes, limits: Limits) -> Iterator[MailPart]:
    """All attachments and inline pictures, attached mails whole.

    Raises UnreadableFile (`mail_damaged`), RefusedFile (`mail_too_nested`, `too_many_entries`).
    """
    if len(MULTIPART.findall(content)) * content.count(b"\n") > MAX_BOUNDARY_CHECKS:
        raise refusals.mail_too_nested()
    try:
        mail: Message = message_from_bytes(content, policy=_RawHeaders())
        yield from _parts_of(mail, limits)
    except RecursionError as error:
        raise refusals.mail_too_nested() from error
    except (MessageError, ValueError, LookupError, TypeError, AttributeError) as error:
        raise refusals.mail_damaged() from error


def subject_of(content: bytes) -> str:
    """What a mail says it is about, as a label; "" where it says nothing, or nothing that can be read."""
    head = re.split(rb"\r?\n\r?\n", content[:SUBJECT_WITHIN], maxsplit=1)[0]
    try:
        return _clean(_decoded(message_from_bytes(head, policy=_RawHeaders()).get("Subject", "")))
    except (MessageError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return ""


def _parts_of(mail: Message, limits: Limits) -> Iterator[MailPart]:
    """Walks the tree without recursion: an attached mail is a leaf, whatever it holds."""
    waiting = [mail]
    seen = 0
    while waiting:
        part = waiting.pop()
        seen += 1
        if seen > 4 * limits.entries:  # texts, alternatives and wrappers count too
            raise refusals.too_many_entries(limits.entries)
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            waiting.extend(child for child in reversed(payload) if isinstance(child, Message))
        else:
            found = _leaf(part)
            if found is not None:
                yield found


def _leaf(part: Message) -> MailPart | None:
    """The attachment this part is; None for the mail's own text and what accompanies it."""
    kind = part.get_content_type()
    disposition = (part.get_content_disposition() or "").lower()
    given = _file_name(part)
    if kind in NO_DOCUMENT_TYPES:
        return None
    if kind in ("application/pkcs7-mime", "application/x-pkcs7-mime"):
        return MailPart(given or "smime.p7m", b"", error=refusals.mail_encrypted())
    if kind == "message/rfc822":
        return _attached_mail(part, given)
    if part.get_content_maintype() == "multipart" or (kind in ("text/plain", "text/html") and disposition != "attachment" and not given):
        return None
    content = part.get_payload(decode=True)
    name = given or f"part{SUFFIXES.get(kind, '')}"
    if not isinstance(content, bytes):
        return MailPart(name, b"", error=refusals.mail_damaged())
    inline = disposition != "attachment" and part.get_content_maintype() == "image"
    return MailPart(name, content, inline)


def _attached_mail(part: Message, given: str) -> MailPart:
    payload = part.get_payload()
    inner = payload[0] if isinstance(payload, list) and payload else None
    if not isinstance(inner, Message):
        return MailPart(given or "mail.eml", b"", error=refusals.mail_damaged())
    return MailPart(given or f"{_clean(_decoded(inner.get('Subject', ''))) or 'mail'}.eml", inner.as_bytes(policy=compat32))


def _file_name(part: Message) -> str:
    return _clean(_decoded(part.get_filename() or ""))


def _decoded(value: object) -> str:
    """A header's text. Many Chinese mail programs put encoded words into parameters (against RFC 2047, 5) or raw GBK bytes."""
    text = str(value)
    if not text.isascii():
        return decoded_name(text.encode("utf-8", errors="surrogateescape"))
    try:
        return "".join(_word(word, charset) for word, charset in decode_header(text))
    except (HeaderParseError, ValueError):
        return text


def _word(word: bytes | str, charset: str | None) -> str:
    if isinstance(word, str):
        return word
    if charset is not None and charset.lower() in ("gb2312", "gbk", "x-gbk", "gb18030"):
        return word.decode("gb18030", errors="replace")
    return decoded_name(word)


def _clean(name: str) -> str:
    """The name itself, without folders and without what can't be printed."""
    return "".join(char for char in re.split(r"[\\/]", name)[-1] if char.isprintable()).strip()[:200]
