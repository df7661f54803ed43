"""A second look at places where no text was found: is anything printed there, and what?"""

from __future__ import annotations

from collections.abc import Sequence

from intake.vision.cell_ink import ink_in
from intake.vision.lighting import darkened
from models.geometry import Box, Pixels, Quad
from models.text import TextLine, TextReader

_MARGIN = 0.22
"""Of the text height, left free around the ink for the recogniser."""


def closer_look(reader: TextReader, pixels: Pixels, places: Sequence[Box], text_height: float, known: Sequence[Box] = ()) -> tuple[TextLine | None, ...]:
    """For each place the text printed there; None where there is no ink but what is `known`, a line with text "" where there is ink nobody can read."""
    inked = [ink_in(pixels, place, text_height, known) for place in places]
    quads = [Quad.from_box(_with_margin(box, text_height)) for box in inked if box is not None]
    lines = iter(reader.recognise(pixels, quads)) if quads else iter(())
    return tuple(next(lines) if box is not None else None for box in inked)


def read_faint(reader: TextReader, pixels: Pixels) -> tuple[TextLine, ...]:
    """All lines of a picture whose print is faint, found and read with the print darkened."""
    picture = darkened(pixels)
    return tuple(line for line in reader.recognise(picture, reader.find(picture)) if line.text)


def _with_margin(box: Box, text_height: float) -> Box:
    """Lone digits are given the proportions of a short line, as the recogniser knows them."""
    height = max(box.height, 0.8 * text_height)
    middle = box.center[1]
    grown = Box(box.left, middle - height / 2, box.right, middle + height / 2)
    return grown.inflated(max(_MARGIN, 0.5 * (1.2 - min(1.2, box.width / height))) * height, _MARGIN * height)
