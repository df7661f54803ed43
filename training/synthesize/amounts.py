"""The arithmetic of an invoice's lines, in 分: quantity × price, tax, discounts, sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from intake.domain.money import round_fen
from intake.domain.tax_rates import EXEMPT, UNTAXED, rate_fraction
from training.synthesize.goods import Wanted


@dataclass(frozen=True)
class GoodsLine:
    name: str
    specification: str
    unit: str
    quantity: str
    """As printed; "" where it is not."""
    unit_price: str
    amount: int
    """分 without tax."""
    rate: str
    """`13%`, `免税` ...; "" where stars are printed."""
    tax: int | None
    """分; None where stars are printed."""


@dataclass(frozen=True)
class Sums:
    amount: int
    tax: int
    total: int


def price_lines(rng: Random, wanted: Sequence[Wanted], *, red: bool = False) -> tuple[GoodsLine, ...]:
    """Give every line a quantity and a price whose product is its amount to the 分, and its tax to the rate."""
    return tuple(_negative(line) if red else line for line in (_price(rng, line) for line in wanted))


def with_discounts(rng: Random, lines: Sequence[GoodsLine], share: float) -> tuple[GoodsLine, ...]:
    """Put a discount row after some lines: same name, negative amount, no quantity."""
    result: list[GoodsLine] = []
    for line in lines:
        result.append(line)
        if line.amount > 200 and rng.random() < share:
            result.append(_discount(rng, line))
    return tuple(result)


def margin_line(rng: Random, wanted: Wanted) -> tuple[GoodsLine, int]:
    """A line of 差额征税: only what exceeds the deduction is taxed. Gives the line and the deduction in 分."""
    total = rng.randint(20, 2000) * 100_00
    deduction = round(total * rng.uniform(0.5, 0.9) / 100_00) * 100_00
    fraction = rate_fraction("5%") or Decimal(0)
    tax = round_fen(Decimal(total - deduction) / 100 / (1 + fraction) * fraction)
    amount = total - tax
    return GoodsLine(wanted.name, wanted.specification, wanted.unit, "1", _trimmed(Decimal(amount) / 100), amount, "", tax), deduction


def sums_of(lines: Sequence[GoodsLine]) -> Sums:
    amount = sum(line.amount for line in lines)
    tax = sum(line.tax or 0 for line in lines)
    return Sums(amount, tax, amount + tax)


def _price(rng: Random, wanted: Wanted) -> GoodsLine:
    fraction = rate_fraction(wanted.rate) or Decimal(0)
    quantity = _quantity(rng, wanted)
    low, high = wanted.price
    around = Decimal(str(round(low * (high / low) ** rng.random(), 2)))
    if rng.random() < 0.6:
        # The price with tax was agreed; the price without it has many digits.
        total = max(1, round_fen(around * quantity))
        if total > 5000 and rng.random() < 0.4:
            total = round(total / 100) * 100
        tax = round_fen(Decimal(total) / 100 / (1 + fraction) * fraction)
        amount = total - tax
        places = rng.choice((2, 4, 6, 8, 10, 12, 13))
        price = _fitting_price(Decimal(amount) / 100 / quantity, quantity, amount, places)
    else:
        price = max(around, Decimal("0.01"))
        amount = max(1, round_fen(price * quantity))
        tax = round_fen(Decimal(amount) / 100 * fraction)
    stars = wanted.rate in (EXEMPT, UNTAXED)
    shown = bool(wanted.unit) or rng.random() < 0.5
    return GoodsLine(
        wanted.name,
        wanted.specification,
        wanted.unit,
        _trimmed(quantity) if shown else "",
        _trimmed(price) if shown else "",
        amount,
        wanted.rate,
        None if stars else tax,
    )


def _quantity(rng: Random, wanted: Wanted) -> Decimal:
    if wanted.unit in ("升", "吨", "公斤", "斤", "平方米", "立方米", "千瓦时", "度"):
        return Decimal(rng.randint(500, 90000)) / 100 if rng.random() < 0.7 else Decimal(rng.randint(1, 200))
    if wanted.price[1] > 3000 or rng.random() < 0.4:
        return Decimal(1)
    return Decimal(rng.choice((2, 3, 4, 5, 6, 8, 10, 12, 20, 24, 30, 50, 100, 200)))


def _fitting_price(exact: Decimal, quantity: Decimal, amount: int, places: int) -> Decimal:
    """The price cut to few digits, as many as give the amount back to the 分."""
    for digits in range(places, 16):
        price = exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
        if round_fen(price * quantity) == amount:
            return price
    return exact


def _discount(rng: Random, line: GoodsLine) -> GoodsLine:
    amount = -max(1, round(line.amount * rng.uniform(0.01, 0.3)))
    fraction = rate_fraction(line.rate) or Decimal(0)
    tax = None if line.tax is None else round_fen(Decimal(amount) / 100 * fraction)
    return GoodsLine(line.name, "", "", "", "", amount, line.rate, tax)


def _negative(line: GoodsLine) -> GoodsLine:
    quantity = f"-{line.quantity}" if line.quantity else ""
    return GoodsLine(line.name, line.specification, line.unit, quantity, line.unit_price, -line.amount, line.rate, None if line.tax is None else -line.tax)


def _trimmed(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
