"""Even out the light on a page, where it needs that."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from intake.vision.ink import as_pixels, darkest_channel, shrunk
from models.geometry import Pixels

_MAP_SIDE = 96
"""Longer side of the map of paper brightness: shadows are softer than that, print is finer."""
_EVEN = 0.56
"""Paper nowhere darker than this share of its brightest is left as it is: recognition doesn't mind, and untouched pixels are the best evidence."""
_DARK = 100.0
"""Grey level of the brightest paper below which the whole picture is lifted."""
_TARGET = 235.0
_MOST_GAIN = 4.0
_WIDEST_MEDIAN = 255
"""Pixels: what OpenCV takes at most."""


def paper_light(pixels: Pixels) -> NDArray[np.float32]:
    """Brightness of the paper (0..255) over a BGR picture as a small map: print is bridged, whatever its colour."""
    small, _ = shrunk(pixels, 4 * _MAP_SIDE)
    light = small.max(axis=2)
    reach = max(9, max(light.shape) // 16)
    bridged = cv2.morphologyEx(light, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (reach, reach)))
    reduced, _ = shrunk(as_pixels(bridged), _MAP_SIDE)
    return np.asarray(cv2.GaussianBlur(reduced.astype(np.float32), (0, 0), 2.5), dtype=np.float32)


def needs_evening(light: NDArray[np.float32]) -> bool:
    """Whether shadows or darkness are strong enough to do something about."""
    low, high = np.percentile(light, (3, 97))
    return bool(low < _EVEN * high or high < _DARK)


def evened(pixels: Pixels, light: NDArray[np.float32]) -> Pixels:
    """The picture with its paper equally bright everywhere; all three channels are raised alike, so that colours stay."""
    gain = np.clip(_TARGET / np.maximum(light, 1.0), 1.0, _MOST_GAIN)
    height, width = pixels.shape[:2]
    everywhere = cv2.resize(gain.astype(np.float32), (width, height), interpolation=cv2.INTER_LINEAR)
    return as_pixels(cv2.multiply(pixels, cv2.merge([everywhere] * 3), dtype=cv2.CV_8U))


def darkened(pixels: Pixels) -> Pixels:
    """A BGR picture with its print darkened against paper made even: ribbons of meters run dry, and text finders pass over print that faint.

    The share of the paper's light that is left at each pixel, squared: half as light becomes a quarter.
    """
    grey = darkest_channel(pixels)
    reach = max(15, min(grey.shape) // 25) | 1
    # A median over print that was filled up before: the paper, whatever its stains.
    paper = cv2.medianBlur(cv2.dilate(grey, np.ones((reach // 2 | 1, reach // 2 | 1), np.uint8)), min(reach, _WIDEST_MEDIAN))
    share = np.clip(grey / np.maximum(paper, 1).astype(np.float32), 0.0, 1.0)
    return as_pixels(cv2.merge([as_pixels(255 * share**2)] * 3))
