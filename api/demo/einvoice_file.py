"""An invented 数电 invoice as the XML that sellers hand out: what the demonstration sends where no picture or PDF is at hand. Needs no fonts."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from intake.domain.money import format_fen, parse_fen
from intake.invoice import Kind
from intake.verification.simulator.bureau import TrueInvoice

Content = str | Sequence[tuple[str, "Content"]]


def einvoice_file(true: TrueInvoice, *, pretty: bool = False) -> bytes:
    """`pretty`: the same invoice in other bytes, as another system would save it. Elements: the `EInvoice` schema that tax platforms issue."""
    face = true.face
    special = true.kind is Kind.DIGITAL_SPECIAL
    header: Content = (
        ("EIid", face["invoice_number"]),
        ("EInvoiceTag", "SWEI1100"),
        ("Version", "0.2"),
        (
            "InherentLabel",
            (
                ("InIssuType", (("LabelCode", "Y"), ("LabelName", "蓝字发票"))),
                ("EInvoiceType", (("LabelCode", "01"), ("LabelName", "电子发票"))),
                ("GeneralOrSpecialVAT", (("LabelCode", "01" if special else "02"), ("LabelName", "增值税专用发票" if special else "普通发票"))),
            ),
        ),
    )
    sums = (
        ("TotalAmWithoutTax", face["amount"]),
        ("TotalTaxAm", face["tax"]),
        ("TotalTax-includedAmount", face["total"]),
        ("TotalTax-includedAmountInChinese", face["total_in_words"]),
        ("Drawer", "开票员"),
        ("RequestTime", f"{face['issue_date']} 10:24:31"),
    )
    data: list[tuple[str, Content]] = [_party(true, "seller", "Seller"), _party(true, "buyer", "Buyer"), ("BasicInformation", sums)]
    data.extend(("IssuItemInformation", _item(item["name"], item["amount"], item["tax"])) for item in true.items)
    data.append(("AdditionalInformation", (("Remark", face.get("remarks", "")),)))
    supervision = (("InvoiceNumber", face["invoice_number"]), ("IssueTime", face["issue_date"]), ("TaxBureauCode", "11100000000"))
    root = Element("EInvoice")
    _fill(root, (("Header", header), ("EInvoiceData", data), ("TaxSupervisionInfo", supervision)))
    if pretty:
        indent(root)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + bytes(tostring(root, encoding="utf-8", short_empty_elements=False))


def _party(true: TrueInvoice, side: str, name: str) -> tuple[str, Content]:
    return f"{name}Information", ((f"{name}IdNum", true.face[f"{side}_tax_id"]), (f"{name}Name", true.face[f"{side}_name"]))


def _item(name: str, amount: str, tax: str) -> Content:
    total = (parse_fen(amount) or 0) + (parse_fen(tax) or 0)
    return (
        ("ItemName", name),
        ("MeaUnits", "次"),
        ("Quantity", "1"),
        ("UnPrice", amount),
        ("Amount", amount),
        ("TaxRate", "0.06"),
        ("ComTaxAm", tax),
        ("TotaltaxIncludedAmount", format_fen(total)),
    )


def _fill(parent: Element, content: Content) -> None:
    if isinstance(content, str):
        parent.text = content
        return
    for name, inner in content:
        _fill(SubElement(parent, name), inner)
