"""Scores rows of named numbers: how probable is it that something is wrong there?

One .onnx file, run by ONNX Runtime on one thread. All it needs to be used rightly travels in its metadata: the names of its numbers in their order, the curve
from its raw score to a probability, the score above which a row is flagged, and what each number is where nothing is wrong.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.calibration import Curve, curve_from_json
from models.trained_files import TRAINED_DIRECTORY, load_trained_files, mismatched, unreadable

if TYPE_CHECKING:
    import onnxruntime  # type: ignore[import-untyped]

ANOMALY_FILE = "anomaly.onnx"
INPUT, PROBABILITIES = "features", "probabilities"
"""Names of the graph's input (rows, features) and of its output (rows, 2), the second column being the raw score in 0..1."""

_EDGE = 6.2e-6
"""Log-odds of 12: beyond it float32 and a few thousand training rows tell nothing apart."""

Matrix = NDArray[np.float32]
Vector = NDArray[np.float64]


@dataclass(frozen=True)
class AnomalyMetadata:
    """What stands in the file beside the graph."""

    model: str
    """Name and version, say `anomaly-2026.11`."""
    names: tuple[str, ...]
    """Of the columns, in order."""
    clean: tuple[float, ...]
    """The median of each column over rows with nothing wrong."""
    curve: Curve
    """Log-odds of the raw score -> probability."""
    threshold: float
    """A row is flagged when its raw score, in log-odds, is this or more."""


class AnomalyModel:
    """A loaded model. Make it with `load_anomaly_model`."""

    def __init__(self, session: onnxruntime.InferenceSession, metadata: AnomalyMetadata) -> None:
        self._session = session
        self.metadata = metadata

    def raw_probabilities(self, matrix: Matrix) -> Vector:
        """(rows, features) -> (rows,): what the graph says, before calibration. Raises ValueError for another number of columns."""
        if matrix.ndim != 2 or matrix.shape[1] != len(self.metadata.names):
            raise ValueError(f"expected rows of {len(self.metadata.names)} numbers, found an array of shape {matrix.shape}")
        if not len(matrix):
            return np.zeros(0)
        answer = self._session.run([PROBABILITIES], {INPUT: np.ascontiguousarray(matrix, dtype=np.float32)})[0]
        return np.asarray(answer[:, 1], dtype=np.float64)

    def raw_log_odds(self, matrix: Matrix) -> Vector:
        """The same as log-odds, within ± 12."""
        return log_odds_of(self.raw_probabilities(matrix))

    def probabilities(self, matrix: Matrix) -> Vector:
        """(rows, features) -> (rows,): calibrated, 0..1."""
        return self.calibrated(self.raw_log_odds(matrix))

    def calibrated(self, raw_log_odds: Vector) -> Vector:
        curve = self.metadata.curve
        return np.asarray(np.interp(raw_log_odds, curve.x, curve.y))


def load_anomaly_model(names: Sequence[str], directory: Path = TRAINED_DIRECTORY) -> AnomalyModel:
    """The trained model for exactly these columns. Raises TrainedModelError when it is absent, altered, no ONNX, or made for other columns."""
    return make_anomaly_model(load_trained_files(directory).read(ANOMALY_FILE), names)


def make_anomaly_model(content: bytes, names: Sequence[str]) -> AnomalyModel:
    """From the bytes of an .onnx file. Raises TrainedModelError. Nothing but ONNX is ever loaded: a pickle could run any program."""
    if content[:1] == b"\x80":
        raise unreadable(ANOMALY_FILE, "it is a pickle, which is never loaded")
    import onnxruntime  # here for the reason that `models.onnx_model` gives

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 4
    try:
        session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # ONNX Runtime's own errors share no base class but this one
        raise unreadable(ANOMALY_FILE, "it is no ONNX model that ONNX Runtime can load") from error
    metadata = _metadata(session.get_modelmeta().custom_metadata_map)
    if metadata.names != tuple(names):
        raise _mismatch(metadata.names, tuple(names))
    return AnomalyModel(session, metadata)


def metadata_to_text(metadata: AnomalyMetadata) -> dict[str, str]:
    """As it is written into the file: text by name."""
    return {
        "model": metadata.model,
        "features": json.dumps(metadata.names),
        "clean": json.dumps([round(value, 6) for value in metadata.clean]),
        "isotonic": json.dumps({"x": metadata.curve.x, "y": metadata.curve.y}),
        "threshold": repr(metadata.threshold),
    }


def _metadata(entries: Mapping[str, str]) -> AnomalyMetadata:
    try:
        metadata = AnomalyMetadata(
            entries["model"],
            tuple(str(name) for name in json.loads(entries["features"])),
            tuple(float(value) for value in json.loads(entries["clean"])),
            curve_from_json(json.loads(entries["isotonic"])),
            float(entries["threshold"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise unreadable(ANOMALY_FILE, f"its metadata are not complete: {error}") from error
    if len(metadata.clean) != len(metadata.names):
        raise unreadable(ANOMALY_FILE, "its metadata are not complete: one clean value for each feature is needed")
    return metadata


def _mismatch(trained: tuple[str, ...], asked: tuple[str, ...]) -> Exception:
    lacking = [name for name in asked if name not in trained]
    unknown = [name for name in trained if name not in asked]
    parts = [f"without {', '.join(lacking)}"] if lacking else []
    parts += [f"with {', '.join(unknown)}"] if unknown else []
    parts_zh = [f"缺少 {'、'.join(lacking)}"] if lacking else []
    parts_zh += [f"多出 {'、'.join(unknown)}"] if unknown else []
    said = "its features are others (" + ("; ".join(parts) or "another order") + ")"
    return mismatched(ANOMALY_FILE, said, "特征不同（" + ("；".join(parts_zh) or "顺序不同") + "）")


def log_odds_of(probabilities: Vector) -> Vector:
    """Elementwise, within ± 12."""
    clipped = np.clip(probabilities, _EDGE, 1 - _EDGE)
    return np.asarray(np.log(clipped / (1 - clipped)))
