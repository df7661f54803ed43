from dataclasses import replace

import cv2
import numpy as np
import pytest

from intake.document import Format
from intake.evidence import Place
from intake.invoice import Code, Kind
from intake.reading import PrintedValue, Region, TextReading
from intake.stages.find_text import TEXT_LAYER
from intake.stages.measure_print import MeasurePrint
from models.geometry import Box, PageTransform, Pixels, Quad
from tests.builders import SMALL, reading_of, text_line
from tests.intake.vision.printed_figures import ROWS, Figure, blank, print_line, with_figure, with_grain

RAISED = with_figure(2, up=3.4)


def printed_region(total: list[Figure] | str, *, reader: str = SMALL, transform: PageTransform | None = None, kind: Format = Format.PHOTO) -> Region:
    """A picture with a total and seven values of goods, and where a reader saw them."""
    pixels = blank()
    lines = [print_line(pixels, total if index == 4 else text, 60, 50 + 45 * index, "total" if index == 4 else "items") for index, text in enumerate(ROWS)]
    values = tuple(PrintedValue(line.field, line.cells) for line in lines)
    read = tuple(text_line(text, 60, 40 + 45 * index) for index, text in enumerate(ROWS))
    outline = Quad.from_box(Box(0, 0, 700, 420))
    return Region(3, outline, kind, transform or PageTransform(), with_grain(pixels), readings=(TextReading(reader, read),), printed=values)


def measured(region: Region) -> Region:
    (result,) = MeasurePrint()(reading_of(region)).regions
    return result


def test_a_raised_figure_is_found_where_it_stands_on_the_page() -> None:
    twice = PageTransform(((2.0, 0.0, 100.0), (0.0, 2.0, 50.0), (0.0, 0.0, 1.0)))
    region = printed_region(RAISED, transform=twice)
    (trait,) = (trait for trait in measured(region).print_traits if trait.name == "baseline")
    cell = region.printed[4].chars[2][1]
    assert trait.field == "total"
    assert trait.place.page == 3
    assert trait.place.quad.box.contains((2 * cell.center[0] + 100, 2 * cell.center[1] + 50))
    assert trait.measured < -2


def test_values_of_the_goods_are_compared_with_but_not_reported() -> None:
    assert {trait.field for trait in measured(printed_region(RAISED)).print_traits} == {"total"}


def test_figures_among_the_words_of_a_goods_line_are_taken_for_comparison() -> None:
    region = printed_region(RAISED)
    in_words = tuple(
        replace(value, chars=(("餐", Box(10, box.top, 40, box.bottom)), *value.chars)) if value.field == "items" else value
        for value in region.printed
        for box in (value.chars[0][1],)
    )
    assert "baseline" in {trait.name for trait in measured(replace(region, printed=in_words)).print_traits}


@pytest.mark.parametrize("missing", ["pixels", "readings"])
def test_a_region_without_picture_or_text_stays_as_it_is(missing: str) -> None:
    region = replace(printed_region(RAISED), **{missing: None if missing == "pixels" else ()})
    assert measured(region) == region


def test_print_that_is_data_is_not_measured() -> None:
    assert measured(printed_region(RAISED, reader=TEXT_LAYER)).print_traits == ()


def test_the_stage_keeps_everything_else() -> None:
    region = printed_region(RAISED)
    assert replace(measured(region), print_traits=(), large_marks=()) == region


def stamped(pixels: Pixels, colour: tuple[int, int, int] = (60, 60, 60)) -> Pixels:
    """Three large letters written over the middle of the page."""
    pixels = pixels.copy()
    for index, letter in enumerate("VXO"):
        cv2.putText(pixels, letter, (180 + 110 * index, 270), cv2.FONT_HERSHEY_SIMPLEX, 4, colour, 14, cv2.LINE_AA)
    return pixels


def test_large_letters_across_the_page_are_found() -> None:
    region = printed_region(ROWS[4])
    marks = measured(replace(region, pixels=stamped(region.pixels))).large_marks if region.pixels is not None else ()
    assert len(marks) >= 2
    assert all(Box(120, 150, 520, 300).overlap(mark.quad.box) > 0.8 * mark.quad.box.area for mark in marks)


def test_print_of_the_usual_size_is_no_mark() -> None:
    assert measured(printed_region(ROWS[4])).large_marks == ()


def test_a_red_seal_is_no_mark() -> None:
    region = printed_region(ROWS[4])
    assert region.pixels is not None
    assert measured(replace(region, pixels=stamped(region.pixels, (40, 40, 220)))).large_marks == ()


def test_a_qr_code_is_no_mark() -> None:
    region = printed_region(ROWS[4])
    assert region.pixels is not None
    pixels = region.pixels.copy()
    modules = np.random.default_rng(1).integers(0, 2, (21, 21)).astype(np.uint8) * 200 + 20
    pixels[150:276, 300:426] = cv2.resize(modules, (126, 126), interpolation=cv2.INTER_NEAREST)[..., None]
    code = Code("01,10", "zxing", Place(3, Quad.from_box(Box(300, 150, 426, 276))))
    assert measured(replace(region, pixels=pixels, codes=(code,))).large_marks == ()


def test_marks_are_looked_for_on_pages_whose_text_is_data() -> None:
    region = printed_region(ROWS[4], reader=TEXT_LAYER)
    assert region.pixels is not None
    assert measured(replace(region, pixels=stamped(region.pixels))).large_marks


def test_the_total_of_a_ticket_is_compared_with_all_that_its_printer_filled_in() -> None:
    pale = [Figure(char, colour=(140, 140, 140)) for char in ROWS[4]]
    region = printed_region(pale)
    names = ("car_number", "time_on", "time_off", "unit_price", "total", "mileage", "seat", "seat_class")
    ticket = replace(region, printed=tuple(replace(value, field=name) for name, value in zip(names, region.printed, strict=True)))
    assert "value_ink" in {trait.name for trait in measured(replace(ticket, kind=Kind.TAXI)).print_traits}
    assert "value_ink" not in {trait.name for trait in measured(replace(ticket, kind=Kind.VAT_GENERAL)).print_traits}
