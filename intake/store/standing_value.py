"""Which value of a field stands, of all that was ever said about it. Pure.

A person's last word stands. Where people have said nothing, or taken it back, the machines' last reading stands. A proposal never does.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from intake.store.words import ValueRole


@dataclass(frozen=True)
class FieldValue:
    """Somebody said what a field holds."""

    field: str
    version: int
    """Of the invoice, after this was said: orders what was said about one field."""
    role: ValueRole
    value: str | None
    """In the form of the result format; None for print that nobody can read, and where a person takes a value back."""
    source: str
    """A `Source` of the result format: `ocr`, `qr`, `registry`, `reviewer` ..."""
    confidence: float | None
    """0..1; None for a person's."""
    who: str
    said_at: datetime
    why: str = ""
    reading_id: UUID | None = None
    """The reading that it comes from."""


def standing_value(said: Iterable[FieldValue]) -> FieldValue | None:
    """Of everything said about ONE field, in any order; None where nothing stands."""
    in_order = sorted(said, key=lambda value: value.version)
    by_people = [value for value in in_order if value.role in (ValueRole.SET, ValueRole.WITHDRAWN)]
    if by_people and by_people[-1].role is ValueRole.SET:
        return by_people[-1]
    read = [value for value in in_order if value.role is ValueRole.READ]
    return read[-1] if read else None


def open_proposals(said: Iterable[FieldValue]) -> tuple[FieldValue, ...]:
    """What machines said since a person last spoke and does not stand: the last word of each source, where it differs from what stands. Of ONE field, oldest first."""
    in_order = sorted(said, key=lambda value: value.version)
    standing = standing_value(in_order)
    spoken = max((value.version for value in in_order if value.role in (ValueRole.SET, ValueRole.WITHDRAWN)), default=0)
    last = {value.source: value for value in in_order if value.role in (ValueRole.PROPOSED, ValueRole.READ) and value.version > spoken}
    differing = (value for value in last.values() if standing is None or value.value != standing.value)
    return tuple(sorted(differing, key=lambda value: value.version))
