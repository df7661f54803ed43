from dataclasses import replace
from datetime import date

import pytest

from intake.anomaly.goods_rates import category_of, is_unusual, usual_rate
from tests.builders import MEAL, PENCILS, ROWS, vat_page
from tests.intake.anomaly.found_invoices import found_in, scanned, unusual, with_rows


def test_sums_that_do_not_add_up_are_measured_in_yuan() -> None:
    found = unusual(found_in(scanned(vat_page({"total": "138.60"}))))
    assert found["slack.total"].measured == 10.0


def test_lines_that_do_not_add_up_are_measured_for_amount_and_tax() -> None:
    found = unusual(with_rows(found_in(scanned()), {**MEAL, "amount": "110.00", "tax": "6.60"}, *ROWS[1:]))
    assert found["slack.lines_amount"].measured == 10.0
    assert found["slack.lines_tax"].measured == pytest.approx(0.6)
    assert found["slack.line_price"].fields == ("items",)


def test_lines_read_with_doubt_weigh_less_and_are_told() -> None:
    sure = with_rows(found_in(scanned()), {**MEAL, "amount": "110.00", "tax": "6.60"}, *ROWS[1:])
    doubtful = replace(sure, invoice=replace(sure.invoice, items=tuple(replace(item, confidence=0.6) for item in sure.invoice.items)))
    assert unusual(doubtful)["slack.lines_amount"].value < 0.7 * unusual(sure)["slack.lines_amount"].value
    assert unusual(doubtful)["doubt.items"].measured == 0.6
    assert "doubt.items" not in unusual(sure)


def test_rounding_is_no_slack() -> None:
    line = {**MEAL, "quantity": "3", "unit_price": "33.3333", "amount": "100.00", "tax": "6.00"}
    assert not {name for name in unusual(with_rows(found_in(scanned()), line, *ROWS[1:])) if name.startswith("slack.")}


def test_tax_that_the_lines_rates_do_not_make_is_measured_in_yuan() -> None:
    found = unusual(found_in(scanned(vat_page({"tax": "18.60", "total": "138.60"}))))
    assert found["slack.tax_range"].measured == pytest.approx(10.0, abs=0.05)


def test_difference_taxation_has_a_tax_of_its_own() -> None:
    found = unusual(
        found_in(scanned(vat_page({"tax": "1.00", "total": "121.00", "remarks": "差额征税：100.00。"}, rows=({**MEAL, "amount": "120.00", "tax": "1.00"},))))
    )
    assert "slack.line_tax" not in found
    assert "slack.tax_range" not in found


def test_a_rate_that_was_not_in_force_is_told() -> None:
    found = unusual(with_rows(found_in(scanned()), {**PENCILS, "tax_rate": "16%"}))
    assert found["rate.out_of_force"].fields == ("items",)


def test_a_meal_at_the_rate_of_goods_is_unusual() -> None:
    found = unusual(with_rows(found_in(scanned()), {**MEAL, "tax_rate": "13%"}, *ROWS[1:]))
    assert found["rate.unusual_for_goods"].measured == 1


@pytest.mark.parametrize(
    ("name", "rate", "day", "unusual_there"),
    [
        ("*餐饮服务*餐费", "6%", date(2024, 3, 1), False),
        ("*餐饮服务*餐费", "1%", date(2024, 3, 1), False),
        ("*餐饮服务*餐费", "免税", date(2024, 3, 1), False),
        ("*文具*铅笔", "6%", date(2024, 3, 1), True),
        ("*文具*铅笔", "17%", date(2016, 7, 1), False),
        ("*运输服务*货运", "9%", date(2024, 3, 1), False),
        ("*运输服务*货运", "13%", date(2024, 3, 1), True),
        ("*谷物*大米", "10%", date(2018, 6, 1), False),
        ("*经营租赁*车辆", "13%", date(2024, 3, 1), False),
        ("铅笔", "6%", date(2024, 3, 1), False),
        ("*新类服务*其他", "13%", date(2024, 3, 1), False),
    ],
)
def test_a_rate_is_held_against_the_category_the_line_names(name: str, rate: str, day: date, unusual_there: bool) -> None:
    assert is_unusual(name, rate, day) is unusual_there


def test_a_category_is_what_stands_between_the_stars() -> None:
    assert category_of("*餐饮服务*餐费") == "餐饮服务"
    assert category_of("餐费*2") == ""
    assert usual_rate("", date(2024, 1, 1)) is None


def test_levy_and_general_rates_side_by_side_are_mixed() -> None:
    found = unusual(with_rows(found_in(scanned()), MEAL, {**PENCILS, "tax_rate": "3%"}))
    assert found["rate.mixed"].value == 1.0
