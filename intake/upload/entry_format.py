"""A ledger entry as JSON with the receiver-view names of the accounting data standard for electronic vouchers (电子凭证会计数据标准, 财会〔2025〕9号).

Names of the receiver's view and of configurations are the standard's; the invoice's own data have the names of the electronic invoice's XML (`EInvoice`). What has no name in
either (check code and machine number of paper invoices, our keys) has one of ours. Sums are decimal texts with two places, as in XML; flags are JSON booleans. What only the ledger
knows (voucher, posting, payment, deduction) is left out, for the ledger to fill in.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from intake.domain.money import format_fen, parse_fen
from intake.invoice import Kind
from intake.kinds.fields import fields_of
from intake.upload.ledger import LedgerEntry

FORMAT = "fapiao-ledger-entry/1"
_CONFIGURATIONS: Mapping[Kind, str] = {  # paper invoices have none
    Kind.DIGITAL_GENERAL: "einv_ord_receiver",
    Kind.DIGITAL_SPECIAL: "einv_spcl_receiver",
    Kind.VAT_E_GENERAL: "inv_ord_receiver",
    Kind.VAT_E_SPECIAL: "inv_spcl_receiver",
    Kind.RAIL_E: "rai_receiver",
    Kind.AIR_E: "atr_receiver",
    Kind.FISCAL: "ntrev_gpm_receiver",
}
_NAMES: Mapping[str, str] = {
    "invoice_code": "InvoiceCode",
    "invoice_number": "InvoiceNumber",
    "issue_date": "IssueTime",
    "check_code": "InvoiceCheckCode",
    "machine_number": "MachineNumber",
    "seller_name": "SellerName",
    "seller_tax_id": "SellerIdNum",
    "buyer_name": "BuyerName",
    "buyer_tax_id": "BuyerIdNum",
    "amount": "TotalAmWithoutTax",
    "tax": "TotalTaxAm",
    "total": "TotalTax-includedAmount",
    "total_in_words": "TotalTax-includedAmountInChinese",
    "drawer": "Drawer",
    "remarks": "Remark",
}
_ITEM_NAMES: Mapping[str, str] = {
    "name": "ItemName",
    "specification": "SpecMod",
    "unit": "MeaUnits",
    "quantity": "Quantity",
    "unit_price": "UnPrice",
    "amount": "Amount",
    "tax_rate": "TaxRate",
    "tax": "ComTaxAm",
    "plate_number": "PlateNumber",
    "vehicle_type": "VehicleType",
    "start_date": "StartDatesOfPassage",
    "end_date": "EndDatesOfPassage",
}
_SUMS = (("amount", "amount"), ("tax", "tax"), ("total", "total"))
_ROUNDING = 1
"""分. Sum and parts of one invoice agree; tickets of several rates are off by one at most."""


@dataclass(frozen=True)
class Problem:
    """Something that keeps an entry from being handed over."""

    field: str
    message: str
    """What is the matter, and what to do about it."""
    message_zh: str

    def __str__(self) -> str:
        return f"{self.field}: {self.message} · {self.message_zh}"


def problems_of(entry: LedgerEntry) -> tuple[Problem, ...]:
    """Everything that any ledger needs and this entry does not have, though its kind has it. Nothing is sent while there is one."""
    found: list[Problem] = []
    printed = fields_of(entry.kind)  # a rail ticket names no seller, a paper one has no invoice number
    if not entry.business.number and "invoice_number" in printed:
        found.append(Problem("invoice_number", "is missing: read it off the picture and correct it", "缺少发票号码，请对照影像补录"))
    if entry.issue_date is None:
        found.append(Problem("issue_date", "is missing or no date: write it as YYYY-MM-DD", "缺少开票日期或格式有误，请按 YYYY-MM-DD 填写"))
    if entry.total is None:
        found.append(Problem("total", "is missing: write the sum with tax, two decimals", "缺少价税合计，请填写含税金额（两位小数）"))
    if not entry.text("seller_name") and "seller_name" in printed:
        found.append(Problem("seller_name", "is missing: no ledger books an invoice without its seller", "缺少销售方名称，请补录"))
    if entry.amount is not None and entry.tax is not None and entry.total is not None and abs(entry.amount + entry.tax - entry.total) > _ROUNDING:
        sums = f"{format_fen(entry.amount)} + {format_fen(entry.tax)} ≠ {format_fen(entry.total)}"
        found.append(Problem("total", f"does not agree ({sums}): correct the one that is wrong", f"金额、税额与价税合计不符（{sums}），请更正"))
    found += [_not_a_sum(name) for name, _ in _SUMS if entry.text(name) and parse_fen(entry.text(name)) is None]
    return tuple(found)


def entry_json(entry: LedgerEntry) -> dict[str, Any]:
    """What is written and sent. Names are added to it and never changed or removed."""
    named = {_NAMES[name]: value for name, value in entry.fields.items() if name in _NAMES}
    for name, value in (("amount", entry.amount), ("tax", entry.tax), ("total", entry.total)):
        if value is not None:
            named[_NAMES[name]] = format_fen(value)
    return {
        "Format": FORMAT,
        "ConfigId": _CONFIGURATIONS.get(entry.kind, ""),
        "InvoiceKind": entry.kind.value,
        "BusinessKey": entry.business.key,
        "Revision": entry.revision,
        "IdempotencyKey": entry.idempotency_key,
        **named,
        "IssuItemInformation": [{_ITEM_NAMES[name]: cell for name, cell in item.items() if name in _ITEM_NAMES and cell} for item in entry.items],
        "WhetherInvoiceHasBeenChecked": entry.checked,
        "WhetherInvoiceIsRedInvoice": entry.total is not None and entry.total < 0,
        "UnifiedSocialCreditCodeOfAccountingEntity": entry.text("buyer_tax_id"),
        "NameOfAccountingEntity": entry.text("buyer_name"),
        "OriginalFile": {
            "Name": entry.original.name,
            "MediaType": entry.original.media_type,
            "Size": entry.original.size,
            "Sha256": entry.original.sha256,
        },
        "AllFields": dict(sorted(entry.fields.items())),
    }


def entry_bytes(entry: LedgerEntry) -> bytes:
    """UTF-8, the same bytes for the same entry."""
    return json.dumps(entry_json(entry), ensure_ascii=False, indent=1, sort_keys=True).encode()


def _not_a_sum(name: str) -> Problem:
    return Problem(name, "is no sum: write it with two decimals, like 106.00", "金额格式有误，请按两位小数填写，如 106.00")
