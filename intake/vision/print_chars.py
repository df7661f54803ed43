"""What the ink and the paper of printed characters are like, one by one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from cv2.typing import MatLike
from numpy.typing import NDArray

from intake.vision.grouped import Indices, Numbers, medians_of
from intake.vision.print_film import FIGURES, Film, Frame, Plane, PrintedLine, film_of
from intake.vision.print_spans import FIRST_WIDE, Spans, character_spans
from models.geometry import Box, Pixels

_DESCENDING = frozenset("QJ")
"""Figures that go below the line in some fonts."""
_NEAR_INK = 0.10
"""Depth of ink, 0 paper to 1 black, from which paper is not bare."""
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
_PASTED = 0.52
"""Half the height in which paper is looked at: as much as somebody pastes with a figure."""
_RED_PAPER = 14.0
"""Grey levels by which paper under a seal is redder than that beside it."""
_LEAST_PAPER = 12
"""Pixels of bare paper that a level and a grain are measured on."""
_LAPLACIAN_OF_NOISE = 3.57
"""The mean of |Laplacian| of white noise of deviation 1: sqrt(20) * sqrt(2 / pi)."""


@dataclass(frozen=True)
class CharTable:
    """What was measured, a row for each character; points and strokes are left out. nan where something can't be told."""

    lines: tuple[PrintedLine, ...]
    """Those whose characters could be told apart."""
    line: Indices
    """Of each row, its line."""
    parted: NDArray[np.bool_]
    """Of each row, whether paper was seen between the characters of its line: else they have a little of each other's ink."""
    chars: tuple[str, ...]
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

    def box(self, rows: Indices) -> Box:
        """The place of some characters of one line; where none has edges of its own, those of the reader's cells."""
        top, bottom = self.top[rows], self.bottom[rows]
        left, right = float(self.left[rows].min()), float(self.right[rows].max())
        if not np.isnan(top).all():
            return Box(left, float(np.nanmin(top)), right, float(np.nanmax(bottom)))
        cells = [box for _, box in self.lines[int(self.line[rows[0]])].cells]
        return Box(left, min(cell.top for cell in cells), right, max(cell.bottom for cell in cells))


def measure_lines(pixels: Pixels, lines: Sequence[PrintedLine]) -> CharTable | None:
    """Measure the characters of some lines in a BGR picture. None when there is no line whose characters can be told apart."""
    film = film_of(pixels, lines)
    if film is None:
        return None
    profile = cv2.reduce(film.depth, 0, cv2.REDUCE_SUM)[0].astype(np.float32)
    found = [(frame, spans) for frame in film.frames if len((spans := character_spans(film, profile, frame)).columns) > 1]
    return _measured(film, found) if found else None


def _measured(film: Film, found: Sequence[tuple[Frame, Spans]]) -> CharTable:
    begins, ends = np.array([span for _, spans in found for span in spans.columns], dtype=np.int64).T
    line = np.repeat(np.arange(len(found)), [len(spans.columns) for _, spans in found])
    frames = [frame for frame, _ in found]
    chars = tuple(char for frame in frames for char, _ in frame.line.solid)
    of_char = _Stretches(begins, ends)
    before = _Stretches(np.array([frame.first for frame in frames]), np.array([spans.columns[0][0] for _, spans in found]))
    behind = _Stretches(np.array([spans.columns[-1][1] for _, spans in found]), np.array([frame.end for frame in frames]))
    paper = _paper(film, frames)
    count = of_char.sums(paper.bare)
    of_paper = np.maximum(count, 1)
    depth = film.depth
    mass = np.maximum(of_char.sums(depth), 1e-3)
    ink = of_char.sums(depth * depth) / mass
    steep = cv2.magnitude(cv2.Sobel(depth, cv2.CV_32F, 1, 0, ksize=1, scale=0.5), cv2.Sobel(depth, cv2.CV_32F, 0, 1, ksize=1, scale=0.5))
    slope = np.maximum(of_char.sums(steep), 1e-3)
    tints = [film.pixels[:, :, channel].astype(np.float32) - film.red for channel in (0, 1)]
    tints_of_paper = [of_char.sums(tint * paper.bare) / of_paper for tint in tints]
    blue, green = (of_char.sums(tint * depth) / mass - own for tint, own in zip(tints, tints_of_paper, strict=True))
    unseen = (count < _LEAST_PAPER) | (np.median(tints_of_paper[1]) - tints_of_paper[1] > _RED_PAPER)
    # Red print is pale in the red channel, and nothing can be said of it there.
    faint = (ink < _LEAST_CONTRAST) | (green < -_RED_INK)
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
        left=(begins + moved).astype(np.float64),
        right=(ends + moved).astype(np.float64),
        top=np.where(unlevel, np.nan, top),
        bottom=np.where(unlevel, np.nan, bottom),
        stroke=np.where(faint | ~is_figure, np.nan, 2 * mass / slope),
        ink=np.where(alien, np.nan, ink),
        blue=np.where(unseen | alien, np.nan, blue),
        green=np.where(unseen | alien, np.nan, green),
        edge=np.where(alien, np.nan, of_char.sums(steep * steep) / slope / np.maximum(ink, 1e-3)),
        paper=np.where(unseen, np.nan, of_char.sums(paper.level) / of_paper),
        noise=np.where(unseen, np.nan, of_char.sums(paper.grain) / of_paper),
        paper_beside=np.stack([stretch.means(paper.level, paper.bare) for stretch in (before, behind)], axis=1),
        noise_beside=np.stack([stretch.means(paper.grain, paper.bare) for stretch in (before, behind)], axis=1),
    )


@dataclass(frozen=True)
class _Stretches:
    """Stretches of columns of the film."""

    begins: Indices
    ends: Indices

    def sums(self, plane: MatLike) -> Numbers:
        columns = np.zeros(plane.shape[1] + 1)
        np.cumsum(cv2.reduce(plane, 0, cv2.REDUCE_SUM)[0], dtype=np.float64, out=columns[1:])
        return np.asarray(columns[self.ends] - columns[self.begins])

    def means(self, plane: MatLike, mask: MatLike) -> Numbers:
        """Of a plane that is zero outside a mask; nan where the mask holds too little."""
        count = self.sums(mask)
        return np.asarray(np.where(count < _LEAST_PAPER, np.nan, self.sums(plane) / np.maximum(count, 1)))


@dataclass(frozen=True)
class _Paper:
    bare: Plane
    """1 on bare paper near a line."""
    level: Plane
    grain: Plane
    """Both 0 elsewhere."""


def _paper(film: Film, frames: Sequence[Frame]) -> _Paper:
    near = cv2.dilate(cv2.threshold(film.depth, _NEAR_INK, 1.0, cv2.THRESH_BINARY)[1], np.ones((3, 3), np.uint8))
    # At the border of a cut the grain of black would be measured.
    bare = ((1 - near) * cv2.erode(film.seen, np.ones((3, 3), np.uint8))).astype(np.float32)
    for frame in frames:
        beyond = round(_PASTED * frame.line.height)
        bare[: max(0, film.middle - beyond), frame.first : frame.end] = 0
        bare[film.middle + beyond + 1 :, frame.first : frame.end] = 0
    grain = np.abs(cv2.Laplacian(film.red, cv2.CV_32F, ksize=1)) / _LAPLACIAN_OF_NOISE
    return _Paper(bare, film.red * bare, (grain * bare).astype(np.float32))


def _extents(film: Film, begins: Indices, ends: Indices, heights: Numbers) -> tuple[Numbers, Numbers]:
    """Upper and lower edge of the ink that goes through the middle of the line; nan where it goes on into something above or below.

    `heights` are those of the reader's cells, which no figure fills.
    """
    bounds = np.stack([begins, np.minimum(ends, film.depth.shape[1] - 1)], axis=1).ravel()
    rows = np.maximum.reduceat(film.depth, bounds, axis=1)[:, ::2]
    level = np.maximum(_HELD * rows.max(axis=0), _NEAR_INK)
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
