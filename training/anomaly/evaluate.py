"""How good a trained model is, on examples whose forms and sellers it has not seen. The card, the docs and the gate all read these figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from intake.anomaly.trained_calibration import TrainedCalibration
from intake.anomaly_values import Anomaly
from intake.decide import Policy
from intake.invoice import Decision, Invoice, Severity
from intake.kinds.fields import VAT_KINDS
from models.anomaly import AnomalyModel
from training.anomaly.estimators import isolation_forest
from training.anomaly.examples import Example, matrix_of
from training.anomaly.fit_calibration import Claims, claims_of, decided, example_weights
from training.anomaly.isotonic import Vector
from training.anomaly.known_parties import contradicts_known_parties
from training.anomaly.statistics import Share, bootstrapped, calibration_error_by_chance, expected_calibration_error, recall_at, wilson

Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Detection:
    """How many injected mismatches a scorer finds when it may flag a given share of what is right."""

    found: Share
    found_beyond_rules: Share
    """Of those for which no rule of R01 to R25 says error or warning."""
    found_of_traces: Share
    """Of those for which no rule says so, and which left something in the file to go by."""
    found_in_vat: Share
    """Of those in kinds of the VAT systems. Tickets have neither QR code nor sums: only the pixels of a few letters can give a forged one away."""


@dataclass(frozen=True)
class ClassFigure:
    mismatch: str
    found: Share
    caught_by_rules: int


@dataclass(frozen=True)
class Release:
    """What a way of deciding lets pass without a person."""

    accepted: Share
    """Of clean examples."""
    wrong: Share
    """Of the clean examples that it accepts: a key field is wrong or missing."""
    mismatches_accepted: Share
    """Of the injected ones."""


@dataclass(frozen=True)
class Evaluation:
    examples: int
    clean: int
    detection: Detection
    with_parties: Detection
    """Where whatever contradicts a registry of all issuers' names and tax ids counts as found too."""
    alarms_of_parties: Share
    """Clean examples that contradict it."""
    by_class: tuple[ClassFigure, ...]
    alarms: Share
    """False alarms at the shipped threshold."""
    found_as_shipped: Share
    """Injected mismatches found at the shipped threshold."""
    misread_flagged: Share
    """Clean examples whose kind or a key field is misread that are flagged."""
    score_error: float
    """Expected calibration error of the anomaly score, in the mixture of the examples."""
    field_error_raw: float
    field_error: float
    """Expected calibration error of field confidences before and after."""
    document_error: float
    """Expected calibration error of the probability that all is right."""
    least_document_error: Share
    """What the same would be by chance if every probability held: its median, and the range of 95 % of such draws."""
    plain: Release
    """By redundancy alone."""
    probable: Release
    """By the probability under the default policy."""


@dataclass(frozen=True)
class Judged:
    """Examples as the product would leave them."""

    examples: tuple[Example, ...]
    raw: Vector
    """Log-odds of the anomaly model before calibration."""
    invoices: tuple[Invoice, ...]
    weights: Vector
    """A realistic share of mismatches."""


def judge(model: AnomalyModel, calibration: TrainedCalibration, examples: Sequence[Example], share_of_mismatches: float) -> Judged:
    raw = model.raw_log_odds(matrix_of(examples, model.metadata.names))
    verdicts = [
        Anomaly(float(score), bool(value >= model.metadata.threshold), model.metadata.model) for value, score in zip(raw, model.calibrated(raw), strict=True)
    ]
    invoices = tuple(decided(example.invoice, verdict, calibration, Policy()) for example, verdict in zip(examples, verdicts, strict=True))
    return Judged(tuple(examples), raw, invoices, example_weights(examples, share_of_mismatches))


def evaluate(judged: Judged, false_alarms: float) -> Evaluation:
    examples, weights = judged.examples, judged.weights
    clean, injected = _flags(not example.is_wrong for example in examples), _flags(bool(example.mismatch) for example in examples)
    misread = _flags(not example.mismatch and example.is_wrong for example in examples)
    flagged = _flags(bool(invoice.anomaly and invoice.anomaly.flagged) for invoice in judged.invoices)
    scores = np.array([invoice.anomaly.score if invoice.anomaly else 0.0 for invoice in judged.invoices])
    probability = np.array([invoice.all_right or 0.0 for invoice in judged.invoices])
    right = np.array([float(example.is_all_right) for example in examples])
    claims, confidences = claims_of(examples, weights), calibrated_confidences(judged)
    unknown = contradicts_known_parties(examples)
    return Evaluation(
        len(examples),
        int(np.sum(~injected)),
        detect(judged.raw, examples, false_alarms),
        detect(np.where(unknown & injected, np.inf, judged.raw), examples, false_alarms),
        wilson(float(np.sum(unknown & clean)), int(np.sum(clean))),
        _by_class(judged.raw, examples, clean, false_alarms),
        wilson(float(np.sum(flagged & clean)), int(np.sum(clean))),
        wilson(float(np.sum(flagged & injected)), int(np.sum(injected))),
        wilson(float(np.sum(flagged & misread)), int(np.sum(misread))),
        expected_calibration_error(scores, (~clean).astype(np.float64)),
        expected_calibration_error(claims.raw, claims.right, claims.weights),
        expected_calibration_error(confidences, claims.right, claims.weights),
        expected_calibration_error(probability, right, weights),
        calibration_error_by_chance(probability, weights),
        _release(examples, _flags(example.decision == Decision.ACCEPT for example in examples)),
        _release(examples, _flags(invoice.decision is Decision.ACCEPT for invoice in judged.invoices)),
    )


def detect(scores: Vector, examples: Sequence[Example], false_alarms: float) -> Detection:
    """Intervals by drawing examples anew, threshold and all."""
    clean, injected = _flags(not example.is_wrong for example in examples), _flags(bool(example.mismatch) for example in examples)
    beyond = injected & _flags(not example.is_caught_by_rules for example in examples)
    everything = np.arange(len(examples))

    def share(sought: Flags) -> Share:
        found = bootstrapped(lambda cases: recall_at(scores[cases], clean[cases], sought[cases], false_alarms), everything)
        return Share(found.value, found.low, found.high, int(np.sum(sought)))

    traced = beyond & _flags(example.leaves_a_trace for example in examples)
    vat = _flags(example.invoice.kind in VAT_KINDS for example in examples)
    return Detection(share(injected), share(beyond), share(traced), share(injected & vat))


def rule_scores(examples: Sequence[Example]) -> Vector:
    """Rules as a scorer: an error outweighs any number of warnings, a warning any number of notes."""
    factor = {Severity.ERROR: 10_000.0, Severity.WARNING: 100.0, Severity.INFO: 1.0}
    return np.array([sum(factor[finding.severity] for finding in example.invoice.findings if finding.rule[0] in "RI") for example in examples])


def isolation_scores(train: Sequence[Example], test: Sequence[Example], names: Sequence[str]) -> Vector:
    """An isolation forest that saw the clean training examples, on the same features."""
    forest = isolation_forest().fit(matrix_of([example for example in train if not example.is_wrong], names))
    return -np.asarray(forest.score_samples(matrix_of(test, names)))


def calibrated_confidences(judged: Judged) -> Vector:
    """In the order of `claims_of`."""
    claims = claims_of(judged.examples, judged.weights)
    return np.array([judged.invoices[owner].fields[name].confidence for owner, name in zip(claims.owner, claims.names, strict=True)])


def claims_judged(judged: Judged) -> tuple[Claims, Vector]:
    """What fields claim, and with which calibrated confidence."""
    return claims_of(judged.examples, judged.weights), calibrated_confidences(judged)


def _by_class(scores: Vector, examples: Sequence[Example], clean: Flags, false_alarms: float) -> tuple[ClassFigure, ...]:
    figures = []
    for name in sorted({example.mismatch for example in examples if example.mismatch}):
        member = _flags(example.mismatch == name for example in examples)
        count = int(np.sum(member))
        found = recall_at(scores, clean, member, false_alarms)
        caught = sum(example.is_caught_by_rules for example in examples if example.mismatch == name)
        figures.append(ClassFigure(name, wilson(found * count, count), caught))
    return tuple(figures)


def _release(examples: Sequence[Example], accepted: Flags) -> Release:
    injected = _flags(bool(example.mismatch) for example in examples)
    right = _flags(example.is_all_right for example in examples)
    released = accepted & ~injected
    return Release(
        wilson(float(np.sum(released)), int(np.sum(~injected))),
        wilson(float(np.sum(released & ~right)), int(np.sum(released))),
        wilson(float(np.sum(accepted & injected)), int(np.sum(injected))),
    )


def _flags(values: Iterable[bool]) -> Flags:
    return np.array(list(values), dtype=bool)
