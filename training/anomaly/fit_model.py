"""Chooses the estimator of the mismatch model by cross-validation over forms, and fits it with its calibration and threshold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from intake.anomaly_values import Anomaly
from models.anomaly import AnomalyMetadata, log_odds_of
from models.calibration import EVERYTHING
from training.anomaly.estimators import Estimator
from training.anomaly.export import check_parity, to_onnx
from training.anomaly.isotonic import Vector, fit_groups
from training.anomaly.statistics import recall_at, threshold_at

_STRENGTH = 40.0
Rows = NDArray[np.float32]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Table:
    """The training examples as arrays over examples."""

    names: tuple[str, ...]
    rows: Rows
    is_wrong: Flags
    is_injected: Flags
    is_caught: Flags
    """By rules."""
    fold_of: NDArray[np.int64]


@dataclass(frozen=True)
class CandidateScore:
    """How an estimator did on forms that it had not seen."""

    found: float
    """Share of the injected mismatches at the allowed false alarms."""
    found_beyond_rules: float
    """The same of those that no rule catches."""

    @property
    def merit(self) -> float:
        """What candidates are compared by: both count, since rules run beside the model anyway."""
        return (self.found + self.found_beyond_rules) / 2


@dataclass(frozen=True)
class FittedModel:
    content: bytes
    """The .onnx file."""
    metadata: AnomalyMetadata
    chosen: str
    scores: Mapping[str, CandidateScore]
    parity: float
    """Largest difference between scikit-learn and ONNX Runtime on the training rows."""
    unseen: tuple[Anomaly, ...]
    """The verdict on each training example by a model that had not seen its form."""


def fit_model(table: Table, candidates: Mapping[str, Callable[[], Estimator]], version: str, false_alarms: float) -> FittedModel:
    """The best of the candidates. Raises NotTheSame when the exported file says otherwise than the estimator."""
    unseen = {name: _cross_validated(make, table) for name, make in candidates.items()}
    scores = {name: _scored(raw, table, false_alarms) for name, raw in unseen.items()}
    chosen = max(scores, key=lambda name: scores[name].merit)
    raw = unseen[chosen]
    outcomes = table.is_wrong.astype(np.float64)
    curve = fit_groups(raw, outcomes, np.ones(len(raw)), [()] * len(raw), _STRENGTH, len(raw), EVERYTHING)[EVERYTHING]
    clean = ~table.is_wrong
    metadata = AnomalyMetadata(
        version, table.names, tuple(float(value) for value in np.median(table.rows[clean], axis=0)), curve, threshold_at(raw[clean], false_alarms)
    )
    estimator: Estimator = candidates[chosen]()
    estimator.fit(table.rows, table.is_wrong.astype(np.int64))
    content = to_onnx(estimator, metadata)
    parity = check_parity(estimator, content, table.names, table.rows)
    calibrated = np.interp(raw, curve.x, curve.y)
    verdicts = tuple(Anomaly(float(score), bool(value >= metadata.threshold), version) for score, value in zip(calibrated, raw, strict=True))
    return FittedModel(content, metadata, chosen, scores, parity, verdicts)


def _cross_validated(make: Callable[[], Estimator], table: Table) -> Vector:
    """Log-odds for each example, from an estimator that was fitted without its fold."""
    raw = np.zeros(len(table.rows))
    for fold in np.unique(table.fold_of):
        held_out = table.fold_of == fold
        estimator = make()
        estimator.fit(table.rows[~held_out], table.is_wrong[~held_out].astype(np.int64))
        raw[held_out] = log_odds_of(estimator.predict_proba(table.rows[held_out])[:, 1])
    return raw


def _scored(raw: Vector, table: Table, false_alarms: float) -> CandidateScore:
    clean = ~table.is_wrong
    return CandidateScore(recall_at(raw, clean, table.is_injected, false_alarms), recall_at(raw, clean, table.is_injected & ~table.is_caught, false_alarms))
