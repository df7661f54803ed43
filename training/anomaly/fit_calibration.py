"""Fits what makes confidences hold: of fields, of whole invoices, and the release table.

Everything that is fitted on top of another fit sees that one's answers for examples it was not fitted on (cross-fitting by forms).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from intake.anomaly.document_probability import DOCUMENT_NUMBERS, all_right, document_numbers
from intake.anomaly.field_confidence import FIELD_NUMBERS, calibrated_field, field_numbers, groups_of
from intake.anomaly.trained_calibration import TrainedCalibration
from intake.anomaly_values import Anomaly
from intake.decide import Policy, ReleaseTable, decide
from intake.invoice import Decision, FieldState, Invoice
from models.calibration import EVERYTHING, PooledCalibration
from training.anomaly.examples import Example
from training.anomaly.isotonic import Vector, fit_groups
from training.anomaly.logistic import fit_logistic

Rows = NDArray[np.float64]

FIELD_STRENGTH, FIELD_CASES = 60.0, 60
"""How many cases a wider group's curve counts for; how many a group needs for a curve of its own."""
DOCUMENT_STRENGTH, DOCUMENT_CASES = 100.0, 10**9
"""Invoices are too few for a curve per kind."""
RELEASED_ERRORS = (0.0005, 0.001, 0.002, 0.003, 0.005, 0.01, 0.02, 0.05)
_NEVER = 1.1
_CONSTANT = 1e-9
_EVERYBODY = ReleaseTable((0.0,), (0.0,), (0.0,))


@dataclass(frozen=True)
class Claims:
    """Fields that claim a value, as arrays over claims."""

    numbers: Rows
    raw: Vector
    """The resolver's own confidence."""
    right: Vector
    weights: Vector
    groups: list[tuple[str, ...]]
    owner: NDArray[np.int64]
    """Position of the example."""
    names: list[str]
    kinds: list[str]


def example_weights(examples: Sequence[Example], share_of_mismatches: float) -> Vector:
    """1 for a clean example; mismatches together weigh the given share of all, as they are far more frequent in training than in an accounts department."""
    injected = np.array([bool(example.mismatch) for example in examples])
    if not injected.any() or injected.all():
        return np.ones(len(examples))
    weight = share_of_mismatches / (1 - share_of_mismatches) * float(np.sum(~injected)) / float(np.sum(injected))
    return np.where(injected, weight, 1.0)


def claims_of(examples: Sequence[Example], weights: Vector) -> Claims:
    """Every labelled field that claims something."""
    rows: list[tuple[float, ...]] = []
    raw, right, owners, groups, names, kinds = [], [], [], [], [], []
    for index, example in enumerate(examples):
        for name, is_right in example.right.items():
            field = example.invoice.fields.get(name)
            if field is None or field.state is FieldState.UNREADABLE:
                continue
            rows.append(field_numbers(field, example.invoice.quality))
            raw.append(field.confidence)
            right.append(float(is_right))
            owners.append(index)
            groups.append(groups_of(example.invoice.kind, name))
            names.append(name)
            kinds.append(example.invoice.kind.value)
    owner = np.array(owners, dtype=np.int64)
    return Claims(np.array(rows), np.array(raw), np.array(right), weights[owner], groups, owner, names, kinds)


def fit_fields(examples: Sequence[Example], weights: Vector) -> PooledCalibration:
    claims = claims_of(examples, weights)
    return _pooled(tuple(FIELD_NUMBERS), "raw", claims.numbers, claims.right, claims.weights, claims.groups, FIELD_STRENGTH, FIELD_CASES)


def fit_document(invoices: Sequence[Invoice], is_right: Vector, weights: Vector) -> PooledCalibration:
    """Of invoices whose fields are calibrated and whose anomaly is scored."""
    numbers = np.array([document_numbers(invoice) for invoice in invoices])
    groups = [(invoice.kind.value,) for invoice in invoices]
    return _pooled(tuple(DOCUMENT_NUMBERS), "product", numbers, is_right, weights, groups, DOCUMENT_STRENGTH, DOCUMENT_CASES)


def fit_calibration(examples: Sequence[Example], anomalies: Sequence[Anomaly], fold_of: NDArray[np.int64], weights: Vector) -> TrainedCalibration:
    """Everything, from examples whose anomalies were scored by models that had not seen them."""
    outcomes = np.array([float(example.is_all_right) for example in examples])
    judged: list[Invoice | None] = [None] * len(examples)
    for fold in np.unique(fold_of):
        others = np.flatnonzero(fold_of != fold)
        fields = fit_fields([examples[index] for index in others], weights[others])
        for index in np.flatnonzero(fold_of == fold):
            judged[index] = with_confidences(examples[index].invoice, anomalies[index], fields)
    invoices = [invoice for invoice in judged if invoice is not None]
    probable = [invoice.all_right or 0.0 for invoice in _cross_fitted(invoices, outcomes, fold_of, weights)]
    standing = [replace(invoice, all_right=probability) for invoice, probability in zip(invoices, probable, strict=True)]
    release = fit_release(standing, outcomes, weights)
    return TrainedCalibration(fit_fields(examples, weights), fit_document(invoices, outcomes, weights), release)


def fit_release(invoices: Sequence[Invoice], is_right: Vector, weights: Vector) -> ReleaseTable:
    """For each tabulated error the least probability that keeps within it the error that was counted above it, among confirmed and among other invoices.

    An invoice that lacks a confirmation must moreover keep within it by its probability: the mean error that is claimed above the least one counts too.
    """
    free = np.array([decide(invoice, invoice.findings, Policy(), _EVERYBODY) is Decision.ACCEPT for invoice in invoices])
    confirmed = np.array([decide(invoice, invoice.findings) is Decision.ACCEPT for invoice in invoices])
    probability = np.array([invoice.all_right or 0.0 for invoice in invoices])
    columns = []
    for member in (free & confirmed, free & ~confirmed):
        order = np.flatnonzero(member)[np.argsort(-probability[member], kind="stable")]
        released = np.maximum(np.cumsum(weights[order]), 1e-12)
        counted = np.cumsum(weights[order] * (1 - is_right[order])) / released
        claimed = np.cumsum(weights[order] * (1 - probability[order])) / released
        columns.append((probability[order], counted, np.maximum(counted, claimed)))
    (sure, counted_of_sure, _), (others, _, errors_of_others) = columns
    return ReleaseTable(
        RELEASED_ERRORS,
        tuple(_least(sure, counted_of_sure, error) for error in RELEASED_ERRORS),
        tuple(_least(others, errors_of_others, error) for error in RELEASED_ERRORS),
    )


def with_confidences(invoice: Invoice, anomaly: Anomaly, fields: PooledCalibration) -> Invoice:
    """The invoice with its anomaly and with calibrated fields."""
    calibrated = {name: calibrated_field(field, name, invoice.kind, invoice.quality, fields) for name, field in invoice.fields.items()}
    return replace(invoice, fields=calibrated, anomaly=anomaly)


def decided(invoice: Invoice, anomaly: Anomaly, calibration: TrainedCalibration, policy: Policy) -> Invoice:
    """As the stages of the product leave it: calibrated, with its probability and its decision."""
    calibrated = with_confidences(invoice, anomaly, calibration.fields)
    probable = replace(calibrated, all_right=all_right(calibrated, calibration.document))
    return replace(probable, decision=decide(probable, probable.findings, policy, calibration.release))


def _cross_fitted(invoices: Sequence[Invoice], outcomes: Vector, fold_of: NDArray[np.int64], weights: Vector) -> Iterable[Invoice]:
    probable: list[Invoice] = list(invoices)
    for fold in np.unique(fold_of):
        others = np.flatnonzero(fold_of != fold)
        document = fit_document([invoices[index] for index in others], outcomes[others], weights[others])
        for index in np.flatnonzero(fold_of == fold):
            probable[index] = replace(invoices[index], all_right=all_right(invoices[index], document))
    return probable


def _least(falling: Vector, errors: Vector, allowed: float) -> float:
    """Rounded down, so that the last one within is released itself."""
    within = np.flatnonzero(errors <= allowed)
    return float(np.floor(falling[within[-1]] * 1e6) / 1e6) if len(within) else _NEVER


def _pooled(
    names: tuple[str, ...],
    believed: str,
    numbers: Rows,
    outcomes: Vector,
    weights: Vector,
    groups: Sequence[Sequence[str]],
    strength: float,
    least_cases: int,
) -> PooledCalibration:
    """A logistic regression over the numbers, then curves over its log-odds. `believed` names the number that is log-odds already: without data it is taken
    at its word, and all others say nothing.
    """
    mean = np.average(numbers, axis=0, weights=weights)
    spread = np.sqrt(np.average((numbers - mean) ** 2, axis=0, weights=weights))
    spread[spread < _CONSTANT] = 1.0
    position = names.index(believed)
    prior = np.zeros(len(names))
    prior[position] = spread[position]
    intercept, slopes = fit_logistic((numbers - mean) / spread, outcomes, weights, prior, float(mean[position]))
    slopes = slopes / spread
    intercept -= float(np.sum(slopes * mean))
    curves = fit_groups(numbers @ slopes + intercept, outcomes, weights, groups, strength, least_cases, EVERYTHING)
    return PooledCalibration(names, tuple(float(slope) for slope in slopes), intercept, curves)
