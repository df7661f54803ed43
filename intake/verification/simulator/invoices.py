"""Invented invoices as taxpayers issue them, one for every kind that is looked up: codes, numbers and sums hold, names and ids belong to nobody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from intake.behaviour.history import CHINA_TIME
from intake.domain.amount_words import write_words
from intake.domain.invoice_code import write_invoice_code
from intake.domain.invoice_number import write_digital_number
from intake.domain.kind_codes import kind_name
from intake.domain.money import format_fen
from intake.domain.tax_id import write_credit_code
from intake.verification.requirements import NEEDS
from intake.verification.simulator.bureau import TrueInvoice
from intake.verification.verifier import InvoiceStatus

_CODE_KINDS = {
    "VAT_SPECIAL": "01",
    "FREIGHT_SPECIAL": "02",
    "MOTOR_VEHICLE": "03",
    "VAT_GENERAL": "04",
    "E_SPECIAL": "08",
    "E_GENERAL": "10",
    "ROLL": "11",
    "TOLL_E": "14",
    "USED_VEHICLE": "15",
    "DP_SPECIAL": "01",
    "DP_GENERAL": "04",
    "DP_MOTOR": "03",
    "DP_USED": "15",
}
_TAX_PERCENT = 6


def true_invoice(
    detail: str, serial: int, issued_at: datetime, *, amount: int = 100_00, status: InvoiceStatus = InvoiceStatus.NORMAL, area: str = "1100"
) -> TrueInvoice:
    """`detail`: a finer id of `requirements.NEEDS`; `amount` in 分 without tax; one serial gives one number. Raises ValueError for kinds that nobody looks up."""
    name = kind_name(detail)
    if detail not in NEEDS or name is None:
        raise ValueError(f"{detail!r} is not looked up")
    day = issued_at.astimezone(CHINA_TIME).date()
    tax = amount * _TAX_PERCENT // 100
    face = {
        **_numbers(detail, serial, day.year, area),
        "issue_date": day.isoformat(),
        "buyer_name": "海州青禾云图科技有限公司",
        "buyer_tax_id": write_credit_code("91", "310115", "MA1K0B8X"),
        "seller_name": f"海州望潮餐饮管理(第{serial % 7 + 1})有限公司",
        "seller_tax_id": write_credit_code("91", "110108", f"MA00A{serial % 7}B2"),
        "amount": format_fen(amount),
        "tax": format_fen(tax),
        "total": format_fen(amount + tax),
        "total_in_words": write_words(amount + tax),
        "remarks": f"合同号 {serial}",
    }
    item = {
        "name": "*餐饮服务*餐费",
        "unit": "次",
        "quantity": "1",
        "unit_price": format_fen(amount),
        "amount": format_fen(amount),
        "tax_rate": f"{_TAX_PERCENT}%",
        "tax": format_fen(tax),
    }
    return TrueInvoice(name.kind, detail, face, issued_at, (item,), status)


def _numbers(detail: str, serial: int, year: int, area: str) -> Mapping[str, str]:
    if not NEEDS[detail].has_code:
        return {"invoice_number": write_digital_number(year, area[:2], serial)}
    number = {"invoice_number": f"{serial % 99_999_999 + 1:08d}"}
    if detail == "BLOCKCHAIN":
        return {**number, "invoice_code": f"1{NEEDS[detail].areas[0]}{year % 100:02d}09110", "check_code": f"{serial % 0xFFFFF:05x}"}
    if detail == "COMMON_E":
        return {**number, "invoice_code": f"1{NEEDS[detail].areas[0]}{year % 100:02d}88010", "check_code": f"{serial:020d}"}
    return {**number, "invoice_code": write_invoice_code(_CODE_KINDS[detail], area, year), "check_code": f"{serial * 7919 + 100_003:020d}"}
