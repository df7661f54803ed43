import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from intake.vision.grouped import less_neighbours, less_trend, medians_of, places_in, sizes_of

GROUPS = 4
members = st.lists(st.tuples(st.integers(0, GROUPS - 1), st.one_of(st.just(np.nan), st.floats(-1e6, 1e6))), max_size=40)


def split(drawn: list[tuple[int, float]]) -> tuple[np.ndarray, np.ndarray]:
    ordered = sorted(drawn, key=lambda pair: pair[0])
    return np.array([value for _, value in ordered], dtype=np.float64), np.array([group for group, _ in ordered], dtype=np.int64)


@given(members)
def test_a_median_is_that_of_the_known_values_of_the_group(drawn: list[tuple[int, float]]) -> None:
    values, groups = split(drawn)
    found = medians_of(values, groups, GROUPS)
    for group in range(GROUPS):
        own = values[groups == group]
        known = own[~np.isnan(own)]
        assert len(known) == sizes_of(values, groups, GROUPS)[group]
        if len(known):
            assert np.isclose(found[group], np.median(known))
        else:
            assert np.isnan(found[group])


@given(members)
def test_each_value_is_compared_with_its_nearest_known_neighbours(drawn: list[tuple[int, float]]) -> None:
    values, groups = split(drawn)
    found = less_neighbours(values, groups, GROUPS, 4)
    for group in range(GROUPS):
        rows = np.flatnonzero((groups == group) & ~np.isnan(values))
        for place, row in enumerate(rows):
            count = min(4, len(rows) - 1)
            begin = min(max(place - count // 2, 0), len(rows) - 1 - count)
            others = [other for other in rows if other != row][begin : begin + count]
            if len(rows) < 3:
                assert np.isnan(found[row])
            else:
                assert np.isclose(found[row], values[row] - np.median(values[others]))


def test_a_place_is_counted_in_its_own_group() -> None:
    place, size = places_in(np.array([0, 0, 2, 2, 2]), 3)
    assert place.tolist() == [0, 1, 0, 1, 2]
    assert size.tolist() == [2, 2, 3, 3, 3]


def test_a_trend_is_not_bent_by_one_value_that_is_far_off() -> None:
    x = np.arange(9.0)
    y = 5 + 0.25 * x
    y[6] += 40
    slopes, level = less_trend(x, y, np.zeros(9, np.int64), 1, 4)
    assert np.isclose(slopes[0], 0.25)
    assert np.isclose(level[6], 40)
    assert np.allclose(np.delete(level, 6), 0)


def test_too_few_values_have_no_trend() -> None:
    slopes, level = less_trend(np.arange(3.0), np.arange(3.0), np.zeros(3, np.int64), 1, 4)
    assert np.isnan(slopes).all()
    assert np.isnan(level).all()
