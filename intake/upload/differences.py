"""Whether what a ledger has is what was handed over. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from intake.domain.money import format_fen
from intake.upload.ledger import FoundEntry, LedgerEntry


@dataclass(frozen=True)
class Difference:
    """One value that they have otherwise, as texts for people."""

    field: str
    """Our name of it; `original` for the file."""
    ours: str
    theirs: str


def differences(entry: LedgerEntry, found: FoundEntry) -> tuple[Difference, ...]:
    """Of everything that both have; empty when it is the same invoice with the same values. An entry there without a total proves nothing, and differs by that."""
    differing = [each for each in _compared(entry, found) if each.ours.upper() != each.theirs.upper()]
    if entry.total is not None and found.total is None:
        differing.append(Difference("total", format_fen(entry.total), ""))
    return tuple(differing)


def proof(entry: LedgerEntry, found: FoundEntry) -> str:
    """What they showed on reading back and is what was handed over, for people: `issue_date 2024-03-08, total 106.00`."""
    return ", ".join(f"{each.field} {each.theirs}" for each in _compared(entry, found) if each.ours.upper() == each.theirs.upper())


def _compared(entry: LedgerEntry, found: FoundEntry) -> Iterator[Difference]:
    """Everything that both have, whether it differs or not."""
    date = "" if entry.issue_date is None else entry.issue_date.isoformat()
    for name, text, shown in (
        ("issue_date", date, None if found.issue_date is None else found.issue_date.isoformat()),
        ("seller_tax_id", entry.text("seller_tax_id"), found.seller_tax_id),
        ("buyer_tax_id", entry.text("buyer_tax_id"), found.buyer_tax_id),
        ("original", entry.original.sha256, found.sha256),
    ):
        if text and shown is not None:
            yield Difference(name, text, shown.strip())
    for name, ours, theirs in (("amount", entry.amount, found.amount), ("tax", entry.tax, found.tax), ("total", entry.total, found.total)):
        if ours is not None and theirs is not None:
            yield Difference(name, format_fen(ours), format_fen(theirs))
