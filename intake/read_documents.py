"""Reading many documents: one result or error each, in worker processes, whatever becomes of the single ones."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import partial

import cv2

from intake.annotate import annotate
from intake.document import Document
from intake.errors import IntakeError
from intake.isolation import ReaderPool
from intake.opening.containers import Failure, expand
from intake.opening.draw_pages import draw_pages
from intake.opening.limits import Limits
from intake.pipeline import Pipeline
from intake.result import Result, error_result, results_of
from intake.settings import ReadSettings

_JPEG_QUALITY = 88


@dataclass(frozen=True)
class DocumentResult:
    """What came of one document."""

    document: Document = field(repr=False)
    results: tuple[Result, ...]
    pictures: tuple[tuple[int, bytes], ...] = field(default=(), repr=False)
    """Annotated pages as JPEG, by page number, where asked for."""

    @property
    def failed(self) -> bool:
        return any("error" in result for result in self.results)


def read_documents(
    documents: Iterable[Document | Failure], make_pipeline: Callable[[], Pipeline], settings: ReadSettings, done: Collection[tuple[str, str]] = ()
) -> Iterator[DocumentResult]:
    """Read documents, and those inside containers, in no fixed order; a Failure is a file that could not even be taken in.

    Those whose (name, sha256) is in `done` are passed over.

    Raises SetupError when this installation can't read at all.
    """
    with ReaderPool(make_pipeline, settings.worker_limits, settings.workers) as pool:
        yield from read_in_pool(pool, documents, settings, done)


def read_in_pool(
    pool: ReaderPool[Pipeline], documents: Iterable[Document | Failure], settings: ReadSettings, done: Collection[tuple[str, str]] = ()
) -> Iterator[DocumentResult]:
    """`read_documents` with workers that others use too; how many there are and their limits are the pool's. Raises ReadingFailed when the pool is stopped."""
    failures: list[Failure] = []
    items = _members(documents, settings, done, failures)
    read_one = partial(_read_one, limits=settings.limits, pictures=settings.pictures)
    for document, outcome in pool.read_all(items, read_one):
        yield from _failed(failures)
        if isinstance(outcome, IntakeError):
            yield DocumentResult(document, counted((error_result(document, outcome),)))
        else:
            yield DocumentResult(document, *outcome)
    yield from _failed(failures)


def _members(documents: Iterable[Document | Failure], settings: ReadSettings, done: Collection[tuple[str, str]], failures: list[Failure]) -> Iterator[Document]:
    for document in documents:
        members = [document] if isinstance(document, Failure) else expand(replace(document, passwords=settings.passwords), settings.limits)
        for member in members:
            if isinstance(member, Failure):
                if not done or (member.name, _failed_document(member).sha256) not in done:
                    failures.append(member)
            elif not done or (member.name, member.sha256) not in done:
                yield member


def _failed(failures: list[Failure]) -> Iterator[DocumentResult]:
    while failures:
        failure = failures.pop(0)
        document = _failed_document(failure)
        yield DocumentResult(document, counted((error_result(document, failure.error),)))


def _failed_document(failure: Failure) -> Document:
    """Stands for what could not be taken in."""
    return Document(failure.name, b"")


def _read_one(pipeline: Pipeline, document: Document, limits: Limits, pictures: bool) -> tuple[tuple[Result, ...], tuple[tuple[int, bytes], ...]]:
    results = counted(results_of(pipeline.read(document)))
    if not pictures:
        return results, ()
    drawn = []
    for number, pixels, reduction in draw_pages(document, limits):
        if any(number in _pages_of(result) for result in results):
            encoded = cv2.imencode(".jpg", annotate(pixels, results, number, reduction), (cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY))[1]
            drawn.append((number, encoded.tobytes()))
    return results, tuple(drawn)


def _pages_of(result: Result) -> set[int]:
    """Pages on which something of a result lies."""
    return {result["page"], *(value["page"] for value in result["fields"].values() if value["page"])}


def counted(results: tuple[Result, ...]) -> tuple[Result, ...]:
    """Each result says how many its document has, so that a reader of results knows when it has all."""
    return tuple({**result, "results_of_file": len(results)} for result in results)
