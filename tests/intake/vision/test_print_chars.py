import cv2
import numpy as np
import pytest

from intake.vision.print_chars import CharTable, measure_lines
from intake.vision.print_film import PrintedLine
from models.geometry import Box, Pixels
from tests.intake.vision.printed_figures import PITCH, SIZE, Figure, blank, print_line, with_grain


def measured(pixels: Pixels, line: PrintedLine) -> CharTable:
    table = measure_lines(pixels, (line,))
    assert table is not None
    return table


def test_every_figure_is_found_between_its_neighbours() -> None:
    pixels = blank()
    line = print_line(pixels, "4711530269", 80, 100)
    table = measured(pixels, line)
    assert "".join(table.chars) == "4711530269"
    for (_, cell), left, right in zip(line.cells, table.left, table.right, strict=True):
        assert cell.left - 3 <= left < right <= cell.right + 3


def test_a_point_is_no_character_of_its_own() -> None:
    pixels = blank()
    table = measured(pixels, print_line(pixels, "1380.24", 80, 100))
    assert "".join(table.chars) == "138024"


def test_figures_are_told_apart_where_the_reader_saw_them_half_a_character_off() -> None:
    pixels = blank()
    line = print_line(pixels, "4711530269", 80, 100)
    right = measured(pixels, line)
    shifted = PrintedLine("total", tuple((char, Box(box.left + 6, box.top, box.right + 6, box.bottom)) for char, box in line.cells))
    assert np.allclose(measured(pixels, shifted).middle, right.middle, atol=1.5)


def test_figures_that_touch_are_parted_at_even_distances() -> None:
    pixels = cv2.GaussianBlur(blank(), (0, 0), 1)
    line = print_line(pixels, [Figure(char, blur=2.6, weight=8) for char in "4806530269"], 80, 100)
    table = measured(pixels, line)
    assert np.abs(np.diff(table.middle) - PITCH).max() < 4


def test_the_foot_of_a_figure_is_found_to_a_part_of_a_pixel() -> None:
    pixels = blank()
    table = measured(pixels, print_line(pixels, [Figure(char, up=0.5 if index == 4 else 0.0) for index, char in enumerate("080808080")], 80, 100))
    feet = table.bottom[0::2]
    assert feet[2] - np.median(np.delete(feet, 2)) == pytest.approx(-0.5, abs=0.2)


def test_a_rule_below_the_print_is_not_part_of_it() -> None:
    pixels, ruled = blank(), blank()
    plain = measured(pixels, print_line(pixels, "4711530269", 80, 100))
    line = print_line(ruled, "4711530269", 80, 100)
    cv2.line(ruled, (20, 108), (500, 108), (40, 40, 40), 2)
    assert np.allclose(measured(ruled, line).bottom, plain.bottom, atol=0.3)


def test_a_leaning_line_is_measured_where_it_lies() -> None:
    pixels = blank()
    table = measured(pixels, print_line(pixels, "0808080808", 80, 100, slope=0.03))
    assert table.bottom[9] - table.bottom[1] == pytest.approx(0.03 * 8 * PITCH, abs=0.5)


def test_print_too_small_to_differ_is_left_out() -> None:
    pixels = blank()
    line = print_line(pixels, "4711530269", 80, 100)
    shrunk = PrintedLine("total", tuple((char, Box(box.left / 5, box.top / 5, box.right / 5, box.bottom / 5)) for char, box in line.cells))
    assert measure_lines(cv2.resize(pixels, None, fx=0.2, fy=0.2), (shrunk,)) is None


def test_bare_paper_where_print_was_read_is_left_out() -> None:
    line = print_line(blank(), "4711530269", 80, 100)
    assert measure_lines(with_grain(blank()), (line,)) is None


def test_a_line_that_leaves_the_picture_is_left_out() -> None:
    pixels = blank()
    line = print_line(pixels, "4711530269", 80, 60)
    moved = PrintedLine("total", tuple((char, Box(box.left, box.top - 60, box.right, box.bottom - 60)) for char, box in line.cells))
    assert measure_lines(pixels, (moved,)) is None


def test_traits_say_what_is_printed() -> None:
    pixels = blank()
    bold = [Figure(char, weight=2 if index < 5 else 7) for index, char in enumerate("0808080808")]
    blue = [Figure(char, colour=(200, 60, 40)) for char in "0808080808"]
    pale = [Figure(char, colour=(130, 130, 130)) for char in "0808080808"]
    soft = [Figure(char, blur=1.6) for char in "0808080808"]
    lines = tuple(print_line(pixels, text, 80, 60 + 60 * index) for index, text in enumerate((bold, blue, pale, soft)))
    table = measure_lines(pixels, lines)
    assert table is not None
    rows = [np.flatnonzero(table.line == line) for line in range(4)]
    assert table.stroke[rows[0][5:]].min() > 1.2 * table.stroke[rows[0][:5]].max()
    assert table.blue[rows[1]].min() > 100 > np.abs(table.blue[rows[0]]).max()
    assert table.ink[rows[2]].max() < 0.75 * table.ink[rows[1]].min()
    assert table.edge[rows[3]].max() < 0.8 * table.edge[rows[1]].min()
    assert table.bottom[rows[1]] - table.top[rows[1]] == pytest.approx(1.15 * SIZE, abs=2)


def test_grain_and_level_of_the_paper_are_those_of_the_camera() -> None:
    pixels = blank()
    line = print_line(pixels, "4711530269", 80, 100)
    table = measured(with_grain(pixels), line)
    assert np.nanmedian(table.noise) == pytest.approx(3.0, rel=0.25)
    assert np.nanmedian(table.paper) == pytest.approx(225, abs=2)
    assert table.paper_beside == pytest.approx(225, abs=2)


def test_paper_under_a_red_seal_has_no_level_and_no_colour() -> None:
    pixels = blank()
    line = print_line(pixels, "4711530269", 80, 100)
    red = pixels.copy()
    part = red[60:120, 80 + 6 * PITCH : 80 + 8 * PITCH]
    part[..., :2] = part[..., :2] * 0.7
    table = measured(red, line)
    assert np.isnan(table.paper[6:8]).all()
    assert np.isnan(table.blue[6:8]).all()
    assert not np.isnan(table.paper[:5]).any()


def test_red_print_is_measured_where_it_is_dark() -> None:
    pixels = blank()
    red = print_line(pixels, [Figure(char, colour=(60, 60, 210)) for char in "4711530269"], 80, 100)
    black = print_line(pixels, "4711530269", 80, 200)
    table = measure_lines(with_grain(pixels), (red, black))
    assert table is not None
    rows = [np.flatnonzero(table.line == line) for line in range(2)]
    assert [set(table.channel[row].tolist()) for row in rows] == [{1}, {2}]
    assert not np.isnan(table.ink[rows[0]]).any()
    assert table.bottom[rows[0]] - table.top[rows[0]] == pytest.approx(table.bottom[rows[1]] - table.top[rows[1]], abs=1)


def test_a_line_whose_characters_run_together_is_measured_as_a_whole() -> None:
    pixels = blank()
    smeared = print_line(pixels, [Figure(char, blur=9.0, weight=20) for char in "8888888888"], 80, 100)
    plain = print_line(pixels, "4711530269", 80, 200)
    table = measure_lines(pixels, (smeared, plain))
    assert table is not None
    assert not (table.line == 0).any()
    assert table.wholes.edge[0] < 0.8 * table.wholes.edge[1]
    assert table.line_box(0).left == pytest.approx(80, abs=1)
