from math import log

from hypothesis import given
from hypothesis import strategies as st
from pytest import approx

from intake.behaviour.statistics import MOST, Shares, Spread, chance, shares_of, surprise_of, tail_of_count

PRIOR = Spread(location=11.0, scale=1.0, degrees=4.0, weight=0.3)
sums = st.floats(2.0, 20.0)


def test_without_values_the_prior_stands() -> None:
    assert PRIOR.with_values([]) == PRIOR


def test_values_pull_the_location_and_narrow_the_scale() -> None:
    known = PRIOR.with_values([7.0, 7.1, 6.9, 7.0, 7.05, 6.95, 7.0, 7.0])
    assert known.location == approx(7.0, abs=0.2)
    assert known.scale < PRIOR.scale
    assert known.surprise(8.5) > PRIOR.surprise(8.5)


def test_one_wild_value_hardly_moves_what_many_say() -> None:
    calm = PRIOR.with_values([7.0, 7.1, 6.9, 7.0, 7.05, 6.95, 7.0])
    shaken = PRIOR.with_values([7.0, 7.1, 6.9, 7.0, 7.05, 6.95, 15.0])
    assert shaken.location == approx(calm.location, abs=0.1)
    assert shaken.surprise(10.0) > 3


@given(st.lists(sums, max_size=30), sums, sums)
def test_what_lies_further_off_never_surprises_less(values: list[float], one: float, other: float) -> None:
    known = PRIOR.with_values(values)
    near, far = sorted((one, other), key=lambda value: abs(value - known.location))
    assert 0 <= known.surprise(near) <= known.surprise(far) + 1e-9 <= MOST + 1e-9


@given(st.lists(st.sampled_from("abc"), max_size=40), st.sampled_from("abcd"))
def test_shares_are_probabilities_and_surprises_bounded(words: list[str], word: str) -> None:
    shares = shares_of(words, 2.0, shares_of("aab", 1.0))
    assert 0 < shares.share(word) <= 1
    assert 0 <= shares.surprise(word) <= MOST


def test_a_word_of_the_parent_surprises_less_than_an_unheard_one() -> None:
    shares = shares_of(["13%"] * 6, 1.0, Shares({"13%": 5, "6%": 5}, 1.0))
    assert shares.surprise("13%") == 0
    assert 0 < shares.surprise("6%") < shares.surprise("9%")


def test_surprise_is_the_log_of_how_rare() -> None:
    assert surprise_of(0.01) == approx(log(100))
    assert surprise_of(0.01, usual=1.0) == approx(log(100) - 1)
    assert surprise_of(0.9, usual=1.0) == 0
    assert surprise_of(0.0) == MOST


def test_chance_starts_at_the_prior_and_follows_what_happens() -> None:
    assert chance(0, 0, 0.1, 2.0) == approx(0.1)
    assert chance(0, 20, 0.1, 2.0) < 0.01
    assert chance(20, 20, 0.1, 2.0) > 0.9


def test_the_tail_of_a_count() -> None:
    # With so much known the count is nearly Poisson with mean 1: P(N >= 1) = 1 - 1/e, P(N >= 3) = 0.0803.
    assert tail_of_count(0, 10_000, 10_000, 1) == 1
    assert tail_of_count(1, 10_000, 10_000, 1) == approx(0.6321, abs=1e-3)
    assert tail_of_count(3, 10_000, 10_000, 1) == approx(0.0803, abs=1e-3)
    assert tail_of_count(3, 1, 1, 1) == approx(0.125)
