"""From an outline on a page to an upright picture of its own: the geometry, and the one resampling that makes it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from intake.vision.ink import as_pixels, halved
from models.geometry import PageTransform, Pixels, Quad

Matrix = NDArray[np.float64]
"""3x3 homography."""

_FEW_PIXELS = 1.4
_NODE_STEP = 8
"""Pixels of the cut between the nodes at which a bent page's transform is worked out; between them it is as good as straight."""


def corners_of(width: float, height: float) -> NDArray[np.float64]:
    """Centers of the corner pixels of a picture, clockwise from the top left: (4, 2)."""
    return np.array([[0.0, 0.0], [width - 1.0, 0.0], [width - 1.0, height - 1.0], [0.0, height - 1.0]])


def turned(corners: NDArray[np.float64], degrees: int) -> NDArray[np.float64]:
    """Corners clockwise from the picture's top left, made to begin at the content's own top left, when the content is turned clockwise by 0, 90, 180
    or 270 degrees.
    """
    return np.roll(corners, -(degrees // 90 % 4), axis=0)


def from_top_left(corners: NDArray[np.float64]) -> NDArray[np.float64]:
    """A convex quadrangle's corners clockwise, beginning at the one nearest to the top left as the picture lies."""
    center = corners.mean(axis=0)
    clockwise = corners[np.argsort(np.arctan2(corners[:, 1] - center[1], corners[:, 0] - center[0]))]
    sides = np.roll(clockwise, -1, axis=0) - clockwise
    # The top side is the one that runs most nearly to the right.
    first = int(np.argmax(sides[:, 0] / np.maximum(np.hypot(sides[:, 0], sides[:, 1]), 1e-9)))
    return np.roll(clockwise, -first, axis=0)


def flattening(size: tuple[int, int], outline: Quad) -> Matrix:
    """The homography from an upright picture of `size` (width, height) to the outline on the page."""
    source = corners_of(*size).astype(np.float32)
    return np.asarray(cv2.getPerspectiveTransform(source, np.array(outline.points, dtype=np.float32)), dtype=np.float64)


def as_transform(matrix: Matrix) -> PageTransform:
    a, b, c = ((float(row[0]), float(row[1]), float(row[2])) for row in matrix)
    return PageTransform((a, b, c))


def scaling(scale: float) -> Matrix:
    """From pixels of a picture to those of the same picture at `scale`, center to center."""
    return np.array([[scale, 0.0, (scale - 1) / 2], [0.0, scale, (scale - 1) / 2], [0.0, 0.0, 1.0]])


def shifting(x: float, y: float) -> Matrix:
    return np.array([[1.0, 0.0, x], [0.0, 1.0, y], [0.0, 0.0, 1.0]])


def cut(
    pixels: Pixels, transform: PageTransform, size: tuple[int, int], paper: tuple[float, float, float] = (255.0, 255.0, 255.0), *, for_reading: bool = True
) -> Pixels:
    """The cleaned picture of `size` (width, height) that a transform describes: one interpolation between pixels of the page.

    Where the page has more than two pixels for one of the cut, they are averaged in twos first: interpolation alone would skip some. `paper` fills
    what lies beyond the page. A cut that is only looked at, not `for_reading`, takes a third of the time.
    """
    magnification = _least_magnification(transform, size)
    left, top, right, bottom = _part_needed(transform, size, pixels.shape)
    pixels = pixels[top:bottom, left:right]
    halvings = 0
    while magnification >= 2.0 and min(pixels.shape[:2]) > 2:
        pixels, magnification, halvings = halved(pixels), magnification / 2, halvings + 1
    to_level = scaling(0.5**halvings) @ shifting(-left, -top)
    # Where pixels are few, cubic interpolation keeps thin strokes; where they are many, linear is as good and faster.
    interpolation = cv2.INTER_CUBIC if for_reading and magnification < _FEW_PIXELS else cv2.INTER_LINEAR
    if transform.mesh is None:
        matrix = to_level @ np.array(transform.matrix)
        return as_pixels(
            cv2.warpPerspective(pixels, matrix, size, flags=interpolation | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_CONSTANT, borderValue=paper)
        )
    map_x, map_y = _maps(transform, size, to_level)
    return as_pixels(cv2.remap(pixels, map_x, map_y, interpolation, borderMode=cv2.BORDER_CONSTANT, borderValue=paper))


def _part_needed(transform: PageTransform, size: tuple[int, int], shape: tuple[int, ...]) -> tuple[int, int, int, int]:
    """Left, top, right, bottom of the part of the page that the cut shows, with some pixels round it; at least one pixel."""
    width, height = size
    across, down = np.linspace(0, width - 1, 9), np.linspace(0, height - 1, 9)
    border = [np.stack([across, np.full(9, y)], axis=1) for y in (0.0, height - 1.0)] + [np.stack([np.full(9, x), down], axis=1) for x in (0.0, width - 1.0)]
    places = transform.to_original(np.concatenate(border))
    margin = 16 + 0.02 * float(np.ptp(places, axis=0).max())
    low = np.clip(places.min(axis=0) - margin, 0, (shape[1] - 1, shape[0] - 1)).astype(int)
    high = np.clip(places.max(axis=0) + margin, low + 1, (shape[1], shape[0])).astype(int)
    return int(low[0]), int(low[1]), int(high[0]), int(high[1])


def _least_magnification(transform: PageTransform, size: tuple[int, int]) -> float:
    """Page pixels for one of the cut, along a side, where it is least."""
    width, height = size
    xs, ys = np.meshgrid(np.linspace(0, width - 1, 5), np.linspace(0, height - 1, 5))
    points = np.stack([xs.ravel(), ys.ravel()], axis=1)
    here = transform.to_original(points)
    right, down = transform.to_original(points + np.array([1.0, 0.0])), transform.to_original(points + np.array([0.0, 1.0]))
    return float(min(np.linalg.norm(right - here, axis=1).min(), np.linalg.norm(down - here, axis=1).min()))


def _maps(transform: PageTransform, size: tuple[int, int], to_level: Matrix) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """For every pixel of the cut the place to take it from, (height, width) each."""
    width, height = size
    columns = np.arange(0, width + _NODE_STEP, _NODE_STEP, dtype=np.float64)
    rows = np.arange(0, height + _NODE_STEP, _NODE_STEP, dtype=np.float64)
    xs, ys = np.meshgrid(columns, rows)
    places = transform.to_original(np.stack([xs.ravel(), ys.ravel()], axis=1)) @ to_level[:2, :2].T + to_level[:2, 2]
    across, down = _weights(width, len(columns)), _weights(height, len(rows))
    nodes = places.reshape(len(rows), len(columns), 2).astype(np.float32)
    return (down @ nodes[..., 0] @ across.T).astype(np.float32), (down @ nodes[..., 1] @ across.T).astype(np.float32)


def _weights(count: int, nodes: int) -> NDArray[np.float32]:
    """(count, nodes): how much each node counts at each pixel, linear between two neighbours."""
    at = np.arange(count)
    before, part = at // _NODE_STEP, (at % _NODE_STEP) / _NODE_STEP
    weights = np.zeros((count, nodes), np.float32)
    weights[at, before] = 1 - part
    weights[at, before + 1] = part
    return weights
