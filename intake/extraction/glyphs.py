"""Characters with their places, runs of them without a gap, and rows of runs.

Text comes as lines from very different hands: a detector that merged a label with its value or cut a spaced-out label into single characters, or a
text layer that knows every character exactly. Cutting all of it into runs and chaining runs to rows makes them look the same to what follows.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain, pairwise
from statistics import median
from typing import NamedTuple

from models.geometry import Box, Quad
from models.text import CharScore, TextLine

_SAME_LOOK = str.maketrans({"︰": ":", "∶": ":", "﹕": ":", "（": "(", "）": ")", "，": ",", "￥": "¥", "〔": "(", "〕": ")", "　": " "})


class Glyph(NamedTuple):
    """One printed character; blanks are not glyphs. A plain tuple, since a page has thousands."""

    char: str
    """Folded to half-width where the full-width form means the same."""
    printed: str
    """As the reader gave it."""
    x: float
    """Centre, pixels of the picture that was read."""
    y: float
    width: float
    height: float
    score: float
    alternatives: tuple[tuple[str, float], ...]

    @property
    def left(self) -> float:
        return self.x - self.width / 2

    @property
    def right(self) -> float:
        return self.x + self.width / 2


@dataclass(frozen=True)
class Run:
    """Glyphs of one line that stand together."""

    glyphs: tuple[Glyph, ...]

    @cached_property
    def text(self) -> str:
        return "".join([glyph.char for glyph in self.glyphs])

    @cached_property
    def left(self) -> float:
        return self.glyphs[0].left

    @cached_property
    def right(self) -> float:
        return self.glyphs[-1].right

    @property
    def center(self) -> float:
        return (self.left + self.right) / 2

    @cached_property
    def y(self) -> float:
        return (self.glyphs[0].y + self.glyphs[-1].y) / 2

    @cached_property
    def height(self) -> float:
        return max([glyph.height for glyph in self.glyphs])

    @property
    def score(self) -> float:
        """The weakest character's."""
        return min(glyph.score for glyph in self.glyphs)


@cache
def fold(char: str) -> str:
    """One character in the form that labels and grammars are written in."""
    folded = unicodedata.normalize("NFKC", char.translate(_SAME_LOOK)).translate(_SAME_LOOK)
    return folded if len(folded) == 1 else char


@cache
def _cell(char: str) -> tuple[str, float]:
    """A character folded, and its widest cell in line heights."""
    return fold(char), 1.0 if unicodedata.east_asian_width(char) in "WF" else 0.6


def fold_text(text: str) -> str:
    """A text without blanks, every character folded."""
    return "".join(fold(char) for char in text if not char.isspace())


def runs_of(lines: Sequence[TextLine], gap: float = 1.1) -> tuple[Run, ...]:
    """Cut lines into runs wherever the distance between neighbours exceeds `gap` times the line's height.

    Lines that stand upright on the page (vertical side texts) are left out.
    """
    runs: list[Run] = []
    for line in lines:
        glyphs = glyphs_of(line)
        if not glyphs or (len(glyphs) > 1 and _stands_upright(line)):
            continue
        start, widest = 0, gap * line.quad.height
        for index, (before, glyph) in enumerate(pairwise(glyphs), 1):
            if glyph.left - before.right > widest:
                runs.append(Run(glyphs[start:index]))
                start = index
        runs.append(Run(glyphs[start:]))
    return tuple(runs)


def stacked_runs(lines: Sequence[TextLine]) -> tuple[Run, ...]:
    """Each character of lines that stand upright on the page as a run of its own.

    Where labels stand below each other with their characters far apart, a detector sees columns: the first characters of five labels come as one line.
    """
    upright = [glyphs_of(line) for line in lines if _stands_upright(line)]
    return tuple(Run((glyph,)) for glyphs in upright if len(glyphs) > 1 for glyph in glyphs)


def _stands_upright(line: TextLine) -> bool:
    box = line.quad.box
    return box.height > 1.6 * box.width


def glyphs_of(line: TextLine) -> tuple[Glyph, ...]:
    """The characters of a line that leave ink."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = line.quad.points
    left, top = (ax + dx) / 2, (ay + dy) / 2
    across, down = (bx + cx) / 2 - left, (by + cy) / 2 - top
    chars = line.chars or _even_chars(line)
    length, height = line.quad.width, line.quad.height
    steps = [abs(following.center - char.center) * length for char, following in pairwise(chars)] or [length / max(len(chars), 1)]
    glyphs: list[Glyph] = []
    for char, before, after in zip(chars, (steps[0], *steps), (*steps, steps[-1]), strict=False):
        printed = char.char
        if printed.isspace() or not printed:
            continue
        folded, widest = _cell(printed)
        at, width = char.center, min(before, after, height * widest)
        glyphs.append(Glyph(folded, printed, left + across * at, top + down * at, width, height, char.score, char.alternatives))
    return tuple(glyphs)


def _even_chars(line: TextLine) -> tuple[CharScore, ...]:
    count = max(len(line.text), 1)
    return tuple(CharScore(char, line.score, (index + 0.5) / count) for index, char in enumerate(line.text))


@dataclass(frozen=True)
class Row:
    """Runs that follow each other on one printed line, left to right."""

    runs: tuple[Run, ...]

    @cached_property
    def glyphs(self) -> tuple[Glyph, ...]:
        return tuple(chain.from_iterable([run.glyphs for run in self.runs]))

    @cached_property
    def text(self) -> str:
        return "".join([run.text for run in self.runs])


def rows_of(runs: Sequence[Run]) -> tuple[Row, ...]:
    """Chain each run to its nearest right neighbour at the same height; a page may lean or bend slightly without breaking a row."""
    order = sorted(runs, key=lambda run: run.left)
    from_top = sorted((run.glyphs[0].y, index) for index, run in enumerate(order))
    last_left = order[-1].left if order else 0.0
    following: dict[int, int] = {}
    preceded: dict[int, tuple[float, int]] = {}  # run -> distance and index of the one before it
    for index, run in enumerate(order):
        y, reach = run.glyphs[-1].y, _row_reach(run.height, last_left - run.right) + 1
        around = from_top[bisect_left(from_top, (y - reach,)) : bisect_left(from_top, (y + reach,))]
        nearest = min((other for _, other in around if other > index and _may_follow(order[other], run)), default=None)
        if nearest is None:
            continue
        distance = order[nearest].left - run.right
        rival = preceded.get(nearest)
        if rival is None or distance < rival[0]:
            if rival is not None:
                del following[rival[1]]
            following[index] = nearest
            preceded[nearest] = (distance, index)
    rows = []
    for head in range(len(order)):
        if head in preceded:
            continue
        row = [head]
        while row[-1] in following:
            row.append(following[row[-1]])
        rows.append(Row(tuple(order[index] for index in row)))
    return tuple(rows)


def _may_follow(other: Run, run: Run) -> bool:
    distance = other.left - run.right
    return distance >= -0.6 * run.height and abs(other.glyphs[0].y - run.glyphs[-1].y) <= _row_reach(min(run.height, other.height), distance)


def _row_reach(height: float, distance: float) -> float:
    """How much higher or lower the next run of a row may begin, in pixels."""
    return 0.5 * height + 0.012 * max(distance, 0.0)


def quad_around(glyphs: Sequence[Glyph]) -> Quad:
    """The place of some glyphs in the picture that was read."""
    half = median(glyph.height for glyph in glyphs) / 2
    by_x = sorted(glyphs, key=lambda glyph: glyph.x)
    first, last = by_x[0], by_x[-1]
    if len(glyphs) > 1 and max(glyph.y for glyph in glyphs) - min(glyph.y for glyph in glyphs) < half:
        return Quad(((first.left, first.y - half), (last.right, last.y - half), (last.right, last.y + half), (first.left, first.y + half)))
    return Quad.from_box(
        Box(
            min(glyph.left for glyph in glyphs),
            min(glyph.y for glyph in glyphs) - half,
            max(glyph.right for glyph in glyphs),
            max(glyph.y for glyph in glyphs) + half,
        )
    )
