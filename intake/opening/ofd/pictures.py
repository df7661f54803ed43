"""Images among the resources of an OFD: PNG, JPEG, BMP, and JBIG2 (which the format calls GBIG2)."""

from __future__ import annotations

from io import BytesIO
from struct import unpack_from

import cv2
import numpy as np
from PIL import Image, UnidentifiedImageError

from models.geometry import Pixels

MAX_PIXELS = 25_000_000
_JBIG2_FILE = b"\x97JB2\r\n\x1a\n"
_SEQUENTIAL, _PAGES_UNKNOWN = 0x01, 0x02
_PAGE_INFORMATION = 48


def decode_picture(content: bytes) -> Pixels | None:
    """(height, width, 4) BGRA, (height, width, 3) BGR or (height, width) grey; None when it is damaged, too large or of another kind."""
    if content.startswith(_JBIG2_FILE) or _jbig2_size(content):
        return _decode_jbig2(content)
    try:
        with Image.open(BytesIO(content)) as image:
            if image.width * image.height > MAX_PIXELS:
                return None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return None
    decoded = cv2.imdecode(np.frombuffer(content, dtype=np.uint8), cv2.IMREAD_UNCHANGED)
    return decoded.astype(np.uint8, copy=False) if decoded is not None and decoded.dtype == np.uint8 else None


def _decode_jbig2(content: bytes) -> Pixels | None:
    """Through the PDF library, which decodes JBIG2 inside PDF only: the segments are wrapped in a page of their size."""
    import pypdfium2  # type: ignore[import-untyped]

    size = _jbig2_size(content)
    if size is None:
        return None
    try:
        document = pypdfium2.PdfDocument(_pdf_around(_segments(content), *size))
    except pypdfium2.PdfiumError:
        return None
    try:
        rendered = document[0].render(scale=1, grayscale=True)
        pixels: Pixels = rendered.to_numpy().reshape(rendered.height, rendered.width).copy()
    finally:
        document.close()
    return pixels


def _segments(content: bytes) -> bytes:
    """The stream without the file header (ITU-T T.88, annex D.4)."""
    if not content.startswith(_JBIG2_FILE):
        return content
    flags = content[8] if len(content) > 8 else 0
    return content[9 if flags & _PAGES_UNKNOWN else 13 :]


def _jbig2_size(content: bytes) -> tuple[int, int] | None:
    """Width and height from the page information segment, which comes first in what is met; None for anything else (T.88 7.2, 7.4.8)."""
    if content.startswith(_JBIG2_FILE) and not (len(content) > 8 and content[8] & _SEQUENTIAL):
        return None
    segments = _segments(content)
    if len(segments) < 19 or segments[4] & 0x3F != _PAGE_INFORMATION or segments[5] >> 5:
        return None
    data = 6 + (4 if segments[4] & 0x40 else 1) + 4
    if len(segments) < data + 8:
        return None
    width, height = unpack_from(">II", segments, data)
    return (width, height) if 0 < width * height <= MAX_PIXELS and max(width, height) < 14_400 else None


def _pdf_around(segments: bytes, width: int, height: int) -> bytes:
    """A PDF whose only page is the picture, one point a pixel (ISO 32000-1, 7.4.7 and 8.9)."""
    drawing = b"q %d 0 0 %d 0 0 cm /P Do Q" % (width, height)
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents 4 0 R/Resources<</XObject<</P 5 0 R>>>>>>" % (width, height),
        b"<</Length %d>>stream\n%s\nendstream" % (len(drawing), drawing),
        b"<</Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/DeviceGray/BitsPerComponent 1/Filter/JBIG2Decode/Length %d>>stream\n%s\nendstream"
        % (width, height, len(segments), segments),
    )
    content = b"%PDF-1.7\n"
    offsets: list[int] = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(content))
        content += b"%d 0 obj%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return content + b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (table, len(content))
