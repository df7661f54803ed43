"""Measures every invoice and asks the anomaly model about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from intake.anomaly.features import features_of
from intake.anomaly.score import score
from intake.invoice import Kind
from intake.reading import FoundInvoice, Reading
from models.anomaly import AnomalyModel


@dataclass(frozen=True)
class ScoreAnomaly:
    """Stands after the findings, which are part of what is measured, and before confidences are calibrated: the model was trained on raw ones."""

    model: AnomalyModel
    today: Callable[[], date] = date.today
    name: str = "anomaly"

    def __call__(self, reading: Reading) -> Reading:
        return replace(reading, invoices=tuple(self._scored(found) for found in reading.invoices))

    def _scored(self, found: FoundInvoice) -> FoundInvoice:
        if found.invoice.kind is Kind.NOT_INVOICE:
            return found
        return replace(found, invoice=replace(found.invoice, anomaly=score(features_of(found, self.today()), self.model)))
