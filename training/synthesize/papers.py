"""What each kind of invoice is printed on, and how: the sheet and its outline."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from random import Random

import numpy as np

from intake.invoice import Kind
from models.geometry import Box, Quad
from training.synthesize.ageing.levels import Level, grade
from training.synthesize.ageing.paper_shape import Mask, crop, ragged, rounded, whole, with_holes
from training.synthesize.drawing import Drawing, moved
from training.synthesize.fonts import FontSet
from training.synthesize.invoice_values import SyntheticInvoice
from training.synthesize.kinds import PAPER_VAT, VEHICLES
from training.synthesize.layouts.paper_vat import STRIP
from training.synthesize.paper_print import Press, Sheet, print_sheet
from training.synthesize.places import Placed
from training.synthesize.raster import MM_PER_INCH, place

A4 = (210.0, 297.0)
_TINTS = ((0, 0, 0), (190, 215, 235), (235, 225, 195), (205, 235, 205), (240, 210, 215))
_BLUE_CARD, _RED_CARD = (214, 232, 234), (246, 205, 200)
_METERED = (Kind.TAXI, Kind.VAT_ROLL)


@dataclass(frozen=True)
class Original:
    """An invoice with its pages."""

    invoice: SyntheticInvoice
    pages: tuple[Drawing, ...]
    fonts: FontSet
    altered: Callable[[Sheet], Sheet] | None = None
    """What somebody did to the printed sheet before it came before a camera or on a scanner."""

    @property
    def first(self) -> Drawing:
        return self.pages[0]

    @property
    def on_form(self) -> bool:
        """Printed on a preprinted form or ticket, not by the buyer's own printer."""
        return self.invoice.kind in PAPER_VAT + VEHICLES + (Kind.TAXI, Kind.TRAIN, Kind.QUOTA, Kind.MACHINE_PRINTED, Kind.TOLL, Kind.BUS, Kind.VAT_ROLL)


@dataclass(frozen=True)
class Printed:
    sheet: Sheet
    mask: Mask


def print_original(original: Original, rng: Random, level: Level, noise: np.random.Generator, dpi: float, page: int = 0) -> Printed:
    """One page on its own paper."""
    kind = original.invoice.kind
    continuous = kind in PAPER_VAT + VEHICLES
    sheet = _altered(original, print_sheet(original.pages[page], original.fonts, draw_press(rng, level, original), dpi, noise))
    if continuous and page == 0:
        if rng.random() < 0.35:
            return Printed(sheet, with_holes(sheet))
        sheet = crop(sheet, STRIP - 0.3, 0, STRIP - 0.3, 0)
        return Printed(sheet, ragged(whole(sheet), dpi, rng.uniform(0.2, 1.2), noise, "lr"))
    if kind is Kind.TRAIN and original.invoice.face["paper"] == "blue":
        return Printed(sheet, rounded(sheet, 2.6))
    if kind in _METERED:
        return Printed(sheet, ragged(whole(sheet), dpi, rng.uniform(0.2, 1.0), noise, "tb"))
    return Printed(sheet, whole(sheet))


def print_on_a4(original: Original, rng: Random, level: Level, noise: np.random.Generator, dpi: float) -> Printed:
    """An electronic invoice as the buyer's printer puts it on A4: in the upper half, or in the middle."""
    page = original.first
    dx = max((A4[0] - page.width) / 2, 0.0)
    dy = rng.choice((3.0, 5.0, 12.0, (A4[1] - page.height) / 2))
    width, height = max(A4[0], page.width), A4[1]
    drawing = Drawing(width, height, tuple(moved(mark, dx, dy) for mark in page.marks))
    sheet = _altered(original, print_sheet(drawing, original.fonts, draw_press(rng, level, original), dpi, noise))
    scale = dpi / MM_PER_INCH
    outline = Quad.from_box(Box(dx * scale, dy * scale, (dx + page.width) * scale, (dy + page.height) * scale))
    return Printed(replace(sheet, placed=(Placed(outline, place(drawing, dpi).fields),)), whole(sheet))


def _altered(original: Original, sheet: Sheet) -> Sheet:
    return original.altered(sheet) if original.altered else sheet


def draw_press(rng: Random, level: Level, original: Original) -> Press:
    """How this sheet was printed: pins on forms, toner on white paper, heat or ribbon on tickets."""
    kind, g = original.invoice.kind, grade(level)
    pins = (kind in PAPER_VAT + VEHICLES and rng.random() < 0.92) or (kind is Kind.MACHINE_PRINTED and rng.random() < 0.7) or kind is Kind.VAT_ROLL
    light = rng.randint(-10, 0)
    return Press(
        pins=pins,
        shift=(rng.gauss(0, 0.9 * g), rng.gauss(0, 0.7 * g)) if pins and kind is not Kind.VAT_ROLL else (0.0, 0.0),
        skew=rng.gauss(0, 0.15 * g) if pins else 0.0,
        fade=rng.uniform(0, 0.62 * g) if pins or kind is Kind.TAXI else rng.uniform(0, 0.1),
        spread=rng.uniform(0.02, 0.1 * g + 0.02) if pins and rng.random() < 0.5 else 0.0,
        stamp_wear=rng.uniform(0.1, 0.2 + 0.35 * g),
        stamp_strength=rng.uniform(1 - 0.4 * g, 0.98),
        paper=_paper(rng, original, light),
        tint=rng.choice(_TINTS) if original.on_form and kind not in _METERED else (0, 0, 0),
        grain=rng.uniform(0.004, 0.016),
        crumple=rng.uniform(0.0, g) if rng.random() < 0.6 * g else 0.0,
    )


def _paper(rng: Random, original: Original, light: int) -> tuple[int, int, int]:
    if original.invoice.kind is Kind.TRAIN:
        return _BLUE_CARD if original.invoice.face["paper"] == "blue" else _RED_CARD
    return (252 + light, 251 + light + rng.randint(-2, 2), 248 + light + rng.randint(-6, 4))
