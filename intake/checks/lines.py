"""The lines of goods: R09, R10, R12, R13, R16, R17."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from difflib import SequenceMatcher

from intake.checks.rule import Breach, Line, lines_of, numbers_of, read_sum, read_text, tax_sum
from intake.domain.dates import read_iso_date
from intake.domain.money import format_fen, read_fen, round_fen
from intake.domain.names import comparison_key
from intake.domain.tax_rates import EXEMPT, REDUCED_FROM_FIVE, UNTAXED, is_lawful, lawful_rates, rate_fraction
from intake.invoice import Invoice

_LINE_TOLERANCE = Decimal("6.5")
"""分: issuing software may be set to allow 6, and the product is not rounded here."""
_SUM_TOLERANCE = Decimal(127)
"""分 over all lines, as issuing software refuses more."""
_DIFFERENCE_TAXATION = re.compile(r"差额征税[:：]?\s*([0-9][0-9.,]*)?")
_SAME_NAME = 0.7
_DISCOUNT_NAMES = ("折扣",)


def line_taxes_fit(invoice: Invoice, today: date) -> Iterator[Breach]:
    """R09"""
    if _is_difference_taxed(invoice):
        return
    lines = [line for line in lines_of(invoice) if line.rate != REDUCED_FROM_FIVE]
    deviations = [(line, deviation) for line in lines if (deviation := _tax_deviation(line)) is not None]
    wrong = [line for line, deviation in deviations if abs(deviation) > _LINE_TOLERANCE]
    if wrong:
        first = wrong[0]
        yield Breach(
            f"Amount times rate is not the printed tax in line {numbers_of(wrong)}. Check amount, rate and tax there.",
            f"第{numbers_of(wrong)}行 金额×税率 与税额不符, 请核对该行金额、税率和税额。",
            ("items",),
            format_fen(round_fen(Decimal(first.amount or 0) / 100 * (rate_fraction(first.rate) or 0))),
            format_fen(first.tax or 0),
        )
        return
    total = sum((deviation for _, deviation in deviations), Decimal(0))
    if abs(total) > _SUM_TOLERANCE:
        yield Breach(
            "The rounding differences of the lines' taxes add up to more than 1.27 yuan, which issuing software refuses. Check the rates.",
            "各行税额误差累计超过1.27元(开票软件不允许), 请核对各行税率和税额。",
            ("items", "tax"),
            "<= 1.27",
            f"{abs(total) / 100:.2f}",
        )


def prices_fit(invoice: Invoice, today: date) -> Iterator[Breach]:
    """R10"""
    wrong = [line for line in lines_of(invoice) if _price_is_off(line)]
    if wrong:
        first = wrong[0]
        product = (first.quantity or Decimal(0)) * (first.unit_price or Decimal(0))
        yield Breach(
            f"Quantity times unit price is not the printed amount in line {numbers_of(wrong)}. Check the three there.",
            f"第{numbers_of(wrong)}行 数量×单价 与金额不符, 请核对该行数量、单价和金额。",
            ("items",),
            format_fen(round_fen(product)),
            format_fen(first.amount or 0),
        )


def rates_are_lawful(invoice: Invoice, today: date) -> Iterator[Breach]:
    """R12"""
    issued = read_iso_date(read_text(invoice, "issue_date"))
    if issued is None:
        return
    strange = [line for line in lines_of(invoice) if not is_lawful(line.rate, issued)]
    if strange:
        yield Breach(
            f"The rate {strange[0].rate} in line {numbers_of(strange)} was not in force on the issue date. Lawful for late re-issues; check rate and date.",
            f"第{numbers_of(strange)}行税率{strange[0].rate}在开票日期不适用(补开除外), 请核对税率和开票日期。",
            ("items", "issue_date"),
            ", ".join(lawful_rates(issued)),
            strange[0].rate,
        )


def discounts_are_well_formed(invoice: Invoice, today: date) -> Iterator[Breach]:
    """R13"""
    total = read_sum(invoice, "total")
    if total is None or total <= 0:
        return
    lines = lines_of(invoice)
    by_number = {line.number: line for line in lines}
    # Where the line before is too doubtful to be among them, nothing is known of what this one follows.
    judged = [line for line in lines if line.number == 1 or line.number - 1 in by_number]
    wrong = [line for line in judged if line.amount is not None and line.amount < 0 and not _follows_its_goods(line, by_number.get(line.number - 1))]
    if wrong:
        yield Breach(
            f"Line {numbers_of(wrong)} has a negative amount but is no proper discount line: it must follow its goods, with the same name and rate, "
            "no quantity and no price. Check these lines.",
            f"第{numbers_of(wrong)}行金额为负, 但不符合折扣行要求(紧跟被折扣行、名称和税率相同、无数量单价), 请核对。",
            ("items",),
            found=format_fen(wrong[0].amount or 0),
        )


def exempt_lines_have_no_tax(invoice: Invoice, today: date) -> Iterator[Breach]:
    """R16"""
    wrong = [line for line in lines_of(invoice) if line.rate in (EXEMPT, UNTAXED, "0%") and line.tax not in (None, 0)]
    if wrong:
        yield Breach(
            f"Line {numbers_of(wrong)} is exempt or not taxed, and yet has tax. Check rate and tax there.",
            f"第{numbers_of(wrong)}行为免税、不征税或零税率, 却有税额, 请核对该行税率和税额。",
            ("items", "tax"),
            "*** / 0.00",
            format_fen(wrong[0].tax or 0),
        )


def special_taxation_fits(invoice: Invoice, today: date) -> Iterator[Breach]:
    """R17"""
    yield from _difference_taxation_breaches(invoice)
    yield from _reduced_rent_breaches(invoice)


def _difference_taxation_breaches(invoice: Invoice) -> Iterator[Breach]:
    deducted, total, tax = _deducted(invoice), read_sum(invoice, "total"), tax_sum(invoice)
    if deducted is None:
        return
    if len(invoice.items) > 1:
        yield Breach(
            "An invoice under difference taxation (差额征税) has one line only. Check the lines and the remark.",
            "差额征税发票只能有一行项目, 请核对项目和备注。",
            ("items", "remarks"),
            "1",
            str(len(invoice.items)),
        )
    rate = next((fraction for line in lines_of(invoice) if (fraction := rate_fraction(line.rate))), None)
    if total is None or tax is None or rate is None:
        return
    expected = round_fen(Decimal(total - deducted) / 100 / (1 + rate) * rate)
    if abs(expected - tax) > _LINE_TOLERANCE:
        yield Breach(
            "The tax is not that of difference taxation: (total - deduction) / (1 + rate) × rate. Check tax, total and the deduction in the remark.",
            "税额与差额征税公式(价税合计-扣除额)÷(1+税率)×税率不符, 请核对税额、价税合计和备注中的扣除额。",
            ("tax", "total", "remarks"),
            format_fen(expected),
            format_fen(tax),
        )


def _reduced_rent_breaches(invoice: Invoice) -> Iterator[Breach]:
    """A rate of 1.5 % is either a plain one, or 5 % reduced, which is computed from the total."""
    wrong = [
        (line, expected)
        for line in lines_of(invoice)
        if line.rate == REDUCED_FROM_FIVE and line.amount is not None and line.tax is not None
        for expected in [_reduced_rent_tax(line.amount + line.tax)]
        if abs(line.tax - expected) > _LINE_TOLERANCE and abs(_tax_deviation(line) or Decimal(0)) > _LINE_TOLERANCE
    ]
    if wrong:
        first, expected = wrong[0]
        yield Breach(
            f"The tax in line {numbers_of(line for line, _ in wrong)} is not that of 5 % reduced to 1.5 %: (amount + tax) / 1.05 × 1.5 %. Check it.",
            f"第{numbers_of(line for line, _ in wrong)}行税额与5%减按1.5%公式(含税金额÷1.05×1.5%)不符, 请核对该行金额和税额。",
            ("items", "tax"),
            format_fen(expected),
            format_fen(first.tax or 0),
        )


def _tax_deviation(line: Line) -> Decimal | None:
    """Printed tax less amount × rate, in 分; None where one of them is not there."""
    fraction = rate_fraction(line.rate)
    if not fraction or line.amount is None or line.tax is None:
        return None
    return line.tax - line.amount * fraction


def _reduced_rent_tax(with_tax: int) -> int:
    return round_fen(Decimal(with_tax) / 100 / Decimal("1.05") * Decimal("0.015"))


def _price_is_off(line: Line) -> bool:
    """Prices are printed rounded, to two places at least, so that half of their last digit times the quantity is allowed besides."""
    if line.quantity is None or line.unit_price is None or line.amount is None:
        return False
    exponent = line.unit_price.as_tuple().exponent
    half_digit = Decimal(1).scaleb(min(exponent, -2) if isinstance(exponent, int) else -2) / 2
    allowed = _LINE_TOLERANCE + abs(line.quantity) * half_digit * 100
    return abs(line.quantity * line.unit_price * 100 - line.amount) > allowed


def _follows_its_goods(line: Line, before: Line | None) -> bool:
    if line.quantity is not None or line.unit_price is not None or (line.tax or 0) > 0:
        return False
    if before is None or before.amount is None or line.amount is None:
        return False
    if line.name.startswith(_DISCOUNT_NAMES):
        return True
    same_rate = not before.rate or not line.rate or before.rate == line.rate
    return same_rate and before.amount + line.amount >= 0 and _same_name(before.name, line.name)


def _same_name(one: str, other: str) -> bool:
    """Loosely: two readings of one long name rarely agree in every character."""
    return SequenceMatcher(None, comparison_key(one), comparison_key(other), autojunk=False).ratio() >= _SAME_NAME


def _is_difference_taxed(invoice: Invoice) -> bool:
    return bool(_DIFFERENCE_TAXATION.search(invoice.value("remarks")))


def _deducted(invoice: Invoice) -> int | None:
    """The 扣除额 of the remark `差额征税：200.00。` in 分."""
    match = _DIFFERENCE_TAXATION.search(read_text(invoice, "remarks"))
    return read_fen(match[1].rstrip(".,")) if match and match[1] else None
