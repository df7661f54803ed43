"""What a sheet lies on: wood, cloth, stone, paper, a plain table; with things in the picture's corners."""

from __future__ import annotations

from enum import StrEnum

import cv2
import numpy as np

from models.geometry import Pixels
from training.synthesize.arrays import Floats32, as_floats, as_pixels
from training.synthesize.paper_print import smooth_noise


class Desk(StrEnum):
    WOOD = "wood"
    CLOTH = "cloth"
    STONE = "stone"
    PLAIN = "plain"
    PAPERS = "papers"


def draw_desk(width: int, height: int, desk: Desk, rng: np.random.Generator) -> Pixels:
    """A picture (height, width, 3) BGR. Drawn at half size: what lies around the sheet is never sharp."""
    small = (max(height // 2, 8), max(width // 2, 8))
    draw = {Desk.WOOD: _wood, Desk.CLOTH: _cloth, Desk.STONE: _stone, Desk.PLAIN: _plain, Desk.PAPERS: _papers}[desk]
    picture = draw(*small, rng)
    return as_pixels(cv2.resize(as_pixels(np.clip(picture, 0, 255)), (width, height), interpolation=cv2.INTER_LINEAR))


def _coloured(light: Floats32, colour: tuple[float, float, float]) -> Floats32:
    """`light` is about 1; `colour` BGR."""
    return as_floats(light[..., None] * np.array(colour, np.float32))


def _wood(height: int, width: int, rng: np.random.Generator) -> Floats32:
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    if rng.random() < 0.5:
        x, y = y, x
    pitch = rng.uniform(14, 40)
    warp = smooth_noise(height, width, 160, rng) * 12
    rings = np.sin((y + warp + 0.04 * x * rng.uniform(-1, 1)) / pitch * 2 * np.pi)
    fibre = smooth_noise(height, width, 2, rng)
    fibre = as_floats(cv2.blur(fibre, (41, 1) if rng.random() < 0.5 else (25, 3)))
    light = 1 + 0.07 * rings + 0.12 * fibre + 0.05 * smooth_noise(height, width, 200, rng)
    browns = ((70, 110, 165), (95, 140, 190), (45, 70, 110), (120, 165, 205), (60, 75, 95))
    return _coloured(as_floats(light), browns[int(rng.integers(len(browns)))])


def _cloth(height: int, width: int, rng: np.random.Generator) -> Floats32:
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    pitch = rng.uniform(2.5, 5)
    weave = np.sin(x / pitch * 2 * np.pi) * np.sin(y / pitch * 2 * np.pi)
    light = 1 + 0.08 * weave + 0.06 * smooth_noise(height, width, 3, rng) + 0.1 * smooth_noise(height, width, 120, rng)
    colours = ((110, 95, 90), (150, 150, 155), (80, 60, 50), (160, 175, 190), (90, 100, 70))
    return _coloured(as_floats(light), colours[int(rng.integers(len(colours)))])


def _stone(height: int, width: int, rng: np.random.Generator) -> Floats32:
    light = 1 + 0.05 * smooth_noise(height, width, 60, rng) + 0.05 * smooth_noise(height, width, 8, rng) + 0.04 * smooth_noise(height, width, 1.5, rng)
    vein = np.abs(smooth_noise(height, width, 180, rng) + 0.35 * smooth_noise(height, width, 40, rng))
    light -= 0.18 * np.exp(-((vein / 0.03) ** 2))
    colours = ((165, 185, 195), (185, 190, 190), (110, 115, 120), (200, 205, 210))
    return _coloured(as_floats(light), colours[int(rng.integers(len(colours)))])


def _plain(height: int, width: int, rng: np.random.Generator) -> Floats32:
    light = 1 + 0.02 * smooth_noise(height, width, 1.5, rng) + 0.04 * smooth_noise(height, width, 300, rng)
    colours = ((225, 228, 230), (60, 58, 60), (190, 195, 200), (140, 140, 140), (215, 225, 235), (35, 30, 28))
    return _coloured(as_floats(light), colours[int(rng.integers(len(colours)))])


def _papers(height: int, width: int, rng: np.random.Generator) -> Floats32:
    """A desk with other sheets lying about, written on in lines."""
    picture = _plain(height, width, rng)
    for _ in range(int(rng.integers(2, 5))):
        w, h = rng.uniform(0.35, 0.8) * width, rng.uniform(0.3, 0.7) * height
        centre = (float(rng.uniform(0, width)), float(rng.uniform(0, height)))
        corners = cv2.boxPoints((centre, (w, h), float(rng.uniform(-40, 40))))
        sheet = float(rng.uniform(205, 245))
        cv2.fillPoly(picture, [corners.astype(np.int32)], (sheet, sheet, sheet - 4), cv2.LINE_AA)
        for i in range(1, int(rng.integers(3, 12))):
            t = i / 13
            a, b = corners[0] + (corners[3] - corners[0]) * t, corners[1] + (corners[2] - corners[1]) * t
            start, end = a + (b - a) * 0.1, a + (b - a) * float(rng.uniform(0.5, 0.9))
            cv2.line(picture, start.astype(int).tolist(), end.astype(int).tolist(), (sheet - 90,) * 3, 1, cv2.LINE_AA)
    return picture
