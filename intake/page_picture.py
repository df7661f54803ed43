"""One page of a document as a picture for people: drawn and encoded by us, whatever the file holds."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from intake.document import Document
from intake.entries.entry import is_entry
from intake.opening.draw_pages import draw_pages
from intake.opening.limits import Limits
from intake.opening.pictures import KEPT_SHARE

_JPEG_QUALITY = 85


@dataclass(frozen=True)
class PagePicture:
    jpeg: bytes = field(repr=False)
    width: int
    """Of the original page, in the pixels in which results give boxes; the picture may be smaller."""
    height: int


def page_picture(document: Document, number: int, limits: Limits, longest: int) -> PagePicture | None:
    """Page `number` (from 1), its longer side at most `longest` pixels; None where there is none, or it is data only. Raises IntakeError."""
    if is_entry(document.content):
        return None
    # Large pictures are decoded reduced where their format allows it, never to less than what is shown.
    enough = round(longest * longest / KEPT_SHARE)
    for page, pixels, reduction in draw_pages(document, replace(limits, page_pixels=min(limits.page_pixels, enough))):
        if page < number:
            continue
        if page > number:
            return None
        height, width = pixels.shape[:2]
        factor = min(1.0, longest / max(height, width))
        shown = pixels
        if factor < 1.0:
            size = (max(1, round(width * factor)), max(1, round(height * factor)))
            shown = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
        encoded = cv2.imencode(".jpg", shown, (cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY))[1]
        return PagePicture(encoded.tobytes(), round(width * reduction), round(height * reduction))
    return None
