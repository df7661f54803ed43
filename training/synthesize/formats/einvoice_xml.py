"""Invoices as data: the 数电 `EInvoice`, and `original_invoice.xml` of the OFD invoices of 2020."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from intake.domain.money import format_fen, parse_fen
from intake.domain.tax_rates import rate_fraction
from intake.invoice import Kind
from training.synthesize.invoice_values import SyntheticInvoice

FP = "http://www.edrm.org.cn/schema/e-invoice/2019"
Content = str | Sequence[tuple[str, "Content"]]


def write_digital_xml(invoice: SyntheticInvoice, rng: Random) -> bytes:
    """数电 XML (`EInvoice`, versions 0.2 and 0.32) in one of the orders of blocks that occur."""
    fields = invoice.fields
    root = Element("EInvoice")
    area = invoice.face["tax_area"]
    special = invoice.kind is Kind.DIGITAL_SPECIAL
    number, day = fields["invoice_number"], fields["issue_date"]
    red = fields["total"].startswith("-")
    header: Content = (
        ("EIid", number),
        ("EInvoiceTag", f"SWEI{area}"),
        ("Version", rng.choice(("0.2", "0.32"))),
        (
            "InherentLabel",
            (
                ("InIssuType", (("LabelCode", "N" if red else "Y"), ("LabelName", "红字发票" if red else "蓝字发票"))),
                ("EInvoiceType", (("LabelCode", rng.choice(("01", "02"))), ("LabelName", "电子发票"))),
                ("GeneralOrSpecialVAT", (("LabelCode", "01" if special else "02"), ("LabelName", "增值税专用发票" if special else "普通发票"))),
            ),
        ),
        ("UndefinedLabel", (("Label", (("LabelType", ""), ("LabelCode", ""), ("LabelName", ""))),)),
    )
    data: list[tuple[str, Content]] = [_party(invoice, "seller", "Seller"), _party(invoice, "buyer", "Buyer"), _basic(invoice, day)]
    data += [("IssuItemInformation", _item(row)) for row in invoice.items]
    if red:
        data.append(("SpecificInformation", (("RedEInvoice", (("OriginalInvoiceCode", fields["remarks"][11:31]), ("CreditNoteNumber", ""))),)))
    data.append(("AdditionalInformation", (("Remark", fields["remarks"]),)))
    supervision: Content = (
        ("InvoiceNumber", number),
        ("IssueTime", day if rng.random() < 0.6 else f"{day} 10:24:31"),
        ("TaxBureauCode", f"1{area}000000"),
        ("TaxBureauName", f"国家税务总局{invoice.face['bureau']}"),
    )
    blocks: list[tuple[str, Content]] = [("Header", header), ("EInvoiceData", data), ("TaxSupervisionInfo", supervision)]
    if rng.random() < 0.3:
        blocks = [blocks[0], blocks[2], blocks[1]]
    _fill(root, blocks)
    return _serialised(root, pretty=rng.random() < 0.5)


def write_original_invoice(invoice: SyntheticInvoice) -> bytes:
    """The data attachment of electronic invoices with a code (2020 form). Elements carry the namespace, the root does not."""
    fields = invoice.fields
    year, month, day = fields["issue_date"].split("-")
    body: list[tuple[str, Content]] = [
        ("DocID", "01"),
        ("InvoiceCode", fields["invoice_code"]),
        ("InvoiceNo", fields["invoice_number"]),
        ("TypeCode", "0"),
        ("IssueDate", f"{year}年{month}月{day}日"),
        ("InvoiceCheckCode", fields["check_code"]),
        ("MachineNo", fields.get("machine_number", "")),
        ("TaxControlCode", invoice.face.get("cipher", "")),
    ]
    for side, name in (("buyer", "Buyer"), ("seller", "Seller")):
        body.append(
            (
                name,
                (
                    (f"{name}Name", fields[f"{side}_name"]),
                    (f"{name}TaxID", fields[f"{side}_tax_id"]),
                    (f"{name}AddrTel", fields[f"{side}_address_phone"]),
                    (f"{name}FinancialAccount", fields[f"{side}_bank_account"]),
                ),
            )
        )
    body += [
        ("TaxInclusiveTotalAmount", fields["total"]),
        ("Note", fields["remarks"]),
        ("InvoiceClerk", fields["drawer"]),
        ("Payee", fields["payee"]),
        ("Checker", fields["reviewer"]),
        ("TaxTotalAmount", fields["tax"] or "***"),
        ("TaxExclusiveTotalAmount", fields["amount"]),
        ("GraphCode", invoice.qr),
        ("GoodsInfos", [("GoodsInfo", _goods(row)) for row in invoice.items]),
    ]
    root = Element("eInvoice", {"xmlns:fp": FP, "Version": "1.0"})
    _fill(root, [(f"fp:{name}", content) for name, content in body], prefix="fp:")
    return _serialised(root, pretty=False)


def _party(invoice: SyntheticInvoice, side: str, name: str) -> tuple[str, Content]:
    fields = invoice.fields
    parts = (("IdNum", fields[f"{side}_tax_id"]), ("Name", fields[f"{side}_name"]), ("Addr", ""), ("TelNum", ""), ("BankName", ""), ("BankAccNum", ""))
    return f"{name}Information", tuple((name + part, value) for part, value in parts)


def _basic(invoice: SyntheticInvoice, day: str) -> tuple[str, Content]:
    fields = invoice.fields
    return (
        "BasicInformation",
        (
            ("TotalAmWithoutTax", fields["amount"]),
            ("TotalTaxAm", fields["tax"] or "0.00"),
            ("TotalTax-includedAmount", fields["total"]),
            ("TotalTax-includedAmountInChinese", fields["total_in_words"]),
            ("Drawer", fields["drawer"]),
            ("RequestTime", f"{day} 10:24:31"),
        ),
    )


def _item(row: Mapping[str, str]) -> Content:
    rate = rate_fraction(row["tax_rate"])
    tax = parse_fen(row["tax"]) or 0
    total = (parse_fen(row["amount"]) or 0) + tax
    return (
        ("ItemName", row["name"]),
        ("SpecMod", row["specification"]),
        ("MeaUnits", row["unit"]),
        ("Quantity", row["quantity"]),
        ("UnPrice", row["unit_price"]),
        ("Amount", row["amount"]),
        ("TaxRate", row["tax_rate"] if row["tax_rate"] in ("免税", "不征税") else "" if rate is None else f"{rate:.6f}"),
        ("ComTaxAm", row["tax"]),
        ("TotaltaxIncludedAmount", format_fen(total)),
        ("TaxClassificationCode", "3040203000000000000"),
    )


def _goods(row: Mapping[str, str]) -> Content:
    return (
        ("Item", row["name"]),
        ("Specification", row.get("specification", row.get("plate_number", ""))),
        ("MeasurementDimension", row.get("unit", row.get("vehicle_type", ""))),
        ("Price", row.get("unit_price", row.get("end_date", "").replace("-", ""))),
        ("Quantity", row.get("quantity", row.get("start_date", "").replace("-", ""))),
        ("Amount", row["amount"]),
        ("TaxScheme", row["tax_rate"]),
        ("TaxAmount", row["tax"] or "***"),
    )


def _fill(parent: Element, content: Content, prefix: str = "") -> None:
    if isinstance(content, str):
        parent.text = content
        return
    for name, inner in content:
        _fill(SubElement(parent, name if name.startswith(prefix) else prefix + name), inner, prefix)


def _serialised(root: Element, *, pretty: bool) -> bytes:
    if pretty:
        indent(root)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + bytes(tostring(root, encoding="utf-8", short_empty_elements=False))
