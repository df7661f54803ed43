"""Code, number, date and kind: R01 to R04, R22."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from intake.checks.rule import Breach, own_qr, read_sum, read_text
from intake.domain.dates import FIRST_YEAR, read_iso_date
from intake.domain.invoice_code import parse_invoice_code
from intake.domain.invoice_number import is_short_number, parse_digital_number
from intake.domain.kind_codes import kind_of_code, kind_of_payload
from intake.domain.money import format_fen
from intake.invoice import Invoice, Kind, Severity
from intake.kinds.fields import KIND_LABELS, VAT_KINDS, fields_of

_OTHER_CODES = (Kind.FISCAL, Kind.MEDICAL, Kind.OTHER, Kind.NOT_INVOICE)
"""Kinds with codes and numbers of their own, which are not described."""
_ELECTRONIC_GENERAL = (Kind.VAT_E_GENERAL, Kind.TOLL_E, Kind.BLOCKCHAIN)
"""Toll and blockchain invoices say 10 in their QR code, and tolls may stand on the general code."""


def code_is_well_formed(invoice: Invoice, today: date) -> Iterator[Breach]:
    """R01"""
    text = read_text(invoice, "invoice_code")
    if not text or invoice.kind in _OTHER_CODES:
        return
    code = parse_invoice_code(text)
    if code is None:
        yield Breach(
            f"The invoice code has {len(text)} characters; it must be 10 or 12 digits. Check it against the original.",
            f"发票代码为{len(text)}位, 应为10位或12位数字, 请核对原件。",
            ("invoice_code",),
            "10 / 12",
            text,
        )
        return
    if not code.area:
        yield Breach(
            "No tax area has the digits that the invoice code names. Check the code against the original.",
            "发票代码中的地区代码不存在, 请核对原件上的发票代码。",
            ("invoice_code",),
            found=text,
        )
    issued = read_iso_date(read_text(invoice, "issue_date"))
    latest = issued.year if issued else today.year
    if not 2000 < code.year <= min(latest, today.year):
        yield Breach(
            f"The invoice code is of the year {code.year}, later than the invoice. Check code and date against the original.",
            f"发票代码的年份({code.year}年)晚于开票日期, 请核对发票代码和开票日期。",
            ("invoice_code", "issue_date"),
            f"<= {latest}",
            str(code.year),
        )
    if len(text) == 10 and text[-1] != "0":
        yield Breach(
            "The last digit of a ten-digit code is 0 on computer-printed invoices. Check the code against the original.",
            "电脑版发票的10位代码末位应为0, 请核对发票代码。",
            ("invoice_code",),
            "0",
            text[-1],
            severity=Severity.WARNING,
        )


def kinds_agree(invoice: Invoice, today: date) -> Iterator[Breach]:
    """R02"""
    if invoice.kind in _OTHER_CODES or invoice.kind_detail.startswith("DP_"):
        return
    # Offices numbered tickets in ways of their own, in which the digits that tell kinds of VAT invoices tell nothing.
    by_code = kind_of_code(read_text(invoice, "invoice_code")) if invoice.kind in VAT_KINDS else None
    qr = own_qr(invoice)
    by_qr = kind_of_payload(qr) if qr else None
    if invoice.title_says is not None and invoice.title_says is not invoice.kind:
        there, here = KIND_LABELS[invoice.title_says], KIND_LABELS[invoice.kind]
        yield Breach(
            f"The title says {there.en}, code and QR code say {here.en}. Compare the title with the original; it may have been altered.",
            f"票面名称为{there.zh}, 发票代码和二维码表示为{here.zh}, 请核对票面名称是否被改动。",
            ("kind",),
            invoice.kind.value,
            invoice.title_says.value,
        )
    for said, fields, by, by_zh in (
        (by_code, ("invoice_code", "kind"), "invoice code", "发票代码"),
        (by_qr, ("kind",), "QR code", "二维码"),
    ):
        if said is None or said.kind is invoice.kind or (said.kind in _ELECTRONIC_GENERAL and invoice.kind in _ELECTRONIC_GENERAL):
            continue
        there, here = KIND_LABELS[said.kind], KIND_LABELS[invoice.kind]
        yield Breach(
            f"The {by} says {there.en}, the print says {here.en}. Check whether the right code was printed or read.",
            f"{by_zh}表示为{there.zh}, 票面为{here.zh}, 请核对发票种类和发票代码。",
            fields,
            said.kind.value,
            invoice.kind.value,
        )


def number_is_well_formed(invoice: Invoice, today: date) -> Iterator[Breach]:
    """R03"""
    text = read_text(invoice, "invoice_number")
    if not text or invoice.kind in _OTHER_CODES:
        return
    if "invoice_code" in fields_of(invoice.kind, invoice.kind_detail):
        # A kind known to exist in both worlds may be 数电 without anybody having said so.
        if not is_short_number(text) and parse_digital_number(text) is None:
            yield Breach(
                "The invoice number must be 8 digits, not all zero. Check it against the original.",
                "发票号码应为8位数字且不全为0, 请核对原件。",
                ("invoice_number",),
                "8",
                text,
            )
            return
    elif parse_digital_number(text) is None:
        yield Breach(
            f"A digital invoice's number has 20 digits; this one has {len(text)} characters. Check it against the original.",
            f"数电发票号码应为20位数字, 现为{len(text)}位, 请核对原件。",
            ("invoice_number",),
            "20",
            text,
        )
        return
    number = parse_digital_number(text)
    if number is None:
        return
    if number.area is None:
        yield Breach(
            "No tax area has the digits that the invoice number names. Check the number against the original.",
            "发票号码中的地区代码不存在, 请核对发票号码。",
            ("invoice_number",),
            found=text[2:4],
        )
    issued = read_iso_date(read_text(invoice, "issue_date"))
    if issued is not None and issued.year != number.year:
        yield Breach(
            f"The invoice number begins with the year {number.year}, the issue date is of {issued.year}. One of them is wrong.",
            f"发票号码的年份为{number.year}年, 与开票日期({issued.year}年)不一致, 请核对。",
            ("invoice_number", "issue_date"),
            str(number.year),
            str(issued.year),
        )


def date_is_possible(invoice: Invoice, today: date) -> Iterator[Breach]:
    """R04"""
    text = read_text(invoice, "issue_date")
    if not text:
        return
    issued = read_iso_date(text)
    if issued is None:
        yield Breach(
            "The calendar has no such day. Check the issue date against the original.",
            "开票日期不是有效日期, 请核对原件。",
            ("issue_date",),
            found=text,
        )
    elif issued > today:
        yield Breach(
            "The issue date lies in the future. Check the date, and the clock of this computer.",
            "开票日期晚于今天, 请核对开票日期(以及本机时间)。",
            ("issue_date",),
            f"<= {today.isoformat()}",
            text,
        )
    elif issued.year < FIRST_YEAR:
        yield Breach(
            f"VAT invoices exist since {FIRST_YEAR}. Check the issue date against the original.",
            f"增值税发票自{FIRST_YEAR}年起使用, 请核对开票日期。",
            ("issue_date",),
            f">= {FIRST_YEAR}",
            text,
        )


def amount_within_version(invoice: Invoice, today: date) -> Iterator[Breach]:
    """R22"""
    code = parse_invoice_code(read_text(invoice, "invoice_code"))
    amount = read_sum(invoice, "amount")
    if code is None or code.limit is None or amount is None or abs(amount) < code.limit or not re.search(r"[1-4]$", code.text):
        return
    yield Breach(
        "The amount is above what this version of the invoice may carry (last digit of the code). Check code and amount.",
        "金额超过该版本发票(发票代码末位)的最高限额, 请核对发票代码和金额。",
        ("invoice_code", "amount"),
        f"< {format_fen(code.limit)}",
        format_fen(amount),
    )
