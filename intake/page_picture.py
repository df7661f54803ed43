"""One page of a document as a picture for people: drawn and encoded by us, whatever the file holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from intake.document import Document
from intake.entries.entry import is_entry
from intake.opening.draw_pages import draw_pages
from intake.opening.limits import Limits
from intake.opening.pictures import KEPT_SHARE
from models.geometry import Pixels

_JPEG_QUALITY = 85


@dataclass(frozen=True)
class PagePicture:
    jpeg: bytes = field(repr=False)
    width: int
    """Of the original page, in the pixels in which results give boxes; the picture may be smaller."""
    height: int
    follows: bool = False
    """Another page does; only looked for by whoever wants to know."""


def page_picture(document: Document, number: int, limits: Limits, longest: int, *, ahead: bool = False) -> PagePicture | None:
    """Page `number` (from 1), its longer side at most `longest` pixels; None where there is none, or it is data only. `ahead`: the next page is drawn too, to know whether there is
    one. Raises IntakeError.
    """
    pages = _pages(document, limits, longest)
    drawn = _numbered(pages, number)
    if drawn is None:
        return None
    pixels, reduction = drawn
    height, width = pixels.shape[:2]
    follows = ahead and next(pages, None) is not None
    return PagePicture(as_jpeg(no_longer(pixels, longest)), round(width * reduction), round(height * reduction), follows)


def page_pixels(document: Document, number: int, limits: Limits, longest: int) -> tuple[Pixels, float] | None:
    """The page, BGR, at `longest` pixels or more where it has them, and how much it is reduced (`Page.reduction`); None as for `page_picture`. Raises IntakeError."""
    return _numbered(_pages(document, limits, longest), number)


def _pages(document: Document, limits: Limits, longest: int) -> Iterator[tuple[int, Pixels, float]]:
    if is_entry(document.content):
        return iter(())
    # Large pictures are decoded reduced where their format allows it, never to less than what is shown.
    enough = round(longest * longest / KEPT_SHARE)
    return draw_pages(document, replace(limits, page_pixels=min(limits.page_pixels, enough)))


def _numbered(pages: Iterator[tuple[int, Pixels, float]], number: int) -> tuple[Pixels, float] | None:
    for page, pixels, reduction in pages:
        if page >= number:
            return (pixels, reduction) if page == number else None
    return None


def no_longer(pixels: Pixels, longest: int) -> Pixels:
    """Its longer side at most `longest`."""
    height, width = pixels.shape[:2]
    factor = min(1.0, longest / max(height, width))
    if factor == 1.0:
        return pixels
    size = (max(1, round(width * factor)), max(1, round(height * factor)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def as_jpeg(pixels: Pixels) -> bytes:
    return cv2.imencode(".jpg", pixels, (cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY))[1].tobytes()
