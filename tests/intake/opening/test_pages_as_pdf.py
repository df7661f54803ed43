"""Pages as a PDF of their own: which, in which order, as they were; and what is refused."""

from __future__ import annotations

from io import BytesIO

import numpy as np
import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pytest
from PIL import Image

from intake.document import Document
from intake.errors import IntakeError
from intake.opening.limits import Limits
from intake.opening.open_pages import open_pages
from intake.opening.pages_as_pdf import PageRange, pages_as_pdf

LIMITS = Limits()


def pdf_of(*widths: int) -> Document:
    """A page of each width, in points."""
    made = pdfium.PdfDocument.new()
    for width in widths:
        made.new_page(width, 50).close()
    kept = BytesIO()
    made.save(kept)
    return Document("some.pdf", kept.getvalue())


def picture(grey: int) -> Document:
    kept = BytesIO()
    Image.fromarray(np.full((40, 60, 3), grey, np.uint8)).save(kept, "PNG")
    return Document("some.png", kept.getvalue())


def widths(content: bytes | None) -> list[float]:
    assert content is not None
    made = pdfium.PdfDocument(content)
    return [page.get_width() for page in made]


def test_pages_are_taken_over_in_order() -> None:
    document = pdf_of(10, 20, 30, 40)
    assert widths(pages_as_pdf([PageRange(document, 2, 3)], LIMITS)) == [20, 30]
    assert widths(pages_as_pdf([PageRange(document, 3), PageRange(pdf_of(50))], LIMITS)) == [30, 40, 50]
    assert pages_as_pdf([PageRange(document, 5)], LIMITS) is None, "no page, no document"


def test_pictures_are_read_with_the_same_pixels_again() -> None:
    content = pages_as_pdf([PageRange(picture(90)), PageRange(pdf_of(36)), PageRange(picture(200))], LIMITS)
    first, _, third = open_pages(Document("made.pdf", content or b""), LIMITS)
    assert first.pixels is not None and third.pixels is not None
    assert first.pixels.shape == third.pixels.shape == (40, 60, 3)
    assert abs(int(first.pixels.mean()) - 90) <= 2 and abs(int(third.pixels.mean()) - 200) <= 2


@pytest.mark.parametrize(("content", "code"), [(b"<?xml version='1.0'?><a/>", "pages_not_movable"), (b"%PDF-1.7\nnothing", "pdf_damaged")])
def test_what_can_not_be_taken_apart_says_so(content: bytes, code: str) -> None:
    with pytest.raises(IntakeError) as refused:
        pages_as_pdf([PageRange(Document("some", content))], LIMITS)
    assert refused.value.code == code
    with pytest.raises(IntakeError):
        pages_as_pdf([PageRange(pdf_of(*[10] * 3))], Limits(pages=2))
