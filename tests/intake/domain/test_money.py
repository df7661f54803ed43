from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.money import format_fen, is_stars, parse_fen, read_decimal, read_fen, round_fen

FEN = st.integers(-(10**14), 10**14)


@given(FEN)
def test_formatting_and_parsing_are_inverse(fen: int) -> None:
    assert parse_fen(format_fen(fen)) == fen


@given(st.integers(-(10**12), 10**12))
def test_a_printed_amount_with_currency_and_separators_reads_back(fen: int) -> None:
    sign = "-" if fen < 0 else ""
    whole, cents = divmod(abs(fen), 100)
    assert read_fen(f"¥{sign}{whole:,}.{cents:02d}") == fen
    assert read_fen(f"￥ {sign}{whole}.{cents:02d}元") == fen


@pytest.mark.parametrize(
    ("printed", "fen"),
    [
        ("¥1,234.50", 123450),
        ("￥１２３．４５", 12345),
        ("（负数）12.00", -1200),
        ("-¥ 80.00", -8000),
        ("¥−80.00", -8000),
        ("80.00-", -8000),
        ("1 234.50", 123450),
        ("94 . 34", 9434),
        ("1,234,56", 123456),
        ("112", 11200),
        ("64.9", 6490),
        ("1,23", 123),
        ("⊗100.00", 10000),
    ],
)
def test_forms_met_in_print_are_read(printed: str, fen: int) -> None:
    assert read_fen(printed) == fen


@pytest.mark.parametrize("printed", ["", "***", "¥", "94 34", "12.345", "12.3.4", "abc", "一百", "9" * 20])
def test_what_has_no_plain_reading_is_not_guessed(printed: str) -> None:
    assert read_fen(printed) is None


@given(st.text())
def test_any_text_is_taken_without_an_exception(text: str) -> None:
    read_fen(text)
    parse_fen(text)
    read_decimal(text)
    is_stars(text)


@pytest.mark.parametrize("text", ["", "1.", ".5", "1.234", "1e3", " 1", "１", "+1", "--1", "1\n"])
def test_only_the_form_of_results_is_parsed_strictly(text: str) -> None:
    assert parse_fen(text) is None


def test_stars_are_told_from_amounts() -> None:
    assert is_stars("***")
    assert is_stars("¥ ***")
    assert not is_stars("")
    assert not is_stars("1.00")


def test_prices_keep_all_their_digits() -> None:
    assert read_decimal("29.529203539823") == Decimal("29.529203539823")
    assert read_decimal("1,000") == Decimal(1000)
    assert read_decimal("-0.5") == Decimal("-0.5")
    assert read_decimal("次") is None


def test_rounding_is_half_up_as_issuing_software_does_it() -> None:
    assert round_fen(Decimal("31.245")) == 3125
    assert round_fen(Decimal("-31.245")) == -3125
