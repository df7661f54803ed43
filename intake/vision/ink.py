"""Small pictures to look at, and the print on them."""

from __future__ import annotations

import cv2
import numpy as np
from cv2.typing import MatLike

from models.geometry import Pixels

_CONTRAST = 0.13
"""Print is darker than the paper round it by at least this share of the paper's brightness."""
_LEAST_DEPTH = 9
"""And by as many grey levels."""


def as_pixels(array: object) -> Pixels:
    """OpenCV's answer as the array it is."""
    return np.asarray(array, dtype=np.uint8)


def halved(pixels: Pixels) -> Pixels:
    """Half as wide and high: each pixel the mean of four. An odd last row or column is left out, so that the scale is exactly 2."""
    height, width = pixels.shape[0] // 2, pixels.shape[1] // 2
    return as_pixels(cv2.resize(pixels[: 2 * height, : 2 * width], (width, height), interpolation=cv2.INTER_AREA))


def shrunk(pixels: Pixels, side: int) -> tuple[Pixels, float]:
    """The picture with its longer side reduced to `side`, and pixels of the result for one of the original (at most 1.0).

    It is halved by averaging as often as that goes, so that thin print becomes faint instead of breaking up; the little that is left is interpolated.
    Averaging in one step would take five times as long.
    """
    width = pixels.shape[1]
    while max(pixels.shape[:2]) >= 2 * side:
        pixels = halved(pixels)
    scale = side / max(pixels.shape[:2])
    if scale < 1.0:
        size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
        pixels = as_pixels(cv2.resize(pixels, size, interpolation=cv2.INTER_LINEAR))
    return pixels, pixels.shape[1] / width


def grey_of(pixels: Pixels) -> Pixels:
    return pixels if pixels.ndim == 2 else as_pixels(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY))


def darkest_channel(pixels: Pixels) -> Pixels:
    """The least of blue, green and red: print of any colour is dark in it."""
    if pixels.ndim == 2:
        return pixels
    blue, green, red = cv2.split(pixels)
    return as_pixels(cv2.min(blue, cv2.min(green, red)))


def above(array: MatLike, threshold: float) -> Pixels:
    """255 where the values of a channel are greater than a threshold, else 0."""
    return as_pixels(cv2.threshold(array, threshold, 255, cv2.THRESH_BINARY)[1])


def ink_depth(grey: Pixels) -> tuple[Pixels, Pixels]:
    """By how much strokes narrower than about a fiftieth of the longer side are darker than what is round them, and the brightness of that.

    Black-hat: what a grey-level closing fills up. A dark desk has no depth, print, rules and codes have.
    """
    reach = max(9, round(0.02 * max(grey.shape)))
    paper = as_pixels(cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8)))
    return as_pixels(cv2.subtract(paper, grey)), paper


def ink_mask(grey: Pixels) -> Pixels:
    """255 on print, rules and codes, else 0."""
    depth, paper = ink_depth(grey)
    needed = np.maximum(cv2.convertScaleAbs(paper, alpha=_CONTRAST), np.uint8(_LEAST_DEPTH))
    return as_pixels(cv2.compare(depth, needed, cv2.CMP_GT))
