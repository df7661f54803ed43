"""All features of one invoice: the input of the anomaly model."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from intake.anomaly.contradiction_features import contradiction_features
from intake.anomaly.disagreement_features import disagreement_features
from intake.anomaly.identity_features import identity_features
from intake.anomaly.meanings import FEATURES
from intake.anomaly.near_miss_features import near_miss_features
from intake.anomaly.page_features import page_features
from intake.anomaly.print_features import print_features
from intake.anomaly.reading_features import reading_features
from intake.anomaly.sum_features import sum_features
from intake.anomaly.text_features import text_features
from intake.anomaly_values import Feature
from intake.reading import FoundInvoice


def features_of(found: FoundInvoice, today: date) -> tuple[Feature, ...]:
    """Every feature of `FEATURES`, in its order; 0.0 where nothing is unusual. The invoice must have been checked: its findings are looked at."""
    measured: dict[str, Feature] = {}
    single = tuple(_measured(found, today))
    for feature in (*single, *contradiction_features(single)):
        assert feature.name not in measured, f"{feature.name} was measured twice"
        measured[feature.name] = feature
    features = tuple(measured.pop(meaning.name, Feature(meaning.name, 0.0)) for meaning in FEATURES)
    assert not measured, f"no meaning is written down for {', '.join(measured)}"
    return features


def _measured(found: FoundInvoice, today: date) -> Iterator[Feature]:
    invoice = found.invoice
    yield from disagreement_features(invoice)
    yield from text_features(invoice, found.regions[0])
    yield from near_miss_features(invoice)
    yield from reading_features(invoice, found.regions[0])
    yield from sum_features(invoice)
    yield from identity_features(invoice, found.regions[0], today)
    yield from print_features(found.regions)
    yield from page_features(invoice, found.regions)
