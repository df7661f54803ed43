"""Injected cases: an ordinary invoice of a history, changed in one named way that a person would want to see.

Each case is the invoice as it would come in, and what came in besides the history before it. Histories themselves stay clean, so that how often something was
injected does not shape what is usual.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, timedelta
from math import exp
from random import Random

from intake.behaviour.calendar import kind_of_day
from intake.behaviour.history import CHINA_TIME, PastInvoice
from intake.behaviour.look_back import DEFAULT_LIMITS
from training.behaviour.firm import Firm, draw_seller, rounded
from training.synthesize.goods import GOODS
from training.synthesize.parties import draw_account


@dataclass(frozen=True)
class Case:
    invoice: PastInvoice
    besides: tuple[PastInvoice, ...] = ()
    """Received before it, not in the history."""


@dataclass(frozen=True)
class Ground:
    """Where something is injected: one ordinary invoice of a firm and what the seller sent before it."""

    firm: Firm
    rng: Random
    base: PastInvoice
    earlier: Sequence[PastInvoice]
    """Of the same seller, oldest first."""


def times_as_much(ground: Ground) -> Case | None:
    """A sum 6 to 40 times the ordinary one: a shifted decimal point, or a price that is none."""
    factor = exp(ground.rng.uniform(1.8, 3.7))
    total = round((ground.base.total or 0) * factor)
    return Case(replace(ground.base, total=total, amount=round(total / 1.06))) if total > 0 else None


def other_rate(ground: Ground) -> Case | None:
    if not ground.earlier or not ground.base.rates:
        return None
    used = {rate for past in ground.earlier for rate in past.rates}
    return Case(replace(ground.base, rates=(ground.rng.choice([rate for rate in ("13%", "9%", "6%", "3%", "1%", "免税") if rate not in used]),)))


def other_goods(ground: Ground) -> Case | None:
    """A category of another trade."""
    if not ground.earlier:
        return None
    sold = {category for past in (*ground.earlier, ground.base) for category in past.categories}
    goods = [good for group in GOODS.values() for good in group if good.category not in sold]
    good = ground.rng.choice(goods)
    return Case(replace(ground.base, categories=(good.category,), goods=(good.name,)))


def burst(ground: Ground) -> Case | None:
    """The fourth to sixth invoice of a seller within days, from one who sends about one in a fortnight or less."""
    if len(ground.earlier) < 2 or (ground.base.day - ground.earlier[0].day).days < 13 * len(ground.earlier):
        return None
    count = ground.rng.randint(3, 5)
    others = [_another(ground, days_before=ground.rng.uniform(0.1, 5.5)) for _ in range(count)]
    return Case(ground.base, tuple(others))


def at_night(ground: Ground) -> Case | None:
    if ground.firm.habits.night_share:
        return None
    local = ground.base.received.astimezone(CHINA_TIME).replace(hour=ground.rng.randint(1, 4))
    return Case(replace(ground.base, received=(local + timedelta(days=1)).astimezone(UTC)))


def running_numbers(ground: Ground) -> Case | None:
    """One to three invoices on earlier days whose numbers this one's follows."""
    number = ground.base.number
    others = []
    for _ in range(ground.rng.choice((1, 1, 2, 3))):
        number = f"{int(number) - ground.rng.choice((1, 1, 1, 2)):0{len(number)}d}"
        others.append(replace(_another(ground, days_before=ground.rng.uniform(1.5, 20)), code=ground.base.code, number=number))
    return Case(ground.base, tuple(others))


def made_round(ground: Ground) -> Case | None:
    if any(past.total and rounded(abs(past.total)) == abs(past.total) for past in ground.earlier):
        return None
    total = rounded(max(ground.base.total or 0, 600_00))
    return Case(replace(ground.base, total=total, amount=round(total / 1.06)))


def split_below_limit(ground: Ground) -> Case | None:
    """Two to four invoices within days, 88 to 99.9 % of a limit each."""
    total = ground.base.total or 0
    limit = next((limit for limit in DEFAULT_LIMITS if total < limit), None)
    if limit is None or total <= 0:
        return None
    sums = [round(limit * ground.rng.uniform(0.88, 0.999)) for _ in range(ground.rng.randint(2, 4))]
    others = [replace(_another(ground, days_before=ground.rng.uniform(0.1, 4)), total=each) for each in sums[1:]]
    return Case(replace(ground.base, total=sums[0]), tuple(others))


def unknown_seller(ground: Ground) -> Case | None:
    """A seller out of nowhere who bills a service nobody can count, two to eight times an ordinary sum, to a firm that has been buying for half a year."""
    if ground.base.day < date(2023, 7, 1) or (ground.base.total or 0) <= 0:
        return None
    seller = draw_seller(ground.rng, ground.base.day, 12.0)
    good = ground.rng.choice((*GOODS["consulting"], *GOODS["media"]))
    total = round((ground.base.total or 0) * exp(ground.rng.uniform(0.7, 2.1)))
    changed = replace(ground.base, total=total, amount=round(total / 1.06), rates=("6%",), categories=(good.category,), goods=(good.name,))
    account = "" if seller.digital else seller.party.account
    return Case(replace(changed, seller=seller.party.tax_id, seller_name=seller.party.name, bank_account=account))


def other_account(ground: Ground) -> Case | None:
    if not ground.base.bank_account or not any(past.bank_account for past in ground.earlier):
        return None
    return Case(replace(ground.base, bank_account=draw_account(ground.rng)))


def sent_again(ground: Ground) -> Case | None:
    """The same number from another file, in one case of three with another total."""
    again = _again(ground, ground.rng.uniform(0.05, 60))
    return Case(replace(again, total=(again.total or 0) + 90_00) if ground.rng.random() < 0.33 else again, (ground.base,))


def one_digit_other(ground: Ground) -> Case | None:
    number = ground.base.number
    at = ground.rng.randrange(max(len(number) - 8, 0), len(number) - 1)
    digit = ground.rng.choice([digit for digit in "0123456789" if digit != number[at]])
    return Case(replace(_again(ground, ground.rng.uniform(0.05, 40)), number=number[:at] + digit + number[at + 1 :]), (ground.base,))


def billed_again(ground: Ground) -> Case | None:
    """The same goods and sum under another number, by a seller who bills nothing regularly."""
    seller = next((seller for seller in ground.firm.sellers if seller.party.tax_id == ground.base.seller), None)
    if seller is None or seller.monthly or (ground.base.total or 0) <= 0:
        return None
    gap = ground.rng.uniform(1, 40)
    day = ground.base.day + timedelta(days=round(gap))
    code, number = ground.firm.draw_number(seller, day)
    return Case(replace(_again(ground, gap), code=code, number=number, issued=day), (ground.base,))


def taken_back(ground: Ground) -> Case | None:
    """An invoice handed in after the red one that reverses it."""
    total = ground.base.total or 0
    if total <= 0 or not ground.base.number:
        return None
    red = _another(ground, days_before=ground.rng.uniform(0.1, 5))
    return Case(ground.base, (replace(red, total=-total, amount=-(ground.base.amount or 0), reverses=ground.base.number),))


def on_a_rest_day(ground: Ground) -> Case | None:
    if not ground.earlier or any(kind_of_day(past.day) != "workday" for past in ground.earlier):
        return None
    day = ground.base.day
    while kind_of_day(day) == "workday":
        day -= timedelta(days=1)
    return Case(replace(ground.base, issued=day))


INJECTIONS: Mapping[str, Callable[[Ground], Case | None]] = {
    "behaviour.amount": times_as_much,
    "behaviour.round_sum": made_round,
    "behaviour.split": split_below_limit,
    "behaviour.rate": other_rate,
    "behaviour.category": other_goods,
    "behaviour.consecutive_numbers": running_numbers,
    "behaviour.same_invoice": sent_again,
    "behaviour.twin_number": one_digit_other,
    "behaviour.same_goods": billed_again,
    "behaviour.red_and_blue": taken_back,
    "behaviour.new_seller": unknown_seller,
    "behaviour.bank_account": other_account,
    "behaviour.frequency": burst,
    "behaviour.hour": at_night,
    "behaviour.rest_day": on_a_rest_day,
}
"""The detector that is meant to find it -> what makes a case, None where the ground does not allow one."""


def _another(ground: Ground, days_before: float) -> PastInvoice:
    """Another invoice of the same seller, received and issued before the base."""
    rng, base = ground.rng, ground.base
    total = round(abs(base.total or 100_00) * exp(rng.uniform(-0.4, 0.4)))
    day = base.day - timedelta(days=round(days_before))
    number = f"{max(int(base.number) - rng.randint(50, 5000), 1):0{len(base.number)}d}"
    received = base.received - timedelta(days=days_before)
    return replace(base, id=ground.firm.new_id(), issued=day, received=received, total=total, amount=round(total / 1.06), number=number, reverses="")


def _again(ground: Ground, days: float) -> PastInvoice:
    """The base from another file, days later."""
    return replace(ground.base, id=ground.firm.new_id(), received=ground.base.received + timedelta(days=days))
