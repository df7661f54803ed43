"""Numbers that are typed, and those that they may have been meant to be."""

from __future__ import annotations

import pytest

from intake.diagnosis.absence import WORDS, Trace, has_odd_length, slips_of, typed_number

NUMBER = "24112000000000004711"


@pytest.mark.parametrize(
    "typed", ["2411 2000 0000 0000 4711", " ２４１１２０００００００００００４７１１　", "24112000-00000000-4711", "24112000000000004711\0\u200b"]
)
def test_numbers_are_read_as_people_write_them(typed: str) -> None:
    assert typed_number(typed) == NUMBER


def test_letters_of_tickets_are_capitals() -> None:
    assert typed_number("z12f001234") == "Z12F001234"


@pytest.mark.parametrize(
    ("other", "is_slip"),
    [
        ("24112000000000004712", True),  # another digit
        ("2411200000000004711", True),  # one is missing
        ("241120000000000047211", True),  # one too many
        ("24112000000000007411", True),  # two neighbours have changed places
        ("24112000000000004722", False),
        ("24112000000000001147", False),
        ("241120000000000047111", False),  # it has the number in it, which is told apart
        (NUMBER, False),
    ],
)
def test_what_a_single_slip_makes_of_a_number_is_recognised(other: str, is_slip: bool) -> None:
    assert (other in slips_of(NUMBER)) is is_slip


def test_slips_go_both_ways() -> None:
    assert all("Z12F001234" in slips_of(slip) for slip in slips_of("Z12F001234"))


def test_only_numbers_of_digits_have_a_length_to_keep_to() -> None:
    assert [has_odd_length(number) for number in (NUMBER, "12345678", "1234567", "Z12F001")] == [False, False, True, False]


def test_every_trace_says_what_it_is_and_what_helps_in_both_languages() -> None:
    assert set(WORDS) == set(Trace)
    assert all(text for words in WORDS.values() for text in (words.what, words.what_zh, words.remedy, words.remedy_zh))
