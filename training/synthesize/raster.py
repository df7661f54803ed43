"""Draws a `Drawing` as pixels, layer by layer."""

from __future__ import annotations

import math
from collections.abc import Iterable

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from models.geometry import Box, Pixels, Quad
from training.synthesize.arrays import as_floats, as_pixels
from training.synthesize.drawing import Drawing, Ellipse, Layer, Line, Mark, Matrix, Polygon, TextRun, layer_of
from training.synthesize.fonts import FontSet
from training.synthesize.places import Placed, PlacedField

MM_PER_INCH = 25.4
_FINE = 8
"""OpenCV draws at 1/256 pixel: coordinates are shifted by this many bits."""
_BLOAT = 0.35
"""Pixels by which OpenCV's smooth polygons are larger than asked for, on each side."""
_OVER = 2
"""Turned characters are drawn this many times larger first."""


def render(drawing: Drawing, fonts: FontSet, dpi: float, layers: Iterable[Layer] = tuple(Layer)) -> Pixels:
    """A clean picture (height, width, 3) BGR of the given layers on white, each darkening those below it."""
    scale = dpi / MM_PER_INCH
    width, height = round(drawing.width * scale), round(drawing.height * scale)
    picture: Pixels = np.full((height, width, 3), 255, np.uint8)
    for layer in layers:
        marks = drawing.layer(layer)
        if marks:
            picture = as_pixels(cv2.multiply(picture, _render_layer(marks, fonts, scale, width, height), scale=1 / 255))
    return picture


def _render_layer(marks: Iterable[Mark], fonts: FontSet, scale: float, width: int, height: int) -> Pixels:
    """BGR on white. Lines first, then text: OpenCV and Pillow each draw what they draw well."""
    canvas = np.full((height, width, 3), 255, np.uint8)
    texts: list[TextRun] = []
    for mark in marks:
        if isinstance(mark, TextRun):
            texts.append(mark)
        elif isinstance(mark, Line):
            _draw_line(canvas, mark, scale)
        elif isinstance(mark, Ellipse):
            _draw_ellipse(canvas, mark, scale)
        elif isinstance(mark, Polygon):
            points = np.round(np.array(mark.points) * scale * 2**_FINE).astype(np.int32)
            cv2.fillPoly(canvas, [points], mark.colour[::-1], cv2.LINE_AA, _FINE)
        else:
            _draw_matrix(canvas, mark, fonts, scale)
    if not texts:
        return canvas
    image = Image.fromarray(canvas)
    brush = ImageDraw.Draw(image)
    for run in texts:
        _draw_text(image, brush, run, fonts, scale)
    return np.asarray(image)


def _draw_line(canvas: Pixels, line: Line, scale: float) -> None:
    length = math.hypot(line.x2 - line.x1, line.y2 - line.y1)
    steps = [(0.0, 1.0)]
    if line.dash and length:
        count = max(1, round(length / line.dash / 2))
        steps = [(i / count, (i + 0.5) / count) for i in range(count)]
    for start, end in steps:
        ends = [(line.x1 + (line.x2 - line.x1) * t, line.y1 + (line.y2 - line.y1) * t) for t in (start, end)]
        _thick_line(canvas, ends[0], ends[1], line.width * scale, line.colour[::-1], scale)


def _thick_line(canvas: Pixels, start: tuple[float, float], end: tuple[float, float], pixels: float, colour: tuple[int, ...], scale: float) -> None:
    """A line of any fractional thickness: OpenCV's own lines have whole pixels."""
    ax, ay, bx, by = start[0] * scale, start[1] * scale, end[0] * scale, end[1] * scale
    half = pixels / 2
    if ax == bx or ay == by:
        _fill_rectangle(canvas, min(ax, bx) - half, min(ay, by) - half, max(ax, bx) + half, max(ay, by) + half, colour)
        return
    length = math.hypot(bx - ax, by - ay)
    half = max(half - _BLOAT, 0.05)
    nx, ny = -(by - ay) / length * half, (bx - ax) / length * half
    points = np.array([(ax + nx, ay + ny), (bx + nx, by + ny), (bx - nx, by - ny), (ax - nx, ay - ny)]) - 0.5
    cv2.fillPoly(canvas, [np.round(points * 2**_FINE).astype(np.int32)], colour, cv2.LINE_AA, _FINE)


def _fill_rectangle(canvas: Pixels, left: float, top: float, right: float, bottom: float, colour: tuple[int, ...]) -> None:
    """Each pixel takes the colour by the share of it that the rectangle covers."""
    height, width = canvas.shape[:2]
    x0, x1, y0, y1 = max(math.floor(left), 0), min(math.ceil(right), width), max(math.floor(top), 0), min(math.ceil(bottom), height)
    if x0 >= x1 or y0 >= y1:
        return
    columns, rows = np.arange(x0, x1), np.arange(y0, y1)
    across = np.minimum(columns + 1, right) - np.maximum(columns, left)
    down = np.minimum(rows + 1, bottom) - np.maximum(rows, top)
    cover = (down[:, None] * across[None, :])[..., None]
    area = canvas[y0:y1, x0:x1]
    area[:] = np.round(area * (1 - cover) + np.array(colour, np.float32) * cover).astype(np.uint8)


def _draw_ellipse(canvas: Pixels, mark: Ellipse, scale: float) -> None:
    turn = math.radians(mark.angle)
    t = np.linspace(0, 2 * math.pi, 180, endpoint=False)

    def ring(rx: float, ry: float) -> NDArray[np.int32]:
        x, y = rx * np.cos(t), ry * np.sin(t)
        points = np.stack([mark.x + x * math.cos(turn) - y * math.sin(turn), mark.y + x * math.sin(turn) + y * math.cos(turn)], axis=1)
        return np.asarray(np.round((points * scale - 0.5) * 2**_FINE), dtype=np.int32)

    half = max(mark.width / 2 - _BLOAT / scale, 0.05 / scale) if mark.width else 0.0
    rings = [ring(mark.rx + half, mark.ry + half)]
    if mark.width:
        rings.append(ring(max(mark.rx - half, 0.01), max(mark.ry - half, 0.01)))
    cv2.fillPoly(canvas, rings, mark.colour[::-1], cv2.LINE_AA, _FINE)


def _draw_matrix(canvas: Pixels, mark: Matrix, fonts: FontSet, scale: float) -> None:
    modules = np.array([[char == "1" for char in row] for row in mark.rows], np.uint8)
    x0, y0 = mark.x * scale, mark.y * scale
    x1, y1 = (mark.x + mark.width) * scale, (mark.y + mark.height) * scale
    left, top, right, bottom = math.floor(x0), math.floor(y0), min(math.ceil(x1), canvas.shape[1]), min(math.ceil(y1), canvas.shape[0])
    # Four samples a pixel, averaged: module edges fall between pixels as they do in real renders.
    over = 4
    columns = np.clip(((np.arange((right - left) * over) + 0.5) / over + left - x0) / (x1 - x0) * modules.shape[1], 0, modules.shape[1] - 1e-6)
    rows = np.clip(((np.arange((bottom - top) * over) + 0.5) / over + top - y0) / (y1 - y0) * modules.shape[0], 0, modules.shape[0] - 1e-6)
    dark = cv2.resize(_modules(mark, modules, rows, columns), (right - left, bottom - top), interpolation=cv2.INTER_AREA)[..., None]
    area = canvas[top:bottom, left:right]
    colour = np.array(mark.colour[::-1], np.float32)
    area[:] = np.round(area * (1 - dark) + colour * dark).astype(np.uint8)
    if mark.emblem:
        _draw_emblem(canvas, mark, fonts, scale)


def _modules(mark: Matrix, modules: NDArray[np.uint8], rows: NDArray[np.float64], columns: NDArray[np.float64]) -> NDArray[np.float32]:
    """Darkness 0..1 at module coordinates: squares, or dots that pins leave."""
    picked = modules[np.ix_(rows.astype(int), columns.astype(int))].astype(np.float32)
    if mark.dot:
        from_middle = np.hypot((rows % 1 - 0.5)[:, None], (columns % 1 - 0.5)[None, :])
        picked *= np.clip((mark.dot - from_middle) * 6 + 0.5, 0, 1).astype(np.float32)
    return as_floats(picked)


def _draw_emblem(canvas: Pixels, mark: Matrix, fonts: FontSet, scale: float) -> None:
    side = mark.width * 0.2
    cx, cy = mark.x + mark.width / 2, mark.y + mark.height / 2
    corners = np.array([(cx - side / 2, cy - side / 2), (cx + side / 2, cy + side / 2)]) * scale
    cv2.rectangle(canvas, (round(corners[0][0]), round(corners[0][1])), (round(corners[1][0]), round(corners[1][1])), (255, 255, 255), -1)
    image = Image.fromarray(canvas)
    font = fonts.book.image_font(next(iter(fonts.fonts.values())), max(4, round(side * scale * 0.8)))
    ImageDraw.Draw(image).text((cx * scale, cy * scale), mark.emblem, (170, 225, 250), font, anchor="mm")
    canvas[:] = np.asarray(image)


def _draw_text(image: Image.Image, brush: ImageDraw.ImageDraw, run: TextRun, fonts: FontSet, scale: float) -> None:
    size = max(3, round(run.style.size * scale))
    colour = run.style.colour[::-1]
    turn = math.radians(run.angle)
    along = 0.0
    for char, advance in zip(run.text, run.advances, strict=True):
        x, y = (run.x + along * math.cos(turn)) * scale, (run.y + along * math.sin(turn)) * scale
        along += advance
        if char.isspace():
            continue
        file = fonts.font_for(run.style.face, char)
        font = fonts.book.image_font(file, size)
        if run.style.cells and char.isascii():
            # The cell is half an em; a narrower or wider glyph stands in its middle.
            x += (0.5 - fonts.book.advance(file, char)) / 2 * run.style.size * run.style.stretch * scale
        weight = max(1, round(size / 40)) if run.style.bold else 0
        if run.angle or abs(run.style.stretch - 1) > 0.01:
            _draw_turned(image, (x, y), char, fonts.book.image_font(file, size * _OVER), run, size, weight)
        else:
            brush.text((x, y), char, colour, font, anchor="ls", stroke_width=weight)


def _draw_turned(image: Image.Image, at: tuple[float, float], char: str, font: ImageFont.FreeTypeFont, run: TextRun, size: int, weight: int) -> None:
    """One character, stretched along its baseline and turned about the baseline's start."""
    over = _OVER
    tile = Image.new("L", (size * over * 2, size * over * 2), 0)
    ImageDraw.Draw(tile).text((size * over // 2, size * over * 3 // 2), char, 255, font, anchor="ls", stroke_width=weight)
    turn, stretch = math.radians(run.angle), run.style.stretch
    reach = math.ceil(size * 2 * max(1.0, stretch))
    left, top = math.floor(at[0]) - reach, math.floor(at[1]) - reach
    # Pillow wants the map from the picture back to the tile.
    cos, sin = math.cos(turn), math.sin(turn)
    ox, oy = left - at[0], top - at[1]
    a, b = cos * over / stretch, sin * over / stretch
    d, e = -sin * over, cos * over
    c = a * ox + b * oy + size * over // 2
    f = d * ox + e * oy + size * over * 3 // 2
    mask = tile.transform((reach * 2, reach * 2), Image.Transform.AFFINE, (a, b, c, d, e, f), Image.Resampling.BILINEAR)
    image.paste(run.style.colour[::-1], (left, top), mask)


def place(drawing: Drawing, dpi: float, shift: tuple[float, float] = (0.0, 0.0)) -> Placed:
    """The invoice's outline and the quad of everything that belongs to a field; `shift` (mm) of values printed off their place."""
    scale = dpi / MM_PER_INCH
    outline = Quad.from_box(Box(0.0, 0.0, drawing.width * scale, drawing.height * scale))
    return Placed(
        outline, tuple(PlacedField(mark.field, _quad(mark, scale, shift)) for mark in drawing.marks if isinstance(mark, TextRun | Matrix) and mark.field)
    )


def _quad(mark: TextRun | Matrix, scale: float, shift: tuple[float, float]) -> Quad:
    dx, dy = shift if layer_of(mark) is Layer.PRINT else (0.0, 0.0)
    if isinstance(mark, Matrix):
        x, y = mark.x + dx, mark.y + dy
        return Quad.from_box(Box(x * scale, y * scale, (x + mark.width) * scale, (y + mark.height) * scale))
    turn = math.radians(mark.angle)
    along = np.array([math.cos(turn), math.sin(turn)]) * mark.width
    down = np.array([-math.sin(turn), math.cos(turn)]) * mark.style.size
    base = np.array([mark.x + dx, mark.y + dy])
    corners = np.array([base - down * 0.85, base + along - down * 0.85, base + along + down * 0.15, base + down * 0.15]) * scale
    return Quad.from_array(corners)
