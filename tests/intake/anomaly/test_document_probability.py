from dataclasses import replace

import pytest

from intake.anomaly.document_probability import DOCUMENT_NUMBERS, all_right, document_numbers
from intake.anomaly_values import Anomaly
from intake.evidence import Source
from intake.invoice import Field, FieldState, Finding, Invoice, Kind, Severity
from intake.kinds.fields import key_fields_of
from models.calibration import EVERYTHING, Curve, PooledCalibration
from tests.builders import ocr, tiny

KIND = Kind.DIGITAL_GENERAL


def invoice(confidence: float = 0.99, **changed: Field) -> Invoice:
    fields = {name: Field("1", FieldState.READ, confidence, Source.OCR, confirmed_by=("ocr:second",)) for name in key_fields_of(KIND)}
    return Invoice(KIND, kind_said_by=("title", "qr"), fields={**fields, **changed}, anomaly=Anomaly(0.01, False, "anomaly-test"))


def numbers(found: Invoice) -> dict[str, float]:
    return dict(zip(DOCUMENT_NUMBERS, document_numbers(found), strict=True))


def test_the_product_falls_with_every_doubtful_field() -> None:
    sure, one = numbers(invoice()), numbers(invoice(total=Field("1", FieldState.READ, 0.6, Source.OCR, confirmed_by=("words",))))
    assert one["product"] < sure["product"]
    assert one["least"] == pytest.approx(0.405, abs=0.01)


def test_what_is_unread_unconfirmed_or_contradicted_is_counted() -> None:
    assert numbers(invoice())["unread"] == numbers(invoice())["unconfirmed"] == numbers(invoice())["contradicted"] == 0
    assert numbers(invoice(total=Field(None, FieldState.UNREADABLE, 0.0)))["unread"] == 1
    assert numbers(invoice(total=Field("1", FieldState.READ, 0.9, Source.OCR)))["unconfirmed"] == 1
    against = Field("12.00", FieldState.READ, 0.9, Source.OCR, evidence=(ocr("total", "12.00"), tiny("total", "72.00", 0.95)))
    assert numbers(invoice(total=against))["contradicted"] == 1
    fields = {name: field for name, field in invoice().fields.items() if name != "total"}
    assert numbers(replace(invoice(), fields=fields))["unread"] == 1


def test_findings_kind_and_anomaly_are_seen() -> None:
    findings = tuple(Finding("R", severity, "m", "z") for severity in (Severity.ERROR, Severity.WARNING, Severity.WARNING, Severity.WARNING, Severity.INFO))
    found = numbers(replace(invoice(), findings=findings, kind_said_by=("title",), anomaly=Anomaly(0.5, True, "anomaly-test")))
    assert (found["errors"], found["warnings"], found["kind_unconfirmed"], found["anomaly"]) == (1, 2, 1, 0)


def test_a_kind_without_key_fields_has_no_probability() -> None:
    calibration = PooledCalibration(tuple(DOCUMENT_NUMBERS), (0.0,) * len(DOCUMENT_NUMBERS), 0.0, {EVERYTHING: Curve((0.0,), (0.9,))})
    assert all_right(Invoice(Kind.NOT_INVOICE), calibration) == 0
    assert all_right(invoice(), calibration) == 0.9


def test_all_fields_are_right_no_likelier_than_each_of_them() -> None:
    calibration = PooledCalibration(tuple(DOCUMENT_NUMBERS), (0.0,) * len(DOCUMENT_NUMBERS), 0.0, {EVERYTHING: Curve((0.0,), (0.9,))})
    assert all_right(invoice(total=Field("1", FieldState.READ, 0.6, Source.OCR)), calibration) == 0.6
    assert all_right(invoice(total=Field(None, FieldState.UNREADABLE, 0.9)), calibration) == 0
    assert all_right(invoice(total=Field("", FieldState.EMPTY, 0.7)), calibration) == 0.7
