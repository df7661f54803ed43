import pytest

from intake.extraction.form_evidence import read_form
from intake.extraction.form_fit import FormFit
from intake.extraction.glyphs import runs_of
from intake.extraction.zones import line_text, lines_of, place_runs, read_zone, value_start
from intake.kinds.layout import Zone
from tests.builders import BUYER_NAME, FormPage, digital_page, text_line, vat_page


def fit_of(page: FormPage) -> FormFit:
    form = read_form(page.lines())
    assert form is not None
    return form.fit


def text_of(page: FormPage, field: str) -> str:
    fit = fit_of(page)
    return read_zone(fit, zone(page, field), place_runs(fit, runs_of(page.lines()))).text


def zone(page: FormPage, field: str) -> Zone:
    return next(zone for zone in page.layout.zones if zone.field == field)


def test_a_value_that_leans_over_the_end_of_its_zone_is_not_cut() -> None:
    long = "海州市临江区望潮路第三经济开发区创新大厦有限责任公司驻海州市临江区分公司采购部"
    assert text_of(vat_page({"buyer_name": long}), "buyer_name") == long


def test_what_stands_apart_behind_the_end_of_a_zone_belongs_to_another() -> None:
    page = vat_page({"cipher": "03/45<7-8*+92>>/5+1<2*"})
    assert text_of(page, "buyer_name") == BUYER_NAME
    assert text_of(page, "cipher").startswith("03/45")


@pytest.mark.parametrize("merged", [False, True])
def test_labels_and_colons_are_no_part_of_a_value(merged: bool) -> None:
    page = vat_page(merged=merged)
    assert text_of(page, "buyer_name") == BUYER_NAME
    assert text_of(page, "drawer") == "何川"


def test_a_value_starts_behind_its_label_wherever_that_stands_on_its_row() -> None:
    page = vat_page()
    fit = fit_of(page)
    for field in ("payee", "reviewer", "drawer", "buyer_tax_id"):
        assert value_start(fit, zone(page, field)) == pytest.approx(zone(page, field).left, abs=3.0)
    assert value_start(fit, zone(page, "amount")) == zone(page, "amount").left


def test_a_name_directly_behind_a_label_that_is_printed_short_is_not_cut() -> None:
    page = vat_page()
    x, y = next((line.quad.box.left, line.quad.box.center[1]) for line in page.lines() if line.text == "名称")
    merged_line = text_line(f"名称:{BUYER_NAME}", x, y, 24)
    others = [line for line in page.lines() if not (abs(line.quad.box.center[1] - y) < 5 and line.text in ("名称", BUYER_NAME))]
    form = read_form([*others, merged_line])
    assert form is not None
    assert next(text.value for text in form.fields if text.field == "buyer_name") == BUYER_NAME


def test_a_wrapped_value_is_read_line_by_line() -> None:
    page = digital_page({"buyer_name": "海州市临江区望潮路第三经济开发区\n创新大厦有限责任公司"})
    assert text_of(page, "buyer_name") == "海州市临江区望潮路第三经济开发区创新大厦有限责任公司"


def test_glyphs_of_one_height_make_a_line() -> None:
    glyphs = [glyph for run in runs_of([text_line("下", 0, 100), text_line("右", 90, 52), text_line("左", 0, 50)]) for glyph in run.glyphs]
    assert ["".join(glyph.char for glyph in line) for line in lines_of(glyphs)] == ["左右", "下"]


def test_a_clear_gap_is_a_blank() -> None:
    (run,) = runs_of([text_line("有限公司", 0, 50)])
    assert line_text(run.glyphs) == "有限公司"
    glyphs = [glyph for run in runs_of([text_line("12345", 0, 50), text_line("67890", 100, 50)]) for glyph in run.glyphs]
    assert line_text(glyphs) == "12345 67890"
