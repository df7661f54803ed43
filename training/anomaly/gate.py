"""Whether a new model may take the standing one's place: both judge the gate set, which is the test part of the split and frozen by its seed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from intake.anomaly.trained_calibration import CALIBRATION_FILE, calibration_from_bytes
from models.anomaly import ANOMALY_FILE, make_anomaly_model
from models.trained_files import TrainedModelError, load_trained_files
from training.anomaly.evaluate import Evaluation, evaluate, judge
from training.anomaly.examples import Example

_TOLERATED_ERROR = 0.002
"""By so much an expected calibration error may rise: less than its own noise."""
_TOLERATED_SHARE = 0.005


@dataclass(frozen=True)
class Verdict:
    promoted: bool
    reasons: tuple[str, ...]
    """In sentences."""


def compare(new: Evaluation, standing: Evaluation | None) -> Verdict:
    """Better means: finds more, and does nothing else worse. A standing model that this program can't load is no rival."""
    if standing is None:
        return Verdict(True, ("no standing model that this version of the program can load",))
    merit, stood = _merit(new), _merit(standing)
    reasons = [f"finds {100 * merit:.2f} % (all, and those beyond rules, averaged), the standing model {100 * stood:.2f} %"]
    worse = [] if merit > stood else ["does not find more"]
    if new.field_error > standing.field_error + _TOLERATED_ERROR:
        worse.append(f"field confidences are off by {new.field_error:.4f}, they were off by {standing.field_error:.4f}")
    if new.document_error > standing.document_error + _TOLERATED_ERROR:
        worse.append(f"the probability of invoices is off by {new.document_error:.4f}, it was off by {standing.document_error:.4f}")
    if new.probable.wrong.value > standing.probable.wrong.value:
        worse.append(f"releases {new.probable.wrong} wrong invoices, the standing model {standing.probable.wrong}")
    if new.probable.accepted.value < standing.probable.accepted.value - _TOLERATED_SHARE:
        worse.append(f"releases {new.probable.accepted} of the clean invoices, the standing model {standing.probable.accepted}")
    return Verdict(not worse, (*reasons, *worse))


def evaluate_standing(folder: Path, gate: Sequence[Example], names: Sequence[str], false_alarms: float, share_of_mismatches: float) -> Evaluation | None:
    """The model in a folder on the gate set; None when there is none that fits these features and numbers."""
    try:
        files = load_trained_files(folder)
        model, calibration = make_anomaly_model(files.read(ANOMALY_FILE), names), calibration_from_bytes(files.read(CALIBRATION_FILE))
    except TrainedModelError:
        return None
    return evaluate(judge(model, calibration, gate, share_of_mismatches), false_alarms)


def _merit(evaluation: Evaluation) -> float:
    return (evaluation.detection.found.value + evaluation.detection.found_beyond_rules.value) / 2
