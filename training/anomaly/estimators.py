"""The estimators that compete. All of them reach ONNX exactly; seeds are fixed and sizes bounded, so that the file stays below 5 MB."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import (  # type: ignore[import-untyped]
    ExtraTreesClassifier,
    GradientBoostingClassifier,
    IsolationForest,
    RandomForestClassifier,
    VotingClassifier,
)
from sklearn.linear_model import LogisticRegression  # type: ignore[import-untyped]
from sklearn.pipeline import make_pipeline  # type: ignore[import-untyped]
from sklearn.preprocessing import StandardScaler  # type: ignore[import-untyped]

SEED = 20261122


class Estimator(Protocol):
    """What a scikit-learn classifier offers."""

    def fit(self, rows: NDArray[np.float32], outcomes: NDArray[np.int64]) -> Any: ...

    def predict_proba(self, rows: NDArray[np.float32]) -> NDArray[np.float64]: ...


def gradient_boosting() -> Estimator:
    """Shallow trees that see a third of the features and 70 % of the rows each: what one feature alone gives away is learned more than once."""
    return GradientBoostingClassifier(  # type: ignore[no-any-return]
        n_estimators=300, learning_rate=0.06, max_depth=4, subsample=0.7, max_features=0.33, min_samples_leaf=4, random_state=SEED
    )


def extra_trees() -> Estimator:
    return ExtraTreesClassifier(  # type: ignore[no-any-return]
        n_estimators=150, max_leaf_nodes=120, min_samples_leaf=2, max_features=0.4, class_weight="balanced", random_state=SEED, n_jobs=1
    )


def random_forest() -> Estimator:
    return RandomForestClassifier(  # type: ignore[no-any-return]
        n_estimators=150, max_leaf_nodes=120, min_samples_leaf=2, max_features=0.33, class_weight="balanced_subsample", random_state=SEED, n_jobs=1
    )


def logistic_regression() -> Estimator:
    return make_pipeline(StandardScaler(), LogisticRegression(C=0.05, max_iter=3000, class_weight="balanced"))  # type: ignore[no-any-return]


def blend() -> Estimator:
    """The mean of boosting's and random trees' probabilities, which err differently."""
    members = [("boosting", gradient_boosting()), ("trees", extra_trees())]
    return VotingClassifier(members, voting="soft", flatten_transform=False)  # type: ignore[no-any-return]


CANDIDATES: Mapping[str, Callable[[], Estimator]] = {
    "gradient boosting": gradient_boosting,
    "extra trees": extra_trees,
    "random forest": random_forest,
    "logistic regression": logistic_regression,
    "blend of boosting and extra trees": blend,
}


def isolation_forest() -> IsolationForest:
    """What is to be beaten: knows clean rows only."""
    return IsolationForest(n_estimators=300, random_state=SEED, n_jobs=1)
