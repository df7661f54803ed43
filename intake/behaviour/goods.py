"""What is billed: tax rates and categories of goods that the seller never had."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from intake.behaviour.history import PastInvoice
from intake.behaviour.look_back import Past
from intake.behaviour.observation import Observation
from intake.behaviour.statistics import Shares, shares_of


def unusual_rate(invoice: PastInvoice, past: Past) -> Observation | None:
    """A tax rate that this seller does not use."""
    return _unusual(
        invoice.rates,
        past,
        past.firm.rates,
        lambda other: other.rates,
        "The tax rate {word} is unusual for this seller, who used {usual}.",
        "税率{word}对该销售方较为少见(此前为{usual})。",
    )


def unusual_category(invoice: PastInvoice, past: Past) -> Observation | None:
    """A category of goods (`*餐饮服务*`) that this seller does not sell."""
    return _unusual(
        invoice.categories,
        past,
        past.firm.categories,
        lambda other: other.categories,
        "The goods category {word} is unusual for this seller, who sold {usual}.",
        "商品类别“{word}”对该销售方较为少见(此前为{usual})。",
    )


def _unusual(
    words: Iterable[str], past: Past, firm: Shares, words_of: Callable[[PastInvoice], Iterable[str]], wording: str, wording_zh: str
) -> Observation | None:
    earlier = [word for other in past.seller for word in words_of(other)]
    if not earlier:
        return None
    # A seller that had many different ones will have another one: Witten and Bell's estimate, the share of the unseen from the number of the seen.
    shares = shares_of(earlier, len(set(earlier)), firm)
    rarest = max(words, key=shares.surprise, default=None)
    if rarest is None or not (strength := shares.surprise(rarest)):
        return None
    common = sorted(set(earlier), key=lambda word: (-earlier.count(word), word))[:3]
    return Observation(
        strength,
        wording.format(word=rarest, usual=", ".join(common)),
        wording_zh.format(word=rarest, usual="、".join(common)),
        ("items",),
        tuple(other for other in reversed(past.seller) if words_of(other)),
    )
