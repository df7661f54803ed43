"""The registry of known parties in a JSON Lines file: every sighting is a line, what is known is their sum."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from intake.json_lines.append_file import AppendFile, Record, damaged_line
from intake.parties.memory_registry import MemoryRegistry
from intake.parties.registry import KnownParty, Likeness, Origin, Sighting


class JsonLinesParties:
    """A `PartyRegistry`: all of it in memory, and each question first takes in what others added to the file."""

    def __init__(self, path: Path) -> None:
        """Reads nothing yet: a file that is absent is an empty registry."""
        self._file = AppendFile(path)
        self._known = MemoryRegistry()
        self._counted: set[tuple[str, str, str]] = set()

    def __len__(self) -> int:
        return len(self._followed())

    def by_tax_id(self, tax_id: str) -> Sequence[KnownParty]:
        return self._followed().by_tax_id(tax_id)

    def by_name(self, name: str) -> Sequence[KnownParty]:
        return self._followed().by_name(name)

    def similar(self, name: str, limit: int = 5) -> Sequence[Likeness]:
        return self._followed().similar(name, limit)

    def add(self, sightings: Iterable[Sighting]) -> None:
        with self._file.writing():
            self._followed()
            # One without name or id teaches nothing, and its line would make no sense to readers.
            fresh = {sighting_identity(sighting): sighting for sighting in sightings if sighting.name and sighting.tax_id}
            self._file.append(_record(sighting) for identity, sighting in fresh.items() if identity not in self._counted)
            self._followed()

    def _followed(self) -> MemoryRegistry:
        for news in self._file.news():
            if news.replaced:
                self._known, self._counted = MemoryRegistry(), set()
            for line, record in news.records:
                try:
                    sighting = _sighting(record)
                except (KeyError, TypeError, ValueError) as error:
                    raise damaged_line(self._file.path, line) from error
                self._known.add((sighting,))
                self._counted.add(sighting_identity(sighting))
        return self._known


def sighting_identity(sighting: Sighting) -> tuple[str, str, str]:
    """What counts once: a party on a document, or a row of a list imported twice."""
    return sighting.tax_id, sighting.name, sighting.document or f"{sighting.origin}:{sighting.day.isoformat()}"


def _record(sighting: Sighting) -> Record:
    record = {
        "name": sighting.name,
        "tax_id": sighting.tax_id,
        "day": sighting.day.isoformat(),
        "address_phone": sighting.address_phone,
        "bank_account": sighting.bank_account,
        "origin": sighting.origin.value,
        "document": sighting.document,
    }
    return {name: value for name, value in record.items() if value}


def _sighting(record: Record) -> Sighting:
    return Sighting(
        str(record["name"]),
        str(record["tax_id"]),
        date.fromisoformat(record["day"]),
        str(record.get("address_phone", "")),
        str(record.get("bank_account", "")),
        Origin(record["origin"]),
        str(record.get("document", "")),
    )
