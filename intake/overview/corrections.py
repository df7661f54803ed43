"""Which fields people correct, and where they do so more often than elsewhere: in one kind of invoice, on the form of one seller, of what comes in by one way. Pure.

A share is one of invoices: of so many invoices of this kind that came in, in so many this field was corrected. It is told beside the same share of all others, and only where it is
larger. Whether that may be chance, Fisher's exact test says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from intake.overview.share import Share, stands_out


class Aspect(StrEnum):
    """What invoices may have in common."""

    KIND = "kind"
    SELLER = "seller"
    DOOR = "door"


@dataclass(frozen=True)
class CorrectedField:
    """One field of one invoice that a person put right."""

    invoice_id: UUID
    field: str
    source: str
    """Who had read the wrong value: `ocr`, `qr` ...; "" for lines of goods."""
    alike: Mapping[Aspect, str]


@dataclass(frozen=True)
class FieldCorrections:
    """Of one field."""

    field: str
    invoices: int
    """In which it was corrected."""
    sources: Mapping[str, int]
    """Who had read the wrong value -> in how many, the most frequent first."""


@dataclass(frozen=True)
class Pattern:
    """A field that is corrected more often where `aspect` has this value."""

    field: str
    aspect: Aspect
    value: str
    share: Share


def field_corrections(corrected: Sequence[CorrectedField]) -> tuple[FieldCorrections, ...]:
    """The most frequent first."""
    counts = Counter(each.field for each in corrected)
    return tuple(
        FieldCorrections(field, count, dict(Counter(each.source for each in corrected if each.field == field and each.source).most_common()))
        for field, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    )


def correction_patterns(corrected: Sequence[CorrectedField], invoices: Mapping[Aspect, Mapping[str, int]], most: int) -> tuple[Pattern, ...]:
    """The `most` that say most, the surest first. `invoices`: how many came in, by aspect and value."""
    found = []
    for aspect, counts in invoices.items():
        everywhere = Counter(each.field for each in corrected)
        here = Counter((each.field, each.alike[aspect]) for each in corrected)
        total = sum(counts.values())
        for (field, value), count in here.items():
            # What was corrected now may have come in before: then there are more corrections than invoices to compare with.
            of = max(counts.get(value, 0), count)
            share = Share(count, of, everywhere[field] - count, max(total - counts.get(value, 0), everywhere[field] - count))
            if value and stands_out(share):
                found.append(Pattern(field, aspect, value, share))
    found.sort(key=lambda pattern: (pattern.share.chance, -pattern.share.count, pattern.field, pattern.aspect, pattern.value))
    return tuple(found[:most])
