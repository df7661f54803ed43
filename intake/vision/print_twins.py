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
_SHIFTS = tuple(product((0, 1, 2), (0, 1, 2)))
"""Rows and columns left out before the patch that is compared; (1, 1) is the one not moved."""


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
    rows_seen, columns_seen = patches.shape[1] - 2, patches.shape[2] - 2
    views = [patches[:, down : down + rows_seen, right : right + columns_seen] for down, right in _SHIFTS]
    moved = _centred(np.stack(views))
    first, squares = moved[_SHIFTS.index((1, 1))], np.einsum("sij,sij->si", moved, moved)
    apart = squares[_SHIFTS.index((1, 1))][None, :, None] + squares[:, None, :] - 2 * (first @ moved.transpose(0, 2, 1))
    least = apart.min(axis=0) / first.shape[1]
    np.fill_diagonal(least, np.inf)
    yield from zip(kept, np.sqrt(np.maximum(least.min(axis=1), 0.0)).tolist(), strict=True)


def _patches(pixels: Pixels, table: CharTable, rows: NDArray[np.int64], half_width: int, half_height: int) -> tuple[list[int], Plane]:
    """What is compared, with a pixel more on each side: (n, 2 * half_height + 3, 2 * half_width + 3). Figures at the border are left out."""
    kept, patches = [], []
    across, down = ((table.left + table.right)[rows] / 2 + 0.5).astype(int).tolist(), ((table.top + table.bottom)[rows] / 2 + 0.5).astype(int).tolist()
    for row, x, y, channel in zip(rows.tolist(), across, down, table.channel[rows].tolist(), strict=True):
        left, top = max(x - half_width - 1, 0), max(y - half_height - 1, 0)
        patch = pixels[top : y + half_height + 2, left : x + half_width + 2, channel]
        if patch.shape == (2 * half_height + 3, 2 * half_width + 3):
            kept.append(row)
            patches.append(patch)
    return kept, np.array(patches, dtype=np.float32)


def _centred(patches: Plane) -> Plane:
    """(shifts, n, height, width) -> (shifts, n, pixels), each of mean 0."""
    flat = patches.reshape(*patches.shape[:2], -1)
    return np.asarray(flat - flat.mean(axis=2, keepdims=True), dtype=np.float32)
