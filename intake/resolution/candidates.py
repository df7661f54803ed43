"""Values that the evidence offers for a field, with the weight behind each.

Weights are log-odds: opinions of sources that err differently add up, several opinions of one source count once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import exp, log

from intake.evidence import DATA, Evidence, Source
from intake.extraction.form_evidence import LABEL_ORDER, NO_INK, SECOND_PRINTING

_DATA_WEIGHT = {
    Source.REVIEWER: 20.0,
    Source.VERIFICATION: 14.0,
    Source.XML: 9.0,
    Source.QR: 9.0,
    Source.OFD: 7.0,
    Source.TEXT_LAYER: 7.0,
    Source.REGISTRY: 3.0,
}
"""Sources that recognise nothing: what can go wrong there is the place a value was taken from."""
_LEAST, _MOST = 0.05, 0.995
_SECOND_MODEL_SHARE = 0.6
"""The smaller model errs more often, and sometimes as the larger one does."""


@dataclass(frozen=True)
class Candidate:
    """One value and who says so."""

    value: str
    weight: float
    evidence: tuple[Evidence, ...]

    @property
    def best(self) -> Evidence:
        """The strongest opinion for this value."""
        return max(self.evidence, key=weight_of)


def weight_of(evidence: Evidence) -> float:
    """Log-odds that this opinion is right."""
    data = _DATA_WEIGHT.get(evidence.source)
    if data is not None:
        return data
    confidence = min(max(evidence.confidence, _LEAST), _MOST)
    share = 1.0 if is_main(evidence) else _SECOND_MODEL_SHARE
    return share * log(confidence / (1 - confidence))


def is_main(evidence: Evidence) -> bool:
    """Whether the record's own model read it (and not the second one)."""
    return "tiny" not in evidence.reader


def witness(evidence: Evidence) -> str:
    """Name of the independent opinion this evidence counts as: opinions with the same name never confirm each other."""
    reader, _, way = evidence.reader.rpartition("/")
    if way in (SECOND_PRINTING, NO_INK):
        return way
    if evidence.source is not Source.OCR:
        # Text that is data can only be taken from the wrong place, so a second way of finding the place is a second opinion. An OFD holds both
        # the invoice's record and its print.
        if evidence.source is Source.OFD and evidence.reader == DATA:
            return f"{evidence.source}/{DATA}"
        return f"{evidence.source}/{way}" if way == LABEL_ORDER else str(evidence.source)
    return f"ocr:{reader if way == LABEL_ORDER else evidence.reader}"


def candidates_of(evidence: Iterable[Evidence]) -> tuple[Candidate, ...]:
    """Distinct values, heaviest first. Evidence without a value offers none."""
    by_value: dict[str, list[Evidence]] = {}
    for opinion in evidence:
        if opinion.value:
            by_value.setdefault(opinion.value, []).append(opinion)
    return tuple(sorted((_candidate(value, opinions) for value, opinions in by_value.items()), key=lambda candidate: -candidate.weight))


def _candidate(value: str, opinions: Sequence[Evidence]) -> Candidate:
    heaviest: dict[str, float] = {}
    for opinion in opinions:
        name = witness(opinion)
        heaviest[name] = max(heaviest.get(name, -9.0), weight_of(opinion))
    return Candidate(value, sum(heaviest.values()), tuple(opinions))


def probability(weight: float) -> float:
    """Log-odds -> 0..1."""
    return 1 / (1 + exp(-max(min(weight, 30.0), -30.0)))


def witnesses(candidate: Candidate, least: float) -> tuple[str, ...]:
    """Independent opinions for the value, in order of weight; recognised ones count only from a confidence of `least` on."""
    strong = [opinion for opinion in candidate.evidence if opinion.source is not Source.OCR or opinion.confidence >= least]
    return tuple(dict.fromkeys(witness(opinion) for opinion in sorted(strong, key=weight_of, reverse=True)))
