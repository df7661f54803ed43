"""Reads lines of text: a quad of a picture -> its characters, each with score, place and what else it might be."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from math import ceil
from typing import Any

import cv2
import numpy as np
import yaml  # type: ignore[import-untyped]

from models.ctc import decode
from models.geometry import Pixels, Quad
from models.onnx_model import Model, Tensor
from models.text import TextLine

HEIGHT = 48
"""Pixels to which every line is scaled."""
MAX_WIDTH = 3200
"""Pixels. Longer lines are squeezed."""
PIXELS_PER_STEP = 8
"""The network gives one answer for this much of a line."""
PADDLEOCR_WIDTH = 320
"""Pixels to which PaddleOCR pads shorter lines."""
TALL, VERY_TALL = 1.5, 3.0
"""A place that is so many times as high as wide may hold, or surely holds, text that runs downwards (or lies on its side)."""
UPRIGHT_BONUS = 0.1
"""A single character is taken to stand upright unless it scores better by this much when turned: a narrow `1` is no column."""

Padding = Callable[[int], int]
"""Width of a line scaled to height 48 -> width to which it is padded, both in pixels."""


def hardly_padded(width: int) -> int:
    """To a multiple of 16: for engines that take any shape at once."""
    return ceil(width / 16) * 16


def coarsely_padded(width: int) -> int:
    """To one of four widths between a number and its double: for engines that compile for every new shape, and keep some 10 MiB for each."""
    step = 32
    while width > 8 * step:
        step *= 2
    return ceil(width / step) * step


def padded_like_paddleocr(width: int) -> int:
    """Short lines to 320, longer ones not at all. Reads what PaddleOCR reads; with less padding 0.4 % of the characters differ, no better or worse, in two
    thirds of the time.
    """
    return max(PADDLEOCR_WIDTH, width)


def read_alphabet(settings: bytes) -> tuple[str, ...]:
    """What each of the network's answers means, from the model's `inference.yml`: "" first; the blank, which isn't listed there, last."""
    listed: dict[str, Any] = yaml.load(settings, Loader=yaml.CSafeLoader)
    return ("", *listed["PostProcess"]["character_dict"], " ")


class TextRecognizer:
    """Reads given places of a picture.

    A line is padded to a width that follows from its own width alone, and only lines of the same padded width share a batch: what a line reads doesn't
    depend on the lines beside it.
    """

    def __init__(self, model: Model, alphabet: Sequence[str], padding: Padding, batch_size: int) -> None:
        self._model = model
        self._alphabet = alphabet
        self._padding = padding
        self._batch_size = batch_size

    def __call__(self, image: Pixels, quads: Sequence[Quad]) -> tuple[TextLine, ...]:
        """One line for each quad, in their order; text "" where nothing was read. Text that runs downwards has its quad start at the text's own top left."""
        places = [(index, way) for index, quad in enumerate(quads) for way in _ways(quad)]
        read = self._read([_strip(image, way) for _, way in places], [way for _, way in places])
        by_quad = groupby(zip(places, read, strict=True), key=lambda entry: entry[0][0])
        return tuple(_best([line for _, line in entries]) for _, entries in by_quad)

    def _read(self, strips: Sequence[Pixels], quads: Sequence[Quad]) -> list[TextLine]:
        results = [TextLine("", quad, 0.0) for quad in quads]
        by_width = sorted(range(len(strips)), key=lambda index: strips[index].shape[1])
        for padded, indices in groupby(by_width, key=lambda index: self._padding(strips[index].shape[1])):
            alike = list(indices)
            for start in range(0, len(alike), self._batch_size):
                chosen = alike[start : start + self._batch_size]
                for index, answer in zip(chosen, self._model(_batch([strips[index] for index in chosen], padded)), strict=True):
                    results[index] = self._line(quads[index], answer, strips[index].shape[1])
        return results

    def _line(self, quad: Quad, answer: Tensor, width: int) -> TextLine:
        chars, certainty = decode(answer, self._alphabet, width / PIXELS_PER_STEP)
        score = sum(char.score for char in chars) / len(chars) if chars else 0.0
        return TextLine("".join(char.char for char in chars), quad, score, chars, certainty)


def straightened(image: Pixels, quad: Quad) -> Pixels:
    """The quad's pixels as an upright picture of their own, in their own resolution."""
    a, b, c, d = (np.array(point) for point in quad.points)
    width = max(1, int(max(np.linalg.norm(a - b), np.linalg.norm(d - c))))
    height = max(1, int(max(np.linalg.norm(a - d), np.linalg.norm(b - c))))
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=np.float32)
    to_upright = cv2.getPerspectiveTransform(np.array(quad.points, dtype=np.float32), corners)
    upright = cv2.warpPerspective(image, to_upright, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(upright, dtype=np.uint8)


def _strip(image: Pixels, quad: Quad) -> Pixels:
    """The quad's pixels, straightened and scaled to height 48: (48, width, 3)."""
    upright = straightened(image, quad)
    height, width = upright.shape[:2]
    scaled = width * HEIGHT / height
    # Rounded as PaddleOCR does: a worn character may read differently in a strip that is one pixel wider.
    columns = ceil(scaled) if scaled <= PADDLEOCR_WIDTH else int(scaled)
    return np.asarray(cv2.resize(upright, (min(MAX_WIDTH, columns), HEIGHT), interpolation=cv2.INTER_LINEAR), dtype=np.uint8)


def _batch(strips: Sequence[Pixels], width: int) -> Tensor:
    """(lines, 3, 48, width) in -1..1, grey to the right of the print."""
    batch: Tensor = np.zeros((len(strips), 3, HEIGHT, width), dtype=np.float32)
    for row, strip in enumerate(strips):
        here = batch[row, :, :, : strip.shape[1]]
        np.multiply(strip.transpose(2, 0, 1), np.float32(1 / 127.5), out=here)
        here -= 1
    return batch


def _ways(quad: Quad) -> tuple[Quad, ...]:
    """How a place may be read: as it stands, turned so that its right side is the top, or either."""
    if quad.height < TALL * quad.width:
        return (quad,)
    a, b, c, d = quad.points
    turned = Quad((b, c, d, a))
    return (turned,) if quad.height >= VERY_TALL * quad.width else (quad, turned)


def _best(ways: Sequence[TextLine]) -> TextLine:
    if len(ways) == 1:
        return ways[0]
    upright, turned = ways
    bonus = UPRIGHT_BONUS if len(turned.text) == 1 else 0.0
    return turned if turned.score > upright.score + bonus else upright
