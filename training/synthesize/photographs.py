"""Photographs of printed invoices: one on a desk, several on a desk, several pasted on one sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from random import Random

import numpy as np
from numpy.typing import NDArray

from models.geometry import Pixels
from training.synthesize.ageing.camera import expose
from training.synthesize.ageing.desk import Desk, draw_desk
from training.synthesize.ageing.levels import Level, draw_pose, draw_shot
from training.synthesize.ageing.paper_shape import whole
from training.synthesize.ageing.scene import Laid, Picture, compose
from training.synthesize.ageing.surface import Pose, Surface, lay
from training.synthesize.paper_print import Sheet, smooth_noise
from training.synthesize.papers import A4, Original, Printed, print_on_a4, print_original
from training.synthesize.pictures import encode_jpeg
from training.synthesize.places import Placed

_LONG_SIDES = (1440, 1600, 1800, 2000, 2200, 2600)


@dataclass(frozen=True)
class Aged:
    """A finished picture file."""

    content: bytes
    suffix: str
    form: str
    """photo, scan, screen or render, as labels say."""
    placed: tuple[Placed, ...]
    """In the order of the originals."""


def photograph(originals: Sequence[Original], rng: Random, level: Level, *, turned: bool = True) -> Aged:
    """A photograph of one or several invoices on a desk; `turned` allows the four orientations."""
    noise = np.random.default_rng(rng.getrandbits(64))
    width, height = _frame(originals, rng)
    long = max(width, height)
    background = draw_desk(width, height, rng.choice(list(Desk)), noise)
    light = (rng.uniform(-1, 1), rng.uniform(-1, 1))
    laid = []
    for original, (x, y, w, h) in zip(originals, _cells(len(originals), width, height, rng), strict=True):
        printed = _print(original, rng, level, noise, w, h, alone=len(originals) == 1)
        pose = draw_pose(rng, level)
        if len(originals) > 1:
            pose = replace(pose, tilt_x=pose.tilt_x / 3, tilt_y=pose.tilt_y / 3)
        surface = fit(lay(printed.sheet.pixels.shape[1], printed.sheet.pixels.shape[0], pose), x, y, w, h, rng)
        laid.append(Laid(printed.sheet, surface, light, printed.mask, shadow=rng.uniform(0.15, 0.5), thickness=long / 1800 * rng.uniform(2, 8)))
    return _shoot(compose(background, laid), rng, level, noise, turned=turned)


def photograph_pasted(originals: Sequence[Original], rng: Random, level: Level, *, turned: bool = True) -> Aged:
    """A photograph of an A4 sheet with several invoices pasted on it, as they are filed."""
    noise = np.random.default_rng(rng.getrandbits(64))
    sheet = paste_on_a4(originals, rng, level, noise, 200.0)
    long = rng.choice((2200, 2600, 3000))
    width, height = round(long * 0.75), long
    background = draw_desk(width, height, rng.choice(list(Desk)), noise)
    surface = lay(sheet.pixels.shape[1], sheet.pixels.shape[0], draw_pose(rng, level))
    surface = fit(surface, width * 0.03, height * 0.03, width * 0.94, height * 0.94, rng)
    light = (rng.uniform(-1, 1), rng.uniform(-1, 1))
    picture = compose(background, [Laid(sheet, surface, light, whole(sheet))])
    return _shoot(picture, rng, level, noise, turned=turned)


def paste_on_a4(originals: Sequence[Original], rng: Random, level: Level, noise: np.random.Generator, dpi: float) -> Sheet:
    """Several invoices glued on A4, each a little askew, none over another."""
    scale = dpi / 25.4
    width, height = round(A4[0] * scale), round(A4[1] * scale)
    paper = 245 + 3 * smooth_noise(height, width, 4, noise)
    background: Pixels = np.repeat(np.clip(paper, 0, 255).astype(np.uint8)[..., None], 3, axis=2)
    laid = []
    for original, (x, y, w, h) in zip(originals, _stack(originals, width, height, scale), strict=True):
        printed = print_original(original, rng, level, noise, dpi)
        surface = lay(printed.sheet.pixels.shape[1], printed.sheet.pixels.shape[0], Pose(turn=rng.gauss(0, 1.5), distance=50.0))
        laid.append(Laid(printed.sheet, fit(surface, x, y, w, h, rng), (0.0, 0.0), printed.mask, shadow=0.25, thickness=2.0))
    picture = compose(background, laid)
    return Sheet(picture.pixels, dpi, picture.placed)


def turn(picture: Picture, quarters: int) -> Picture:
    """Turn a picture by so many quarters clockwise."""
    pixels, placed = picture.pixels, picture.placed
    for _ in range(quarters):
        height = pixels.shape[0]
        pixels = np.ascontiguousarray(np.rot90(pixels, -1))
        placed = tuple(p.mapped(partial(_turned, height=height)) for p in placed)
    return Picture(pixels, placed)


def fit(surface: Surface, x: float, y: float, width: float, height: float, rng: Random) -> Surface:
    """Scale and move a sheet into a rectangle, never enlarging it much."""
    box = surface.outline.box
    scale = min(width / box.width, height / box.height)
    slack_x, slack_y = width - box.width * scale, height - box.height * scale
    left, top = x + slack_x * rng.uniform(0.3, 0.7), y + slack_y * rng.uniform(0.2, 0.8)
    return surface.moved(scale, left - box.left * scale, top - box.top * scale)


def _frame(originals: Sequence[Original], rng: Random) -> tuple[int, int]:
    """Width and height of the picture: mostly along the sheet, as people hold the phone."""
    long = rng.choice(_LONG_SIDES) if len(originals) == 1 else rng.choice((2200, 2600, 3000))
    short = round(long * rng.choice((0.75, 0.75, 0.5625)))
    page = originals[0].first
    wide = page.width > page.height if len(originals) == 1 else rng.random() < 0.7
    if len(originals) == 1 and rng.random() < 0.08:
        # The phone held across: the sheet fills less of a larger picture.
        wide, long, short = not wide, 3000, 2250
    return (long, short) if wide else (short, long)


def _print(original: Original, rng: Random, level: Level, noise: np.random.Generator, width: float, height: float, *, alone: bool) -> Printed:
    """Print at about the resolution at which the sheet will be seen."""
    if alone and not original.on_form and original.first.height <= A4[1] - 10 and rng.random() < 0.3:
        dpi = min(200.0, 1.1 * max(width, height) / A4[1] * 25.4)
        return print_on_a4(original, rng, level, noise, dpi)
    dpi = 1.1 * min(width / original.first.width, height / original.first.height) * 25.4
    return print_original(original, rng, level, noise, min(300.0 if original.first.width < 100 else 200.0, max(100.0, dpi)))


def _shoot(picture: Picture, rng: Random, level: Level, noise: np.random.Generator, *, turned: bool) -> Aged:
    shot = draw_shot(rng, level, max(picture.pixels.shape))
    exposed = Picture(expose(picture.pixels, shot, noise), picture.placed)
    if turned and rng.random() < 0.2:
        exposed = turn(exposed, rng.choice((1, 2, 3)))
    return Aged(encode_jpeg(exposed.pixels, shot.jpeg), "jpg", "photo", exposed.placed)


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


def _stack(originals: Sequence[Original], width: int, height: int, scale: float) -> list[tuple[float, float, float, float]]:
    """Rows from top to bottom: wide ones alone, narrow ones beside each other, all of them small enough for the sheet."""
    rows: list[list[int]] = []
    for i, original in enumerate(originals):
        used = sum(originals[j].first.width for j in rows[-1]) if rows else A4[0]
        if rows and used + original.first.width <= A4[0] - 8:
            rows[-1].append(i)
        else:
            rows.append([i])
    total = sum(max(originals[i].first.height for i in row) for row in rows) * 1.06
    shrink = min(0.97, (A4[1] - 8) / total)
    places: dict[int, tuple[float, float, float, float]] = {}
    y = 4.0
    for row in rows:
        x = 3.0
        tall = max(originals[i].first.height for i in row) * shrink
        for i in row:
            page = originals[i].first
            fitting = min(shrink, (A4[0] - 6) / page.width)
            places[i] = (x * scale, y * scale, page.width * fitting * scale, page.height * fitting * scale)
            x += page.width * fitting + 3.0
        y += tall * 1.05
    return [places[i] for i in range(len(originals))]
