"""From a feature that moved the score to a sentence for a person, in both languages."""

from __future__ import annotations

from intake.anomaly.meanings import FEATURES, FeatureMeaning, Unit
from intake.anomaly_values import Feature, Reason
from intake.kinds.fields import FIELD_LABELS

_UNITS_ZH = {
    Unit.PIXELS: "像素",
    Unit.MILLIMETRES: "毫米",
    Unit.LEVELS: "灰度级",
    Unit.YUAN: "元",
    Unit.DAYS: "天",
    Unit.YEARS: "年",
    Unit.CHARACTERS: "个字符",
}
_MOST_FIELDS = 4
"""More names than that help nobody to look."""


def reason_of(feature: Feature, weight: float) -> Reason:
    """The reason in words; `weight` is what the feature moved the score by, in log-odds. Raises StopIteration for a feature without a meaning."""
    meaning = next(meaning for meaning in FEATURES if meaning.name == feature.name)
    below = feature.measured is not None and feature.measured < 0 and bool(meaning.meaning_below)
    said, said_zh = (meaning.meaning_below, meaning.meaning_below_zh) if below else (meaning.meaning, meaning.meaning_zh)
    measure, measure_zh = _measure(meaning, feature.measured)
    labels = [FIELD_LABELS[name] for name in feature.fields[:_MOST_FIELDS] if name in FIELD_LABELS]
    more = len(feature.fields) > len(labels)
    subject = ", ".join(label.en for label in labels) + (" ..." if more and labels else "")
    subject_zh = "、".join(label.zh for label in labels) + ("等" if more and labels else "")
    message = f"{subject}: {said}" if subject else said
    return Reason(
        code=feature.name,
        weight=weight,
        message=f"{message[0].upper()}{message[1:]}{measure}.",
        message_zh=f"{subject_zh}: {said_zh}{measure_zh}。" if subject_zh else f"{said_zh}{measure_zh}。",
        fields=feature.fields,
        place=feature.place,
    )


def _measure(meaning: FeatureMeaning, measured: float | None) -> tuple[str, str]:
    """What was measured, in brackets; "" where the sentence says it all."""
    if measured is None or meaning.unit is Unit.NONE:
        return "", ""
    size = abs(measured)
    if meaning.unit is Unit.COUNT:
        return f" ({size:.0f})", f"({size:.0f}处)"
    if meaning.unit is Unit.SCORE:
        return f" ({size:.2f})", f"({size:.2f})"
    if meaning.unit is Unit.PERCENT:
        return f" ({size:.0f} %)", f"({size:.0f}%)"
    digits = 2 if meaning.unit is Unit.YUAN else 1 if meaning.unit in (Unit.PIXELS, Unit.MILLIMETRES) else 0
    return f" ({size:.{digits}f} {_english(meaning.unit, size)})", f"({size:.{digits}f}{_UNITS_ZH[meaning.unit]})"


def _english(unit: Unit, size: float) -> str:
    return (
        {Unit.DAYS: "day", Unit.YEARS: "year", Unit.CHARACTERS: "character", Unit.LEVELS: "grey level"}.get(unit, unit.value)
        if round(size) == 1
        else unit.value
    )
