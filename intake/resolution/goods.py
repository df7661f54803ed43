"""Cells of one line of goods against each other: quantity times unit price is the amount."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal, InvalidOperation

from intake.domain.money import parse_fen, round_fen
from intake.invoice import Item

_ROUNDING = 1
"""分 by which issuing software lets quantity times price differ from the amount (configurable there, default 1)."""


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
