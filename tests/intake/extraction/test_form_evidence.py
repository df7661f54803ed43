import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.extraction.form_evidence import LABEL_ORDER, NO_INK, SECOND_PRINTING, FormText, explained, read_form, reread_form, searched_zones, seen_text
from intake.invoice import KEY_FIELDS
from intake.kinds.layout import Group
from intake.kinds.vat_form import TOLL_FORM, VAT_FORMS
from tests.builders import (
    BUYER_NAME,
    MACHINE_NUMBER,
    NUMBER,
    PAPER_SPECIAL_CODE,
    SELLER_NAME,
    FormPage,
    Print,
    digital_page,
    digital_values,
    list_page,
    paper_page,
    text_line,
    vat_page,
    vat_values,
)


def form_of(page: FormPage) -> FormText:
    form = read_form(page.lines())
    assert form is not None
    return form


def values_of(form: FormText, way: str = "") -> dict[str, str]:
    found: dict[str, str] = {}
    for text in form.fields:
        if text.value and text.way == way:
            found.setdefault(text.field, text.value)
    return found


PLACES: Mapping[str, Mapping[str, Any]] = {
    "as drawn": {},
    "shifted": {"origin": (31.0, 57.0)},
    "small": {"scale": 4.1},
    "large": {"scale": 17.0},
    "leaning": {"tilt": 0.6, "origin": (0.0, 20.0)},
    "leaning the other way": {"tilt": -0.6, "origin": (0.0, 20.0)},
    "with a longer table": {"longer_table": 70.0},
    "printed unevenly": {"jitter": 0.6},
    "values printed high": {"value_shift": (1.5, -0.9)},
    "values printed low": {"value_shift": (-0.8, 0.9)},
    "labels and values read as one line": {"merged": True},
    "text as data": {"score": 1.0},
}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES.keys())
def test_a_vat_form_is_read_the_same_wherever_and_however_it_lies(place: Mapping[str, Any]) -> None:
    assert values_of(form_of(vat_page(**place))) == vat_values()


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES.keys())
def test_a_digital_form_is_read_the_same_wherever_and_however_it_lies(place: Mapping[str, Any]) -> None:
    assert values_of(form_of(digital_page(**place))) == digital_values()


@pytest.mark.parametrize(
    "misread",
    [
        {"纳税人识别号": "纳税人识刑号"},
        {"开户行及账号": "开户行及帐号"},
        {"价税合计(大写)": "价税台计(大写)"},
        {"发票号码": "发栗号码", "发票代码": "发票代妈"},
        {"名称": ""},
        {"合计": "", "(小写)": ""},
    ],
)
def test_labels_misread_or_passed_over_lose_no_value(misread: Mapping[str, str]) -> None:
    assert values_of(form_of(vat_page(misread=misread))) == vat_values()


def test_buyer_and_seller_are_told_apart_by_where_they_stand() -> None:
    for page in (vat_page(), digital_page()):
        found = values_of(form_of(page))
        assert (found["buyer_name"], found["seller_name"]) == (BUYER_NAME, SELLER_NAME)


def test_the_buyer_is_not_taken_for_a_seller_whose_part_is_cut_off() -> None:
    page = vat_page()
    bottom = page.pixel(0.0, 88.0, Group.UPPER)[1]
    form = read_form([line for line in page.lines() if line.quad.box.center[1] < bottom])
    assert form is not None
    found = values_of(form)
    assert found["buyer_name"] == BUYER_NAME
    assert "seller_name" not in found
    assert "seller_tax_id" not in found


def test_a_page_without_the_labels_of_a_form_is_none() -> None:
    assert read_form([]) is None
    assert read_form([text_line("会议纪要", 100, 100), text_line("名称:甲", 100, 200), text_line("合计:3人", 100, 300)]) is None


@given(st.lists(st.tuples(st.text("名称合计金额发票代码123.:¥ 年月日", max_size=14), st.integers(0, 1600), st.integers(0, 1100)), max_size=25))
@settings(max_examples=15)
def test_any_lines_among_those_of_a_form_are_taken_without_an_exception(noise: list[tuple[str, int, int]]) -> None:
    lines = [text_line(text, x, y, 24) for text, x, y in noise]
    read_form(lines)
    read_form([*vat_page().lines(), *lines])


def test_what_was_read_is_given_as_printed_too() -> None:
    texts = {text.field: text for text in form_of(vat_page()).fields if not text.way}
    assert (texts["issue_date"].raw, texts["issue_date"].value) == ("2024年03月11日", "2024-03-11")
    assert (texts["total"].raw, texts["total"].value) == ("¥128.60", "128.60")
    assert "".join(glyph.char for glyph in texts["total"].glyphs) == "¥128.60"


def test_remarks_keep_their_lines() -> None:
    found = values_of(form_of(vat_page({"remarks": "订单号20240311\n请于三十日内付款"})))
    assert found["remarks"] == "订单号20240311\n请于三十日内付款"


def test_an_empty_zone_is_an_empty_text_and_the_optional_ones_are_not_missed() -> None:
    form = form_of(vat_page({"buyer_tax_id": "", "machine_number": ""}))
    empty = [text for text in form.fields if text.field == "buyer_tax_id"]
    assert [(text.value, text.raw) for text in empty] == [("", "")]
    assert not [text for text in form.fields if text.field == "machine_number"]


def test_what_stands_behind_its_label_in_reading_order_is_a_second_opinion_about_the_place() -> None:
    by_order = values_of(form_of(vat_page()), LABEL_ORDER)
    assert {name: vat_values()[name] for name in by_order} == by_order
    assert {"buyer_name", "seller_name", "buyer_tax_id", "seller_tax_id", "total"} <= set(by_order)


def test_reading_order_says_nothing_about_an_empty_field() -> None:
    assert "buyer_tax_id" not in values_of(form_of(vat_page({"buyer_tax_id": ""})), LABEL_ORDER)


# --- code and number of paper forms ------------------------------------------------------------------------------------------------------------------------


def test_paper_prints_code_and_number_twice_without_labels() -> None:
    form = form_of(paper_page())
    expected = {**vat_values(), "invoice_code": PAPER_SPECIAL_CODE, "invoice_number": NUMBER}
    del expected["check_code"]
    assert values_of(form) == expected
    assert values_of(form, SECOND_PRINTING) == {"invoice_code": PAPER_SPECIAL_CODE, "invoice_number": NUMBER}


def test_the_large_print_is_the_first() -> None:
    page = paper_page()
    small_number = replace(page.more[-1], text="00012346")
    form = form_of(replace(page, more=(*page.more[:-1], small_number)))
    assert values_of(form)["invoice_number"] == NUMBER
    assert values_of(form, SECOND_PRINTING)["invoice_number"] == "00012346"


def test_the_sign_before_a_number_is_no_part_of_it() -> None:
    page = paper_page()
    more = tuple(replace(part, text=f"No{part.text}") if part.text == NUMBER else part for part in page.more)
    assert values_of(form_of(replace(page, more=more)))["invoice_number"] == NUMBER


def test_a_print_behind_its_label_is_not_a_second_printing_of_itself() -> None:
    assert values_of(form_of(vat_page()), SECOND_PRINTING) == {}
    assert values_of(form_of(vat_page(merged=True)), SECOND_PRINTING) == {}


def test_a_machine_number_at_the_left_is_no_invoice_code() -> None:
    page = paper_page({"machine_number": MACHINE_NUMBER}, without_labels=frozenset({"invoice_code", "invoice_number", "check_code", "machine_number"}))
    form = form_of(replace(page, more=tuple(part for part in page.more if part.text != PAPER_SPECIAL_CODE)))
    assert "invoice_code" not in values_of(form)


# --- other forms -------------------------------------------------------------------------------------------------------------------------------------------


def test_a_goods_list_is_told_by_its_title() -> None:
    form = form_of(list_page(()))
    assert form.fit.layout.name == "goods_list"
    assert values_of(form)["invoice_number"] == NUMBER


def test_a_toll_invoice_is_told_by_its_columns() -> None:
    toll = form_of(replace(vat_page(rows=()), layout=TOLL_FORM))
    assert toll.fit.layout is TOLL_FORM
    assert form_of(vat_page()).fit.layout in VAT_FORMS
    assert form_of(vat_page()).fit.layout is not TOLL_FORM


# --- other readings and closer looks -----------------------------------------------------------------------------------------------------------------------


def test_another_reading_uses_the_template_where_the_first_put_it() -> None:
    form = form_of(vat_page())
    without_labels = [line for line in vat_page({"buyer_name": "海州青禾云囤科技有限公司"}).lines() if line.text not in ("名称", "纳税人识别号", "合计")]
    again = reread_form(form, without_labels)
    assert values_of(again)["buyer_name"] == "海州青禾云囤科技有限公司"
    assert values_of(again)["seller_name"] == SELLER_NAME
    assert again.fit is form.fit


def test_places_without_text_are_searched_where_the_form_has_them() -> None:
    page = vat_page({"buyer_tax_id": "", "tax": ""})
    zones = {zone.field: box for zone, box in searched_zones(form_of(page), KEY_FIELDS)}
    assert set(zones) == {"buyer_tax_id", "tax"}
    printed = next(line.quad.box for line in vat_page().lines() if line.text == vat_values()["buyer_tax_id"])
    assert zones["buyer_tax_id"].contains(printed.center)
    assert zones["buyer_tax_id"].height < 6 * page.scale


def test_a_number_under_the_label_of_the_machine_number_is_no_code_however_high_it_stands() -> None:
    without = frozenset({"invoice_code", "invoice_number", "check_code", "machine_number"})
    page = paper_page({"machine_number": ""}, without_labels=without)
    below = (Print("机器编号:", 28.0, 14.8, size=2.6), Print(MACHINE_NUMBER, 28.0, 18.0, size=2.6))
    form = form_of(replace(page, more=(*page.more, *below)))
    assert [text.value for text in form.fields if text.field == "machine_number"] == [MACHINE_NUMBER]
    assert MACHINE_NUMBER not in {text.value for text in form.fields if text.field == "invoice_code"}


def test_the_machine_number_of_paper_forms_is_searched_all_between_code_and_frame() -> None:
    page = paper_page({"machine_number": ""}, without_labels=frozenset({"invoice_code", "invoice_number", "check_code", "machine_number"}))
    form = form_of(page)
    ((_, box),) = searched_zones(form, ("machine_number",))
    assert box.height > 9 * form.fit.scale
    assert box.bottom < next(text for text in form.fields if text.field == "buyer_name").glyphs[0].y


def test_print_that_is_some_fields_value_or_a_label_is_explained() -> None:
    page = vat_page({"machine_number": ""})
    boxes = explained(form_of(page))
    check, label = (
        next(line.quad.box for line in page.lines() if line.text == text) for text in (" ".join(re.findall(".{5}", vat_values()["check_code"])), "校验码")
    )
    for place in (check, label):
        assert any(box.contains(place.center) for box in boxes)


def test_print_of_one_row_of_goods_is_explained_when_the_next_rows_empty_cells_are_searched() -> None:
    page = vat_page()
    quantity = next(line.quad.box for line in page.lines() if line.text == "10")
    assert any(box.contains(quantity.center) for box in explained(form_of(page)))


def test_a_searched_place_keeps_clear_of_the_label_before_it() -> None:
    page = vat_page({"buyer_name": ""})
    ((_, box),) = searched_zones(form_of(page), ("buyer_name",))
    label = next(line.quad.box for line in page.lines() if line.text == "名称")
    assert box.left > label.right


def test_what_a_closer_look_saw() -> None:
    zones = {zone.field: zone for zone in vat_page().layout.zones}
    nothing = seen_text(zones["buyer_tax_id"], None)
    assert nothing is not None
    assert (nothing.value, nothing.raw, nothing.way) == ("", "", NO_INK)
    unreadable = seen_text(zones["total"], text_line("", 0, 0))
    assert unreadable is not None
    assert (unreadable.value, unreadable.way) == ("", "")
    assert unreadable.raw.strip(), "ink that nobody reads is not an empty field"
    read = seen_text(zones["total"], text_line("¥128.60", 0, 0))
    assert read is not None
    assert read.value == "128.60"
    assert seen_text(zones["machine_number"], text_line("北京", 0, 0)) is None, "print of something else where an optional field might have been"
