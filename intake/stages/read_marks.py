"""Read large letters that lie across the form, as 作废 does, in a reduced picture without the print below them: text finders, made for lines of print, pass over
letters that are large, and over those that other print runs through.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median

import cv2
import numpy as np

from intake.reading import Reading, Region, TextReading
from intake.stages.find_text import TEXT_LAYER
from intake.vision.ink import as_pixels, shrunk
from models.geometry import Pixels, Quad
from models.text import TextLine, TextReader

REDUCED = "/reduced"
_SIDE = 416
"""Pixels of the longer side: print gets too small to be found, letters several times as large become what it was. Of 45 drawn stamps 32 are read, where the print is
taken out before; 22 where it is not."""
_STROKE = 1 / 8
"""Of the height of usual print: strokes of up to this width are print, and those of marks are wider."""
_LARGE = 2.0
"""Height of a mark's letters over that of usual print."""
_LEGIBLE = 0.5
"""Mean score from which a mark counts as read."""


@dataclass(frozen=True)
class ReadMarks:
    """Adds a reading with nothing but large lines. Stands behind `CollectEvidence`, for no value is printed in such letters, and `MeasurePrint`, which sees large marks
    on drawn pages without reading them.
    """

    reader: TextReader
    name: str = "marks"

    def __call__(self, reading: Reading) -> Reading:
        return replace(reading, regions=tuple(self._with_marks(region) for region in reading.regions))

    def _with_marks(self, region: Region) -> Region:
        # On a page whose text is data nothing hides a mark: where none was seen there is nothing to read.
        if region.pixels is None or not region.lines or (region.readings[0].reader == TEXT_LAYER and not region.large_marks):
            return region
        lines = tuple(self._large_lines(region.pixels, _LARGE * median(line.quad.height for line in region.lines)))
        return replace(region, readings=(*region.readings, TextReading(self.reader.name + REDUCED, lines))) if lines else region

    def _large_lines(self, pixels: Pixels, least_height: float) -> Iterator[TextLine]:
        """In pixels of the picture given."""
        if max(pixels.shape[:2]) <= _SIDE:
            return
        side = max(3, round(_STROKE * least_height / _LARGE))
        small, scale = shrunk(as_pixels(cv2.morphologyEx(pixels, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))), _SIDE)
        places: Sequence[Quad] = [quad for quad in self.reader.find(small) if quad.height >= least_height * scale]
        for line in self.reader.recognise(small, places):
            if line.text and line.score >= _LEGIBLE:
                yield replace(line, quad=line.quad.scaled(1 / scale))
