from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.money import format_fen, round_fen
from intake.invoice import Item
from intake.resolution.goods import with_parted_price, with_repaired_price, with_repaired_rate


def parted(price: str, amount: str, quantity: str = "") -> tuple[str, str]:
    item = with_parted_price(Item({"name": "纸", "quantity": quantity, "unit_price": price, "amount": amount}, 0.98))
    return item.cells["quantity"], item.cells["unit_price"]


def test_a_lone_digit_read_as_part_of_the_price_is_parted() -> None:
    assert parted("119.65", "19.65") == ("1", "19.65")
    assert parted("250.00", "100.00") == ("2", "50.00")
    assert parted("102.5", "25.00") == ("10", "2.5")


def test_one_fen_of_rounding_is_allowed_for() -> None:
    assert parted("333.333", "100.00") == ("3", "33.333")


def test_nothing_is_parted_where_the_amount_does_not_single_out_one_way() -> None:
    assert parted("119.65", "20.00") == ("", "119.65")
    assert parted("10.00", "0.00") == ("", "10.00"), "two ways: 1 x 0.00 and 10 x .00"


def test_nothing_is_parted_where_the_price_fits_as_it_stands_or_a_quantity_was_read() -> None:
    assert parted("119.65", "119.65") == ("", "119.65")
    assert parted("119.65", "19.65", "1") == ("1", "119.65")


@pytest.mark.parametrize(("price", "amount"), [("", "1.00"), ("1", "1.00"), ("abc", "1.00"), ("1.2.3", "1.00"), ("119.65", ""), ("-", "5.00"), (".", "5.00")])
def test_cells_that_are_no_figures_are_left_alone(price: str, amount: str) -> None:
    assert parted(price, amount) == ("", price)


def test_a_parted_row_is_less_sure() -> None:
    item = with_parted_price(Item({"unit_price": "119.65", "amount": "19.65"}, 0.98))
    assert item.confidence < 0.98


@given(st.text("0123456789.-", max_size=8), st.integers(-(10**6), 10**6).map(format_fen))
def test_parts_make_the_price_again_and_fit_the_amount(price: str, amount: str) -> None:
    quantity, rest = parted(price, amount)
    assert quantity + rest == price
    if quantity:
        assert abs(round_fen(Decimal(quantity) * Decimal(rest)) - round(float(amount) * 100)) <= 1


def rate(printed: str, amount: str, tax: str, confidence: float = 0.8) -> str:
    return with_repaired_rate(Item({"amount": amount, "tax_rate": printed, "tax": tax}, confidence)).cells["tax_rate"]


@pytest.mark.parametrize(
    ("printed", "amount", "tax", "right"),
    [("10%", "1025.80", "164.13", "16%"), ("38%", "3894.36", "116.83", "3%"), ("60%", "12150.00", "729.00", "6%"), ("1%", "100.00", "13.00", "13%")],
)
def test_a_doubtful_rate_gives_way_to_the_one_that_its_line_singles_out(printed: str, amount: str, tax: str, right: str) -> None:
    assert rate(printed, amount, tax) == right


def test_a_plainly_printed_rate_stands() -> None:
    assert rate("10%", "1025.80", "164.13", 0.97) == "10%"


@pytest.mark.parametrize(
    ("printed", "amount", "tax"), [("13%", "100.00", "13.00"), ("10%", "100.00", "3.00"), ("17%", "100.00", "50.00"), ("", "100.00", "13.00")]
)
def test_a_rate_stays_where_it_fits_or_no_rate_a_character_away_does(printed: str, amount: str, tax: str) -> None:
    assert rate(printed, amount, tax) == printed


@given(st.sampled_from(["1%", "3%", "6%", "13%", "免税"]), st.integers(0, 10**6).map(format_fen), st.integers(0, 10**6).map(format_fen))
def test_a_rate_is_changed_only_to_one_that_fits(printed: str, amount: str, tax: str) -> None:
    found = rate(printed, amount, tax)
    if found != printed:
        assert abs(Decimal(amount) * Decimal(found.rstrip("%")) / 100 - Decimal(tax)) <= Decimal("0.015")


def price(printed: str, quantity: str, amount: str, confidence: float = 0.8) -> str:
    return with_repaired_price(Item({"quantity": quantity, "unit_price": printed, "amount": amount}, confidence)).cells["unit_price"]


@pytest.mark.parametrize("printed", ["42.034166666667", "742.034166666667", "1142.034166666667"])
def test_a_long_price_with_one_wrong_character_is_what_amount_and_quantity_say(printed: str) -> None:
    assert price(printed, "12", "1704.41") == "142.034166666667"


@pytest.mark.parametrize(
    ("printed", "quantity", "amount"),
    [
        ("42.03", "12", "1704.41"),  # short: a digit of the amount may as well be wrong
        ("142.034166666667", "12", "1704.41"),  # fits
        ("42.034166666567", "12", "1704.41"),  # two characters
        ("42.034166666667", "", "1704.41"),
        ("42.034166666667", "0", "1704.41"),
        ("42.034166666667", "12", ""),
        ("4.2.034166", "12", "1704.41"),
    ],
)
def test_a_price_that_nothing_singles_out_is_left_alone(printed: str, quantity: str, amount: str) -> None:
    assert price(printed, quantity, amount) == printed


def test_a_price_that_was_plainly_read_is_left_alone() -> None:
    assert price("42.034166666667", "12", "1704.41", 0.99) == "42.034166666667"
