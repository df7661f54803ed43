"""One reader's opinion of one field."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from models.geometry import Quad
from models.text import CharScore

DATA = "data"
"""Reader of values that a file carries as a record, beside or instead of a picture of the invoice."""


class Source(StrEnum):
    """Where a value comes from, as the result format names it."""

    XML = "xml"
    OFD = "ofd"
    TEXT_LAYER = "text_layer"
    QR = "qr"
    OCR = "ocr"
    WORDS = "words"
    ARITHMETIC = "arithmetic"
    CHECKSUM = "checksum"
    REGISTRY = "registry"
    VERIFICATION = "verification"
    REVIEWER = "reviewer"
    PERSON = "person"
    """Typed by whoever entered the invoice by hand (补录)."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place on an original page."""

    page: int
    """Counts from 1."""
    quad: Quad
    """Pixels of the original page (PDF and OFD: at 200 dpi)."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one reader says one field holds."""

    field: str
    value: str
    """In the form of the result format; "" says the reader found the place of the field and nothing printed there."""
    source: Source
    confidence: float
    """0..1, the reader's own, not calibrated."""
    raw: str = ""
    """As printed, label and all."""
    reader: str = ""
    """Tells readings of the same source apart that err differently: `PP-OCRv6_small`, `PP-OCRv6_tiny`, `PP-OCRv6_small/no-red`, `second-printing` ..."""
    place: Place | None = None
    chars: tuple[CharScore, ...] = ()
    """Of `value`, one for each character, where recognition gave them."""
