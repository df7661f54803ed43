"""Finding printed labels in rows of text, allowing for characters that were misread."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from intake.extraction.glyphs import Glyph, Row


@dataclass(frozen=True, slots=True)
class LabelHit:
    """A label found in the text."""

    name: str
    """Of the label, as the lexicon calls it."""
    text: str
    """The variant of the label that forms print here, not what was read."""
    glyphs: tuple[Glyph, ...]
    distance: int
    """Characters by which it differs from the label as printed."""

    @property
    def left(self) -> float:
        return self.glyphs[0].left

    @property
    def right(self) -> float:
        return self.glyphs[-1].right

    @property
    def x(self) -> float:
        return (self.left + self.right) / 2

    @property
    def y(self) -> float:
        return (self.glyphs[0].y + self.glyphs[-1].y) / 2


def find_labels(rows: Sequence[Row], lexicon: Iterable[tuple[str, tuple[str, ...]]]) -> tuple[LabelHit, ...]:
    """All places where a label of the lexicon (name, printed variants) stands; the longest variant that fits wins at a place.

    Misread characters are allowed for only in labels that stand nowhere as printed, and not at all in text that is data.
    """
    printed = [(row.glyphs, row.text, frozenset(row.text)) for row in rows]
    recognised = any(glyph.score < 1 for glyphs, _, _ in printed for glyph in glyphs)
    hits: list[LabelHit] = []
    for name, labels in lexicon:
        for label in labels:
            needed = frozenset(label)
            places = [(glyphs, start) for glyphs, text, chars in printed if needed <= chars for start in _starts(text, label)]
            hits.extend(LabelHit(name, label, glyphs[start : start + len(label)], 0) for glyphs, start in places)
            allowed = _allowed(label)
            if places or not allowed or not recognised:
                continue
            for glyphs, text, chars in printed:
                if len(needed & chars) >= len(needed) - allowed and (found := _fuzzy(text, label, allowed)) is not None:
                    start, end, distance = found
                    hits.append(LabelHit(name, label, _without_neighbours(glyphs[start:end], needed), distance))
    return tuple(_without_shadowed(hits))


def _without_neighbours(glyphs: Sequence[Glyph], needed: frozenset[str]) -> tuple[Glyph, ...]:
    """The glyphs less those at the ends that stand off and are none of the label's: where its last character was lost, the value's first ones are in its place."""
    own = [index for index, glyph in enumerate(glyphs) if glyph.char in needed]
    gaps = [index for index in range(1, len(glyphs)) if glyphs[index].left - glyphs[index - 1].right > glyphs[index].height]
    if not own:
        return tuple(glyphs)
    end = next((gap for gap in gaps if gap > own[-1]), len(glyphs))
    start = next((gap for gap in reversed(gaps) if gap <= own[0]), 0)
    return tuple(glyphs[start:end])


def _starts(text: str, label: str) -> Iterable[int]:
    start = text.find(label)
    while start >= 0:
        yield start
        start = text.find(label, start + 1)


def _allowed(label: str) -> int:
    """How many characters may differ: none in short labels, where one more or less makes another word."""
    return 0 if len(label) < 4 else 1 if len(label) < 6 else 2


def _fuzzy(text: str, label: str, allowed: int) -> tuple[int, int, int] | None:
    """Start, end and distance of the best window of about the label's length within `allowed` edits."""
    best: tuple[int, int, int] | None = None
    common = frozenset(label)
    for length in (len(label), len(label) - 1, len(label) + 1):
        for start in range(len(text) - length + 1):
            window = text[start : start + length]
            if sum(char in common for char in window) < len(label) - allowed:
                continue
            distance = edit_distance(window, label, allowed)
            if distance <= allowed and (best is None or distance < best[2]):
                best = (start, start + length, distance)
    return best


def edit_distance(a: str, b: str, limit: int) -> int:
    """Levenshtein distance, cut off: any value above `limit` only says that it is larger."""
    if abs(len(a) - len(b)) > limit:
        return limit + 1
    row = list(range(len(b) + 1))
    for i, char in enumerate(a, 1):
        previous, row[0] = row[0], i
        for j, other in enumerate(b, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (char != other))
        if min(row) > limit:
            return limit + 1
    return row[-1]


def _without_shadowed(hits: Sequence[LabelHit]) -> Iterable[LabelHit]:
    """Drop a hit whose glyphs are part of a longer hit, e.g. 合计 inside 价税合计."""
    owner: dict[int, LabelHit] = {}
    for hit in sorted(hits, key=lambda hit: (len(hit.glyphs) - hit.distance, -hit.distance), reverse=True):
        if any(id(glyph) in owner for glyph in hit.glyphs):
            continue
        for glyph in hit.glyphs:
            owner[id(glyph)] = hit
        yield hit
