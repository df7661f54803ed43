"""Large letters across a page: 作废, 样票, 复印件 stamped or drawn over an invoice. Text finders, made for lines of print, pass over them."""

from __future__ import annotations

from collections.abc import Sequence
from math import hypot
from statistics import median

import cv2
import numpy as np

from intake.vision.ink import above, as_pixels, shrunk
from models.geometry import Box, Pixels

_PRINT_HEIGHT = 9.0
"""Pixels that print is reduced to: its strokes become faint, those of letters some times as large stay."""
_DEPTH = 0.28
"""Ink is darker than the paper round it by at least this share."""
_LARGE = 2.4
"""Height of a mark's letter over that of print."""
_LARGEST = 16.0
_FRAMED = 4.0
"""And that of a whole word in its frame, which stands alone."""
_ALIKE, _APART = 1.45, 4.0
_LEAST_STROKES, _MOST_STROKES = 0.08, 0.6
"""Share of a letter's box that its strokes fill: a frame or a rule fills less, a code or a black patch more."""
_FOOT_OF_TITLE = 0.17
"""Share of the page's height above which titles and large numbers stand."""
_MARGIN = 0.065
_REDDER = 40
"""Grey levels by which seals are redder than they are green: they are large by nature."""


def large_marks(pixels: Pixels, text_heights: Sequence[float], others: Sequence[Box]) -> tuple[Box, ...]:
    """Places of letters much larger than the print of a BGR picture, top to bottom. `others`: codes and the like, which are large and no letters."""
    if not text_heights:
        return ()
    wanted = _PRINT_HEIGHT / median(text_heights)
    if wanted >= 1:
        return ()
    small, scale = shrunk(pixels, max(8, round(wanted * max(pixels.shape[:2]))))
    size = (small.shape[1], small.shape[0])
    ink = _thick_ink(small)
    for box in others:
        ink[max(0, int(box.top * scale) - 1) : int(box.bottom * scale) + 2, max(0, int(box.left * scale) - 1) : int(box.right * scale) + 2] = 0
    joined = cv2.morphologyEx(ink, cv2.MORPH_CLOSE, np.ones((7, 7), np.uint8))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(joined, connectivity=8)
    found = []
    for label in range(1, count):
        left, top, width, height, _ = (int(value) for value in stats[label])
        if not _is_letter(width, height) or not _lies_on_form(left, top, width, height, size):
            continue
        part = np.s_[top : top + height, left : left + width]
        strokes = float(np.count_nonzero(ink[part] & as_pixels((labels[part] == label) * np.uint8(255)))) / (width * height)
        if _LEAST_STROKES < strokes < _MOST_STROKES:
            found.append(Box(left / scale, top / scale, (left + width) / scale, (top + height) / scale))
    return tuple(
        box for box in found if box.height * scale > _FRAMED * _PRINT_HEIGHT or any(_stand_together(box, other) for other in found if other is not box)
    )


def _stand_together(one: Box, other: Box) -> bool:
    """Letters of one word: alike in height, and not far apart."""
    apart = hypot(one.center[0] - other.center[0], one.center[1] - other.center[1])
    return max(one.height, other.height) < _ALIKE * min(one.height, other.height) and apart < _APART * one.height


def _is_letter(width: int, height: int) -> bool:
    return _LARGE * _PRINT_HEIGHT < height < _LARGEST * _PRINT_HEIGHT and 0.4 * height < width


def _lies_on_form(left: int, top: int, width: int, height: int, size: tuple[int, int]) -> bool:
    """Below the title, and clear of the page's edges, where desks and shadows are."""
    middle = top + height / 2
    return middle > _FOOT_OF_TITLE * size[1] and left > _MARGIN * size[0] and left + width < (1 - _MARGIN) * size[0] and top + height < (1 - _MARGIN) * size[1]


def _thick_ink(small: Pixels) -> Pixels:
    """255 where ink is at least two pixels thick in either direction, red aside."""
    blue, green, red = cv2.split(small)
    # Red ink is pale in the red channel, so that most of it goes by itself.
    paper = cv2.blur(cv2.dilate(red, np.ones((31, 31), np.uint8)), (31, 31))
    dark = cv2.compare(red, cv2.convertScaleAbs(paper, alpha=1 - _DEPTH), cv2.CMP_LT)
    reddish = above(cv2.subtract(red, cv2.min(green, blue)), _REDDER)
    return as_pixels(cv2.morphologyEx(cv2.bitwise_and(dark, cv2.bitwise_not(reddish)), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)))
