"""How far a cut picture is still skewed, wedge-shaped or bent, told by its rows of print, and the transform that straightens it.

The displacement of print from where it would stand on a flat upright page is modelled as a low polynomial, anchored by what is known of invoices:
lines of text and rules run level, vertical rules run plumb. Each row only claims that its own points lie on one level; which level, is left open.
Hence the terms without x (for rows) and without y (for vertical rules) are not in the model: nothing on the page speaks about them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from intake.vision.text_rows import Row, text_rows, upright_rules
from models.geometry import Pixels

Array = NDArray[np.float64]

_NEGLIGIBLE = 0.004
"""Of the width. Print displaced by less than this, a third of a form's line height, needs no straightening: untouched pixels read better than
resampled ones."""
_BENT = 0.005
"""Of the width: what a plane in space can't explain of the displacement, from which on a page counts as bent."""
_LEAST_ROWS = 6
_LEAST_RULES = 4
_GAIN = 0.15
"""A richer model must lower the rows' mean deviation from level by this share, and by `_GAIN_PIXELS`, to be believed."""
_GAIN_PIXELS = 0.06
_ITERATIONS = 3
_NODES = (25, 33)
"""Rows and columns of the mesh of a bent page."""


@dataclass(frozen=True)
class Displacement:
    """Where print stands in a picture (x, y), less where it belongs; both in pixels.

    Down: sum of down[i][j] x^(i+1) y^j over the terms in use, right: right[j] y + ... likewise, with coordinates running from -1 to 1 over `size`.
    """

    size: tuple[int, int]
    """Width and height of the picture, pixels."""
    down: Array
    """Coefficients of the terms of `_down_terms`, pixels."""
    right: Array
    """Coefficients of the terms of `_right_terms`, pixels."""

    def at(self, points: Array) -> Array:
        """The displacement at points of the picture (N, 2)."""
        x, y = _normalised(points, self.size)
        return np.stack([_right_terms(x, y) @ self.right, _down_terms(x, y) @ self.down], axis=1)

    def flattened(self, points: Array) -> Array:
        """Where points of the picture belong."""
        return points - self.at(points)

    def bent(self, points: Array) -> Array:
        """Where in the picture stands what belongs at the given points: the inverse of `flattened`, by iteration."""
        found = points
        for _ in range(12):
            found = points + self.at(found)
        return found


def displacement_of(ink: Pixels) -> Displacement | None:
    """Measure how print is displaced in an ink mask of a nearly upright picture; None where too few rows tell, or where it stands straight enough."""
    height, width = ink.shape
    rows, rules = text_rows(ink), upright_rules(ink)
    if len(rows) < _LEAST_ROWS:
        return None
    size = (width, height)
    down = _fitted(
        [_Curve(_down_terms(*_normalised(_points(row.along, row.across), size)), row.across, float(np.ptp(row.along))) for row in rows],
        _steps_down(rows, size),
    )
    right = np.zeros(2)
    if len(rules) >= _LEAST_RULES and sum(float(np.ptp(rule.along)) for rule in rules) > height:
        right = _fitted(
            [_Curve(_right_terms(*_normalised(_points(rule.across, rule.along), size)), rule.across, float(np.ptp(rule.along))) for rule in rules],
            _steps_right(rules, size),
        )
    if not right.any():
        # Without vertical rules a lean of the rows is taken for a turn of the whole.
        right = np.array([-down[0] * height / width, 0.0])
    found = Displacement(size, down, right)
    at_border = found.at(_border(size))
    return found if float(np.abs(at_border - at_border.mean(axis=0)).max()) > _NEGLIGIBLE * width else None


def is_bent(found: Displacement) -> bool:
    """Whether straightening takes more than a plane seen in perspective."""
    points = _inner_grid(found.size)
    left_over = points - _apply(_homography(found), found.flattened(points))
    return float(np.abs(left_over).max()) > _BENT * found.size[0]


def flat_extent(found: Displacement) -> tuple[float, float, float, float]:
    """Left, top, right, bottom of the picture's border once flattened: nothing of the picture lies beyond."""
    border = found.flattened(_border(found.size))
    (left, top), (right, bottom) = border.min(axis=0), border.max(axis=0)
    return float(left), float(top), float(right), float(bottom)


def plane_transform(found: Displacement) -> Array:
    """The homography that comes nearest: from where print belongs to where it stands, 3x3."""
    return _homography(found)


def mesh_over(found: Displacement, to_flat: Callable[[Array], Array], size: tuple[int, int]) -> NDArray[np.float32]:
    """Positions in the bent picture for the nodes of an even grid over a cleaned picture of `size`, (rows, columns, 2). `to_flat` takes cleaned
    pixels to where they belong.
    """
    rows, columns = _NODES
    xs, ys = np.meshgrid(np.linspace(0, size[0] - 1, columns), np.linspace(0, size[1] - 1, rows))
    nodes = found.bent(to_flat(np.stack([xs.ravel(), ys.ravel()], axis=1)))
    return nodes.reshape(rows, columns, 2).astype(np.float32)


def _points(x: Array, y: Array) -> Array:
    return np.stack([x, y], axis=1)


def _normalised(points: Array, size: tuple[int, int]) -> tuple[Array, Array]:
    """Coordinates from -1 to 1; beyond the picture the model isn't trusted, so they stop there."""
    x = np.clip(2 * points[:, 0] / max(size[0] - 1, 1) - 1, -1.05, 1.05)
    y = np.clip(2 * points[:, 1] / max(size[1] - 1, 1) - 1, -1.05, 1.05)
    return x, y


def _down_terms(x: Array, y: Array) -> Array:
    """Lean, wedge, and bends across the page that may differ between top and bottom."""
    return np.stack([x, x * y, x**2, x**2 * y, x**3, x**3 * y, x**4, x**4 * y], axis=1)


def _right_terms(x: Array, y: Array) -> Array:
    return np.stack([y, x * y], axis=1)


def _steps_down(rows: Sequence[Row], size: tuple[int, int]) -> tuple[int, ...]:
    """Numbers of terms the rows can speak for, fewest first: a wedge needs rows at several heights, curves need them over most of the width as well."""
    heights = np.array([row.across.mean() for row in rows]) / size[1]
    if float(np.percentile(heights, 90) - np.percentile(heights, 10)) < 0.25:
        return (1,)
    covered = np.zeros(20, bool)
    for row in rows:
        if np.ptp(row.along) > 0.12 * size[0]:
            first, last = (np.array([row.along.min(), row.along.max()]) / size[0] * 20).astype(int)
            covered[max(0, first) : last + 1] = True
    return (1, 2, 4, 8) if covered.mean() > 0.75 else (1, 2)


def _steps_right(rules: Sequence[Row], size: tuple[int, int]) -> tuple[int, ...]:
    places = np.array([rule.across.mean() for rule in rules]) / size[0]
    return (1, 2) if len(rules) >= 6 and float(np.ptp(places)) > 0.4 else (1,)


@dataclass(frozen=True)
class _Curve:
    """What one row says."""

    terms: Array
    """(N, T) model terms at its points."""
    across: Array
    """(N,) pixels."""
    length: float
    """Pixels: how much it counts."""


def _fitted(curves: Sequence[_Curve], steps: Sequence[int]) -> Array:
    """Coefficients that make each row level: the fewest terms that explain the rows' deviation. All zero where none does."""
    design = np.concatenate([curve.terms - curve.terms.mean(axis=0) for curve in curves])
    target = np.concatenate([curve.across - curve.across.mean() for curve in curves])
    owner = np.repeat(np.arange(len(curves)), [len(curve.across) for curve in curves])
    lengths = np.array([curve.length for curve in curves])
    best = np.zeros(design.shape[1])
    for terms in steps:
        richer = np.zeros(design.shape[1])
        richer[:terms] = _robust_fit(design[:, :terms], target, owner)
        before, after = _per_row(target - design @ best, owner), _per_row(target - design @ richer, owner)
        # The worst quarter may be no rows at all: slanting stamps, several lines taken for one.
        kept = after <= np.percentile(after, 75)
        old, new = (float(np.average(errors[kept], weights=lengths[kept])) for errors in (before, after))
        if new < min((1 - _GAIN) * old, old - _GAIN_PIXELS):
            best = richer
    return best


def _robust_fit(design: Array, target: Array, owner: NDArray[np.int64]) -> Array:
    """Least squares; rows that fit badly (slanting stamps, several lines taken for one) are weighed down."""
    ridge = np.diag([0.0] * min(design.shape[1], 2) + [0.5] * max(0, design.shape[1] - 2))
    weights = np.ones(len(target))
    solution = np.zeros(design.shape[1])
    for _ in range(_ITERATIONS):
        weighed = design * weights[:, None]
        solution = np.linalg.lstsq(weighed.T @ design + ridge, weighed.T @ target, rcond=None)[0]
        per_row = _per_row(target - design @ solution, owner)
        limit = max(0.5, 1.5 * float(np.median(per_row)))
        weights = np.minimum(1.0, limit / np.maximum(per_row, 1e-6))[owner] ** 2
    return solution


def _per_row(errors: Array, owner: NDArray[np.int64]) -> Array:
    return np.asarray(np.bincount(owner, np.abs(errors)) / np.bincount(owner), dtype=np.float64)


def _border(size: tuple[int, int]) -> Array:
    width, height = size[0] - 1.0, size[1] - 1.0
    t = np.linspace(0, 1, 17)
    return np.concatenate([_points(t * width, 0 * t), _points(t * width, 0 * t + height), _points(0 * t, t * height), _points(0 * t + width, t * height)])


def _inner_grid(size: tuple[int, int]) -> Array:
    xs, ys = np.meshgrid(np.linspace(0.02, 0.98, 9) * (size[0] - 1), np.linspace(0.02, 0.98, 9) * (size[1] - 1))
    return _points(xs.ravel(), ys.ravel())


def _homography(found: Displacement) -> Array:
    points = _inner_grid(found.size)
    matrix, _ = cv2.findHomography(found.flattened(points), points, 0)
    return np.asarray(matrix, dtype=np.float64)


def _apply(matrix: Array, points: Array) -> Array:
    mapped = np.concatenate([points, np.ones((len(points), 1))], axis=1) @ matrix.T
    return np.asarray(mapped[:, :2] / mapped[:, 2:], dtype=np.float64)
