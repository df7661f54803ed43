"""One run: the table of examples -> the mismatch model, the calibration, their card and their curves. Read from top to bottom; the order is the method."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from intake.anomaly.score import score
from intake.anomaly.trained_calibration import TrainedCalibration
from intake.anomaly_values import Feature
from models.anomaly import AnomalyModel, make_anomaly_model
from training.anomaly.card import Run
from training.anomaly.estimators import CANDIDATES, SEED, Estimator
from training.anomaly.evaluate import Judged, detect, evaluate, isolation_scores, judge, rule_scores
from training.anomaly.examples import Example, feature_names, matrix_of
from training.anomaly.fit_calibration import example_weights, fit_calibration
from training.anomaly.fit_model import FittedModel, Table, fit_model
from training.anomaly.split import SEED as SPLIT_SEED
from training.anomaly.split import folds, split
from training.anomaly.statistics import recall_at


@dataclass(frozen=True)
class Knobs:
    """What may be chosen about a run."""

    version: str
    """Name and version of the model, say `anomaly-2026.11.22`."""
    commit: str
    false_alarms: float = 0.01
    """Share of the invoices with nothing wrong that may be flagged."""
    share_of_mismatches: float = 0.005
    """What calibration of fields and release takes as the share of invoices that were tampered with: a guess, one in two hundred."""
    folds: int = 5
    most_importances: int = 25
    timed: int = 200
    """Examples over which one score is timed."""


@dataclass(frozen=True)
class Trained:
    model: FittedModel
    calibration: TrainedCalibration
    run: Run
    judged: Judged
    """The test part, as the product would leave it."""


def train(examples: Sequence[Example], knobs: Knobs, candidates: Mapping[str, Callable[[], Estimator]] = CANDIDATES) -> Trained:
    """Raises ValueError when there is too little to train with, NotTheSame when the exported model says otherwise than the fitted one."""
    started = perf_counter()
    names = feature_names(examples)
    parts = split(examples)
    learned, held_out = [examples[index] for index in parts.train], [examples[index] for index in parts.test]
    fold_of = folds(examples, parts.train, knobs.folds)
    weights = example_weights(learned, knobs.share_of_mismatches)

    table = Table(
        names,
        matrix_of(learned, names),
        np.array([example.is_wrong for example in learned]),
        np.array([bool(example.mismatch) for example in learned]),
        np.array([example.is_caught_by_rules for example in learned]),
        fold_of,
    )
    fitted = fit_model(table, candidates, knobs.version, knobs.false_alarms)
    calibration = fit_calibration(learned, fitted.unseen, fold_of, weights)

    model = make_anomaly_model(fitted.content, names)
    judged = judge(model, calibration, held_out, knobs.share_of_mismatches)
    rivals = {
        "rules only": detect(rule_scores(held_out), held_out, knobs.false_alarms),
        "isolation forest, same features": detect(isolation_scores(learned, held_out, names), held_out, knobs.false_alarms),
    }
    run = Run(
        metadata=fitted.metadata,
        commit=knobs.commit,
        seeds={"split": SPLIT_SEED, "estimators": str(SEED)},
        train=learned,
        test=held_out,
        left_out=parts.left_out,
        chosen=fitted.chosen,
        candidates=fitted.scores,
        parity=fitted.parity,
        size=len(fitted.content),
        milliseconds=_milliseconds(model, held_out[: knobs.timed]),
        importances=_importances(model, held_out, knobs),
        evaluation=evaluate(judged, knobs.false_alarms),
        rivals=rivals,
        false_alarms=knobs.false_alarms,
        share_of_mismatches=knobs.share_of_mismatches,
        seconds=perf_counter() - started,
    )
    return Trained(fitted, calibration, run, judged)


def _milliseconds(model: AnomalyModel, examples: Sequence[Example]) -> float:
    rows = [tuple(Feature(name, value) for name, value in example.features.items()) for example in examples]
    return float(np.median([_timed(model, row) for row in rows]))


def _timed(model: AnomalyModel, features: Sequence[Feature]) -> float:
    started = perf_counter()
    score(features, model)
    return (perf_counter() - started) * 1000


def _importances(model: AnomalyModel, examples: Sequence[Example], knobs: Knobs) -> list[tuple[str, float]]:
    """How much less is found when a feature's values are dealt to other examples."""
    rows = matrix_of(examples, model.metadata.names)
    clean, injected = np.array([not example.is_wrong for example in examples]), np.array([bool(example.mismatch) for example in examples])
    rng = np.random.default_rng(SEED)
    whole = recall_at(model.raw_log_odds(rows), clean, injected, knobs.false_alarms)
    losses = []
    for column, name in enumerate(model.metadata.names):
        shuffled = rows.copy()
        shuffled[:, column] = rng.permutation(shuffled[:, column])
        losses.append((name, whole - recall_at(model.raw_log_odds(shuffled), clean, injected, knobs.false_alarms)))
    return sorted(losses, key=lambda entry: -entry[1])[: knobs.most_importances]
