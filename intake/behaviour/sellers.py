"""The seller: new, paid to another account, or billing more often than before."""

from __future__ import annotations

from itertools import pairwise
from math import exp, log

from rapidfuzz.distance import Levenshtein

from intake.behaviour.history import PastInvoice
from intake.behaviour.look_back import Past, days_apart, log_total
from intake.behaviour.observation import Observation, named, yuan
from intake.behaviour.statistics import MOST, chance, surprise_of, tail_of_count

WINDOW = 7
"""Days in which invoices are counted."""
RATE_STRENGTH = 0.7
"""Days with invoices that what is usual for the firm's sellers is worth."""
_MISREAD = 2
"""An account number that differs in no more digits was misread rather than changed."""


def new_seller(invoice: PastInvoice, past: Past) -> Observation | None:
    """Never seen before, in a firm that seldom sees new ones, and billing more than strangers use to."""
    if past.seller or not invoice.seller:
        return None
    share, usual = past.firm.new_seller_share, past.firm.first_amounts
    value = log_total(invoice)
    large = usual.surprise(value) if value is not None and value > usual.location else 0.0
    strength = min(surprise_of(share, -share * log(share) - (1 - share) * log(1 - share)) + large, MOST)
    if not strength:
        return None
    typical = yuan(exp(usual.location))
    return Observation(
        strength,
        f"The seller {invoice.seller_name or invoice.seller} is new; about {share:.0%} of invoices come from new ones, usually of about {typical}.",
        f"销售方{invoice.seller_name or invoice.seller}首次出现; 新销售方的发票约占{share:.0%}, 通常约{typical}元。",
        ("seller_name", "seller_tax_id", "total"),
    )


def changed_bank_account(invoice: PastInvoice, past: Past) -> Observation | None:
    """Another account than on all earlier invoices of the seller: ask the seller over a known telephone number before paying."""
    account = invoice.bank_account
    earlier = [other for other in past.seller if other.bank_account]
    if not account or not earlier or any(_same_account(account, other.bank_account) for other in earlier):
        return None
    changes = sum(not _same_account(one.bank_account, two.bank_account) for one, two in pairwise(earlier))
    strength = surprise_of(chance(changes, len(earlier), 0.01, 1.5))
    last = earlier[-1].bank_account
    return Observation(
        strength,
        f"The seller's bank account ends in {account[-4:]}; {len(earlier)} earlier invoices had {last[-4:]}: {named(earlier[::-1])}. Ask the seller before paying.",
        f"销售方银行账号尾号为{account[-4:]}, 此前{len(earlier)}张发票为{last[-4:]}: {named(earlier[::-1])}。付款前请向销售方核实。",
        ("seller_bank_account",),
        tuple(reversed(earlier)),
    )


def more_often(invoice: PastInvoice, past: Past) -> Observation | None:
    """Invoices of the seller on more days of a week than before. Several of one day are one purchase, red ones none."""
    purchases = [other for other in past.seller if (other.total or 0) >= 0]
    lately = [other for other in purchases if days_apart(other.day, invoice.day) < WINDOW]
    before = [other for other in purchases if other.day < invoice.day and days_apart(other.day, invoice.day) >= WINDOW]
    if not lately or (invoice.total or 0) < 0:
        return None
    days = len({other.day for other in lately} | {invoice.day})
    days_before = len({other.day for other in before})
    exposure = max(days_apart(before[0].day, invoice.day) - WINDOW, 1) if before else 0
    probability = tail_of_count(days, RATE_STRENGTH + days_before, RATE_STRENGTH / past.firm.days_per_seller + exposure, WINDOW)
    strength = surprise_of(probability, 1.0)
    if not strength:
        return None
    return Observation(
        strength,
        f"This seller's invoices are of {days} days within a week; before, of {days_before} in {exposure} days. The last: {named(lately[::-1])}.",
        f"该销售方一周内有{days}天开票, 此前{exposure}天内为{days_before}天。最近: {named(lately[::-1])}。",
        ("issue_date",),
        tuple(reversed(lately)),
    )


def _same_account(one: str, other: str) -> bool:
    return Levenshtein.distance(one, other, score_cutoff=_MISREAD) <= _MISREAD
