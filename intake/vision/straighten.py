"""The cut of one invoice: its size, and the transform that makes it upright and flat."""

from __future__ import annotations

from math import ceil

import numpy as np
from numpy.typing import NDArray

from intake.vision.dewarp import Displacement, displacement_of, flat_extent, is_bent, mesh_over, plane_transform
from intake.vision.ink import darkest_channel, ink_mask
from intake.vision.rectify import Matrix, as_transform, corners_of, cut, flattening, scaling, shifting
from models.geometry import PageTransform, Pixels, Quad

Colour = tuple[float, float, float]

_LOOK_SIDE = 1000
"""Longer side, in pixels, of the picture in which rows of print are measured."""
_FORM_WIDTH = 1800
"""Pixels of a landscape form: print of 3.2 mm on a form of 210 mm becomes 27 pixels high."""
_FORM_RATIO = 1.46
"""Forms are at least 1.5 times as wide as high; an A4 page is 1.41, and the picture of a camera 1.33."""
_STRIP_WIDTH = 800
"""Pixels of a narrow receipt (57 to 76 mm)."""
_PAGE_SIDE = 2400
"""Longer side of anything else, an A4 page for instance."""
_REDUCED = 0.88
"""Reductions by less than this gain no time worth the blur."""
_STEEP = 0.035
"""Lean of the top row, as a tangent, from which on it is measured twice."""
_SMALL_FORM = 700
"""Pixels of a landscape form or ticket below which it is enlarged: its print is less than 9 pixels high, and lines are missed. Larger ones gain nothing."""
_MOST_ENLARGEMENT = 1.8


def straightened_cut(pixels: Pixels, outline: Quad) -> tuple[Pixels, PageTransform]:
    """Cut an outline out of a BGR page. Returns the cut and the transform from its pixels to the page's.

    A whole page that already stands straight and has a good size is returned as it is.
    """
    scale = working_scale(outline.width, outline.height)
    size = (max(1, round((outline.width + 1) * scale)), max(1, round((outline.height + 1) * scale)))
    magnification = max(1.0, max(size) / _LOOK_SIDE)
    look_size = (max(1, round(size[0] / magnification)), max(1, round(size[1] / magnification)))
    magnification = size[0] / look_size[0]
    to_page = flattening(look_size, outline)
    paper = _paper_colour(pixels)
    found = _displacement(pixels, to_page, look_size, paper)
    if found is not None and _leans(found):
        # Steep rows are measured in short pieces; once they are nearly level they show what is left.
        left, top, right, bottom = flat_extent(found)
        to_page, look_size = to_page @ plane_transform(found) @ shifting(left, top), (ceil(right - left), ceil(bottom - top))
        size = (round(look_size[0] * magnification), round(look_size[1] * magnification))
        found = _displacement(pixels, to_page, look_size, paper)
    elif found is None and scale == 1.0 and _is_whole_page(outline, pixels):
        return pixels, PageTransform()
    if found is None:
        transform = as_transform(to_page @ scaling(1 / magnification))
    else:
        transform, size = _straightening(found, to_page, magnification)
    return cut(pixels, transform, size, paper), transform


def _displacement(pixels: Pixels, to_page: Matrix, size: tuple[int, int], paper: Colour) -> Displacement | None:
    return displacement_of(ink_mask(darkest_channel(cut(pixels, as_transform(to_page), size, paper, for_reading=False))))


def _leans(found: Displacement) -> bool:
    corners = found.at(corners_of(*found.size))
    return bool(np.abs(corners[1] - corners[0])[1] > _STEEP * found.size[0])


def working_scale(width: float, height: float) -> float:
    """Pixels of the cut for one of the page, by the shape of the invoice: forms, narrow receipts, pages. A little too large is left as it is."""
    if width > 1.15 * height and width < _SMALL_FORM:
        return min(_MOST_ENLARGEMENT, 1.2 * _SMALL_FORM / max(width, 1.0))
    if width > _FORM_RATIO * height:
        scale = _FORM_WIDTH / width
    elif height > 1.7 * width:
        scale = _STRIP_WIDTH / max(width, 1.0)
    else:
        scale = _PAGE_SIDE / max(width, height, 1.0)
    return scale if scale < _REDUCED else 1.0


def _straightening(found: Displacement, to_page: Matrix, magnification: float) -> tuple[PageTransform, tuple[int, int]]:
    """The transform from a straight cut to the page, and the cut's size; `magnification` is pixels of the cut for one of the picture that was looked at."""
    left, top, right, bottom = flat_extent(found)
    size = (max(1, ceil((right - left) * magnification)), max(1, ceil((bottom - top) * magnification)))
    to_flat = shifting(left, top) @ scaling(1 / magnification)
    if not is_bent(found):
        return as_transform(to_page @ plane_transform(found) @ to_flat), size

    def flat(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(points @ to_flat[:2, :2].T + to_flat[:2, 2], dtype=np.float64)

    bent = as_transform(to_page)
    return PageTransform(bent.matrix, mesh_over(found, flat, size), size), size


def _is_whole_page(outline: Quad, pixels: Pixels) -> bool:
    """The outline is the page's border, upright."""
    return bool(np.allclose(np.array(outline.points), corners_of(pixels.shape[1], pixels.shape[0]), atol=0.5))


def _paper_colour(pixels: Pixels) -> Colour:
    sample = pixels[:: max(1, pixels.shape[0] // 64), :: max(1, pixels.shape[1] // 64)].reshape(-1, 3)
    blue, green, red = np.percentile(sample, 75, axis=0)
    return float(blue), float(green), float(red)
