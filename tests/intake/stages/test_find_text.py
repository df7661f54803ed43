from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from intake.document import Document, Page
from intake.reading import Reading, Region, TextReading
from intake.stages.find_text import NO_RED, TEXT_LAYER, FindText
from models.geometry import PageTransform, Pixels, Quad
from models.text import TextLine
from tests.builders import NUMBER, SELLER_NAME, SMALL, TINY, inked_page, reading_of, region_of, text_line, vat_page

SIZE = (1600, 1100)


@dataclass
class Seen:
    """A reader that finds given lines, makes something of them, and remembers what it was asked to read."""

    name: str
    lines: tuple[TextLine, ...]
    make: Callable[[TextLine], TextLine] = field(default=lambda line: line)
    asked: list[str] = field(default_factory=list)

    def find(self, image: Pixels) -> tuple[Quad, ...]:
        return tuple(line.quad for line in self.lines)

    def read(self, image: Pixels) -> tuple[TextLine, ...]:
        return self.recognise(image, self.find(image))

    def recognise(self, image: Pixels, quads: Sequence[Quad]) -> tuple[TextLine, ...]:
        of_quad = {line.quad: line for line in self.lines}
        read = [of_quad[quad] for quad in quads]
        self.asked += [line.text for line in read]
        return tuple(self.make(line) for line in read)


LINES = (
    text_line("海州望潮餐饮管理有限公司", 200, 300, 30),
    text_line("91110108MA00A1B20F", 200, 400, 30),
    text_line("名称", 60, 300, 30),
    text_line("106.00", 900, 700, 30),
)


def found(pixels: Pixels, reader: Seen, second: Seen | None = None, transform: PageTransform | None = None) -> Region:
    (region,) = FindText(reader, second)(reading_of(region_of((), pixels=pixels, transform=transform))).regions
    return region


def texts(reading: TextReading) -> set[str]:
    return {line.text for line in reading.lines}


def sealed(pixels: Pixels) -> Pixels:
    """With the seller's oval seal at the lower right."""
    marked = pixels.copy()
    cv2.ellipse(marked, ((1250, 800), (330, 240), 0), (60, 50, 225), 9, cv2.LINE_AA)
    return marked


def test_text_that_the_file_holds_is_not_recognised_again() -> None:
    reader = Seen(SMALL, LINES)
    page = Page(1, None, lines=LINES)
    reading = Reading(Document("a.pdf", b""), (page,), (region_of((), pixels=inked_page(LINES, SIZE)),))
    (region,) = FindText(reader)(reading).regions
    assert region.readings == (TextReading(TEXT_LAYER, LINES),)
    assert reader.asked == []


def test_a_region_without_a_picture_is_left_as_it_is() -> None:
    region = replace(region_of(()), readings=())
    assert FindText(Seen(SMALL, LINES))(reading_of(region)).regions == (region,)


def test_one_reader_gives_the_record() -> None:
    region = found(inked_page(LINES, SIZE), Seen(SMALL, LINES))
    assert [reading.reader for reading in region.readings] == [SMALL]
    assert texts(region.readings[0]) == {line.text for line in LINES}


def test_two_readers_give_two_opinions_of_what_matters() -> None:
    second = Seen(TINY, LINES, lambda line: replace(line, text=line.text.replace("望潮", "望湖")))
    region = found(inked_page(LINES, SIZE), Seen(SMALL, LINES), second)
    assert [reading.reader for reading in region.readings] == [SMALL, TINY]
    assert {"海州望潮餐饮管理有限公司", "91110108MA00A1B20F"} <= texts(region.readings[0])
    assert {"海州望湖餐饮管理有限公司", "91110108MA00A1B20F"} <= texts(region.readings[1])


def test_labels_are_left_to_the_quicker_reader_and_are_no_second_opinion() -> None:
    reader = Seen(SMALL, LINES)
    region = found(inked_page(LINES, SIZE), reader, Seen(TINY, LINES))
    assert "名称" not in reader.asked
    assert "名称" in texts(region.readings[0])
    assert "名称" not in texts(region.readings[1])


def doubting(chars: str) -> Callable[[TextLine], TextLine]:
    """A reader that is unsure of these characters."""
    return lambda line: replace(line, chars=tuple(replace(char, score=0.5) if char.char in chars else char for char in line.chars))


def test_a_label_is_settled_however_wide_its_brackets_are() -> None:
    lines = (*LINES, text_line("价税合计(大写)", 60, 800), text_line("备", 60, 900))
    reader = Seen(SMALL, lines)
    found(inked_page(lines, SIZE), reader, Seen(TINY, lines, doubting("()")))
    assert not {"价税合计(大写)", "备"} & set(reader.asked)


def test_a_label_with_a_doubtful_character_is_read_again() -> None:
    lines = (*LINES, text_line("价税合计(大写)", 60, 800), text_line("备", 60, 900))
    reader = Seen(SMALL, lines)
    found(inked_page(lines, SIZE), reader, Seen(TINY, lines, doubting("合备")))
    assert {"价税合计(大写)", "备"} <= set(reader.asked)


def test_what_the_quicker_reader_doubts_is_read_by_the_other() -> None:
    reader = Seen(SMALL, LINES)
    unsure = Seen(TINY, LINES, lambda line: replace(line, chars=tuple(replace(char, score=0.5) for char in line.chars)))
    found(inked_page(LINES, SIZE), reader, unsure)
    assert set(reader.asked) == {line.text for line in LINES}


def test_on_a_form_what_the_quicker_reader_is_sure_of_stands_but_for_the_key_fields() -> None:
    lines = vat_page().lines()
    reader = Seen(SMALL, lines)
    sure = Seen(TINY, lines, lambda line: replace(line, certainty=0.99))
    region = found(inked_page(lines, SIZE), reader, sure)
    assert texts(region.readings[0]) == {line.text for line in lines}
    assert {SELLER_NAME, NUMBER} <= set(reader.asked)
    assert "国家税务总局" not in "".join(reader.asked)
    assert len(reader.asked) < 0.5 * len(lines)
    assert texts(region.readings[1]) == set(reader.asked)


def test_on_a_form_what_the_quicker_reader_doubts_is_read_by_the_other_wherever_it_stands() -> None:
    lines = vat_page().lines()
    reader = Seen(SMALL, lines)
    found(inked_page(lines, SIZE), reader, Seen(TINY, lines, lambda line: replace(line, certainty=0.9)))
    assert {line.text for line in lines if any(char.isdigit() for char in line.text)} <= set(reader.asked)


def test_places_of_which_nothing_was_made_are_no_lines() -> None:
    region = found(inked_page(LINES, SIZE), Seen(SMALL, LINES, lambda line: replace(line, text="", chars=())))
    assert region.lines == ()


def test_a_seal_is_told_with_its_place_on_the_original_page() -> None:
    half = PageTransform(((0.5, 0.0, 0.0), (0.0, 0.5, 0.0), (0.0, 0.0, 1.0)))
    region = found(sealed(inked_page(LINES, SIZE)), Seen(SMALL, LINES), transform=half)
    (seal,) = region.seals
    assert seal.kind == "seller"
    assert np.allclose(seal.place.quad.box.center, (625, 400), atol=10)


def test_the_seal_s_own_text_is_the_seal_s_and_no_line_of_the_form() -> None:
    pixels = sealed(inked_page(LINES, SIZE))
    cv2.rectangle(pixels, (1180, 790), (1320, 815), (60, 50, 225), -1)
    own = text_line("发票专用章", 1180, 802, 28)
    region = found(pixels, Seen(SMALL, (*LINES, own)), Seen(TINY, (*LINES, own)))
    assert [seal.text for seal in region.seals] == ["发票专用章"]
    assert all("发票专用章" not in texts(reading) for reading in region.readings)


def test_the_text_of_the_bureau_s_seal_is_left_to_the_quicker_reader() -> None:
    own = text_line("国家税务总局", 740, 130, 22)
    lines = (*LINES, own)
    pixels = inked_page(lines, SIZE)
    cv2.ellipse(pixels, ((800, 130), (260, 160), 0), (60, 50, 225), 7, cv2.LINE_AA)
    cv2.rectangle(pixels, (745, 124), (860, 136), (60, 50, 225), -1)
    reader = Seen(SMALL, lines)
    region = found(pixels, reader, Seen(TINY, lines, lambda line: replace(line, certainty=0.5)))
    assert [(seal.kind, seal.text) for seal in region.seals] == [("supervision", "国家税务总局")]
    assert own.text not in reader.asked
    assert own.text not in texts(region.readings[0])


def test_the_number_in_the_seller_s_seal_is_the_seal_s_however_high_it_stands() -> None:
    pixels = sealed(inked_page(LINES, SIZE))
    cv2.rectangle(pixels, (1130, 770), (1380, 825), (60, 50, 225), -1)
    number = text_line("91110108MA00A1B20F", 1130, 797, 60, width=250)
    region = found(pixels, Seen(SMALL, (*LINES, number)))
    assert [seal.text for seal in region.seals] == ["91110108MA00A1B20F"]
    assert number not in region.lines


def test_black_print_inside_a_seal_stays_a_line() -> None:
    under = text_line("何川何川", 1190, 800, 28)
    region = found(sealed(inked_page((*LINES, under), SIZE)), Seen(SMALL, (*LINES, under)))
    assert "何川何川" in texts(region.readings[0])


def test_print_under_red_ink_is_read_again_without_it() -> None:
    crossed = text_line("海州银行长堤支行6222000033334444", 1000, 800, 30)
    lines = (*LINES, crossed)
    pixels = inked_page(lines, SIZE)
    cv2.line(pixels, (1000, 790), (1450, 810), (60, 50, 225), 7)
    reader = Seen(SMALL, lines)
    region = found(pixels, reader)
    assert [reading.reader for reading in region.readings] == [SMALL, SMALL + NO_RED]
    assert reader.asked.count(crossed.text) == 2
    assert reader.asked.count(LINES[0].text) == 1
    assert [line for line in region.readings[1].lines if line in LINES] == list(LINES), "lines without red ink are the ones read first"
