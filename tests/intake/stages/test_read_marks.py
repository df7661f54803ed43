from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from intake.evidence import Place
from intake.reading import Region, TextReading
from intake.stages.find_text import TEXT_LAYER
from intake.stages.read_marks import REDUCED, ReadMarks
from models.geometry import Box, Pixels, Quad
from models.text import FakeTextReader, TextLine
from tests.builders import SMALL, reading_of, region_of, text_line, vat_page
from tests.intake.anomaly.found_invoices import found_in, scanned, unusual

PRINT = tuple(text_line("价税合计", 100, 100 + 60 * row, height=24) for row in range(5))
"""On a page four times as wide as the picture in which marks are read."""


def read(line: TextLine, pixels: Pixels | None = None) -> Region:
    page = np.full((1400, 1664, 3), 255, np.uint8) if pixels is None else pixels
    (region,) = ReadMarks(FakeTextReader((line,), SMALL))(reading_of(region_of(PRINT, pixels=page))).regions
    return region


def test_letters_twice_as_high_as_print_are_read_and_stand_where_they_are_on_the_page() -> None:
    region = read(text_line("作废", 200, 150, height=30))
    (line,) = region.readings[-1].lines
    assert region.readings[-1].reader == SMALL + REDUCED
    assert line.text == "作废"
    assert line.quad.height == pytest.approx(120, rel=0.02)
    assert line.quad.box.left == pytest.approx(800, rel=0.02)


def test_a_mark_that_was_read_is_a_feature_of_the_page() -> None:
    scan = scanned(vat_page())
    marked = ReadMarks(FakeTextReader((text_line("已作废", 200, 150, height=40),), SMALL))
    (region,) = marked(reading_of(replace(scan, pixels=np.full((1400, 1664, 3), 255, np.uint8)))).regions
    found = found_in(scan)
    assert "mark.void" in unusual(replace(found, regions=(region,)))
    assert "mark.void" not in unusual(found)


@pytest.mark.parametrize(
    "line", [text_line("价税合计", 200, 150, height=8), text_line("作废", 200, 150, height=30, score=0.3), text_line("", 200, 150, height=30)]
)
def test_print_and_what_is_not_legible_add_nothing(line: TextLine) -> None:
    assert len(read(line).readings) == 1


def test_a_page_whose_text_is_data_is_read_again_only_where_a_large_mark_was_seen() -> None:
    drawn = replace(region_of(PRINT, pixels=np.full((1400, 1664, 3), 255, np.uint8)), readings=(TextReading(TEXT_LAYER, PRINT),))
    seen = replace(drawn, large_marks=(Place(1, Quad.from_box(Box(800, 600, 1200, 760))),))
    marks = ReadMarks(FakeTextReader((text_line("作废", 200, 150, height=30),), SMALL))
    without, found = (marks(reading_of(region)).regions[0] for region in (drawn, seen))
    assert [len(region.readings) for region in (without, found)] == [1, 2]


def test_a_picture_that_is_small_already_is_not_read_again() -> None:
    assert len(read(text_line("作废", 200, 150, height=90), np.full((350, 416, 3), 255, np.uint8)).readings) == 1


def test_the_record_stays_the_first_reading() -> None:
    assert read(text_line("作废", 200, 150, height=30)).lines == PRINT
