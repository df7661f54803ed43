"""Looking at stored pictures while somebody waits: verdicts, and pages for people. In processes of their own, since files are opened there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property, partial
from threading import BoundedSemaphore, Event
from typing import TypeVar

from api.build import load_readers
from api.errors import RequestError, service_busy
from api.log import LogSettings, with_log
from intake.document import Document
from intake.errors import IntakeError
from intake.isolation import MIB, ReaderPool, WorkerLimits
from intake.opening.limits import Limits
from intake.opening.open_pages import open_pages
from intake.opening.pages_as_pdf import PageRange, count_pages, pages_as_pdf
from intake.page_picture import PagePicture, page_picture
from intake.prepared_page import Preparation, PreparedPicture, prepared_picture
from intake.region_text import PlaceReading, read_region
from intake.settings import Engine
from intake.stages.decode_qr import DecodeQr
from intake.stages.find_invoices import FindInvoices
from intake.store.files import Files
from intake.verdict import LOOK_PIXELS, FirstLook, Verdict
from models.geometry import Quad
from models.orientation import load_page_orientation
from models.text import TextReader

LIMITS = WorkerLimits(seconds=30.0, memory_bytes=1536 * MIB, growth_bytes=3072 * MIB, items=500)
_MOST_WAITING = 20
"""Threads of the web server that wait for a place: the others are for those who want no picture."""
Thing = TypeVar("Thing")
Seen = TypeVar("Seen")


@dataclass(frozen=True)
class Original:
    """A file of the store, to be looked at."""

    sha256: str
    name: str
    passwords: tuple[str, ...] = ()


@dataclass(frozen=True)
class PagesOf:
    """A run of pages of an original, from 1."""

    original: Original
    first: int = 1
    last: int | None = None
    """None: to its end."""


Part = tuple[PagesOf, ...]
"""What becomes one document."""


class Looker:
    """What a process that looks holds."""

    def __init__(self, first: FirstLook, engine: Engine) -> None:
        self.first = first
        self._engine = engine

    @cached_property
    def readers(self) -> tuple[TextReader, ...]:
        """Loaded when somebody first has a place read again: most look at pictures only, and networks take memory. Raises WeightsError."""
        readers = load_readers(self._engine)
        return readers.record, readers.second


class Looks:
    """Safe for threads. Before `start` has returned, no process is free."""

    def __init__(self, files: Files, pool: ReaderPool[Looker], at_once: int, limits: Limits) -> None:
        """`at_once`: processes of the pool. Whoever looks must find one free, so that nobody waits behind an unknown number of others."""
        self._files = files
        self._pool = pool
        self._limits = limits
        self._free = BoundedSemaphore(at_once)
        self._queue = BoundedSemaphore(at_once + _MOST_WAITING)
        self._started = Event()

    def start(self) -> None:
        """Returns when pictures can be looked at. Raises SetupError."""
        self._pool.start()
        self._started.set()

    def stop(self) -> None:
        self._pool.stop()

    def verdict(self, original: Original, wait_seconds: float) -> Verdict | None:
        """Of a picture. None where no process got free in time. Raises IntakeError for what can't be opened, and what the pool raises."""
        with self._place(wait_seconds) as free:
            return self._look(original, partial(_verdict, files=self._files, limits=self._limits)) if free else None

    def page(self, original: Original, number: int, longest: int, wait_seconds: float, *, ahead: bool = False) -> PagePicture | None:
        """Page `number` of any document; None where it has no picture. `ahead`: whether another follows is wanted too.

        Raises RequestError where no process got free in time, IntakeError as `verdict` does.
        """
        with self._place(wait_seconds) as free:
            if not free:
                raise RequestError(service_busy())
            return self._look(original, partial(_page, number=number, longest=longest, ahead=ahead, files=self._files, limits=self._limits))

    def prepared(
        self, original: Original, number: int, longest: int, preparation: Preparation, outline: Quad | None, wait_seconds: float
    ) -> PreparedPicture | None:
        """Page `number` prepared for eyes (`intake.prepared_page`). Raises as `page` does."""
        with self._place(wait_seconds) as free:
            if not free:
                raise RequestError(service_busy())
            prepare = partial(_prepared, number=number, longest=longest, preparation=preparation, outline=outline, files=self._files, limits=self._limits)
            return self._look(original, prepare)

    def text(self, original: Original, number: int, place: Quad, wait_seconds: float) -> tuple[PlaceReading, ...] | None:
        """What stands in a place of page `number`, in pixels of the original; None where there is nothing to be seen. Raises as `page` does."""
        with self._place(wait_seconds) as free:
            if not free:
                raise RequestError(service_busy())
            return self._look(original, partial(_text, number=number, place=place, files=self._files, limits=self._limits))

    def redrawn(self, content: bytes, longest: int, wait_seconds: float) -> bytes | None:
        """A picture that somebody sent, encoded anew as JPEG, so that nothing of the file but what is seen stays; None where it holds no picture. Raises as `page` does."""
        with self._place(wait_seconds) as free:
            if not free:
                raise RequestError(service_busy())
            picture = self._look(Document("picture", content), partial(_redrawn, longest=longest, limits=self._limits))
            return picture.jpeg if picture is not None else None

    def page_count(self, original: Original, wait_seconds: float) -> int:
        """Of a document whose pages can be put elsewhere. Raises as `page` does."""
        with self._place(wait_seconds) as free:
            if not free:
                raise RequestError(service_busy())
            return self._look(original, partial(_page_count, files=self._files, limits=self._limits))

    def rearranged(self, parts: Sequence[Part], wait_seconds: float) -> tuple[bytes, ...] | None:
        """PDF files of pages of originals (`intake.opening.pages_as_pdf`); None where a part would have no page. Raises as `page` does."""
        with self._place(wait_seconds) as free:
            if not free:
                raise RequestError(service_busy())
            return self._look(tuple(parts), partial(_rearranged, files=self._files, limits=self._limits))

    @contextmanager
    def _place(self, seconds: float) -> Iterator[bool]:
        if not self._started.wait(seconds) or not self._queue.acquire(blocking=False):
            yield False
            return
        try:
            free = self._free.acquire(timeout=seconds)
            try:
                yield free
            finally:
                if free:
                    self._free.release()
        finally:
            self._queue.release()

    def _look(self, looked_at: Thing, look: Callable[[Looker, Thing], Seen]) -> Seen:
        for _, outcome in self._pool.read_all([looked_at], look):
            if isinstance(outcome, IntakeError):
                raise outcome
            return outcome
        raise AssertionError("a pool answers for every item")


def look_pool(workers: int, engine: Engine = Engine.AUTO) -> ReaderPool[Looker]:
    return ReaderPool(partial(with_log, LogSettings(), partial(make_looker, engine)), LIMITS, workers)


def make_looker(engine: Engine) -> Looker:
    """Raises WeightsError when the weights are absent or altered."""
    return Looker(FirstLook(FindInvoices(load_page_orientation()), DecodeQr()), engine)


# In the worker process


def _verdict(looker: Looker, original: Original, files: Files, limits: Limits) -> Verdict:
    document = _document(original, files)
    return looker.first(document, next(open_pages(document, replace(limits, page_pixels=LOOK_PIXELS))))


def _page(_looker: Looker, original: Original, number: int, longest: int, ahead: bool, files: Files, limits: Limits) -> PagePicture | None:
    return page_picture(_document(original, files), number, limits, longest, ahead=ahead)


def _prepared(
    _looker: Looker, original: Original, number: int, longest: int, preparation: Preparation, outline: Quad | None, files: Files, limits: Limits
) -> PreparedPicture | None:
    return prepared_picture(_document(original, files), number, limits, longest, preparation, outline)


def _text(looker: Looker, original: Original, number: int, place: Quad, files: Files, limits: Limits) -> tuple[PlaceReading, ...] | None:
    return read_region(_document(original, files), number, place, limits, looker.readers)


def _page_count(_looker: Looker, original: Original, files: Files, limits: Limits) -> int:
    return count_pages(_document(original, files), limits)


def _rearranged(_looker: Looker, parts: tuple[Part, ...], files: Files, limits: Limits) -> tuple[bytes, ...] | None:
    made = [pages_as_pdf([PageRange(_document(pages.original, files), pages.first, pages.last) for pages in part], limits) for part in parts]
    whole = tuple(content for content in made if content is not None)
    return whole if len(whole) == len(made) else None


def _redrawn(_looker: Looker, document: Document, longest: int, limits: Limits) -> PagePicture | None:
    return page_picture(document, 1, limits, longest)


def _document(original: Original, files: Files) -> Document:
    return Document(original.name, files.read(original.sha256), original.passwords)
