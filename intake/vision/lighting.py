"""Even out the light on a page, where it needs that."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from intake.vision.ink import as_pixels, shrunk
from models.geometry import Pixels

_MAP_SIDE = 96
"""Longer side of the map of paper brightness: shadows are softer than that, print is finer."""
_EVEN = 0.56
"""Paper nowhere darker than this share of its brightest is left as it is: recognition doesn't mind, and untouched pixels are the best evidence."""
_DARK = 100.0
"""Grey level of the brightest paper below which the whole picture is lifted."""
_TARGET = 235.0
_MOST_GAIN = 4.0


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
