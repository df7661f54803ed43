"""Which result belongs to which label, where a file holds several invoices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from intake.measure.labels import Record

_IDENTIFYING = ("invoice_number", "invoice_code", "ticket_number", "total", "seller_name", "issue_date")


@dataclass(frozen=True)
class Match:
    """The labels of one file with the results that belong to them."""

    pairs: tuple[tuple[Record, Record | None], ...]
    """Every label, in order; None where no result is left for it."""
    extra: tuple[Record, ...]
    """Results that belong to no label."""


def match(labels: Sequence[Record], results: Sequence[Record]) -> Match:
    """Pairs what agrees in most of the fields that identify an invoice; what agrees in none is paired in reading order.

    A result that says "not an invoice" or "could not be opened" counts only where the label itself is no invoice.
    """
    candidates = [result for result in results if result.is_invoice]
    if not candidates and all(label.kind == "not_invoice" for label in labels):
        candidates = list(results)
    ranked = sorted(
        ((_agreement(label, result), i, j) for i, label in enumerate(labels) for j, result in enumerate(candidates)),
        key=lambda entry: (-entry[0], entry[1], entry[2]),
    )
    found: dict[int, int] = {}
    for agreement, i, j in ranked:
        if agreement and i not in found and j not in found.values():
            found[i] = j
    left = [j for j in range(len(candidates)) if j not in found.values()]
    for i in range(len(labels)):
        if i not in found and left:
            found[i] = left.pop(0)
    pairs = tuple((label, candidates[found[i]] if i in found else None) for i, label in enumerate(labels))
    return Match(pairs, tuple(candidates[j] for j in left))


def _agreement(label: Record, result: Record) -> int:
    return sum(1 for name in _IDENTIFYING if label.comparable(name) and label.comparable(name) == result.comparable(name))
