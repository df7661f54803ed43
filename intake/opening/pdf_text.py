"""The text layer of a PDF page as lines of characters.

PDF has no lines: it has characters, each put at a place, in any order. They are joined here as print is read: first those that follow each other in the file
and on the page, then the runs so found that meet on one baseline. What stands apart by more than about a character stays apart, so columns do too.
"""

from __future__ import annotations

import ctypes
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from math import atan2, degrees, hypot
from typing import NamedTuple, TypeVar

import cv2
import numpy as np
import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]
from cv2.typing import MatLike
from numpy.typing import NDArray

from models.geometry import Pixels, Point, Quad
from models.text import CharScore, TextLine

MAX_CHARS = 50_000
"""A page full of the smallest print holds some 15 000."""

ASCENT = 0.86
"""Share of the em that CJK fonts have above the baseline. Fonts' own figures differ too much to give lines of even height."""
GAP = 0.6
"""Ems between two characters beyond which they are taken for two columns ..."""
GAP_WITHIN_STRING = 1.2
"""... and the same within one string of the file: programs write each cell as one."""
GAP_OF_SPREAD_LABEL = 5.0
"""Ems between the characters of a label that blanks spread out, as 合    计 or 名    称."""
KERNING = 0.5
"""Ems by which a character may begin before the last one ended."""
SAME_BASELINE = 0.25
"""Ems."""
SAME_SIZE = 1.25
"""Ratio up to which two sizes of type belong together."""
DUPLICATE = 0.35
"""Share of a character's width: the same one drawn again this near is an imitation of bold type."""
SAMPLES = 8
"""Pixels along each side of a cell that are looked at first."""
INK = 12
"""Grey levels between the darkest and the lightest pixel of a cell that shows a character: yellow on white has 29, and a drawn page has no noise."""
MIN_DRAWN_SHARE = 0.5
"""Of Chinese characters in fonts that are not in the file: if fewer show ink (rules and seals do where they cross), this machine has no such font."""
GARBLED_SHARE = 0.1
"""Of characters without a known code point: beyond this the fonts can't be trusted with the rest either."""
UNKNOWN = "\ufffd"

INVISIBLE_MODES = frozenset({pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium_c.FPDF_TEXTRENDERMODE_CLIP})

RADICALS = str.maketrans("⺠⻁⻄⻅⻆⻉⻋⻑⻓⻔⻗⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳", "民虎西见角贝车長长门雨青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙龟")
"""CJK radicals that are whole characters of simplified Chinese, and the character meant (Unicode, EquivalentUnifiedIdeograph.txt). Programs that cut
fonts down to the characters used name a shared glyph by the radical. Kangxi radicals need no table: NFKC maps them all."""
KANGXI_FIRST, KANGXI_LAST = "\u2f00", "\u2fd5"


class Glyph(NamedTuple):
    """One printed character. Its lengths are pixels of the page turned so that its text runs to the right."""

    char: str
    start: float
    end: float
    baseline: float
    em: float
    quarter: int
    """Quarter turns clockwise of the text on the page."""
    string: int
    """Which string of the file it belongs to."""
    blank_before: bool
    """A blank stands between the character before and this one."""
    drawn_here: bool
    """See `_String`."""


class _Affine(NamedTuple):
    """x' = a x + c y + e, y' = b x + d y + f."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def turned_back(self, quarters: int) -> _Affine:
        """Followed by so many quarter turns counterclockwise about the origin."""
        a, b, c, d, e, f = self
        for _ in range(quarters):
            a, b, c, d, e, f = b, -a, d, -c, f, -e
        return _Affine(a, b, c, d, e, f)


class _String(NamedTuple):
    """What holds for all characters of one text object of the file."""

    number: int
    visible: bool
    drawn_here: bool
    """Its font is in the file, so that this machine draws it as any other does."""
    em: float
    """Pixels."""
    quarter: int
    to_text: _Affine
    """From points of the page's own space to pixels of the page turned so that this string runs to the right."""


def read_text_layer(page: pdfium.PdfPage, pixels: Pixels) -> tuple[TextLine, ...]:
    """Lines of text that can be seen in the page's picture, in pixels of it.

    Characters that show no ink are left out: invisible ones (a search layer under a scan is somebody's OCR, not the document's text), white ones,
    covered ones. There are no lines at all where the fonts don't tell which characters their glyphs are, or where a page has more than `MAX_CHARS`.
    """
    text_page = page.get_textpage()
    try:
        count = text_page.count_chars()
        if not 0 < count <= MAX_CHARS:
            return ()
        glyphs = tuple(_glyphs(text_page.raw, count, _to_pixels(page, pixels)))
    finally:
        text_page.close()
    known = [glyph for glyph in glyphs if glyph.char != UNKNOWN]
    if len(glyphs) - len(known) > GARBLED_SHARE * len(glyphs):
        return ()
    return tuple(_line(line) for line in _lines(_runs(_without_duplicates(_seen(known, pixels)))))


def _to_pixels(page: pdfium.PdfPage, pixels: Pixels) -> _Affine:
    """From points of the page's own space, where y runs up and /Rotate is not applied, to pixels of its upright picture.

    Found by asking PDFium where three points lie, since it knows about /Rotate and the crop box. It answers in whole pixels, so the device is very large.
    """
    height, width = pixels.shape[:2]
    device = 1 << 24
    x, y = ctypes.c_int(), ctypes.c_int()

    def place(page_x: float, page_y: float) -> Point:
        pdfium_c.FPDF_PageToDevice(page, 0, 0, device, device, 0, page_x, page_y, x, y)
        return x.value / device * width, y.value / device * height

    reach = 100.0
    origin, right, up = place(0, 0), place(reach, 0), place(0, reach)
    a, b = ((right[i] - origin[i]) / reach for i in (0, 1))
    c, d = ((up[i] - origin[i]) / reach for i in (0, 1))
    return _Affine(a, b, c, d, *origin)


def _glyphs(text_page: pdfium_c.FPDF_TEXTPAGE, count: int, to_pixels: _Affine) -> Iterator[Glyph]:
    """Every character that is not blank and not meant to be invisible, in the file's order."""
    box = pdfium_c.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    codes = list(map(pdfium_c.FPDFText_GetUnicode, repeat(text_page), range(count)))
    meant = {code: _meant(code) for code in set(codes)}
    strings: dict[bytes, _String] = {}
    blank = False
    for index, code in enumerate(codes):
        char = meant[code]
        if not char:
            blank = True  # also what PDFium puts in where it guesses a gap
            continue
        text_object = pdfium_c.FPDFText_GetTextObject(text_page, index)
        address = bytes(text_object)
        string = strings.get(address)
        if string is None:
            string = strings[address] = _string(text_page, index, text_object, len(strings), to_pixels)
        number, visible, drawn_here, em, quarter, (a, b, c, d, e, f) = string
        if visible:
            pdfium_c.FPDFText_GetLooseCharBox(text_page, index, box)
            pdfium_c.FPDFText_GetCharOrigin(text_page, index, x, y)
            start, end = a * box.left + c * box.bottom + e, a * box.right + c * box.top + e
            baseline = b * x.value + d * y.value + f
            yield Glyph(char, *((start, end) if start <= end else (end, start)), baseline, em, quarter, number, blank, drawn_here)
        blank = False


def _string(text_page: pdfium_c.FPDF_TEXTPAGE, index: int, text_object: pdfium_c.FPDF_PAGEOBJECT, number: int, to_pixels: _Affine) -> _String:
    """Of the string that the character at `index` belongs to."""
    matrix = pdfium_c.FS_MATRIX()
    pdfium_c.FPDFText_GetMatrix(text_page, index, matrix)
    size = pdfium_c.FPDFText_GetFontSize(text_page, index)
    em = abs(size) * hypot(matrix.c, matrix.d) * hypot(to_pixels.a, to_pixels.b)
    forward = -1 if size < 0 else 1  # type set backwards and turned round once more, as some programs do
    along = (forward * (to_pixels.a * matrix.a + to_pixels.c * matrix.b), forward * (to_pixels.b * matrix.a + to_pixels.d * matrix.b))
    quarter = round(degrees(atan2(along[1], along[0])) / 90) % 4
    visible = pdfium_c.FPDFTextObj_GetTextRenderMode(text_object) not in INVISIBLE_MODES
    embedded = pdfium_c.FPDFFont_GetIsEmbedded(pdfium_c.FPDFTextObj_GetFont(text_object)) == 1
    return _String(number, visible and em > 0, embedded, em, quarter, to_pixels.turned_back(quarter))


def _meant(code: int) -> str:
    """The character a code point stands for; "" for blanks and for what is no character; UNKNOWN for private ones, which only the font understands."""
    char = chr(code)
    if code == 0 or unicodedata.category(char) == "Co":
        return UNKNOWN
    if KANGXI_FIRST <= char <= KANGXI_LAST:
        return unicodedata.normalize("NFKC", char)
    return "" if char.isspace() or unicodedata.category(char) in ("Cc", "Cf", "Cs", "Cn") else char.translate(RADICALS)


def _seen(glyphs: Sequence[Glyph], pixels: Pixels) -> Iterator[Glyph]:
    """Those whose cell on the page shows any contrast.

    Chinese fonts that are not in the file are drawn with one of this machine's. Where it has none, nothing is drawn, which says nothing about the file.
    """
    inked = _inked(glyphs, cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY))
    substitutes = [ink for glyph, ink in zip(glyphs, inked, strict=True) if not glyph.drawn_here and _is_cjk(glyph.char)]
    font_missing = sum(substitutes) < MIN_DRAWN_SHARE * len(substitutes)
    for glyph, ink in zip(glyphs, inked, strict=True):
        if ink or (font_missing and not glyph.drawn_here):
            yield glyph


def _inked(glyphs: Sequence[Glyph], grey: MatLike) -> list[bool]:
    """Which glyphs show ink. Some pixels of a cell nearly always tell; where they don't, all are looked at."""
    if not glyphs:
        return []
    left, top, right, bottom = _cells(glyphs).astype(np.int64)
    left, top, right, bottom = np.maximum(left, 0), np.maximum(top, 0), np.maximum(right + 2, 0), np.maximum(bottom + 2, 0)
    height, width = grey.shape
    steps = (np.arange(SAMPLES) + 0.5) / SAMPLES
    columns, rows = ((first[:, None] + (last - first)[:, None] * steps).astype(np.int64) for first, last in ((left, right), (top, bottom)))
    inside = (left < right) & (top < bottom) & (right <= width) & (bottom <= height)
    seen = grey[np.minimum(rows, height - 1)[:, :, None], np.minimum(columns, width - 1)[:, None, :]].reshape(len(glyphs), -1)
    sure = inside & (seen.max(axis=1) - seen.min(axis=1) >= INK)
    for index in np.flatnonzero(~sure).tolist():
        sure[index] = _has_ink(grey[top[index] : bottom[index], left[index] : right[index]])
    inked: list[bool] = sure.tolist()
    return inked


def _has_ink(cell: MatLike) -> bool:
    if not cell.size:
        return False
    darkest, lightest, _, _ = cv2.minMaxLoc(cell)
    return lightest - darkest >= INK


def _cells(glyphs: Sequence[Glyph]) -> NDArray[np.float64]:
    """Left, top, right and bottom of characters' em squares in pixels of the page: (4, characters)."""
    start, end, baseline, em, quarter = np.array([glyph[1:6] for glyph in glyphs]).T
    top, bottom = baseline - ASCENT * em, baseline + (1 - ASCENT) * em
    cells: NDArray[np.float64] = np.choose(quarter.astype(np.int64), [_on_page(start, top, end, bottom, turns) for turns in range(4)])
    return cells


_Length = TypeVar("_Length", float, NDArray[np.float64])


def _on_page(left: _Length, top: _Length, right: _Length, bottom: _Length, quarter: int) -> tuple[_Length, _Length, _Length, _Length]:
    """Edges of a box on the page, from those on the page turned so that its text runs to the right."""
    match quarter:
        case 1:
            return -bottom, left, -top, right
        case 2:
            return -right, -bottom, -left, -top
        case 3:
            return top, -right, bottom, -left
        case _:
            return left, top, right, bottom


def _without_duplicates(glyphs: Iterable[Glyph]) -> Iterator[Glyph]:
    """Bold type is imitated by drawing a character several times, a hair apart. Equal characters that follow each other are a whole width apart."""
    drawn: dict[tuple[str, int], dict[int, dict[int, Glyph]]] = {}
    for glyph in glyphs:
        near = DUPLICATE * max(glyph.end - glyph.start, 1.0)
        row, column = int(glyph.baseline // near), int(glyph.start // near)
        same = drawn.setdefault((glyph.char, glyph.quarter), {})
        if not _is_copy(same, glyph, row, column, near):
            same.setdefault(row, {})[column] = glyph
            yield glyph


def _is_copy(same: dict[int, dict[int, Glyph]], glyph: Glyph, row: int, column: int, near: float) -> bool:
    """Whether the same character was drawn before in this place or a neighbouring one, by row and column."""
    for y in (row - 1, row, row + 1):
        places = same.get(y)
        if places is None:
            continue
        for x in (column - 1, column, column + 1):
            earlier = places.get(x)
            if earlier is not None and abs(earlier.start - glyph.start) <= near and abs(earlier.baseline - glyph.baseline) <= near:
                return True
    return False


def _runs(glyphs: Iterable[Glyph]) -> Iterator[list[Glyph]]:
    """Characters that follow each other in the file and on the page without a gap: in a gap, other strings may be printed."""
    run: list[Glyph] = []
    for glyph in glyphs:
        if run and not _continues(run[-1], glyph, GAP):
            yield run
            run = []
        run.append(glyph)
    if run:
        yield run


def _lines(runs: Iterable[list[Glyph]]) -> list[list[Glyph]]:
    """Runs that continue each other on one baseline, joined; top to bottom, then left to right."""
    lines: list[list[Glyph]] = []
    row: list[list[Glyph]] = []
    for run in sorted(runs, key=lambda run: (run[0].quarter, run[0].baseline)):
        if row and not _on_one_row(row[0][0], run[0]):
            lines += _joined_row(row)
            row = []
        row.append(run)
    return lines + _joined_row(row)


def _on_one_row(first: Glyph, other: Glyph) -> bool:
    return first.quarter == other.quarter and abs(first.baseline - other.baseline) <= SAME_BASELINE * max(first.em, other.em)


def _joined_row(row: list[list[Glyph]]) -> list[list[Glyph]]:
    joined: list[list[Glyph]] = []
    for run in sorted(row, key=lambda run: run[0].start):
        before = next((line for line in reversed(joined[-3:]) if _follows(line, run[0])), None)
        if before is None:
            joined.append(run)
        else:
            before += run
    return joined


def _follows(line: Sequence[Glyph], glyph: Glyph) -> bool:
    """Whether a character continues the print of a line: within a string of the file over larger gaps, as it was written in one go."""
    last = line[-1]
    if glyph.string != last.string:
        return _continues(last, glyph, GAP)
    spread = glyph.blank_before and _is_cjk(last.char) and _is_cjk(glyph.char) and (len(line) == 1 or last.blank_before)
    return _continues(last, glyph, GAP_OF_SPREAD_LABEL if spread else GAP_WITHIN_STRING)


def _continues(last: Glyph, glyph: Glyph, most: float) -> bool:
    gap = (glyph.start - last.end) / last.em
    return -KERNING <= gap <= most and _on_one_row(last, glyph) and 1 / SAME_SIZE <= glyph.em / last.em <= SAME_SIZE


def _line(glyphs: Sequence[Glyph]) -> TextLine:
    """The glyphs as text. Blanks stay where the file has them, but not where PDFium guessed them between Chinese characters, which are never parted by any."""
    start, length = glyphs[0].start, max(glyphs[-1].end - glyphs[0].start, 1.0)
    chars: list[CharScore] = []
    for before, glyph in zip((None, *glyphs[:-1]), glyphs, strict=True):
        if before is not None and glyph.blank_before:
            chars.append(CharScore(" ", 1.0, _share((before.end + glyph.start) / 2 - start, length)))
        chars.append(CharScore(glyph.char, 1.0, _share((glyph.start + glyph.end) / 2 - start, length)))
    return TextLine("".join([char.char for char in chars]), _quad(glyphs), 1.0, tuple(chars))


def _share(part: float, whole: float) -> float:
    return min(1.0, max(0.0, part / whole))


def _quad(glyphs: Sequence[Glyph]) -> Quad:
    """Around the em squares, in pixels of the page."""
    first = glyphs[0].quarter
    left, top, right, bottom = _on_page(
        min([glyph.start for glyph in glyphs]),
        min([glyph.baseline - ASCENT * glyph.em for glyph in glyphs]),
        max([glyph.end for glyph in glyphs]),
        max([glyph.baseline + (1 - ASCENT) * glyph.em for glyph in glyphs]),
        first,
    )
    corners = ((left, top), (right, top), (right, bottom), (left, bottom))
    a, b, c, d = corners[first:] + corners[:first]
    return Quad((a, b, c, d))


def _is_cjk(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"
