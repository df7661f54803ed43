"""What a worker process does with a stored original: reads the values in it, or takes a mail or archive apart. Bytes pass from the store to the worker, never through the service."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from intake.document import Document
from intake.entries.entry import is_entry, read_entry
from intake.entries.entry_reading import reading_of
from intake.errors import IntakeError
from intake.opening.containers import Failure, expand
from intake.opening.file_type import CONTAINERS, MEDIA_TYPES, file_type
from intake.opening.limits import Limits
from intake.pipeline import Pipeline
from intake.reading import Reading
from intake.result import Result
from intake.store.containers import ContainerFailure, ContainerMember
from intake.store.files import Files


@dataclass(frozen=True)
class Original:
    """A file of the store, to be read."""

    sha256: str
    name: str
    passwords: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True)
class Values:
    """What a document says, not judged yet."""

    reading: Reading


@dataclass(frozen=True)
class Invoices:
    """A document was read and judged."""

    results: tuple[Result, ...]


@dataclass(frozen=True)
class Members:
    """A container was taken apart, as far as that was possible."""

    members: tuple[ContainerMember, ...]
    failures: tuple[ContainerFailure, ...]


def read_stored(pipeline: Pipeline, original: Original, files: Files, limits: Limits) -> Values | Members:
    """`files` crosses process borders. Raises IntakeError: for the content, and where the store can't be used or is damaged.

    Members are kept before anybody knows them: when this process dies, the next one finds the same bytes again.
    """
    document = Document(original.name, files.read(original.sha256, check=True), original.passwords)
    if is_entry(document.content):
        return Values(reading_of(read_entry(document.content), document.without_content()))
    if file_type(document.content) not in CONTAINERS:
        reading = pipeline.resolve(document)
        return Values(replace(reading, document=document.without_content()))
    members: list[ContainerMember] = []
    failures: list[ContainerFailure] = []
    for taken_out in _taken_out(document, files, limits):
        if isinstance(taken_out, ContainerMember):
            members.append(taken_out)
        elif taken_out.name == document.name and not members:
            raise taken_out.error  # nothing came out of it
        else:
            failures.append(ContainerFailure(taken_out.name, taken_out.error.code, taken_out.error.message, taken_out.error.message_zh))
    return Members(tuple(members), tuple(failures))


def _taken_out(container: Document, files: Files, limits: Limits) -> Iterator[ContainerMember | Failure]:
    """What is no document we read becomes a failure here; what is one and damaged becomes a document that fails, so that it can be looked at."""
    for member in expand(container, limits):
        if isinstance(member, Failure):
            yield member
            continue
        try:
            media_type = MEDIA_TYPES[file_type(member.content)]
        except IntakeError as error:
            yield Failure(member.name, error)
            continue
        yield ContainerMember(member.name, files.put([member.content]), media_type)
