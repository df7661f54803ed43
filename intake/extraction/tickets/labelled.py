"""Values beside their labels, on papers whose print stands shifted against the preprinted labels.

The whole print of a ticket is shifted alike, so one shift is found for the page: the one under which most values say what their labels ask for. Then every
piece of print goes to one label.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import exp

from intake.extraction.glyphs import Glyph
from intake.extraction.labels import LabelHit
from intake.extraction.tickets.ticket_text import Span, TicketPage, span_of

Parser = Callable[[str], str]
"""Printed text -> value, "" where the text is no such value."""

_PUNCTUATION = ":;.,·_|()[]"
_SHIFTS = tuple(step / 10 for step in range(-8, 13))
"""Tried, in heights of the print; values stand below their labels more often than above."""
_FARTHEST = 0.85
"""A value is no further from its label's line than this, in heights of the print, once the shift is taken off."""


@dataclass(frozen=True, slots=True)
class LabelledValue:
    """A label and what is printed for it."""

    name: str
    label: LabelHit
    span: Span | None
    """None where nothing stands there."""

    @property
    def text(self) -> str:
        return self.span.text if self.span else ""


def read_labelled(
    page: TicketPage,
    lexicon: Sequence[tuple[str, tuple[str, ...]]],
    parsers: Mapping[str, Parser],
    wrapping: Sequence[str] = (),
    below: Sequence[str] = (),
) -> tuple[LabelledValue, ...]:
    """Every label of the lexicon (name, printed variants) with its value, top to bottom.

    `parsers`: by label name, what a value must parse as to be taken for it (others take any text). `wrapping`: names of labels whose value may go on in the
    next line. `below`: names of labels that stand above their value, not before it.
    """
    hits = page.labels(lexicon)
    pieces = pieces_between(page, hits)
    shift = _best_shift(page, hits, pieces, parsers)
    owned: dict[int, list[Span]] = {index: [] for index in range(len(hits))}
    free: list[Span] = []
    for piece in pieces:
        owner = _owner(piece, hits, shift, page.line_height, parsers, below)
        if owner is None:
            free.append(piece)
        else:
            owned[owner].append(piece)
    values = []
    for index, hit in enumerate(hits):
        glyphs = _first_line(owned[index], parsers.get(hit.name))
        if glyphs and hit.name in wrapping:
            glyphs += _continuation(glyphs, free, page.line_height)
        values.append(LabelledValue(hit.name, hit, span_of(glyphs) if glyphs else None))
    return tuple(sorted(values, key=lambda value: (value.label.y, value.label.left)))


def pieces_between(page: TicketPage, hits: Sequence[LabelHit]) -> tuple[Span, ...]:
    """What is printed besides the labels, cut at labels and at wide gaps; punctuation that belongs to a label goes with it."""
    taken = {id(glyph) for hit in hits for glyph in hit.glyphs}
    pieces: list[Span] = []
    for row in page.rows:
        for run in row.runs:
            piece: list[Glyph] = []
            after_label = False
            for glyph in run.glyphs:
                if id(glyph) in taken:
                    if piece:
                        pieces.append(span_of(piece))
                    piece, after_label = [], True
                elif not (after_label and not piece and glyph.char in _PUNCTUATION):
                    piece.append(glyph)
            if piece and not all(glyph.char in _PUNCTUATION for glyph in piece):
                pieces.append(span_of(piece))
    return tuple(pieces)


def _best_shift(page: TicketPage, hits: Sequence[LabelHit], pieces: Sequence[Span], parsers: Mapping[str, Parser]) -> float:
    """Pixels by which values stand below their labels."""
    height = page.line_height
    offsets = [
        (piece.y - hit.y) / height
        for hit in hits
        if hit.name in parsers
        for piece in pieces
        if piece.left > hit.right - 0.6 * height and abs(piece.y - hit.y) < 2.2 * height and parsers[hit.name](piece.text) and not _parted(hit, piece, hits)
    ]
    if not offsets:
        return 0.0
    best = max(_SHIFTS, key=lambda shift: sum(exp(-(((offset - shift) / 0.3) ** 2)) for offset in offsets) - 0.05 * abs(shift))
    return best * height


def _owner(piece: Span, hits: Sequence[LabelHit], shift: float, height: float, parsers: Mapping[str, Parser], below: Sequence[str]) -> int | None:
    best: tuple[float, int] | None = None
    for index, hit in enumerate(hits):
        parse = parsers.get(hit.name)
        misfit = 0.45 if parse is not None and not parse(piece.text) else 0.0
        if hit.name in below:
            down = (piece.y - hit.y) / height
            if not (0.6 < down < 2.6) or piece.right < hit.left - height or piece.left > hit.right + 3 * height:
                continue
            cost = 0.2 * down + abs((piece.left + piece.right) / 2 - hit.x) / (12 * height) + misfit
        else:
            away = abs(piece.y - hit.y - shift) / height
            if piece.left < hit.right - 0.6 * height or away > _FARTHEST or _parted(hit, piece, hits):
                continue
            cost = away + 0.01 * (piece.left - hit.right) / height + misfit
        if best is None or cost < best[0]:
            best = (cost, index)
    return best[1] if best else None


def _parted(hit: LabelHit, piece: Span, hits: Sequence[LabelHit]) -> bool:
    """Another label stands between a label and a piece of print, in the label's own line."""
    reach = 0.5 * hit.glyphs[0].height
    return any(
        other is not hit and abs(other.y - hit.y) < reach and hit.right <= other.left + reach and other.right <= piece.left + reach and other.left > hit.left
        for other in hits
    )


def _first_line(pieces: Sequence[Span], parse: Parser | None) -> tuple[Glyph, ...]:
    """The glyphs of the pieces of one line, left to right; of several lines the one with most print.

    Where the whole line is no such value but one piece of it is, that piece: what follows belongs to a neighbour whose label can't be read.
    """
    if not pieces:
        return ()
    longest = max(pieces, key=lambda piece: len(piece.glyphs))
    line = sorted((piece for piece in pieces if abs(piece.y - longest.y) < 0.6 * longest.height), key=lambda piece: piece.left)
    whole = tuple(glyph for piece in line for glyph in piece.glyphs)
    if parse is None or len(line) == 1 or parse(span_of(whole).text):
        return whole
    return next((piece.glyphs for piece in line if parse(piece.text)), whole)


def _continuation(glyphs: tuple[Glyph, ...], free: Sequence[Span], height: float) -> tuple[Glyph, ...]:
    """The next line of a wrapped value: begins under its first character, directly below."""
    first = glyphs[0]
    for piece in free:
        if 0.5 * height < piece.y - first.y < 1.7 * height and abs(piece.left - first.left) < 1.2 * height:
            return piece.glyphs
    return ()
