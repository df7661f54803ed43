"""How many of the other features are contradictions that no misread character explains.

Each is rare, so that a model sees few examples of it; what all of them mean is the same, and together they are many.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from intake.anomaly.scales import grown
from intake.anomaly_values import Feature

_CONTRADICTIONS = frozenset((
    "disagreement.qr_code", "disagreement.qr_number", "disagreement.qr_date", "disagreement.qr_amount", "disagreement.words", "disagreement.data", "disagreement.title",
    "disagreement.overprinted", "disagreement.printing_number", "near_miss.buyer_tax_id", "near_miss.seller_tax_id", "near_miss.tax_id_far", "near_miss.total",
    "near_miss.words", "near_miss.qr_amount", "slack.total", "slack.tax_range", "rate.out_of_force", "rate.mixed", "qr.tail_wrong", "code.kind", "code.year_late",
    "code.year_early", "date.future", "party.same", "party.area_of_invoice", "party.area_of_name", "mark.void", "finding.integrity",
))  # fmt: skip
_LEAST = 0.1
"""Smaller values are those of contradictions between readings that are themselves in doubt."""


def contradiction_features(measured: Sequence[Feature]) -> Iterator[Feature]:
    """One feature of all others that were measured."""
    found = [feature for feature in measured if feature.name in _CONTRADICTIONS and feature.value >= _LEAST]
    if found:
        place = next((feature.place for feature in found if feature.place is not None), None)
        fields = tuple(dict.fromkeys(name for feature in found for name in feature.fields))
        yield Feature("contradiction.count", grown(len(found)), fields, place, len(found))
