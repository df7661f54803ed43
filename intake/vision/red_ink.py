"""Red seals: where they lie on an invoice, and the picture without them.

Stamp ink lets the print under it through: black and blue strokes stay dark in the red channel, where the ink itself is nearly as light as paper.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from cv2.typing import MatLike

from intake.vision.ink import above, as_pixels
from models.geometry import Box, Pixels, Quad

SealKind = Literal["seller", "supervision", "other"]

_REDNESS = 26
"""Least excess of red over the stronger of green and blue. A blend of nine parts paper and one part seal ink has about 25."""
_SEARCH_WIDTH = 640
"""Seals are looked for in a picture of about this size (longer side): they are large."""


@dataclass(frozen=True, slots=True)
class SealPlace:
    """One red seal. `quad` is in pixels of the picture that was looked at."""

    kind: SealKind
    quad: Quad


def red_mask(pixels: Pixels) -> Pixels:
    """255 where red ink lies in a BGR picture, else 0; shape (height, width).

    The brown of tax-control forms (red 156, green 82, blue 35) isn't counted: its green stands too far above its blue.
    """
    blue, green, red = cv2.split(pixels)
    redness = cv2.subtract(red, cv2.max(green, blue))
    yellowness = cv2.subtract(green, blue)
    is_red = above(as_pixels(redness), _REDNESS)
    is_brown = cv2.compare(cv2.add(yellowness, yellowness), redness, cv2.CMP_GT)
    return as_pixels(cv2.subtract(is_red, is_brown))


def without_red(pixels: Pixels) -> Pixels:
    """A BGR picture with red ink taken off the paper and the print under it kept; other pixels are those of the given picture.

    In red ink the red channel alone is looked at. It is stretched so that the ink's own level becomes paper white and dark print keeps its darkness.
    """
    mask = red_mask(pixels)
    if not cv2.hasNonZero(mask):
        return pixels
    red = cv2.extractChannel(pixels, 2)
    # Print under a seal covers the lesser part of it, so the median is ink on bare paper.
    ink_level = _quantile(red, mask, 0.5)
    sample = pixels[::8, ::8]
    dark = min(0.5 * ink_level, float(np.percentile(sample[..., 2], 1)) + 20.0)
    levels = np.arange(256)[:, None]
    share_of_paper = np.clip((levels - dark) / max(0.85 * ink_level - dark, 1.0), 0.0, 1.0)
    paper = np.percentile(sample.reshape(-1, 3), 75, axis=0)
    table = np.minimum(levels, 0.5 * ink_level) * (1 - share_of_paper) + paper * share_of_paper
    cleaned = cv2.LUT(cv2.merge([red, red, red]), table.astype(np.uint8)[None])
    return as_pixels(cv2.copyTo(cleaned, mask, pixels.copy()))


def _quantile(channel: MatLike, mask: Pixels, fraction: float) -> float:
    """The level below which that fraction of a channel's masked pixels lies."""
    counts = np.cumsum(cv2.calcHist([np.asarray(channel, dtype=np.uint8)], [0], mask, [256], [0, 256]).ravel())
    return float(np.searchsorted(counts, fraction * counts[-1]))


def seal_places(pixels: Pixels) -> tuple[SealPlace, ...]:
    """Oval and round seals of an upright, cut invoice, the largest first.

    The tax bureau's seal (发票监制章) stands on the title, the seller's (发票专用章) below the middle.
    """
    height, width = pixels.shape[:2]
    scale = min(1.0, _SEARCH_WIDTH / max(height, width))
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1.0 else pixels
    mask = _strongest_red(as_pixels(small))
    reach = max(3, round(0.02 * min(small.shape[:2])) | 1)
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach)))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    found = []
    for label in range(1, count):
        left, top, wide, high, _ = (int(value) for value in stats[label])
        part = mask[top : top + high, left : left + wide]
        own = labels[top : top + high, left : left + wide] == label
        if _looks_like_a_seal(as_pixels(cv2.bitwise_and(part, own.astype(np.uint8) * 255)), small.shape[1], small.shape[0]):
            box = Box(left / scale, top / scale, (left + wide) / scale, (top + high) / scale)
            found.append(SealPlace(_kind_at(box, width, height), Quad.from_box(box)))
    return tuple(sorted(found, key=lambda place: -place.quad.box.area))


def _strongest_red(pixels: Pixels) -> Pixels:
    """The red mask less what is duller than half the strongest red: on electronic invoices the labels and rules are a dark red, which touches the seals."""
    mask = red_mask(pixels)
    if not cv2.hasNonZero(mask):
        return mask
    blue, green, red = cv2.split(pixels)
    redness = cv2.subtract(red, cv2.max(green, blue))
    strongest = _quantile(redness, mask, 0.97)
    return as_pixels(cv2.bitwise_and(mask, above(as_pixels(redness), 0.55 * strongest)))


def _looks_like_a_seal(ink: Pixels, page_width: int, page_height: int) -> bool:
    """An oval ring: of the right size, not too flat, with ink all round the rim and none in the corners of its box."""
    high, wide = ink.shape
    short = min(page_width, page_height)
    if not (0.09 * short <= high and 0.12 * short <= wide <= 0.75 * short and 0.75 <= wide / high <= 2.4):
        return False
    y, x = np.nonzero(ink)
    if len(x) < 0.04 * wide * high:
        return False
    u, v = (x + 0.5) / wide * 2 - 1, (y + 0.5) / high * 2 - 1
    radius = np.hypot(u, v)
    if np.mean(radius > 1.12) > 0.08:
        return False
    sectors = np.floor((np.arctan2(v, u) + np.pi) / (2 * np.pi) * 16).astype(int) % 16
    return len(np.unique(sectors[radius > 0.7])) >= 13


def _kind_at(box: Box, width: int, height: int) -> SealKind:
    x, y = box.center
    if y < 0.36 * height and 0.25 * width < x < 0.75 * width:
        return "supervision"
    return "seller" if y > 0.36 * height else "other"
