"""Invoice numbers: consecutive ones of one seller, one that differs by a digit, the same one again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from intake.behaviour.history import PastInvoice
from intake.behaviour.look_back import NEAR_SERIALS, Past
from intake.behaviour.observation import Observation, name_of, named
from intake.behaviour.statistics import chance, surprise_of

OTHER_DAY = 0.01
"""How often, before any history, a seller's number stands beside one of another day."""
PRIOR_STRENGTH = 2.0
_RESUBMITTED, _CONFLICTING, _TWIN = 8.0, 11.0, 9.0
"""Nats. These leave no room for chance, only for a clerk's mistake."""


def consecutive_of(invoice: PastInvoice, past: Past) -> tuple[PastInvoice, ...]:
    """Earlier invoices of the same seller whose numbers stand beside this one's (连号), the closest first. Small gaps count.

    Of tickets without a seller: of the same code.
    """
    serial = invoice.serial
    beside = [other for other in past.near_numbers if other.seller == invoice.seller and other.serial != serial]
    return tuple(sorted(beside, key=lambda other: (abs((other.serial or 0) - (serial or 0)), other.number)))


def consecutive_numbers(invoice: PastInvoice, past: Past) -> Observation | None:
    """A seller whose numbers run on over days writes invoices to nobody else. On one day it is one purchase, and a red one follows its blue one naturally."""
    beside = [other for other in consecutive_of(invoice, past) if other.day != invoice.day and not _is_red(other)]
    if not beside or _is_red(invoice):
        return None
    earlier = [other for other in past.seller if other not in beside]
    share = chance(_ran_on(earlier), len(earlier), OTHER_DAY, PRIOR_STRENGTH)
    return Observation(
        surprise_of(share),
        f"The number follows on others of this seller from different days: {named(beside)}.",
        f"发票号码与该销售方不同日期的发票连号: {named(beside)}。",
        ("invoice_number",),
        tuple(beside),
    )


def same_invoice(invoice: PastInvoice, past: Past) -> Observation | None:
    """The same code and number from another file; worse when it says other things there."""
    again = [other for other in past.near_numbers if other.serial == invoice.serial and other.number == invoice.number]
    if not again:
        return None
    first = again[0]
    differs = [
        (name, zh)
        for name, zh, one, other in (
            ("total", "价税合计", invoice.total, first.total),
            ("date", "开票日期", invoice.issued, first.issued),
            ("seller", "销售方", invoice.seller, first.seller),
        )
        if one and other and one != other
    ]
    if differs:
        return Observation(
            _CONFLICTING,
            f"An invoice of this number came in before with another {' and '.join(name for name, _ in differs)}: {name_of(first)}. One of them was misread or changed.",
            f"此号码的发票此前已收到, 但{'、'.join(zh for _, zh in differs)}不同: {name_of(first)}, 其一可能被误读或篡改。",
            ("invoice_number", "total"),
            tuple(again),
        )
    return Observation(
        _RESUBMITTED,
        f"This invoice came in before, on {first.received_day.isoformat()}, from another file: {name_of(first)}.",
        f"此发票已于{first.received_day.isoformat()}从另一文件收到: {name_of(first)}。",
        ("invoice_number",),
        tuple(again),
    )


def twin_number(invoice: PastInvoice, past: Past) -> Observation | None:
    """Another invoice of the same total and day whose code and number differ in one digit: one of the two was misread or forged."""
    if not invoice.number:
        return None
    beside = {other.id for other in consecutive_of(invoice, past)}
    same = [other for other in past.same_total if other.total == invoice.total and other.issued == invoice.issued and other.id not in beside]
    twins = [other for other in same if _one_digit_apart(invoice, other)]
    if not twins:
        return None
    return Observation(
        _TWIN,
        f"Its number differs in one digit from that of another invoice with the same total and date: {named(twins)}. One of them was misread or changed.",
        f"发票号码与另一张金额、日期相同的发票仅差一位: {named(twins)}, 其一可能被误读或篡改。",
        ("invoice_number",),
        tuple(twins),
    )


def _is_red(invoice: PastInvoice) -> bool:
    return (invoice.total or 0) < 0


def _ran_on(seller: Sequence[PastInvoice]) -> int:
    """How many of a seller's invoices, in order of receipt, stood beside one of another day before them."""
    days: dict[tuple[str, int], date] = {}
    hits = 0
    for past in seller:
        serial = past.serial
        if serial is None:
            continue
        beside = (days.get((past.series, serial - step)) for step in range(1, NEAR_SERIALS + 1))
        hits += any(day is not None and day != past.day for day in beside)
        days[(past.series, serial)] = past.day
    return hits


def _one_digit_apart(one: PastInvoice, other: PastInvoice) -> bool:
    a, b = one.code + one.number, other.code + other.number
    return len(a) == len(b) and sum(x != y for x, y in zip(a, b, strict=True)) == 1
