"""Each detector stays silent on the ordinary and speaks on what it is meant to find, naming what it compared with."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from intake.behaviour.amounts import round_sum, split_sum, unusual_amount
from intake.behaviour.goods import unusual_category, unusual_rate
from intake.behaviour.history import PastInvoice
from intake.behaviour.judge import DETECTORS, observe
from intake.behaviour.look_back import Past
from intake.behaviour.numbers import consecutive_numbers, same_invoice, twin_number
from intake.behaviour.repeats import red_and_blue, same_goods_again
from intake.behaviour.sellers import changed_bank_account, more_often, new_seller
from intake.behaviour.times import rest_day, unusual_hour

MakePast = Callable[..., PastInvoice]
LookBack = Callable[[PastInvoice, Sequence[PastInvoice]], Past]
Ordinary = tuple[PastInvoice, ...]


@pytest.fixture
def following(make_past: MakePast) -> PastInvoice:
    """The ordinary invoice that comes next."""
    return make_past(13)


def test_nobody_speaks_of_an_ordinary_invoice(following: PastInvoice, ordinary: Ordinary, looked_back: LookBack) -> None:
    assert {code for code, seen in observe(following, looked_back(following, ordinary)).items() if seen.strength > 0.5} == set()


def test_the_first_invoice_of_all_can_be_judged(following: PastInvoice, looked_back: LookBack) -> None:
    assert unusual_amount(following, looked_back(following, ())) is None
    huge = replace(following, total=500_000_000_00)
    seen = unusual_amount(huge, looked_back(huge, ()))
    assert seen is not None
    assert seen.strength > 3


def test_an_amount_surprises_the_more_the_better_the_seller_is_known(make_past: MakePast, looked_back: LookBack) -> None:
    strengths = []
    for count in (0, 1, 4, 12):
        tenfold = make_past(13, total=800_000)
        seen = unusual_amount(tenfold, looked_back(tenfold, [make_past(number) for number in range(count)]))
        strengths.append(seen.strength if seen else 0.0)
    assert strengths == sorted(strengths)
    assert strengths[-1] > 6


def test_an_unusual_amount_says_what_is_usual(following: PastInvoice, ordinary: Ordinary, looked_back: LookBack) -> None:
    seen = unusual_amount(replace(following, total=9_000_000), looked_back(following, ordinary))
    assert seen is not None
    assert "13 earlier invoices" in seen.message
    assert "13张" in seen.message_zh
    assert set(seen.neighbours) <= set(ordinary)
    assert seen.fields == ("total",)


def test_a_round_sum_is_noticed_unless_the_seller_bills_round_sums(
    make_past: MakePast, following: PastInvoice, ordinary: Ordinary, looked_back: LookBack
) -> None:
    rounded = replace(following, total=100_000)
    seen = round_sum(rounded, looked_back(rounded, ordinary))
    assert seen is not None
    assert seen.strength > 2
    rents = [make_past(number, total=100_000) for number in range(13)]
    assert round_sum(rounded, looked_back(rounded, rents)) is None
    assert round_sum(following, looked_back(following, ordinary)) is None


def test_sums_just_below_a_limit_within_days_are_a_split(make_past: MakePast, ordinary: Ordinary, looked_back: LookBack) -> None:
    first = make_past(13, total=96_000)
    second = make_past(14, issued=first.issued and first.issued + timedelta(days=2), total=98_500)
    seen = split_sum(second, looked_back(second, [*ordinary, first]))
    assert seen is not None
    assert seen.strength > 2
    assert seen.neighbours == (first,)
    assert "1000.00" in seen.message
    far = make_past(20, total=98_500)
    assert split_sum(far, looked_back(far, [*ordinary, first])) is None


def test_another_rate_or_category_is_noticed(following: PastInvoice, ordinary: Ordinary, looked_back: LookBack) -> None:
    past = looked_back(following, ordinary)
    rate = unusual_rate(replace(following, rates=("13%", "6%")), past)
    category = unusual_category(replace(following, categories=("会议服务",)), past)
    assert rate is not None
    assert category is not None
    assert min(rate.strength, category.strength) > 2
    assert "6%" in rate.message
    assert "会议服务" in category.message_zh
    assert "茶及饮料" in category.message_zh
    assert unusual_rate(following, past) is None


def test_a_seller_of_many_things_may_have_another_one(make_past: MakePast, following: PastInvoice, ordinary: Ordinary, looked_back: LookBack) -> None:
    shop = [make_past(number, categories=(f"类别{number}",)) for number in range(13)]
    other = replace(following, categories=("会议服务",))
    of_shop, of_teahouse = unusual_category(other, looked_back(other, shop)), unusual_category(other, looked_back(other, ordinary))
    assert of_teahouse is not None
    assert of_shop is None or of_shop.strength < of_teahouse.strength


@pytest.mark.parametrize("gap", [1, 2, 3])
def test_numbers_that_run_on_over_days_are_noticed(gap: int, make_past: MakePast, following: PastInvoice, ordinary: Ordinary, looked_back: LookBack) -> None:
    earlier = ordinary[-1]
    running = replace(following, number=f"{int(earlier.number) + gap:08d}")
    seen = consecutive_numbers(running, looked_back(running, ordinary))
    assert seen is not None
    assert seen.strength > 3
    assert seen.neighbours == (earlier,)
    assert earlier.number in seen.message


def test_numbers_that_run_on_in_one_purchase_are_natural(ordinary: Ordinary, looked_back: LookBack) -> None:
    first = ordinary[-1]
    beside = replace(first, id="other", number=f"{int(first.number) + 1:08d}", received=first.received + timedelta(minutes=1))
    assert consecutive_numbers(beside, looked_back(beside, ordinary)) is None


def test_numbers_further_apart_or_of_another_seller_are_none(following: PastInvoice, ordinary: Ordinary, looked_back: LookBack) -> None:
    past = looked_back(following, ordinary)
    assert consecutive_numbers(replace(following, number=f"{int(ordinary[-1].number) + 4:08d}"), past) is None
    other = replace(following, number=f"{int(ordinary[-1].number) + 1:08d}", seller="OTHER")
    assert consecutive_numbers(other, looked_back(other, ordinary)) is None


def test_a_seller_whose_numbers_always_run_on_surprises_nobody(make_past: MakePast, looked_back: LookBack) -> None:
    book = [make_past(number, number=f"{500 + number:08d}") for number in range(12)]
    following = make_past(12, number=f"{512:08d}")
    seen = consecutive_numbers(following, looked_back(following, book))
    assert seen is None or seen.strength < 1


def test_the_same_invoice_from_another_file(ordinary: Ordinary, looked_back: LookBack) -> None:
    again = replace(ordinary[5], id="other", received=ordinary[-1].received + timedelta(days=9))
    seen = same_invoice(again, looked_back(again, ordinary))
    assert seen is not None
    assert seen.neighbours == (ordinary[5],)
    changed = replace(again, total=(again.total or 0) + 9_000)
    conflict = same_invoice(changed, looked_back(changed, ordinary))
    assert conflict is not None
    assert conflict.strength > seen.strength
    assert "another total" in conflict.message


def test_the_same_file_read_again_is_no_second_invoice(ordinary: Ordinary, looked_back: LookBack) -> None:
    again = replace(ordinary[5], received=ordinary[-1].received + timedelta(days=9))
    past = looked_back(again, ordinary)
    assert (same_invoice(again, past), twin_number(again, past), same_goods_again(again, past)) == (None, None, None)


def test_a_number_with_one_other_digit_and_the_same_total(ordinary: Ordinary, looked_back: LookBack) -> None:
    original = ordinary[5]
    twin = replace(original, id="other", number="9" + original.number[1:], received=ordinary[-1].received + timedelta(days=9))
    seen = twin_number(twin, looked_back(twin, ordinary))
    assert seen is not None
    assert seen.neighbours == (original,)
    assert twin_number(replace(twin, total=1), looked_back(replace(twin, total=1), ordinary)) is None


def test_the_same_goods_and_sum_again_but_not_rent(make_past: MakePast, ordinary: Ordinary, looked_back: LookBack) -> None:
    again = make_past(14, issued=date(2024, 7, 1), total=ordinary[-1].total)
    seen = same_goods_again(again, looked_back(again, ordinary))
    assert seen is not None
    assert seen.strength > 2
    assert ordinary[-1] in seen.neighbours
    assert same_goods_again(replace(again, goods=("会议服务会议费",)), looked_back(again, ordinary)) is None
    rents = [make_past(number, total=200_000) for number in range(13)]
    rent = make_past(13, total=200_000)
    regular = same_goods_again(rent, looked_back(rent, rents))
    assert regular is None or regular.strength < 0.5


def test_what_replaces_a_reversed_invoice_is_no_repetition(make_past: MakePast, ordinary: Ordinary, looked_back: LookBack) -> None:
    blue = ordinary[-1]
    red = make_past(13, total=-(blue.total or 0), reverses=blue.number)
    renewed = make_past(14, total=blue.total)
    assert same_goods_again(renewed, looked_back(renewed, [*ordinary, red])) is None


def test_a_red_invoice_and_its_blue_one_are_brought_together(make_past: MakePast, ordinary: Ordinary, looked_back: LookBack) -> None:
    blue = ordinary[-1]
    red = make_past(13, total=-(blue.total or 0), reverses=blue.number)
    reverses = red_and_blue(red, looked_back(red, ordinary))
    assert reverses is not None
    assert reverses.neighbours == (blue,)
    late = replace(blue, id="other", received=red.received + timedelta(days=3))
    reversed_before = red_and_blue(late, looked_back(late, [*ordinary[:-1], red]))
    assert reversed_before is not None
    assert reversed_before.neighbours == (red,)
    assert reversed_before.strength > reverses.strength
    assert red_and_blue(blue, looked_back(blue, ordinary[:-1])) is None


def test_a_new_seller_surprises_a_firm_of_old_acquaintances(following: PastInvoice, ordinary: Ordinary, looked_back: LookBack) -> None:
    stranger = replace(following, seller="STRANGER", seller_name="陌生商行")
    seen = new_seller(stranger, looked_back(stranger, ordinary))
    first = new_seller(stranger, looked_back(stranger, ()))
    assert seen is not None
    assert seen.strength > (first.strength if first else 0.0)
    assert "陌生商行" in seen.message_zh
    assert new_seller(following, looked_back(following, ordinary)) is None


def test_another_account_is_noticed_and_a_misread_digit_is_not(following: PastInvoice, ordinary: Ordinary, looked_back: LookBack) -> None:
    past = looked_back(following, ordinary)
    seen = changed_bank_account(replace(following, bank_account="1010999988887777"), past)
    assert seen is not None
    assert seen.strength > 4
    assert "7777" in seen.message
    assert changed_bank_account(replace(following, bank_account="6222081234567890128"), past) is None
    assert changed_bank_account(replace(following, bank_account=""), past) is None


def test_many_days_in_one_week_are_noticed_and_many_papers_of_one_day_are_not(make_past: MakePast, ordinary: Ordinary, looked_back: LookBack) -> None:
    start = date(2024, 7, 8)
    burst = [make_past(20 + number, issued=start + timedelta(days=number), number=f"{900_000 + 97 * number:08d}") for number in range(5)]
    seen = more_often(burst[-1], looked_back(burst[-1], [*ordinary, *burst[:-1]]))
    assert seen is not None
    assert seen.strength > 4
    one_day = [replace(past, issued=start, received=burst[0].received + timedelta(minutes=at)) for at, past in enumerate(burst)]
    papers = more_often(one_day[-1], looked_back(one_day[-1], [*ordinary, *one_day[:-1]]))
    assert papers is None or papers.strength < 2


def test_the_middle_of_the_night_is_noticed(following: PastInvoice, ordinary: Ordinary, looked_back: LookBack) -> None:
    night = replace(following, received=datetime(2024, 7, 9, 19, 30, tzinfo=UTC))  # half past three in China
    seen = unusual_hour(night, looked_back(night, ordinary))
    assert seen is not None
    assert seen.strength > 2
    assert "03" in seen.message
    assert unusual_hour(following, looked_back(following, ordinary)) is None


def test_a_weekend_is_noticed_unless_the_seller_works_then(make_past: MakePast, following: PastInvoice, ordinary: Ordinary, looked_back: LookBack) -> None:
    saturday = replace(following, issued=date(2024, 7, 13))
    seen = rest_day(saturday, looked_back(saturday, ordinary))
    assert seen is not None
    assert seen.strength > 1
    inn = [make_past(number, issued=date(2024, 1, 13) + timedelta(days=7 * number)) for number in range(13)]
    assert rest_day(saturday, looked_back(saturday, inn)) is None
    assert rest_day(following, looked_back(following, ordinary)) is None


@pytest.mark.parametrize("code", [code for code, _ in DETECTORS])
def test_a_bare_ticket_troubles_no_detector(code: str, make_past: MakePast, ordinary: Ordinary, looked_back: LookBack) -> None:
    bare = make_past(
        13,
        kind="taxi",
        buyer="",
        seller="",
        seller_name="",
        code="",
        number="",
        issued=None,
        amount=None,
        total=None,
        rates=(),
        categories=(),
        goods=(),
        bank_account="",
    )
    detector = dict(DETECTORS)[code]
    assert detector(bare, looked_back(bare, ordinary)) is None or code == "behaviour.hour"
