"""Sums: unlike the seller's others, round, or just below a limit several times."""

from __future__ import annotations

from math import exp

from intake.behaviour.history import PastInvoice
from intake.behaviour.look_back import Past, days_apart, log_total, roundness
from intake.behaviour.observation import Observation, named, yuan
from intake.behaviour.statistics import MOST, shares_of, surprise_of

SPLIT_DAYS = 7
"""Invoices that were split stand this close."""
SELLER_STRENGTH = 4.0
"""Invoices of a seller that weigh as much as what is usual for the firm."""


def unusual_amount(invoice: PastInvoice, past: Past) -> Observation | None:
    """The total beside the seller's others, or beside what the firm is billed by anybody."""
    value = log_total(invoice)
    if value is None:
        return None
    known = [amount for other in past.seller if (amount := log_total(other)) is not None]
    spread = past.firm.amounts.with_values(known)
    strength = spread.surprise(value)
    if not strength:
        return None
    usual = yuan(exp(spread.location))
    times = exp(abs(value - spread.location))
    above = value > spread.location
    whose, whose_zh = (f"the seller's {len(known)} earlier invoices", f"该销售方此前{len(known)}张发票") if known else ("your other sellers", "其他销售方")
    closest = sorted((other for other in past.seller if other.total), key=lambda other: abs((log_total(other) or 0.0) - value))
    return Observation(
        strength,
        f"The total is {times:.1f} times {'above' if above else 'below'} what is usual for {whose} (about {usual}).",
        f"价税合计与{whose_zh}的通常水平(约{usual}元)相差{times:.1f}倍({'偏高' if above else '偏低'})。",
        ("total",),
        tuple(closest),
    )


def round_sum(invoice: PastInvoice, past: Past) -> Observation | None:
    """A round total, where seller and firm seldom have any."""
    if not invoice.total or roundness(invoice.total) != "round":
        return None
    earlier = [other for other in past.seller if other.total]
    strength = shares_of((roundness(other.total or 0) for other in earlier), SELLER_STRENGTH, past.firm.roundness).surprise("round")
    if not strength:
        return None
    return Observation(
        strength,
        f"The total {yuan(invoice.total)} is a round sum, which is rare here: {_counted(earlier)}.",
        f"价税合计{yuan(invoice.total)}为整数金额, 较为少见({_counted_zh(earlier)})。",
        ("total",),
        tuple(other for other in reversed(earlier) if roundness(other.total or 0) == "round"),
    )


def split_sum(invoice: PastInvoice, past: Past) -> Observation | None:
    """Several invoices of one seller within days, each just below a limit that their sum exceeds."""
    total = invoice.total or 0
    limit = past.firm.limit_above(total)
    if limit is None:
        return None
    days = [other for other in past.seller if days_apart(other.day, invoice.day) <= SPLIT_DAYS]
    beside = [other for other in reversed(days) if other.total and past.firm.limit_above(other.total) == limit]
    if not beside:
        return None
    before = [past.firm.band(other.total) for other in past.seller if other.total and days_apart(other.day, invoice.day) > SPLIT_DAYS]
    each = surprise_of(shares_of(before, SELLER_STRENGTH, past.firm.bands).share("below"))
    whole = total + sum(other.total or 0 for other in beside)
    return Observation(
        min(each * len(beside), MOST),
        f"{len(beside) + 1} invoices of this seller within {SPLIT_DAYS} days stay just below {yuan(limit)} each and make {yuan(whole)} together: "
        f"also {named(beside)}.",
        f"该销售方{SPLIT_DAYS}天内有{len(beside) + 1}张发票金额均略低于{yuan(limit)}元, 合计{yuan(whole)}元, 疑似拆分: 另有{named(beside)}。",
        ("total",),
        tuple(beside),
    )


def _counted(earlier: list[PastInvoice]) -> str:
    rounded = sum(roundness(other.total or 0) == "round" for other in earlier)
    return f"{rounded} of the seller's {len(earlier)} earlier ones" if earlier else "the seller has none earlier"


def _counted_zh(earlier: list[PastInvoice]) -> str:
    rounded = sum(roundness(other.total or 0) == "round" for other in earlier)
    return f"该销售方此前{len(earlier)}张中有{rounded}张" if earlier else "该销售方此前无发票"
