import struct
import zlib
from io import BytesIO

import cv2
import numpy as np
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from intake.document import Document, Format, Page
from intake.errors import IntakeError
from intake.opening.limits import Limits
from intake.opening.open_pages import open_pages
from tests.intake.opening.pdf_samples import PIXELS_PER_POINT, drawn, invoice, with_attachment

LIMITS = Limits()
XML = b"""<?xml version="1.0" encoding="utf-8"?>
<EInvoice><Header><EIid>24112000000000000017</EIid><InherentLabel><GeneralOrSpecialVAT><LabelCode>02</LabelCode></GeneralOrSpecialVAT></InherentLabel></Header>
<EInvoiceData><BasicInformation><TotalAmWithoutTax>94.34</TotalAmWithoutTax><TotalTaxAm>5.66</TotalTaxAm><TotalTax-includedAmount>100.00</TotalTax-includedAmount>
</BasicInformation></EInvoiceData><TaxSupervisionInfo><InvoiceNumber>24112000000000000017</InvoiceNumber><IssueTime>2024-01-31</IssueTime></TaxSupervisionInfo>
</EInvoice>"""


def pages(content: bytes, limits: Limits = LIMITS, passwords: tuple[str, ...] = ()) -> list[Page]:
    return list(open_pages(Document("a.pdf", content, passwords), limits))


def refusal(content: bytes, limits: Limits = LIMITS, passwords: tuple[str, ...] = ()) -> str:
    with pytest.raises(IntakeError) as refused:
        pages(content, limits, passwords)
    return refused.value.code


def plain_pdf(*objects: bytes) -> bytes:
    """Numbered from 1; the first is the catalogue."""
    body = bytearray(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + table
    return bytes(body + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start))


def test_pages_are_drawn_upright_at_200_dpi_one_after_the_other() -> None:
    opened = open_pages(Document("a.pdf", drawn(invoice, invoice, invoice)), LIMITS)
    first = next(opened)
    assert first.number == 1 and first.format is Format.PDF_TEXT and first.reduction == 1.0
    assert first.pixels is not None and first.pixels.shape == (1112, 1667, 3) and first.pixels.dtype == np.uint8
    assert [page.number for page in opened] == [2, 3]


def test_the_picture_outlives_the_file() -> None:
    (page,) = pages(drawn(invoice))
    assert page.pixels is not None and page.pixels.min() < 50 and page.pixels.max() == 255


def test_colours_are_bgr() -> None:
    def red(canvas: Canvas) -> None:
        canvas.setFillColorRGB(1, 0, 0)
        canvas.rect(0, 0, 100, 100, stroke=0, fill=1)

    (page,) = pages(drawn(red))
    assert page.pixels is not None and page.pixels[-50, 50].tolist() == [0, 0, 255]


def test_a_scanned_page_is_a_picture() -> None:
    picture = np.random.default_rng(0).integers(0, 255, (80, 120, 3), dtype=np.uint8)
    png = BytesIO(cv2.imencode(".png", picture)[1].tobytes())
    (page,) = pages(drawn(lambda canvas: canvas.drawImage(ImageReader(png), 0, 0, 600, 400)))
    assert page.format is Format.PDF_IMAGE and page.lines == () and page.pixels is not None


def test_annotations_such_as_seals_are_drawn() -> None:
    appearance = b"<</Type/XObject/Subtype/Form/BBox[0 0 50 50]/Length 23>>stream\n1 0 0 rg 0 0 50 50 re f\nendstream"
    content = plain_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Annots[4 0 R]>>",
        b"<</Type/Annot/Subtype/Stamp/Rect[0 0 50 50]/F 4/AP<</N 5 0 R>>>>",
        appearance,
    )
    (page,) = pages(content)
    assert page.pixels is not None and page.pixels[-20, 20].tolist() == [0, 0, 255]


# Limits


def test_a_huge_page_is_drawn_smaller_and_says_so() -> None:
    def corner(canvas: Canvas) -> None:
        invoice(canvas)

    (page,) = pages(drawn(corner, size=(14_400, 14_400)), Limits(page_pixels=4_000_000))
    assert page.pixels is not None and page.pixels.shape[0] * page.pixels.shape[1] <= 4_010_000
    assert page.reduction == pytest.approx(14_400 * PIXELS_PER_POINT / page.pixels.shape[1], rel=0.001)


def test_text_of_a_page_drawn_smaller_lies_on_its_print() -> None:
    (page,) = pages(drawn(invoice), Limits(page_pixels=400_000))
    assert page.reduction > 2
    box = page.lines[0].quad.box
    assert box.left == pytest.approx(50 * PIXELS_PER_POINT / page.reduction, abs=1)


def test_too_many_pages_are_refused_before_the_first_is_opened() -> None:
    content = plain_pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 100000/Kids[" + b"3 0 R " * 100_000 + b"]>>", b"<</Type/Page/Parent 2 0 R>>")
    assert refusal(content) == "too_many_pages"
    assert refusal(drawn(*[invoice] * 4), Limits(pages=3)) == "too_many_pages"


# Passwords


def test_an_encrypted_file_opens_with_any_of_the_given_passwords() -> None:
    content = drawn(invoice, encrypt=StandardEncryption("right", ownerPassword="owner", strength=128))
    assert refusal(content) == "needs_password"
    assert refusal(content, passwords=("wrong", "错")) == "needs_password"
    (page,) = pages(content, passwords=("wrong", "right"))
    assert page.format is Format.PDF_TEXT and page.lines


def test_a_file_that_only_forbids_printing_opens_without_a_password() -> None:
    content = drawn(invoice, encrypt=StandardEncryption("", ownerPassword="owner", canPrint=0, strength=128))
    assert pages(content)[0].lines


def test_an_unknown_protection_is_named() -> None:
    content = plain_pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>", b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>")
    protected = content.replace(b"/Root 1 0 R", b"/Root 1 0 R/Encrypt<</Filter/House.Made/V 4>>/ID[<00><00>]")
    assert refusal(protected) == "pdf_protection_unsupported"


# Damage


@pytest.mark.parametrize("content", [b"%PDF-1.7\n", b"%PDF-1.7\n" + bytes(5000), b"%PDF-1.4\ntrailer<</Root 1 0 R>>"])
def test_a_damaged_file_is_refused(content: bytes) -> None:
    assert refusal(content) == "pdf_damaged"


def test_objects_that_hold_each_other_come_to_an_end() -> None:
    form = b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</A 5 0 R>>>>/Length 5>>stream\n/A Do\nendstream"
    content = plain_pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]/Parent 2 0 R>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 90 90]/Resources<</XObject<</A 5 0 R>>>>/Contents 4 0 R>>",
        b"<</Length 5>>stream\n/A Do\nendstream",
        form,
    )
    (page,) = pages(content)
    assert page.format is Format.PDF_IMAGE


# What a file carries beside its pages


def test_an_attached_invoice_is_read() -> None:
    first, second = pages(with_attachment(drawn(invoice, invoice), "24112000000000000017.xml", XML))
    assert first.embedded is not None and first.embedded.fields["invoice_number"] == "24112000000000000017"
    assert second.embedded is None


@pytest.mark.parametrize(
    "attached",
    [b"<a/>", b"MZ\x90\x00", b"%PDF-1.4", b'<!DOCTYPE x [<!ENTITY a "b">]>' + XML.partition(b"?>")[2], b"", zlib.compress(bytes(99)), b"<" * 5000],
)
def test_other_attachments_are_left_alone(attached: bytes) -> None:
    (page,) = pages(with_attachment(drawn(invoice), "x.xml", attached))
    assert page.embedded is None and page.lines


def test_a_large_attachment_is_not_looked_at() -> None:
    assert pages(with_attachment(drawn(invoice), "x.xml", XML), Limits(attachment_bytes=100))[0].embedded is None


def test_scripts_and_launch_actions_are_ignored() -> None:
    content = plain_pdf(
        b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>/AA<</WC 4 0 R>>>>",
        b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 90 90]/AA<</O 4 0 R>>>>",
        b"<</S/Launch/F(/bin/sh)/Win<</F(calc.exe)>>>>",
    )
    (page,) = pages(content)
    assert page.format is Format.PDF_IMAGE and page.embedded is None


def test_a_pdf_that_is_also_a_zip_is_read_as_pdf() -> None:
    tail = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 0, 0, 0, 0, 0)
    assert pages(drawn(invoice) + tail)[0].format is Format.PDF_TEXT
