"""Seals as transparent pictures, the way electronic invoices carry them."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import numpy as np
from PIL import Image

from training.synthesize.drawing import Drawing, Layer, Matrix
from training.synthesize.fonts import FontSet
from training.synthesize.raster import MM_PER_INCH, render

_DPI = 200.0


@dataclass(frozen=True)
class PlacedPicture:
    """A PNG and where it stands, millimetres."""

    png: bytes
    x: float
    y: float
    width: float
    height: float


def seal_picture(drawing: Drawing, fonts: FontSet, layer: Layer) -> PlacedPicture | None:
    """All marks of a layer as one picture with transparent ground; None where there are none."""
    if not drawing.layer(layer):
        return None
    pixels = render(drawing, fonts, _DPI, (layer,))
    rows, columns = np.nonzero(pixels.min(axis=2) < 250)
    top, bottom, left, right = rows.min(), rows.max() + 1, columns.min(), columns.max() + 1
    part = pixels[top:bottom, left:right]
    alpha = 255 - part.min(axis=2)
    # The colour that, laid with this cover on white, gives the pixel.
    cover = np.maximum(alpha, 1)[..., None].astype(np.float32) / 255
    ink = np.clip(255 - (255 - part.astype(np.float32)) / cover, 0, 255).astype(np.uint8)
    picture = Image.fromarray(np.dstack([ink[..., ::-1], alpha]), "RGBA")
    mm = MM_PER_INCH / _DPI
    return PlacedPicture(_png(picture), left * mm, top * mm, (right - left) * mm, (bottom - top) * mm)


def matrix_picture(mark: Matrix, fonts: FontSet) -> PlacedPicture:
    """A QR code as a picture of whole pixels a module."""
    module = mark.width / len(mark.rows[0])
    alone = Matrix(0, 0, mark.width, mark.height, mark.rows, mark.colour, mark.layer, mark.payload, mark.emblem)
    pixels = render(Drawing(mark.width, mark.height, (alone,)), fonts, 6 / module * MM_PER_INCH, (mark.layer,))
    return PlacedPicture(_png(Image.fromarray(pixels[..., ::-1])), mark.x, mark.y, mark.width, mark.height)


def _png(picture: Image.Image) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()
