"""Electronic invoices of 2020 (税控): `eInvoice`, as attached to OFD files under the name original_invoice.xml.

`GraphCode` holds the QR code's text, or a picture of it as base64. The same element names, with references to print instead of values, are used by
OFD tags; there the lines of goods may be a flat run of `Item`, `TaxScheme`, `Amount` ... without a `GoodsInfo` around each.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from intake.document import EmbeddedInvoice
from intake.domain.invoice_number import is_short_number
from intake.domain.kind_codes import kind_of_code, kind_of_payload
from intake.domain.qr_payload import parse_invoice_qr
from intake.invoice import Kind
from intake.opening.einvoice import values
from intake.opening.qr_picture import qr_payload_of

_GOODS = ("Item", "Specification", "MeasurementDimension", "Quantity", "Price", "Amount", "TaxScheme", "TaxAmount")
_DAY = re.compile(r"20\d\d(?:\d{4}|-\d\d-\d\d)")


def is_tax_control(root: Element) -> bool:
    return _invoice(root) is not None


def read_tax_control(root: Element) -> EmbeddedInvoice:
    """The invoice; ask `is_tax_control` before. The kind is "" when neither invoice code nor QR code tells."""
    invoice = _invoice(root)
    assert invoice is not None
    fields = values.fields_of(
        {
            "invoice_code": (values.first(invoice, "InvoiceCode"), values.invoice_number),
            "invoice_number": (values.first(invoice, "InvoiceNo"), values.invoice_number),
            "issue_date": (values.first(invoice, "IssueDate"), values.day),
            "check_code": (values.first(invoice, "InvoiceCheckCode"), values.compact),
            "machine_number": (values.first(invoice, "MachineNo"), values.compact),
            "cipher": (values.first(invoice, "TaxControlCode"), values.compact),
            "buyer_name": (values.first(invoice, "Buyer/BuyerName"), values.text),
            "buyer_tax_id": (values.first(invoice, "Buyer/BuyerTaxID"), values.tax_id),
            "buyer_address_phone": (values.first(invoice, "Buyer/BuyerAddrTel"), values.text),
            "buyer_bank_account": (values.first(invoice, "Buyer/BuyerFinancialAccount"), values.text),
            "seller_name": (values.first(invoice, "Seller/SellerName"), values.text),
            "seller_tax_id": (values.first(invoice, "Seller/SellerTaxID"), values.tax_id),
            "seller_address_phone": (values.first(invoice, "Seller/SellerAddrTel"), values.text),
            "seller_bank_account": (values.first(invoice, "Seller/SellerFinancialAccount"), values.text),
            "amount": (values.first(invoice, "TaxExclusiveTotalAmount"), values.money),
            "tax": (values.first(invoice, "TaxTotalAmount"), values.money),
            "total": (values.first(invoice, "TaxInclusiveTotalAmount"), values.money),
            "total_in_words": (values.first(invoice, "TaxInclusiveTotalAmountWithWords"), values.words),
            "remarks": (values.first(invoice, "Note"), values.remarks),
            "payee": (values.first(invoice, "Payee"), values.text),
            "reviewer": (values.first(invoice, "Checker"), values.text),
            "drawer": (values.first(invoice, "InvoiceClerk"), values.text),
        }
    )
    goods = tuple(_item(row) for row in _rows(invoice))
    payload = _payload(values.first(invoice, "GraphCode") or "")
    kind = _kind(fields, goods, payload)
    items = tuple(_toll_item(item) for item in goods) if kind == Kind.TOLL_E else goods
    return EmbeddedInvoice(kind, fields, items, payload)


def _invoice(root: Element) -> Element | None:
    """The first element that has an invoice number of its own, among those of this form's names."""
    return next((element for element in root.iter() if element.find("InvoiceNo") is not None), None)


def _kind(fields: dict[str, str], goods: tuple[dict[str, str], ...], payload: str) -> str:
    named = kind_of_code(fields.get("invoice_code", ""))
    if named is None and is_short_number(fields.get("invoice_number", "")):
        qr = parse_invoice_qr(payload)
        named = kind_of_payload(qr) if qr else None
    # The QR code of a toll invoice says 10, as an electronic general invoice's does; its columns tell.
    if named is not None and named.kind == Kind.VAT_E_GENERAL and goods and all(_is_passage(item) for item in goods):
        return Kind.TOLL_E
    return named.kind if named else ""


def _rows(invoice: Element) -> Iterator[Element]:
    """Each line of goods as an element with the children named in `_GOODS`."""
    wrapped = [row for row in invoice.iter("GoodsInfo") if row.find("Item") is not None]
    if wrapped:
        yield from wrapped
        return
    row: Element | None = None
    for child in invoice:
        if child.tag == "Item":
            if row is not None:
                yield row
            row = Element("GoodsInfo")
        if row is not None and child.tag in _GOODS:
            row.append(child)
    if row is not None:
        yield row


def _item(row: Element) -> dict[str, str]:
    return {
        "name": values.text(values.first(row, "Item") or ""),
        "specification": values.text(values.first(row, "Specification") or ""),
        "unit": values.text(values.first(row, "MeasurementDimension") or ""),
        "quantity": values.number(values.first(row, "Quantity") or ""),
        "unit_price": values.number(values.first(row, "Price") or ""),
        "amount": values.money(values.first(row, "Amount") or "") or "",
        "tax_rate": values.rate(values.first(row, "TaxScheme") or ""),
        "tax": values.money(values.first(row, "TaxAmount") or "") or "",
    }


def _is_passage(item: dict[str, str]) -> bool:
    return bool(_DAY.fullmatch(item["quantity"]) and _DAY.fullmatch(item["unit_price"]))


def _toll_item(item: dict[str, str]) -> dict[str, str]:
    """Toll invoices use the goods columns for plate, vehicle type and the days of passage."""
    return {
        "name": item["name"],
        "plate_number": item["specification"],
        "vehicle_type": item["unit"],
        "start_date": values.day(item["quantity"]) or "",
        "end_date": values.day(item["unit_price"]) or "",
        "amount": item["amount"],
        "tax_rate": item["tax_rate"],
        "tax": item["tax"],
    }


def _payload(graph_code: str) -> str:
    """The QR code's text, from its text or its picture; "" when it is neither."""
    if parse_invoice_qr(graph_code):
        return graph_code
    try:
        picture = base64.b64decode(re.sub(r"\s", "", graph_code), validate=True)
    except (binascii.Error, ValueError):
        return ""
    return qr_payload_of(picture) if picture else ""
