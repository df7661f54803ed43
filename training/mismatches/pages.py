"""Doctored invoices as drawn pages: whose values each layer has, and which printed texts are exchanged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from training.mismatches.mismatch import Brush, Doctored
from training.synthesize.drawing import Drawing, Layer, Matrix, Polygon, TextRun, layer_of
from training.synthesize.fonts import Face, FontSet
from training.synthesize.invoice_values import SyntheticInvoice
from training.synthesize.kinds import draw_pages

_OTHER_FACES = {Face.SONG: (Face.HEI, Face.KAI), Face.HEI: (Face.SONG, Face.KAI), Face.KAI: (Face.SONG, Face.HEI)}
_OTHER_LATIN = (Face.SANS, Face.TIMES, Face.COURIER, Face.SONG)


@dataclass(frozen=True)
class Change:
    """A printed text that becomes another."""

    before: TextRun
    after: TextRun
    place: int
    """Number of `before` among the marks that belong to fields, which is the order of `Placed.fields`."""


def pages_of(doctored: Doctored, fonts: FontSet, seed: str) -> tuple[Drawing, ...]:
    """Drawn as handed in. The same seed draws the same layout whatever the values are."""
    pages = _drawn(doctored.shown, fonts, seed)
    for layer, other in ((Layer.FORM, doctored.form), (Layer.STAMP, doctored.stamp)):
        if other is not None:
            pages = tuple(_with_layer(page, layer, its) for page, its in zip(pages, _drawn(other, fonts, seed), strict=True))
    return pages


def issued_pages(doctored: Doctored, fonts: FontSet, seed: str) -> tuple[Drawing, ...]:
    return _drawn(doctored.issued, fonts, seed)


def changes(issued: Drawing, shown: Drawing) -> tuple[Change, ...]:
    """Field texts that differ between two drawings of one layout. A field whose text takes another number of lines is left as it was."""
    before, after = _runs(issued), _runs(shown)
    found = []
    for name, old_runs in before.items():
        new_runs = after.get(name, [])
        if len(new_runs) == len(old_runs):
            found += [Change(old, new, place) for (place, old), (_, new) in zip(old_runs, new_runs, strict=True) if old.text != new.text and not old.angle]
    return tuple(found)


def exchanged(page: Drawing, made: Sequence[Change], brush: Brush, fonts: FontSet, rng: Random) -> Drawing:
    """Text of a file exchanged in an editor: covered by a box with new text, or replaced in a font the editor has."""
    if brush is Brush.COVERED:
        added = tuple(mark for change in made for mark in (_cover(change), replace(_refitted(change, fonts, rng), field="")))
        return replace(page, marks=page.marks + added)
    other = {id(change.before): _refitted(change, fonts, rng) for change in made}
    return replace(page, marks=tuple(other.get(id(mark), mark) for mark in page.marks))


def refaced(run: TextRun, face: Face, size: float, fonts: FontSet) -> TextRun:
    """The same text from the same start in another face, set as it comes."""
    style = replace(run.style, face=face, size=size, cells=False, tracking=0.0, stretch=1.0)
    return replace(run, style=style, advances=tuple(fonts.advance(face, char) * size for char in run.text))


def other_face(run: TextRun, rng: Random) -> Face:
    """A face that somebody who lacks the right one would take."""
    if run.text.isascii() or run.text.startswith("¥"):
        return rng.choice([face for face in _OTHER_LATIN if face is not run.style.face])
    return rng.choice(_OTHER_FACES.get(run.style.face, (Face.SONG, Face.HEI)))


def _drawn(invoice: SyntheticInvoice, fonts: FontSet, seed: str) -> tuple[Drawing, ...]:
    return draw_pages(invoice, fonts, Random(seed))  # noqa: S311 - nothing here is secret


def _with_layer(page: Drawing, layer: Layer, other: Drawing) -> Drawing:
    return replace(page, marks=(*(mark for mark in page.marks if layer_of(mark) is not layer), *other.layer(layer)))


def _runs(drawing: Drawing) -> dict[str, list[tuple[int, TextRun]]]:
    """Field name -> its texts, each with its number among all marks of fields."""
    placed = [mark for mark in drawing.marks if isinstance(mark, TextRun | Matrix) and mark.field]
    runs: dict[str, list[tuple[int, TextRun]]] = {}
    for place, mark in enumerate(placed):
        if isinstance(mark, TextRun):
            runs.setdefault(mark.field, []).append((place, mark))
    return runs


def _cover(change: Change) -> Polygon:
    run, size = change.before, change.before.style.size
    left, right = run.x - 0.3, max(run.x + run.width, change.after.x + change.after.width) + 0.3
    top, bottom = run.y - size * 0.95, run.y + size * 0.2
    return Polygon(((left, top), (right, top), (right, bottom), (left, bottom)), (255, 255, 255), run.style.layer)


def _refitted(change: Change, fonts: FontSet, rng: Random) -> TextRun:
    run = change.after
    face = other_face(run, rng) if rng.random() < 0.8 else run.style.face
    moved = replace(run, y=run.y + rng.uniform(-0.25, 0.25))
    return refaced(moved, face, run.style.size * rng.uniform(0.92, 1.08), fonts)
