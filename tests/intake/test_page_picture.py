"""Pages as pictures for people."""

from __future__ import annotations

from io import BytesIO

import cv2
import numpy as np
import pytest
from PIL import Image

from intake.document import Document
from intake.errors import UnreadableFile
from intake.opening.limits import Limits
from intake.page_picture import page_picture


def tiff(*sizes: tuple[int, int]) -> Document:
    """A page of each size (width, height), in its own grey."""
    pages = [Image.new("RGB", size, (40 * place,) * 3) for place, size in enumerate(sizes, start=1)]
    packed = BytesIO()
    pages[0].save(packed, "TIFF", save_all=True, append_images=pages[1:])
    return Document("a.tiff", packed.getvalue())


def test_each_page_is_drawn_no_larger_than_wanted_and_says_its_own_size() -> None:
    document = tiff((400, 200), (100, 300))
    first, second = (page_picture(document, number, Limits(), 200, ahead=True) for number in (1, 2))
    assert first is not None and second is not None
    assert (first.follows, second.follows) == (True, False)
    assert (first.width, first.height, second.width, second.height) == (400, 200, 100, 300)
    pictures = [cv2.imdecode(np.frombuffer(each.jpeg, np.uint8), cv2.IMREAD_COLOR) for each in (first, second)]
    assert [picture.shape[:2] for picture in pictures] == [(100, 200), (200, 67)]
    assert [round(float(picture.mean())) for picture in pictures] == [40, 80]


@pytest.mark.parametrize("longest", [300, 1000, 2400])
def test_a_large_jpeg_which_is_decoded_reduced_is_shown_as_large_as_was_asked_for(longest: int) -> None:
    packed = BytesIO()
    Image.effect_noise((4001, 2999), 60).convert("RGB").save(packed, "JPEG", quality=60)
    picture = page_picture(Document("a.jpg", packed.getvalue()), 1, Limits(), longest)
    assert picture is not None
    assert max(cv2.imdecode(np.frombuffer(picture.jpeg, np.uint8), cv2.IMREAD_COLOR).shape) == longest
    assert (picture.width, picture.height) == (pytest.approx(4001, rel=0.004), pytest.approx(2999, rel=0.004))


def test_a_page_that_there_is_not_is_none() -> None:
    assert page_picture(tiff((40, 20)), 2, Limits(), 200) is None


def test_what_can_not_be_opened_says_why() -> None:
    with pytest.raises(UnreadableFile, match="pdf_damaged"):
        page_picture(Document("a.pdf", b"%PDF-1.7\nnothing"), 1, Limits(), 200)
