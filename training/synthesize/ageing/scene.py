"""Lays printed sheets on a desk, a scanner's glass or a page, and keeps track of where everything went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.geometry import Pixels
from training.synthesize.ageing.surface import Surface
from training.synthesize.arrays import as_pixels
from training.synthesize.paper_print import Sheet
from training.synthesize.places import Placed


@dataclass(frozen=True)
class Laid:
    """A sheet with its place."""

    sheet: Sheet
    surface: Surface
    light: tuple[float, float] = (0.0, 0.0)
    """From which side light falls on its bends."""
    mask: NDArray[np.uint8] | None = None
    """Where there is paper, (height, width) 0 or 255; None for the whole rectangle."""
    shadow: float = 0.35
    """Depth of the shadow it throws on what lies below."""
    thickness: float = 6.0
    """Width of that shadow in picture pixels."""


@dataclass(frozen=True)
class Picture:
    pixels: Pixels
    placed: tuple[Placed, ...]
    """The invoices in the order of the sheets."""


def compose(background: Pixels, sheets: Sequence[Laid]) -> Picture:
    """Lay sheets on a background, later ones over earlier ones."""
    canvas = background.copy()
    for laid in sheets:
        _paste(canvas, laid)
    return Picture(canvas, tuple(placed.mapped(laid.surface.to_picture) for laid in sheets for placed in laid.sheet.placed))


def _paste(canvas: Pixels, laid: Laid) -> None:
    height, width = canvas.shape[:2]
    reach = round(laid.thickness * 3) + 2
    box = laid.surface.nodes.reshape(-1, 2)
    left, top = np.maximum(np.floor(box.min(axis=0)).astype(int) - reach, 0)
    right, bottom = np.minimum(np.ceil(box.max(axis=0)).astype(int) + reach, (width, height))
    if left >= right or top >= bottom:
        return
    map_x, map_y = laid.surface.sampling(int(left), int(top), int(right), int(bottom))
    pixels = laid.sheet.pixels
    if laid.light != (0.0, 0.0):
        shade = laid.surface.shading(laid.light)
        pixels = np.clip(pixels * shade[..., None], 0, 255).astype(np.uint8)
    # A sheet larger than it appears is blurred first, else thin strokes would be skipped over.
    shrink = _shrink(laid)
    if shrink > 1.3:
        pixels = as_pixels(cv2.GaussianBlur(pixels, (0, 0), 0.35 * shrink))
    mask = laid.mask if laid.mask is not None else np.full(pixels.shape[:2], 255, np.uint8)
    seen = as_pixels(cv2.remap(pixels, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))
    alpha = as_pixels(cv2.remap(mask, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=(0.0,)))
    area = canvas[top:bottom, left:right]
    if laid.shadow:
        soft = as_pixels(cv2.GaussianBlur(alpha, (0, 0), max(laid.thickness, 0.5)))
        shift = np.array([[1, 0, laid.thickness * 0.7], [0, 1, laid.thickness * 0.9]], np.float32)
        soft = as_pixels(cv2.warpAffine(soft, shift, (soft.shape[1], soft.shape[0])))
        dark = cv2.merge([255 - np.round(soft * laid.shadow).astype(np.uint8)] * 3)
        area[:] = cv2.multiply(area, dark, scale=1 / 255)
    a = as_pixels(cv2.merge([alpha] * 3))
    area[:] = cv2.add(cv2.multiply(seen, a, scale=1 / 255), cv2.multiply(area, 255 - a, scale=1 / 255))


def _shrink(laid: Laid) -> float:
    """Sheet pixels for one picture pixel."""
    outline = laid.surface.outline
    return laid.surface.width / max(outline.width, 1.0)
