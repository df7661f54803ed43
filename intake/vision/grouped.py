"""Medians of many small groups of numbers at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Indices = NDArray[np.int64]


def medians_of(values: Numbers, groups: Indices, count: int) -> Numbers:
    """The median of each of `count` groups, whose number stands beside each value; nan values are left out, and nan is the median of none."""
    known = ~np.isnan(values)
    own, group = values[known], groups[known]
    order = np.lexsort((own, group))
    own = np.append(own[order], np.nan)
    sizes = np.bincount(group, minlength=count)
    starts = np.cumsum(sizes) - sizes
    low, high = own[np.minimum(starts + (sizes - 1) // 2, len(own) - 1)], own[np.minimum(starts + sizes // 2, len(own) - 1)]
    return np.asarray(np.where(sizes > 0, (low + high) / 2, np.nan))


def sizes_of(values: Numbers, groups: Indices, count: int) -> Indices:
    """How many values of each group are known."""
    return np.asarray(np.bincount(groups[~np.isnan(values)], minlength=count), dtype=np.int64)


def places_in(groups: Indices, count: int) -> tuple[Indices, Indices]:
    """For members that stand group by group: the place of each in its group, and the size of its group."""
    sizes = np.bincount(groups, minlength=count)
    starts = np.cumsum(sizes) - sizes
    return np.asarray(np.arange(len(groups)) - starts[groups]), np.asarray(sizes[groups], dtype=np.int64)


def less_neighbours(values: Numbers, groups: Indices, count: int, neighbours: int) -> Numbers:
    """Each value less the median of the nearest known ones of its group, which stand in order; nan in groups of fewer than three."""
    result = np.full(len(values), np.nan)
    known = np.flatnonzero(~np.isnan(values))
    place, size = places_in(groups[known], count)
    taken = np.minimum(neighbours, size - 1)
    begin = np.clip(place - taken // 2, 0, size - 1 - taken)
    steps = np.arange(neighbours)[None, :]
    window = begin[:, None] + steps
    window += window >= place[:, None]
    offset = np.arange(len(known)) - place
    near = values[known[np.minimum(offset[:, None] + window, max(len(known) - 1, 0))]] if len(known) else np.empty((0, neighbours))
    near = np.sort(np.where(steps < taken[:, None], near, np.inf), axis=1)
    rows = np.arange(len(known))
    middle = (near[rows, np.maximum(taken - 1, 0) // 2] + near[rows, np.minimum(taken // 2, neighbours - 1)]) / 2
    result[known] = np.where(size >= 3, values[known] - middle, np.nan)
    return result


def less_trend(x: Numbers, y: Numbers, groups: Indices, count: int, least: int) -> tuple[Numbers, Numbers]:
    """Each group's slope of y over x, and each y less its group's line; nan in groups of fewer than `least` known values.

    The slope is the median of those between members half the group apart, so that a quarter of them may be far off.
    """
    known = np.flatnonzero(~np.isnan(y))
    place, size = places_in(groups[known], count)
    half = size // 2
    paired = np.flatnonzero((place + half < size) & (half > 0))
    first, second = known[paired], known[paired + half[paired]]
    slopes = medians_of((y[second] - y[first]) / np.where(x[second] == x[first], np.nan, x[second] - x[first]), groups[first], count)
    slopes = np.where(sizes_of(y, groups, count) >= least, slopes, np.nan)
    level = y - slopes[groups] * x
    return slopes, np.asarray(level - medians_of(level, groups, count)[groups])


def repeated(groups: Indices, count: int, times: int) -> Indices:
    """Group numbers for several rows of values one behind the other, each row with `count` groups of its own: all are worked out at once."""
    return np.asarray((np.arange(times)[:, None] * count + groups).ravel())
