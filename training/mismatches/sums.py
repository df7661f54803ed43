"""Edits of money: lines, taxes, sums, words, rates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from random import Random

from intake.domain.amount_words import spelling_like
from intake.domain.money import format_fen, parse_fen, read_decimal, round_fen
from intake.domain.qr_payload import parse_invoice_qr
from intake.domain.tax_rates import GENERAL_RATES, is_lawful, lawful_rates, rate_fraction
from training.mismatches.digits import change_digit
from training.mismatches.mismatch import Doctored, Trace, doctored, with_fields, with_payload
from training.mismatches.payloads import AMOUNT, KNOWS_CHECKSUM, code_of, edited, has_full_code, tail_trace
from training.synthesize.invoice_values import SyntheticInvoice

_LEAST = 1_00
"""分 by which an edit of money differs at least: what anybody would risk something for."""


def words_altered(rng: Random, invoice: SyntheticInvoice) -> Doctored:
    """The words name another amount than the figures: typed by hand, or altered where nobody looks."""
    total = _fen(invoice, "total")
    words = spelling_like(_other_amount(rng, total), invoice.fields["total_in_words"])
    return doctored(invoice, with_fields(invoice, total_in_words=words), Trace.WORDS)


def total_altered(rng: Random, invoice: SyntheticInvoice) -> Doctored:
    """Only the total in figures is raised; words, sums and lines stay."""
    shown = with_fields(invoice, total=format_fen(_other_amount(rng, _fen(invoice, "total"))))
    return doctored(invoice, shown, *_money_traces(invoice, shown))


def line_altered(rng: Random, invoice: SyntheticInvoice) -> Doctored:
    """A line is altered and the sums are not."""
    i = rng.randrange(len(invoice.items))
    item = dict(invoice.items[i])
    column = rng.choice([name for name in ("amount", "quantity", "unit_price", "tax") if _is_number(item.get(name, ""))])
    item[column] = _other_figure(rng, item[column], money=column in ("amount", "tax"))
    shown = replace(invoice, items=(*invoice.items[:i], item, *invoice.items[i + 1 :]))
    return doctored(invoice, shown, Trace.ARITHMETIC)


def sums_altered(rng: Random, invoice: SyntheticInvoice) -> Doctored:
    """A line is raised, and tax, sums and total with it; the words are forgotten."""
    shown = _raised(rng, invoice)
    return doctored(invoice, shown, *_money_traces(invoice, shown))


def sums_and_words_altered(rng: Random, invoice: SyntheticInvoice) -> Doctored:
    """Everything that is printed is raised consistently; the QR code is the old one."""
    shown = _with_words(_raised(rng, invoice))
    return doctored(invoice, shown, *_money_traces(invoice, shown))


def everything_altered(rng: Random, invoice: SyntheticInvoice) -> Doctored:
    """Print and QR code are raised consistently; most of those who do it do not know that the code ends in a checksum."""
    shown = _with_words(_raised(rng, invoice))
    amount = _amount_like_code(invoice, shown)
    payload = edited(invoice.qr, AMOUNT, format_fen(amount), remade=rng.random() < KNOWS_CHECKSUM)
    return doctored(invoice, with_payload(shown, payload), *tail_trace(invoice.qr, payload))


def tax_altered(rng: Random, invoice: SyntheticInvoice) -> Doctored:
    """More tax than the rate gives, carried through into total and words: more can be deducted."""
    i = rng.choice([i for i, item in enumerate(invoice.items) if _is_taxed(item)])
    item = invoice.items[i]
    tax = _other_amount(rng, parse_fen(item["tax"]) or 0)
    shown = _with_words(_summed(replace(invoice, items=(*invoice.items[:i], {**item, "tax": format_fen(tax)}, *invoice.items[i + 1 :]))))
    return doctored(invoice, shown, Trace.ARITHMETIC, *(trace for trace in _money_traces(invoice, shown) if trace is Trace.QR))


def rate_of_another_time(rng: Random, invoice: SyntheticInvoice) -> Doctored:
    """A rate that was not in force on the day: a system that was never updated, or an invoice made up from an old one. All else follows from it."""
    lines = [i for i, item in enumerate(invoice.items) if _has_general_rate(invoice, item)]
    rates = [rate for rate in ("17%", "16%", "13%", "11%", "10%", "9%") if not is_lawful(rate, invoice.day)]
    rate = rng.choice(rates)
    items = tuple(_at_rate(item, rate) if i in lines else item for i, item in enumerate(invoice.items))
    shown = _with_words(_summed(replace(invoice, items=items)))
    qr = code_of(invoice)
    if qr is not None and qr.amount is not None:
        shown = with_payload(shown, edited(invoice.qr, AMOUNT, format_fen(_amount_like_code(invoice, shown)), remade=True))
    return doctored(invoice, shown, Trace.RATE)


def rate_against_tax(rng: Random, invoice: SyntheticInvoice) -> Doctored:
    """The printed rate is another lawful one than the tax was worked out with."""
    i = rng.choice([i for i, item in enumerate(invoice.items) if _is_taxed(item)])
    item = invoice.items[i]
    rate = rng.choice([rate for rate in lawful_rates(invoice.day) if rate not in (item["tax_rate"], "0%")])
    shown = replace(invoice, items=(*invoice.items[:i], {**item, "tax_rate": rate}, *invoice.items[i + 1 :]))
    return doctored(invoice, shown, Trace.ARITHMETIC)


def total_and_words_altered(rng: Random, invoice: SyntheticInvoice) -> Doctored:
    """Total and, where there are any, words, but not the sums they come from: the way of who alters a picture by hand."""
    shown = with_fields(invoice, total=format_fen(_other_amount(rng, _fen(invoice, "total"))))
    shown = _with_words(shown) if "total_in_words" in shown.fields else shown
    return doctored(invoice, shown, *_money_traces(invoice, shown))


def has_total(invoice: SyntheticInvoice) -> bool:
    return _fen(invoice, "total") != 0


def has_words(invoice: SyntheticInvoice) -> bool:
    return bool(invoice.fields.get("total_in_words")) and has_total(invoice)


def has_lines(invoice: SyntheticInvoice) -> bool:
    return bool(invoice.items) and invoice.list_line is None and has_total(invoice)


def has_lines_and_words(invoice: SyntheticInvoice) -> bool:
    return has_lines(invoice) and has_words(invoice)


def has_taxed_line(invoice: SyntheticInvoice) -> bool:
    return has_lines_and_words(invoice) and "amount" in invoice.fields and any(_is_taxed(item) for item in invoice.items)


def has_line_at_general_rate(invoice: SyntheticInvoice) -> bool:
    return has_taxed_line(invoice) and (has_full_code(invoice) or not invoice.qr) and any(_has_general_rate(invoice, item) for item in invoice.items)


def _raised(rng: Random, invoice: SyntheticInvoice) -> SyntheticInvoice:
    """One line made dearer (or cheaper), its tax and the sums following; without lines, the sums alone."""
    i = rng.randrange(len(invoice.items))
    items = (*invoice.items[:i], _dearer(rng, invoice.items[i]), *invoice.items[i + 1 :])
    return _summed(replace(invoice, items=items))


def _dearer(rng: Random, item: Mapping[str, str]) -> dict[str, str]:
    amount = parse_fen(item["amount"]) or 0
    tax = parse_fen(item.get("tax", ""))
    quantity = read_decimal(item.get("quantity", "")) if item.get("quantity") else None
    changed = dict(item)
    if quantity and rng.random() < 0.5:
        factor = rng.choice((2, 3, 4, 5, 10))
        other = amount * factor
        changed["quantity"] = _trimmed(quantity * factor)
    else:
        other = _other_amount(rng, amount)
        if quantity:
            changed["unit_price"] = _trimmed((Decimal(other) / 100 / quantity).quantize(Decimal("0.00000001")))
    changed["amount"] = format_fen(other)
    if tax is not None:
        fraction = rate_fraction(item.get("tax_rate", ""))
        changed["tax"] = format_fen(round(tax * other / amount) if fraction is None or not amount else round_fen(Decimal(other) / 100 * fraction))
    return changed


def _summed(invoice: SyntheticInvoice) -> SyntheticInvoice:
    """Sums and total as the lines have them."""
    amount = sum(parse_fen(item["amount"]) or 0 for item in invoice.items)
    if "amount" not in invoice.fields:
        return with_fields(invoice, total=format_fen(amount))
    tax = sum(parse_fen(item.get("tax", "")) or 0 for item in invoice.items)
    printed = format_fen(tax) if invoice.fields["tax"] else ""
    return with_fields(invoice, amount=format_fen(amount), tax=printed, total=format_fen(amount + tax))


def _with_words(invoice: SyntheticInvoice) -> SyntheticInvoice:
    return with_fields(invoice, total_in_words=spelling_like(_fen(invoice, "total"), invoice.fields["total_in_words"]))


def _money_traces(issued: SyntheticInvoice, shown: SyntheticInvoice) -> tuple[Trace, ...]:
    """What printed money of `shown` contradicts."""
    traces = []
    fields = shown.fields
    if fields.get("total_in_words") == issued.fields.get("total_in_words", "") != "" and fields["total"] != issued.fields["total"]:
        traces.append(Trace.WORDS)
    amounts = _fen(shown, "amount") + _fen(shown, "tax") if "amount" in fields else sum(parse_fen(item["amount"]) or 0 for item in shown.items)
    if (shown.items or "amount" in fields) and amounts != _fen(shown, "total"):
        traces.append(Trace.ARITHMETIC)
    qr = parse_invoice_qr(shown.qr)
    if qr is not None and qr.amount is not None and qr.amount not in (_fen(shown, "amount"), _fen(shown, "total")):
        traces.append(Trace.QR)
    return tuple(traces)


def _amount_like_code(issued: SyntheticInvoice, shown: SyntheticInvoice) -> int:
    """The amount of `shown` that the QR code of its kind repeats."""
    qr = code_of(issued)
    return _fen(shown, "amount" if qr is not None and "amount" in shown.fields and qr.amount == _fen(issued, "amount") else "total")


def _other_amount(rng: Random, fen: int) -> int:
    """Another sum of money, mostly larger, that differs by more than a trifle."""
    while True:
        roll = rng.random()
        if roll < 0.45:
            other = int(change_digit(rng, str(abs(fen))))
        elif roll < 0.7:
            other = int(rng.choice("123456789") + str(abs(fen)))
        else:
            other = round(abs(fen) * rng.choice((1.1, 1.2, 1.5, 2, 3, 10)))
        if abs(other - abs(fen)) >= min(_LEAST, max(1, abs(fen) // 2)) and other < 10**12:
            return -other if fen < 0 else other


def _other_figure(rng: Random, text: str, *, money: bool) -> str:
    if money:
        return format_fen(_other_amount(rng, parse_fen(text) or 0))
    number = read_decimal(text) or Decimal(1)
    return _trimmed(number * rng.choice((2, 3, 10)) if rng.random() < 0.5 else number + rng.choice((1, 10)))


def _at_rate(item: Mapping[str, str], rate: str) -> dict[str, str]:
    fraction = rate_fraction(rate) or Decimal(0)
    return {**item, "tax_rate": rate, "tax": format_fen(round_fen(Decimal(parse_fen(item["amount"]) or 0) / 100 * fraction))}


def _has_general_rate(invoice: SyntheticInvoice, item: Mapping[str, str]) -> bool:
    """A rate of general taxpayers above the lowest, which levy rates would be mistaken for."""
    general = next(rates for since, rates in reversed(GENERAL_RATES) if since <= invoice.day)
    return _is_taxed(item) and item["tax_rate"] in general[:-1]


def _is_taxed(item: Mapping[str, str]) -> bool:
    """Its tax is plainly its amount at its rate, and more than a trifle."""
    return bool(rate_fraction(item.get("tax_rate", ""))) and abs(parse_fen(item.get("tax", "")) or 0) >= _LEAST


def _is_number(text: str) -> bool:
    return bool(text) and read_decimal(text) is not None


def _fen(invoice: SyntheticInvoice, name: str) -> int:
    return parse_fen(invoice.fields.get(name, "")) or 0


def _trimmed(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
