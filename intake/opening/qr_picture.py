"""The payload of a QR code that a file carries as a picture of its own."""

from __future__ import annotations

from io import BytesIO

import cv2
import numpy as np
import zxingcpp
from PIL import Image, UnidentifiedImageError

from models.geometry import Pixels

MAX_SIDE = 2000
"""Pixels. A picture of nothing but a QR code is far smaller."""
QUIET_ZONE = 16
"""Pixels of white added around: such pictures are often cut to the code itself, and decoders want a margin."""


def qr_payload_of(picture: bytes) -> str:
    """The text in an encoded picture (PNG, JPEG, BMP ...); "" when it holds no QR code, or is no picture of reasonable size."""
    if not _is_small(picture):
        return ""
    decoded = cv2.imdecode(np.frombuffer(picture, dtype=np.uint8), cv2.IMREAD_GRAYSCALE)
    return "" if decoded is None else qr_payload_in(decoded.astype(np.uint8, copy=False))


def qr_payload_in(pixels: Pixels) -> str:
    """The text of the QR code in a grey or BGR picture, "" when there is none."""
    grey = pixels if pixels.ndim == 2 else cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)
    framed = np.pad(grey, QUIET_ZONE, constant_values=255)
    found = zxingcpp.read_barcode(framed, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode))
    return found.text.strip() if found else ""


def _is_small(picture: bytes) -> bool:
    """Looks at the header only: what a picture unpacks to is not known from its bytes."""
    try:
        with Image.open(BytesIO(picture)) as image:
            return max(image.size) <= MAX_SIDE
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
