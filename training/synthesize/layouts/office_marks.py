"""What offices put on an invoice afterwards: round company chops, 核销 stamps, signatures."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from random import Random

from training.synthesize.drawing import Colour, Layer, Line, Mark, Pen, TextRun, TextStyle
from training.synthesize.fonts import Face
from training.synthesize.seals import SealInk, company_seal

_WORDS = ("核销", "已验讫", "已报销", "附件", "现金付讫", "转账付讫")


def office_marks(pen: Pen, x: float, y: float, company: str, rng: Random) -> list[Mark]:
    """One mark about (x, y), millimetres."""
    roll = rng.random()
    if roll < 0.3:
        return company_seal(pen, x, y, company, SealInk((205, 45, 55)))
    if roll < 0.65:
        return _word_stamp(pen, x, y, rng.choice(_WORDS), rng)
    return _signature(x, y, rng)


def _word_stamp(pen: Pen, x: float, y: float, word: str, rng: Random) -> list[Mark]:
    """A framed word, askew."""
    colour: Colour = rng.choice(((215, 40, 45), (215, 40, 45), (40, 60, 170)))
    style = TextStyle(Face.HEI, rng.uniform(5, 7), colour, Layer.STAMP, bold=True)
    angle = rng.uniform(-25, 25)
    turn = math.radians(angle)
    advances = pen.advances(word, style)
    half, up = sum(advances) / 2 + 1.5, style.size * 0.75

    def at(dx: float, dy: float) -> tuple[float, float]:
        return x + dx * math.cos(turn) - dy * math.sin(turn), y + dx * math.sin(turn) + dy * math.cos(turn)

    start = at(-sum(advances) / 2, style.size * 0.36)
    corners = [at(-half, -up), at(half, -up), at(half, up), at(-half, up)]
    frame = [Line(*corners[i], *corners[(i + 1) % 4], 0.6, colour, Layer.STAMP) for i in range(4)]
    return [TextRun(*start, word, style, advances, angle), *frame]


def _signature(x: float, y: float, rng: Random) -> list[Mark]:
    """A few strokes of a ball pen."""
    colour: Colour = rng.choice(((30, 40, 120), (25, 25, 30), (20, 20, 80)))
    marks: list[Mark] = []
    for _ in range(rng.randint(2, 4)):
        marks += _stroke(_curve(x + rng.uniform(-8, 8), y + rng.uniform(-2, 2), rng), colour)
    return marks


def _curve(x: float, y: float, rng: Random) -> list[tuple[float, float]]:
    """Points along a flourish."""
    a, b, c, length = rng.uniform(0.5, 1.6), rng.uniform(1, 4), rng.uniform(0, math.tau), rng.uniform(8, 20)
    return [(x + length * t + 1.5 * math.sin(9 * t + c), y + b * math.sin(a * 8 * t + c) * (1 - 0.5 * t)) for t in (i / 24 for i in range(25))]


def _stroke(points: Sequence[tuple[float, float]], colour: Colour) -> list[Mark]:
    return [Line(*a, *b, 0.32, colour, Layer.STAMP) for a, b in pairwise(points)]
