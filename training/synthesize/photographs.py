"""Turns printed invoices into photographs, scans and pictures of screens, with where everything went."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray

from models.geometry import Pixels
from training.synthesize.ageing.camera import encode_jpeg, expose
from training.synthesize.ageing.desk import Desk, draw_desk
from training.synthesize.ageing.levels import Level, draw_pose, draw_press, draw_shot
from training.synthesize.ageing.paper_shape import crop, ragged, whole, with_holes
from training.synthesize.ageing.scene import Laid, Picture, compose
from training.synthesize.ageing.surface import Surface, lay
from training.synthesize.drawing import Drawing
from training.synthesize.fonts import FontSet
from training.synthesize.invoice_values import SyntheticInvoice
from training.synthesize.kinds import PAPER_VAT
from training.synthesize.layouts.paper_vat import STRIP
from training.synthesize.paper_print import Sheet, print_sheet
from training.synthesize.places import Placed


@dataclass(frozen=True)
class Original:
    """An invoice with its first page."""

    invoice: SyntheticInvoice
    drawing: Drawing
    fonts: FontSet


@dataclass(frozen=True)
class Aged:
    """A finished picture file."""

    content: bytes
    suffix: str
    form: str
    """photo, scan or screen."""
    placed: tuple[Placed, ...]
    """In the order of the originals."""


def photograph(originals: Sequence[Original], rng: Random, level: Level, *, turned: bool = True) -> Aged:
    """A photograph of one or several invoices on a desk; `turned` allows the four orientations."""
    noise = np.random.default_rng(rng.getrandbits(64))
    long = rng.choice((1280, 1440, 1600, 1800, 2000, 2200)) if len(originals) == 1 else rng.choice((2200, 2600, 3000))
    width, height = (long, round(long * 0.75)) if rng.random() < 0.75 else (round(long * 0.75), long)
    if len(originals) == 1:
        page = originals[0].drawing
        width, height = (max(width, height), min(width, height)) if page.width > page.height else (min(width, height), max(width, height))
    background = draw_desk(width, height, rng.choice(list(Desk)), noise)
    light = (rng.uniform(-1, 1), rng.uniform(-1, 1))
    laid = []
    for original, (x, y, w, h) in zip(originals, _cells(len(originals), width, height, rng), strict=True):
        dpi = min(200.0, max(110.0, 1.15 * min(w / original.drawing.width, h / original.drawing.height) * 25.4))
        sheet, mask = print_original(original, rng, level, noise, dpi)
        pose = draw_pose(rng, level)
        if len(originals) > 1:
            pose = replace(pose, tilt_x=pose.tilt_x / 3, tilt_y=pose.tilt_y / 3)
        surface = _fit(lay(sheet.pixels.shape[1], sheet.pixels.shape[0], pose), x, y, w, h, rng)
        laid.append(Laid(sheet, surface, light, mask, shadow=rng.uniform(0.15, 0.5), thickness=long / 1800 * rng.uniform(2, 8)))
    picture = compose(background, laid)
    shot = draw_shot(rng, level, long)
    exposed = Picture(expose(picture.pixels, shot, noise), picture.placed)
    if turned and rng.random() < 0.2:
        exposed = turn(exposed, rng.choice((1, 2, 3)))
    return Aged(encode_jpeg(exposed.pixels, shot.jpeg), "jpg", "photo", exposed.placed)


def print_original(
    original: Original, rng: Random, level: Level, noise: np.random.Generator, dpi: float
) -> tuple[Sheet, np.ndarray[tuple[int, int], np.dtype[np.uint8]]]:
    """The invoice on its paper, and the paper's outline."""
    paper = original.invoice.kind in PAPER_VAT
    press = draw_press(rng, level, pins=paper and rng.random() < 0.92, security=paper)
    sheet = print_sheet(original.drawing, original.fonts, press, dpi, noise)
    if not paper:
        return sheet, whole(sheet)
    roll = rng.random()
    if roll < 0.3:
        return sheet, with_holes(sheet)
    torn = crop(sheet, STRIP - 0.3, 0, STRIP - 0.3, 0)
    return torn, ragged(whole(torn), dpi, rng.uniform(0.2, 1.2), noise, "lr")


def turn(picture: Picture, quarters: int) -> Picture:
    """Turn a picture by so many quarters clockwise."""
    pixels, placed = picture.pixels, picture.placed
    for _ in range(quarters):
        height = pixels.shape[0]
        pixels = cv2.rotate(pixels, cv2.ROTATE_90_CLOCKWISE)
        placed = tuple(p.mapped(partial(_turned, height=height)) for p in placed)
    return Picture(pixels, placed)


def _turned(points: NDArray[np.float64], height: int) -> NDArray[np.float64]:
    return np.stack([height - points[:, 1], points[:, 0]], axis=1)


def _cells(count: int, width: int, height: int, rng: Random) -> list[tuple[float, float, float, float]]:
    """Rectangles (x, y, width, height) that share the picture, with a margin."""
    if count == 1:
        margin = rng.uniform(0.01, 0.09)
        return [(width * margin, height * margin, width * (1 - 2 * margin), height * (1 - 2 * margin))]
    columns = 1 if count == 2 and height >= width else 2
    rows = -(-count // columns)
    w, h = width / columns, height / rows
    return [((i % columns + 0.03) * w, (i // columns + 0.03) * h, w * 0.94, h * 0.94) for i in range(count)]


def _fit(surface: Surface, x: float, y: float, width: float, height: float, rng: Random) -> Surface:
    """Scale and move a sheet into a rectangle."""
    box = surface.outline.box
    scale = min(width / box.width, height / box.height)
    slack_x, slack_y = width - box.width * scale, height - box.height * scale
    left, top = x + slack_x * rng.uniform(0.3, 0.7), y + slack_y * rng.uniform(0.2, 0.8)
    return surface.moved(scale, left - box.left * scale, top - box.top * scale)


def to_png(pixels: Pixels) -> bytes:
    """Raises ValueError when OpenCV refuses."""
    done, data = cv2.imencode(".png", pixels)
    if not done:
        raise ValueError("the picture could not be encoded")
    return data.tobytes()
