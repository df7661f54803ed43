"""The outline of a sheet: holes of continuous paper, torn strips, ragged and round edges."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from models.geometry import Box, Quad
from training.synthesize.arrays import as_floats
from training.synthesize.paper_print import Sheet, smooth_noise
from training.synthesize.places import Placed
from training.synthesize.raster import MM_PER_INCH

Mask = NDArray[np.uint8]
_HOLE_PITCH, _HOLE_RADIUS, _HOLE_FROM_EDGE = 12.7, 1.9, 6.2


def crop(sheet: Sheet, left: float, top: float, right: float, bottom: float) -> Sheet:
    """Cut so many millimetres from each side of a sheet that holds one invoice. Fields keep their places on the paper, also those cut off."""
    scale = sheet.dpi / MM_PER_INCH
    x0, y0 = round(left * scale), round(top * scale)
    height, width = sheet.pixels.shape[:2]
    pixels = sheet.pixels[y0 : height - round(bottom * scale), x0 : width - round(right * scale)]
    (placed,) = sheet.placed
    moved = placed.mapped(lambda points: points - np.array([x0, y0]))
    edge = Quad.from_box(Box(0.0, 0.0, pixels.shape[1], pixels.shape[0]))
    return Sheet(np.ascontiguousarray(pixels), sheet.dpi, (Placed(edge, moved.fields),))


def whole(sheet: Sheet) -> Mask:
    return np.full(sheet.pixels.shape[:2], 255, np.uint8)


def with_holes(sheet: Sheet) -> Mask:
    """Continuous paper: holes every half inch along both sides."""
    mask = whole(sheet)
    scale = sheet.dpi / MM_PER_INCH
    height, width = mask.shape
    for i in range(round(height / scale / _HOLE_PITCH)):
        y = round((i + 0.5) * _HOLE_PITCH * scale)
        for x in (_HOLE_FROM_EDGE * scale, width - _HOLE_FROM_EDGE * scale):
            cv2.circle(mask, (round(x), y), round(_HOLE_RADIUS * scale), (0.0,), -1, cv2.LINE_AA)
    return mask


def ragged(mask: Mask, dpi: float, depth: float, rng: np.random.Generator, sides: str = "tblr") -> Mask:
    """Tear the given sides (top, bottom, left, right) by up to `depth` mm."""
    height, width = mask.shape
    reach = depth * dpi / MM_PER_INCH
    result = mask.copy()
    columns, rows = np.arange(width)[None, :], np.arange(height)[:, None]
    if "t" in sides:
        result[rows < _edge(width, reach, rng)[None, :]] = 0
    if "b" in sides:
        result[height - rows < _edge(width, reach, rng)[None, :]] = 0
    if "l" in sides:
        result[columns < _edge(height, reach, rng)[:, None]] = 0
    if "r" in sides:
        result[width - columns < _edge(height, reach, rng)[:, None]] = 0
    return result


def rounded(sheet: Sheet, radius: float) -> Mask:
    """Corners of `radius` mm, as railway tickets have."""
    mask: Mask = np.zeros(sheet.pixels.shape[:2], np.uint8)
    height, width = sheet.pixels.shape[:2]
    r = round(radius * sheet.dpi / MM_PER_INCH)
    cv2.rectangle(mask, (r, 0), (width - r, height), (255.0,), -1)
    cv2.rectangle(mask, (0, r), (width, height - r), (255.0,), -1)
    for x in (r, width - r - 1):
        for y in (r, height - r - 1):
            cv2.circle(mask, (x, y), r, (255.0,), -1, cv2.LINE_AA)
    return mask


def _edge(length: int, reach: float, rng: np.random.Generator) -> NDArray[np.float32]:
    noise = 0.7 * smooth_noise(1, length, length / 6, rng)[0] + 0.3 * smooth_noise(1, length, 4, rng)[0]
    return as_floats(np.clip((noise * 0.5 + 0.5) * reach, 0, reach))
