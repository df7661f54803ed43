"""Scans of printed invoices: on the scanner's glass or cut to the sheet; colour, grey or black and white."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import cv2
import numpy as np

from models.geometry import Pixels
from training.synthesize.ageing.camera import expose
from training.synthesize.ageing.levels import Level, draw_scan_shot
from training.synthesize.ageing.paper_shape import whole
from training.synthesize.ageing.scene import Laid, Picture, compose
from training.synthesize.ageing.surface import Pose, lay
from training.synthesize.paper_print import smooth_noise
from training.synthesize.papers import A4, Original, Printed, print_on_a4, print_original
from training.synthesize.photographs import Aged, paste_on_a4
from training.synthesize.pictures import encode_jpeg, encode_png


def scan(originals: Sequence[Original], rng: Random, level: Level, *, binary: bool | None = None) -> Aged:
    """One invoice, or several pasted on A4. `binary` wishes for black and white, or forbids it."""
    noise = np.random.default_rng(rng.getrandbits(64))
    small = originals[0].first.width < 100
    dpi = float(rng.choice((120, 150, 200, 240) if small and len(originals) == 1 else (150, 200, 200)))
    if len(originals) > 1:
        sheet = paste_on_a4(originals, rng, level, noise, dpi)
        printed = Printed(sheet, whole(sheet))
    elif not originals[0].on_form and rng.random() < 0.6:
        printed = print_on_a4(originals[0], rng, level, noise, dpi)
    else:
        printed = print_original(originals[0], rng, level, noise, dpi)
    picture = _on_glass(printed, rng, noise) if rng.random() < 0.5 or len(originals) > 1 else _cut(printed, rng, noise)
    shot = draw_scan_shot(rng, level)
    exposed = expose(picture.pixels, shot, noise)
    if binary or (binary is None and rng.random() < 0.12):
        return Aged(encode_png(_black_and_white(exposed)), "png", "scan", picture.placed)
    return Aged(encode_jpeg(exposed, shot.jpeg), "jpg", "scan", picture.placed)


def _on_glass(printed: Printed, rng: Random, noise: np.random.Generator) -> Picture:
    """The sheet somewhere on the glass, the lid white or grey."""
    sheet = printed.sheet
    scale = sheet.dpi / 25.4
    width, height = (round(side * scale) for side in A4)
    rows, columns = sheet.pixels.shape[:2]
    if columns > width or columns > rows:
        width, height = max(height, columns + 8), max(width, rows + 8)
    width, height = max(width, columns + 8), max(height, rows + 8)
    background = _lid(height, width, rng, noise)
    surface = lay(columns, rows, Pose(turn=rng.gauss(0, 1.0), distance=60.0))
    box = surface.outline.box
    left = rng.uniform(0, max(1.0, width - box.width))
    top = rng.uniform(0, max(1.0, height - box.height))
    surface = surface.moved(1.0, left - box.left, top - box.top)
    return compose(background, [Laid(sheet, surface, (0.0, 0.0), printed.mask, shadow=rng.uniform(0.05, 0.4), thickness=2.0)])


def _cut(printed: Printed, rng: Random, noise: np.random.Generator) -> Picture:
    """Cut to the sheet by the scanner's software, with a little of what lies around, or a little too much off."""
    sheet = printed.sheet
    rows, columns = sheet.pixels.shape[:2]
    margin = rng.uniform(-0.004, 0.02) * max(rows, columns)
    width, height = round(columns + 2 * margin), round(rows + 2 * margin)
    surface = lay(columns, rows, Pose(turn=rng.gauss(0, 0.6), distance=60.0))
    surface = surface.moved(1.0, width / 2, height / 2)
    return compose(_lid(height, width, rng, noise), [Laid(sheet, surface, (0.0, 0.0), printed.mask, shadow=0.1, thickness=2.0)])


def _lid(height: int, width: int, rng: Random, noise: np.random.Generator) -> Pixels:
    level = rng.choice((252, 248, 240, 205, 60))
    grey = level + 2 * smooth_noise(height, width, 60, noise)
    return np.repeat(np.clip(grey, 0, 255).astype(np.uint8)[..., None], 3, axis=2)


def _black_and_white(picture: Pixels) -> Pixels:
    """As office machines do it: one threshold for each neighbourhood."""
    grey = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY)
    size = max(15, grey.shape[1] // 40) | 1
    return np.asarray(cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_GAUSSIAN_C, cv2.THRESH_BINARY, size, 14), dtype=np.uint8)
