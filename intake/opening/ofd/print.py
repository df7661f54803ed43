"""What a page prints, as text lines with the exact place of every character.

GB/T 33190-2016 chapter 11: a text object has a font size and runs of text; a run starts at (X, Y), the left end of the baseline, and DeltaX and DeltaY
give the step from each character to the next. `g 5 1.6` stands for five steps of 1.6. Issuers write fewer steps than needed (the last one goes on) or
more (the rest is void); a column of characters has DeltaY alone. A run may hold several lines, or several cells of a table: it is cut where the
baseline changes or a wide gap opens.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width
from xml.etree.ElementTree import Element

from intake.opening.ofd.graphics import OBJECT_EFFORT, Affine, Effort, Placed, page_size, page_transform, placed_objects
from intake.opening.ofd.structure import OfdPage, Resources, read_number
from models.geometry import Quad
from models.text import CharScore, TextLine

ASCENT, DESCENT = 0.88, 0.12
"""Of the em box, above and below the baseline, as in the fonts invoices are set in."""
GAP = 2.0
"""Blank ems between two characters that part two cells."""
MAX_CHARACTERS = 20_000
"""Of one text object."""


@dataclass(frozen=True)
class PrintedText:
    """One text object."""

    id: str
    lines: tuple[TextLine, ...]
    """Pixels of the page at 200 dpi."""
    text: str
    """All of it; lines parted by line breaks, cells of a line by blanks."""


def printed_texts(page: OfdPage, resources: Resources, effort: Effort) -> tuple[PrintedText, ...]:
    """Every text object that shows on the paper, in drawing order. Watermarks are not print. Raises RefusedFile (`ofd_too_complex`)."""
    width, height = page_size(page)
    transform = page_transform(page)
    found = (
        printed_text(placed, resources, effort)
        for layer in page.layers
        for placed in placed_objects(layer, resources, transform, effort)
        if placed.element.tag == "TextObject" and placed.element.get("Alpha") != "0"
    )
    return tuple(printed for printed in found if printed.lines and _is_on_paper(printed.lines[0].quad, width, height))


def least_effort(page: OfdPage) -> int:
    """What the page costs to read, what it takes from composite objects left out. Cheap to tell."""
    runs = [len(run.text or "") for layer in page.layers for run in layer.iter("TextCode")]
    return sum(runs) + len(runs) * OBJECT_EFFORT


def _is_on_paper(quad: Quad, width: int, height: int) -> bool:
    (left, top), _, (right, bottom), _ = quad.points
    return 0 <= left + right < 2 * width and 0 <= top + bottom < 2 * height


_Glyph = tuple[str, float, float, float]
"""Character, left end and height of its baseline, width, in the object's own millimetres. A plain tuple, since a goods list has thousands."""


def printed_text(placed: Placed, resources: Resources, effort: Effort) -> PrintedText:
    """A text object's lines. Raises RefusedFile (`ofd_too_complex`)."""
    element, to_pixels, _ = placed
    size = read_number(element.get("Size"), 0.0)
    stretch = read_number(element.get("HScale"), 1.0)
    monospaced = "courier" in resources.fonts.get(element.get("Font", ""), "").lower()
    glyphs = _glyphs(element, size * stretch, 0.6 if monospaced else 0.5) if size > 0 else []
    effort.spend(len(glyphs))
    cells = [cell for cell in map(_trimmed, _cells(glyphs, size)) if cell]
    lines = tuple(_line(cell, size, to_pixels) for cell in cells)
    text = lines[0].text if lines else ""
    for i in range(1, len(cells)):
        text += (" " if abs(cells[i][0][2] - cells[i - 1][-1][2]) < size / 2 else "\n") + lines[i].text
    return PrintedText(element.get("ID", ""), lines, text)


def _glyphs(element: Element, em: float, narrow: float) -> list[_Glyph]:
    """`em`: width of a Chinese character in mm; `narrow`: width of a Latin one in ems."""
    glyphs: list[_Glyph] = []
    x = y = 0.0
    for run in element:
        if run.tag != "TextCode":
            continue
        text = (run.text or "").replace("\n", "").replace("\r", "").replace("\t", "")[: MAX_CHARACTERS - len(glyphs)]
        x, y = read_number(run.get("X"), x), read_number(run.get("Y"), y)
        widths = [em * narrow] * len(text) if text.isascii() else [em if east_asian_width(char) in "WFA" else em * narrow for char in text]
        descents = _steps(run.get("DeltaY"), len(text))
        steps = _steps(run.get("DeltaX"), len(text)) or ([0.0] * len(text) if descents else widths)
        for i, char in enumerate(text):
            step, width = steps[i], widths[i]
            # Characters set closer than they are wide are narrower; set wider apart, they keep their width.
            glyphs.append((char, x, y, step if 0 < step < width and i + 1 < len(text) else width))
            x += step
            if descents:
                y += descents[i]
    return glyphs


def _steps(text: str | None, count: int) -> list[float]:
    """At least `count` steps, the last one repeated; [] when none are given."""
    if not text:
        return []
    words = iter(text.split())
    steps: list[float] = []
    for word in words:
        if len(steps) >= count:
            break
        if word == "g":
            repeats, step = read_number(next(words, None), 0.0), read_number(next(words, None), 0.0)
            steps += [step] * min(int(repeats), count)
        else:
            steps.append(read_number(word, 0.0))
    return steps + steps[-1:] * (count - len(steps))


def _cells(glyphs: Sequence[_Glyph], size: float) -> Iterator[list[_Glyph]]:
    """Cut where the baseline changes, the text runs back, or a gap opens that blanks do not fill."""
    cell: list[_Glyph] = []
    end = baseline = 0.0
    for glyph in glyphs:
        _, x, y, width = glyph
        if cell and (abs(y - baseline) > 0.2 * size or not -1.5 * size < x - end < GAP * size):
            yield cell
            cell = []
        cell.append(glyph)
        end, baseline = x + width, y
    if cell:
        yield cell


def _trimmed(cell: list[_Glyph]) -> list[_Glyph]:
    if not (cell[0][0].isspace() or cell[-1][0].isspace()):
        return cell
    start, end = 0, len(cell)
    while start < end and cell[start][0].isspace():
        start += 1
    while end > start and cell[end - 1][0].isspace():
        end -= 1
    return cell[start:end]


def _line(cell: list[_Glyph], size: float, to_pixels: Affine) -> TextLine:
    _, left, baseline, first_width = cell[0]
    _, last, _, last_width = cell[-1]
    right = max(last + last_width, left + first_width)
    top, bottom = baseline - ASCENT * size, baseline + DESCENT * size
    length = right - left or 1.0
    quad = Quad((to_pixels.apply(left, top), to_pixels.apply(right, top), to_pixels.apply(right, bottom), to_pixels.apply(left, bottom)))
    chars = tuple([CharScore(char, 1.0, (x + width / 2 - left) / length) for char, x, _, width in cell])
    return TextLine("".join([char.char for char in chars]), quad, 1.0, chars)
