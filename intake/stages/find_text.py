"""Read the text of every region: what the file holds as text, else what recognition sees, twice."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from intake.evidence import Place
from intake.invoice import Seal
from intake.reading import Reading, Region, TextReading
from intake.vision.red_ink import SealPlace, red_mask, seal_places, without_red
from models.geometry import Pixels
from models.text import TextLine, TextReader

TEXT_LAYER = "text_layer"
NO_RED = "/no-red"
_RED_SHARE = 0.06
"""A line with more of its area under red ink than this is read again without the red."""
_SEAL_INK_SHARE = 0.6
"""A line inside a seal is the seal's own text when more of its ink than this is red."""


@dataclass(frozen=True)
class FindText:
    """`reader` gives the record; `second` reads the same places with other weights, so that two opinions that err differently can be compared."""

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
        found = self.reader.read(region.pixels)
        of_seal = [next((seal for seal in seals if _belongs(line, seal, region.pixels, mask)), None) for line in found]
        lines = tuple(line for line, seal in zip(found, of_seal, strict=True) if seal is None)
        readings = [TextReading(self.reader.name, lines)]
        if self.second is not None:
            again = self.second.recognise(region.pixels, [line.quad for line in lines])
            readings.append(TextReading(self.second.name, tuple(line for line in again if line.text)))
        readings.extend(self._without_seals(region.pixels, mask, lines))
        texts = {seal: "".join(line.text for line, owner in zip(found, of_seal, strict=True) if owner is seal) for seal in seals}
        placed = tuple(Seal(seal.kind, Place(region.page, region.transform.quad_to_original(seal.quad)), texts[seal]) for seal in seals)
        return replace(region, readings=tuple(readings), seals=placed)

    def _without_seals(self, pixels: Pixels, mask: Pixels, lines: tuple[TextLine, ...]) -> tuple[TextReading, ...]:
        """A reading of the lines that a seal touches, from the picture without its red ink; the others stand in it as first read."""
        covered = [line for line in lines if _share(mask, line) > _RED_SHARE]
        if not covered:
            return ()
        again = self.reader.recognise(without_red(pixels), [line.quad for line in covered])
        replaced = dict(zip(map(id, covered), again, strict=True))
        kept = tuple(replaced.get(id(line), line) for line in lines)
        return (TextReading(self.reader.name + NO_RED, tuple(line for line in kept if line.text)),)


def _belongs(line: TextLine, seal: SealPlace, pixels: Pixels, mask: Pixels) -> bool:
    """A line inside a seal whose ink is the seal's own red."""
    box = line.quad.box
    if seal.quad.box.overlap(box) < 0.7 * box.area:
        return False
    window = np.s_[max(0, int(box.top)) : int(box.bottom) + 1, max(0, int(box.left)) : int(box.right) + 1]
    weakest = pixels[window].min(axis=2)
    ink = weakest < 0.7 * np.percentile(weakest, 90)
    red, inked = int(np.count_nonzero(mask[window][ink])), int(np.count_nonzero(ink))
    return red > _SEAL_INK_SHARE * max(inked, 1)


def _share(mask: Pixels, line: TextLine) -> float:
    """How much of a line's box is red."""
    box = line.quad.box
    part = mask[max(0, int(box.top)) : int(box.bottom) + 1, max(0, int(box.left)) : int(box.right) + 1]
    return float(np.count_nonzero(part)) / part.size if part.size else 0.0
