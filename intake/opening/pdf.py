"""PDF files: each page's picture, its text where it has text, and what the file carries beside its pages.

Nothing in a PDF is run: no JavaScript, no actions, no embedded programs.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from math import ceil, sqrt

import numpy as np
import pypdfium2 as pdfium  # type: ignore[import-untyped]
import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]

from intake.document import PAGE_DPI, Document, EmbeddedInvoice, Format, IntegrityIssue, Page
from intake.errors import IntakeError
from intake.opening import refusals
from intake.opening.einvoice_xml import read_einvoice
from intake.opening.file_type import FileType, file_type
from intake.opening.limits import Limits
from intake.opening.pdf_text import read_text_layer
from intake.opening.pdf_whole_signature import is_wholly_signed
from models.geometry import Pixels
from models.text import TextLine

POINTS_PER_INCH = 72
MAX_SIDE = 30_000
"""Pixels; picture operations count with 16 bits."""
MAX_ATTACHMENTS = 20

MIN_CJK = 20
MIN_DIGITS = 8
"""A page's text is an invoice's or a goods list's when it has at least so many Chinese characters and digits; a scan with a stamp has fewer."""


def open_pdf(document: Document, limits: Limits) -> Iterator[Page]:
    """Page by page. An attached XML invoice is page 1's; what signatures say holds for every page.

    Raises NeedsPassword (`needs_password`), UnreadableFile (`pdf_damaged`, `pdf_protection_unsupported`), RefusedFile (`too_many_pages`, `too_many_pixels`).
    """
    pdf = _opened(document)
    try:
        if len(pdf) > limits.pages:
            raise refusals.too_many_pages(limits)
        embedded = _attached_invoice(pdf, limits)
        signed, issues = _signatures(pdf, document)
        for index in range(len(pdf)):
            pixels, reduction, lines = _read_page(pdf, index, limits)
            kind = Format.PDF_TEXT if lines else Format.PDF_IMAGE
            yield Page(index + 1, kind, pixels, reduction, lines, embedded if index == 0 else None, signed, issues)
    except pdfium.PdfiumError as error:
        raise refusals.pdf_damaged() from error
    finally:
        pdf.close()


def _opened(document: Document) -> pdfium.PdfDocument:
    """With the first password that fits; many invoices are encrypted with an empty one."""
    for password in (None, *document.passwords):
        try:
            return pdfium.PdfDocument(document.content, password)
        except pdfium.PdfiumError as error:
            if error.err_code == pdfium_c.FPDF_ERR_SECURITY:
                raise refusals.pdf_protection_unsupported() from error
            if error.err_code != pdfium_c.FPDF_ERR_PASSWORD:
                raise refusals.pdf_damaged() from error
    raise refusals.needs_password()


def _read_page(pdf: pdfium.PdfDocument, index: int, limits: Limits) -> tuple[Pixels, float, tuple[TextLine, ...]]:
    """Picture, its reduction against 200 dpi, and text lines."""
    page = pdf[index]
    try:
        width, height = page.get_size()
        if not (width > 0 and height > 0):
            raise refusals.pdf_damaged()
        _check_pictures(page, limits)
        scale = PAGE_DPI / POINTS_PER_INCH
        reduction = max(1.0, scale * sqrt(width * height / limits.page_pixels), scale * max(width, height) / MAX_SIDE)
        pixels = _drawn(page, scale / reduction)
        lines = read_text_layer(page, pixels)
        return pixels, reduction, lines if _is_invoice_text(lines) else ()
    finally:
        page.close()


def _drawn(page: pdfium.PdfPage, scale: float) -> Pixels:
    """On white paper, (height, width, 3) BGR, rounded up to whole pixels. `scale`: pixels for a point."""
    page_width, page_height = page.get_size()
    width, height = ceil(page_width * scale), ceil(page_height * scale)
    pixels = np.full((height, width, 3), 255, dtype=np.uint8)
    buffer = (ctypes.c_ubyte * pixels.size).from_buffer(pixels.data)
    bitmap = pdfium.PdfBitmap.new_native(width, height, pdfium_c.FPDFBitmap_BGR, buffer=buffer)
    try:
        pdfium_c.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, pdfium_c.FPDF_ANNOT)
    finally:
        bitmap.close()
    return pixels


def _check_pictures(page: pdfium.PdfPage, limits: Limits) -> None:
    """Raises RefusedFile (`too_many_pixels`): a picture on the page is unpacked whole, however small it is shown."""
    for picture in page.get_objects((pdfium_c.FPDF_PAGEOBJ_IMAGE,)):
        width, height = picture.get_px_size()
        if width * height > limits.picture_pixels:
            raise refusals.too_many_pixels(limits)


def _is_invoice_text(lines: tuple[TextLine, ...]) -> bool:
    text = "".join(line.text for line in lines)
    return sum("\u4e00" <= char <= "\u9fff" for char in text) >= MIN_CJK and sum(char.isdigit() for char in text) >= MIN_DIGITS


def _attached_invoice(pdf: pdfium.PdfDocument, limits: Limits) -> EmbeddedInvoice | None:
    """The first attached XML that is an invoice. Whatever else is attached is no part of what the file shows, and is not opened."""
    for index in range(min(pdf.count_attachments(), MAX_ATTACHMENTS)):
        try:
            content = bytes(pdf.get_attachment(index).get_data())
            if len(content) <= limits.attachment_bytes and file_type(content) is FileType.XML:
                return read_einvoice(content)
        except (pdfium.PdfiumError, IntakeError):
            continue
    return None


def _signatures(pdf: pdfium.PdfDocument, document: Document) -> tuple[bool, tuple[IntegrityIssue, ...]]:
    if pdfium_c.FPDF_GetSignatureCount(pdf) <= 0:
        return False, ()
    if is_wholly_signed(pdf, document.content):
        return True, ()
    from intake.opening.pdf_signatures import check_pdf_signatures  # loads for two seconds, so not for files without signatures; see `warm_up`

    return True, check_pdf_signatures(document)
