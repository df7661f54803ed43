"""Looking at stored pictures while somebody waits: verdicts, and pages for people. In processes of their own, since files are opened there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from threading import BoundedSemaphore, Event
from typing import TypeVar

from api.errors import RequestError, service_busy
from api.log import LogSettings, with_log
from intake.document import Document
from intake.errors import IntakeError
from intake.isolation import MIB, ReaderPool, WorkerLimits
from intake.opening.limits import Limits
from intake.opening.open_pages import open_pages
from intake.page_picture import PagePicture, page_picture
from intake.stages.decode_qr import DecodeQr
from intake.stages.find_invoices import FindInvoices
from intake.store.files import Files
from intake.verdict import LOOK_PIXELS, FirstLook, Verdict
from models.orientation import load_page_orientation

LIMITS = WorkerLimits(seconds=30.0, memory_bytes=1024 * MIB, growth_bytes=3072 * MIB, items=500)
_MOST_WAITING = 20
"""Threads of the web server that wait for a place: the others are for those who want no picture."""
Seen = TypeVar("Seen")


@dataclass(frozen=True)
class Original:
    """A file of the store, to be looked at."""

    sha256: str
    name: str
    passwords: tuple[str, ...] = ()


class Looks:
    """Safe for threads. Before `start` has returned, no process is free."""

    def __init__(self, files: Files, pool: ReaderPool[FirstLook], at_once: int, limits: Limits) -> None:
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

    def page(self, original: Original, number: int, longest: int, wait_seconds: float) -> PagePicture | None:
        """Page `number` of any document; None where it has no picture. Raises RequestError where no process got free in time, IntakeError as `verdict` does."""
        with self._place(wait_seconds) as free:
            if not free:
                raise RequestError(service_busy())
            return self._look(original, partial(_page, number=number, longest=longest, files=self._files, limits=self._limits))

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

    def _look(self, original: Original, look: Callable[[FirstLook, Original], Seen]) -> Seen:
        for _, outcome in self._pool.read_all([original], look):
            if isinstance(outcome, IntakeError):
                raise outcome
            return outcome
        raise AssertionError("a pool answers for every item")


def look_pool(workers: int) -> ReaderPool[FirstLook]:
    return ReaderPool(partial(with_log, LogSettings(), make_first_look), LIMITS, workers)


def make_first_look() -> FirstLook:
    """Raises WeightsError when the weights are absent or altered."""
    return FirstLook(FindInvoices(load_page_orientation()), DecodeQr())


# In the worker process


def _verdict(look: FirstLook, original: Original, files: Files, limits: Limits) -> Verdict:
    document = _document(original, files)
    return look(document, next(open_pages(document, replace(limits, page_pixels=LOOK_PIXELS))))


def _page(_look: FirstLook, original: Original, number: int, longest: int, files: Files, limits: Limits) -> PagePicture | None:
    return page_picture(_document(original, files), number, limits, longest)


def _document(original: Original, files: Files) -> Document:
    return Document(original.name, files.read(original.sha256), original.passwords)
