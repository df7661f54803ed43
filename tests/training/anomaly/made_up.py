"""A small table of examples with known laws, so that training can be tested in seconds: some features tell mismatches, low confidence tells misread fields."""

from __future__ import annotations

from random import Random

from intake.anomaly.meanings import FEATURES
from intake.evidence import Evidence, Source
from intake.invoice import Field, FieldState, Finding, Invoice, Kind, Severity
from intake.kinds.fields import key_fields_of
from training.anomaly.examples import Example

NAMES = tuple(meaning.name for meaning in FEATURES)
TELLING = {"words_altered": "disagreement.words", "pasted": "print.baseline", "tail_of_code": "qr.tail_wrong"}
"""Class -> the feature that gives it away; the last one is also seen by a rule."""
HIDDEN = "buyer_id_of_another"
"""A class that nothing gives away."""


def made_up_examples(count: int, seed: int = 1) -> list[Example]:
    rng = Random(seed)  # noqa: S311 - repeatable, no secret
    return [_example(f"{index:05}", rng) for index in range(count)]


def _example(name: str, rng: Random) -> Example:
    kind = rng.choice((Kind.DIGITAL_GENERAL, Kind.VAT_E_GENERAL))
    mismatch = rng.choice((*TELLING, HIDDEN)) if rng.random() < 0.4 else ""
    features = {feature: rng.choice((0.0, 0.0, 0.0, rng.random() * 0.5)) for feature in NAMES}
    if mismatch in TELLING:
        features[TELLING[mismatch]] = 1.5 + rng.random()
    findings = (Finding("R06b", Severity.WARNING, "m", "z", ("qr",)),) if mismatch == "tail_of_code" else ()
    doubt = rng.random() ** 4
    fields = {field: _field(field, rng, doubt) for field in key_fields_of(kind)}
    right = {field: rng.random() < fields[field].confidence ** 0.5 for field in fields}
    if not all(right.values()):
        features["doubt.characters"] = 2.0
    return Example(
        id=name,
        mismatch=mismatch,
        seller=f"seller {name}" if rng.random() < 0.9 else f"seller {rng.randrange(20)}",
        layout=f"{kind}/form {rng.randrange(30)}",
        format="photo",
        features=features,
        invoice=Invoice(kind, kind_said_by=("title", "qr"), fields=fields, findings=findings),
        decision="accept" if all(field.confirmed_by for field in fields.values()) else "review",
        right=right,
    )


def _field(name: str, rng: Random, doubt: float) -> Field:
    confidence = 0.999 - 0.5 * doubt * rng.random()
    evidence = (Evidence(name, "1", Source.OCR, confidence, reader="PP-OCRv6_small"),)
    return Field("1", FieldState.READ, confidence, Source.OCR, "1", None, evidence, ("ocr:PP-OCRv6_tiny",) if rng.random() < 0.99 else ())
