"""What was read from a ticket, and the page it was read from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from intake.extraction.form_evidence import FieldText
from intake.extraction.glyphs import Glyph, Row, rows_of, runs_of, stacked_runs
from intake.extraction.goods import GoodsRow
from intake.extraction.labels import LabelHit, edit_distance, find_labels
from intake.invoice import Kind
from models.text import TextLine

_WORD_GAP = 0.45
"""Characters further apart than this, in heights of the print, are two words."""


@dataclass(frozen=True)
class TicketText:
    """One ticket as one reader saw it."""

    kind: Kind
    kind_detail: str
    """The finer id of the domain reference where there is one, e.g. `D_RAIL`."""
    fields: tuple[FieldText, ...]
    goods: tuple[GoodsRow, ...]
    score: float
    """0..1: how much of what makes this kind was seen."""


@dataclass(frozen=True, slots=True)
class Span:
    """Some characters of one printed line."""

    text: str
    """Folded, a blank where words stand apart."""
    glyphs: tuple[Glyph, ...]

    @property
    def left(self) -> float:
        return self.glyphs[0].left

    @property
    def right(self) -> float:
        return self.glyphs[-1].right

    @property
    def y(self) -> float:
        return (self.glyphs[0].y + self.glyphs[-1].y) / 2

    @property
    def height(self) -> float:
        return max(glyph.height for glyph in self.glyphs)

    @property
    def score(self) -> float:
        """The weakest character's."""
        return min(glyph.score for glyph in self.glyphs)

    def part(self, start: int, end: int) -> Span:
        """The characters between two positions of `text`. Raises ValueError where there is nothing but blanks."""
        before = len(self.text[:start].replace(" ", ""))
        inside = len(self.text[start:end].replace(" ", ""))
        if not inside:
            raise ValueError("nothing printed between these positions")
        return Span(self.text[start:end].strip(), self.glyphs[before : before + inside])


@dataclass(frozen=True)
class TicketPage:
    """The text of one ticket, in printed lines."""

    rows: tuple[Row, ...]
    """Top to bottom."""
    size: tuple[int, int]
    """(width, height) in pixels."""

    @staticmethod
    def of(lines: Sequence[TextLine], size: tuple[int, int], stacked: bool = False) -> TicketPage:
        """`stacked`: also take lines that stand upright, character by character, as parts of labels."""
        rows = rows_of((*runs_of(lines), *(stacked_runs(lines) if stacked else ())))
        return TicketPage(tuple(sorted(rows, key=lambda row: row.glyphs[0].y)), size)

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """Folded text of the printed lines, without blanks."""
        return tuple(row.text for row in self.rows)

    def says(self, texts: Sequence[str]) -> bool:
        """Whether one of the texts is printed, as given or with a character or two misread."""
        return any(text in line for text in texts for line in self.lines) or any(_nearly_in(line, text) for text in texts for line in self.lines)

    @cached_property
    def spans(self) -> tuple[Span, ...]:
        """The printed lines, blanks kept."""
        return tuple(span_of(row.glyphs) for row in self.rows)

    @cached_property
    def line_height(self) -> float:
        """Height of the usual print, pixels; 1 on a page without text."""
        heights = sorted(glyph.height for row in self.rows for glyph in row.glyphs)
        return heights[len(heights) // 2] if heights else 1.0

    def labels(self, lexicon: Sequence[tuple[str, tuple[str, ...]]]) -> tuple[LabelHit, ...]:
        return find_labels(self.rows, lexicon)

    def matches(self, pattern: re.Pattern[str]) -> Iterator[tuple[re.Match[str], Span]]:
        """Where a pattern fits in a printed line, top to bottom."""
        for span in self.spans:
            for match in pattern.finditer(span.text):
                if match[0].strip():
                    yield match, span.part(*match.span())


def _nearly_in(line: str, text: str) -> bool:
    """Whether a text stands in a line with as many characters misread as still leave it no other word: none of three, one of five, two of more."""
    misread = 0 if len(text) < 4 else 1 if len(text) < 6 else 2
    wanted = set(text)
    if not misread or len(wanted & set(line)) < len(wanted) - misread:
        return False
    windows = (line[start : start + len(text)] for start in range(max(1, len(line) - len(text) + 1)))
    return any(edit_distance(window, text, misread) <= misread for window in windows)


def span_of(glyphs: Sequence[Glyph]) -> Span:
    """Glyphs of one line, left to right, as text with blanks between words."""
    text = ""
    for previous, glyph in zip((None, *glyphs), glyphs, strict=False):
        if previous is not None and glyph.left - previous.right > _WORD_GAP * glyph.height:
            text += " "
        text += glyph.char
    return Span(text, tuple(glyphs))


def field_text(field: str, value: str, span: Span, way: str = "") -> FieldText:
    """A field whose value was read from a span."""
    return FieldText(field, value, "".join(glyph.printed for glyph in span.glyphs), span.glyphs, way)
