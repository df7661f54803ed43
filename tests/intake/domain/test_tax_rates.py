from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.tax_rates import clean_rate, is_lawful, lawful_rates, rate_fraction


@pytest.mark.parametrize(
    ("cell", "rate"),
    [
        ("13%", "13%"),
        ("13 ％", "13%"),
        ("１３％", "13%"),
        ("0.13", "13%"),
        ("0.130000", "13%"),
        ("0.03", "3%"),
        ("1.5%", "1.5%"),
        ("0.015", "1.5%"),
        ("0.5%", "0.5%"),
        ("3", "3%"),
        ("0%", "0%"),
        ("0", "0%"),
        ("免 税", "免税"),
        ("不征税", "不征税"),
        ("出口零税率", "0%"),
        ("***", ""),
        ("", ""),
        ("税率", ""),
        ("130", ""),
    ],
)
def test_cells_take_the_form_of_results(cell: str, rate: str) -> None:
    assert clean_rate(cell) == rate


@given(st.text())
def test_cleaning_twice_changes_nothing_more(cell: str) -> None:
    assert clean_rate(clean_rate(cell)) == clean_rate(cell)


def test_fractions_of_rates() -> None:
    assert rate_fraction("13%") == Decimal("0.13")
    assert rate_fraction("1.5%") == Decimal("0.015")
    assert rate_fraction("免税") == 0
    assert rate_fraction("") is None


@pytest.mark.parametrize(
    ("rate", "day", "lawful"),
    [
        ("17%", date(2018, 4, 30), True),
        ("17%", date(2018, 5, 1), False),
        ("16%", date(2018, 5, 1), True),
        ("16%", date(2019, 4, 1), False),
        ("13%", date(2017, 6, 30), True),
        ("13%", date(2018, 6, 1), False),
        ("13%", date(2019, 4, 1), True),
        ("1%", date(2020, 2, 29), False),
        ("1%", date(2020, 3, 1), True),
        ("3%", date(2024, 1, 1), True),
        ("14%", date(2024, 1, 1), False),
        ("免税", date(2024, 1, 1), True),
        ("", date(2024, 1, 1), True),
    ],
)
def test_rates_are_lawful_in_their_periods(rate: str, day: date, lawful: bool) -> None:
    assert is_lawful(rate, day) is lawful


def test_before_the_tax_there_are_no_general_rates() -> None:
    assert "17%" not in lawful_rates(date(1990, 1, 1))
