"""Cells of one line of goods against each other: quantity times unit price is the amount."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from intake.domain.money import parse_fen, round_fen
from intake.domain.tax_rates import EVERY_RATE, rate_fraction
from intake.invoice import Item

_ROUNDING = 1
"""分 by which issuing software lets quantity times price differ from the amount (configurable there, default 1)."""

_PLAINLY_READ = 0.95
"""Confidence of a line from which on what it says is printed so, and a contradiction between its cells is a finding."""

_LONG_PRICE = 4
"""Decimal places."""


def with_repaired_rate(item: Item) -> Item:
    """A doubtful tax rate that contradicts its line's amount and tax: replaced where one rate that ever was fits them and differs in one character at most."""
    cells = item.cells
    rate, amount, tax = cells.get("tax_rate", ""), parse_fen(cells.get("amount", "")), parse_fen(cells.get("tax", ""))
    if item.confidence >= _PLAINLY_READ or not rate or not amount or not tax or _taxes(rate, amount, tax):
        return item
    ways = [other for other in EVERY_RATE if _taxes(other, amount, tax) and _differs_by_one(rate, other)]
    return replace(item, cells={**cells, "tax_rate": ways[0]}) if len(ways) == 1 else item


def _taxes(rate: str, amount: int, tax: int) -> bool:
    fraction = rate_fraction(rate)
    return fraction is not None and abs(round_fen(amount * fraction / 100) - tax) <= _ROUNDING


def _differs_by_one(one: str, other: str) -> bool:
    """One character replaced, left out or added."""
    if len(one) == len(other):
        return sum(a != b for a, b in zip(one, other, strict=True)) == 1
    shorter, longer = sorted((one, other), key=len)
    return any(longer[:cut] + longer[cut + 1 :] == shorter for cut in range(len(longer)))


def with_repaired_price(item: Item) -> Item:
    """A doubtful unit price of many places that contradicts its line's quantity and amount: replaced where their quotient, to as many places, differs in one character.

    Long prices only: issuing software works them out by that very division, and none of some ten digits agrees by chance.
    """
    price, quantity, amount = item.cells.get("unit_price", ""), item.cells.get("quantity", ""), parse_fen(item.cells.get("amount", ""))
    places = len(price.partition(".")[2])
    if item.confidence >= _PLAINLY_READ or places < _LONG_PRICE or amount is None or _product_fits(quantity, price, amount):
        return item
    try:
        quotient = str((Decimal(amount) / 100 / Decimal(quantity)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP))
    except (InvalidOperation, ZeroDivisionError):
        return item
    return replace(item, cells={**item.cells, "unit_price": quotient}) if _differs_by_one(price, quotient) else item


def with_parted_price(item: Item) -> Item:
    """A lone digit in front of the price was read as a part of it (`1` and `19.65` as `119.65`): parted where the amount singles out one way."""
    cells = item.cells
    price, amount = cells.get("unit_price", ""), parse_fen(cells.get("amount", ""))
    if cells.get("quantity") or amount is None or _product_fits("1", price, amount):
        return item
    ways = [(price[:cut], price[cut:]) for cut in range(1, len(price) - 1) if _product_fits(price[:cut], price[cut:], amount)]
    if len(ways) != 1:
        return item
    quantity, rest = ways[0]
    return replace(item, cells={**cells, "quantity": quantity, "unit_price": rest}, confidence=min(item.confidence, 0.9))


def _product_fits(quantity: str, price: str, amount: int) -> bool:
    try:
        product = Decimal(quantity) * Decimal(price)
    except InvalidOperation:
        return False
    return abs(round_fen(product) - amount) <= _ROUNDING
