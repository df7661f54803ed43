"""An entry as lines of an accounting document whose sums are the printed ones to the 分, whatever the accounting system would compute. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from intake.domain.money import parse_fen
from intake.upload.ledger import LedgerEntry


@dataclass(frozen=True)
class BookingLine:
    description: str
    amount: int
    """分, without tax."""
    tax_rate: str
    """As printed, "" for none."""


@dataclass(frozen=True)
class Booking:
    lines: tuple[BookingLine, ...]
    """They add up to the amount without tax; to the total where the invoice prints nothing else."""
    tax: int
    """分."""


def booking_of(entry: LedgerEntry) -> Booking:
    """A line for each line of goods where they add up; else one line for all."""
    total = entry.total or 0
    amount = entry.amount if entry.amount is not None else total - (entry.tax or 0)
    goods = [BookingLine(_description(item), parse_fen(item.get("amount", "")) or 0, item.get("tax_rate", "")) for item in entry.items]
    if not goods or sum(line.amount for line in goods) != amount:
        goods = [BookingLine(goods[0].description if goods else entry.text("seller_name"), amount, goods[0].tax_rate if len(goods) == 1 else "")]
    return Booking(tuple(goods), total - amount)


def _description(item: Mapping[str, str]) -> str:
    counted = f"{item.get('quantity', '')} {item.get('unit', '')}".strip()
    return " ".join(part for part in (item.get("name", ""), item.get("specification", ""), f"×{counted}" if counted else "") if part)
