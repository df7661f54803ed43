from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.amount_words import write_words
from intake.domain.money import format_fen
from intake.evidence import Evidence
from intake.resolution.amounts import MoneyEvidence, Sums, line_sum, settle, text_of, words_of
from tests.builders import ocr, printed, tiny

Opinions = Mapping[str, Sequence[Evidence]]


def sums_of(of_field: Opinions, qr: int | None = None, lines: tuple[int | None, int | None] = (None, None), exempt: bool = False) -> Sums:
    return settle(MoneyEvidence(of_field, qr, lines[0], lines[1], exempt))


def read(amount: str = "", tax: str = "", total: str = "", words: str = "", confidence: float = 0.96) -> Opinions:
    given_values = {"amount": amount, "tax": tax, "total": total, "total_in_words": words}
    return {name: (ocr(name, value, confidence),) for name, value in given_values.items() if value}


def triple(sums: Sums) -> tuple[int | None, int | None, int | None]:
    return sums.amount, sums.tax, sums.total


def test_sums_that_add_up_confirm_each_other() -> None:
    sums = sums_of(read("100.00", "6.00", "106.00"))
    assert triple(sums) == (10000, 600, 10600)
    assert all("arithmetic" in sums.confirmed_by[name] for name in ("amount", "tax", "total"))
    assert not sums.computed


def test_a_misread_digit_gives_way_to_the_reading_that_adds_up() -> None:
    opinions = {
        "amount": (ocr("amount", "700.00", 0.9), tiny("amount", "100.00", 0.8)),
        "tax": (ocr("tax", "6.00"),),
        "total": (ocr("total", "106.00"),),
    }
    sums = sums_of(opinions)
    assert triple(sums) == (10000, 600, 10600)
    assert not sums.computed, "the second model read it"


def test_a_sum_that_nobody_read_right_is_computed_and_says_so() -> None:
    sums = sums_of({**read("100.00", "6.00", "706.00"), "total_in_words": (ocr("total_in_words", write_words(10600)),)})
    assert triple(sums) == (10000, 600, 10600)
    assert sums.computed == {"total"}
    assert sums.confirmed_by["total"] == ("words",)


def test_a_sum_that_is_missing_follows_from_the_others() -> None:
    sums = sums_of(read(amount="100.00", total="106.00"))
    assert triple(sums) == (10000, 600, 10600)
    assert sums.computed == {"tax"}


@pytest.mark.parametrize("misread", [{"amount": "720.00"}, {"amount": "20.00"}, {"tax": "98.60"}])
def test_no_unlawful_tax_is_computed_to_make_a_misread_sum_fit(misread: Mapping[str, str]) -> None:
    values = {"amount": "120.00", "tax": "8.60", "total": "128.60", "words": write_words(12860)}
    seen = {**values, **misread}
    assert triple(sums_of(read(seen["amount"], seen["tax"], seen["total"], seen["words"]))) == (12000, 860, 12860)


def test_computed_sums_confirm_nothing() -> None:
    sums = sums_of(read(amount="100.00", total="106.00"))
    assert sums.confirmed_by == {"amount": (), "tax": (), "total": ()}


def test_a_sum_computed_from_two_that_others_confirm_is_as_sure_as_they_are() -> None:
    sums = sums_of({**read(amount="100.00", total="106.00"), "total_in_words": (ocr("total_in_words", write_words(10600)),)}, qr=10000)
    assert sums.confirmed_by["tax"] == ("arithmetic",)
    assert sums.confirmed_by["amount"] == ("qr",)


def test_two_readings_without_anything_else_are_left_as_they_are() -> None:
    sums = sums_of({"total": (ocr("total", "106.00", 0.9), tiny("total", "108.00", 0.9))})
    assert sums.total == 10600
    assert sums.confirmed_by["total"] == ()


def test_words_decide_between_two_totals() -> None:
    sums = sums_of({"total": (ocr("total", "106.00", 0.9), tiny("total", "108.00", 0.9)), "total_in_words": (ocr("total_in_words", write_words(10800)),)})
    assert sums.total == 10800
    assert sums.confirmed_by["total"] == ("words",)


def test_words_that_are_not_well_formed_say_nothing() -> None:
    assert words_of([ocr("total_in_words", "壹佰佰圆整")]) is None
    assert words_of([ocr("total_in_words", "壹佰佰圆整", 0.99), tiny("total_in_words", "壹佰圆整", 0.7)]) == 10000


@pytest.mark.parametrize(("qr", "field"), [(10000, "amount"), (10600, "total")])
def test_the_qr_code_confirms_whichever_sum_it_repeats(qr: int, field: str) -> None:
    sums = sums_of(read("100.00", "6.00", "106.00"), qr=qr)
    assert [name for name, by in sums.confirmed_by.items() if "qr" in by] == [field]


def test_without_tax_the_qr_code_does_not_tell_amount_from_total() -> None:
    sums = sums_of(read("100.00", "0.00", "100.00"), qr=10000)
    assert "qr" not in sums.confirmed_by["amount"]


def test_lines_confirm_the_sums_they_make() -> None:
    sums = sums_of(read("100.00", "6.00", "106.00"), lines=(10000, 601))
    assert "lines" in sums.confirmed_by["amount"]
    assert "lines" not in sums.confirmed_by["tax"]


def test_exempt_invoices_have_no_tax_and_their_amount_is_the_total() -> None:
    sums = sums_of(read(amount="100.00", total="100.00"), exempt=True)
    assert triple(sums) == (10000, 0, 10000)
    assert "arithmetic" in sums.confirmed_by["total"]


def test_red_invoices_add_up_below_zero() -> None:
    assert triple(sums_of(read("-100.00", "-6.00", "-106.00", write_words(-10600)))) == (-10000, -600, -10600)


def test_tickets_have_a_total_only() -> None:
    sums = sums_of(read(total="35.00", words=write_words(3500)))
    assert triple(sums)[2] == 3500
    assert sums.confirmed_by["total"] == ("words",)


def test_nothing_read_gives_nothing() -> None:
    assert triple(sums_of({})) == (None, None, None)
    assert text_of(None) is None
    assert text_of(-5) == "-0.05"


def test_text_that_is_data_is_not_overruled_by_what_would_add_up() -> None:
    opinions = {name: (printed(name, value),) for name, value in (("amount", "100.00"), ("tax", "6.00"), ("total", "107.00"))}
    sums = sums_of(opinions)
    assert triple(sums) == (10000, 600, 10700)
    assert sums.confirmed_by == {"amount": (), "tax": (), "total": ()}


FEN = st.integers(-(10**6), 10**6)
MAYBE_FEN = st.none() | FEN


def opinions(name: str) -> st.SearchStrategy[list[Evidence]]:
    values = FEN.map(format_fen)
    return st.lists(
        st.builds(ocr, st.just(name), values, st.floats(0.05, 0.999))
        | st.builds(tiny, st.just(name), values, st.floats(0.05, 0.999))
        | st.builds(printed, st.just(name), values),
        max_size=3,
    )


WORDS = st.lists(st.builds(ocr, st.just("total_in_words"), FEN.map(write_words) | st.text("壹贰佰拾圆整", max_size=5), st.floats(0.05, 0.999)), max_size=2)


@given(opinions("amount"), opinions("tax"), opinions("total"), WORDS, MAYBE_FEN, MAYBE_FEN, MAYBE_FEN, st.booleans())
def test_nothing_is_confirmed_that_what_confirms_it_contradicts(
    amounts: list[Evidence],
    taxes: list[Evidence],
    totals: list[Evidence],
    words: list[Evidence],
    qr: int | None,
    line_amounts: int | None,
    line_taxes: int | None,
    exempt: bool,
) -> None:
    sums = sums_of({"amount": amounts, "tax": taxes, "total": totals, "total_in_words": words}, qr, (line_amounts, line_taxes), exempt)
    values = {"amount": sums.amount, "tax": sums.tax, "total": sums.total}
    offered = {name: {opinion.value for opinion in said} for name, said in (("amount", amounts), ("tax", taxes), ("total", totals))}
    for name, by in sums.confirmed_by.items():
        assert not by or values[name] is not None
        if "arithmetic" in by:
            assert sums.amount is not None
            assert sums.tax is not None
            assert sums.amount + sums.tax == sums.total
        if "qr" in by:
            assert values[name] == qr
        if "words" in by:
            assert words_of(words) == sums.total
        if "lines" in by:
            assert values[name] == {"amount": line_amounts, "tax": line_taxes}[name]
    for name, value in values.items():
        read_so = value is not None and format_fen(value) in offered[name]
        assert value is None or read_so or name in sums.computed or (exempt and name == "tax" and value == 0)


@given(FEN, FEN)
def test_three_sums_that_add_up_are_never_changed(amount: int, tax: int) -> None:
    sums = sums_of(read(format_fen(amount), format_fen(tax), format_fen(amount + tax)))
    assert triple(sums) == (amount, tax, amount + tax)


@given(st.lists(st.one_of(FEN.map(format_fen), st.text(max_size=3))))
def test_a_sum_of_lines_needs_every_line(cells: list[str]) -> None:
    total = line_sum(cells)
    assert total is None or total == sum(round(float(cell) * 100) for cell in cells)


def test_no_line_and_an_unread_line_make_no_sum() -> None:
    assert line_sum([]) is None
    assert line_sum(["1.00", ""]) is None
    assert line_sum(["1.00", "-0.50"]) == 50
