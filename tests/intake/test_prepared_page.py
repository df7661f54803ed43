"""Pages prepared for eyes: flat and even, or without seals; and where their pixels lie on the original."""

from __future__ import annotations

from io import BytesIO

import cv2
import numpy as np
import pytest
from PIL import Image

from intake.document import Document
from intake.opening.limits import Limits
from intake.prepared_page import Preparation, PreparedPicture, prepared_picture
from models.geometry import Pixels, Quad

OUTLINE = Quad(((100.0, 60.0), (700.0, 120.0), (680.0, 520.0), (80.0, 440.0)))
MARK = (300, 200)


def photographed(light: float = 1.0) -> Document:
    """A sheet that lies askew on a dark desk, with a blue mark."""
    pixels = np.full((600, 800, 3), 40, np.uint8)
    cv2.fillConvexPoly(pixels, np.array(OUTLINE.points, np.int32), (int(235 * light),) * 3)
    cv2.circle(pixels, MARK, 12, (int(220 * light), 60, 0), -1)
    packed = BytesIO()
    Image.fromarray(pixels[..., ::-1]).save(packed, "PNG")
    return Document("a.png", packed.getvalue())


def prepared(preparation: Preparation, document: Document | None = None, outline: Quad | None = OUTLINE, longest: int = 400) -> tuple[PreparedPicture, Pixels]:
    found = prepared_picture(document or photographed(), 1, Limits(), longest, preparation, outline)
    assert found is not None
    return found, np.asarray(cv2.imdecode(np.frombuffer(found.jpeg, np.uint8), cv2.IMREAD_COLOR), np.uint8)


def place_of_mark(picture: PreparedPicture, pixels: Pixels) -> tuple[float, float]:
    """Where the mark lies on the original, by the picture and its matrix."""
    blue = (pixels[..., 0].astype(int) - pixels[..., 2]) > 80
    y, x = (float(each.mean()) for each in np.nonzero(blue))
    u, v, w = picture.matrix @ np.array([x, y, 1.0])
    return u / w, v / w


@pytest.mark.parametrize("preparation", list(Preparation))
@pytest.mark.parametrize("outline", [OUTLINE, None])
def test_its_matrix_leads_to_the_original(preparation: Preparation, outline: Quad | None) -> None:
    picture, pixels = prepared(preparation, outline=outline)
    assert max(pixels.shape) <= 400 + 2
    assert place_of_mark(picture, pixels) == (pytest.approx(MARK[0], abs=3), pytest.approx(MARK[1], abs=3))


def test_what_lies_askew_and_in_the_dark_is_flat_and_bright() -> None:
    _, pixels = prepared(Preparation.CLEANED, photographed(light=0.5))
    inside = pixels[20:-20, 20:-20]
    assert np.median(inside) > 200, "the paper fills the picture, and is as bright as paper"


def test_seals_are_taken_off_and_print_is_not() -> None:
    pixels = np.full((300, 400, 3), 250, np.uint8)
    cv2.ellipse(pixels, (200, 150), (90, 60), 0, 0, 360, (70, 70, 225), 6)
    cv2.putText(pixels, "12.00", (150, 160), cv2.FONT_HERSHEY_SIMPLEX, 1.2, (20, 20, 20), 3)
    packed = BytesIO()
    Image.fromarray(pixels[..., ::-1]).save(packed, "PNG")
    _, shown = prepared(Preparation.WITHOUT_SEAL, Document("a.png", packed.getvalue()))
    redness = shown[..., 2].astype(int) - shown[..., :2].max(axis=2)
    assert redness.max() < 60 and shown.min() < 90


def test_there_is_none_of_a_page_that_there_is_not() -> None:
    assert prepared_picture(photographed(), 2, Limits(), 400, Preparation.CLEANED, None) is None
