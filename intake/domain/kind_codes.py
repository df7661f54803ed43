"""Kinds of invoice as QR codes, titles and invoice codes name them, mapped to ours.

The code systems of bureau, platform and vendors collide (83 is rail here and motor vehicle there), so ours is an own list and the mapping
happens at the edges, in one table.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from intake.domain.invoice_code import parse_invoice_code
from intake.domain.qr_payload import InvoiceQr, QrForm
from intake.invoice import Kind


@dataclass(frozen=True)
class KindName:
    detail: str
    """The finer id, `kind_detail` in results."""
    kind: Kind
    title: str
    """The name printed as title, half-width brackets, without the area's name before it."""
    qr_numbers: tuple[str, ...] = ()
    """Second field of the QR payload, the proven one first."""


KIND_NAMES: tuple[KindName, ...] = (
    KindName("VAT_SPECIAL", Kind.VAT_SPECIAL, "增值税专用发票", ("01",)),
    KindName("FREIGHT_SPECIAL", Kind.VAT_SPECIAL, "货物运输业增值税专用发票", ("02",)),
    KindName("MOTOR_VEHICLE", Kind.MOTOR_VEHICLE, "机动车销售统一发票", ("03",)),
    KindName("VAT_GENERAL", Kind.VAT_GENERAL, "增值税普通发票", ("04",)),
    KindName("E_SPECIAL", Kind.VAT_E_SPECIAL, "增值税电子专用发票", ("08", "20")),
    KindName("E_GENERAL", Kind.VAT_E_GENERAL, "增值税电子普通发票", ("10",)),
    KindName("ROLL", Kind.VAT_ROLL, "增值税普通发票(卷票)", ("11",)),
    KindName("TOLL_E", Kind.TOLL_E, "增值税电子普通发票(通行费)", ("14",)),
    KindName("USED_VEHICLE", Kind.USED_VEHICLE, "二手车销售统一发票", ("15",)),
    KindName("D_SPECIAL", Kind.DIGITAL_SPECIAL, "电子发票(增值税专用发票)", ("31",)),
    KindName("D_GENERAL", Kind.DIGITAL_GENERAL, "电子发票(普通发票)", ("32",)),
    KindName("D_TOLL", Kind.TOLL_E, "电子发票(通行费)"),
    KindName("D_RAIL", Kind.RAIL_E, "电子发票(铁路电子客票)", ("51",)),
    KindName("D_AIR", Kind.AIR_E, "电子发票(航空运输电子客票行程单)", ("61",)),
    KindName("D_MOTOR", Kind.MOTOR_VEHICLE, "电子发票(机动车销售统一发票)"),
    KindName("D_USED", Kind.USED_VEHICLE, "电子发票(二手车销售统一发票)"),
    KindName("DP_SPECIAL", Kind.DIGITAL_SPECIAL, "增值税专用发票"),
    KindName("DP_GENERAL", Kind.DIGITAL_GENERAL, "普通发票"),
    KindName("DP_MOTOR", Kind.MOTOR_VEHICLE, "机动车销售统一发票"),
    KindName("DP_USED", Kind.USED_VEHICLE, "二手车销售统一发票"),
    KindName("BLOCKCHAIN", Kind.BLOCKCHAIN, "区块链电子普通发票"),
    KindName("FISCAL", Kind.FISCAL, "财政票据"),
    KindName("COMMON_E", Kind.VAT_E_GENERAL, "通用电子发票"),
)
"""The 数电 paper kinds (DP_*) carry the titles of the older papers; only a twenty-digit number in the cipher area tells them apart."""

_BLOCKCHAIN_TITLE = re.compile(r"区块链")


def kind_name(detail: str) -> KindName | None:
    """The row of a finer id."""
    return next((row for row in KIND_NAMES if row.detail == detail), None)


def kind_of_qr(number: str) -> KindName | None:
    """The row of a QR payload's kind number. Toll invoices say 10 there, so that 10 is E_GENERAL or TOLL_E and only the print tells."""
    return next((row for row in KIND_NAMES if number in row.qr_numbers), None)


def kind_of_payload(qr: InvoiceQr) -> KindName | None:
    """The row that a whole payload speaks of: blockchain invoices say 10 as well, or no kind, but their payloads have forms of their own."""
    if qr.form in (QrForm.YUNNAN_BLOCKCHAIN, QrForm.SHENZHEN_BLOCKCHAIN):
        return kind_name("BLOCKCHAIN")
    return kind_of_qr(qr.kind)


def kind_of_code(code: str) -> KindName | None:
    """The row that an invoice code speaks of; None where the code does not tell."""
    parsed = parse_invoice_code(code)
    return kind_of_qr(parsed.kind) if parsed and parsed.kind else None


def kind_of_title(title: str) -> KindName | None:
    """The row whose title a line of print holds, the longest that fits; None where there is none. Area names before it and blanks inside do not matter."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", title))
    if _BLOCKCHAIN_TITLE.search(plain):
        return kind_name("BLOCKCHAIN")
    fitting = [row for row in KIND_NAMES if row.title in plain and not row.detail.startswith("DP_")]
    return max(fitting, key=lambda row: len(row.title), default=None)
