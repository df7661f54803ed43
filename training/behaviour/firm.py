"""Draws what one invented firm received over two years: sellers with habits of their own, and the ordinary irregularities that are no wrongdoing.

Ordinary here: sellers seen once, several invoices on one day with consecutive numbers, rents of the same round sum every month, restaurants on weekends, reds
with their replacements, an account that changes, a misread digit, a clerk who works at night.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from math import exp, log
from random import Random

from intake.behaviour.calendar import kind_of_day
from intake.behaviour.history import CHINA_TIME, PastInvoice
from intake.domain.invoice_code import write_invoice_code
from intake.domain.invoice_number import write_digital_number
from intake.domain.names import comparison_key
from intake.invoice import Kind
from training.synthesize.goods import GOODS, Good, standard_rate
from training.synthesize.parties import Party, draw_account, draw_company

DAYS = 730
_SEASONAL = ("property", "tech", "consulting", "transport")
"""Trades that bill the same sum every month."""
_WEEKEND_TRADES = ("catering", "hotel", "fuel", "goods", "food", "transport")


@dataclass(frozen=True)
class Seller:
    """One seller and its habits towards this firm."""

    party: Party
    goods: tuple[Good, ...]
    rate: str
    """"" for the lawful rate of each good."""
    location: float
    """Log 分 of its usual total."""
    scale: float
    gap: float
    """Days between two purchases, on average."""
    first: date
    last: date
    digital: bool
    daily: float
    """Invoices it writes in a day, to whomever."""
    works_weekends: bool
    monthly: bool
    """Bills the same sum on the same day of every month."""
    rounds: float
    """Share of its sums that are round."""
    once: bool = False


@dataclass(frozen=True)
class Habits:
    """Of the firm."""

    hours: tuple[float, float]
    """Middle and deviation of the hour at which papers are handed in."""
    night_share: float
    lag: float
    """Days from issue to receipt, on average."""


@dataclass
class Firm:
    """One firm while it is drawn: its sellers, and where each seller's book of numbers stands."""

    rng: Random
    party: Party
    habits: Habits
    sellers: list[Seller]
    first_number: dict[str, int] = field(default_factory=dict)
    last_number: dict[str, int] = field(default_factory=dict)
    count: int = 0

    def invoice(self, seller: Seller, day: date, beside: PastInvoice | None = None) -> PastInvoice:
        """An ordinary purchase. `beside` was bought in the same go: the number follows on its number."""
        rng = self.rng
        goods = rng.sample(seller.goods, min(len(seller.goods), rng.choice((1, 1, 1, 2))))
        total = self.draw_total(seller)
        rates = tuple(dict.fromkeys(seller.rate or standard_rate(good.level, day) for good in goods))
        code, number = self.draw_number(seller, day, beside)
        account = "" if seller.digital or rng.random() < 0.1 else _misread(rng, seller.party.account, 0.02)
        issued = None if rng.random() < 0.01 else day
        return PastInvoice(
            id=self.new_id(),
            received=self.draw_receipt(day),
            kind=(Kind.DIGITAL_GENERAL if seller.digital else Kind.VAT_E_GENERAL).value,
            buyer=self.party.tax_id,
            seller=seller.party.tax_id,
            seller_name=seller.party.name,
            code=code,
            number=number,
            issued=issued,
            amount=round(total / 1.06),
            total=total,
            rates=rates,
            categories=tuple(dict.fromkeys(good.category for good in goods)),
            goods=tuple(comparison_key(f"*{good.category}*{good.name}") for good in goods),
            bank_account=account,
        )

    def draw_total(self, seller: Seller) -> int:
        """分."""
        if seller.monthly:
            return round(exp(seller.location))
        total = max(round(exp(self.rng.gauss(seller.location, seller.scale))), 100)
        return rounded(total) if self.rng.random() < seller.rounds else total

    def draw_number(self, seller: Seller, day: date, beside: PastInvoice | None = None) -> tuple[str, str]:
        """Code and number. Coded: the seller's own book. Digital: the serial of the whole province moves on."""
        if beside is not None:
            number = f"{int(beside.number) + 1:0{len(beside.number)}d}"
            self.last_number[seller.party.tax_id] = int(number)
            return beside.code, number
        since = (day - date(2022, 1, 1)).days
        if seller.digital:
            area = seller.party.city.tax_area[:2]
            serial = (since % 365) * 4_000_000 + self.rng.randrange(4_000_000)
            return "", write_digital_number(day.year, area, serial)
        # A book has about as many numbers as the seller writes invoices, so that a small seller's follow on each other by themselves.
        start = self.first_number.setdefault(seller.party.tax_id, self.rng.randint(1, 40_000_000))
        serial = start + round(since * seller.daily) + self.rng.randrange(max(round(seller.daily), 1))
        serial = max(serial, self.last_number.get(seller.party.tax_id, 0) + 1)
        self.last_number[seller.party.tax_id] = serial
        return write_invoice_code("10", seller.party.city.tax_area, 2022), f"{serial:08d}"

    def draw_receipt(self, day: date) -> datetime:
        rng = self.rng
        handed_in = day + timedelta(days=min(round(rng.expovariate(1 / self.habits.lag)), 60))
        while kind_of_day(handed_in) != "workday" and rng.random() < 0.9:
            handed_in += timedelta(days=1)
        hour = rng.uniform(19, 27) if rng.random() < self.habits.night_share else rng.gauss(*self.habits.hours)
        local = datetime.combine(handed_in, time(), CHINA_TIME) + timedelta(hours=min(max(hour, 0.0), 31.0), seconds=rng.randrange(60))
        return local.astimezone(UTC)

    def new_id(self) -> str:
        self.count += 1
        return f"{self.party.tax_id}:{self.count}"


def draw_firm(rng: Random) -> Firm:
    """A firm with 15 to 70 standing sellers; further ones come and go."""
    day = date(2023, 1, 1)
    habits = Habits((rng.uniform(9.5, 16.5), rng.uniform(1.0, 3.0)), rng.choice((0.0, 0.01, 0.05)), rng.uniform(1, 12))
    firm = Firm(rng, draw_company(rng, day), habits, [])
    size = rng.uniform(log(20_000), log(400_000))
    for _ in range(rng.randint(15, 70)):
        firm.sellers.append(draw_seller(rng, day + timedelta(days=rng.choice((0, rng.randrange(DAYS)))), size))
    return firm


def draw_seller(rng: Random, first: date, size: float, *, once: bool = False) -> Seller:
    """`size` is the log 分 of what the firm buys usually."""
    party = draw_company(rng, date(2023, 1, 1), trade=rng.choice(("catering", "hotel", "transport", "fuel")) if once else "")
    monthly = not once and party.trade in _SEASONAL and rng.random() < 0.5
    location = rng.gauss(size, 1.4)
    stays = timedelta(days=DAYS if rng.random() < 0.6 else rng.randint(60, DAYS))
    return Seller(
        party=party,
        goods=tuple(rng.sample(GOODS[party.trade], min(rng.randint(1, 4), len(GOODS[party.trade])))),
        rate=rng.choice(("", "", "", "1%", "3%")),
        location=log(rounded(round(exp(location)))) if monthly and rng.random() < 0.6 else location,
        scale=rng.uniform(0.1, 1.2),
        gap=30.0 if monthly else exp(rng.uniform(log(3), log(120))),
        first=first,
        last=first if once else min(first + stays, date(2023, 1, 1) + timedelta(days=DAYS)),
        digital=rng.random() < 0.6,
        daily=exp(rng.uniform(log(0.3), log(300))),
        works_weekends=party.trade in _WEEKEND_TRADES,
        monthly=monthly,
        rounds=rng.choice((0.0, 0.0, 0.02, 0.1, 0.4)),
        once=once,
    )


def draw_history(firm: Firm) -> tuple[PastInvoice, ...]:
    """Everything the firm received, in order of receipt. Nothing of it is meant to be found."""
    rng = firm.rng
    begin = date(2023, 1, 1)
    invoices = [invoice for seller in firm.sellers for invoice in _purchases(firm, seller)]
    size = sum(seller.location for seller in firm.sellers) / len(firm.sellers)
    for _ in range(round(len(invoices) * rng.uniform(0.05, 0.3))):
        first = begin + timedelta(days=rng.randrange(DAYS))
        once = draw_seller(rng, first, size - 0.5, once=True)
        invoices.extend(_purchases(firm, once))
    return tuple(sorted(invoices, key=lambda past: (past.received, past.id)))


def rounded(total: int) -> int:
    """The nearest sum of two digits followed by zeros."""
    unit = int(10 ** max(len(str(total)) - 2, 0))
    return max(round(total / unit), 1) * unit


def _purchases(firm: Firm, seller: Seller) -> Iterator[PastInvoice]:
    rng = firm.rng
    day = seller.first
    while day <= seller.last:
        issued = _shifted(rng, seller, day)
        first = firm.invoice(seller, issued)
        yield first
        if not seller.monthly and rng.random() < 0.12:  # a purchase billed on two or three papers
            beside = first
            for _ in range(rng.choice((1, 1, 2))):
                beside = replace(firm.invoice(seller, issued, beside), received=first.received + timedelta(seconds=rng.randint(5, 90)))
                yield beside
        elif rng.random() < 0.015:
            yield from _corrected(firm, seller, first)
        if seller.once:
            return
        if rng.random() < 0.002 and not seller.digital:
            seller = replace(seller, party=replace(seller.party, account=draw_account(rng)))
        if seller.rate and rng.random() < 0.003:
            seller = replace(seller, rate={"1%": "3%", "3%": "1%"}[seller.rate])
        day += timedelta(days=30 if seller.monthly else max(round(rng.expovariate(1 / seller.gap)), 1))


def _corrected(firm: Firm, seller: Seller, blue: PastInvoice) -> Sequence[PastInvoice]:
    """The seller takes an invoice back with a red one and, mostly, writes it anew."""
    day = blue.day + timedelta(days=firm.rng.randint(1, 20))
    red = _renewed(firm, seller, blue, day)
    red = replace(red, total=-(blue.total or 0), amount=-(blue.amount or 0), reverses=blue.number)
    if firm.rng.random() < 0.25:
        return (red,)
    return red, replace(_renewed(firm, seller, blue, day), received=red.received + timedelta(minutes=firm.rng.randint(1, 600)))


def _renewed(firm: Firm, seller: Seller, blue: PastInvoice, day: date) -> PastInvoice:
    code, number = firm.draw_number(seller, day)
    return replace(blue, id=firm.new_id(), code=code, number=number, issued=day, received=max(firm.draw_receipt(day), blue.received + timedelta(hours=1)))


def _shifted(rng: Random, seller: Seller, day: date) -> date:
    """To a working day, unless the seller works on weekends."""
    if seller.works_weekends:
        return day
    while kind_of_day(day) != "workday" and rng.random() < 0.97:
        day += timedelta(days=1)
    return day


def _misread(rng: Random, digits: str, share: float) -> str:
    if rng.random() >= share:
        return digits
    at = rng.randrange(len(digits))
    return digits[:at] + rng.choice("0123456789") + digits[at + 1 :]
