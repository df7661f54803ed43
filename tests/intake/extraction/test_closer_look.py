from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from intake.extraction.closer_look import closer_look
from models.geometry import Box, Pixels, Quad
from models.text import FakeTextReader, TextLine, TextReader
from tests.builders import inked_page, text_line

HEIGHT = 24.0
PLACES = (Box(100, 100, 300, 140), Box(400, 100, 600, 140), Box(700, 100, 900, 140))


@dataclass
class Asked:
    """A reader that keeps what it was asked to read."""

    quads: list[Quad] = field(default_factory=list)
    name: str = "asked"

    def read(self, image: Pixels) -> tuple[TextLine, ...]:
        return ()

    def find(self, image: Pixels) -> tuple[Quad, ...]:
        return ()

    def recognise(self, image: Pixels, quads: Sequence[Quad]) -> tuple[TextLine, ...]:
        self.quads.extend(quads)
        return tuple(TextLine("7", quad, 0.9) for quad in quads)


def test_each_place_gets_its_own_answer() -> None:
    lines = (text_line("128.60", 120, 120, HEIGHT), text_line("3", 800, 120, HEIGHT))
    found = closer_look(FakeTextReader(lines), inked_page(lines), PLACES, HEIGHT)
    assert [line.text if line is not None else None for line in found] == ["128.60", None, "3"]


def test_ink_that_nobody_can_read_is_a_line_without_text() -> None:
    scribble = inked_page([text_line("~~~~", 120, 120, HEIGHT)])
    (line,) = closer_look(FakeTextReader(), scribble, PLACES[:1], HEIGHT)
    assert line is not None
    assert line.text == ""


def test_a_reader_is_not_asked_about_blank_paper() -> None:
    reader = Asked()
    assert closer_look(reader, np.full((300, 1000, 3), 255, dtype=np.uint8), PLACES, HEIGHT) == (None, None, None)
    assert reader.quads == []


def test_a_lone_digit_is_given_the_shape_of_a_short_line() -> None:
    reader: TextReader = Asked()
    pixels = inked_page([text_line("1", 180, 120, HEIGHT)])
    closer_look(reader, pixels, PLACES[:1], HEIGHT)
    assert isinstance(reader, Asked)
    (quad,) = reader.quads
    assert quad.height >= 0.8 * HEIGHT
    assert quad.width >= 0.8 * quad.height
    assert quad.box.contains((186, 120))
