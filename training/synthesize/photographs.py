"""Photographs of printed invoices: one on a desk, several on a desk, several pasted on one sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from random import Random

import numpy as np
from numpy.typing import NDArray

from models.geometry import Box, Pixels
from training.synthesize.ageing.camera import expose
from training.synthesize.ageing.desk import Desk, draw_desk
from training.synthesize.ageing.levels import Level, draw_pose, draw_shot
from training.synthesize.ageing.paper_shape import whole
from training.synthesize.ageing.scene import Laid, Picture, compose
from training.synthesize.ageing.surface import Pose, Surface, lay
from training.synthesize.labels import cut_off
from training.synthesize.paper_print import Sheet, smooth_noise
from training.synthesize.papers import A4, Original, Printed, print_on_a4, print_original
from training.synthesize.pictures import encode_jpeg
from training.synthesize.places import Placed
from training.synthesize.raster import MM_PER_INCH

_SPARE = 1.05
"""Sheets are printed a little finer than they will be seen."""
_SMALL = 110.0
"""Narrower than this, mm, is a ticket, which people photograph from nearer."""


@dataclass(frozen=True)
class Aged:
    """A finished picture file."""

    content: bytes
    suffix: str
    form: str
    """photo, scan, screen or render, as labels say."""
    placed: tuple[Placed, ...]
    """In the order of the originals."""
    hidden: tuple[frozenset[str], ...] = ()
    """For each original the fields that were cut off; empty when nothing was."""


def photograph(originals: Sequence[Original], rng: Random, level: Level, *, turned: bool = True) -> Aged:
    """A photograph of one or several invoices on a desk; `turned` allows the four orientations."""
    noise = np.random.default_rng(rng.getrandbits(64))
    alone = len(originals) == 1
    scale = _scale(originals, rng)
    sheets = [_print(original, rng, level, noise, scale * MM_PER_INCH * _SPARE, alone=alone) for original in originals]
    surfaces = [_lay(printed.sheet, rng, level, alone=alone) for printed in sheets]
    width, height, cells = _frame([surface.outline.box for surface in surfaces], rng)
    background = draw_desk(width, height, rng.choice(list(Desk)), noise)
    light = (rng.uniform(-1, 1), rng.uniform(-1, 1))
    laid = []
    for printed, surface, cell in zip(sheets, surfaces, cells, strict=True):
        placed = _place(surface, cell, rng)
        laid.append(Laid(printed.sheet, placed, light, printed.mask, shadow=rng.uniform(0.15, 0.5), thickness=scale * rng.uniform(0.25, 1.1)))
    return _shoot(compose(background, laid), rng, level, noise, scale, turned=turned)


def photograph_pasted(originals: Sequence[Original], rng: Random, level: Level, *, turned: bool = True) -> Aged:
    """A photograph of an A4 sheet with several invoices pasted on it, as they are filed."""
    noise = np.random.default_rng(rng.getrandbits(64))
    scale = rng.uniform(7.5, 10.0)
    sheet = paste_on_a4(originals, rng, level, noise, scale * MM_PER_INCH * _SPARE)
    surface = _lay(sheet, rng, level, alone=True)
    width, height, cells = _frame([surface.outline.box], rng)
    background = draw_desk(width, height, rng.choice(list(Desk)), noise)
    light = (rng.uniform(-1, 1), rng.uniform(-1, 1))
    picture = compose(background, [Laid(sheet, _place(surface, cells[0], rng), light, whole(sheet))])
    return _shoot(picture, rng, level, noise, scale, turned=turned)


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


def _scale(originals: Sequence[Original], rng: Random) -> float:
    """Picture pixels for one millimetre: enough that a person can read the smallest print, as a label claims."""
    if len(originals) > 1:
        return rng.uniform(6.0, 7.5)
    return rng.uniform(9.0, 16.0) if originals[0].first.width < _SMALL else rng.uniform(6.2, 9.5)


def _lay(sheet: Sheet, rng: Random, level: Level, *, alone: bool) -> Surface:
    """In space, at the size at which it will be seen; its place in the picture is still open."""
    pose = draw_pose(rng, level)
    if not alone:
        pose = replace(pose, tilt_x=pose.tilt_x / 3, tilt_y=pose.tilt_y / 3)
    return lay(sheet.pixels.shape[1], sheet.pixels.shape[0], pose).moved(1 / _SPARE, 0.0, 0.0)


def _frame(boxes: Sequence[Box], rng: Random) -> tuple[int, int, list[Box]]:
    """Width and height of a picture that holds all boxes in rows and columns, and the cell of each."""
    columns = 1 if len(boxes) == 1 or (len(boxes) == 2 and rng.random() < 0.5) else 2
    cell_width, cell_height = max(box.width for box in boxes) * 1.04, max(box.height for box in boxes) * 1.04
    # Now and then a sheet's edge is outside the picture.
    margin = rng.uniform(0.01, 0.1) if len(boxes) > 1 or rng.random() < 0.93 else rng.uniform(-0.05, -0.01)
    needed_width, needed_height = columns * cell_width * (1 + 2 * margin), -(-len(boxes) // columns) * cell_height * (1 + 2 * margin)
    ratio = rng.choice((4 / 3, 4 / 3, 16 / 9))
    wide = (needed_width > needed_height) is (rng.random() < 0.92)
    ratio = ratio if wide else 1 / ratio
    width, height = max(needed_width, needed_height * ratio), max(needed_height, needed_width / ratio)
    left, top = (width - columns * cell_width) / 2, (height - -(-len(boxes) // columns) * cell_height) / 2
    corners = [(left + i % columns * cell_width, top + i // columns * cell_height) for i in range(len(boxes))]
    return round(width), round(height), [Box(x, y, x + cell_width, y + cell_height) for x, y in corners]


def _place(surface: Surface, cell: Box, rng: Random) -> Surface:
    """Move a sheet into its cell, not quite to the middle."""
    box = surface.outline.box
    dx, dy = (cell.width - box.width) * rng.uniform(0.1, 0.9), (cell.height - box.height) * rng.uniform(0.1, 0.9)
    return surface.moved(1.0, cell.left + dx - box.left, cell.top + dy - box.top)


def _print(original: Original, rng: Random, level: Level, noise: np.random.Generator, dpi: float, *, alone: bool) -> Printed:
    if alone and not original.on_form and original.first.height <= A4[1] - 10 and rng.random() < 0.3:
        return print_on_a4(original, rng, level, noise, dpi)
    return print_original(original, rng, level, noise, dpi)


def _shoot(picture: Picture, rng: Random, level: Level, noise: np.random.Generator, scale: float, *, turned: bool) -> Aged:
    shot = draw_shot(rng, level, scale)
    exposed = Picture(expose(picture.pixels, shot, noise), picture.placed)
    if turned and rng.random() < 0.2:
        exposed = turn(exposed, rng.choice((1, 2, 3)))
    height, width = exposed.pixels.shape[:2]
    hidden = tuple(cut_off(placed, width, height) for placed in exposed.placed)
    return Aged(encode_jpeg(exposed.pixels, shot.jpeg), "jpg", "photo", exposed.placed, hidden)


def _turned(points: NDArray[np.float64], height: int) -> NDArray[np.float64]:
    return np.stack([height - points[:, 1], points[:, 0]], axis=1)


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
