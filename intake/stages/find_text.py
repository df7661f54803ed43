"""Read the text of every region: what the file holds as text, else what recognition sees; twice where it matters."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import median

import numpy as np

from intake.evidence import Place
from intake.extraction.form_evidence import FORMS, read_form
from intake.extraction.glyphs import fold_text
from intake.extraction.second_opinion import unconfirmed_print
from intake.invoice import Code, Seal
from intake.reading import Reading, Region, TextReading
from intake.vision.red_ink import SealPlace, red_mask, seal_places, without_red
from models.geometry import Box, Pixels, Quad
from models.text import TextLine, TextReader

TEXT_LAYER = "text_layer"
NO_RED = "/no-red"
_RED_SHARE = 0.06
"""A line with more of its area under red ink than this is read again without the red."""
_LEGIBLE = 0.6
"""Mean score from which a line counts as read."""
_SEAL_INK_SHARE = 0.5
"""A line inside a seal is the seal's own text when more of its ink than this is red."""
_PRINTED = (*(label.texts for form in FORMS for label in form.labels), *(column.texts for form in FORMS for column in form.columns))
_MARGINS = ("购买方", "销售方", "密码区", "备注")
_LABELS = frozenset((*(text for texts in _PRINTED for text in texts if len(text) > 1), *_MARGINS))
_OF_LABELS = frozenset("".join(_LABELS))
"""Labels that run downwards are found one character at a time."""
_SURE_OF_LABEL = 0.8
_SURE = 0.97
"""Quick readings at least this certain stand. On real and drawn invoices their text was then the careful network's in 99.9 % of the characters, not counting
blanks and full or half width."""
_CIPHER = re.compile(r"(?=(?:.*[*+<>/-]){2})[0-9*+<>/-]{20,32}")
"""A check code has as many characters, all of them digits."""
_TITLE_HEIGHT = 1.35
"""Titles, often printed red and always under the supervision seal, are higher than other lines by this factor; that seal's own text is not."""


@dataclass(frozen=True)
class FindText:
    """`reader` gives the record. `second` is quicker and errs differently: it reads every place first. What it is sure of stands, but for the places of key
    fields that nothing else confirms, which are read by both: two opinions.
    """

    reader: TextReader
    second: TextReader | None = None
    name: str = "ocr"

    def __call__(self, reading: Reading) -> Reading:
        lines_of_page = {page.number: page.lines for page in reading.pages}
        return replace(reading, regions=tuple(self._read(region, lines_of_page[region.page]) for region in reading.regions))

    def _read(self, region: Region, page_lines: tuple[TextLine, ...]) -> Region:
        if page_lines:
            return replace(region, readings=(TextReading(TEXT_LAYER, page_lines),))
        if region.pixels is None:
            return region
        mask, seals = red_mask(region.pixels), seal_places(region.pixels)
        quads = self.reader.find(region.pixels)
        title_height = _TITLE_HEIGHT * median(quad.height for quad in quads) if quads else 0.0
        # By their boxes: a place whose print runs downwards comes back with its corners in another order.
        of_seal = {
            quad.box: seal
            for quad in quads
            for seal in seals
            if (seal.kind == "seller" or quad.height < title_height) and _belongs(quad, seal, region.pixels, mask)
        }
        found, second = self._read_twice(region.pixels, quads, region.codes, {box for box, seal in of_seal.items() if seal.kind != "seller"})
        lines = tuple(line for line in found if line.quad.box not in of_seal)
        again = self._without_red(region.pixels, mask, lines)
        # What nothing is left of once the red is gone was the seal's own as well.
        vanished = {key for key, line in again.items() if line.score < _LEGIBLE and any(_inside(line.quad, seal) for seal in seals)}
        lines = tuple(line for line in lines if id(line) not in vanished)
        readings = [TextReading(self.reader.name, lines)]
        if self.second is not None:
            readings.append(
                TextReading(self.second.name, tuple(line for line in second if not any(_belongs(line.quad, seal, region.pixels, mask) for seal in seals)))
            )
        if again:
            # Lines that no seal touches stand in this reading as first read.
            anew = tuple(again.get(id(line), line) for line in lines)
            readings.append(TextReading(self.reader.name + NO_RED, tuple(line for line in anew if line.text)))
        texts = {seal: "".join(line.text for line in found if of_seal.get(line.quad.box) is seal) for seal in seals}
        placed = tuple(Seal(seal.kind, Place(region.page, region.transform.quad_to_original(seal.quad)), texts[seal]) for seal in seals)
        return replace(region, readings=tuple(readings), seals=placed)

    def _read_twice(
        self, pixels: Pixels, quads: Sequence[Quad], codes: Iterable[Code], beside_the_point: Collection[Box]
    ) -> tuple[tuple[TextLine, ...], tuple[TextLine, ...]]:
        """The record, and what the second reader made of the same places; places that are `beside_the_point` are not read with care."""
        if self.second is None:
            return tuple(line for line in self.reader.recognise(pixels, quads) if line.text), ()
        quick = self.second.recognise(pixels, quads)
        keys = _key_places(quick, codes)
        matters = [keys is None or _holds_any(line, keys) for line in quick]
        twice = [quad.box not in beside_the_point and not _is_settled(line, matters=its) for quad, line, its in zip(quads, quick, matters, strict=True)]
        careful = iter(self.reader.recognise(pixels, [line.quad for line, again in zip(quick, twice, strict=True) if again]))
        record = tuple(next(careful) if again else line for line, again in zip(quick, twice, strict=True))
        doubted = tuple(line for line, again in zip(quick, twice, strict=True) if again)
        return tuple(line for line in record if line.text), tuple(line for line in doubted if line.text)

    def _without_red(self, pixels: Pixels, mask: Pixels, lines: tuple[TextLine, ...]) -> dict[int, TextLine]:
        """The lines that red ink touches, read again from the picture without it, by the identity of the line."""
        covered = [line for line in lines if _share(mask, line) > _RED_SHARE and not _is_label(line)]
        if not covered:
            return {}
        again = self.reader.recognise(without_red(pixels), [line.quad for line in covered])
        return dict(zip(map(id, covered), again, strict=True))


def _key_places(lines: tuple[TextLine, ...], codes: Iterable[Code]) -> tuple[tuple[float, float], ...] | None:
    """The middles of all characters that need a second opinion; None where no form was recognised and any place may."""
    form = read_form([line for line in lines if line.text])
    return None if form is None else tuple((glyph.x, glyph.y) for glyph in unconfirmed_print(form, codes))


def _holds_any(line: TextLine, points: Iterable[tuple[float, float]]) -> bool:
    box = line.quad.box
    return any(box.contains(point) for point in points)


def _is_settled(line: TextLine, *, matters: bool) -> bool:
    """Whether the quick reading is as good as any."""
    if _CIPHER.fullmatch(fold_text(line.text)):
        return True
    return _is_label(line) or (not matters and line.certainty >= _SURE)


def _is_label(line: TextLine) -> bool:
    """Print of the form itself. How wide a bracket or colon is, which readers doubt, does not matter."""
    text = fold_text(line.text).strip(":;.")
    weakest = min((char.score for char in line.chars if char.char.isalnum()), default=0.0)
    return weakest >= _SURE_OF_LABEL and text in (_LABELS if len(text) > 1 else _OF_LABELS)


def _belongs(quad: Quad, seal: SealPlace, pixels: Pixels, mask: Pixels) -> bool:
    """A place inside a seal whose ink is the seal's own red."""
    if not _inside(quad, seal):
        return False
    box = quad.box
    window = np.s_[max(0, int(box.top)) : int(box.bottom) + 1, max(0, int(box.left)) : int(box.right) + 1]
    weakest = pixels[window].min(axis=2)
    ink = weakest < 0.7 * np.percentile(weakest, 90)
    red, inked = int(np.count_nonzero(mask[window][ink])), int(np.count_nonzero(ink))
    return red > _SEAL_INK_SHARE * max(inked, 1)


def _inside(quad: Quad, seal: SealPlace) -> bool:
    return seal.quad.box.overlap(quad.box) > 0.5 * quad.box.area


def _share(mask: Pixels, line: TextLine) -> float:
    """How much of a line's box is red."""
    box = line.quad.box
    part = mask[max(0, int(box.top)) : int(box.bottom) + 1, max(0, int(box.left)) : int(box.right) + 1]
    return float(np.count_nonzero(part)) / part.size if part.size else 0.0
