"""A page prepared for eyes: laid flat and evenly lit, or without red ink. Beside the picture as it came in, never in its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from intake.document import Document
from intake.opening.limits import Limits
from intake.page_picture import as_jpeg, no_longer, page_pixels
from intake.vision.lighting import evened, paper_light
from intake.vision.rectify import Matrix, as_transform, corners_of, cut, flattening, scaling
from intake.vision.red_ink import without_red
from models.geometry import Pixels, Quad

_AROUND = 1.03
"""The outline is enlarged by this factor: what it cut off by mistake is seen all the same."""
_FINER = 2
"""An invoice that fills half of its page is shown as finely as one that fills it."""


class Preparation(StrEnum):
    CLEANED = "cleaned"
    """The invoice alone, laid flat, its paper equally bright everywhere."""
    WITHOUT_SEAL = "without_seal"
    """The whole page, red ink taken off."""


@dataclass(frozen=True)
class PreparedPicture:
    jpeg: bytes = field(repr=False)
    matrix: Matrix
    """(3, 3): from its pixels to those of the original page, in which results give boxes."""


def prepared_picture(document: Document, number: int, limits: Limits, longest: int, preparation: Preparation, outline: Quad | None) -> PreparedPicture | None:
    """Page `number` (from 1), its longer side at most `longest` pixels; None where there is none, or it is data only. Raises IntakeError.

    `outline`: of the invoice on that page, in pixels of the original; without it the page counts as a whole.
    """
    drawn = page_pixels(document, number, limits, longest * (_FINER if outline else 1))
    if drawn is None:
        return None
    pixels, reduction = drawn
    if preparation is Preparation.WITHOUT_SEAL:
        shown = no_longer(without_red(pixels), longest)
        return PreparedPicture(as_jpeg(shown), scaling(reduction * pixels.shape[1] / shown.shape[1]))
    corners = Quad.from_array(corners_of(pixels.shape[1], pixels.shape[0])) if outline is None else _grown(outline, 1 / reduction)
    flat, matrix = _flat(pixels, corners, longest)
    return PreparedPicture(as_jpeg(evened(flat, paper_light(flat))), scaling(reduction) @ matrix)


def _flat(pixels: Pixels, outline: Quad, longest: int) -> tuple[Pixels, Matrix]:
    factor = min(1.0, longest / max(outline.width, outline.height, 1.0))
    size = (max(2, round(outline.width * factor)), max(2, round(outline.height * factor)))
    matrix = flattening(size, outline)
    return cut(pixels, as_transform(matrix), size, for_reading=False), matrix


def _grown(outline: Quad, scale: float) -> Quad:
    points = np.array(outline.points) * scale
    middle = points.mean(axis=0)
    return Quad.from_array(middle + (points - middle) * _AROUND)
