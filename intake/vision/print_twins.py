"""Figures that are copies of one another: cut out of the picture and put in elsewhere.

The same figure printed twice never looks quite the same on a photograph or scan: grain, ink and the place of the pixel grid differ. A copy differs from its model by no
more than compression and straightening do. On drawn pictures equal figures *are* copies, so that nothing can be told there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from intake.vision.grouped import Numbers
from intake.vision.print_chars import CharTable
from intake.vision.print_film import FIGURES, Plane
from models.geometry import Pixels

_WIDTH, _HEIGHT = 0.33, 0.58
"""Half of what is compared, in heights of print: the figure and a rim of paper."""
_LEAST_COUNT = 12
"""Figures with another of their kind: fewer don't tell what is usual."""
_LEAST_SPREAD = 0.2
_SAME_SIZE = 0.25
_SHIFTS = tuple(product((-1, 0, 1), (-1, 0, 1)))


@dataclass(frozen=True)
class Likeness:
    """How like each figure is to the one of its kind most like it, for the rows of a table."""

    deviation: Numbers
    """Robust standard deviations by which the two are more alike than figures of this picture are; nan where there is no other."""
    difference: Numbers
    """What is left of the usual difference, 0 for a perfect copy, 1 for the usual."""


def likeness(pixels: Pixels, table: CharTable) -> Likeness:
    """Compare every figure with all others of its kind; `pixels` are those the table was measured on."""
    distance = np.full(len(table.chars), np.nan)
    heights = table.bottom - table.top
    usual = float(np.nanmedian(heights)) if not np.isnan(heights).all() else 0.0
    alike = np.abs(heights - usual) < _SAME_SIZE * usual
    chars = np.array(table.chars)
    for char in sorted(set(table.chars) & FIGURES):
        for row, nearest in _nearest(pixels, table, np.flatnonzero((chars == char) & alike), usual):
            distance[row] = nearest
    known = distance[~np.isnan(distance)]
    median = float(np.median(known)) if len(known) >= _LEAST_COUNT else 0.0
    if median <= 0:
        return Likeness(np.full_like(distance, np.nan), np.full_like(distance, np.nan))
    # A perfect copy is as good as one that is off by half a grey level.
    beyond = np.log(median + 0.5) - np.log(distance + 0.5)
    spread = max(_LEAST_SPREAD, 1.4826 * float(np.nanmedian(np.abs(beyond))))
    return Likeness(np.maximum(beyond, 0.0) / spread, distance / median)


def _nearest(pixels: Pixels, table: CharTable, rows: NDArray[np.int64], height: float) -> Iterator[tuple[int, float]]:
    """Row -> root mean square difference from the nearest other, grey levels, one of the two moved by up to a pixel and both of the same mean."""
    kept, patches = _patches(pixels, table, rows, round(_WIDTH * height), round(_HEIGHT * height))
    if len(kept) < 2:
        return
    count, size = len(kept), patches[:, 1:-1, 1:-1].shape
    first = _centred(patches[:, 1:-1, 1:-1])
    least = np.full((count, count), np.inf)
    for down, right in _SHIFTS:
        other = _centred(patches[:, 1 + down : 1 + down + size[1], 1 + right : 1 + right + size[2]])
        squares = (first**2).sum(axis=1)[:, None] + (other**2).sum(axis=1)[None, :] - 2 * first @ other.T
        np.minimum(least, squares / first.shape[1], out=least)
    np.fill_diagonal(least, np.inf)
    yield from zip(kept, np.sqrt(np.maximum(least.min(axis=1), 0.0)).tolist(), strict=True)


def _patches(pixels: Pixels, table: CharTable, rows: NDArray[np.int64], half_width: int, half_height: int) -> tuple[list[int], Plane]:
    """What is compared, with a pixel more on each side: (n, 2 * half_height + 3, 2 * half_width + 3). Figures at the border are left out."""
    kept, patches = [], []
    for row in rows:
        x, y = int((table.left[row] + table.right[row]) / 2 + 0.5), int((table.top[row] + table.bottom[row]) / 2 + 0.5)
        left, top = max(x - half_width - 1, 0), max(y - half_height - 1, 0)
        patch = pixels[top : y + half_height + 2, left : x + half_width + 2, 2]
        if patch.shape == (2 * half_height + 3, 2 * half_width + 3):
            kept.append(int(row))
            patches.append(patch)
    return kept, np.array(patches, dtype=np.float32)


def _centred(patches: Plane) -> Plane:
    flat = patches.reshape(len(patches), -1)
    return np.asarray(flat - flat.mean(axis=1, keepdims=True), dtype=np.float32)
