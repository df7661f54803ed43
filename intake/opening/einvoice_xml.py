"""Opens an XML file that is an invoice.

    数电        EInvoice / EInvoiceData ...           einvoice.digital
    2020 form   eInvoice / InvoiceCode, InvoiceNo ... einvoice.tax_control
    voucher     xbrl / ...                            einvoice.voucher

An XML file has one page without pixels and without lines: everything it says is data.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element

from intake.document import Document, EmbeddedInvoice, Format, Page
from intake.errors import UnreadableFile
from intake.invoice import Kind
from intake.opening.einvoice.digital import is_digital, read_digital
from intake.opening.einvoice.tax_control import is_tax_control, read_tax_control
from intake.opening.einvoice.voucher import is_voucher, read_voucher
from intake.opening.limits import Limits
from intake.opening.xml_safety import parse_xml
from intake.opening.xml_signature import check_xml_signature


def open_xml(document: Document, limits: Limits) -> Iterator[Page]:
    """The invoice as one page. Raises what `read_einvoice` raises."""
    root = parse_xml(document.content)
    invoice = _invoice(root)
    signed, issues = check_xml_signature(root, document.content)
    yield Page(number=1, format=Format.XML, embedded=invoice, signed=signed, issues=issues)


def read_einvoice(content: bytes) -> EmbeddedInvoice:
    """The invoice in an XML file, loose or taken from a PDF.

    Raises UnreadableFile (`not_an_invoice_xml`, `xml_damaged`, `xml_encoding`) and RefusedFile (`xml_dtd` and the limits of `parse_xml`).
    """
    return _invoice(parse_xml(content))


def _invoice(root: Element) -> EmbeddedInvoice:
    invoice = read_einvoice_element(root)
    if invoice is None:
        raise UnreadableFile(
            "not_an_invoice_xml",
            "This XML is no Chinese electronic invoice. Send the XML, OFD or PDF that the seller or the tax platform issued.",
            "该 XML 不是电子发票数据，请提供开票方或税务平台交付的 XML、OFD 或 PDF。",
        )
    return with_default_kind(invoice)


def with_default_kind(invoice: EmbeddedInvoice) -> EmbeddedInvoice:
    """Where the data does not tell: the form of 2020 (it has a code) was made for electronic general invoices."""
    return replace(invoice, kind=Kind.VAT_E_GENERAL) if not invoice.kind and invoice.fields.get("invoice_code") else invoice


def read_einvoice_element(root: Element) -> EmbeddedInvoice | None:
    """The invoice in parsed XML; None when it is of no known form or names no invoice. Its kind is "" where the data alone does not tell."""
    invoice = _read(root)
    return invoice if invoice and (invoice.fields.get("invoice_number") or invoice.fields.get("total")) else None


def _read(root: Element) -> EmbeddedInvoice | None:
    if is_digital(root):
        return read_digital(root)
    if is_voucher(root):
        return read_voucher(root)
    if is_tax_control(root):
        return read_tax_control(root)
    return None
