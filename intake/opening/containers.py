"""Mails and ZIP archives taken apart into the documents they hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from intake.document import Document
from intake.errors import IntakeError
from intake.opening import refusals
from intake.opening.file_type import PICTURES, FileType, file_type
from intake.opening.limits import Limits
from intake.opening.mail_parts import MailPart, mail_parts
from intake.opening.zip_archive import entry_name, open_zip, read_entry, usable_entries

SEPARATOR = "!"
"""Between a container's name and its member's: `mail.eml!a.zip!b.pdf`."""


@dataclass(frozen=True)
class Failure:
    """A file, or a part of a container, that can't be opened."""

    name: str
    """As `Document.name`."""
    error: IntakeError


@dataclass
class _Budget:
    """What may still come out of the container that was handed in, over all levels."""

    entries: int
    unpacked: int


@dataclass(frozen=True)
class _Names:
    """Gives every member of one container a name of its own."""

    container: str
    given: dict[str, int] = field(default_factory=dict)

    def of(self, member: str) -> str:
        count = self.given[member] = self.given.get(member, 0) + 1
        if count == 1:
            return f"{self.container}{SEPARATOR}{member}"
        stem, dot, suffix = member.rpartition(".")
        return self.of(f"{stem} ({count}).{suffix}" if dot else f"{member} ({count})")


def expand(document: Document, limits: Limits) -> Iterator[Document | Failure]:
    """The documents in a mail or ZIP, at any depth, in the order they stand there; any other document is handed on as it is.

    One invoice may come out several times, as PDF, OFD and XML: each is a document. Nothing is left out silently but folders, the mail's own text and what
    operating systems leave in archives; what can't be taken out is a `Failure`, and the rest goes on. Members keep the container's passwords. Raises nothing.
    """
    return _expanded(document, limits, _Budget(limits.entries, limits.unpacked_bytes), limits.container_depth)


def _expanded(document: Document, limits: Limits, budget: _Budget, depth: int) -> Iterator[Document | Failure]:
    try:
        kind = file_type(document.content)
    except IntakeError:
        yield document  # opening it says what is wrong, as for every other document
        return
    if kind not in (FileType.ZIP, FileType.EML):
        yield document
        return
    try:
        if depth == 0:
            raise refusals.container_too_deep(limits)
        if len(document.content) > limits.unpacked_bytes:
            raise refusals.unpacked_too_large(limits)
        members = _mail_members(document, limits, budget) if kind is FileType.EML else _zip_members(document, limits, budget)
        for member in members:
            if isinstance(member, Failure):
                yield member
            else:
                yield from _expanded(member, limits, budget, depth - 1)
    except IntakeError as error:
        yield Failure(document.name, error)


def _zip_members(document: Document, limits: Limits, budget: _Budget) -> Iterator[Document | Failure]:
    """Raises IntakeError when the archive as a whole can't be opened or its budget is spent."""
    with open_zip(document.content) as archive:
        entries = tuple(usable_entries(archive))
        _take_entries(len(entries), limits, budget)
        if not entries:
            raise refusals.container_empty()
        names = _Names(document.name)
        for info in entries:
            name = names.of(entry_name(info))
            try:
                _check_name(entry_name(info))
                content = read_entry(archive, info, limits, budget.unpacked, document.passwords)
            except IntakeError as error:
                if error.code == "unpacked_too_large":
                    raise
                yield Failure(name, error)
                continue
            budget.unpacked -= len(content)
            yield Document(name, content, document.passwords)


def _mail_members(document: Document, limits: Limits, budget: _Budget) -> Iterator[Document | Failure]:
    """Raises IntakeError when the mail as a whole can't be opened or its budget is spent."""
    parts = tuple(part for part in mail_parts(document.content, limits) if not _is_decoration(part))
    _take_entries(len(parts), limits, budget)
    if not parts:
        raise refusals.mail_without_attachment()
    names = _Names(document.name)
    for part in parts:
        name = names.of(part.name)
        if part.error is not None:
            yield Failure(name, part.error)
            continue
        if len(part.content) > budget.unpacked:
            raise refusals.unpacked_too_large(limits)
        budget.unpacked -= len(part.content)
        yield Document(name, part.content, document.passwords)


def _is_decoration(part: MailPart) -> bool:
    """Logos and counting pixels shown within the mail's text, of types that are no document; a photograph of an invoice shown there is one."""
    if not part.inline or part.error is not None:
        return False
    try:
        return file_type(part.content) not in PICTURES
    except IntakeError:
        return True


def _take_entries(count: int, limits: Limits, budget: _Budget) -> None:
    if count > budget.entries:
        raise refusals.too_many_entries(limits.entries)
    budget.entries -= count


def _check_name(name: str) -> None:
    """Names are labels only, nothing is ever written under them; yet nobody makes such names by accident."""
    if name.startswith("/") or name[1:3] == ":/" or ".." in name.split("/"):
        raise refusals.unsafe_name()
