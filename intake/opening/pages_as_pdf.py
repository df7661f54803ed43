"""Pages of documents as a PDF file of their own. The documents themselves are never altered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO

import cv2
import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

from intake.document import PAGE_DPI, Document
from intake.opening import refusals
from intake.opening.file_type import PICTURES, FileType, file_type
from intake.opening.limits import Limits
from intake.opening.pdf import POINTS_PER_INCH
from intake.opening.pictures import open_picture
from models.geometry import Pixels

_JPEG_QUALITY = 95
_NO_PASSWORD = (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY)


@dataclass(frozen=True)
class PageRange:
    """Pages of a document, counted from 1."""

    document: Document
    first: int = 1
    last: int | None = None
    """None: to the end."""


def pages_as_pdf(ranges: Sequence[PageRange], limits: Limits) -> bytes | None:
    """One PDF of these pages in this order; None where a range holds no page.

    Pages of a PDF are taken over as they are, with their text; pictures are placed at 200 dpi, encoded anew. Attachments, signatures and encryption are left behind.
    Raises RefusedFile (`pages_not_movable` for what is neither PDF nor picture, and what `open_pages` refuses), UnreadableFile, NeedsPassword for an encrypted PDF.
    """
    made = pdfium.PdfDocument.new()
    try:
        for each in ranges:
            before = len(made)
            _append(made, each, limits)
            if len(made) == before:
                return None
            if len(made) > limits.pages:
                raise refusals.too_many_pages(limits)
        kept = BytesIO()
        made.save(kept)
    finally:
        made.close()
    if kept.tell() > limits.file_bytes:
        raise refusals.file_too_large(limits)
    return kept.getvalue()


def count_pages(document: Document, limits: Limits) -> int:
    """How many there are to be put elsewhere. Raises as `pages_as_pdf` does."""
    kind = file_type(document.content)
    if kind is FileType.PDF:
        source = _opened(document)
        try:
            return len(source)
        finally:
            source.close()
    if kind is FileType.TIFF:
        return sum(1 for _ in open_picture(document, kind, limits))
    if kind in PICTURES:
        return 1
    raise refusals.pages_not_movable()


def _opened(document: Document) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(document.content)
    except pdfium.PdfiumError as error:
        raise (refusals.needs_password() if error.err_code in _NO_PASSWORD else refusals.pdf_damaged()) from error


def _append(made: pdfium.PdfDocument, pages: PageRange, limits: Limits) -> None:
    kind = file_type(pages.document.content)
    if kind is FileType.PDF:
        _append_pdf(made, pages)
    elif kind in PICTURES:
        for page in open_picture(pages.document, kind, limits):
            if page.number >= pages.first and (pages.last is None or page.number <= pages.last) and page.pixels is not None:
                _append_picture(made, page.pixels)
    else:
        raise refusals.pages_not_movable()


def _append_pdf(made: pdfium.PdfDocument, pages: PageRange) -> None:
    source = _opened(pages.document)
    try:
        last = len(source) if pages.last is None else min(pages.last, len(source))
        if pages.first <= last:
            made.import_pages(source, list(range(pages.first - 1, last)))
    except pdfium.PdfiumError as error:
        raise refusals.pdf_damaged() from error
    finally:
        source.close()


def _append_picture(made: pdfium.PdfDocument, pixels: Pixels) -> None:
    """As large on paper as its pixels are at 200 dpi, so that reading draws the same pixels again; a hundredth of a pixel less, since sizes are rounded to float32 and then up."""
    height, width = ((side - 0.01) * POINTS_PER_INCH / PAGE_DPI for side in pixels.shape[:2])
    encoded = cv2.imencode(".jpg", pixels, (cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY))[1].tobytes()
    picture = pdfium.PdfImage.new(made)
    picture.load_jpeg(BytesIO(encoded), inline=True)
    picture.set_matrix(pdfium.PdfMatrix().scale(width, height))
    page = made.new_page(width, height)
    page.insert_obj(picture)
    page.gen_content()
    page.close()
