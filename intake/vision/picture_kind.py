"""Whether a picture is a photograph, a scan, a screenshot or a drawing of an electronic file."""

from __future__ import annotations

import cv2
import numpy as np

from intake.document import Format
from intake.vision.ink import as_pixels, darkest_channel
from models.geometry import Pixels

_PATCH = 8
_FLAT_NOISE = 1.2
"""Grey levels. Median deviation within small patches of paper that no sensor ever recorded; JPEG at the usual qualities adds less on bare paper."""
_EVEN_PAPER = 0.88
"""A scanner's paper is nowhere darker than this share of its brightest; a lamp or a window seldom lights a page so evenly."""
_SCREEN_PIXELS = 1150
"""A picture of a page drawn at 150 dpi or more is wider than this; screenshots of a viewer mostly aren't."""


def picture_kind(pixels: Pixels) -> Format:
    """PHOTO, SCAN, SCREEN or RENDER of a BGR picture; what is too small to tell is an icon from a screen."""
    if min(pixels.shape[:2]) < 2 * _PATCH:
        return Format.SCREEN
    # Patches keep the grain of the picture, which a reduction would average away.
    grey = darkest_channel(_patches(pixels))
    levels = grey.reshape(-1, _PATCH * _PATCH).astype(np.float32)
    means, noise = levels.mean(axis=1), levels.std(axis=1)
    paper = means > 0.6 * np.percentile(means, 95)
    plain = np.sort(noise[paper])[: max(1, int(0.5 * np.count_nonzero(paper)))]
    if np.median(plain) < _FLAT_NOISE and np.percentile(means, 90) > 235 and np.mean(means[paper] > 0.97 * means.max()) > 0.5:
        return Format.SCREEN if max(pixels.shape[:2]) < _SCREEN_PIXELS else Format.RENDER
    return Format.SCAN if _evenly_lit(pixels) else Format.PHOTO


def _patches(pixels: Pixels) -> Pixels:
    """Squares of `_PATCH` pixels spread over the picture, about 48 x 48 of them, one below the other: (N * _PATCH, _PATCH, 3)."""
    height, width = pixels.shape[:2]
    rows = np.linspace(0, max(0, height - _PATCH), min(48, max(1, height // _PATCH))).astype(int)
    columns = np.linspace(0, max(0, width - _PATCH), min(48, max(1, width // _PATCH))).astype(int)
    return as_pixels(np.concatenate([pixels[y : y + _PATCH, x : x + _PATCH] for y in rows for x in columns]))


def _evenly_lit(pixels: Pixels) -> bool:
    """The brightest part of every sixth of the picture's sides is nearly as bright as the brightest of all."""
    step = max(1, min(pixels.shape[:2]) // 400)
    small = cv2.resize(np.ascontiguousarray(pixels[::step, ::step]), (96, 96), interpolation=cv2.INTER_AREA).max(axis=2)
    blocks = small.reshape(6, 16, 6, 16).transpose(0, 2, 1, 3).reshape(36, -1)
    brightest = np.percentile(blocks, 90, axis=1)
    return bool(np.percentile(brightest, 8) > _EVEN_PAPER * brightest.max())
