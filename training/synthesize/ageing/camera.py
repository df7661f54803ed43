"""What light and camera do to a picture: falling light, shadows, colour cast, blur, noise, JPEG."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from models.geometry import Pixels
from training.synthesize.arrays import Floats32, as_floats, as_pixels
from training.synthesize.paper_print import smooth_noise


@dataclass(frozen=True)
class Shot:
    """Lengths in pixels of the finished picture."""

    exposure: float = 1.0
    slope: float = 0.0
    """How much brighter one side is than the other."""
    slope_angle: float = 0.0
    """Degrees."""
    shadow: float = 0.0
    """Depth of the shadow that somebody's hand or phone throws, 0..1."""
    glare: float = 0.0
    cast: tuple[float, float, float] = (1.0, 1.0, 1.0)
    """Gains of blue, green and red."""
    vignette: float = 0.0
    blur: float = 0.0
    """Deviation of the focus blur."""
    motion: float = 0.0
    """Length of the motion blur."""
    motion_angle: float = 0.0
    noise: float = 0.0
    """Deviation of the sensor's noise, of 255."""
    gamma: float = 1.0
    sharpen: float = 0.0
    """What phones do afterwards."""
    jpeg: int = 90
    grey: bool = False


def expose(picture: Pixels, shot: Shot, rng: np.random.Generator) -> Pixels:
    """Light, lens and sensor."""
    height, width = picture.shape[:2]
    if shot.blur > 0.05:
        picture = as_pixels(cv2.GaussianBlur(picture, (0, 0), shot.blur))
    if shot.motion > 1:
        picture = as_pixels(cv2.filter2D(picture, -1, _motion_kernel(shot.motion, shot.motion_angle)))
    light = _light(height, width, shot, rng)
    if shot.gamma != 1.0:
        picture = as_pixels(cv2.LUT(picture, as_pixels(255 * (np.arange(256) / 255) ** shot.gamma)))
    result = as_floats(picture)
    result *= light[..., None] * (np.array(shot.cast, np.float32) * shot.exposure)
    if shot.noise:
        result += _noise(height, width, shot.noise, rng)
    if shot.grey:
        result = as_floats(cv2.cvtColor(cv2.cvtColor(result, cv2.COLOR_BGR2GRAY), cv2.COLOR_GRAY2BGR))
    clipped = as_pixels(np.clip(result, 0, 255))
    if shot.sharpen:
        clipped = as_pixels(cv2.addWeighted(clipped, 1 + shot.sharpen, cv2.GaussianBlur(clipped, (0, 0), 1.5), -shot.sharpen, 0))
    return clipped


def _light(height: int, width: int, shot: Shot, rng: np.random.Generator) -> Floats32:
    """Worked out small, then enlarged: light has no edges."""
    h, w = max(4, height // 16), max(4, width // 16)
    y, x = np.mgrid[0:h, 0:w].astype(np.float32)
    x, y = x / w - 0.5, y / h - 0.5
    angle = math.radians(shot.slope_angle)
    light = 1 + shot.slope * (x * math.cos(angle) + y * math.sin(angle))
    light *= 1 - shot.vignette * (x * x + y * y) * 2
    if shot.shadow:
        # An edge somewhere across the picture, soft, wavy as a hand is.
        edge_angle = rng.uniform(0, 2 * math.pi)
        side = x * math.cos(edge_angle) + y * math.sin(edge_angle) + 0.05 * smooth_noise(h, w, w / 4, rng) - rng.uniform(-0.25, 0.25)
        light *= 1 - shot.shadow / (1 + np.exp(-side * rng.uniform(12, 60)))
    if shot.glare:
        gx, gy, size = rng.uniform(-0.4, 0.4), rng.uniform(-0.4, 0.4), rng.uniform(0.05, 0.15)
        light += shot.glare * np.exp(-((x - gx) ** 2 + (y - gy) ** 2) / size**2)
    return as_floats(cv2.resize(as_floats(light), (width, height), interpolation=cv2.INTER_LINEAR))


def _noise(height: int, width: int, deviation: float, rng: np.random.Generator) -> Floats32:
    """Grain of a sensor: mostly brightness, a little colour in coarser blobs. A tile is repeated; nobody sees the seam."""
    tile = 384
    fine = rng.standard_normal((tile, tile, 1), dtype=np.float32) * deviation
    colour = cv2.resize(rng.standard_normal((tile // 3, tile // 3, 3), dtype=np.float32), (tile, tile)) * deviation * 0.6
    repeats = (math.ceil(height / tile), math.ceil(width / tile), 1)
    return as_floats(np.tile(fine + colour, repeats)[:height, :width])


def _motion_kernel(length: float, angle: float) -> Floats32:
    size = math.ceil(length) | 1
    kernel = np.zeros((size, size), np.float32)
    middle = size // 2
    dx, dy = math.cos(math.radians(angle)) * length / 2, math.sin(math.radians(angle)) * length / 2
    cv2.line(kernel, (round(middle - dx), round(middle - dy)), (round(middle + dx), round(middle + dy)), (1.0,), 1, cv2.LINE_AA)
    return as_floats(kernel / kernel.sum())
