"""The calibration that training wrote, as one checked file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from intake.anomaly.document_probability import DOCUMENT_NUMBERS
from intake.anomaly.field_confidence import FIELD_NUMBERS
from intake.decide import ReleaseTable
from models.calibration import PooledCalibration, calibration_from_json, calibration_to_json, parse_json
from models.trained_files import TRAINED_DIRECTORY, load_trained_files, mismatched, unreadable

CALIBRATION_FILE = "calibration.json"
_COLUMNS = ("errors", "confirmed", "unconfirmed")


@dataclass(frozen=True)
class TrainedCalibration:
    fields: PooledCalibration
    """FIELD_NUMBERS of a field -> probability that its value is right; groups `kind/field` and `field`."""
    document: PooledCalibration
    """DOCUMENT_NUMBERS of an invoice -> probability that every key field is right."""
    release: ReleaseTable


def load_trained_calibration(directory: Path = TRAINED_DIRECTORY) -> TrainedCalibration:
    """Raises TrainedModelError when the file is absent, altered, makes no sense, or was made for other numbers."""
    return calibration_from_bytes(load_trained_files(directory).read(CALIBRATION_FILE))


def calibration_from_bytes(content: bytes) -> TrainedCalibration:
    """Raises TrainedModelError."""
    try:
        parsed = parse_json(content)
        trained = TrainedCalibration(calibration_from_json(parsed["fields"]), calibration_from_json(parsed["document"]), _release(parsed["release"]))
    except (KeyError, TypeError, ValueError) as error:
        raise unreadable(CALIBRATION_FILE, str(error)) from error
    _demand(trained.fields, FIELD_NUMBERS)
    _demand(trained.document, DOCUMENT_NUMBERS)
    return trained


def calibration_to_json_values(trained: TrainedCalibration) -> dict[str, Any]:
    """What is written into the file."""
    return {
        "fields": calibration_to_json(trained.fields),
        "document": calibration_to_json(trained.document),
        "release": {name: list(getattr(trained.release, name)) for name in _COLUMNS},
    }


def _release(entry: Mapping[str, Any]) -> ReleaseTable:
    errors, confirmed, unconfirmed = (tuple(float(number) for number in entry[name]) for name in _COLUMNS)
    if not errors or not len(errors) == len(confirmed) == len(unconfirmed) or list(errors) != sorted(errors):
        raise ValueError("the release table is not complete")
    return ReleaseTable(errors, confirmed, unconfirmed)


def _demand(calibration: PooledCalibration, names: Iterable[str]) -> None:
    if calibration.names != tuple(names):
        raise mismatched(CALIBRATION_FILE, "it weighs other numbers", "所用数值不同")
