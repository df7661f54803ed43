"""What the ink and the paper of printed characters are like, one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from intake.vision.grouped import Indices, Numbers, medians_of
from intake.vision.print_columns import LEAST_PAPER, NEAR_INK, columns_of
from intake.vision.print_film import BLACK, FIGURES, POINTS, Film, Frame, Plane, PrintedLine, film_of
from intake.vision.print_spans import FIRST_WIDE, Spans, character_spans
from models.geometry import Box, Pixels

_DESCENDING = frozenset("QJ")
"""Figures that go below the line in some fonts."""
_LEAST_CONTRAST = 0.12
_RED_INK = 35.0
"""Grey levels by which red ink is less green than it is red."""
_HELD = 0.35
"""A row holds a character where its ink is at least this share of the character's deepest: thin strokes are paler than thick ones."""
_LOWEST, _HIGHEST = 0.4, 1.05
"""Heights of a figure, in those of the reader's cells. What seems lower or higher has lost a part, or is joined to something else."""
_JOINED = 0.22
"""The same against the other figures of the line, as a logarithm: a pasted figure is nearly as high as they are."""
_BROKEN = 0.1
"""Half the gap, in the same, that thin or worn strokes leave inside a figure."""
_RED_PAPER = 14.0
"""Grey levels by which paper under a seal is redder than that beside it."""


@dataclass(frozen=True)
class Wholes:
    """What was measured over whole lines, (lines,), in the units of `CharTable`."""

    ink: Numbers
    blue: Numbers
    green: Numbers
    edge: Numbers
    stroke: Numbers
    paper: Numbers
    noise: Numbers


@dataclass(frozen=True)
class CharTable:
    """What was measured, a row for each character; points and strokes are left out. nan where something can't be told."""

    lines: tuple[PrintedLine, ...]
    """All that hold print; of some the characters could not be told apart, and no row is theirs."""
    line: Indices
    """Of each row, its line."""
    parted: NDArray[np.bool_]
    """Of each row, whether paper was seen between the characters of its line: else they have a little of each other's ink."""
    chars: tuple[str, ...]
    wholes: Wholes
    channel: Indices
    """Of each row, which of blue, green and red its print is dark in."""
    left: Numbers
    right: Numbers
    top: Numbers
    bottom: Numbers
    """Edges of the ink, pixels of the picture; top and bottom to a fraction, and of figures only."""
    stroke: Numbers
    """Mean width of strokes, pixels; of figures only."""
    ink: Numbers
    """Depth of the ink: 0 paper, 1 black."""
    blue: Numbers
    green: Numbers
    """By how much the ink is bluer and greener than it is red, beyond the paper, grey levels; nan under a seal."""
    edge: Numbers
    """Steepness of the ink's edges, share of its depth for one pixel."""
    paper: Numbers
    """Level of the bare paper round the character, grey levels; nan under a seal."""
    noise: Numbers
    """Grain of that paper, grey levels."""
    paper_beside: Numbers
    noise_beside: Numbers
    """The same of the paper before and behind each line, (lines, 2)."""

    @cached_property
    def middle(self) -> Numbers:
        """Columns of the characters' middles."""
        return (self.left + self.right) / 2

    @cached_property
    def heights(self) -> Numbers:
        """Of print, for each line: of its figures, else what is usual for the reader's cells."""
        own = medians_of(self.bottom - self.top, self.line, len(self.lines))
        return np.asarray(np.where(np.isnan(own), [0.6 * line.height for line in self.lines], own))

    @cached_property
    def kinds(self) -> tuple[Indices, int]:
        """Of each row a number that equal characters share, and how many numbers there are."""
        numbers = {char: number for number, char in enumerate(dict.fromkeys(self.chars))}
        return np.array([numbers[char] for char in self.chars], dtype=np.int64), len(numbers)

    @cached_property
    def follows(self) -> NDArray[np.bool_]:
        """Whether a character of the same line stands before each, with no point or stroke between."""
        result: list[bool] = []
        for index in dict.fromkeys(self.line.tolist()):
            line, after_solid = self.lines[index], False
            for char, _ in line.cells:
                if char not in POINTS:
                    result.append(after_solid)
                after_solid = char not in POINTS
        return np.array(result)

    def box(self, rows: Indices) -> Box:
        """The place of some characters of one line; where none has edges of its own, those of the reader's cells."""
        top, bottom = self.top[rows], self.bottom[rows]
        left, right = float(self.left[rows].min()), float(self.right[rows].max())
        if not np.isnan(top).all():
            return Box(left, float(np.nanmin(top)), right, float(np.nanmax(bottom)))
        return replace(self.line_box(int(self.line[rows[0]])), left=left, right=right)

    def line_box(self, line: int) -> Box:
        """The place of a line, by the reader's cells."""
        cells = [box for _, box in self.lines[line].cells]
        return Box(cells[0].left, min(cell.top for cell in cells), cells[-1].right, max(cell.bottom for cell in cells))


def measure_lines(pixels: Pixels, lines: Sequence[PrintedLine]) -> CharTable | None:
    """Measure the characters of some lines in a BGR picture. None when there is no line whose characters can be told apart."""
    film = film_of(pixels, lines)
    if film is None:
        return None
    profile = cv2.reduce(film.depth, 0, cv2.REDUCE_SUM, dtype=cv2.CV_32F)[0] / np.float32(BLACK)
    found = [(frame, spans) for frame in film.frames if (spans := character_spans(film, profile, frame)).inked]
    return _measured(film, found) if any(spans.columns for _, spans in found) else None


def _measured(film: Film, found: Sequence[tuple[Frame, Spans]]) -> CharTable:
    frames = [frame for frame, _ in found]
    begins, ends = np.array([span for _, spans in found for span in spans.columns], dtype=np.int64).T
    line = np.repeat(np.arange(len(found)), [len(spans.columns) for _, spans in found])
    chars = tuple(char for frame, spans in found if spans.columns for char, _ in frame.line.solid)
    first, last = np.array([_inside(frame, spans) for frame, spans in found]).T
    columns = columns_of(film, frames)
    of_chars, whole = columns.over(begins, ends), columns.over(first, last)
    beside = [columns.over(np.array([frame.first for frame in frames]), first), columns.over(last, np.array([frame.end for frame in frames]))]
    is_red = np.array([frame.is_red for frame in frames])
    usual_tint = np.median(of_chars.tint_of_paper)
    unseen = (of_chars.bare < LEAST_PAPER) | (usual_tint - of_chars.tint_of_paper > _RED_PAPER)
    unseen_whole = (whole.bare < LEAST_PAPER) | (usual_tint - whole.tint_of_paper > _RED_PAPER)
    # Where a line is measured in the red channel, nothing can be said of what is red in it.
    faint = (of_chars.ink < _LEAST_CONTRAST) | ((of_chars.green < -_RED_INK) & ~is_red[line])
    faint_whole = (whole.ink < _LEAST_CONTRAST) | ((whole.green < -_RED_INK) & ~is_red)
    is_figure = np.array([char in FIGURES for char in chars])
    is_wide = np.array([ord(char) >= FIRST_WIDE for char in chars])
    # Among figures Chinese characters and signs differ by their shape, among Chinese characters brackets and signs do.
    alien = faint | ~np.where(np.array([frame.line.is_figures for frame in frames])[line], is_figure, is_wide)
    unlevel = faint | ~is_figure | np.array([char in _DESCENDING for char in chars])
    top, bottom = _extents(film, begins, ends, np.array([frame.line.height for frame in frames])[line])
    unlevel |= _is_joined(bottom - top, line, len(frames), unlevel)
    moved = np.array([frame.left - frame.first for frame in frames])[line]
    return CharTable(
        lines=tuple(frame.line for frame in frames),
        line=line,
        parted=np.array([spans.parted for _, spans in found])[line],
        chars=chars,
        wholes=Wholes(
            ink=np.where(faint_whole, np.nan, whole.ink),
            blue=np.where(unseen_whole | faint_whole, np.nan, whole.blue),
            green=np.where(unseen_whole | faint_whole, np.nan, whole.green),
            edge=np.where(faint_whole, np.nan, whole.edge),
            stroke=np.where(faint_whole, np.nan, whole.stroke),
            paper=np.where(unseen_whole, np.nan, whole.paper),
            noise=np.where(unseen_whole, np.nan, whole.noise),
        ),
        channel=np.where(is_red[line], 1, 2),
        left=(begins + moved).astype(np.float64),
        right=(ends + moved).astype(np.float64),
        top=np.where(unlevel, np.nan, top),
        bottom=np.where(unlevel, np.nan, bottom),
        stroke=np.where(faint | ~is_figure, np.nan, of_chars.stroke),
        ink=np.where(alien, np.nan, of_chars.ink),
        blue=np.where(unseen | alien, np.nan, of_chars.blue),
        green=np.where(unseen | alien, np.nan, of_chars.green),
        edge=np.where(alien, np.nan, of_chars.edge),
        paper=np.where(unseen, np.nan, of_chars.paper),
        noise=np.where(unseen, np.nan, of_chars.noise),
        paper_beside=np.stack([np.where(side.bare < LEAST_PAPER, np.nan, side.paper) for side in beside], axis=1),
        noise_beside=np.stack([np.where(side.bare < LEAST_PAPER, np.nan, side.noise) for side in beside], axis=1),
    )


def _inside(frame: Frame, spans: Spans) -> tuple[int, int]:
    """First column of a line's print and the one after its last; by the reader's cells where its characters were not told apart."""
    if spans.columns:
        return spans.columns[0][0], spans.columns[-1][1]
    moved = frame.first - frame.left
    return max(frame.first, round(frame.line.cells[0][1].left) + moved), min(frame.end, round(frame.line.cells[-1][1].right) + moved)


def _extents(film: Film, begins: Indices, ends: Indices, heights: Numbers) -> tuple[Numbers, Numbers]:
    """Upper and lower edge of the ink that goes through the middle of the line; nan where it goes on into something above or below.

    `heights` are those of the reader's cells, which no figure fills.
    """
    bounds = np.stack([begins, np.minimum(ends, film.depth.shape[1] - 1)], axis=1).ravel()
    rows = np.maximum.reduceat(film.depth, bounds, axis=1)[:, ::2].astype(np.float32)
    level = np.maximum(_HELD * rows.max(axis=0), NEAR_INK)
    bridged = max(1, round(_BROKEN * float(np.median(heights))))
    inside = cv2.dilate((rows > level).astype(np.uint8), np.ones((2 * bridged + 1, 1), np.uint8)) > 0
    above, below = inside[film.middle :: -1], inside[film.middle :]
    # Bridging made the stretch longer at either end.
    first, last = film.middle - above.argmin(axis=0) + 1 + bridged, film.middle + below.argmin(axis=0) - 1 - bridged
    tall = (last - first + 1) / heights
    told = inside[film.middle] & ~above.all(axis=0) & ~below.all(axis=0) & (tall > _LOWEST) & (tall < _HIGHEST)
    offset = film.tops[(begins + ends) // 2]
    return np.where(told, offset + _crossing(rows, first, -1, level), np.nan), np.where(told, offset + _crossing(rows, last, 1, level), np.nan)


def _is_joined(height: Numbers, line: Indices, count: int, unlevel: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Figures so much higher or lower than their line that a rule was joined to them, or a part was lost."""
    usual = medians_of(np.where(unlevel, np.nan, height), line, count)[line]
    return np.asarray(np.abs(np.log(height / usual)) > _JOINED)


def _crossing(rows: Plane, inside: Indices, step: int, level: Plane) -> Numbers:
    """Where the depth falls to a level between the last row inside and the next one, for each column."""
    limit = rows.shape[0] - 1
    columns = np.arange(rows.shape[1])
    high, low = rows[np.clip(inside, 0, limit), columns], rows[np.clip(inside + step, 0, limit), columns]
    return np.asarray(inside + step * np.clip((high - level) / np.maximum(high - low, 1e-6), 0.0, 1.0), dtype=np.float64)
