"""A picture of a page, for people to look at and for pages that hold no text as text.

Modest on purpose: images, lines, filled shapes, seals, and text in one given font, not in the fonts of the file. Values are read from the file's
data and text objects, never from this picture.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import hypot, sqrt
from pathlib import Path
from xml.etree.ElementTree import Element

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from intake.errors import UnreadableFile
from intake.opening.limits import Limits
from intake.opening.ofd.graphics import Affine, Effort, Placed, page_size, page_transform, placed_objects
from intake.opening.ofd.package import OfdPackage, open_package
from intake.opening.ofd.paths import subpaths
from intake.opening.ofd.pictures import decode_picture
from intake.opening.ofd.print import ASCENT, printed_text
from intake.opening.ofd.signatures import Stamp
from intake.opening.ofd.structure import OfdDocument, OfdPage, Resources, documents, read_number, read_numbers, read_page
from models.geometry import Pixels
from models.text import TextLine

Colour = tuple[int, int, int]
"""BGR."""
BLACK: Colour = (0, 0, 0)
LINE_WIDTH = 0.353
"""mm, where neither object nor draw parameter gives one (GB/T 33190-2016 chapter 8.2)."""
PIXELS_FOR_ONE = 500
"""Pixels decoded or blended for one unit of effort."""
SHIFT = 4
"""Fractional bits of coordinates given to OpenCV."""


def draw_page(package: OfdPackage, document: OfdDocument, page: OfdPage, stamps: tuple[Stamp, ...], limits: Limits, font: Path | None = None) -> Pixels:
    """(height, width, 3) BGR at 200 dpi, or smaller where that would be more than `limits.page_pixels`. Characters are boxes without a font."""
    width, height = page_size(page)
    reduction = reduction_of(page, limits)
    effort = Effort()
    paper = np.full((max(1, round(height / reduction)), max(1, round(width / reduction)), 3), 255, np.uint8)
    canvas = _Canvas(paper, package, document.resources, effort, font)
    to_pixels = Affine(a=1 / reduction, d=1 / reduction).after(page_transform(page))
    for layer in (*page.layers, *page.watermarks):
        for placed in placed_objects(layer, document.resources, to_pixels, effort):
            canvas.draw(placed)
    for stamp in stamps:
        if stamp.page == page.id:
            picture = _stamp_picture(stamp, limits, font)
            if picture is not None:
                x, y, w, h = stamp.box
                canvas.paste(picture, to_pixels.after(Affine(w, 0, 0, h, x, y)), darken=True)
    return canvas.pixels


def reduction_of(page: OfdPage, limits: Limits) -> float:
    """200-dpi pixels for one drawn, along each side."""
    width, height = page_size(page)
    return max(1.0, sqrt(width * height / limits.page_pixels))


def _stamp_picture(stamp: Stamp, limits: Limits, font: Path | None) -> Pixels | None:
    """Seals carry a picture, or an OFD of one page with vector shapes."""
    if stamp.face.picture_type != "ofd":
        return decode_picture(stamp.face.picture)
    try:
        package = open_package(stamp.face.picture, limits)
    except UnreadableFile:
        return None
    for document in documents(package):
        for key, path in document.page_locations[:1]:
            page = read_page(package, document, key, path)
            return draw_page(package, document, page, (), limits, font) if page else None
    return None


@dataclass(frozen=True)
class _Canvas:
    """Draws on its pixels."""

    pixels: Pixels
    package: OfdPackage
    resources: Resources
    effort: Effort
    font: Path | None
    fonts: dict[int, ImageFont.FreeTypeFont] = field(default_factory=dict)
    """Loaded for this page, by size in pixels."""
    pictures: dict[str, Pixels | None] = field(default_factory=dict)
    """Decoded for this page, by resource ID."""

    def draw(self, placed: Placed) -> None:
        if placed.element.tag == "PathObject":
            self._draw_path(placed)
        elif placed.element.tag == "ImageObject":
            picture = self._picture(placed.element.get("ResourceID", ""))
            if picture is not None:
                self.paste(picture, placed.to_pixels, darken=placed.element.get("BlendMode") in ("Darken", "Multiply"))
        elif placed.element.get("Alpha") != "0":
            for line in printed_text(placed, self.resources, self.effort).lines:
                self._draw_text(line, self._colour(placed, "FillColor") or BLACK)

    def paste(self, picture: Pixels, to_pixels: Affine, *, darken: bool) -> None:
        """Place a picture: its unit square is what the transform maps."""
        height, width = picture.shape[:2]
        corners = [to_pixels.apply(x, y) for x, y in ((0, 0), (1, 0), (1, 1), (0, 1))]
        left, top = (max(0, int(min(corner[i] for corner in corners))) for i in (0, 1))
        right, bottom = (min(self.pixels.shape[1 - i], int(max(corner[i] for corner in corners)) + 1) for i in (0, 1))
        if right <= left or bottom <= top:
            return
        self.effort.spend((right - left) * (bottom - top) // PIXELS_FOR_ONE)
        picture, alpha = _opaque(picture)
        shrink = min(1.0, 1.5 * hypot(to_pixels.a, to_pixels.b) / width, 1.5 * hypot(to_pixels.c, to_pixels.d) / height)
        if 0 < shrink < 1:
            size = max(1, round(width * shrink)), max(1, round(height * shrink))
            picture, alpha = (cv2.resize(layer, size, interpolation=cv2.INTER_AREA).astype(np.uint8) for layer in (picture, alpha))
            width, height = size
        a, b, c, d, e, f = to_pixels
        matrix = np.array([[a / width, c / height, e - left], [b / width, d / height, f - top]])
        size = right - left, bottom - top
        placed = cv2.warpAffine(picture, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE).astype(np.float32)
        weight = cv2.warpAffine(alpha, matrix, size, flags=cv2.INTER_LINEAR).astype(np.float32)[..., None] / 255
        below = self.pixels[top:bottom, left:right].astype(np.float32)
        over = np.minimum(placed, below) if darken else placed
        self.pixels[top:bottom, left:right] = np.round(over * weight + below * (1 - weight)).astype(np.uint8)

    def _draw_path(self, placed: Placed) -> None:
        element, (a, b, c, d, e, f), _ = placed
        data = element.findtext("AbbreviatedData") or ""
        self.effort.spend(len(data) // 10)
        outlines = [np.round((points @ np.array([[a, b], [c, d]]) + (e, f)).clip(-1e5, 1e5) * (1 << SHIFT)).astype(np.int32) for points in subpaths(data)]
        if not outlines:
            return
        # Without a colour a path is filled with nothing, and its line drawn black.
        filling = self._colour(placed, "FillColor") if element.get("Fill") == "true" else None
        if filling:
            cv2.fillPoly(self.pixels, outlines, filling, cv2.LINE_AA, SHIFT)
        if element.get("Stroke", "true") != "false":
            width = read_number(self._parameter(placed, "LineWidth"), LINE_WIDTH) * sqrt(abs(a * d - b * c))
            cv2.polylines(self.pixels, outlines, False, self._colour(placed, "StrokeColor") or BLACK, min(255, max(1, round(width))), cv2.LINE_AA, SHIFT)

    def _draw_text(self, line: TextLine, colour: Colour) -> None:
        (left, top), (right, right_top), _, (_, bottom) = line.quad.points
        size = line.quad.height
        baseline = top + (bottom - top) * ASCENT
        centres = [(left + (right - left) * char.center, baseline + (right_top - top) * char.center) for char in line.chars]
        if self.font is None or not 2 <= size <= 1000:
            for char, (x, y) in zip(line.chars, centres, strict=True):
                if not char.char.isspace():
                    half = size * (0.2 if char.char.isascii() else 0.4)
                    cv2.rectangle(self.pixels, (round(x - half), round(y - 0.7 * size)), (round(x + half), round(y)), colour, 1)
            return
        box = line.quad.box.inflated(size, size)
        x0, y0 = max(0, int(box.left)), max(0, int(box.top))
        region = self.pixels[y0 : max(y0, int(box.bottom)), x0 : max(x0, int(box.right))]
        if not region.size:
            return
        image = Image.fromarray(region)
        draw = ImageDraw.Draw(image)
        font = self._font(self.font, round(size))
        for char, (x, y) in zip(line.chars, centres, strict=True):
            draw.text((x - x0, y - y0), char.char, fill=colour, font=font, anchor="ms")
        region[:] = np.asarray(image)

    def _picture(self, key: str) -> Pixels | None:
        if key not in self.pictures:
            path = self.resources.media(self.package, key)
            self.pictures[key] = decode_picture(self.package.parts[path]) if path else None
            picture = self.pictures[key]
            self.effort.spend(picture.size // PIXELS_FOR_ONE if picture is not None else 0)
        return self.pictures[key]

    def _font(self, path: Path, size: int) -> ImageFont.FreeTypeFont:
        if size not in self.fonts:
            self.fonts[size] = ImageFont.truetype(str(path), size)
        return self.fonts[size]

    def _colour(self, placed: Placed, tag: str) -> Colour | None:
        """The object's own colour, then that of its draw parameter."""
        for owner in self._owners(placed):
            found = owner.find(tag)
            colour = _bgr(read_numbers(found.get("Value", ""))) if found is not None else None
            if colour:
                return colour
        return None

    def _parameter(self, placed: Placed, name: str) -> str | None:
        return next((value for owner in self._owners(placed) if (value := owner.get(name)) is not None), None)

    def _owners(self, placed: Placed) -> Iterator[Element]:
        yield placed.element
        key, seen = placed.draw_param, set[str]()
        while key and key not in seen:
            seen.add(key)
            parameter = self.resources.draw_param(key)
            if parameter is None:
                return
            yield parameter
            key = parameter.get("Relative", "")


def _opaque(picture: Pixels) -> tuple[Pixels, Pixels]:
    """BGR and the opacity of each pixel."""
    if picture.ndim == 2:
        picture = np.repeat(picture[..., None], 3, axis=2)
    if picture.shape[2] == 4:
        return np.ascontiguousarray(picture[..., :3]), np.ascontiguousarray(picture[..., 3])
    return np.ascontiguousarray(picture[..., :3]), np.full(picture.shape[:2], 255, np.uint8)


def _bgr(values: tuple[float, ...]) -> Colour | None:
    """Grey, RGB or CMYK by the number of values, 0..255 each."""
    level = [min(255, max(0, round(value))) for value in values]
    if len(level) == 1:
        return (level[0], level[0], level[0])
    if len(level) == 3:
        return (level[2], level[1], level[0])
    if len(level) == 4:
        cyan, magenta, yellow, key = level
        red, green, blue = (round((255 - ink) * (255 - key) / 255) for ink in (cyan, magenta, yellow))
        return (blue, green, red)
    return None
