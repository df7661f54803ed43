"""What a detector says about one invoice, and how it names the invoices it compared with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from intake.behaviour.history import PastInvoice
from intake.domain.money import format_fen

MOST_NAMED = 3
"""Neighbours named in one sentence."""


@dataclass(frozen=True, slots=True)
class Observation:
    """Something unusual. Its weight is not its own affair: `intake.behaviour.weights` knows how much such things have meant."""

    strength: float
    """Nats of surprise, above 0, at most `statistics.MOST`."""
    message: str
    message_zh: str
    fields: tuple[str, ...] = ()
    neighbours: tuple[PastInvoice, ...] = ()
    """What it was compared with, the most telling first."""


def named(invoices: Sequence[PastInvoice]) -> str:
    """`00012345 (2024-03-11), 00012346 (2024-03-12)`: the first few."""
    return ", ".join(name_of(past) for past in invoices[:MOST_NAMED])


def name_of(past: PastInvoice) -> str:
    """Number and date, as people look an invoice up."""
    return f"{past.number or '?'} ({past.day.isoformat()})"


def yuan(fen: float) -> str:
    return format_fen(round(fen))
