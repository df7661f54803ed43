"""Measure the print of the values of every region, where it is a picture: what an edited one betrays is kept, its pixels are not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from intake.document import Format
from intake.evidence import Place
from intake.invoice import KEY_FIELDS, Kind
from intake.reading import PrintedValue, PrintTrait, Reading, Region
from intake.stages.find_text import TEXT_LAYER
from intake.vision.large_marks import large_marks
from intake.vision.print_chars import CharTable, measure_lines
from intake.vision.print_film import FIGURES, PrintedLine
from intake.vision.print_traits import print_outliers
from models.geometry import Box, Pixels, Quad

_MEASURED = frozenset(KEY_FIELDS)
_FACES = {"amount": "sums", "tax": "sums", "buyer_tax_id": "ids", "seller_tax_id": "ids"}
"""Values that every form prints in the same letters of the same size. What is set larger, or preprinted by another machine, differs by design."""
_INKS = {**_FACES, "items": "sums", "total": "sums", "buyer_name": "names", "seller_name": "names", "total_in_words": "names"}
_NUMBERED = (Kind.TAXI, Kind.TOLL, Kind.QUOTA, Kind.BUS, Kind.MACHINE_PRINTED)
"""Papers whose code and number a press printed in the same letters of the same size."""
_FILLED_IN = (*_NUMBERED, Kind.TRAIN, Kind.MOTOR_VEHICLE, Kind.USED_VEHICLE)
"""Papers without lines of goods, where one printer filled in all that a press had not printed: its other values are what the key fields are compared with."""
_PRESSED = ("invoice_code", "invoice_number", "ticket_number")
_DRAWN = (Format.SCREEN, Format.RENDER)
_RIM = 0.15
"""Of a code's side."""
_MOST_ITEM_LINES, _MOST_OTHERS = 8, 8
"""Runs of figures of the goods, and other values, that key fields are compared with: more cost time and tell no more."""
_LEAST_FIGURES = 4
_SPELLING = frozenset("零壹贰叁肆伍陆柒捌玖拾佰仟万亿圆元角分整正")
"""Of amounts in words: the mark before them is no writing."""
_SAME_LINE, _WORD_GAP = 0.5, 1.2
"""In heights: characters within are of one line; and follow each other."""

Cells = list[tuple[str, Box]]


@dataclass(frozen=True)
class MeasurePrint:
    """Fills `print_traits` and `large_marks`. Stands behind `CollectEvidence`, which tells where the values are printed."""

    name: str = "print"

    def __call__(self, reading: Reading) -> Reading:
        return replace(reading, regions=tuple(_measured(region) for region in reading.regions))


def _measured(region: Region) -> Region:
    pixels = region.pixels
    if pixels is None or not region.readings:
        return region
    marks = large_marks(pixels, [line.quad.height for line in region.lines], tuple(_codes(region)))
    region = replace(region, large_marks=tuple(_place(region, mark) for mark in marks))
    if region.readings[0].reader == TEXT_LAYER:
        # Text that is data was drawn a moment ago: nobody can have edited its pixels.
        return region
    table = measure_lines(pixels, tuple(_lines(region.printed, region.kind)))
    return replace(region, print_traits=tuple(_traits(region, pixels, table))) if table is not None else region


def _codes(region: Region) -> Iterator[Box]:
    """Where QR codes stand in the cleaned picture; a curl of the page is passed over, as codes are left out with a rim."""
    back = np.linalg.inv(np.array(region.transform.matrix))
    for code in region.codes:
        if code.place is not None:
            corners = np.concatenate([np.array(code.place.quad.points), np.ones((4, 1))], axis=1) @ back.T
            box = Box.around([(float(x / w), float(y / w)) for x, y, w in corners])
            yield box.inflated(_RIM * box.width, _RIM * box.height)


def _place(region: Region, box: Box) -> Place:
    return Place(region.page, region.transform.quad_to_original(Quad.from_box(box)))


def _traits(region: Region, pixels: Pixels, table: CharTable) -> Iterator[PrintTrait]:
    for outlier in print_outliers(pixels, table, _MEASURED, drawn=region.format in _DRAWN):
        yield PrintTrait(outlier.field, outlier.name, outlier.deviation, outlier.measured, _place(region, outlier.box))


def _lines(printed: tuple[PrintedValue, ...], kind: Kind | None) -> Iterator[PrintedLine]:
    """The key fields line by line, and what they are compared with."""
    others = 0
    for value in printed:
        is_key = value.field in _MEASURED
        if not is_key and (value.field == "items" or kind not in _FILLED_IN or others == _MOST_OTHERS):
            continue
        others += not is_key
        spelled = value.chars if value.field != "total_in_words" else tuple((char, box) for char, box in value.chars if char in _SPELLING)
        yield from (_line(value.field, line, kind) for line in _lines_of(spelled) if len(line) > 1)
    runs = [run for value in printed if value.field == "items" for line in _lines_of(value.chars) for run in _figure_runs(line)]
    for index in np.unique(np.linspace(0, len(runs) - 1, min(len(runs), _MOST_ITEM_LINES)).round().astype(int)) if runs else ():
        yield _line("items", runs[int(index)], kind)


def _line(field: str, cells: Cells, kind: Kind | None) -> PrintedLine:
    if kind not in _FILLED_IN:
        return PrintedLine(field, tuple(cells), _FACES.get(field, ""), _INKS.get(field, ""))
    if field in _PRESSED:
        face = "numbers" if kind in _NUMBERED else ""
        return PrintedLine(field, tuple(cells), face, face)
    is_figures = sum(char in FIGURES for char, _ in cells) >= 0.5 * len(cells)
    return PrintedLine(field, tuple(cells), "figures" if is_figures else "", "figures" if is_figures else "names")


def _lines_of(chars: tuple[tuple[str, Box], ...]) -> list[Cells]:
    lines: list[Cells] = []
    for char, box in chars:
        previous = lines[-1][-1][1] if lines else None
        follows = (
            previous is not None
            and abs(previous.center[1] - box.center[1]) < _SAME_LINE * box.height
            and -0.2 * box.height < box.left - previous.right < _WORD_GAP * box.height
        )
        if follows:
            lines[-1].append((char, box))
        else:
            lines.append([(char, box)])
    return lines


def _figure_runs(line: Cells) -> Iterator[Cells]:
    run: Cells = []
    for char, box in (*line, ("", Box(0, 0, 0, 0))):
        if char in FIGURES or (char and char in ".-¥"):
            run.append((char, box))
            continue
        if sum(each in FIGURES for each, _ in run) >= _LEAST_FIGURES:
            yield run
        run = []
