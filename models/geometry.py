"""Points, boxes and quads, and the way back from a cleaned picture to the original page.

All coordinates are pixels, origin top left, x to the right, y down. A `Quad` or `Box` says nothing about which picture it belongs to;
the value that holds it does (`TextLine`: the picture that was read; `intake.evidence.Place`: the original page).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import atan2, degrees, hypot

import numpy as np
from numpy.typing import NDArray

Point = tuple[float, float]
Pixels = NDArray[np.uint8]
"""An image: (height, width, 3) BGR, or (height, width) grey."""


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def center(self) -> Point:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    @property
    def area(self) -> float:
        return max(0.0, self.width) * max(0.0, self.height)

    def intersection(self, other: Box) -> Box:
        """The common part; its width or height is negative or zero where there is none."""
        return Box(max(self.left, other.left), max(self.top, other.top), min(self.right, other.right), min(self.bottom, other.bottom))

    def overlap(self, other: Box) -> float:
        """Area of the common part."""
        return self.intersection(other).area

    def contains(self, point: Point) -> bool:
        return self.left <= point[0] <= self.right and self.top <= point[1] <= self.bottom

    def inflated(self, dx: float, dy: float) -> Box:
        return Box(self.left - dx, self.top - dy, self.right + dx, self.bottom + dy)

    @staticmethod
    def around(points: Iterable[Point]) -> Box:
        """The smallest box that holds all points. Raises ValueError when there are none."""
        xs, ys = zip(*points, strict=True)
        return Box(min(xs), min(ys), max(xs), max(ys))


@dataclass(frozen=True, slots=True)
class Quad:
    """Four corners, clockwise from the text's own top left."""

    points: tuple[Point, Point, Point, Point]

    @staticmethod
    def from_box(box: Box) -> Quad:
        return Quad(((box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom)))

    @staticmethod
    def from_array(points: Sequence[Sequence[float]] | NDArray[np.floating]) -> Quad:
        """From an array of shape (4, 2)."""
        a, b, c, d = ((float(p[0]), float(p[1])) for p in points)
        return Quad((a, b, c, d))

    @property
    def box(self) -> Box:
        return Box.around(self.points)

    @property
    def width(self) -> float:
        """Mean length of the top and bottom sides."""
        a, b, c, d = self.points
        return (hypot(b[0] - a[0], b[1] - a[1]) + hypot(c[0] - d[0], c[1] - d[1])) / 2

    @property
    def height(self) -> float:
        """Mean length of the left and right sides."""
        a, b, c, d = self.points
        return (hypot(d[0] - a[0], d[1] - a[1]) + hypot(c[0] - b[0], c[1] - b[1])) / 2

    @property
    def angle(self) -> float:
        """Direction of the text in degrees, clockwise from the x axis, in (-180, 180]."""
        a, b, _, _ = self.points
        return degrees(atan2(b[1] - a[1], b[0] - a[0]))

    def scaled(self, factor: float) -> Quad:
        """Where it lies on the same picture at another size."""
        a, b, c, d = ((x * factor, y * factor) for x, y in self.points)
        return Quad((a, b, c, d))

    def part(self, start: float, end: float) -> Quad:
        """The slice between two fractions (0..1) of the text's length: the place of some of its characters."""
        a, b, c, d = self.points
        return Quad((_between(a, b, start), _between(a, b, end), _between(d, c, end), _between(d, c, start)))


def _between(p: Point, q: Point, fraction: float) -> Point:
    return p[0] + (q[0] - p[0]) * fraction, p[1] + (q[1] - p[1]) * fraction


@dataclass(frozen=True)
class PageTransform:
    """Maps pixels of a cleaned picture to pixels of the original page.

    `matrix` is a 3x3 homography, cleaned -> original. `mesh`, where a curled page was flattened first, moves points of the cleaned picture
    before the homography: an array (rows, columns, 2) of displaced positions at the nodes of an even grid spanning `size` (width, height).
    """

    matrix: tuple[tuple[float, float, float], ...] = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
    mesh: NDArray[np.float32] | None = None
    size: tuple[int, int] = (0, 0)

    @cached_property
    def _array(self) -> NDArray[np.float64]:
        return np.array(self.matrix, dtype=np.float64)

    def to_original(self, points: NDArray[np.floating]) -> NDArray[np.float64]:
        """Map points of shape (N, 2)."""
        moved = np.asarray(points, dtype=np.float64)
        if self.mesh is not None:
            moved = self._unbent(moved)
        homogeneous = np.concatenate([moved, np.ones((len(moved), 1))], axis=1) @ self._array.T
        mapped: NDArray[np.float64] = homogeneous[:, :2] / homogeneous[:, 2:]
        return mapped

    def quad_to_original(self, quad: Quad) -> Quad:
        return Quad.from_array(self.to_original(np.array(quad.points)))

    def _unbent(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Bilinear look-up in the mesh; points outside take the displacement of the nearest edge."""
        assert self.mesh is not None
        rows, columns = self.mesh.shape[:2]
        width, height = self.size
        gx = np.clip(points[:, 0] / max(width - 1, 1) * (columns - 1), 0, columns - 1)
        gy = np.clip(points[:, 1] / max(height - 1, 1) * (rows - 1), 0, rows - 1)
        x0 = np.minimum(gx.astype(int), columns - 2)
        y0 = np.minimum(gy.astype(int), rows - 2)
        fx, fy = (gx - x0)[:, None], (gy - y0)[:, None]
        top = self.mesh[y0, x0] * (1 - fx) + self.mesh[y0, x0 + 1] * fx
        bottom = self.mesh[y0 + 1, x0] * (1 - fx) + self.mesh[y0 + 1, x0 + 1] * fx
        on_grid = np.stack([gx / (columns - 1) * (width - 1), gy / (rows - 1) * (height - 1)], axis=1)
        result: NDArray[np.float64] = points + (top * (1 - fy) + bottom * fy - on_grid)
        return result
