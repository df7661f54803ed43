from collections.abc import Callable

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.geometry import Box, Pixels, Quad
from models.manifest import WEIGHTS_DIRECTORY
from models.onnx_model import openvino_is_installed
from models.onnx_reader import OnnxTextReader, load_onnx_reader, load_recognizer
from models.text import TextLine
from models.text_recognizer import coarsely_padded, hardly_padded, padded_like_paddleocr

Page = tuple[Pixels, tuple[TextLine, ...]]
Draw = Callable[[list[tuple[str, float, float, int]], int, int], Page]


def at(lines: tuple[TextLine, ...], box: Box) -> TextLine:
    """The line whose place holds the middle of a box."""
    return next(line for line in lines if line.quad.box.contains(box.center))


def texts(lines: tuple[TextLine, ...]) -> list[str]:
    return sorted(line.text for line in lines)


def test_clean_print_is_read_word_for_word(page: Page, small_reader: OnnxTextReader) -> None:
    pixels, drawn = page
    assert texts(small_reader.read(pixels)) == texts(drawn)


def test_every_quad_holds_its_print_and_little_more(page: Page, small_reader: OnnxTextReader) -> None:
    pixels, drawn = page
    found = small_reader.read(pixels)
    for line in drawn:
        box, seen = line.quad.box, at(found, line.quad.box).quad.box
        assert seen.overlap(box) > 0.9 * box.area
        assert seen.width < box.width + 2 * box.height
        assert seen.height < 2.2 * box.height


def test_characters_lie_where_they_were_drawn(page: Page, small_reader: OnnxTextReader) -> None:
    """Within half a Chinese character."""
    pixels, drawn = page
    found = small_reader.read(pixels)
    for line in drawn:
        seen, left, width = at(found, line.quad.box), line.quad.box.left, line.quad.box.width
        assert [char.char for char in seen.chars] == list(line.text)
        for char, true in zip(seen.chars, line.chars, strict=True):
            x = seen.quad.part(char.center, char.center).box.left
            assert abs(x - (left + true.center * width)) < 0.5 * line.quad.box.height, (line.text, char)


def test_characters_carry_scores_and_alternatives(worn_page: Page, small_reader: OnnxTextReader) -> None:
    lines = small_reader.read(worn_page[0])
    chars = [char for line in lines for char in line.chars]
    assert all(line.text == "".join(char.char for char in line.chars) for line in lines)
    assert all(line.score == pytest.approx(np.mean([char.score for char in line.chars])) for line in lines)
    assert all(0 < char.score <= 1 for char in chars)
    assert any(char.alternatives for char in chars)
    for char in chars:
        probabilities = [probability for _, probability in char.alternatives]
        assert probabilities == sorted(probabilities, reverse=True)
        assert char.char not in [other for other, _ in char.alternatives]
        assert len(probabilities) <= 3
        assert char.score + sum(probabilities) < 1.001


def test_what_a_line_reads_does_not_depend_on_the_lines_read_with_it(worn_page: Page, small_reader: OnnxTextReader) -> None:
    pixels = worn_page[0]
    quads = small_reader.find(pixels)
    in_batches = load_recognizer(WEIGHTS_DIRECTORY, "small", "onnxruntime", 1, coarsely_padded, batch_size=6)
    alone = load_recognizer(WEIGHTS_DIRECTORY, "small", "onnxruntime", 1, coarsely_padded, batch_size=1)
    together = in_batches(pixels, quads)
    one_by_one = [alone(pixels, [quad])[0] for quad in quads]
    assert [line.text for line in together] == [line.text for line in one_by_one]
    for line, same in zip(together, one_by_one, strict=True):
        assert [char.score for char in line.chars] == pytest.approx([char.score for char in same.chars], abs=1e-3)


def test_reading_is_finding_and_recognising(page: Page, small_reader: OnnxTextReader) -> None:
    pixels = page[0]
    assert small_reader.read(pixels) == small_reader.recognise(pixels, small_reader.find(pixels))


def test_places_are_answered_in_their_order_also_empty_ones(page: Page, small_reader: OnnxTextReader) -> None:
    pixels, drawn = page
    blank = Quad.from_box(Box(700, 30, 950, 70))
    places = [Quad.from_box(drawn[3].quad.box.inflated(4, 4)), blank, Quad.from_box(drawn[0].quad.box.inflated(4, 4))]
    lines = small_reader.recognise(pixels, places)
    assert [line.text for line in lines] == [drawn[3].text, "", drawn[0].text]
    assert (lines[1].quad, lines[1].score) == (blank, 0.0)


def test_no_places_are_no_lines(page: Page, small_reader: OnnxTextReader) -> None:
    assert small_reader.recognise(page[0], []) == ()
    assert small_reader.read(np.full((300, 400, 3), 255, dtype=np.uint8)) == ()


def test_a_lonely_narrow_digit_is_found_and_read_upright(draw: Draw, small_reader: OnnxTextReader) -> None:
    """The quantity of a line item is often a single 1."""
    pixels, drawn = draw([("次", 300, 100, 26), ("1", 520, 100, 26), ("7", 640, 100, 22)], 900, 220)
    lines = small_reader.read(pixels)
    for line in drawn:
        seen = at(lines, line.quad.box)
        assert seen.text == line.text
        assert abs(seen.quad.angle) < 1


def test_print_that_runs_downwards_is_read_with_its_own_top_left_first(draw: Draw, small_reader: OnnxTextReader) -> None:
    pixels, _ = draw([("销", 100, 60, 30), ("售", 100, 94, 30), ("方", 100, 128, 30)], 400, 240)
    (line,) = small_reader.read(pixels)
    assert line.text == "销售方"
    assert line.quad.angle == pytest.approx(90, abs=3)
    assert line.quad.points[0][0] > line.quad.points[3][0]


@pytest.mark.parametrize("degrees", [-6, 6])
def test_skewed_print_is_read_and_its_quads_are_skewed(page: Page, small_reader: OnnxTextReader, degrees: float) -> None:
    pixels, drawn = page
    turn = cv2.getRotationMatrix2D((500, 360), -degrees, 1.0)
    skewed = cv2.warpAffine(pixels, turn, (1000, 720), flags=cv2.INTER_CUBIC, borderValue=(255, 255, 255))
    lines = [line for line in small_reader.read(np.asarray(skewed, dtype=np.uint8)) if len(line.text) > 12]
    assert len(lines) >= 6
    assert {line.text for line in lines} <= {line.text for line in drawn}
    assert all(line.quad.angle == pytest.approx(degrees, abs=1) for line in lines)


def test_a_bounded_detector_still_answers_in_pixels_of_the_picture(page: Page, small_reader: OnnxTextReader) -> None:
    pixels, drawn = page
    large = np.asarray(cv2.resize(pixels, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)
    lines = small_reader.read(large)
    assert texts(lines) == texts(drawn)
    widest = max(drawn, key=lambda line: line.quad.width)
    box = widest.quad.box
    seen = at(lines, Box(2 * box.left, 2 * box.top, 2 * box.right, 2 * box.bottom))
    assert seen.quad.width == pytest.approx(2 * box.width, rel=0.1)


def test_names_tell_the_weights(small_reader: OnnxTextReader) -> None:
    assert small_reader.name == "PP-OCRv6_small"
    assert load_onnx_reader(size="tiny").name == "PP-OCRv6_tiny"


@pytest.mark.slow
@pytest.mark.skipif(not openvino_is_installed(), reason="the optional package openvino isn't installed")
def test_openvino_reads_the_same(page: Page) -> None:
    pixels, drawn = page
    assert texts(load_onnx_reader(engine="openvino").read(pixels)) == texts(drawn)


@given(st.integers(1, 3200))
def test_padding_never_cuts_and_wastes_little(width: int) -> None:
    assert width <= hardly_padded(width) < width + 16
    assert width <= coarsely_padded(width) < width + max(32, width / 4 + 1)
    assert padded_like_paddleocr(width) == max(width, 320)


def test_coarse_padding_leaves_few_widths() -> None:
    assert len({coarsely_padded(width) for width in range(1, 3201)}) < 25
