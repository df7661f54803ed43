from collections.abc import Callable, Mapping
from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from intake.document import Document
from intake.errors import IntakeError
from intake.opening.draw_pages import draw_pages
from intake.opening.limits import Limits
from tests.intake.opening.pdf_samples import drawn, invoice

LIMITS = Limits()


def encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, kind, **options)  # type: ignore[arg-type]
    return buffer.getvalue()


def test_a_picture_is_its_own_page() -> None:
    pages = list(draw_pages(Document("a.png", encoded(Image.new("RGB", (300, 200), (10, 20, 30)), "PNG")), LIMITS))
    assert [number for number, _ in pages] == [1]
    assert pages[0][1].shape == (200, 300, 3)
    assert (pages[0][1][0, 0] == (30, 20, 10)).all(), "BGR"


def test_every_page_of_a_document_is_drawn_with_its_number() -> None:
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("white", "black", "red")]
    content = encoded(frames[0], "TIFF", save_all=True, append_images=frames[1:])
    assert [number for number, _ in draw_pages(Document("a.tiff", content), LIMITS)] == [1, 2, 3]


def test_a_pdf_with_text_is_drawn_although_reading_it_needs_no_picture() -> None:
    ((number, pixels),) = draw_pages(Document("a.pdf", drawn(invoice)), LIMITS)
    assert number == 1
    assert pixels.shape[2] == 3
    assert np.percentile(pixels, 0.5) < 128 < np.median(pixels), "there is print on paper"


def test_data_without_print_has_no_picture() -> None:
    xml = b"<EInvoice><Header><EIid>1</EIid></Header><EInvoiceData/></EInvoice>"
    try:
        assert list(draw_pages(Document("a.xml", xml), LIMITS)) == []
    except IntakeError as error:
        assert error.code == "not_an_invoice_xml"


def test_what_can_not_be_opened_can_not_be_drawn() -> None:
    with pytest.raises(IntakeError):
        list(draw_pages(Document("a.pdf", b"%PDF-1.7\nnothing"), LIMITS))
