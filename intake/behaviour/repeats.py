"""The same purchase in another shape: same goods and sum under another number, or an invoice that was reversed."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz

from intake.behaviour.history import PastInvoice
from intake.behaviour.look_back import Past, days_apart
from intake.behaviour.observation import Observation, name_of, named
from intake.behaviour.statistics import chance, surprise_of

REPEAT_DAYS = 120
"""The same sum after more days is no repetition."""
_ALIKE = 88.0
"""Per cent of characters in common: names of goods with a character misread are the same."""
_REVERSED, _REVERSES = 9.0, 2.0
"""Nats: an invoice that a red one took back, and a red one whose blue one came in before."""


def same_goods_again(invoice: PastInvoice, past: Past) -> Observation | None:
    """The same goods for the same sum from the same seller under another number. What a seller bills regularly (rent) is no repetition."""
    twins = [other for other in reversed(past.same_total) if _is_repetition(invoice, other) and not _was_reversed(other, past.same_total)]
    if not twins:
        return None
    gap = days_apart(invoice.day, twins[0].day)
    sums = [other for other in past.seller if other.total]
    # How often this seller repeated a sum as soon as now, up to a quarter later.
    hits = sum(any(one.total == two.total and days_apart(one.day, two.day) <= max(gap * 1.25, 1) for one in sums[:at]) for at, two in enumerate(sums))
    strength = surprise_of(chance(hits, len(sums), 0.02, 1.0))
    return Observation(
        strength,
        f"The same goods for the same total came from this seller {gap} days before under another number: {named(twins)}.",
        f"该销售方{gap}天前已开具相同商品、相同金额但号码不同的发票: {named(twins)}。",
        ("total", "items"),
        tuple(twins),
    )


def red_and_blue(invoice: PastInvoice, past: Past) -> Observation | None:
    """An invoice that a red one took back already, or a red one whose blue one came in before and must be taken back too."""
    total = invoice.total or 0
    mates = [other for other in past.same_total if other.total == -total and other.seller == invoice.seller]
    if total > 0:
        red = next((other for other in mates if other.reverses and invoice.number.endswith(other.reverses)), None)
        if red is None:
            return None
        return Observation(
            _REVERSED,
            f"This invoice was reversed by a red one that came in before: {name_of(red)}.",
            f"此发票已被红字发票冲销: {name_of(red)}。",
            ("invoice_number", "total"),
            (red,),
        )
    blue = next((other for other in reversed(mates) if not invoice.reverses or other.number.endswith(invoice.reverses)), None)
    if blue is None:
        return None
    return Observation(
        _REVERSES,
        f"This red invoice takes back one that came in before: {name_of(blue)}. See that it is not booked, or reverse it.",
        f"此红字发票冲销了此前收到的发票: {name_of(blue)}, 请确认其未入账或已冲销。",
        ("total",),
        (blue,),
    )


def _is_repetition(invoice: PastInvoice, other: PastInvoice) -> bool:
    return (
        other.total == invoice.total
        and (invoice.total or 0) > 0
        and bool(invoice.seller)
        and other.seller == invoice.seller
        and (other.code, other.number) != (invoice.code, invoice.number)
        and days_apart(other.day, invoice.day) <= REPEAT_DAYS
        and _same_goods(invoice.goods, other.goods)
    )


def _was_reversed(blue: PastInvoice, others: Sequence[PastInvoice]) -> bool:
    """A red invoice took it back: what follows replaces it."""
    return any(
        other.total == -(blue.total or 0) and other.seller == blue.seller and (not other.reverses or blue.number.endswith(other.reverses)) for other in others
    )


def _same_goods(one: Sequence[str], other: Sequence[str]) -> bool:
    if len(one) != len(other) or not one:
        return False
    return all(fuzz.ratio(a, b) >= _ALIKE for a, b in zip(sorted(one), sorted(other), strict=True))
