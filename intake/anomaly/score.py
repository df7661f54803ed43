"""Features of one invoice -> the anomaly model's verdict, with the features that moved it.

What one feature weighs is measured on the model itself, in log-odds: how far the score falls when that feature alone is set to its clean value, and how far a
clean row's score rises when that feature alone is taken over; the mean of the two. (They are the first and the last step of the sum that defines the Shapley
value. Where two features say the same, either step alone would give both or neither the whole weight.) All rows are scored in one run.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from intake.anomaly.reasons import reason_of
from intake.anomaly_values import Anomaly, Feature, Reason
from models.anomaly import AnomalyModel, Matrix, Vector

MOST_REASONS = 5
LEAST_WEIGHT = 0.3
"""Log-odds. What moves the score by less is no reason."""


def score(features: Sequence[Feature], model: AnomalyModel) -> Anomaly:
    """The verdict. `features` are all of the model's, in its order; ValueError otherwise."""
    names = tuple(feature.name for feature in features)
    if names != model.metadata.names:
        raise ValueError(f"the model asks for {len(model.metadata.names)} features in its own order, found {len(names)} others")
    row = np.array([feature.value for feature in features], dtype=np.float32)
    clean = np.array(model.metadata.clean, dtype=np.float32)
    # What was not found at all (0.0) can't be told as a reason, even where a little of it is usual.
    unusual = np.flatnonzero((row != clean) & (row != 0.0))
    raw = model.raw_log_odds(_rows(row, clean, unusual))
    weights = _weights(raw, len(unusual))
    return Anomaly(
        score=float(model.calibrated(raw[:1])[0]),
        flagged=bool(raw[0] >= model.metadata.threshold),
        model=model.metadata.model,
        reasons=_reasons([features[index] for index in unusual], weights),
    )


def _rows(row: Matrix, clean: Matrix, unusual: NDArray[np.intp]) -> Matrix:
    """The row itself, a clean one; then the row without each unusual feature, then the clean one with each."""
    count = len(unusual)
    rows: Matrix = np.concatenate([row[None], clean[None], np.repeat(row[None], count, axis=0), np.repeat(clean[None], count, axis=0)])
    each = np.arange(count)
    rows[2 + each, unusual] = clean[unusual]
    rows[2 + count + each, unusual] = row[unusual]
    return rows


def _weights(raw: Vector, count: int) -> Vector:
    fall = raw[0] - raw[2 : 2 + count]
    rise = raw[2 + count :] - raw[1]
    return np.asarray((fall + rise) / 2)


def _reasons(features: Sequence[Feature], weights: Vector) -> tuple[Reason, ...]:
    """The weightiest, each sentence once."""
    worded: dict[str, Reason] = {}
    for index in np.argsort(-weights, kind="stable"):
        if weights[index] < LEAST_WEIGHT or len(worded) == MOST_REASONS:
            break
        reason = reason_of(features[index], round(float(weights[index]), 3))
        worded.setdefault(reason.message, reason)
    return tuple(worded.values())
