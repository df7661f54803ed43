"""Amount, tax, total and the words, settled together.

What must hold: amount + tax = total, exactly in 分; the words spell the total; the QR code repeats the amount or the total; the lines sum up to amount and
tax. The most likely consistent triple wins; where only two of the three were read, the third follows from them and is marked as computed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from intake.domain.amount_words import parse_words
from intake.domain.money import format_fen, parse_fen
from intake.evidence import Evidence, Source
from intake.resolution.candidates import Candidate, candidates_of

_INCONSISTENT = -9.0
"""Log-odds of printed sums that do not add up: issuing software refuses to print them, readers err far more often."""
_AGREES = 4.0
_COMPUTED = -1.5
_MISSING = -4.0
_MOST_CANDIDATES = 6


@dataclass(frozen=True)
class MoneyEvidence:
    """Everything that speaks about the three sums."""

    of_field: Mapping[str, Sequence[Evidence]]
    qr_amount: int | None
    line_amounts: int | None
    """Sum of the lines' amounts in 分; None where a line lacks one."""
    line_taxes: int | None
    exempt: bool
    """The total tax is printed as stars."""


@dataclass(frozen=True)
class Sums:
    """The chosen values in 分 and what confirms each; a value of None was not found."""

    amount: int | None
    tax: int | None
    total: int | None
    confirmed_by: Mapping[str, tuple[str, ...]]
    computed: frozenset[str]
    """Fields that were computed from the others, not read."""


@dataclass(frozen=True)
class _Offer:
    fen: int
    weight: float
    read: bool
    data: bool = False
    """Nothing was recognised, so nothing can have been misread."""


def settle(money: MoneyEvidence) -> Sums:
    """The best triple."""
    words = words_of(money.of_field.get("total_in_words", ()))
    totals = _offers(candidates_of(money.of_field.get("total", ())))
    amounts = _offers(candidates_of(money.of_field.get("amount", ())))
    taxes = _offers(candidates_of(money.of_field.get("tax", ())))
    if money.exempt and not taxes:
        taxes = [_Offer(0, 2.0, True)]
    totals = _with_more(totals, [words, money.qr_amount, *(a.fen + t.fen for a, t in product(amounts, taxes))])
    amounts = _with_more(amounts, [money.line_amounts, money.qr_amount, *(g.fen - t.fen for g, t in product(totals, taxes) if t.read)])
    taxes = _with_more(taxes, [money.line_taxes, *(g.fen - a.fen for g, a in product(totals, amounts) if a.read or a.fen == money.qr_amount)])
    best: tuple[float, int | None, int | None, int | None] = (_MISSING * 9, None, None, None)
    for amount, tax, total in product([*amounts, None], [*taxes, None], [*totals, None]):
        score = _score(money, words, amount, tax, total)
        if score > best[0]:
            best = (score, _fen(amount), _fen(tax), _fen(total))
    _, amount_fen, tax_fen, total_fen = best
    read = {name: {offer.fen for offer in offers if offer.read} for name, offers in (("amount", amounts), ("tax", taxes), ("total", totals))}
    chosen = {"amount": amount_fen, "tax": tax_fen, "total": total_fen}
    computed = frozenset(name for name, fen in chosen.items() if fen is not None and fen not in read[name])
    return Sums(amount_fen, tax_fen, total_fen, _confirmations(money, words, chosen, computed), computed)


def words_of(evidence: Iterable[Evidence]) -> int | None:
    """分 of the amount in words, from the heaviest opinion that is well-formed."""
    for candidate in candidates_of(evidence):
        fen = parse_words(candidate.value)
        if fen is not None:
            return fen
    return None


def _offers(candidates: Sequence[Candidate]) -> list[_Offer]:
    offers = []
    for candidate in candidates[:_MOST_CANDIDATES]:
        fen = parse_fen(candidate.value)
        if fen is not None:
            offers.append(_Offer(fen, candidate.weight, True, candidate.best.source is not Source.OCR))
    return offers


def _with_more(offers: list[_Offer], computed: Iterable[int | None]) -> list[_Offer]:
    """The values that were read, and those that would follow from others. What is data stands as it is: sums that do not add up there are a finding."""
    if any(offer.data for offer in offers):
        return offers
    known = {offer.fen for offer in offers}
    more = [_Offer(fen, _COMPUTED, False) for fen in dict.fromkeys(computed) if fen is not None and fen not in known]
    return [*offers, *more[: 2 * _MOST_CANDIDATES]]


def _fen(offer: _Offer | None) -> int | None:
    return None if offer is None else offer.fen


def _score(money: MoneyEvidence, words: int | None, amount: _Offer | None, tax: _Offer | None, total: _Offer | None) -> float:
    score = sum(offer.weight if offer is not None else _MISSING for offer in (amount, tax, total))
    if amount is not None and tax is not None and total is not None:
        score += _AGREES if amount.fen + tax.fen == total.fen else _INCONSISTENT
    if amount is not None and tax is not None and not _is_lawful_tax(amount.fen, tax.fen):
        score -= _AGREES
    if words is not None and total is not None:
        score += _AGREES if words == total.fen else -_AGREES
    if money.qr_amount is not None:
        printed = {offer.fen for offer in (amount, total) if offer is not None}
        score += 1.5 * _AGREES if money.qr_amount in printed else -1.5 * _AGREES
    if money.line_amounts is not None and amount is not None:
        score += 0.5 * _AGREES if money.line_amounts == amount.fen else -0.25 * _AGREES
    if money.line_taxes is not None and tax is not None:
        score += 0.5 * _AGREES if money.line_taxes == tax.fen else -0.25 * _AGREES
    return score


def _is_lawful_tax(amount: int, tax: int) -> bool:
    """Of the amount's sign, and no more than any rate has been (17 %), some 分 of rounding aside."""
    return amount * tax >= 0 and abs(tax) <= abs(amount) * 0.17 + 127


def _confirmations(money: MoneyEvidence, words: int | None, chosen: Mapping[str, int | None], computed: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """What speaks for each value beside its own reading. Sums that were computed confirm nothing."""
    amount, tax, total = chosen["amount"], chosen["tax"], chosen["total"]
    adds_up = None not in (amount, tax, total) and (amount or 0) + (tax or 0) == total
    found: dict[str, list[str]] = {"amount": [], "tax": [], "total": []}
    if adds_up and not computed:
        for names in found.values():
            names.append("arithmetic")
    if words is not None and words == total:
        found["total"].append(Source.WORDS)
    if money.qr_amount is not None:
        for name in ("amount", "total"):
            if chosen[name] == money.qr_amount and (name != "amount" or amount != total or money.exempt):
                found[name].append(Source.QR)
    if money.line_amounts is not None and money.line_amounts == amount:
        found["amount"].append("lines")
    if money.line_taxes is not None and money.line_taxes == tax:
        found["tax"].append("lines")
    if adds_up:
        # A sum computed from two values that others confirm is as sure as they are.
        for name in computed:
            others = [other for other in found if other != name]
            if all(found[other] for other in others):
                found[name].append("arithmetic")
    return {name: tuple(names) for name, names in found.items()}


def line_sum(cells: Iterable[str]) -> int | None:
    """Sum in 分; None where there is no line, or one without a readable value."""
    values = [parse_fen(cell) for cell in cells]
    return sum(value for value in values if value is not None) if values and None not in values else None


def text_of(fen: int | None) -> str | None:
    return None if fen is None else format_fen(fen)
