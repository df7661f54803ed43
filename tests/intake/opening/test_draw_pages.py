from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from intake.document import PAGE_DPI, Document
from intake.errors import IntakeError
from intake.opening.draw_pages import draw_pages
from intake.opening.limits import Limits
from tests.intake.opening.pdf_samples import drawn, invoice

LIMITS = Limits()
SAMPLES = Path(__file__).parents[3] / "sample_images"


def encoded(picture: Image.Image, kind: str, **options: object) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def test_a_picture_is_its_own_page() -> None:
    ((number, pixels, reduction),) = draw_pages(Document("a.png", encoded(Image.new("RGB", (300, 200), (10, 20, 30)), "PNG")), LIMITS)
    assert (number, pixels.shape, reduction) == (1, (200, 300, 3), 1.0)
    assert (pixels[0, 0] == (30, 20, 10)).all(), "BGR"


def test_a_very_large_picture_tells_by_how_much_it_is_reduced() -> None:
    content = encoded(Image.new("RGB", (1200, 800), "white"), "PNG")
    ((_, pixels, reduction),) = draw_pages(Document("a.png", content), replace(LIMITS, page_pixels=240_000))
    assert reduction == pytest.approx(2.0)
    assert pixels.shape[1] * reduction == pytest.approx(1200, abs=reduction)


def test_every_page_of_a_document_is_drawn_with_its_number() -> None:
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("white", "black", "red")]
    content = encoded(frames[0], "TIFF", save_all=True, append_images=frames[1:])
    assert [number for number, _, _ in draw_pages(Document("a.tiff", content), LIMITS)] == [1, 2, 3]


def test_a_pdf_with_text_is_drawn_although_reading_it_needs_no_picture() -> None:
    ((number, pixels, _),) = draw_pages(Document("a.pdf", drawn(invoice)), LIMITS)
    assert number == 1
    assert pixels.shape[2] == 3
    assert np.percentile(pixels, 0.5) < 128 < np.median(pixels), "there is print on paper"


def test_data_without_print_has_no_picture() -> None:
    sample = SAMPLES / "digital_special.xml"
    if not sample.exists():
        pytest.skip("sample_images has no XML invoice")
    assert list(draw_pages(Document(sample.name, sample.read_bytes()), LIMITS)) == []


def test_an_ofd_file_is_drawn_for_people_although_reading_it_needs_no_picture() -> None:
    sample = SAMPLES / "e_general.ofd"
    if not sample.exists():
        pytest.skip("sample_images has no OFD invoice")
    ((number, pixels, reduction),) = draw_pages(Document(sample.name, sample.read_bytes()), LIMITS)
    assert (number, reduction) == (1, 1.0)
    assert pixels.shape[1] == pytest.approx(210 / 25.4 * PAGE_DPI, rel=0.02)


def test_what_can_not_be_opened_can_not_be_drawn() -> None:
    with pytest.raises(IntakeError):
        list(draw_pages(Document("a.pdf", b"%PDF-1.7\nnothing"), LIMITS))
