import numpy as np

from models.geometry import Box, Quad
from models.text import FakeTextReader, TextLine, TextReader

PICTURE = np.zeros((10, 10, 3), dtype=np.uint8)
HERE = TextLine("甲", Quad.from_box(Box(0, 0, 20, 10)), 0.9)


def test_a_fake_reader_answers_with_the_lines_it_was_given() -> None:
    reader: TextReader = FakeTextReader((HERE,))
    assert reader.read(PICTURE) == (HERE,)
    assert reader.find(PICTURE) == (HERE.quad,)


def test_it_reads_what_lies_in_the_places_it_is_asked_about() -> None:
    around, elsewhere = Quad.from_box(Box(-5, -5, 25, 15)), Quad.from_box(Box(100, 0, 120, 10))
    found = FakeTextReader((HERE,)).recognise(PICTURE, [elsewhere, around])
    assert found == (TextLine("", elsewhere, 0.0), HERE)
