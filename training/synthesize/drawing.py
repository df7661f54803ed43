"""What an invoice looks like, free of any file format: marks in millimetres, drawn once, written as picture, PDF or OFD.

Origin top left, x to the right, y down, unit millimetre. Text stands on its baseline.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from training.synthesize.fonts import Face, FontSet

Colour = tuple[int, int, int]
"""Red, green, blue, 0..255."""

BLACK: Colour = (0, 0, 0)


class Layer(StrEnum):
    """Which hand put a mark on the sheet. Layers are laid over each other as inks are: they darken."""

    FORM = "form"
    """Offset print of the form, or the template of an electronic invoice."""
    SUPERVISION = "supervision"
    """The oval 监制章, printed with the form."""
    PRINT = "print"
    """The values."""
    STAMP = "stamp"
    """A seal pressed by hand, or set electronically."""


@dataclass(frozen=True)
class TextStyle:
    face: Face
    size: float
    """Em, in millimetres."""
    colour: Colour = BLACK
    layer: Layer = Layer.FORM
    cells: bool = False
    """Half-width characters take half an em each whatever the font says, as issuing software sets values."""
    tracking: float = 0.0
    """Added after every character, mm."""
    stretch: float = 1.0
    """Width of the letters over their natural width."""
    bold: bool = False


@dataclass(frozen=True)
class TextRun:
    """Characters on one straight baseline."""

    x: float
    y: float
    text: str
    style: TextStyle
    advances: tuple[float, ...]
    """From each character to the next, mm, one for each character."""
    angle: float = 0.0
    """Degrees clockwise about (x, y)."""
    field: str = ""
    """The label's name of what is printed here: `total`, `items.0.amount`."""

    @property
    def width(self) -> float:
        return sum(self.advances)


@dataclass(frozen=True)
class Line:
    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    colour: Colour
    layer: Layer = Layer.FORM
    dash: float = 0.0
    """Length of dashes and gaps, mm; 0 for a solid line."""


@dataclass(frozen=True)
class Ellipse:
    x: float
    y: float
    rx: float
    ry: float
    width: float
    """Of the line; 0 for a filled ellipse."""
    colour: Colour
    layer: Layer = Layer.FORM
    angle: float = 0.0
    """Degrees clockwise."""


@dataclass(frozen=True)
class Polygon:
    points: tuple[tuple[float, float], ...]
    colour: Colour
    layer: Layer = Layer.FORM


@dataclass(frozen=True)
class Matrix:
    """A QR code, or any pattern of square modules."""

    x: float
    y: float
    width: float
    height: float
    rows: tuple[str, ...]
    """`1` is a dark module."""
    colour: Colour = BLACK
    layer: Layer = Layer.PRINT
    payload: str = ""
    emblem: str = ""
    """A character set small into the middle, as 数电 codes have."""
    dot: float = 0.0
    """Radius, in modules, of the round dots that stand for square modules; 0 for squares."""
    field: str = ""
    """The label's name, where the dots are letters."""


Mark = TextRun | Line | Ellipse | Polygon | Matrix


@dataclass(frozen=True)
class Drawing:
    """One page."""

    width: float
    height: float
    marks: tuple[Mark, ...]

    def layer(self, *layers: Layer) -> tuple[Mark, ...]:
        return tuple(mark for mark in self.marks if layer_of(mark) in layers)


def layer_of(mark: Mark) -> Layer:
    return mark.style.layer if isinstance(mark, TextRun) else mark.layer


def moved(mark: Mark, dx: float, dy: float) -> Mark:
    """The same mark elsewhere."""
    if isinstance(mark, Line):
        return replace(mark, x1=mark.x1 + dx, x2=mark.x2 + dx, y1=mark.y1 + dy, y2=mark.y2 + dy)
    if isinstance(mark, Polygon):
        return replace(mark, points=tuple((x + dx, y + dy) for x, y in mark.points))
    return replace(mark, x=mark.x + dx, y=mark.y + dy)


@dataclass
class Pen:
    """Collects the marks of one page."""

    fonts: FontSet
    width: float
    height: float
    marks: list[Mark] = field(default_factory=list)

    def done(self) -> Drawing:
        return Drawing(self.width, self.height, tuple(self.marks))

    def add(self, marks: Sequence[Mark]) -> None:
        self.marks.extend(marks)

    def text(
        self,
        x: float,
        y: float,
        text: str,
        style: TextStyle,
        *,
        field: str = "",
        align: str = "left",
        fit: float = 0.0,
        angle: float = 0.0,
    ) -> float:
        """Set one line; `align` says what of it stands at `x` (left, right, center). Letters shrink where it would be wider than `fit`. Gives its width."""
        if not text:
            return 0.0
        advances = self.advances(text, style)
        if fit and sum(advances) > fit:
            scale = fit / sum(advances)
            style = replace(style, size=style.size * scale, tracking=style.tracking * scale)
            advances = tuple(advance * scale for advance in advances)
        width = sum(advances)
        start = x - {"left": 0.0, "center": width / 2, "right": width}[align]
        self.marks.append(TextRun(start, y, text, style, advances, angle, field))
        return width

    def spread(self, x: float, y: float, text: str, style: TextStyle, width: float, *, field: str = "") -> None:
        """Set a line so that it takes exactly `width`, the room put between the letters (名　　称)."""
        natural = self.advances(text, style)
        gap = (width - sum(natural)) / max(len(text) - 1, 1)
        self.marks.append(TextRun(x, y, text, style, tuple(advance + gap for advance in natural), 0.0, field))

    def column(self, x: float, y: float, text: str, style: TextStyle, pitch: float) -> None:
        """Set characters below each other, the first on baseline `y`."""
        for i, char in enumerate(text):
            self.text(x, y + i * pitch, char, style)

    def lines(self, rows: Sequence[tuple[float, float, float, float]], width: float, colour: Colour, layer: Layer = Layer.FORM) -> None:
        self.marks.extend(Line(*row, width, colour, layer) for row in rows)

    def advances(self, text: str, style: TextStyle) -> tuple[float, ...]:
        """Widths in mm."""
        return tuple(self._em(char, style) * style.size * style.stretch + style.tracking for char in text)

    def text_width(self, text: str, style: TextStyle) -> float:
        return sum(self.advances(text, style))

    def wrap(self, text: str, style: TextStyle, width: float) -> tuple[str, ...]:
        """Break text into lines no wider than `width`, anywhere, as issuing software does."""
        rows: list[str] = []
        row, used = "", 0.0
        for char, advance in zip(text, self.advances(text, style), strict=True):
            if row and used + advance > width:
                rows.append(row)
                row, used = "", 0.0
            row, used = row + char, used + advance
        return (*rows, row) if row else tuple(rows)

    def _em(self, char: str, style: TextStyle) -> float:
        if style.cells:
            return 0.5 if char.isascii() or char == "¥" else 1.0
        return self.fonts.advance(style.face, char)
