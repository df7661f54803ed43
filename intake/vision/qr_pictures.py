"""Where a QR code may lie in a picture, and how to prepare that place so that decoders read it.

Decoders find and read a sharp code by themselves. A blurred one needs to be cut out, sharpened and enlarged first, which is dear on a whole
picture and cheap on the right place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.geometry import Box, Pixels

_SURVEY_WIDTH = 480
"""Pixels: wide enough for the texture of a code 20 mm wide on a form of 210 mm, small enough for some milliseconds."""
_FORM_SHARES = (0.085, 0.058)
"""Width of the code as a share of the width of a form: on electronic forms, then on paper ones with their strips of holes."""
_STRIP_SHARES = (0.2,)
"""The same on rolls and other narrow slips."""
_CORNER = (0.4, 0.45)
"""Of width and height: the part of a form its code stands in."""
_SQUARES_TRIED = 6
"""Figures of the cipher area may be busier than a faint code, but have gaps."""
_MIN_ENERGY = 5.0
_MIN_EVENNESS = 0.4
_MIN_DARK_SHARE = 0.45
"""Codes that some decoder could read lay above these on blurred photographs too (evenness from 0.58, dark share from 0.50); print rarely does."""
_TYPICAL_MODULES = 37
"""Modules along a side of most invoice codes (version 5)."""
_CODE_IN_CROP = 1 / 1.7


@dataclass(frozen=True)
class CodeCandidate:
    """A square as busy in both directions as a QR code."""

    box: Box
    """With a margin around the code; pixels of the picture surveyed."""


def code_candidates(grey: Pixels, count: int = 2) -> tuple[CodeCandidate, ...]:
    """Places that may hold a QR code, the likeliest first, at most `count` for each size that codes have. `grey`: (height, width)."""
    height, width = grey.shape
    scale = min(1.0, _SURVEY_WIDTH / width)
    small = np.asarray(cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8) if scale < 1 else grey
    steps = _steps(small)
    found: list[CodeCandidate] = []
    for share in _FORM_SHARES if width > 0.6 * height else _STRIP_SHARES:
        side = max(8, round(share * width * scale))
        half = side / scale / 2 / _CODE_IN_CROP
        # Forms have their code at the top left, where it may be fainter than the print of the whole.
        corner = np.s_[: round(_CORNER[1] * small.shape[0]), : round(_CORNER[0] * small.shape[1])]
        places = (*_busy_squares(small, steps, side, count), *_busy_squares(small[corner], steps[(np.s_[:], *corner)], side, 1))
        for cx, cy in ((x / scale, y / scale) for x, y in dict.fromkeys(places)):
            found.append(CodeCandidate(Box(max(0.0, cx - half), max(0.0, cy - half), min(width, cx + half), min(height, cy + half))))
    return tuple(found)


def _busy_squares(small: Pixels, steps: NDArray[np.float32], side: int, count: int) -> Iterator[tuple[float, float]]:
    """The middles of the busiest squares of `side` pixels that look like a code all over, the busiest first."""
    if min(small.shape) <= side:
        return
    energy = np.minimum(_window_mean(steps[0], side), _window_mean(steps[1], side))
    found = 0
    for _ in range(_SQUARES_TRIED):
        y, x = (int(i) for i in np.unravel_index(int(energy.argmax()), energy.shape))
        if energy[y, x] < _MIN_ENERGY or found == count:
            return
        if _evenness(steps, x, y, side) >= _MIN_EVENNESS and _dark_share(small, x, y, side) >= _MIN_DARK_SHARE:
            found += 1
            yield x + side / 2, y + side / 2
        energy[max(0, y - side) : y + side, max(0, x - side) : x + side] = 0


def _steps(grey: Pixels) -> NDArray[np.float32]:
    """(2, height - 1, width - 1): grey steps to the next pixel across and down."""
    picture = grey.astype(np.float32)
    inner = picture[:-1, :-1]
    return np.stack([np.abs(picture[:-1, 1:] - inner), np.abs(picture[1:, :-1] - inner)])


def _window_mean(values: NDArray[np.float32], side: int) -> NDArray[np.float32]:
    """Mean of each square of `side` pixels, by its top left."""
    mean: NDArray[np.float32] = np.asarray(cv2.boxFilter(values, -1, (side, side), anchor=(0, 0)), dtype=np.float32)
    return mean[: values.shape[0] - side + 1, : values.shape[1] - side + 1]


def _evenness(steps: NDArray[np.float32], x: int, y: int, side: int) -> float:
    """The quietest of nine parts of a square against the whole: print has gaps, a code has none."""
    third = side // 3
    square = steps[:, y : y + 3 * third, x : x + 3 * third]
    parts = square.reshape(2, 3, third, 3, third).mean(axis=(2, 4)).min(axis=0)
    return float(parts.min() / max(float(parts.mean()), 1.0))


def _dark_share(grey: Pixels, x: int, y: int, side: int) -> float:
    """How much of a square is darker than its surroundings: half of a code and more, a third of print."""
    margin = side // 2
    top, left = max(0, y - margin), max(0, x - margin)
    around = grey[top : y + side + margin, left : x + side + margin].astype(np.float32)
    darker = around < cv2.GaussianBlur(around, (0, 0), side / 6)
    return float(darker[y - top : y - top + side, x - left : x - left + side].mean())


Preparation = Callable[[Pixels], Pixels]
"""A BGR cut-out of one candidate -> a grey picture, some whole or fractional times as large."""

_ENLARGED_SIDE = 850
"""Pixels: what a prepared cut-out measures at most, some 13 for each module."""


def grey_of(picture: Pixels) -> Pixels:
    """A BGR picture without its colours."""
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), dtype=np.uint8)


def enlargement(crop: Pixels) -> float:
    """By how much every preparation enlarges a cut-out of these measures."""
    return float(np.clip(_ENLARGED_SIDE / max(crop.shape[:2]), 1.0, 4.0))


def red_sharpened(crop: Pixels) -> Pixels:
    """Red light only, in which seals and red frames fade."""
    return _enlarged(_sharpened(np.ascontiguousarray(crop[:, :, 2]), 0.45, 3.0), enlargement(crop))


def grey_sharpened(crop: Pixels) -> Pixels:
    """For wider blur."""
    return _enlarged(_sharpened(grey_of(crop), 0.6, 3.0), enlargement(crop))


def red_plain(crop: Pixels) -> Pixels:
    """For noise, which sharpening would raise."""
    return _enlarged(np.ascontiguousarray(crop[:, :, 2]), enlargement(crop))


def red_deconvolved(crop: Pixels) -> Pixels:
    """Blur taken back by ten steps after Richardson and Lucy, with a Gaussian as the lens."""
    observed = crop[:, :, 2].astype(np.float32) + 1
    sigma = 0.35 * _module_pixels(crop)
    estimate = observed.copy()
    for _ in range(10):
        blurred = cv2.GaussianBlur(estimate, (0, 0), sigma)
        estimate *= cv2.GaussianBlur(observed / np.maximum(blurred, 1), (0, 0), sigma)
    return _enlarged(np.clip(estimate, 0, 255).astype(np.uint8), enlargement(crop))


def brightest_channel(crop: Pixels) -> Pixels:
    """For codes under coloured marks of any hue."""
    return _enlarged(_sharpened(crop.max(axis=2), 0.45, 3.0), enlargement(crop))


def blue_equalised(crop: Pixels) -> Pixels:
    """Blue light and local contrast (CLAHE), for codes that are not black, and faint ones."""
    equalised = cv2.createCLAHE(3.0, (4, 4)).apply(np.ascontiguousarray(crop[:, :, 0]))
    return _enlarged(np.asarray(equalised, dtype=np.uint8), enlargement(crop))


def _module_pixels(crop: Pixels) -> float:
    longest: int = max(crop.shape[:2])
    return max(1.5, longest * _CODE_IN_CROP / _TYPICAL_MODULES)


def _sharpened(grey: Pixels, modules: float, amount: float) -> Pixels:
    """Unsharp mask; the radius counts in modules of the code."""
    blurred = cv2.GaussianBlur(grey, (0, 0), modules * _module_pixels(grey))
    return np.asarray(cv2.addWeighted(grey, 1 + amount, blurred, -amount, 0), dtype=np.uint8)


def _enlarged(grey: Pixels, factor: float) -> Pixels:
    return np.asarray(cv2.resize(grey, None, fx=factor, fy=factor, interpolation=cv2.INTER_CUBIC), dtype=np.uint8) if factor > 1 else grey
