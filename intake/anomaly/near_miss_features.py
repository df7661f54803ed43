"""Constraints that fail by a hair: what one wrong digit, or two swapped ones, would explain. Misreadings and forgeries fail so; other firms' forms don't."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from intake.anomaly.opinions import place_of, printed_opinions, sums_said
from intake.anomaly.scales import is_slip
from intake.anomaly_values import Feature
from intake.checks.rule import all_lines_read, lines_of, own_qr
from intake.domain.tax_id import TaxIdKind, repairs, tax_id_kind
from intake.invoice import Invoice


def near_miss_features(invoice: Invoice) -> Iterator[Feature]:
    yield from _tax_ids(invoice)
    said = {name: sums_said(printed_opinions(invoice.fields.get(name))) for name in ("amount", "tax", "total", "total_in_words")}
    amounts, taxes, totals, words = (tuple(said[name]) for name in ("amount", "tax", "total", "total_in_words"))
    yield from _slip(invoice, "near_miss.total", (a + t for a in amounts for t in taxes), totals, ("amount", "tax", "total"))
    if all_lines_read(invoice) and all(line.amount is not None for line in lines_of(invoice)):
        summed = sum(line.amount or 0 for line in lines_of(invoice))
        yield from _slip(invoice, "near_miss.lines", (summed,), amounts if "amount" in invoice.fields else totals, ("amount", "items"))
    yield from _slip(invoice, "near_miss.words", words, totals, ("total_in_words", "total"))
    qr = own_qr(invoice)
    if qr is not None and qr.amount is not None and amounts and totals:
        yield from _slip(invoice, "near_miss.qr_amount", (qr.amount,), (*amounts, *totals), ("amount", "total"))


def _tax_ids(invoice: Invoice) -> Iterator[Feature]:
    far = []
    for name in ("buyer_tax_id", "seller_tax_id"):
        said = printed_opinions(invoice.fields.get(name))
        if not said or any(tax_id_kind(opinion.value) is not TaxIdKind.INVALID for opinion in said):
            continue
        if len(said[0].value) == 18 and repairs(said[0].value):
            yield Feature(f"near_miss.{name}", said[0].confidence, (name,), said[0].place)
        else:
            far.append(name)
    if far:
        yield Feature("near_miss.tax_id_far", float(len(far)), tuple(far), place_of(invoice, far))


def _slip(invoice: Invoice, feature: str, ones: Iterable[int], others: Iterable[int], fields: tuple[str, ...]) -> Iterator[Feature]:
    """1 where no two agree and some differ by a slip."""
    left, right = set(ones), set(others)
    if not left or not right or left & right:
        return
    slips = [abs(one - other) for one in left for other in right if is_slip(one, other)]
    if slips:
        yield Feature(feature, 1.0, fields, place_of(invoice, reversed(fields)), min(slips) / 100)
