"""What a ledger may answer besides `intake.upload.ledger`: everything that it has, page by page, so that reconciliation sees what nobody here knows of.

    list_page(tenant, span, after)   EntryPage | CannotList | Unavailable

A ledger without it, or one that answers CannotList, is asked for each invoice by its key; what somebody booked there by hand is then not seen.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Protocol, runtime_checkable

from intake.upload.ledger import FoundEntry, Unavailable


@dataclass(frozen=True)
class Span:
    """Days of issue, both included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True)
class EntryPage:
    entries: tuple[FoundEntry, ...]
    """Withdrawn entries included. An entry without any number of an invoice has a key of its own (`unnamed_key`)."""
    next: str = ""
    """`after` of the next page; "" on the last."""


@dataclass(frozen=True)
class CannotList:
    """They answer questions about one invoice only."""


Listed = EntryPage | CannotList | Unavailable


@runtime_checkable
class ListingLedger(Protocol):
    """Safe for threads."""

    def list_page(self, tenant: str, span: Span, after: str = "") -> Listed:
        """Entries with a date of issue in the span, in an order that stays. Never changes anything; trouble on the way is an answer."""
        ...


def unnamed_key(their_id: str) -> str:
    """Of an entry that carries no number: it is like no invoice's, and different for each."""
    return f"id {their_id}"
