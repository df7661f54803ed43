"""How probable it is that every key field of an invoice is right and nothing was tampered with: what releases an invoice in the end.

The fields' confidences alone don't say it: their errors come together (a blurred photograph, a form taken for another), and a value may be read rightly from an
edited page. So the product of the confidences is one number beside the anomaly score, the findings and what is confirmed, and the whole is calibrated again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import log2, prod

from intake.decide import is_confirmed, is_kind_confirmed, is_uncontradicted
from intake.invoice import Field, FieldState, Invoice, Severity
from intake.kinds.fields import key_fields_of
from models.calibration import PooledCalibration, log_odds

_LIMIT = 8.0
"""Log-odds."""

DOCUMENT_NUMBERS: Mapping[str, str] = {
    "product": "log-odds of the product of the key fields' calibrated confidences",
    "least": "log-odds of the lowest of them",
    "anomaly": "log-odds of the anomaly score",
    "unread": "binary logarithm of 1 + the number of key fields without a value that could be read",
    "unconfirmed": "the same for key fields that nothing independent confirms",
    "contradicted": "the same for key fields another value of which was believed",
    "errors": "the same for findings that are errors",
    "warnings": "the same for warnings",
    "kind_unconfirmed": "1 when fewer than two witnesses name the kind",
    "poor": "0 for a good picture, 1 for a usable one, 2 for one to be taken again",
}
"""Name -> meaning of each number, in the order in which the calibration takes them."""


def document_numbers(invoice: Invoice) -> tuple[float, ...]:
    """As many as DOCUMENT_NUMBERS has names, in its order. The invoice's fields are calibrated already, its anomaly is scored."""
    fields = [invoice.fields.get(name) for name in key_fields_of(invoice.kind, invoice.kind_detail)]
    confidences = [_confidence(field) for field in fields]
    severities = [finding.severity for finding in invoice.findings]
    return (
        log_odds(prod(confidences), _LIMIT),
        log_odds(min(confidences, default=0.0), _LIMIT),
        log_odds(invoice.anomaly.score if invoice.anomaly else 0.0, _LIMIT),
        _count(field is None or field.state in (FieldState.UNREADABLE, FieldState.ABSENT) for field in fields),
        _count(field is None or not is_confirmed(field) for field in fields),
        _count(field is not None and not is_uncontradicted(field) for field in fields),
        _count(severity is Severity.ERROR for severity in severities),
        _count(severity is Severity.WARNING for severity in severities),
        float(not is_kind_confirmed(invoice)),
        {"good": 0.0, "usable": 1.0}.get(invoice.quality.verdict, 2.0),
    )


def all_right(invoice: Invoice, calibration: PooledCalibration) -> float:
    """0..1; 0 for a kind that has no key fields, since nothing is known of it then. Never above the least confident key field: all are right no likelier than each."""
    names = key_fields_of(invoice.kind, invoice.kind_detail)
    if not names:
        return 0.0
    least = min(_confidence(invoice.fields.get(name)) for name in names)
    return min(calibration.probability(document_numbers(invoice), (invoice.kind,)), least)


def _confidence(field: Field | None) -> float:
    return 0.0 if field is None or field.state is FieldState.UNREADABLE else field.confidence


def _count(matches: Iterable[bool]) -> float:
    return log2(1 + sum(matches))
