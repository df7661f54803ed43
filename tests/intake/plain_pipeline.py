"""A pipeline without models, for tests of what runs around it: every page that can be opened is said to be a quota invoice."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

from intake.document import Format
from intake.evidence import Evidence, Place, Source
from intake.invoice import Kind
from intake.opening.limits import Limits
from intake.opening.open_pages import open_pages
from intake.pipeline import Pipeline
from intake.reading import Reading, Region
from intake.stages.check_invoices import CheckInvoices
from intake.stages.join_pages import JoinPages
from intake.stages.resolve_fields import ResolveFields
from models.geometry import Box, Quad


@dataclass(frozen=True)
class WholePages:
    """One invoice a page. A file whose name holds `crash` breaks the stage."""

    name: str = "find"

    def __call__(self, reading: Reading) -> Reading:
        if "crash" in reading.document.name:
            raise ZeroDivisionError("a fault of the program")
        (page,) = reading.pages
        box = Box(1, 1, 30, 20)
        total = Evidence("total", "50.00", Source.OCR, 0.9, place=Place(page.number, Quad.from_box(box)))
        region = Region(page.number, Quad.from_box(box), page.format or Format.PHOTO, kind=Kind.QUOTA, evidence=(total,))
        return replace(reading, regions=(region,))


def make_pipeline() -> Pipeline:
    return Pipeline(partial(open_pages, limits=Limits()), (WholePages(),), (JoinPages(), ResolveFields(), CheckInvoices()))
