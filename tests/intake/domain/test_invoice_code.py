import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.invoice_code import parse_invoice_code, write_invoice_code
from intake.domain.regions import REGIONS


@pytest.mark.parametrize(
    ("code", "kind", "region", "year"),
    [
        ("1200154130", "01", "天津", 2015),
        ("4200161350", "04", "湖北", 2016),
        ("3100153130", "01", "上海", 2015),
        ("011001600211", "10", "北京", 2016),
        ("044031900104", "04", "深圳", 2019),
        ("144031539110", "10", "深圳", 2015),
        ("011001800112", "14", "北京", 2018),
        ("032002000117", "15", "江苏", 2020),
        ("131001720151", "03", "上海", 2017),
        ("011002680026", "", "北京", 2026),
    ],
)
def test_codes_tell_kind_area_and_year(code: str, kind: str, region: str, year: int) -> None:
    parsed = parse_invoice_code(code)
    assert parsed is not None
    assert (parsed.kind, parsed.region, parsed.year) == (kind, region, year)


@given(
    st.sampled_from(["01", "02", "03", "04", "08", "10", "11", "14", "15"]),
    st.sampled_from(list(REGIONS)),
    st.integers(2001, 2099),
    st.integers(0, 999),
    st.sampled_from([2, 3, 5, 6]),
)
def test_written_codes_read_back(kind: str, area: str, year: int, batch: int, copies: int) -> None:
    parsed = parse_invoice_code(write_invoice_code(kind, area, year, batch, copies))
    assert parsed is not None
    assert (parsed.kind, parsed.area, parsed.year) == (kind, area, year)


def test_ten_digits_tell_copies_and_limit() -> None:
    parsed = parse_invoice_code("1200154130")
    assert parsed is not None
    assert (parsed.copies, parsed.limit) == (3, None)
    limited = parse_invoice_code("1200154131")
    assert limited is not None
    assert limited.limit == 1_000_000


@pytest.mark.parametrize("text", ["", "123", "12345678901", "1234567890123", "120015413O", "１２００１５４１３０"])
def test_other_lengths_and_letters_are_no_code(text: str) -> None:
    assert parse_invoice_code(text) is None


def test_unknown_areas_are_kept_without_a_name() -> None:
    parsed = parse_invoice_code("099991900111")
    assert parsed is not None
    assert (parsed.area, parsed.region) == ("", "")


def test_kinds_without_a_code_are_refused() -> None:
    with pytest.raises(ValueError, match="31"):
        write_invoice_code("31", "1100", 2024)
