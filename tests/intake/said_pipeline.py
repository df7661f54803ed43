"""A pipeline without models, for tests of what is made of values: a file says itself what is read on it, as JSON after its first line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace

from intake.document import Document, Format, Page
from intake.evidence import Evidence, Place, Source
from intake.invoice import Kind
from intake.pipeline import Pipeline
from intake.reading import Reading, Region
from intake.stages.check_invoices import CheckInvoices
from intake.stages.join_pages import JoinPages
from intake.stages.resolve_fields import ResolveFields
from models.geometry import Box, Quad


def saying(**values: str) -> bytes:
    """A file on which a reader sees these fields; `kind` is that of the invoice."""
    return b"%PDF-1.7\n" + json.dumps(values, ensure_ascii=False).encode()


@dataclass(frozen=True)
class FindWhatIsSaid:
    name: str = "find"

    def __call__(self, reading: Reading) -> Reading:
        (page,) = reading.pages
        values = dict(json.loads(reading.document.content.partition(b"\n")[2]))
        kind = Kind(values.pop("kind", Kind.DIGITAL_GENERAL))
        box = Quad.from_box(Box(1, 1, 30, 20))
        evidence = tuple(Evidence(name, value, Source.OCR, 0.9, place=Place(page.number, box), reader="said") for name, value in values.items())
        return replace(reading, regions=(Region(page.number, box, Format.PHOTO, kind=kind, evidence=evidence),))


def make_said_pipeline() -> Pipeline:
    return Pipeline(_one_page, (FindWhatIsSaid(),), (JoinPages(), ResolveFields()), (CheckInvoices(),))


def _one_page(document: Document) -> Iterator[Page]:
    yield Page(1, Format.PHOTO)
