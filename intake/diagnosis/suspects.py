"""Which of the fields that the bureau is asked with is probably wrong, from how it was read and what contradicts it. Pure.

A field's doubt is the probability that its value is not what the invoice says, each piece of evidence taken as independent of the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from intake.diagnosis.facts import FieldFacts, OtherValue
from intake.evidence import Source
from intake.invoice import Finding, Severity
from intake.kinds.fields import FIELD_LABELS

_TYPED = 0.03
"""How often people mistype a value that they look at."""
_LEAST, _MOST = 0.002, 0.95
_CONFIRMED = 0.2
"""What is left of a doubt where something independent agrees: a QR code, a check digit, sums, words, data."""
_SECOND_READER = 0.5
_OF_RULE: Mapping[str, float] = {
    "R01": 0.7,
    "R02": 0.3,
    "R03": 0.6,
    "R04": 0.6,
    "R05": 0.3,
    "R06": 0.8,
    "R07": 0.3,
    "R08": 0.4,
    "R11": 0.5,
    "R22": 0.3,
    "R25": 0.5,
}
"""Rule -> how probable its breach makes it that a field it names is wrong."""
_OTHER = 0.7
"""Of the confidence of somebody who says otherwise."""
_ALTERNATIVES = 3
_SAME_FIELD_MORE_OFTEN: Mapping[str, float] = {"issue_date": 0.7}
"""Dates have few digits and are checked by the calendar."""


@dataclass(frozen=True)
class Suspect:
    """A field that may be wrong."""

    field: str
    value: str
    doubt: float
    """0..1."""
    alternatives: tuple[str, ...]
    """What it may be instead, the likeliest first."""
    why: str
    """What speaks against the value; "" where nothing does but that people and machines err."""
    why_zh: str


def suspects(fields: Mapping[str, FieldFacts], findings: Iterable[Finding]) -> tuple[Suspect, ...]:
    """The likeliest first."""
    found = [_suspect(name, facts, [finding for finding in findings if name in finding.fields]) for name, facts in fields.items()]
    return tuple(sorted(found, key=lambda suspect: (-suspect.doubt, suspect.field)))


def _suspect(name: str, facts: FieldFacts, findings: list[Finding]) -> Suspect:
    against = [finding for finding in findings if finding.rule in _OF_RULE and finding.severity is not Severity.INFO]
    others = [other for other in facts.others if other.value and other.value != facts.value]
    sure = 1 - _base(facts) * _SAME_FIELD_MORE_OFTEN.get(name, 1.0)
    for finding in against:
        sure *= 1 - _OF_RULE[finding.rule]
    for other in others:
        sure *= 1 - _OTHER * other.confidence
    label = FIELD_LABELS[name]
    return Suspect(
        name,
        facts.value,
        min(max(1 - sure, _LEAST), _MOST),
        _alternatives(name, facts.value, against, others),
        "; ".join(_reasons(label.en, against, others)),
        "；".join(_reasons_zh(label.zh, against, others)),
    )


def _base(facts: FieldFacts) -> float:
    """Before anything speaks against it."""
    doubt = _TYPED if facts.by_person else 1 - facts.confidence
    for confirmation in () if facts.by_person else facts.confirmed_by:
        doubt *= _SECOND_READER if confirmation.startswith("ocr") else _CONFIRMED
    return min(max(doubt, _LEAST), _MOST)


def _alternatives(name: str, value: str, findings: Iterable[Finding], others: Iterable[OtherValue]) -> tuple[str, ...]:
    """Suggestions of rules before opinions of readers."""
    suggested = [finding.suggestion.value for finding in findings if finding.suggestion is not None and finding.suggestion.field == name]
    expected = [finding.expected for finding in findings if finding.rule == "R06" and finding.fields == (name,)]
    said = [other.value for other in sorted(others, key=lambda other: -other.confidence)]
    return tuple(dict.fromkeys(each for each in (*suggested, *expected, *said) if each and each != value))[:_ALTERNATIVES]


def _reasons(label: str, findings: Iterable[Finding], others: Iterable[OtherValue]) -> Iterator[str]:
    yield from (finding.message.rstrip(".") for finding in findings)
    yield from (f"{_SOURCES.get(other.source, other.source)} has {other.value} for the {label}" for other in others)


def _reasons_zh(label: str, findings: Iterable[Finding], others: Iterable[OtherValue]) -> Iterator[str]:
    yield from (finding.message_zh.rstrip("。") for finding in findings)
    yield from (f"{_SOURCES_ZH.get(other.source, other.source)}的{label}为{other.value}" for other in others)


_SOURCES: Mapping[str, str] = {
    Source.QR: "the QR code",
    Source.OCR: "another reading",
    Source.REVIEWER: "a person before",
    Source.PERSON: "whoever typed it",
    Source.XML: "the XML",
    Source.OFD: "the OFD",
    Source.TEXT_LAYER: "the text of the file",
    Source.REGISTRY: "the registry",
    Source.VERIFICATION: "the tax bureau",
}
_SOURCES_ZH: Mapping[str, str] = {
    Source.QR: "二维码",
    Source.OCR: "另一次识别",
    Source.REVIEWER: "先前人工录入",
    Source.PERSON: "补录人",
    Source.XML: "XML",
    Source.OFD: "OFD",
    Source.TEXT_LAYER: "文本层",
    Source.REGISTRY: "企业登记信息",
    Source.VERIFICATION: "税务机关",
}
