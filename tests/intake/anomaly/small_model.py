"""A small model over all features, trained in a moment: `disagreement.words` and `print.baseline` tell, and two features tell the same."""

from __future__ import annotations

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier  # type: ignore[import-untyped]

from intake.anomaly.meanings import FEATURES
from models.anomaly import AnomalyMetadata, AnomalyModel, make_anomaly_model
from models.calibration import Curve
from training.anomaly.export import to_onnx

NAMES = tuple(meaning.name for meaning in FEATURES)
WORDS, BASELINE, TAIL, TWIN = (NAMES.index(name) for name in ("disagreement.words", "print.baseline", "qr.tail_wrong", "print.sums"))


def small_model(threshold: float = 0.0, clean: float = 0.0) -> AnomalyModel:
    """`print.sums` always equals `print.baseline` in what it was trained on. `clean`: what every feature is where nothing is wrong."""
    rng = np.random.default_rng(5)
    rows = np.where(rng.random((600, len(NAMES))) < 0.1, rng.random((600, len(NAMES))), 0.0).astype(np.float32)
    wrong = rng.random(600) < 0.5
    rows[wrong & (rng.random(600) < 0.5), WORDS] = 2.0
    rows[wrong & (rows[:, WORDS] < 2.0), BASELINE] = 2.0
    rows[:, TWIN] = rows[:, BASELINE]
    estimator = ExtraTreesClassifier(n_estimators=60, max_leaf_nodes=30, max_features=0.3, random_state=1).fit(rows, wrong.astype(np.int64))
    metadata = AnomalyMetadata("anomaly-test", NAMES, (clean,) * len(NAMES), Curve((-6.0, 6.0), (0.001, 0.999)), threshold)
    return make_anomaly_model(to_onnx(estimator, metadata), NAMES)
