"""A place of a page, read again: which lines count, where their words stand on the original, and whose text is taken."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from intake.document import Document
from intake.opening.limits import Limits
from intake.region_text import TEXT_LAYER, PlaceReading, read_region
from models.geometry import Box, Pixels, Quad
from models.text import CharScore, FakeTextReader, TextLine
from tests.api.pages.site import reading

PLACE = Box(100, 100, 300, 148)
"""As high as lines are read best: one pixel of the cut for one of the page."""
MARGIN = 0.35 * PLACE.height


def png(pixels: Pixels | None = None) -> Document:
    packed = BytesIO()
    shown = np.full((400, 600, 3), 255, np.uint8) if pixels is None else pixels
    Image.fromarray(shown[..., ::-1]).save(packed, "PNG")
    return Document("a.png", packed.getvalue())


def line(text: str, left: float, top: float, right: float, bottom: float) -> TextLine:
    """In pixels from the place's own top left, its characters evenly spread."""
    chars = tuple(CharScore(char, 0.9, (place + 0.5) / len(text)) for place, char in enumerate(text))
    return TextLine(text, Quad.from_box(Box(left + MARGIN, top + MARGIN, right + MARGIN, bottom + MARGIN)), 0.9, chars)


def read(reader: FakeTextReader, place: Quad | None = None, document: Document | None = None, page: int = 1) -> tuple[PlaceReading, ...]:
    found = read_region(document or png(), page, place or Quad.from_box(PLACE), Limits(), (reader,))
    assert found is not None
    return found


def test_words_stand_where_they_are_printed_and_a_label_is_a_word_of_its_own() -> None:
    reader = FakeTextReader((line("合计: 12.00", 0, 10, 180, 40),))
    (found,) = read(reader)
    label, value = found.lines[0].words
    assert (found.reader, found.text, label.text, value.text) == ("fake", "合计: 12.00", "合计:", "12.00")
    assert value.quad.box.left == pytest.approx(100 + 180 * 4 / 9, abs=1.5) and value.quad.box.right == pytest.approx(280, abs=1.5)
    assert (value.quad.box.top, value.quad.box.bottom) == (pytest.approx(110, abs=1.5), pytest.approx(140, abs=1.5))


def test_neighbours_whose_middle_lies_outside_are_left_out() -> None:
    reader = FakeTextReader((line("above", 0, -30, 100, -2), line("second", 0, 28, 100, 46), line("first", 0, 2, 100, 22)))
    assert read(reader)[0].text == "first\nsecond"


def test_a_place_that_is_upside_down_is_read_upright() -> None:
    a, b, c, d = Quad.from_box(PLACE).points
    (found,) = read(FakeTextReader((line("left right", 0, 10, 200, 40),)), Quad((c, d, a, b)))
    left, right = found.lines[0].words
    assert left.quad.box.center[0] > right.quad.box.center[0], "on the page it is the other way round"
    assert left.quad.box.center[1] == pytest.approx(148 - 25, abs=1.5)


def test_under_red_ink_it_is_read_without_the_ink_besides() -> None:
    pixels = np.full((400, 600, 3), 255, np.uint8)
    cv2.circle(pixels, (200, 124), 20, (60, 60, 220), 6)
    found = read(FakeTextReader((line("12.00", 0, 10, 180, 40),)), document=png(pixels))
    assert [each.reader for each in found] == ["fake", "fake/no-red"]


def test_who_saw_nothing_has_no_reading() -> None:
    assert read(FakeTextReader()) == ()


def test_text_that_the_file_holds_is_taken_as_it_is() -> None:
    field = reading("digital_special.pdf")["fields"]["seller_tax_id"]
    document = Document("a.pdf", Path("sample_images/digital_special.pdf").read_bytes())
    (found,) = read(FakeTextReader((line("misread", 0, 0, 100, 40),)), Quad.from_array(field["box"]), document)
    assert (found.reader, found.text) == (TEXT_LAYER, field["value"])


def test_there_is_no_text_on_a_page_that_there_is_not() -> None:
    assert read_region(png(), 2, Quad.from_box(PLACE), Limits(), (FakeTextReader(),)) is None
