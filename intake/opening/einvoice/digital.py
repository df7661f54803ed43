"""数电 invoices as the tax bureau hands them out: `EInvoice` with `EInvoiceData` and `TaxSupervisionInfo`.

Versions 0.2 and 0.32 differ in the order of blocks and in what they leave out, so every block is looked for by name. Elements that mislead:
`TotalTax-includedAmount` (with a hyphen; the line's own is `TotaltaxIncludedAmount`); `RequestTime` has a time, `IssueTime` often only a date; in toll
invoices `Quantity` and `UnPrice` may repeat the days of passage.
"""

from __future__ import annotations

from itertools import chain
from xml.etree.ElementTree import Element

from intake.document import EmbeddedInvoice
from intake.invoice import Kind
from intake.opening.einvoice import values

_TITLES = (
    ("铁路电子客票", Kind.RAIL_E),
    ("航空运输电子客票", Kind.AIR_E),
    ("二手车销售", Kind.USED_VEHICLE),
    ("机动车销售", Kind.MOTOR_VEHICLE),
    ("专用", Kind.DIGITAL_SPECIAL),
    ("普通", Kind.DIGITAL_GENERAL),
)
"""Word in a label of the header -> kind, the narrow ones first."""
_CODES = {"01": Kind.DIGITAL_SPECIAL, "02": Kind.DIGITAL_GENERAL}
"""`GeneralOrSpecialVAT`."""


def is_digital(root: Element) -> bool:
    return _data(root) is not None


def read_digital(root: Element) -> EmbeddedInvoice:
    """The invoice under the element that holds `EInvoiceData`; ask `is_digital` before."""
    data = _data(root)
    assert data is not None
    supervision = next(root.iter("TaxSupervisionInfo"), None)
    header = next(root.iter("Header"), None)
    seller, buyer, basic = (data.find(name) for name in ("SellerInformation", "BuyerInformation", "BasicInformation"))
    tolls = tuple(data.iterfind("SpecificInformation/Toll"))
    items = _toll_items(data, tolls) if tolls else _items(data)
    fields = values.fields_of(
        {
            "invoice_number": (_either(values.first(supervision, "InvoiceNumber"), values.first(header, "EIid")), values.invoice_number),
            "issue_date": (_either(values.first(supervision, "IssueTime"), values.first(basic, "RequestTime")), values.day),
            "buyer_name": (values.first(buyer, "BuyerName"), values.text),
            "buyer_tax_id": (values.first(buyer, "BuyerIdNum"), values.tax_id),
            "buyer_address_phone": (values.joined(values.first(buyer, "BuyerAddr"), values.first(buyer, "BuyerTelNum")), values.text),
            "buyer_bank_account": (values.joined(values.first(buyer, "BuyerBankName"), values.first(buyer, "BuyerBankAccNum")), values.text),
            "seller_name": (values.first(seller, "SellerName"), values.text),
            "seller_tax_id": (values.first(seller, "SellerIdNum"), values.tax_id),
            "seller_address_phone": (values.joined(values.first(seller, "SellerAddr"), values.first(seller, "SellerTelNum")), values.text),
            "seller_bank_account": (values.joined(values.first(seller, "SellerBankName"), values.first(seller, "SellerBankAccNum")), values.text),
            "amount": (values.first(basic, "TotalAmWithoutTax"), values.money),
            "tax": (values.first(basic, "TotalTaxAm"), values.money),
            "total": (values.first(basic, "TotalTax-includedAmount"), values.money),
            "total_in_words": (values.first(basic, "TotalTax-includedAmountInChinese"), values.words),
            "drawer": (values.first(basic, "Drawer"), values.text),
            "remarks": (values.first(data, "AdditionalInformation/Remark"), values.remarks),
        }
    )
    if items and fields.get("tax") == "0.00" and all(values.is_exempt(item.get("tax_rate", "")) for item in items):
        fields["tax"] = ""
    return EmbeddedInvoice(Kind.TOLL_E if tolls else _kind(root), fields, items)


def _data(root: Element) -> Element | None:
    return next(root.iter("EInvoiceData"), None)


def _either(one: str | None, other: str | None) -> str | None:
    """The first that says something; "" rather than None."""
    return one or other or (one if one is not None else other)


def _kind(root: Element) -> str:
    code = values.first(next(root.iter("GeneralOrSpecialVAT"), None), "LabelCode")
    labels = "".join((label.text or "") for label in root.iter("LabelName"))
    named = [kind for word, kind in _TITLES if word in labels]
    if named and named[0] not in (Kind.DIGITAL_SPECIAL, Kind.DIGITAL_GENERAL):
        return named[0]
    return _CODES.get(code or "") or (named[0] if named else "")


def _rows(data: Element) -> tuple[Element, ...]:
    """Lines stand in repeated `IssuItemInformation`, or in children of one that have an `ItemName` of their own."""
    blocks = data.iterfind("IssuItemInformation")
    return tuple(chain.from_iterable([child for child in block if child.find("ItemName") is not None] or [block] for block in blocks))


def _items(data: Element) -> tuple[dict[str, str], ...]:
    return tuple(_item(row) for row in _rows(data))


def _item(row: Element) -> dict[str, str]:
    rate = values.rate(values.first(row, "TaxRate") or "")
    return {
        "name": values.text(values.first(row, "ItemName") or ""),
        "specification": values.text(values.first(row, "SpecMod") or ""),
        "unit": values.text(values.first(row, "MeaUnits") or ""),
        "quantity": values.number(values.first(row, "Quantity") or ""),
        "unit_price": values.number(values.first(row, "UnPrice") or ""),
        "amount": values.money(values.first(row, "Amount") or "") or "",
        "tax_rate": rate,
        "tax": _tax(row, rate),
    }


def _tax(row: Element, rate: str) -> str:
    tax = values.money(values.first(row, "ComTaxAm") or "") or ""
    return "" if tax == "0.00" and values.is_exempt(rate) else tax


def _toll_items(data: Element, tolls: tuple[Element, ...]) -> tuple[dict[str, str], ...]:
    """Lines and passages in the same order; one passage may stand for all lines."""
    rows = _rows(data)
    passages = tolls if len(tolls) == len(rows) else tolls[:1] * len(rows)
    return tuple(_toll_item(row, toll) for row, toll in zip(rows, passages, strict=True))


def _toll_item(row: Element, toll: Element) -> dict[str, str]:
    goods = _item(row)
    return {
        "name": goods["name"],
        "plate_number": values.text(values.first(toll, "PlateNumber") or ""),
        "vehicle_type": values.text(values.first(toll, "VehicleType") or ""),
        "start_date": values.day(values.first(toll, "StartDatesOfPassage") or "") or "",
        "end_date": values.day(values.first(toll, "EndDatesOfPassage") or "") or "",
        "amount": goods["amount"],
        "tax_rate": goods["tax_rate"],
        "tax": goods["tax"],
    }
