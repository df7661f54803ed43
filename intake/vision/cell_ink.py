"""Whether anything is printed at a place, rules of the form aside."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from models.geometry import Box, Pixels

_CONTRAST = 0.22
"""Ink is darker than the paper around it by at least this share of the paper's lightness."""


def ink_in(pixels: Pixels, box: Box, text_height: float, known: Sequence[Box] = ()) -> Box | None:
    """The box around print inside `box`, None where there is none.

    `pixels` BGR; `text_height` in pixels is the height of print to expect: marks under a third of it are dirt, long straight strokes are rules. `known`: print
    that is no news, with its margins.
    """
    left, top = max(0, int(box.left)), max(0, int(box.top))
    part = pixels[top : int(box.bottom) + 1, left : int(box.right) + 1]
    if min(part.shape[:2]) < 4:
        return None
    grey = part.min(axis=2) if part.ndim == 3 else part
    paper = float(np.percentile(grey, 80))
    dark = np.where(grey < paper * (1 - _CONTRAST), 255, 0).astype(np.uint8)
    dark[_rules(dark, text_height) > 0] = 0
    for other in known:
        dark[max(0, int(other.top) - top) : max(0, int(other.bottom) + 1 - top), max(0, int(other.left) - left) : max(0, int(other.right) + 1 - left)] = 0
    count, _, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    least, most = 0.33 * text_height, 2.2 * text_height
    marks = [
        (int(x), int(y), int(w), int(h))
        for x, y, w, h, area in stats[1:count]
        if least <= max(w, h) and h <= most and area >= 0.06 * least * least and not _is_piece_of_rule(int(w), int(h), part.shape[0], text_height)
    ]
    if not marks:
        return None
    x0, y0 = min(x for x, _, _, _ in marks), min(y for _, y, _, _ in marks)
    x1, y1 = max(x + w for x, _, w, _ in marks), max(y + h for _, y, _, h in marks)
    return Box(left + x0, top + y0, left + x1, top + y1)


def _rules(dark: Pixels, text_height: float) -> Pixels:
    """Straight horizontal and vertical strokes longer than print, a pixel wider than they are."""
    length = max(5, round(2.2 * text_height))
    across = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((1, min(length, dark.shape[1])), np.uint8))
    down = cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((min(length, dark.shape[0]), 1), np.uint8))
    return np.asarray(cv2.dilate(cv2.bitwise_or(across, down), np.ones((3, 3), np.uint8)), dtype=np.uint8)


def _is_piece_of_rule(width: int, height: int, whole_height: int, text_height: float) -> bool:
    """A thin stroke through the whole height of the place looked at: a column's rule. The digit 1 is as thin, but no taller than print."""
    return width < 0.3 * text_height and height > 0.9 * whole_height
