"""Both engines are held to the same text, on the same weights, at the same size."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from pathlib import Path

import cv2
import numpy as np
import pytest

from models.geometry import Pixels
from models.onnx_reader import DETECTOR_SIDE, OnnxTextReader, load_onnx_reader
from models.paddle_reader import PaddleTextReader, load_paddle_reader
from models.text import TextLine

pytestmark = pytest.mark.slow(seconds=90)

Page = tuple[Pixels, tuple[TextLine, ...]]
INVOICE_SIDE = 1600
SAMPLES = Path(__file__).parents[2] / "sample_images"


@pytest.fixture(scope="module")
def paddle_reader() -> PaddleTextReader:
    return load_paddle_reader(detector_side=DETECTOR_SIDE)


@pytest.fixture(scope="module")
def our_reader() -> OnnxTextReader:
    return load_onnx_reader()


@pytest.fixture(scope="module")
def pictures() -> list[Pixels]:
    """Every third sample picture, since paddleocr takes seconds for each; reduced to the size at which invoices are read."""
    files = sorted(file for file in SAMPLES.rglob("*") if file.suffix in {".jpg", ".png"})[::3]
    if not files:
        pytest.skip("no sample pictures here")
    return [_reduced(np.asarray(cv2.imread(str(file)), dtype=np.uint8)) for file in files]


def _reduced(pixels: Pixels) -> Pixels:
    factor = min(1.0, INVOICE_SIDE / max(pixels.shape[:2]))
    return np.asarray(cv2.resize(pixels, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def agreement(lines: Sequence[TextLine], others: Sequence[TextLine]) -> tuple[int, int]:
    """How many characters agree, line by line at the same place, and how many there are."""
    agreed = 0
    for line in lines:
        there = [other for other in others if other.quad.box.contains(line.quad.box.center)]
        agreed += max((_common(line.text, other.text) for other in there), default=0)
    return agreed, max(sum(len(line.text) for line in lines), sum(len(line.text) for line in others))


def _common(text: str, other: str) -> int:
    return sum(block.size for block in SequenceMatcher(None, text, other, autojunk=False).get_matching_blocks())


def share(counts: Sequence[tuple[int, int]]) -> float:
    return sum(agreed for agreed, _ in counts) / sum(total for _, total in counts)


def test_both_engines_read_the_same_print(page: Page, grey_page: Page, paddle_reader: PaddleTextReader, our_reader: OnnxTextReader) -> None:
    both = [(paddle_reader.read(pixels), our_reader.read(pixels)) for pixels in (page[0], grey_page[0])]
    assert sum(len(line.text) for lines, _ in both for line in lines) > 350
    assert share([agreement(lines, others) for lines, others in both]) >= 0.999


def test_both_engines_read_the_same_on_samples(pictures: list[Pixels], paddle_reader: PaddleTextReader, our_reader: OnnxTextReader) -> None:
    assert share([agreement(paddle_reader.read(pixels), our_reader.read(pixels)) for pixels in pictures]) >= 0.999


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
