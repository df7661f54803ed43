"""Puts a drawing on paper: offset print of the form, pins or laser for the values, rubber stamps, each with its own faults."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from models.geometry import Pixels
from training.synthesize.arrays import Floats32, as_floats
from training.synthesize.drawing import Drawing, Layer
from training.synthesize.fonts import FontSet
from training.synthesize.places import Placed
from training.synthesize.raster import MM_PER_INCH, place, render

PINS_PER_INCH = 180
"""A printer of 24 pins."""
_STRIKING = 0.16
"""Share of a pin's place that a stroke must cover. A hairline of a typeface, 0.1 mm, may fall between two pins and must be printed: the characters that printers
bring along have no strokes that go missing.
"""


@dataclass(frozen=True)
class Press:
    """How one sheet was printed. Lengths in millimetres, strengths 0..1."""

    pins: bool = False
    """Values set by pins through a ribbon, instead of toner."""
    shift: tuple[float, float] = (0.0, 0.0)
    """The values stand off their cells by this much (错位)."""
    skew: float = 0.0
    """Degrees by which the sheet ran askew through the printer."""
    fade: float = 0.0
    """How worn the ribbon is."""
    spread: float = 0.0
    """Blur of carbon copies."""
    stamp_wear: float = 0.3
    """Missing ink of rubber stamps."""
    stamp_strength: float = 0.85
    paper: tuple[int, int, int] = (250, 249, 245)
    """Red, green, blue."""
    tint: tuple[int, int, int] = (0, 0, 0)
    """Colour of the fine security pattern; (0, 0, 0) for none."""
    grain: float = 0.012
    """Contrast of the paper's fibres."""
    crumple: float = 0.0
    """Depth of the shading of small creases, 0..1."""


@dataclass(frozen=True)
class Sheet:
    """A printed page as a flat picture."""

    pixels: Pixels
    dpi: float
    placed: tuple[Placed, ...]
    """The invoices on it; mostly one."""


def print_sheet(drawing: Drawing, fonts: FontSet, press: Press, dpi: float, rng: np.random.Generator) -> Sheet:
    """Print one page. `rng` decides where ink is missing and how the paper is grained."""
    scale = dpi / MM_PER_INCH
    form = render(drawing, fonts, dpi, (Layer.FORM, Layer.SUPERVISION))
    height, width = form.shape[:2]
    ink = form.astype(np.float32) / 255
    ink *= _paper(width, height, scale, press, rng)
    values = _values(drawing, fonts, press, dpi, rng)
    ink *= values
    if drawing.layer(Layer.STAMP):
        ink *= _stamps(render(drawing, fonts, dpi, (Layer.STAMP,)), press, scale, rng)
    return Sheet(np.clip(ink * 255, 0, 255).astype(np.uint8), dpi, (place(drawing, dpi, press.shift),))


def smooth_noise(height: int, width: int, cell: float, rng: np.random.Generator) -> Floats32:
    """Noise of mean 0 and deviation about 1 whose blobs are `cell` pixels wide."""
    rows, columns = max(2, round(height / cell) + 2), max(2, round(width / cell) + 2)
    coarse = rng.standard_normal((rows, columns), dtype=np.float32)
    return as_floats(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC))


def _paper(width: int, height: int, scale: float, press: Press, rng: np.random.Generator) -> Floats32:
    """(height, width, 3) BGR, 0..1."""
    base = np.array(press.paper[::-1], np.float32) / 255
    grain = smooth_noise(height, width, 0.35 * scale, rng) + 0.6 * smooth_noise(height, width, 2.5 * scale, rng)
    light = 1 + press.grain * grain
    if press.crumple:
        # Ridges: where smooth noise crosses zero, paper was creased.
        ridges = np.exp(-((smooth_noise(height, width, 28 * scale, rng) / 0.12) ** 2)) - np.exp(-((smooth_noise(height, width, 20 * scale, rng) / 0.1) ** 2))
        light = light + press.crumple * 0.09 * cv2.GaussianBlur(as_floats(ridges), (0, 0), 0.5 * scale)
    if press.tint != (0, 0, 0):
        # Guilloche: fine waves that a camera sees as a light tint.
        y, x = np.mgrid[0:height, 0:width].astype(np.float32) / scale
        waves = np.sin(2.2 * x + 2.0 * np.sin(0.5 * y)) * np.sin(2.4 * y + 1.5 * np.sin(0.35 * x))
        tint = (1 - np.array(press.tint[::-1], np.float32) / 255) * 0.16
        return as_floats(base * light[..., None] - np.clip(waves, 0, 1)[..., None] * tint)
    return as_floats(light[..., None] * base)


def _values(drawing: Drawing, fonts: FontSet, press: Press, dpi: float, rng: np.random.Generator) -> Floats32:
    """Transmission of the value layer, (height, width, 3) BGR, 0..1."""
    scale = dpi / MM_PER_INCH
    if not press.pins:
        picture = as_floats(render(drawing, fonts, dpi, (Layer.PRINT,)) / np.float32(255))
        return _moved(_worn(picture, press, scale, rng), press, scale)
    # All values of a sheet pass one ribbon, so one colour serves; a preprinted or electronic value never goes this way.
    grid = render(drawing, fonts, PINS_PER_INCH * 2, (Layer.PRINT,))
    darkness = cv2.min(cv2.min(grid[..., 0], grid[..., 1]), grid[..., 2])
    _, _, (x, y), _ = cv2.minMaxLoc(darkness)
    colour = grid[y, x].astype(np.float32) / 255
    dark = 1 - cv2.resize(darkness, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    struck = (dark > _STRIKING).astype(np.float32)
    height, width = round(drawing.height * scale), round(drawing.width * scale)
    # Each pin leaves a round dot a little larger than the pitch of the pins.
    over = 2
    dots = np.zeros((struck.shape[0] * over, struck.shape[1] * over), np.float32)
    dots[::over, ::over] = struck
    dots = as_floats(np.minimum(cv2.filter2D(dots, -1, _dot(over)), 1))
    if press.spread:
        dots = as_floats(cv2.GaussianBlur(dots, (0, 0), press.spread / MM_PER_INCH * PINS_PER_INCH * over))
    dots = as_floats(cv2.resize(dots, (width, height), interpolation=cv2.INTER_AREA))
    cover = np.clip(dots * _ribbon(height, width, press, scale, rng), 0, 1)[..., None]
    return _moved(as_floats(1 - cover * (1 - colour)), press, scale)


def _ribbon(height: int, width: int, press: Press, scale: float, rng: np.random.Generator) -> Floats32:
    """How much of its ink the ribbon gives at each place, (height, width) 0..1: worn along its length, rough in its weave."""
    strength = 1 - press.fade * (0.45 + 0.35 * np.clip(smooth_noise(height, width, 12 * scale, rng), -1, 1.5))
    speckle = np.clip(1 - (0.08 + 0.35 * press.fade) * np.abs(smooth_noise(height, width, max(1.2, 0.18 * scale), rng)), 0, 1)
    return as_floats(strength * speckle)


def _worn(picture: Floats32, press: Press, scale: float, rng: np.random.Generator) -> Floats32:
    """The same transmission with less ink where the ribbon or the drum is worn."""
    if press.fade < 0.15:
        return picture
    height, width = picture.shape[:2]
    return as_floats(1 - (1 - picture) * _ribbon(height, width, press, scale, rng)[..., None])


def _dot(over: int) -> Floats32:
    size = over * 2 + 1
    axis = np.arange(size) - over
    distance = np.hypot(axis[:, None], axis[None, :]) / over
    return as_floats(np.clip(1.25 - distance * 1.15, 0, 1))


def _moved(picture: Floats32, press: Press, scale: float) -> Floats32:
    dx, dy = press.shift[0] * scale, press.shift[1] * scale
    if not (dx or dy or press.skew):
        return picture
    height, width = picture.shape[:2]
    matrix = np.asarray(cv2.getRotationMatrix2D((width / 2, height / 2), -press.skew, 1.0), dtype=np.float64)
    matrix[:, 2] += (dx, dy)
    return as_floats(cv2.warpAffine(picture, matrix, (width, height), borderValue=(1.0, 1.0, 1.0)))


def _stamps(picture: Pixels, press: Press, scale: float, rng: np.random.Generator) -> Floats32:
    """Rubber takes up ink unevenly and presses it unevenly."""
    height, width = picture.shape[:2]
    transmission = picture.astype(np.float32) / 255
    uneven = 0.6 * smooth_noise(height, width, 5 * scale, rng) + 0.7 * smooth_noise(height, width, 0.3 * scale, rng)
    strength = np.clip(press.stamp_strength - press.stamp_wear * np.clip(uneven, -0.5, 2), 0.08, 1)
    return as_floats(1 - (1 - transmission) * strength[..., None])
