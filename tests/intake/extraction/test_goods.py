from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from intake.extraction.form_evidence import FormText, read_form, reread_form
from intake.extraction.glyphs import Run, runs_of
from intake.extraction.goods import column_edges, unread_cells, with_cell, with_other_reading
from intake.kinds.digital_form import DIGITAL_FORM
from intake.kinds.vat_form import TOLL_FORM
from models.text import TextLine
from tests.builders import DISCOUNT, MEAL, PENCILS, ROWS, FormPage, Row, digital_page, joined, list_page, text_line, vat_page


def form_of(lines: Sequence[TextLine]) -> FormText:
    form = read_form(lines)
    assert form is not None
    return form


def goods_of(page: FormPage) -> list[Row]:
    return [row.cells for row in form_of(page.lines()).goods]


def plain(rows: Sequence[Row]) -> list[dict[str, str]]:
    return [dict(row) for row in rows]


@pytest.mark.parametrize(
    "place", [{}, {"scale": 4.5, "origin": (10.0, 30.0)}, {"tilt": 0.5}, {"longer_table": 60.0}, {"jitter": 0.4}, {"value_shift": (0.0, 0.8)}]
)
def test_all_cells_of_all_rows_are_read(place: Mapping[str, Any]) -> None:
    assert goods_of(vat_page(**place)) == plain(ROWS)
    assert goods_of(digital_page(**place)) == plain(ROWS)
    assert goods_of(list_page(ROWS, **{name: value for name, value in place.items() if name != "value_shift"})) == plain(ROWS)


def test_a_discount_row_is_an_item_of_its_own_without_quantity() -> None:
    goods = goods_of(vat_page(rows=(PENCILS, DISCOUNT)))
    assert goods[1] == {"name": "*文具*铅笔", "amount": "-5.00", "tax_rate": "13%", "tax": "-0.65"}


def test_wrapped_names_are_joined() -> None:
    wrapped = {**PENCILS, "name": "*文具*高级绘图\n铅笔套装", "specification": "HB/2B\n十二支装"}
    for page in (vat_page(rows=(MEAL, wrapped, DISCOUNT)), digital_page(rows=(MEAL, wrapped, DISCOUNT))):
        goods = goods_of(page)
        assert [row["name"] for row in goods] == ["*餐饮服务*餐费", "*文具*高级绘图铅笔套装", "*文具*铅笔"]
        assert goods[1]["specification"] == "HB/2B十二支装"


def test_a_name_of_three_lines_stays_with_its_amount() -> None:
    long = {**PENCILS, "name": "*文具*高级绘图\n铅笔套装带卷笔\n刀及橡皮"}
    assert [row["name"] for row in goods_of(digital_page(rows=(long, MEAL)))] == ["*文具*高级绘图铅笔套装带卷笔刀及橡皮", "*餐饮服务*餐费"]


def test_the_sums_below_and_the_headings_above_are_no_rows() -> None:
    assert len(goods_of(vat_page(rows=(MEAL,)))) == 1
    assert goods_of(vat_page(rows=())) == []


def test_what_was_read_across_a_rule_is_cut_there() -> None:
    page = digital_page(rows=(PENCILS,))
    lines = {line.text: line for line in page.lines()}
    across = joined(joined(lines.pop("*文具*铅笔"), lines.pop("HB")), lines.pop("盒"))
    assert form_of([*lines.values(), across]).goods[0].cells == dict(PENCILS)


def test_a_rate_that_leans_over_its_rule_belongs_to_the_rates() -> None:
    page = vat_page(rows=(MEAL,))
    edge = next(column.left for column in page.layout.columns if column.name == "tax_rate")
    x, _ = page.pixel(edge - 2.0, 0, page.layout.labels[0].group)
    moved = [text_line("13%", x, line.quad.box.center[1], line.quad.box.height) if line.text == "6%" else line for line in page.lines()]
    assert form_of(moved).goods[0].cells["tax_rate"] == "13%"
    assert form_of(moved).goods[0].cells["amount"] == MEAL["amount"]


def test_figures_printed_off_their_columns_follow_the_headings() -> None:
    shifted = tuple(replace(column, left=column.left + 2.4, right=column.right + 2.4, center=column.center + 2.4) for column in DIGITAL_FORM.columns)
    page = replace(digital_page(), layout=replace(DIGITAL_FORM, columns=shifted))
    form = form_of(page.lines())
    assert [row.cells for row in form.goods] == plain(ROWS)
    edges = {column.name: (left, right) for column, left, right in column_edges(form.fit)}
    amount = next(column for column in shifted if column.name == "amount")
    assert edges["amount"] == pytest.approx((amount.left, amount.right), abs=1.5)


def test_exempt_rows_have_stars_for_tax_and_no_rate_is_invented() -> None:
    exempt = {**MEAL, "tax_rate": "免税", "tax": "***"}
    (row,) = goods_of(vat_page(rows=(exempt,)))
    assert (row["tax_rate"], row["tax"]) == ("免税", "")


def test_a_star_read_as_something_else_before_a_category_is_a_star() -> None:
    (row,) = goods_of(vat_page(rows=(MEAL,), misread={"*餐饮服务*餐费": "×餐饮服务*餐费"}))
    assert row["name"] == "*餐饮服务*餐费"


def test_toll_rows_have_plates_and_dates() -> None:
    trip = {
        "name": "*经营租赁*通行费",
        "plate_number": "京A00001",
        "vehicle_type": "客车",
        "start_date": "20240301",
        "end_date": "20240302",
        "amount": "35.24",
        "tax_rate": "3%",
        "tax": "1.06",
    }
    (row,) = goods_of(replace(vat_page(rows=(trip,)), layout=TOLL_FORM))
    assert row == {**trip, "start_date": "2024-03-01", "end_date": "2024-03-02"}


def test_each_row_knows_its_glyphs_and_the_height_of_its_amount() -> None:
    page = vat_page(rows=(MEAL, PENCILS))
    rows = form_of(page.lines()).goods
    heights = [next(line.quad.box.center[1] for line in page.lines() if line.text == cells["amount"]) for cells in (MEAL, PENCILS)]
    assert [row.y for row in rows] == pytest.approx(heights)
    assert "".join(glyph.char for glyph in rows[0].glyphs).startswith("*餐饮服务*餐费")


# --- empty cells -------------------------------------------------------------------------------------------------------------------------------------------


def test_cells_without_text_are_named_with_their_place() -> None:
    page = digital_page(rows=(MEAL,))
    quantity = next(line for line in page.lines() if line.text == "2")
    form = form_of([line for line in page.lines() if line.text != "2"])
    cells = {name: box for index, name, box in unread_cells(form.fit, form.goods) if index == 0}
    assert set(cells) == {"quantity"}
    assert cells["quantity"].contains(quantity.quad.box.center)


def test_in_a_discount_nobody_looks_for_what_it_never_has() -> None:
    discount = {**MEAL, "quantity": "", "unit": "", "unit_price": "", "amount": "-10.00", "tax": ""}
    form = form_of(digital_page(rows=(MEAL, discount)).lines())
    assert [name for index, name, _ in unread_cells(form.fit, form.goods) if index == 1] == ["tax"]


def test_the_place_of_an_empty_cell_ends_before_the_next_print() -> None:
    page = digital_page(rows=(MEAL,))
    form = form_of([line for line in page.lines() if line.text != "2"])
    ((_, _, box),) = unread_cells(form.fit, form.goods)
    price = next(line.quad.box for line in page.lines() if line.text == "50.00")
    assert box.right < price.left


def test_a_cell_that_a_closer_look_read_joins_its_row() -> None:
    (row,) = form_of(digital_page(rows=({**MEAL, "quantity": ""},)).lines()).goods
    glyphs = only_run(text_line("2", 800, row.y)).glyphs
    assert with_cell(row, "quantity", glyphs).cells["quantity"] == "2"
    assert with_cell(row, "tax", only_run(text_line("?", 800, row.y)).glyphs) is row, "what is no amount fills no cell"


def only_run(line: TextLine) -> Run:
    (run,) = runs_of([line])
    return run


def test_another_reading_fills_empty_cells_only() -> None:
    first = form_of(vat_page(misread={"50.00": "", "25.00": "26.00"}).lines())
    again = reread_form(first, vat_page(misread={"盒": "合"}).lines())
    rows = [row.cells for row in with_other_reading(first.goods, again.goods)]
    assert rows[0] == dict(MEAL)
    assert (rows[1]["amount"], rows[1]["unit"]) == ("26.00", "盒"), "what was read stays"


def test_another_reading_of_other_rows_fills_nothing() -> None:
    first = form_of(vat_page(rows=(MEAL, PENCILS), misread={"2": ""}).lines())
    only_second = reread_form(first, vat_page(rows=(MEAL, PENCILS), misread=dict.fromkeys(MEAL.values(), "")).lines())
    assert with_other_reading(first.goods, only_second.goods)[0].cells == first.goods[0].cells
