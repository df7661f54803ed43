"""Buyer and seller: R05, R23."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from intake.checks.rule import Breach, read_text
from intake.domain.invoice_code import parse_invoice_code
from intake.domain.invoice_number import parse_digital_number
from intake.domain.regions import REGIONS, area_of_code, same_province
from intake.domain.tax_id import TaxIdKind, is_credit_code, is_organisation_code, single_repair, tax_id_kind
from intake.invoice import Invoice, Kind, Severity, Suggestion

_PARTIES = (("buyer_tax_id", "buyer's", "购买方"), ("seller_tax_id", "seller's", "销售方"))
_ISSUED_CENTRALLY = (Kind.RAIL_E, Kind.AIR_E)


def tax_ids_hold(invoice: Invoice, today: date) -> Iterator[Breach]:
    """R05"""
    for name, whose, whose_zh in _PARTIES:
        text = read_text(invoice, name)
        if text:
            yield from _id_breaches(name, text, whose, whose_zh)


def _id_breaches(name: str, text: str, whose: str, whose_zh: str) -> Iterator[Breach]:
    kind = tax_id_kind(text)
    repaired = single_repair(text)
    if kind is TaxIdKind.INVALID:
        yield Breach(
            f"The {whose} tax id fails its check digit, so at least one character is wrong. Check it against the original.",
            f"{whose_zh}纳税人识别号校验不通过, 至少有一个字符有误, 请核对原件。",
            (name,),
            repaired or "",
            text,
            Suggestion(name, repaired) if repaired else None,
        )
    elif kind is TaxIdKind.SHAPE_ONLY:
        yield Breach(
            f"The {whose} tax id has {len(text)} characters and no check digit that holds. Check it against the original.",
            f"{whose_zh}纳税人识别号为{len(text)}位, 无法用校验位核实, 请核对原件。",
            (name,),
            repaired or "",
            text,
            Suggestion(name, repaired) if repaired else None,
            severity=Severity.WARNING,
        )
    elif is_credit_code(text) and not is_organisation_code(text[8:17]):
        yield Breach(
            f"The organisation code inside the {whose} tax id fails its check digit. Check it against the original.",
            f"{whose_zh}统一社会信用代码中的组织机构代码校验不通过, 请核对原件。",
            (name,),
            found=text,
            severity=Severity.WARNING,
        )


def seller_is_of_the_area(invoice: Invoice, today: date) -> Iterator[Breach]:
    """R23"""
    seller = read_text(invoice, "seller_tax_id")
    if invoice.kind in _ISSUED_CENTRALLY or not is_credit_code(seller):
        return
    home = area_of_code(seller[2:6])
    issued = _area_of_invoice(invoice)
    if not home or not issued or same_province(home, issued):
        return
    yield Breach(
        f"The seller is registered in {REGIONS[home]}, the invoice was issued in {REGIONS[issued]}. Firms do move; look twice at a new one.",
        f"销售方登记地为{REGIONS[home]}, 发票开具地为{REGIONS[issued]}。企业迁移等情形属正常, 新供应商请留意。",
        ("seller_tax_id",),
        REGIONS[issued],
        REGIONS[home],
    )


def _area_of_invoice(invoice: Invoice) -> str | None:
    code = parse_invoice_code(read_text(invoice, "invoice_code"))
    if code is not None:
        return code.area
    number = parse_digital_number(read_text(invoice, "invoice_number"))
    return number.area if number is not None else None
