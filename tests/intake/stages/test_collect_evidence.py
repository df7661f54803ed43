from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from intake.document import EmbeddedInvoice, Format
from intake.evidence import Evidence, Source
from intake.extraction.form_evidence import LABEL_ORDER, NO_INK, SECOND_PRINTING
from intake.invoice import Code, Kind
from intake.reading import Reading, Region, TextReading
from intake.stages.collect_evidence import FAINT, QR_AMOUNT, CollectEvidence
from intake.stages.find_text import NO_RED, TEXT_LAYER
from models.geometry import PageTransform
from models.text import CharScore, FakeTextReader, TextLine, TextReader
from tests.builders import (
    MEAL,
    PENCILS,
    ROWS,
    SMALL,
    TINY,
    digital_page,
    digital_values,
    inked_page,
    invoice_code_of,
    list_page,
    paper_page,
    reading_of,
    region_of,
    text_line,
    tiny_reading,
    vat_page,
    vat_values,
)


@dataclass(frozen=True)
class NeverAsked(FakeTextReader):
    """Fails the test when it is asked to read."""

    name: str = field(default="never asked")

    def recognise(self, image: object, quads: object) -> tuple[TextLine, ...]:
        raise AssertionError("nothing was to be read here")


def collected(region: Region, reader: TextReader = NeverAsked()) -> Region:
    (result,) = CollectEvidence(reader)(reading_of(region)).regions
    return result


def said(region: Region, name: str, source: Source = Source.OCR) -> list[Evidence]:
    return [opinion for opinion in region.evidence if opinion.field == name and opinion.source is source]


def values_of(region: Region, source: Source, reader: str) -> dict[str, str]:
    return {opinion.field: opinion.value for opinion in region.evidence if opinion.source is source and opinion.reader == reader and opinion.value}


def test_every_field_of_a_form_has_an_opinion_with_its_place() -> None:
    found = collected(region_of(vat_page()))
    assert values_of(found, Source.OCR, SMALL) == vat_values()
    assert all(opinion.place is not None for opinion in found.evidence if opinion.value)
    assert (found.kind, found.kind_detail) == (Kind.VAT_E_GENERAL, "E_GENERAL")
    assert [item.cells for item in found.items] == [dict(row) for row in ROWS]


def test_places_are_in_pixels_of_the_original_page() -> None:
    half = PageTransform(((0.5, 0.0, 100.0), (0.0, 0.5, 200.0), (0.0, 0.0, 1.0)))
    plain, moved = collected(region_of(vat_page())), collected(region_of(vat_page(), transform=half))
    for here, there in zip(plain.evidence, moved.evidence, strict=True):
        assert (here.place is None) == (there.place is None)
        if here.place is not None and there.place is not None:
            expected = [(0.5 * x + 100, 0.5 * y + 200) for x, y in here.place.quad.points]
            assert np.allclose(there.place.quad.points, expected)
    first = moved.items[0].place
    assert first is not None
    assert first.quad.box.left > 100


def test_one_doubtful_character_makes_a_doubtful_value() -> None:
    page = vat_page()
    lines = [replace(line, chars=(replace(line.chars[0], score=0.4), *line.chars[1:])) if line.text == "¥128.60" else line for line in page.lines()]
    found = collected(region_of(lines))
    assert said(found, "total")[0].confidence < 0.6
    assert said(found, "tax")[0].confidence > 0.9


def test_what_was_read_is_kept_character_by_character() -> None:
    (first, *_) = said(collected(region_of(vat_page())), "seller_tax_id")
    assert "".join(char.char for char in first.chars) == first.value


def test_a_second_reading_gives_opinions_of_its_own() -> None:
    page = vat_page()
    found = collected(region_of(page, tiny_reading(page, misread={vat_values()["buyer_name"]: "海州青木云图科技有限公司"})))
    assert [opinion.value for opinion in said(found, "buyer_name") if opinion.reader == TINY] == ["海州青木云图科技有限公司"]


def test_lines_taken_over_from_the_first_reading_are_no_second_opinion() -> None:
    lines = vat_page().lines()
    read_anew = [line if line.text != "¥128.60" else text_line("¥128.60", line.quad.box.left, line.quad.box.center[1], line.quad.box.height) for line in lines]
    found = collected(region_of(lines, TextReading(SMALL + NO_RED, tuple(read_anew))))
    assert {opinion.field for opinion in found.evidence if opinion.reader == SMALL + NO_RED and opinion.value} == {"total"}


def test_text_that_is_data_is_called_by_its_source() -> None:
    assert values_of(collected(region_of(vat_page(score=1.0), data=True)), Source.TEXT_LAYER, "text_layer") == vat_values()
    ofd = replace(region_of(vat_page(score=1.0), data=True), format=Format.OFD)
    assert values_of(collected(ofd), Source.OFD, "text_layer") == vat_values()


def test_reading_order_and_second_printings_are_named_as_such() -> None:
    readers = {opinion.reader for opinion in collected(region_of(paper_page())).evidence}
    assert {SMALL, f"{SMALL}/{LABEL_ORDER}", f"{SMALL}/{SECOND_PRINTING}"} == readers


# --- codes -------------------------------------------------------------------------------------------------------------------------------------------------


def test_a_qr_code_speaks_for_four_fields_and_an_amount() -> None:
    code = invoice_code_of(vat_values())
    found = collected(region_of(vat_page(), codes=[code]))
    spoken = {opinion.field: opinion.value for opinion in found.evidence if opinion.source is Source.QR}
    names = ("invoice_code", "invoice_number", "issue_date", "check_code")
    assert spoken == {**{name: vat_values()[name] for name in names}, QR_AMOUNT: vat_values()["amount"]}


def test_the_first_code_of_an_invoice_counts_and_foreign_ones_say_nothing() -> None:
    foreign = Code("https://example.invalid/menu", "pyzbar")
    other = invoice_code_of({**vat_values(), "invoice_number": "99999999"})
    found = collected(region_of(vat_page(), codes=[foreign, invoice_code_of(vat_values()), other]))
    assert {opinion.value for opinion in said(found, "invoice_number", Source.QR)} == {vat_values()["invoice_number"]}


def test_a_code_speaks_even_where_nothing_was_read() -> None:
    found = collected(region_of((), codes=[invoice_code_of(vat_values())]))
    assert said(found, "invoice_number", Source.QR)


# --- data ---------------------------------------------------------------------------------------------------------------------------------------------------


def test_values_carried_as_data_join_what_is_printed() -> None:
    data = EmbeddedInvoice("digital_general", {**digital_values(), "remarks": ""}, (dict(MEAL),))
    region = replace(region_of(digital_page(score=1.0), data=True), embedded=data)
    found = collected(region)
    assert {opinion.field: opinion.value for opinion in found.evidence if opinion.source is Source.XML} == {**digital_values(), "remarks": ""}
    assert "data" in found.kind_said_by
    assert [item.cells for item in found.items] == [dict(MEAL)], "the data's lines of goods are the ones"


def test_an_invoice_that_is_data_only_needs_no_print() -> None:
    data = EmbeddedInvoice("digital_special", digital_values(), tuple(dict(row) for row in ROWS))
    found = collected(replace(region_of(()), readings=(), embedded=data, format=Format.XML))
    assert found.kind is Kind.DIGITAL_SPECIAL
    assert len(found.items) == len(ROWS)


# --- a closer look -----------------------------------------------------------------------------------------------------------------------------------------


def looked_at(seen: Iterable[TextLine], *hidden: str, drawn: Iterable[TextLine] | None = None, **values: str) -> Region:
    """A form whose text finder passed over some texts; the ink of all of it stands on the picture, and `seen` is what a closer look reads."""
    page = vat_page(values)
    lines = [line for line in page.lines() if line.text not in hidden]
    pixels = inked_page(page.lines() if drawn is None else drawn, (1800, 1200))
    return collected(region_of(lines, pixels=pixels), FakeTextReader(tuple(seen), SMALL))


def test_a_value_that_the_text_finder_passed_over_is_read_by_a_closer_look() -> None:
    missed = [line for line in vat_page().lines() if line.text == "¥8.60"]
    found = looked_at(missed, "¥8.60")
    assert [opinion.value for opinion in said(found, "tax")] == ["8.60"]


def test_an_empty_zone_without_ink_is_said_to_be_so() -> None:
    found = looked_at((), buyer_tax_id="")
    assert [(opinion.value, opinion.raw, opinion.reader) for opinion in said(found, "buyer_tax_id")] == [("", "", f"{SMALL}/{NO_INK}")]


def test_ink_that_nobody_can_read_is_said_to_be_there() -> None:
    found = looked_at((), vat_values()["buyer_tax_id"])
    opinions = said(found, "buyer_tax_id")
    assert [opinion.value for opinion in opinions] == [""]
    assert all(opinion.raw.strip() and not opinion.reader.endswith(NO_INK) for opinion in opinions)


def test_a_lone_digit_in_a_cell_is_read_by_a_closer_look() -> None:
    quantity = [line for line in vat_page().lines() if line.text == "2"]
    assert looked_at(quantity, "2").items[0].cells["quantity"] == "2"


def test_a_zone_without_text_in_the_data_and_without_ink_in_the_picture_is_empty_for_both() -> None:
    page = vat_page({"buyer_tax_id": ""})
    found = collected(region_of(page, data=True, pixels=inked_page(page.lines(), (1800, 1200))), FakeTextReader(()))
    assert [(opinion.value, opinion.reader) for opinion in said(found, "buyer_tax_id", Source.TEXT_LAYER)] == [("", f"{TEXT_LAYER}/{NO_INK}")]


def test_ink_where_the_data_has_no_text_is_not_called_empty_by_the_picture() -> None:
    page = vat_page({"buyer_tax_id": ""})
    found = collected(region_of(page, data=True, pixels=inked_page(vat_page().lines(), (1800, 1200))), FakeTextReader(()))
    assert [opinion.reader for opinion in said(found, "buyer_tax_id", Source.TEXT_LAYER)] == [TEXT_LAYER]


def test_no_closer_look_is_taken_at_text_that_is_data() -> None:
    pixels = inked_page(vat_page().lines(), (1800, 1200))
    found = collected(region_of(vat_page({"buyer_tax_id": ""}, score=1.0), data=True, pixels=pixels))
    assert [opinion.value for opinion in said(found, "buyer_tax_id", Source.TEXT_LAYER)] == [""]


# --- lists and what is no form -----------------------------------------------------------------------------------------------------------------------------


def test_a_line_that_refers_to_a_list_is_no_item() -> None:
    referring = {"name": "(详见销货清单)", "amount": "120.00", "tax_rate": "13%", "tax": "8.60"}
    found = collected(region_of(vat_page(rows=(referring,))))
    assert found.items == ()
    assert found.list_line is not None
    assert found.list_line.cells["amount"] == "120.00"


def test_a_goods_list_is_known_as_one() -> None:
    found = collected(region_of(list_page((MEAL, PENCILS))))
    assert found.is_list_page
    assert [item.cells for item in found.items] == [dict(MEAL), dict(PENCILS)]


@pytest.mark.parametrize("lines", [(), (text_line("会议纪要", 100, 100), text_line("到会三人", 100, 200))])
def test_what_is_no_invoice_has_no_kind_and_no_evidence(lines: tuple[TextLine, ...]) -> None:
    found = collected(region_of(lines))
    assert found.kind is None
    assert found.evidence == ()


TAXI = (
    "上海市出租汽车专用发票",
    "发票代码131001700411",
    "发票号码00012345",
    "车号沪AB1234",
    "日期2024年03月11日",
    "上车10:20",
    "下车10:45",
    "单价2.50",
    "里程8.2",
    "金额35.00元",
)


def taxi_lines(*faint: str) -> tuple[TextLine, ...]:
    return tuple(text_line(text, 100, 100 + 60 * index) for index, text in enumerate(TAXI) if text not in faint)


def test_a_ticket_is_read_as_one() -> None:
    found = collected(region_of(taxi_lines()))
    assert found.kind is Kind.TAXI
    assert {opinion.field: opinion.value for opinion in found.evidence}["total"] == "35.00"


def test_a_taxi_receipt_read_in_part_is_read_again_with_its_print_darkened() -> None:
    pixels = np.full((800, 700, 3), 240, np.uint8)
    found = collected(region_of(taxi_lines("单价2.50", "里程8.2"), pixels=pixels), FakeTextReader(taxi_lines(), SMALL))
    seen = {opinion.field: opinion for opinion in found.evidence}
    assert (seen["mileage"].value, seen["unit_price"].value) == ("8.2", "2.50")
    assert seen["mileage"].reader == SMALL + FAINT


def test_a_taxi_receipt_read_in_full_is_not_read_again() -> None:
    collected(region_of(taxi_lines(), pixels=np.full((800, 700, 3), 240, np.uint8)), NeverAsked())


def test_a_second_reading_of_a_ticket_that_left_its_labels_out_is_completed_by_them() -> None:
    labelled = {
        "收款单位": "海州青禾云图科技有限公司",
        "付款单位": "海州望潮软件有限公司",
        "发票代码": "131001700411",
        "发票号码": "00012345",
        "开票日期": "2019-03-11",
    }
    labels = [text_line(text, 100, 200 + 60 * row) for row, text in enumerate(labelled)]
    values = [text_line(text, 320, 200 + 60 * row) for row, text in enumerate(labelled.values())]
    again = tuple(text_line(text, 320, 200 + 60 * row, score=0.9) for row, text in enumerate(labelled.values()))
    found = collected(region_of([text_line("通用机打发票", 300, 100), *labels, *values], TextReading(TINY, again)))
    assert found.kind is Kind.MACHINE_PRINTED
    assert {opinion.field for opinion in found.evidence if opinion.reader == TINY} >= {"seller_name", "buyer_name", "issue_date"}


@pytest.mark.parametrize(("alternatives", "surer"), [((("(", 0.43),), True), ((("C", 0.43),), False)])
def test_a_bracket_of_either_width_is_the_same_bracket(alternatives: tuple[tuple[str, float], ...], surer: bool) -> None:
    name = "海州青禾（云图）有限公司"
    page = vat_page({"buyer_name": name})
    wavering = tuple(
        replace(line, chars=tuple(CharScore(c.char, 0.56 if c.char == "（" else c.score, c.center, alternatives if c.char == "（" else ()) for c in line.chars))
        if line.text == name
        else line
        for line in page.lines()
    )
    (opinion,) = [opinion for opinion in said(collected(region_of(wavering)), "buyer_name") if opinion.reader == SMALL]
    assert (opinion.confidence > 0.9) is surer


def test_regions_of_a_document_are_read_one_by_one() -> None:
    reading: Reading = CollectEvidence(NeverAsked())(reading_of(region_of(vat_page()), region_of(digital_page(), number=2)))
    assert [region.kind for region in reading.regions] == [Kind.VAT_E_GENERAL, Kind.DIGITAL_GENERAL]
