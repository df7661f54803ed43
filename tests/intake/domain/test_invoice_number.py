import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.invoice_number import is_short_number, parse_digital_number, write_digital_number


@given(st.integers(2021, 2099), st.sampled_from(["11", "31", "44", "95", "92"]), st.integers(0, 10**15 - 1), st.sampled_from("2789"))
def test_written_numbers_read_back(year: int, area: str, serial: int, channel: str) -> None:
    parsed = parse_digital_number(write_digital_number(year, area, serial, channel))
    assert parsed is not None
    assert (parsed.year, parsed.text[2:4], parsed.channel, int(parsed.serial)) == (year, area, channel, serial)
    assert parsed.region


def test_plan_cities_have_two_digits_of_their_own() -> None:
    shenzhen, qingdao, unsure = (parse_digital_number(f"24{area}2" + "0" * 15) for area in ("95", "92", "91"))
    assert shenzhen is not None
    assert shenzhen.region == "深圳"
    assert qingdao is not None
    assert qingdao.region == "青岛"
    # One of Dalian, Ningbo and Xiamen: known to exist, not which.
    assert unsure is not None
    assert (unsure.area, unsure.region) == ("", "")


def test_an_area_that_does_not_exist_is_none() -> None:
    parsed = parse_digital_number("24882" + "0" * 15)
    assert parsed is not None
    assert parsed.area is None


@pytest.mark.parametrize("text", ["", "1" * 19, "1" * 21, "2" * 19 + "O"])
def test_only_twenty_digits_are_a_digital_number(text: str) -> None:
    assert parse_digital_number(text) is None


def test_short_numbers_have_eight_digits_and_are_not_zero() -> None:
    assert is_short_number("00000001")
    assert not is_short_number("00000000")
    assert not is_short_number("1234567")
    assert not is_short_number("1234567A")
