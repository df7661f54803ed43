"""Both engines are held to the same text, on the same weights, at the same size."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from pathlib import Path

import cv2
import numpy as np
import pytest

from models.geometry import Pixels
from models.onnx_reader import OnnxTextReader, load_onnx_reader
from models.paddle_reader import PaddleTextReader, load_paddle_reader
from models.text import TextLine

pytestmark = pytest.mark.slow

Page = tuple[Pixels, tuple[TextLine, ...]]
FULL_SIZE = 4000
SAMPLES = Path(__file__).parents[2] / "sample_images"
SHARE_OF_SAMPLES = 8
"""Every so many-th sample picture is read by both engines."""


@pytest.fixture(scope="module")
def paddle_reader() -> PaddleTextReader:
    return load_paddle_reader(detector_side=FULL_SIZE)


@pytest.fixture(scope="module")
def full_size_reader() -> OnnxTextReader:
    return load_onnx_reader(detector_side=FULL_SIZE)


def equal_characters(lines: Sequence[TextLine], others: Sequence[TextLine]) -> tuple[int, int]:
    """How many characters agree, line by line at the same place, and how many there are."""
    agreed = 0
    for line in lines:
        there = [other for other in others if other.quad.box.contains(line.quad.box.center)]
        agreed += max((_common(line.text, other.text) for other in there), default=0)
    return agreed, max(sum(len(line.text) for line in lines), sum(len(line.text) for line in others))


def _common(text: str, other: str) -> int:
    return sum(block.size for block in SequenceMatcher(None, text, other, autojunk=False).get_matching_blocks())


def test_both_engines_read_the_same_print(page: Page, grey_page: Page, paddle_reader: PaddleTextReader, full_size_reader: OnnxTextReader) -> None:
    agreed = total = 0
    for pixels in (page[0], grey_page[0]):
        same, of = equal_characters(paddle_reader.read(pixels), full_size_reader.read(pixels))
        agreed, total = agreed + same, total + of
    assert total > 350
    assert agreed / total >= 0.999


def test_both_engines_read_the_same_on_samples(paddle_reader: PaddleTextReader, full_size_reader: OnnxTextReader) -> None:
    pictures = sorted(file for file in SAMPLES.rglob("*") if file.suffix in {".jpg", ".png"})[::SHARE_OF_SAMPLES]
    if not pictures:
        pytest.skip("no sample pictures here")
    agreed = total = 0
    for file in pictures:
        pixels = np.asarray(cv2.imread(str(file)), dtype=np.uint8)
        same, of = equal_characters(paddle_reader.read(pixels), full_size_reader.read(pixels))
        agreed, total = agreed + same, total + of
    assert agreed / total >= 0.999


def test_it_follows_the_protocol(page: Page, paddle_reader: PaddleTextReader) -> None:
    pixels, drawn = page
    quads = paddle_reader.find(pixels)
    lines = paddle_reader.recognise(pixels, quads)
    assert [line.quad for line in lines] == list(quads)
    assert sorted(line.text for line in lines) == sorted(line.text for line in drawn)
    assert paddle_reader.recognise(pixels, []) == ()


def test_without_characters_of_its_own_it_spreads_them_evenly(page: Page, paddle_reader: PaddleTextReader) -> None:
    for line in paddle_reader.read(page[0]):
        assert [char.char for char in line.chars] == list(line.text)
        assert {char.score for char in line.chars} == {line.score}
        assert [char.center for char in line.chars] == pytest.approx([(index + 0.5) / len(line.text) for index in range(len(line.text))])
