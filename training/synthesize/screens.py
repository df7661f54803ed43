"""Invoices on screens: screenshots of viewers, and photographs of a screen with its moiré."""

from __future__ import annotations

from random import Random

import cv2
import numpy as np
from numpy.typing import NDArray

from models.geometry import Pixels
from training.synthesize.ageing.camera import expose
from training.synthesize.ageing.levels import Level, draw_shot, grade
from training.synthesize.ageing.scene import Picture
from training.synthesize.ageing.surface import Pose, lay
from training.synthesize.papers import Original
from training.synthesize.photographs import Aged, fit
from training.synthesize.pictures import encode_jpeg, encode_png
from training.synthesize.raster import place, render


def screenshot(original: Original, rng: Random) -> Aged:
    """A viewer's window, or the piece of it that was cut out."""
    dpi = float(rng.choice((90, 100, 110, 125, 140)))
    picture = _window(original, rng, dpi)
    if rng.random() < 0.5:
        return Aged(encode_jpeg(picture.pixels, rng.randint(70, 95)), "jpg", "screen", picture.placed)
    return Aged(encode_png(picture.pixels), "png", "screen", picture.placed)


def photograph_of_screen(original: Original, rng: Random, level: Level) -> Aged:
    """The grid of the screen's pixels beats with that of the camera's."""
    noise = np.random.default_rng(rng.getrandbits(64))
    window = _window(original, rng, 120.0)
    height, width = window.pixels.shape[:2]
    g = grade(level)
    pose = Pose(turn=rng.gauss(0, 2.5 * g), tilt_x=rng.gauss(0, 6 * g), tilt_y=rng.gauss(0, 6 * g), distance=rng.uniform(1.6, 2.6))
    long = rng.choice((1600, 1800, 2000, 2200))
    size = (long, round(long * 0.75))
    surface = fit(lay(width, height, pose), -0.01 * size[0], -0.01 * size[1], 1.02 * size[0], 1.02 * size[1], rng)
    map_x, map_y = surface.sampling(0, 0, *size)
    seen = cv2.remap(window.pixels, map_x, map_y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=(18, 18, 18))
    lit = seen.astype(np.float32) * _pixel_grid(map_x, map_y, rng.uniform(0.05, 0.1 + 0.2 * g))
    placed = tuple(p.mapped(surface.to_picture) for p in window.placed)
    shot = draw_shot(rng, level, surface.outline.width / window.pixels.shape[1] * 120.0 / 25.4)
    exposed = expose(np.clip(lit, 0, 255).astype(np.uint8), shot, noise)
    return Aged(encode_jpeg(exposed, shot.jpeg), "jpg", "screen", placed)


def _pixel_grid(map_x: NDArray[np.float32], map_y: NDArray[np.float32], depth: float) -> NDArray[np.float32]:
    """Gain of each channel (BGR) where a camera pixel's middle falls between the screen's stripes."""
    turn = 2 * np.pi
    rows = 1 + depth * 0.6 * np.cos(turn * map_y)
    gains = [rows * (1 + depth * np.cos(turn * (map_x + shift))) for shift in (0.667, 0.333, 0.0)]
    return np.stack(gains, axis=-1).astype(np.float32)


def _window(original: Original, rng: Random, dpi: float) -> Picture:
    page = render(original.first, original.fonts, dpi)
    height, width = page.shape[:2]
    left, right = (rng.randint(0, round(width * 0.08)) for _ in range(2))
    top, bottom = rng.randint(0, 60), rng.randint(0, 60)
    grey = rng.choice((240, 230, 82, 60, 255))
    canvas: Pixels = np.full((height + top + bottom, width + left + right, 3), grey, np.uint8)
    if top > 36:
        # The viewer's bar of buttons.
        canvas[: top - 6] = 245 if grey < 200 else 215
        for i in range(rng.randint(3, 9)):
            x = 14 + i * 46
            cv2.rectangle(canvas, (x, 8), (x + 18, min(26, top - 10)), (120, 120, 120), 2)
    canvas[top : top + height, left : left + width] = page
    placed = place(original.first, dpi).mapped(lambda points: points + np.array([left, top]))
    return Picture(canvas, (placed,))
