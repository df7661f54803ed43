"""Characters with their places, runs of them without a gap, and rows of runs.

Text comes as lines from very different hands: a detector that merged a label with its value or cut a spaced-out label into single characters, or a
text layer that knows every character exactly. Cutting all of it into runs and chaining runs to rows makes them look the same to what follows.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from statistics import median

from models.geometry import Box, Quad
from models.text import CharScore, TextLine

_SAME_LOOK = str.maketrans({"︰": ":", "∶": ":", "﹕": ":", "（": "(", "）": ")", "，": ",", "￥": "¥", "〔": "(", "〕": ")", "　": " "})


@dataclass(frozen=True, slots=True)
class Glyph:
    """One printed character; blanks are not glyphs."""

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
        return "".join(glyph.char for glyph in self.glyphs)

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
        return max(glyph.height for glyph in self.glyphs)

    @property
    def score(self) -> float:
        """The weakest character's."""
        return min(glyph.score for glyph in self.glyphs)


@cache
def fold(char: str) -> str:
    """One character in the form that labels and grammars are written in."""
    folded = unicodedata.normalize("NFKC", char.translate(_SAME_LOOK)).translate(_SAME_LOOK)
    return folded if len(folded) == 1 else char


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
        if not glyphs or (line.quad.box.height > 1.6 * line.quad.box.width and len(glyphs) > 1):
            continue
        start = 0
        for index in range(1, len(glyphs)):
            if glyphs[index].left - glyphs[index - 1].right > gap * line.quad.height:
                runs.append(Run(glyphs[start:index]))
                start = index
        runs.append(Run(glyphs[start:]))
    return tuple(runs)


def stacked_runs(lines: Sequence[TextLine]) -> tuple[Run, ...]:
    """Each character of lines that stand upright on the page as a run of its own.

    Where labels stand below each other with their characters far apart, a detector sees columns: the first characters of five labels come as one line.
    """
    upright = [glyphs_of(line) for line in lines if line.quad.box.height > 1.6 * line.quad.box.width]
    return tuple(Run((glyph,)) for glyphs in upright if len(glyphs) > 1 for glyph in glyphs)


def glyphs_of(line: TextLine) -> tuple[Glyph, ...]:
    """The characters of a line that leave ink."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = line.quad.points
    left, right = ((ax + dx) / 2, (ay + dy) / 2), ((bx + cx) / 2, (by + cy) / 2)
    chars = line.chars or _even_chars(line)
    cell = line.quad.width / max(len(chars), 1)
    glyphs: list[Glyph] = []
    for index, char in enumerate(chars):
        if char.char.isspace() or not char.char:
            continue
        x = left[0] + (right[0] - left[0]) * char.center
        y = left[1] + (right[1] - left[1]) * char.center
        nearest = min(
            (abs(char.center - other.center) * line.quad.width for other in (chars[max(0, index - 1) : index] + chars[index + 1 : index + 2])),
            default=cell,
        )
        wide = unicodedata.east_asian_width(char.char) in "WF"
        width = min(nearest, line.quad.height * (1.0 if wide else 0.6))
        glyphs.append(Glyph(fold(char.char), char.char, x, y, width, line.quad.height, char.score, char.alternatives))
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
        return tuple(glyph for run in self.runs for glyph in run.glyphs)

    @cached_property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


def rows_of(runs: Sequence[Run]) -> tuple[Row, ...]:
    """Chain each run to its nearest right neighbour at the same height; a page may lean or bend slightly without breaking a row."""
    following: dict[int, int] = {}
    preceded: dict[int, float] = {}
    order = sorted(range(len(runs)), key=lambda index: runs[index].left)
    for position, index in enumerate(order):
        run = runs[index]
        best: tuple[float, int] | None = None
        for other_index in order[position + 1 :]:
            other = runs[other_index]
            distance = other.left - run.right
            if distance < -0.6 * run.height or other_index == index:
                continue
            if best is not None and distance >= best[0]:
                break
            reach = 0.5 * min(run.height, other.height) + 0.012 * max(distance, 0.0)
            if abs(other.glyphs[0].y - run.glyphs[-1].y) <= reach:
                best = (distance, other_index)
        if best is not None and best[0] < preceded.get(best[1], float("inf")):
            previous = next((start for start, end in following.items() if end == best[1]), None)
            if previous is not None:
                del following[previous]
            following[index] = best[1]
            preceded[best[1]] = best[0]
    heads = [index for index in order if index not in set(following.values())]
    rows = []
    for head in heads:
        chain = [head]
        while chain[-1] in following:
            chain.append(following[chain[-1]])
        rows.append(Row(tuple(runs[index] for index in chain)))
    return tuple(rows)


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
