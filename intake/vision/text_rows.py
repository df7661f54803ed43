"""Rows of print in a nearly upright picture: lines of text and ruled lines, each as points along its middle. They tell how a page is bent."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from intake.vision.ink import as_pixels
from models.geometry import Pixels

_LEAST_LENGTH = 0.05
"""Of the picture's width: shorter rows say little about direction."""
_STEP = 12
"""Pixels along a row between its points."""


@dataclass(frozen=True)
class Row:
    """The middle of one line of text or rule."""

    along: NDArray[np.float64]
    """(N,) pixels in the direction of the row, even steps."""
    across: NDArray[np.float64]
    """(N,) pixels at right angles to it."""
    thickness: float
    """Median extent across, pixels."""


def text_rows(ink: Pixels) -> tuple[Row, ...]:
    """Lines of text and horizontal rules of an ink mask (255 on print)."""
    width = ink.shape[1]
    upright_strokes = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((max(25, ink.shape[0] // 30), 1), np.uint8))
    lying = cv2.subtract(ink, cv2.dilate(upright_strokes, np.ones((1, 3), np.uint8)))
    rules = _stroke_mask(ink)
    text = cv2.subtract(lying, cv2.dilate(rules, np.ones((3, 1), np.uint8)))
    joined = cv2.morphologyEx(text, cv2.MORPH_CLOSE, np.ones((1, max(7, width // 60)), np.uint8))
    return (*_rows_of(rules, max_thickness=8), *_rows_of(as_pixels(joined), max_thickness=34))


def upright_rules(ink: Pixels) -> tuple[Row, ...]:
    """Vertical rules; `along` is y, `across` is x."""
    return _rows_of(_stroke_mask(np.ascontiguousarray(ink.T)), max_thickness=8)


def _stroke_mask(ink: Pixels) -> Pixels:
    """Long thin horizontal strokes, which may lean by one in seven."""
    length = max(24, ink.shape[1] // 25)
    thick = cv2.dilate(ink, np.ones((3, 1), np.uint8))
    runs = cv2.morphologyEx(thick, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    return as_pixels(cv2.bitwise_and(cv2.morphologyEx(cv2.bitwise_and(runs, ink), cv2.MORPH_CLOSE, np.ones((3, 9), np.uint8)), runs))


def _rows_of(mask: Pixels, max_thickness: float) -> tuple[Row, ...]:
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    rows = []
    for label in range(1, len(stats)):
        left, top, wide, high, _ = (int(value) for value in stats[label])
        if wide < max(3 * _STEP, _LEAST_LENGTH * mask.shape[1]) or high > max(max_thickness, 0.35 * wide):
            continue
        own = labels[top : top + high, left : left + wide] == label
        row = _middle(own, left, top)
        if row is not None and row.thickness <= max_thickness and wide > 3 * row.thickness:
            rows.append(row)
    return tuple(rows)


def _middle(own: NDArray[np.bool_], left: int, top: int) -> Row | None:
    """Mean height of a component in each step of its length, where it covers most of the step."""
    steps = own.shape[1] // _STEP
    if steps < 3:
        return None
    pieces = own[:, : steps * _STEP].reshape(own.shape[0], steps, _STEP)
    counts = pieces.sum(axis=(0, 2))
    heights = (pieces * np.arange(own.shape[0])[:, None, None]).sum(axis=(0, 2)) / np.maximum(counts, 1)
    covered = pieces.any(axis=0).mean(axis=1) > 0.5
    if np.count_nonzero(covered) < 3:
        return None
    thickness = float(np.median(own.sum(axis=0)[own.any(axis=0)]))
    middles = left + _STEP * np.arange(steps) + (_STEP - 1) / 2
    return Row(middles[covered], top + heights[covered], thickness)
