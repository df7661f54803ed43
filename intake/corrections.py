"""What people found right and wrong in results: each value before and after, who says so, and when it counts.

One person's word counts for the invoice at hand. It teaches the product only once it is doubly confirmed: two people said the same, or one did and the tax
bureau's verification (查验) agrees. So one slip of the hand, repeated by training, can't spread.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from intake.evidence import Place
from intake.invoice import Kind

_WITNESSES_NEEDED = 2


class Witness(StrEnum):
    """What kind of word it is."""

    PERSON = "person"
    VERIFICATION = "verification"
    """The tax bureau's record of the invoice."""


@dataclass(frozen=True, slots=True)
class Correction:
    """One witness on one value. Before and after are equal where the value was found right: that, too, is worth knowing."""

    document: str
    """sha256 of the file."""
    page: int
    """Of the invoice, counts from 1."""
    index: int
    """Of the invoice on that page, counts from 0."""
    field: str
    before: str
    """As the result had it; "" for empty or unreadable."""
    after: str
    witness: Witness
    who: str
    """Name of the account of a person, or of the verification service. Two names are two witnesses."""
    when: datetime
    """With its time zone."""
    kind: Kind | None = None
    raw_confidence: float | None = None
    """0..1, before calibration; None where the result did not keep it."""
    place: Place | None = None
    """Where the value stands on the picture."""

    @property
    def subject(self) -> tuple[str, int, int, str]:
        """The value it is about."""
        return self.document, self.page, self.index, self.field


@dataclass(frozen=True, slots=True)
class ConfirmedValue:
    """A value that is known, and what the product had made of it."""

    document: str
    page: int
    index: int
    field: str
    before: str
    value: str
    confirmed_by: tuple[str, ...]
    when: datetime
    """Of the word that made it count."""
    kind: Kind | None
    raw_confidence: float | None
    place: Place | None

    @property
    def was_right(self) -> bool:
        return self.before == self.value


@dataclass(frozen=True, slots=True)
class FieldExample:
    """One row for calibrating the confidence of fields."""

    kind: Kind
    field: str
    raw_confidence: float
    right: bool
    document: str
    """sha256: rows of one document go to the same part of a split."""


class Corrections(Protocol):
    """All words of all witnesses, in the order in which they were given. Raises IntakeError where the store behind it can't be read."""

    def all(self) -> Sequence[Correction]: ...

    def add(self, corrections: Iterable[Correction]) -> None:
        """Keep these. Raises IntakeError when they can't be stored."""
        ...


def doubly_confirmed(corrections: Iterable[Correction]) -> tuple[ConfirmedValue, ...]:
    """The values that count, in order of document, page, index and field.

    Each witness's last word is its word. A value counts when two witnesses say it, at least one of them a person, and no other person says otherwise. Verification
    knows what was issued, not what a copy shows, so that it alone never outweighs a person.
    """
    by_subject: dict[tuple[str, int, int, str], dict[tuple[Witness, str], Correction]] = defaultdict(dict)
    for correction in sorted(corrections, key=lambda each: each.when):
        by_subject[correction.subject][(correction.witness, correction.who)] = correction
    found = (_confirmed(tuple(words.values())) for _, words in sorted(by_subject.items()))
    return tuple(value for value in found if value is not None)


def examples_of(values: Iterable[ConfirmedValue]) -> tuple[FieldExample, ...]:
    """Rows for calibration: those whose kind and raw confidence were kept."""
    return tuple(
        FieldExample(value.kind, value.field, value.raw_confidence, value.was_right, value.document)
        for value in values
        if value.kind is not None and value.raw_confidence is not None
    )


def labels_of(values: Iterable[ConfirmedValue]) -> Mapping[tuple[str, int, int], Mapping[str, str]]:
    """(document, page, index) -> field -> known value: labels of real files, for a gate set or for reading them again with another model."""
    labels: dict[tuple[str, int, int], dict[str, str]] = defaultdict(dict)
    for value in values:
        labels[(value.document, value.page, value.index)][value.field] = value.value
    return labels


def _confirmed(words: Sequence[Correction]) -> ConfirmedValue | None:
    people = [word for word in words if word.witness is Witness.PERSON]
    if not people or len({word.after for word in people}) > 1:
        return None
    value = people[0].after
    agreeing = sorted((word for word in words if word.after == value), key=lambda word: word.when)
    if len(agreeing) < _WITNESSES_NEEDED:
        return None
    # What the product had said is what the first of them saw: later ones may have seen the corrected value.
    first = agreeing[0]
    return ConfirmedValue(
        *first.subject,
        first.before,
        value,
        tuple(word.who for word in agreeing),
        agreeing[_WITNESSES_NEEDED - 1].when,
        next((word.kind for word in agreeing if word.kind is not None), None),
        first.raw_confidence,
        next((word.place for word in agreeing if word.place is not None), None),
    )
