"""Arithmetic slack and tax rates. Rules ask whether a sum is right; how far it is off, and on which side of every tolerance, is for the model to weigh."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from intake.anomaly.goods_rates import is_unusual
from intake.anomaly.opinions import place_of
from intake.anomaly.scales import grown
from intake.anomaly_values import Feature
from intake.checks.rule import Line, all_lines_read, lines_of, read_sum, read_text, tax_sum
from intake.domain.dates import read_iso_date
from intake.domain.tax_rates import EXEMPT, GENERAL_RATES, UNTAXED, is_lawful, rate_fraction
from intake.invoice import Invoice, Item, Kind

_OTHER_SUMS = (Kind.AIR_E, Kind.RAIL_E)
"""Their totals hold fees besides amount and tax."""
_ROUNDING = Decimal("0.6")
"""分: what rounding half up leaves, and a little more."""
_HIGHEST_RATE = Decimal("0.17")
_SURE = 0.95
"""Lines of goods that were read rightly are mostly surer."""
_DIFFERENCE_TAXED = "差额征税"
_REDUCED_FROM_FIVE = "1.5%"


def sum_features(invoice: Invoice) -> Iterator[Feature]:
    lines = lines_of(invoice)
    yield from _doubt(invoice.items)
    yield from _totals(invoice, lines)
    if _DIFFERENCE_TAXED not in invoice.value("remarks"):
        yield from _line_taxes(lines)
        yield from _tax_range(invoice, lines)
    yield from _line_prices(lines)
    issued = read_iso_date(read_text(invoice, "issue_date"))
    if issued is not None:
        yield from _rates(lines, issued)


def _doubt(items: Sequence[Item]) -> Iterator[Feature]:
    """How little the least sure line of goods was read with."""
    if items:
        worst = min(items, key=lambda item: item.confidence)
        if worst.confidence < _SURE:
            yield Feature("doubt.items", 1 - worst.confidence / _SURE, ("items",), worst.place, worst.confidence)


def _totals(invoice: Invoice, lines: Sequence[Line]) -> Iterator[Feature]:
    amount, tax, total = read_sum(invoice, "amount"), tax_sum(invoice), read_sum(invoice, "total")
    if amount is not None and tax is not None and total is not None and invoice.kind not in _OTHER_SUMS:
        yield from _slack(invoice, "slack.total", amount + tax - total, ("total", "amount", "tax"))
    if not all_lines_read(invoice):
        return
    sure = min((line.item.confidence for line in lines), default=1.0)
    printed = amount if "amount" in invoice.fields else total
    if printed is not None and all(line.amount is not None for line in lines):
        yield from _slack(invoice, "slack.lines_amount", sum(line.amount or 0 for line in lines) - printed, ("amount", "items"), sure)
    printed_tax = read_sum(invoice, "tax")
    if printed_tax is not None and all(line.tax is not None or line.rate in (EXEMPT, UNTAXED, "0%") for line in lines):
        yield from _slack(invoice, "slack.lines_tax", sum(line.tax or 0 for line in lines) - printed_tax, ("tax", "items"), sure)


def _slack(invoice: Invoice, feature: str, fen: int, fields: tuple[str, ...], sure: float = 1.0) -> Iterator[Feature]:
    if fen:
        yield Feature(feature, grown(abs(fen) / 10) * sure, fields, place_of(invoice, fields), abs(fen) / 100)


def _line_taxes(lines: Sequence[Line]) -> Iterator[Feature]:
    """The worst line's tax against amount × rate; a rate of 1.5 % is computed from the total, where it is 5 % reduced."""
    off = []
    for line in lines:
        fraction = rate_fraction(line.rate)
        if fraction and line.amount is not None and line.tax is not None and line.rate != _REDUCED_FROM_FIVE:
            off.append((abs(line.tax - line.amount * fraction) - _ROUNDING, line))
    yield from _worst_line("slack.line_tax", off)


def _line_prices(lines: Sequence[Line]) -> Iterator[Feature]:
    """Prices are printed rounded: half of their last digit for each piece is no slack."""
    off = []
    for line in lines:
        if line.quantity is not None and line.unit_price is not None and line.amount is not None:
            exponent = line.unit_price.as_tuple().exponent
            half_digit = Decimal(1).scaleb(min(exponent, -2) if isinstance(exponent, int) else -2) / 2
            allowed = _ROUNDING + abs(line.quantity) * half_digit * 100
            off.append((abs(line.quantity * line.unit_price * 100 - line.amount) - allowed, line))
    yield from _worst_line("slack.line_price", off)


def _worst_line(feature: str, off: Sequence[tuple[Decimal, Line]]) -> Iterator[Feature]:
    """What doubtful reading may explain counts for less."""
    if off:
        fen, line = max(off, key=lambda pair: pair[0])
        if fen > 0:
            yield Feature(feature, grown(float(fen) / 10) * line.item.confidence, ("items",), line.item.place, float(fen) / 100)


def _tax_range(invoice: Invoice, lines: Sequence[Line]) -> Iterator[Feature]:
    """The total tax against what the lines' rates make of their amounts; where not every line was read, against no tax and the highest rate there has been."""
    amount, tax = read_sum(invoice, "amount"), tax_sum(invoice)
    if amount is None or tax is None:
        return
    rated = [(line.amount or 0, rate_fraction(line.rate)) for line in lines]
    complete = all_lines_read(invoice) and sum(part for part, _ in rated) == amount
    if complete and all(rate is not None for _, rate in rated):
        low = high = sum((part * (rate or 0) for part, rate in rated), Decimal(0))
    else:
        low, high = sorted((Decimal(0), _HIGHEST_RATE * amount))
    reduced = _REDUCED_FROM_FIVE in {line.rate for line in lines}
    allowed = _ROUNDING * max(len(lines), 1) + (Decimal("0.02") * abs(amount) if reduced else 0)
    off = max(low - tax, tax - high) - allowed
    if off > 0:
        yield Feature("slack.tax_range", grown(float(off) / 10), ("tax", "amount"), place_of(invoice, ("tax",)), float(off) / 100)


def _rates(lines: Sequence[Line], issued: date) -> Iterator[Feature]:
    out_of_force = [line for line in lines if not is_lawful(line.rate, issued)]
    if out_of_force:
        yield Feature("rate.out_of_force", 1.0, ("items",), out_of_force[0].item.place)
    unusual = [line for line in lines if is_unusual(line.name, line.rate, issued)]
    if unusual:
        yield Feature("rate.unusual_for_goods", grown(len(unusual)), ("items",), unusual[0].item.place, len(unusual))
    general = next((rates for since, rates in reversed(GENERAL_RATES) if since <= issued), ())
    levied = [line for line in lines if line.rate in ("1%", "3%")]
    if levied and any(line.rate in general for line in lines):
        yield Feature("rate.mixed", 1.0, ("items",), levied[0].item.place)
