"""What stands in one place of a page, read again while somebody waits: where the file holds text that text, else what two networks see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from intake.document import Document, Page
from intake.entries.entry import is_entry
from intake.opening.limits import Limits
from intake.opening.open_pages import open_pages
from intake.stages.find_text import NO_RED, TEXT_LAYER
from intake.vision.rectify import as_transform, cut, flattening
from intake.vision.red_ink import red_mask, without_red
from models.geometry import Box, PageTransform, Pixels, Quad
from models.text import TextLine, TextReader

_MARGIN = 0.35
"""Of the place's height (of a line's, where it holds several), on each side: text finders pass over lines that touch the border."""
_MOST_MARGIN = 40.0
_LEAST_HEIGHT = 48.0
"""Pixels of the cut: smaller places are enlarged, lower lines are found badly."""
_MOST_SIDE = 2200.0
_RED_SHARE = 0.02
"""Of the cut: from so much red ink on it is read without it besides."""
_ENDS_LABEL = ":：¥￥"


@dataclass(frozen=True)
class ReadWord:
    """What is printed without a gap, a label apart from what follows it."""

    text: str
    quad: Quad
    """Pixels of the original page, as in results."""


@dataclass(frozen=True)
class ReadLine:
    text: str
    quad: Quad
    score: float
    """Mean of the character scores, 0..1."""
    words: tuple[ReadWord, ...]


@dataclass(frozen=True)
class PlaceReading:
    """What one reader saw there, its lines from top to bottom."""

    reader: str
    """Name of its weights, with `/no-red` for the picture without red ink; `text_layer` for text that is data."""
    lines: tuple[ReadLine, ...]

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)


def read_region(document: Document, number: int, place: Quad, limits: Limits, readers: Sequence[TextReader]) -> tuple[PlaceReading, ...] | None:
    """One reading for each reader, the first one's first, none for those that saw nothing; None where there is no such page, or it has no place (XML).

    `place`, in pixels of the original page, clockwise from the text's own top left: it says how the text is turned. Raises IntakeError.
    """
    if is_entry(document.content):
        return None
    page = next((page for page in open_pages(document, limits) if page.number == number), None)
    if page is None or (page.pixels is None and not page.lines):
        return None
    here = place.scaled(1 / page.reduction)
    found = _text_layer(page, here) if page.lines else _recognised(page.pixels, here, readers) if page.pixels is not None else ()
    return tuple(PlaceReading(reading.reader, tuple(_enlarged(line, page.reduction) for line in reading.lines)) for reading in found if reading.lines)


def _text_layer(page: Page, place: Quad) -> tuple[PlaceReading, ...]:
    """Of each line the words whose middle lies in the place."""
    box = place.box
    lines = []
    for line in page.lines:
        words = tuple(word for word in _words(line) if box.contains(word.quad.box.center))
        if words:
            lines.append(ReadLine(" ".join(word.text for word in words), line.quad, line.score, words))
    return (PlaceReading(TEXT_LAYER, tuple(sorted(lines, key=_from_the_top))),)


def _recognised(pixels: Pixels, place: Quad, readers: Sequence[TextReader]) -> Iterator[PlaceReading]:
    picture, transform, inside = _cut_out(pixels, place)
    quads = [quad for quad in readers[0].find(picture) if inside.contains(quad.box.center)] or [Quad.from_box(inside)]
    for reader in readers:
        yield _reading(reader.name, reader.recognise(picture, quads), transform)
    if np.count_nonzero(red_mask(picture)) > _RED_SHARE * picture.shape[0] * picture.shape[1]:
        yield _reading(readers[0].name + NO_RED, readers[0].recognise(without_red(picture), quads), transform)


def _cut_out(pixels: Pixels, place: Quad) -> tuple[Pixels, PageTransform, Box]:
    """The place upright with some of what is around it, how its pixels lie on the page, and where in it the place itself is."""
    width, height = max(place.width, 2.0), max(place.height, 2.0)
    scale = min(max(1.0, _LEAST_HEIGHT / height), _MOST_SIDE / max(width, height))
    margin = min(_MARGIN * height * scale, _MOST_MARGIN)
    inside = Box(margin, margin, margin + width * scale, margin + height * scale)
    size = (round(inside.right + margin) + 1, round(inside.bottom + margin) + 1)
    # Corners of the place in the cut -> corners on the page; what is around follows.
    straight = flattening((round(width * scale) + 1, round(height * scale) + 1), place)
    shifted = straight @ np.array([[1.0, 0.0, -margin], [0.0, 1.0, -margin], [0.0, 0.0, 1.0]])
    transform = as_transform(shifted)
    return cut(pixels, transform, size), transform, inside


def _reading(name: str, lines: Iterable[TextLine], transform: PageTransform) -> PlaceReading:
    """Sorted as they lie in the cut, then put onto the page."""
    upright = sorted((ReadLine(line.text, line.quad, line.score, tuple(_words(line))) for line in lines if line.text), key=_from_the_top)
    return PlaceReading(name, tuple(_moved(line, transform) for line in upright))


def _words(line: TextLine) -> Iterator[ReadWord]:
    """A line without known characters is one word."""
    if len(line.chars) != len(line.text):
        yield ReadWord(line.text.strip(), line.quad)
        return
    middles = [char.center for char in line.chars]
    borders = [0.0, *((left + right) / 2 for left, right in pairwise(middles)), 1.0]
    start = 0
    for place, char in enumerate(line.text):
        ends_here = char.isspace() or char in _ENDS_LABEL or place == len(line.text) - 1
        if not ends_here:
            continue
        end = place if char.isspace() else place + 1
        if end > start:
            yield ReadWord(line.text[start:end], line.quad.part(max(0.0, borders[start]), min(1.0, borders[end])))
        start = place + 1


def _from_the_top(line: ReadLine) -> tuple[int, float]:
    """Lines of about the same height from left to right."""
    left, middle = line.quad.box.left, line.quad.box.center[1]
    return round(middle / max(1.0, line.quad.height)), left


def _moved(line: ReadLine, transform: PageTransform) -> ReadLine:
    words = tuple(ReadWord(word.text, transform.quad_to_original(word.quad)) for word in line.words)
    return replace(line, quad=transform.quad_to_original(line.quad), words=words)


def _enlarged(line: ReadLine, reduction: float) -> ReadLine:
    return replace(line, quad=line.quad.scaled(reduction), words=tuple(ReadWord(word.text, word.quad.scaled(reduction)) for word in line.words))
