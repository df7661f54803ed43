from difflib import SequenceMatcher

from models.cascade_reader import CascadeReader
from models.geometry import Pixels
from models.text import TextLine

Page = tuple[Pixels, tuple[TextLine, ...]]


def test_clean_print_is_read_once(page: Page, cascade_reader: CascadeReader) -> None:
    pixels, drawn = page
    readings = cascade_reader.recognise_twice(pixels, cascade_reader.find(pixels))
    assert sorted(reading.line.text for reading in readings) == sorted(line.text for line in drawn)
    assert sum(reading.careful is None for reading in readings) > len(readings) / 2


def test_doubtful_print_is_read_twice_and_the_careful_reading_stands(worn_page: Page, cascade_reader: CascadeReader) -> None:
    pixels = worn_page[0]
    quads = cascade_reader.find(pixels)
    readings = cascade_reader.recognise_twice(pixels, quads)
    careful, quick = cascade_reader.careful.recognise(pixels, quads), cascade_reader.quick.recognise(pixels, quads)
    doubted = [index for index, reading in enumerate(readings) if reading.careful is not None]
    assert doubted
    assert [readings[index].line for index in doubted] == [careful[index] for index in doubted]
    assert tuple(reading.quick for reading in readings) == quick


def test_it_reads_as_any_reader_does(worn_page: Page, cascade_reader: CascadeReader) -> None:
    pixels = worn_page[0]
    quads = cascade_reader.find(pixels)
    lines = cascade_reader.recognise(pixels, quads)
    assert len(lines) == len(quads)
    assert cascade_reader.read(pixels) == tuple(line for line in lines if line.text)


def test_the_two_networks_go_by_their_own_names(cascade_reader: CascadeReader) -> None:
    assert {cascade_reader.quick.name, cascade_reader.careful.name} == {"PP-OCRv6_tiny", "PP-OCRv6_small"}


def test_fair_print_reads_as_the_careful_network_reads_it(page: Page, grey_page: Page, cascade_reader: CascadeReader) -> None:
    agreed = total = 0
    for pixels in (page[0], grey_page[0]):
        quads = cascade_reader.find(pixels)
        for line, careful in zip(cascade_reader.recognise(pixels, quads), cascade_reader.careful.recognise(pixels, quads), strict=True):
            agreed += sum(block.size for block in SequenceMatcher(None, line.text, careful.text, autojunk=False).get_matching_blocks())
            total += max(len(line.text), len(careful.text))
    assert total > 350
    assert agreed / total >= 0.995
