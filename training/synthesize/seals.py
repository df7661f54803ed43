"""The red seals: the oval 监制章 of the tax bureau and the seller's 发票专用章."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from itertools import pairwise
from random import Random

from training.synthesize.drawing import Colour, Ellipse, Layer, Mark, Pen, Polygon, TextRun, TextStyle
from training.synthesize.fonts import Face

RED: Colour = (230, 20, 25)


@dataclass(frozen=True)
class SealInk:
    colour: Colour = RED
    layer: Layer = Layer.STAMP


def supervision_seal(pen: Pen, x: float, y: float, bureau: str, centre: str, ink: SealInk, *, rx: float = 15.0, ry: float = 10.0) -> list[Mark]:
    """Oval 全国统一发票监制章, its middle at (x, y). `centre` stands on its axis, `bureau` along the lower edge."""
    style = TextStyle(Face.KAI, rx * 0.187, ink.colour, ink.layer)
    small = TextStyle(Face.KAI, rx * 0.2, ink.colour, ink.layer)
    marks: list[Mark] = [
        Ellipse(x, y, rx - 0.5, ry - 0.5, rx / 15, ink.colour, ink.layer),
        Ellipse(x, y, rx - 1.6, ry - 1.6, 0.18, ink.colour, ink.layer),
    ]
    marks += arc_text(pen, x, y, rx * 0.73, ry * 0.62, "全国统一发票监制章", style, 202, 338)
    width = pen.text_width(centre, small)
    gap = (rx * 1.15 - width) / max(len(centre) - 1, 1) if len(centre) <= 3 else 0.0
    advances = tuple(advance + gap for advance in pen.advances(centre, small))
    marks.append(TextRun(x - (sum(advances) - gap) / 2, y + small.size * 0.36, centre, small, advances))
    half = min(62.0, 7.2 * len(bureau))
    marks += arc_text(pen, x, y, rx * 0.7, ry * 0.72, bureau, small, 90 + half, 90 - half)
    return marks


def seller_seal(pen: Pen, x: float, y: float, name: str, tax_id: str, ink: SealInk, rng: Random) -> list[Mark]:
    """Oval 发票专用章, 40 × 30 mm as the bureau prescribes, slightly turned."""
    angle = rng.uniform(-6, 6) if rng.random() < 0.6 else 0.0
    rx, ry = 20.0, 15.0
    face = rng.choice([Face.SONG, Face.KAI, Face.HEI])
    size = min(4.2, 62 / max(len(name), 8))
    style = TextStyle(face, size, ink.colour, ink.layer, stretch=0.8)
    marks: list[Mark] = [Ellipse(0, 0, rx - 0.6, ry - 0.6, rng.uniform(0.7, 1.2), ink.colour, ink.layer)]
    marks += arc_text(pen, 0, 0, rx - 1.6 - size * 0.85, ry - 1.6 - size * 0.85, name, style, 168, 372)
    id_style = TextStyle(Face.NARROW, 4.0, ink.colour, ink.layer)
    id_style = replace(id_style, stretch=min(0.95, rng.uniform(25, 28) / max(pen.text_width(tax_id, id_style), 1.0)))
    width = pen.text_width(tax_id, id_style)
    marks.append(TextRun(-width / 2, 1.2, tax_id, id_style, pen.advances(tax_id, id_style)))
    purpose = TextStyle(face, 4.0, ink.colour, ink.layer, bold=rng.random() < 0.4)
    width = pen.text_width("发票专用章", purpose)
    marks.append(TextRun(-width / 2, 6.8, "发票专用章", purpose, pen.advances("发票专用章", purpose)))
    if rng.random() < 0.6:
        serial = "".join(rng.choice("0123456789") for _ in range(13))
        marks += arc_text(pen, 0, 0, rx - 2.2, ry - 2.2, serial, TextStyle(Face.SANS, 1.6, ink.colour, ink.layer), 125, 55)
    return [_moved(mark, x, y, angle) for mark in marks]


def company_seal(pen: Pen, x: float, y: float, name: str, ink: SealInk) -> list[Mark]:
    """A round company chop with a star, as buyers press on copies they file."""
    style = TextStyle(Face.SONG, min(5.2, 78 / max(len(name), 8)), ink.colour, ink.layer, stretch=0.8)
    marks: list[Mark] = [Ellipse(x, y, 19.4, 19.4, 1.0, ink.colour, ink.layer)]
    marks += arc_text(pen, x, y, 13.0, 13.0, name, style, 145, 395)
    star = [(x + r * math.sin(math.pi * i / 5), y - r * math.cos(math.pi * i / 5)) for i, r in enumerate([6.0, 2.3] * 5)]
    marks.append(Polygon(tuple(star), ink.colour, ink.layer))
    return marks


def arc_text(pen: Pen, x: float, y: float, rx: float, ry: float, text: str, style: TextStyle, start: float, end: float) -> list[Mark]:
    """Characters spread along an ellipse from angle `start` to `end` (degrees clockwise from the x axis), their middle on those angles.

    Going clockwise (start < end) they stand outwards on top; going back they stand inwards, for the lower edge.
    """
    outwards = start < end
    marks: list[Mark] = []
    for angle, char in zip(_even_angles(rx, ry, start, end, len(text)), text, strict=True):
        t = math.radians(angle)
        px, py = x + rx * math.cos(t), y + ry * math.sin(t)
        slope = math.degrees(math.atan2(ry * math.cos(t), -rx * math.sin(t)))
        turn = slope if outwards else slope + 180
        width = pen.advances(char, style)[0]
        back = math.radians(turn)
        sx, sy = px - width / 2 * math.cos(back), py - width / 2 * math.sin(back)
        if not outwards:
            # The baseline of inward characters lies on the outer side of the ring.
            sx, sy = sx - math.sin(back) * style.size * 0.4, sy + math.cos(back) * style.size * 0.4
        marks.append(TextRun(sx, sy, char, style, (width,), turn))
    return marks


def _even_angles(rx: float, ry: float, start: float, end: float, count: int) -> list[float]:
    """Angles that part the arc into equal lengths; the outermost characters stand on its ends."""
    if count == 1:
        return [(start + end) / 2]
    steps = 200
    angles = [start + (end - start) * i / steps for i in range(steps + 1)]
    lengths = [0.0]
    for a, b in pairwise(angles):
        ta, tb = math.radians(a), math.radians(b)
        lengths.append(lengths[-1] + math.hypot(rx * (math.cos(tb) - math.cos(ta)), ry * (math.sin(tb) - math.sin(ta))))
    wanted = [lengths[-1] * i / (count - 1) for i in range(count)]
    result, at = [], 0
    for length in wanted:
        while at < steps and lengths[at] < length:
            at += 1
        result.append(angles[at])
    return result


def _moved(mark: Mark, x: float, y: float, angle: float) -> Mark:
    """Turn a text or ellipse drawn about the origin, then put it at (x, y)."""
    turn = math.radians(angle)

    def place(px: float, py: float) -> tuple[float, float]:
        return x + px * math.cos(turn) - py * math.sin(turn), y + px * math.sin(turn) + py * math.cos(turn)

    if isinstance(mark, TextRun):
        px, py = place(mark.x, mark.y)
        return TextRun(px, py, mark.text, mark.style, mark.advances, mark.angle + angle, mark.field)
    if isinstance(mark, Ellipse):
        px, py = place(mark.x, mark.y)
        return Ellipse(px, py, mark.rx, mark.ry, mark.width, mark.colour, mark.layer, mark.angle + angle)
    return mark
