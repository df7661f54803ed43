"""What of a history one invoice is compared with, and what is usual there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from math import log

from intake.behaviour.calendar import kind_of_day
from intake.behaviour.history import History, PastInvoice
from intake.behaviour.statistics import Shares, Spread, shares_of

RECENT, OF_SELLER, ALIKE = 200, 100, 50
"""Most invoices looked at: of the buyer, of the seller, with the same total."""
NEAR_SERIALS = 3
"""Numbers so close are consecutive, small gaps allowed."""

_ANY_AMOUNT = Spread(location=log(80_000), scale=1.8, degrees=3.0, weight=1.0)
"""Log 分 of what firms are billed, before any history: half of it between 240 and 2,700 yuan."""
_WITHIN_SELLER = Spread(location=0.0, scale=0.8, degrees=6.0, weight=1e6)
"""How the log amounts of one seller scatter around its own middle."""
_OFFICE_HOURS = {**dict.fromkeys(range(24), 0.3), **dict.fromkeys(range(7, 22), 3.0), **dict.fromkeys(range(9, 19), 10.0)}
_DAYS = {"workday": 86.0, "weekend": 12.0, "holiday": 2.0}
_ROUNDNESS = {"plain": 95.0, "round": 5.0}
_BAND = {"elsewhere": 95.0, "below": 5.0}

DEFAULT_LIMITS = (1_000_00, 2_000_00, 5_000_00, 10_000_00, 50_000_00, 100_000_00)
"""分. Sums above which firms commonly ask for another signature; a firm names its own."""
BELOW_LIMIT = 0.85
"""From this share of a limit on a sum is just below it."""
ROUND_FROM = 500_00
"""分. Smaller sums are round by chance too often."""


@dataclass(frozen=True)
class Firm:
    """What is usual for a buyer over all sellers."""

    recent: Sequence[PastInvoice]
    limits: tuple[int, ...] = DEFAULT_LIMITS

    @cached_property
    def by_seller(self) -> Mapping[str, Sequence[PastInvoice]]:
        """Sellers that were read -> their invoices, oldest first."""
        grouped: dict[str, list[PastInvoice]] = defaultdict(list)
        for past in self.recent:
            if past.seller:
                grouped[past.seller].append(past)
        return grouped

    @cached_property
    def amounts(self) -> Spread:
        """Of log 分, for a seller of whom nothing is known: its weight says how much sellers differ from one another compared with themselves."""
        groups = [[value for past in group if (value := log_total(past)) is not None] for group in self.by_seller.values()]
        everything = _ANY_AMOUNT.with_values([value for group in groups for value in group])
        residuals = [value - sorted(group)[len(group) // 2] for group in groups if len(group) >= 3 for value in group]
        within = _WITHIN_SELLER.with_values(residuals).scale
        between2 = max(everything.scale**2 - within**2, within**2)
        return Spread(everything.location, within, 4.0, within**2 / between2)

    @cached_property
    def first_amounts(self) -> Spread:
        """Of log 分 on the first invoice of a seller: what firms buy of strangers is small."""
        firsts = [value for group in self.by_seller.values() if (value := log_total(group[0])) is not None]
        return _ANY_AMOUNT.with_values(firsts)

    @cached_property
    def rates(self) -> Shares:
        return shares_of((rate for past in self.recent for rate in past.rates), 5.0, Shares(_COMMON_RATES, 1.0))

    @cached_property
    def categories(self) -> Shares:
        return shares_of((name for past in self.recent for name in past.categories), 5.0, unseen=0.02)

    @cached_property
    def hours(self) -> Shares:
        """Hours of receipt as two digits. Each counts half for itself and a quarter for either neighbour."""
        counts: dict[str, float] = defaultdict(float)
        for hour, count in Counter(map(hour_of, self.recent)).items():
            counts[f"{hour:02d}"] += 0.5 * count
            for near in (hour - 1, hour + 1):
                counts[f"{near % 24:02d}"] += 0.25 * count
        return Shares(counts, 20.0, Shares({f"{hour:02d}": weight for hour, weight in _OFFICE_HOURS.items()}, 0.1))

    @cached_property
    def days(self) -> Shares:
        return shares_of((kind_of_day(past.day) for past in self.recent), 20.0, Shares(_DAYS, 0.1))

    @cached_property
    def roundness(self) -> Shares:
        return shares_of((roundness(past.total) for past in self.recent if past.total), 20.0, Shares(_ROUNDNESS, 0.1))

    @cached_property
    def bands(self) -> Shares:
        return shares_of((self.band(past.total) for past in self.recent if past.total), 20.0, Shares(_BAND, 0.1))

    @cached_property
    def new_seller_share(self) -> float:
        """Probability that the next seller is new, after Good and Turing: the share of invoices whose seller was seen once."""
        once = sum(len(group) == 1 for group in self.by_seller.values())
        return (once + 4.0) / (sum(len(group) for group in self.by_seller.values()) + 5.0)

    @cached_property
    def days_per_seller(self) -> float:
        """Share of all days on which an average seller issues something."""
        if not self.by_seller:
            return 0.05
        exposure = max((self.recent[-1].day - self.recent[0].day).days, 30)
        return (sum(len({past.day for past in group}) for group in self.by_seller.values()) + 1.5) / len(self.by_seller) / exposure

    def limit_above(self, total: int) -> int | None:
        """The limit that a sum stays just below, 分."""
        return next((limit for limit in self.limits if BELOW_LIMIT * limit <= total < limit), None)

    def band(self, total: int) -> str:
        return "below" if self.limit_above(total) is not None else "elsewhere"


_COMMON_RATES = {"13%": 8.0, "6%": 8.0, "3%": 4.0, "1%": 4.0, "9%": 3.0, "免税": 2.0, "5%": 1.0, "不征税": 1.0, "0%": 0.5}


@dataclass(frozen=True)
class Past:
    """All that one invoice is compared with."""

    firm: Firm
    seller: Sequence[PastInvoice] = ()
    """The same seller to the same buyer, oldest first; empty where no seller was read."""
    same_total: Sequence[PastInvoice] = ()
    """The same total or its negative, whoever sent it."""
    near_numbers: Sequence[PastInvoice] = field(default=())
    """The same series, at most `NEAR_SERIALS` away."""


def look_back(history: History, invoice: PastInvoice, limits: tuple[int, ...] = DEFAULT_LIMITS) -> Past:
    """What came in before the invoice. Raises IntakeError where the history can't be read."""
    before = invoice.received
    serial = invoice.serial
    return Past(
        Firm(_others(history.recent(invoice.buyer, before, RECENT), invoice), limits),
        _others(history.of_seller(invoice.buyer, invoice.seller, before, OF_SELLER), invoice) if invoice.seller else (),
        _others(history.with_total(invoice.total, before, ALIKE), invoice) if invoice.total else (),
        _others(history.near_number(invoice.series, serial, NEAR_SERIALS, before), invoice) if serial is not None else (),
    )


def log_total(past: PastInvoice) -> float | None:
    """Log of the 分 billed, sign left out; None for nothing."""
    total = past.total or past.amount
    return log(abs(total)) if total else None


def hour_of(past: PastInvoice) -> int:
    """Of receipt, on Chinese clocks."""
    return (past.received.hour + 8) % 24


def roundness(total: int) -> str:
    """`round` for sums from `ROUND_FROM` on of which at most two digits are not zero at the end: 3,800.00 or 12,000.00."""
    digits = str(abs(total)).rstrip("0")
    return "round" if abs(total) >= ROUND_FROM and len(digits) <= 2 else "plain"


def days_apart(one: date, other: date) -> int:
    return abs((one - other) // timedelta(days=1))


def _others(found: Sequence[PastInvoice], invoice: PastInvoice) -> Sequence[PastInvoice]:
    return [past for past in found if past.id != invoice.id]
