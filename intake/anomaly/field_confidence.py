"""What a field's confidence rests on, as numbers, and the calibrated confidence that follows from them.

The resolver's own confidence weighs opinions as if they erred independently and as often as they say. How often such a field really is right was counted on many
readings: per kind and field where there are enough of them, per field or over all fields where there are not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from math import log2

from intake.domain.names import comparison_key
from intake.evidence import Source
from intake.invoice import Field, FieldState, Kind, Quality
from intake.resolution.candidates import candidates_of
from models.calibration import PooledCalibration, log_odds

_DATA = (Source.XML, Source.OFD, Source.TEXT_LAYER)
_DEDUCED = (Source.WORDS, Source.ARITHMETIC, Source.CHECKSUM, Source.REGISTRY)
_RAW_LIMIT = 7.0
"""Log-odds. The resolver never claims more than 0.999."""
_RIVAL_LIMIT = 10.0
_UNDOUBTED = 1.0
"""Character score where nothing was recognised, so that nothing can have been misread."""

FIELD_NUMBERS: Mapping[str, str] = {
    "raw": "log-odds of the resolver's own confidence",
    "data": "1 when the value was taken from data (XML, OFD, a text layer)",
    "qr": "1 when it was taken from the QR code",
    "deduced": "1 when it follows from others (words, sums, check digit, registry)",
    "repaired": "1 when a reading was corrected to it",
    "unconfirmed": "1 when nothing independent agrees",
    "witnesses": "how many independent opinions agree, 3 at most",
    "by_check": "1 when check digits agree",
    "by_qr": "1 when the QR code agrees",
    "by_reader": "1 when another recognition agrees",
    "by_sums": "1 when sums, lines or words agree",
    "rival": "log-odds behind the strongest other value, 0 when there is none or it is not believed",
    "rivals": "how many other values were offered, 3 at most",
    "weakest": "1 less the lowest character score of the winning reading",
    "length": "binary logarithm of the number of characters",
    "empty": "1 when the field was found printed without a value",
    "stars": "1 when it is printed as stars",
    "absent": "1 when nobody found the field",
    "poor": "0 for a good picture, 1 for a usable one, 2 for one to be taken again",
}
"""Name -> meaning of each number, in the order in which a calibration takes them."""


def field_numbers(field: Field, quality: Quality) -> tuple[float, ...]:
    """As many as FIELD_NUMBERS has names, in its order."""
    winning = field.source or Source.OCR
    agreeing = tuple(name for name in field.confirmed_by if name != field.source)
    disputed = any(opinion.value not in ("", field.text) for opinion in field.evidence)
    rivals = [candidate.weight for candidate in candidates_of(field.evidence) if not _is_same(candidate.value, field.text)] if disputed else []
    return (
        log_odds(field.confidence, _RAW_LIMIT),
        float(winning in _DATA),
        float(winning is Source.QR),
        float(winning in _DEDUCED),
        float(field.repaired_from is not None),
        float(not agreeing),
        float(min(len(agreeing), 3)),
        float("checksum" in agreeing),
        float(Source.QR in agreeing),
        float(any(name.startswith("ocr:") for name in agreeing)),
        float(any(name in ("arithmetic", "words", "lines", "total") for name in agreeing)),
        min(max((*rivals, 0.0)), _RIVAL_LIMIT),
        float(min(len(rivals), 3)),
        1.0 - weakest_character(field),
        log2(1 + len(field.text)),
        float(field.state is FieldState.EMPTY),
        float(field.state is FieldState.NOT_APPLICABLE),
        float(field.state is FieldState.ABSENT),
        {"good": 0.0, "usable": 1.0}.get(quality.verdict, 2.0),
    )


def weakest_character(field: Field) -> float:
    """The lowest character score of the surest reading of the value; 1.0 where none was recognised character by character."""
    readings = [opinion for opinion in field.evidence if opinion.chars and opinion.value == field.text]
    if not readings:
        return _UNDOUBTED
    return max(min(char.score for char in opinion.chars) for opinion in readings)


def _is_same(one: str, other: str) -> bool:
    """Apart from width and punctuation. The sign counts."""
    return one == other or (one.startswith("-") == other.startswith("-") and comparison_key(one) == comparison_key(other))


def groups_of(kind: Kind, name: str) -> tuple[str, ...]:
    """The groups of a field's calibration, narrowest first."""
    return (f"{kind}/{name}", name)


def calibrated_field(field: Field, name: str, kind: Kind, quality: Quality, calibration: PooledCalibration) -> Field:
    """The same with a confidence that holds. What nobody could read keeps 0."""
    if field.state is FieldState.UNREADABLE:
        return field
    return replace(field, confidence=calibration.probability(field_numbers(field, quality), groups_of(kind, name)))
