"""Sheets of paper in a photograph: rectangles that differ from what they lie on.

No single threshold parts paper from every desk, so many are tried, on lightness and on colour, and every region they give is judged by the same three
measures: it is nearly a quadrangle, the picture changes across its sides, and there is print on it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from intake.vision.ink import above, as_pixels
from models.geometry import Pixels

Corners = NDArray[np.float64]
"""(4, 2) pixels, in order round the quadrangle."""

_LEAST_AREA = 0.02
"""Of the picture. A taxi receipt among a dozen tickets on an A4 sheet covers about 3 %."""
_FILL = 0.86
"""Least share of its quadrangle that a sheet fills; bent paper and dog-ears cost some."""
_SLANT, _CONVERGENCE = 0.42, 0.33
"""Most cosine of a sheet's corners (65 to 115 degrees), and sine between opposite sides (19 degrees)."""
_EVEN, _UNREST_SIDE = 0.6, 7
"""Mean deviation of paper from its surroundings, in grey levels at most, over squares of so many pixels."""
_CONTRAST = 7.0
"""Least median distance in CIELAB (8-bit units) between the two sides of a paper's edge."""


@dataclass(frozen=True)
class Sheet:
    """A quadrangle that looks like a sheet of paper."""

    corners: Corners
    contrast: float
    """Mean colour distance across those sides that lie within the picture, CIELAB units."""
    sides_seen: int
    """Sides of the four that lie within the picture."""
    fill: float
    """Share of the quadrangle that the region fills."""
    area: float
    """Square pixels."""

    @property
    def score(self) -> float:
        return self.fill * min(self.contrast, 40.0) * (0.5 + self.sides_seen / 8)


def find_sheets(small: Pixels) -> tuple[Sheet, ...]:
    """Sheets in a small BGR picture (longer side about 500 pixels), the most certain first; of several readings of one sheet only the best."""
    lab = as_pixels(cv2.cvtColor(small, cv2.COLOR_BGR2LAB))
    smooth = _without_print(lab)
    sheets = [sheet for mask in _masks(smooth) for sheet in _sheets_of(mask, smooth)]
    if not sheets:
        # Less exact at its edges, so the last resort.
        sheets = list(_sheets_of(_plain_parts(as_pixels(smooth[..., 0])), smooth))
    return _best_of_each(sorted(sheets, key=lambda sheet: -sheet.score), small.shape[:2])


def _without_print(lab: Pixels) -> Pixels:
    """Lightness with dark strokes filled up; colour channels with small coloured things removed."""
    reach = max(5, round(0.022 * max(lab.shape[:2])) | 1)
    lightness, a, b = cv2.split(lab)
    lightness = cv2.medianBlur(cv2.morphologyEx(lightness, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8)), 3)
    return as_pixels(cv2.merge([lightness, _without_small(as_pixels(a)), _without_small(as_pixels(b))]))


def _without_small(channel: Pixels) -> Pixels:
    """A channel without things of a few pixels; a median over a third of the size costs a tenth."""
    height, width = channel.shape
    reduced = cv2.resize(channel, (max(1, width // 3), max(1, height // 3)), interpolation=cv2.INTER_AREA)
    return as_pixels(cv2.resize(cv2.medianBlur(reduced, 3), (width, height), interpolation=cv2.INTER_LINEAR))


def _masks(smooth: Pixels) -> Iterator[Pixels]:
    """Parts of the picture that may be sheets, from several thresholds, and what edges enclose."""
    lightness, a, b = cv2.split(smooth)
    for channel, steps, least_range in ((lightness, 7, 24.0), (a, 3, 8.0), (b, 4, 10.0)):
        low, high = np.percentile(channel, (2, 98))
        if high - low < least_range:
            continue
        for threshold in np.linspace(low, high, steps + 2)[1:-1]:
            brighter = above(channel, float(threshold))
            yield brighter
            yield as_pixels(cv2.bitwise_not(brighter))
    edges = cv2.max(cv2.Canny(lightness, 18, 50), cv2.max(cv2.Canny(a, 18, 40), cv2.Canny(b, 18, 40)))
    yield as_pixels(cv2.bitwise_not(cv2.dilate(edges, np.ones((3, 3), np.uint8))))


def _plain_parts(lightness: Pixels) -> Pixels:
    """255 where lightness, its print filled up, is as even as paper is: stone, cloth and wood of the same lightness aren't."""
    fine = lightness.astype(np.float32)
    unrest = cv2.blur(np.abs(fine - cv2.GaussianBlur(fine, (0, 0), 2.5)), (_UNREST_SIDE, _UNREST_SIDE))
    even = cv2.morphologyEx((unrest < _EVEN).astype(np.uint8) * 255, cv2.MORPH_OPEN, np.ones((_UNREST_SIDE, _UNREST_SIDE), np.uint8))
    # Near an edge nothing is even: back to where the paper ends.
    return as_pixels(cv2.dilate(even, np.ones((_UNREST_SIDE, _UNREST_SIDE), np.uint8)))


def _sheets_of(mask: Pixels, smooth: Pixels) -> Iterator[Sheet]:
    height, width = mask.shape
    opened = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((7, 7), np.uint8))
    contours, _ = cv2.findContours(opened, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    for contour in contours:
        filled = cv2.contourArea(contour)
        if filled < _LEAST_AREA * width * height:
            continue
        corners = _quadrangle_round(contour)
        area = cv2.contourArea(corners.astype(np.float32))
        if area > 0.97 * width * height or filled < _FILL * area or not _nearly_rectangular(corners):
            continue
        contrasts = _edge_contrasts(corners, smooth)
        if _stands_out(contrasts, filled / area):
            seen = [contrast for contrast in contrasts if contrast is not None]
            yield Sheet(corners, float(np.mean(seen)), len(seen), filled / area, area)


def _quadrangle_round(contour: object) -> Corners:
    """The quadrangle that holds the whole contour and fits it well."""
    hull = cv2.convexHull(np.asarray(contour)).reshape(-1, 2).astype(np.float32)
    around = 2 * cv2.arcLength(hull, True)
    for tolerance in (0.005, 0.008, 0.012, 0.018, 0.025, 0.035):
        corners = cv2.approxPolyDP(hull, tolerance * around, True).reshape(-1, 2).astype(np.float64)
        if len(corners) == 4:
            return _widened(corners, hull)
        if len(corners) < 4:
            break
    return np.asarray(cv2.boxPoints(cv2.minAreaRect(hull)), dtype=np.float64)


def _nearly_rectangular(corners: Corners) -> bool:
    """Corners no further from right angles, and opposite sides no further from parallel, than those of a sheet seen from the side."""
    sides = np.roll(corners, -1, axis=0) - corners
    sides = sides / np.maximum(np.linalg.norm(sides, axis=1, keepdims=True), 1e-9)
    between = np.abs((sides * np.roll(sides, -1, axis=0)).sum(axis=1))
    opposite = np.abs(sides[:2, 0] * sides[2:, 1] - sides[:2, 1] * sides[2:, 0])
    return bool(between.max() < _SLANT and opposite.max() < _CONVERGENCE)


def _widened(corners: Corners, points: NDArray[np.floating]) -> Corners:
    """Each side moved outward until all points are within."""
    lines = [(normal, max(float(normal @ start), float((points @ normal).max()))) for start, normal, _ in sides_of(corners)]
    met = []
    for (n1, d1), (n2, d2) in zip(lines[-1:] + lines[:-1], lines, strict=True):
        both = np.array([n1, n2])
        if abs(np.linalg.det(both)) < 0.2:
            return np.asarray(cv2.boxPoints(cv2.minAreaRect(points.astype(np.float32))), dtype=np.float64)
        met.append(np.linalg.solve(both, np.array([d1, d2])))
    return np.array(met)


def sides_of(corners: Corners) -> Iterator[tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]]:
    """Of each side: where it starts, its unit normal pointing outward, and the vector to its end."""
    center = corners.mean(axis=0)
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        along = end - start
        normal = np.array([along[1], -along[0]]) / max(float(np.hypot(*along)), 1e-9)
        yield start, normal if normal @ (center - start) < 0 else -normal, along


def _edge_contrasts(corners: Corners, smooth: Pixels) -> list[float | None]:
    """Of each side the colour distance across it that seven tenths of its length exceed; None for a side on the picture's border."""
    height, width = smooth.shape[:2]
    reach = 0.016 * max(height, width)
    contrasts: list[float | None] = []
    for start, normal, along in sides_of(corners):
        points = start + np.linspace(0.06, 0.94, 40)[:, None] * along
        outer, inner = points + reach * normal, points - reach * normal
        inside = (outer >= 1).all(axis=1) & (outer[:, 0] < width - 1) & (outer[:, 1] < height - 1)
        if inside.sum() < 12:
            contrasts.append(None)
            continue
        distance = np.linalg.norm(at_points(smooth, outer[inside]).astype(float) - at_points(smooth, inner[inside]), axis=1)
        contrasts.append(float(np.percentile(distance, 30)))
    return contrasts


def _stands_out(contrasts: list[float | None], fill: float) -> bool:
    """All sides within the picture show an edge, at most one of four fainter. Where two lie on the border, the others must be plain to see."""
    inner = [contrast for contrast in contrasts if contrast is not None]
    seen = [contrast for contrast in inner if contrast >= _CONTRAST]
    if len(inner) == 4:
        return len(seen) >= 3 and min(inner) >= 0.5 * _CONTRAST
    if len(inner) == 3:
        return len(seen) == 3
    return len(inner) == 2 and min(inner) >= 2 * _CONTRAST and fill >= 0.92


def at_points(picture: Pixels, points: NDArray[np.floating]) -> Pixels:
    """The pixels nearest to points of shape (N, 2)."""
    x = np.clip(points[:, 0].round().astype(int), 0, picture.shape[1] - 1)
    y = np.clip(points[:, 1].round().astype(int), 0, picture.shape[0] - 1)
    return as_pixels(picture[y, x])


def _best_of_each(sheets: list[Sheet], shape: tuple[int, int]) -> tuple[Sheet, ...]:
    """Without the poorer readings of the same sheet (common part more than 0.8 of both together)."""
    kept: list[Sheet] = []
    for sheet in sheets:
        if all(overlap(sheet.corners, other.corners) < 0.8 * (sheet.area + other.area - overlap(sheet.corners, other.corners)) for other in kept):
            kept.append(sheet)
    return tuple(kept)


def overlap(one: Corners, other: Corners) -> float:
    """Area of the common part of two convex quadrangles."""
    area, _ = cv2.intersectConvexConvex(one.astype(np.float32), other.astype(np.float32))
    return float(area)
