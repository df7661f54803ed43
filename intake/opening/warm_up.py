"""What opening the first document of a kind would otherwise load: a second or two of it, while somebody waits for that document alone."""

from __future__ import annotations

from importlib import import_module

from PIL import Image

from intake.document import Document
from intake.opening.limits import Limits
from intake.opening.open_pages import open_pages

LOADED_WHEN_NEEDED = ("intake.opening.pdf_signatures", "pyhanko.pdf_utils.filters", "signxml.verifier", "encodings.cp437")
"""Modules that are imported only for a file that asks for them: signed PDF and XML files, archives with old names."""

SHORT_PDF = b"""%PDF-1.4
1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj
2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj
3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 72 72] /Contents 4 0 R /Resources <</Font <</F 5 0 R>>>>>> endobj
4 0 obj <</Length 45>> stream
BT /F 12 Tf 9 36 Td <0069006E0076006F> Tj ET
endstream endobj
5 0 obj <</Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /UniGB-UCS2-H /DescendantFonts [6 0 R]>> endobj
6 0 obj <</Type /Font /Subtype /CIDFontType2 /BaseFont /SimSun /CIDSystemInfo <</Registry (Adobe) /Ordering (GB1) /Supplement 2>>
/FontDescriptor 7 0 R>> endobj
7 0 obj <</Type /FontDescriptor /FontName /SimSun /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 900 /Descent -200 /StemV 80>> endobj
trailer <</Root 1 0 R>>
"""
"""A page of one word in a font that is not in the file, as on many invoices: PDFium then looks through the machine's fonts, which it does once."""


def warm_up() -> None:
    """A process that reads calls this before its first document. Raises nothing that reading would not."""
    load_modules()
    Image.preinit()
    for _ in open_pages(Document("warm-up.pdf", SHORT_PDF), Limits()):
        pass


def load_modules() -> None:
    """The part of it that a process can do for all that are forked from it."""
    for module in LOADED_WHEN_NEEDED:
        import_module(module)
