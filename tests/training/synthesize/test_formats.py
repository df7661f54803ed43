# ruff: noqa: S311 - drawn invoices are no secrets
"""What is written as PDF, OFD and XML must read back as the label says, through the product's own opening of files."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

import pytest

from intake.document import Document, Page
from intake.invoice import Kind
from intake.opening.limits import Limits
from intake.opening.open_pages import open_pages
from training.synthesize.fonts import FontBook
from training.synthesize.formats.einvoice_xml import write_digital_xml
from training.synthesize.formats.ofd_file import write_ofd
from training.synthesize.formats.pdf_file import write_pdf
from training.synthesize.kinds import draw_pages, draw_values
from training.synthesize.papers import Original
from training.synthesize.vat_values import Traits


def original(kind: Kind, book: FontBook, lines: int, *, embeddable: bool = False) -> Original:
    rng = Random(f"formats/{kind}")
    invoice = draw_values(rng, kind, Traits(lines=lines))
    fonts = book.choose(rng, embeddable=embeddable)
    return Original(invoice, draw_pages(invoice, fonts, rng), fonts)


def opened(name: str, content: bytes) -> list[Page]:
    return list(open_pages(Document(name, content), Limits()))


def agrees(read: Mapping[str, str], expected: Mapping[str, str]) -> bool:
    return all(read[name] == value for name, value in expected.items() if name in read)


@pytest.mark.parametrize("kind", [Kind.DIGITAL_SPECIAL, Kind.DIGITAL_GENERAL])
def test_xml_reads_back_as_its_label(kind: Kind, book: FontBook) -> None:
    invoice = original(kind, book, 3).invoice
    (page,) = opened("a.xml", write_digital_xml(invoice, Random(1)))
    assert page.embedded is not None
    assert page.embedded.kind == kind
    assert agrees(page.embedded.fields, invoice.fields)
    assert [item["name"] for item in page.embedded.items] == [item["name"] for item in invoice.items]


@pytest.mark.parametrize("kind", [Kind.VAT_E_GENERAL, Kind.DIGITAL_GENERAL])
def test_ofd_reads_back_as_its_label_with_right_digests(kind: Kind, book: FontBook) -> None:
    drawn = original(kind, book, 2)
    (page,) = opened("a.ofd", write_ofd(drawn.invoice, drawn.pages, drawn.fonts))
    assert page.embedded is not None
    assert page.issues == ()
    assert page.embedded.qr_payload == drawn.invoice.qr
    assert agrees(page.embedded.fields, {name: value for name, value in drawn.invoice.fields.items() if value})


def test_a_pdf_holds_its_values_as_text(book: FontBook) -> None:
    drawn = original(Kind.VAT_E_GENERAL, book, 12, embeddable=True)
    pages = opened("a.pdf", write_pdf(drawn.pages, drawn.fonts, "a"))
    assert len(pages) == 2
    first = "".join(line.text.replace(" ", "") for line in pages[0].lines)
    assert drawn.invoice.fields["seller_tax_id"] in first
    assert drawn.invoice.fields["total_in_words"] in first
    assert "清单" in first
    listed = "".join(line.text.replace(" ", "") for line in pages[1].lines)
    assert all(item["amount"] in listed for item in drawn.invoice.items)
