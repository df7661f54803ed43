"""Printed lines cut out of a picture and laid side by side on one long film, so that all can be measured together.

Nothing is resampled, since that would blur just the grain that tells an edited place from the rest: a line that leans is levelled by moving whole columns. Measured is
the red channel, in which black and blue print is dark, red seals and brown rules are pale; and the green channel where the print itself is red, as the numbers of tickets are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median

import cv2
import numpy as np
from numpy.typing import NDArray

from intake.vision.grouped import Indices
from intake.vision.ink import as_pixels
from models.geometry import Box, Pixels

Plane = NDArray[np.float32]

FIGURES = frozenset("0123456789ABCDEFGHJKLMNPQRTUWXY")
"""Characters as high as a digit and standing on the line."""
POINTS = frozenset(".,:;-·'*")
"""Characters that leave less ink than others."""
BLACK = 255.0
"""The depth of black ink; bare paper has none."""
INKED = 32
"""Depth of ink from which a pixel is inked."""
_RED = 0.5
"""Print is red where it varies the red channel by less than this share of what it varies the green one."""
_LEAST_VARIATION = 6.0
"""Standard deviation of the green channel, grey levels: less is no print."""
_REACH = 0.78
"""Half the height looked at, in heights of the reader's cells."""
_MARGIN = 0.9
"""Paper looked at before and behind a line, in heights."""
_BETWEEN = 8
"""Columns between two lines on the film."""
_LEAST_HEIGHT = 12.0
"""Pixels of the reader's cell. Characters of smaller print are too few pixels to differ."""
_STEEPEST = 0.2
_RULED, _RULED_THROUGH = 0.75, 0.93
"""Inked share of a row, and of a column, that is a ruled line."""


@dataclass(frozen=True)
class PrintedLine:
    """Characters of one printed line, left to right, with the cells in which the reader saw them."""

    field: str
    cells: tuple[tuple[str, Box], ...]
    face: str = ""
    """Lines of the same one are printed in the same letters of the same size; "" where that is not known of any other."""
    ink: str = ""
    """Lines of the same one are printed by the same printer."""

    @cached_property
    def height(self) -> float:
        return median(box.height for _, box in self.cells)

    @cached_property
    def solid(self) -> tuple[tuple[str, Box], ...]:
        """Without points and strokes."""
        return tuple((char, box) for char, box in self.cells if char not in POINTS)

    @cached_property
    def is_figures(self) -> bool:
        """Mostly digits and letters: a date is, a name is not."""
        return sum(char in FIGURES for char, _ in self.solid) >= 0.5 * len(self.solid)


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a line lies on the film."""

    line: PrintedLine
    first: int
    end: int
    """Columns of the film."""
    left: int
    """Column of the picture that is the first on the film."""
    reach: int
    """Rows looked at above and below the film's middle row."""
    is_red: bool = False
    """The print is red."""


@dataclass(frozen=True)
class Film:
    """All arrays are as high and wide as the film."""

    pixels: Pixels
    """(height, width, 3) BGR; black where there is no picture."""
    seen: Pixels
    """1 where there is."""
    level: Pixels
    """The channel in which the line's print is dark."""
    depth: Pixels
    """Of ink: 0 paper, 255 black; ruled lines taken out."""
    tops: Indices
    """Row of the picture that each column's first row is."""
    frames: tuple[Frame, ...]

    @property
    def middle(self) -> int:
        """The row on which the middle of every line lies."""
        return len(self.depth) // 2


def film_of(pixels: Pixels, lines: Sequence[PrintedLine]) -> Film | None:
    """The lines of a BGR picture that are long, high and level enough to be measured; None when there is none."""
    cuts = [(line, cut) for line in lines if len(line.solid) > 1 and line.height >= _LEAST_HEIGHT and (cut := _level_cut(pixels, line)) is not None]
    if not cuts:
        return None
    half = max(cut.reach for _, cut in cuts)
    width = sum(cut.pixels.shape[1] + _BETWEEN for _, cut in cuts)
    film = np.zeros((2 * half + 1, width, 3), np.uint8)
    seen, level = np.zeros(film.shape[:2], np.uint8), np.zeros(film.shape[:2], np.uint8)
    tops = np.zeros(width, np.int64)
    frames = []
    at = 0
    for line, cut in cuts:
        end = at + cut.pixels.shape[1]
        own = np.s_[half - cut.reach : half + cut.reach + 1, at:end]
        is_red = _is_red(cut.pixels)
        film[own], level[own], seen[own] = cut.pixels, cut.pixels[:, :, 1 if is_red else 2], 1
        tops[at:end] = cut.tops - (half - cut.reach)
        frames.append(Frame(line, at, end, cut.left, cut.reach, is_red))
        at = end + _BETWEEN
    depth = _depth(level, seen, median(line.height for line, _ in cuts))
    _blank_rules(depth, frames)
    return Film(film, seen, level, depth, tops, tuple(frames))


def _is_red(cut: Pixels) -> bool:
    """Red print is as pale as paper in the red channel; print of any other colour is dark in it, be it under a seal."""
    _, green, red = cv2.meanStdDev(cut)[1].ravel().tolist()
    return bool(green > _LEAST_VARIATION and red < _RED * green)


@dataclass(frozen=True, slots=True)
class _Cut:
    left: int
    reach: int
    pixels: Pixels
    tops: Indices


def _level_cut(pixels: Pixels, line: PrintedLine) -> _Cut | None:
    first, last = line.cells[0][1], line.cells[-1][1]
    reach = round(_REACH * line.height)
    left, right = max(int(first.left - _MARGIN * line.height), 0), min(int(last.right + _MARGIN * line.height), pixels.shape[1])
    slope = (last.center[1] - first.center[1]) / max(last.center[0] - first.center[0], 1.0)
    if right - left < line.height or abs(slope) > _STEEPEST:
        return None
    tops = np.rint(first.center[1] + slope * (np.arange(left, right) - first.center[0])).astype(np.int64) - reach
    if min(tops[0], tops[-1]) < 0 or max(tops[0], tops[-1]) + 2 * reach + 1 > pixels.shape[0]:
        return None
    if tops[0] == tops[-1]:
        return _Cut(left, reach, pixels[tops[0] : tops[0] + 2 * reach + 1, left:right], tops)
    steps = [0, *(np.flatnonzero(tops[1:] != tops[:-1]) + 1).tolist(), right - left]
    parts = [pixels[tops[a] : tops[a] + 2 * reach + 1, left + a : left + b] for a, b in pairwise(steps)]
    return _Cut(left, reach, np.concatenate(parts, axis=1), tops)


def _depth(level: Pixels, seen: Pixels, height: float) -> Pixels:
    """How much darker each pixel is than the brightest paper within half a line of it."""
    side = 2 * max(3, round(0.45 * height)) + 1
    paper = cv2.blur(cv2.dilate(cv2.blur(level, (3, 3)), np.ones((side, side), np.uint8)), (side, side))
    share = cv2.divide(level, np.maximum(paper, 1), scale=BLACK, dtype=cv2.CV_8U)
    return as_pixels(cv2.multiply(cv2.bitwise_not(share), seen))


def _blank_rules(depth: Pixels, frames: Sequence[Frame]) -> None:
    """Take out, in place, rows and columns that are ruled lines."""
    inked = cv2.threshold(depth, INKED, 1, cv2.THRESH_BINARY)[1]
    columns = cv2.reduce(inked, 0, cv2.REDUCE_SUM, dtype=cv2.CV_32S)[0]
    # The middle of a line is print, whatever it looks like.
    middle = np.s_[round(0.3 * len(depth)) : round(0.7 * len(depth))]
    for frame in frames:
        own = np.s_[frame.first : frame.end]
        rows = cv2.reduce(inked[:, own], 1, cv2.REDUCE_SUM, dtype=cv2.CV_32S).ravel() > _RULED * (frame.end - frame.first)
        rows[middle] = False
        if rows.any():
            depth[np.convolve(rows, np.ones(3), "same") > 0, own] = 0
        through = columns[own] > _RULED_THROUGH * (2 * frame.reach + 1)
        if 0 < np.count_nonzero(through) < frame.line.height:
            depth[:, own][:, np.convolve(through, np.ones(3), "same") > 0] = 0
