"""How a document is read: stages in order, one loop.

A stage is a function from `Reading` to `Reading`, frozen values in and out; it opens no path, session or socket. Page stages see one page at a time, so that
a document of many pages never has more than one picture in memory; document stages see what all pages gave.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Protocol

from intake.document import Document, Page
from intake.reading import Reading


class Stage(Protocol):
    """One step. MUST return a new Reading and MUST NOT keep anything between calls; MAY return the Reading unchanged."""

    @property
    def name(self) -> str:
        """Key of its time in `timing_ms`; stages may share one."""

    def __call__(self, reading: Reading) -> Reading: ...


@dataclass(frozen=True)
class Pipeline:
    """Reads documents; built once by `api.build`."""

    open_pages: Callable[[Document], Iterator[Page]]
    """Raises IntakeError when the document can't be opened."""
    page_stages: tuple[Stage, ...]
    document_stages: tuple[Stage, ...]
    """To the values of each invoice, from the document alone."""
    judging_stages: tuple[Stage, ...] = ()
    """What to think of those values. They look at no picture, and some at what is known besides the document."""

    def read(self, document: Document) -> Reading:
        """Everything there is to learn from one document. Raises IntakeError."""
        return run_stages(self.judging_stages, self.resolve(document))

    def resolve(self, document: Document) -> Reading:
        """The values of its invoices, not judged yet: what somebody judges who knows more than this process. Raises IntakeError."""
        whole = Reading(document)
        pages = self.open_pages(document)
        while True:
            started = perf_counter()
            page = next(pages, None)
            whole = _timed(whole, "open", started)
            if page is None:
                return run_stages(self.document_stages, whole)
            whole = _joined(whole, run_stages(self.page_stages, Reading(document, pages=(page,))).without_pixels())


def run_stages(stages: Iterable[Stage], reading: Reading) -> Reading:
    """One after the other, each with its time."""
    for stage in stages:
        started = perf_counter()
        reading = _timed(stage(reading), stage.name, started)
    return reading


def _timed(reading: Reading, name: str, started: float) -> Reading:
    elapsed = (perf_counter() - started) * 1000
    return replace(reading, timing_ms={**reading.timing_ms, name: reading.timing_ms.get(name, 0.0) + elapsed})


def _joined(whole: Reading, part: Reading) -> Reading:
    timing = {name: whole.timing_ms.get(name, 0.0) + part.timing_ms.get(name, 0.0) for name in {**whole.timing_ms, **part.timing_ms}}
    return replace(whole, pages=whole.pages + part.pages, regions=whole.regions + part.regions, timing_ms=timing)
