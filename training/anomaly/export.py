"""A fitted estimator as the bytes of an .onnx file with all its metadata."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from skl2onnx import convert_sklearn  # type: ignore[import-untyped]
from skl2onnx.common.data_types import FloatTensorType  # type: ignore[import-untyped]

from models.anomaly import INPUT, AnomalyMetadata, make_anomaly_model, metadata_to_text
from training.anomaly.estimators import Estimator

PARITY = 1e-5
"""How far the served probability may be from the trained one."""
_OPSET = {"": 18, "ai.onnx.ml": 3}


class NotTheSame(Exception):
    """ONNX Runtime says otherwise than scikit-learn."""


def to_onnx(estimator: Estimator, metadata: AnomalyMetadata) -> bytes:
    """The file's bytes."""
    graph: Any = convert_sklearn(
        estimator,
        initial_types=[(INPUT, FloatTensorType([None, len(metadata.names)]))],
        name="anomaly",  # else a random one, and no two runs would write the same bytes
        options={"zipmap": False},
        target_opset=_OPSET,
    )
    for entry in list(graph.metadata_props):
        graph.metadata_props.remove(entry)
    for key, value in metadata_to_text(metadata).items():
        graph.metadata_props.add(key=key, value=value)
    content: bytes = graph.SerializeToString()
    return content


def check_parity(estimator: Estimator, content: bytes, names: tuple[str, ...], rows: NDArray[np.float32]) -> float:
    """The largest difference of probabilities over the rows. Raises NotTheSame when it is above PARITY."""
    served = make_anomaly_model(content, names).raw_probabilities(rows)
    trained = estimator.predict_proba(rows)[:, 1]
    difference = float(np.max(np.abs(served - trained), initial=0.0))
    if difference > PARITY:
        raise NotTheSame(f"probabilities differ by {difference:.2g}, allowed are {PARITY:.2g}")
    return difference
