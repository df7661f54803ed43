import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.anomaly.scales import fen_apart, grown, is_slip
from intake.domain.amount_words import write_words
from intake.domain.money import format_fen
from tests.builders import BUYER_ID, SELLER_ID, TOTAL, vat_page
from tests.intake.anomaly.found_invoices import found_in, scanned, unusual


def test_a_tax_id_one_character_off_is_near_and_a_wild_one_is_far() -> None:
    near = BUYER_ID[:9] + ("2" if BUYER_ID[9] != "2" else "3") + BUYER_ID[10:]
    assert unusual(found_in(scanned(vat_page({"buyer_tax_id": near}))))["near_miss.buyer_tax_id"].fields == ("buyer_tax_id",)
    wild = SELLER_ID[:8] + "".join(reversed(SELLER_ID[8:]))
    found = unusual(found_in(scanned(vat_page({"seller_tax_id": wild}))))
    assert found["near_miss.tax_id_far"].fields == ("seller_tax_id",)
    assert "near_miss.seller_tax_id" not in found


def test_a_total_one_digit_off_is_a_slip_of_sums_and_words() -> None:
    found = unusual(found_in(scanned(vat_page({"total": "128.90"}))))
    assert found["near_miss.total"].measured == pytest.approx(0.30)
    assert {"near_miss.total", "near_miss.words"} <= set(found)


def test_swapped_digits_are_a_slip() -> None:
    assert "near_miss.total" in unusual(found_in(scanned(vat_page({"total": "182.60"}))))


def test_a_sum_of_another_invoice_is_no_slip() -> None:
    other = 99_431_17
    found = unusual(found_in(scanned(vat_page({"total": format_fen(other), "total_in_words": write_words(TOTAL)}))))
    assert not {name for name in found if name.startswith("near_miss.")}


@pytest.mark.parametrize(
    ("one", "other", "slip"),
    [(12860, 12890, True), (12860, 18260, True), (12860, 12860, False), (12860, -12860, False), (12860, 1286, False), (12860, 13890, False)],
)
def test_a_slip_is_one_digit_or_two_swapped(one: int, other: int, slip: bool) -> None:
    assert is_slip(one, other) is slip


@given(st.integers(-(10**12), 10**12), st.integers(-(10**12), 10**12))
def test_sums_are_as_far_apart_from_either_side_and_never_further_than_a_bound(one: int, other: int) -> None:
    assert fen_apart(one, other) == fen_apart(other, one)
    assert 0 <= fen_apart(one, other) <= 3.5
    assert (fen_apart(one, other) == 0) == (one == other)


@given(st.floats(0, 1e9), st.floats(0, 1e9))
def test_growth_keeps_the_order_within_its_bound(one: float, other: float) -> None:
    assert 0 <= grown(one) <= 5
    assert (grown(one) <= grown(other)) or one > other
