"""Makes confidences mean something: of the fields with 0.9, nine in ten are right. And says how probable it is that all key fields are."""

from __future__ import annotations

from dataclasses import dataclass, replace

from intake.anomaly.document_probability import all_right
from intake.anomaly.field_confidence import calibrated_field
from intake.anomaly.trained_calibration import TrainedCalibration
from intake.invoice import Invoice, Kind
from intake.reading import Reading


@dataclass(frozen=True)
class CalibrateConfidence:
    """Stands after the anomaly score, which is part of the probability, and before the decision."""

    calibration: TrainedCalibration
    name: str = "anomaly"

    def __call__(self, reading: Reading) -> Reading:
        return replace(reading, invoices=tuple(replace(found, invoice=self._calibrated(found.invoice)) for found in reading.invoices))

    def _calibrated(self, invoice: Invoice) -> Invoice:
        if invoice.kind is Kind.NOT_INVOICE:
            return invoice
        table = self.calibration.fields
        fields = {name: calibrated_field(field, name, invoice.kind, invoice.quality, table) for name, field in invoice.fields.items()}
        calibrated = replace(invoice, fields=fields)
        return replace(calibrated, all_right=all_right(calibrated, self.calibration.document))
