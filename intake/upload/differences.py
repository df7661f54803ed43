"""Whether what a ledger has is what was handed over. Pure."""

from __future__ import annotations

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
    sums = [
        Difference(name, format_fen(ours), format_fen(theirs))
        for name, ours, theirs in (("amount", entry.amount, found.amount), ("tax", entry.tax, found.tax), ("total", entry.total, found.total))
        if ours is not None and theirs is not None and ours != theirs
    ]
    if entry.total is not None and found.total is None:
        sums.append(Difference("total", format_fen(entry.total), ""))
    date = "" if entry.issue_date is None else entry.issue_date.isoformat()
    texts = [
        Difference(name, ours, theirs)
        for name, ours, theirs in (
            ("issue_date", date, None if found.issue_date is None else found.issue_date.isoformat()),
            ("seller_tax_id", entry.text("seller_tax_id"), found.seller_tax_id),
            ("buyer_tax_id", entry.text("buyer_tax_id"), found.buyer_tax_id),
            ("original", entry.original.sha256, found.sha256),
        )
        if ours and theirs is not None and ours.upper() != theirs.strip().upper()
    ]
    return (*texts, *sums)
