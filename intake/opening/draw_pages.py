"""Pictures of a document's pages for a person to look at."""

from __future__ import annotations

from collections.abc import Iterator

from intake.document import Document, Format
from intake.opening.limits import Limits
from intake.opening.ofd.pages import draw_ofd_page
from intake.opening.open_pages import open_pages
from models.geometry import Pixels


def draw_pages(document: Document, limits: Limits) -> Iterator[tuple[int, Pixels, float]]:
    """Page numbers, their pictures, BGR, and how much those are reduced (`Page.reduction`); pages that are data only (XML) have none. Raises IntakeError."""
    for page in open_pages(document, limits):
        if page.pixels is not None:
            yield page.number, page.pixels, page.reduction
        elif page.format is Format.OFD:
            yield page.number, draw_ofd_page(document, page.number, limits), page.reduction
