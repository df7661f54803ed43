"""What must add up: R07, R08, R11."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from intake.checks.rule import Breach, all_lines_read, lines_of, own_qr, read_field, read_sum, read_text, tax_sum
from intake.domain.amount_words import parse_words, spelling_like
from intake.domain.money import format_fen
from intake.domain.tax_rates import EXEMPT, UNTAXED
from intake.invoice import Invoice, Kind, Suggestion

_OTHER_SUMS = (Kind.AIR_E, Kind.RAIL_E)
"""Their totals hold fees besides amount and tax."""


def lines_sum_up(invoice: Invoice, today: date) -> Iterator[Breach]:
    """R07"""
    lines = lines_of(invoice)
    if not all_lines_read(invoice) or any(line.amount is None for line in lines):
        return
    summed = sum(line.amount or 0 for line in lines)
    # Rolls print lines and total with tax, and nothing else.
    name = "amount" if "amount" in invoice.fields else "total"
    printed = read_sum(invoice, name)
    if printed is not None and printed != summed:
        fits = name == "amount" and tax_sum(invoice) is not None and summed + (tax_sum(invoice) or 0) == read_sum(invoice, "total")
        yield Breach(
            f"The lines add up to {format_fen(summed)}, but {format_fen(printed)} is printed. A line may be missing or misread.",
            f"各行金额合计为{format_fen(summed)}, 票面为{format_fen(printed)}, 可能有漏行或误读, 请核对。",
            (name, "items"),
            format_fen(summed),
            format_fen(printed),
            Suggestion(name, format_fen(summed)) if fits else None,
        )
    taxed = [line for line in lines if line.rate not in (EXEMPT, UNTAXED, "0%")]
    tax = read_sum(invoice, "tax")
    if tax is None or any(line.tax is None for line in taxed):
        return
    summed = sum(line.tax or 0 for line in lines)
    if summed != tax:
        fits = read_sum(invoice, "amount") is not None and summed + (read_sum(invoice, "amount") or 0) == read_sum(invoice, "total")
        yield Breach(
            f"The taxes of the lines add up to {format_fen(summed)}, but {format_fen(tax)} is printed. A line may be missing or misread.",
            f"各行税额合计为{format_fen(summed)}, 票面为{format_fen(tax)}, 可能有漏行或误读, 请核对。",
            ("tax", "items"),
            format_fen(summed),
            format_fen(tax),
            Suggestion("tax", format_fen(summed)) if fits else None,
        )


def amount_and_tax_make_total(invoice: Invoice, today: date) -> Iterator[Breach]:
    """R08"""
    amount, tax, total = read_sum(invoice, "amount"), tax_sum(invoice), read_sum(invoice, "total")
    if amount is None or tax is None or total is None or amount + tax == total or invoice.kind in _OTHER_SUMS:
        return
    yield Breach(
        f"Amount and tax make {format_fen(amount + tax)}, but the total is {format_fen(total)}. Check the three against the original.",
        f"金额与税额之和为{format_fen(amount + tax)}, 价税合计为{format_fen(total)}, 请核对三个数。",
        ("amount", "tax", "total"),
        format_fen(amount + tax),
        format_fen(total),
        _wrong_one(invoice, amount, tax, total),
    )


def words_spell_total(invoice: Invoice, today: date) -> Iterator[Breach]:
    """R11"""
    words, total = read_text(invoice, "total_in_words"), read_sum(invoice, "total")
    if not words:
        return
    spelled = parse_words(words)
    if spelled is None:
        yield Breach(
            "The amount in words can't be read as an amount. Check it against the original.",
            "大写金额无法识别为有效金额, 请核对原件。",
            ("total_in_words",),
            spelling_like(total, words) if total is not None else "",
            words,
            Suggestion("total_in_words", spelling_like(total, words)) if total is not None and _adds_up(invoice, total) else None,
        )
    elif total is not None and spelled != total:
        suggestion = None
        if _adds_up(invoice, spelled):
            suggestion = Suggestion("total", format_fen(spelled))
        elif _adds_up(invoice, total):
            suggestion = Suggestion("total_in_words", spelling_like(total, words))
        yield Breach(
            f"The words say {format_fen(spelled)}, the figures {format_fen(total)}. Check both against the original.",
            f"大写金额为{format_fen(spelled)}, 小写金额为{format_fen(total)}, 两者不一致, 请核对原件。",
            ("total_in_words", "total"),
            format_fen(spelled),
            format_fen(total),
            suggestion,
        )


def _adds_up(invoice: Invoice, total: int) -> bool:
    amount, tax = read_sum(invoice, "amount"), tax_sum(invoice)
    return amount is not None and tax is not None and amount + tax == total


def _wrong_one(invoice: Invoice, amount: int, tax: int, total: int) -> Suggestion | None:
    """The one of the three that others contradict, where exactly one is: words and QR speak for the total, lines and QR for the amount, lines for the tax."""
    lines = lines_of(invoice)
    complete = all_lines_read(invoice)
    line_amount = sum(line.amount or 0 for line in lines) if complete and all(line.amount is not None for line in lines) else None
    line_tax = sum(line.tax or 0 for line in lines) if complete and all(line.tax is not None for line in lines) else None
    words = parse_words(read_text(invoice, "total_in_words"))
    qr = own_qr(invoice)
    encoded = qr.amount if qr else None
    tax_is_read = read_field(invoice, "tax") is not None
    possible = []
    if amount + tax in (words, encoded):
        possible.append(Suggestion("total", format_fen(amount + tax)))
    if total - tax in (line_amount, encoded):
        possible.append(Suggestion("amount", format_fen(total - tax)))
    if tax_is_read and total - amount == line_tax:
        possible.append(Suggestion("tax", format_fen(total - amount)))
    return possible[0] if len(possible) == 1 else None
