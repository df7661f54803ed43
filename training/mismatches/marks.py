"""Marks that no valid invoice bears: void, specimen, copy."""

from __future__ import annotations

import math
from dataclasses import replace
from random import Random

from training.mismatches.mismatch import Doctored, Trace
from training.synthesize.drawing import Colour, Drawing, Layer, Line, Mark, Pen, TextRun, TextStyle
from training.synthesize.fonts import Face, FontSet
from training.synthesize.invoice_values import SyntheticInvoice

VOID_WORDS = ("作废", "作废", "作废", "已作废", "样票", "样张", "复印件", "复印无效")
_COLOURS: tuple[Colour, ...] = ((205, 35, 40), (205, 35, 40), (45, 55, 150), (120, 120, 120))


def void_copy(rng: Random, invoice: SyntheticInvoice) -> Doctored:
    """A voided invoice, a specimen or a mere copy is handed in. Every value on it is right; it is worth nothing."""
    return Doctored(invoice, invoice, ("document",), (Trace.MARK,))


def with_void_mark(drawing: Drawing, fonts: FontSet, rng: Random) -> Drawing:
    """Large letters across the page, framed or not, stamped or printed."""
    pen = Pen(fonts, drawing.width, drawing.height)
    word = rng.choice(VOID_WORDS)
    layer = rng.choice((Layer.STAMP, Layer.PRINT))
    style = TextStyle(rng.choice((Face.HEI, Face.KAI, Face.SONG)), min(drawing.width, drawing.height) * rng.uniform(0.08, 0.2), rng.choice(_COLOURS), layer)
    style = replace(style, bold=rng.random() < 0.5)
    x, y = drawing.width * rng.uniform(0.25, 0.75), drawing.height * rng.uniform(0.3, 0.75)
    angle = rng.choice((0.0, rng.uniform(-30, 30)))
    advances = tuple(advance * 1.15 for advance in pen.advances(word, style))
    turn = math.radians(angle)

    def at(dx: float, dy: float) -> tuple[float, float]:
        return x + dx * math.cos(turn) - dy * math.sin(turn), y + dx * math.sin(turn) + dy * math.cos(turn)

    half, up = sum(advances) / 2 + style.size * 0.2, style.size * 0.75
    marks: list[Mark] = [TextRun(*at(-sum(advances) / 2, style.size * 0.36), word, style, advances, angle)]
    if rng.random() < 0.6:
        corners = [at(-half, -up), at(half, -up), at(half, up), at(-half, up)]
        marks += [Line(*corners[i], *corners[(i + 1) % 4], style.size * 0.08, style.colour, layer) for i in range(4)]
    return replace(drawing, marks=drawing.marks + tuple(marks))
