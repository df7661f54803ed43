"""Corrections in a JSON Lines file, one word of one witness a line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from intake.corrections import Correction, Witness
from intake.evidence import Place
from intake.invoice import Kind
from intake.json_lines.append_file import AppendFile, Record, damaged_line
from models.geometry import Quad


class JsonLinesCorrections:
    """`Corrections`: all of them in memory, and each question first takes in what others added to the file."""

    def __init__(self, path: Path) -> None:
        """Reads nothing yet: a file that is absent holds none."""
        self._file = AppendFile(path)
        self._known: list[Correction] = []

    def all(self) -> Sequence[Correction]:
        return tuple(self._followed())

    def add(self, corrections: Iterable[Correction]) -> None:
        with self._file.writing():
            known = set(self._followed())
            fresh = dict.fromkeys(correction for correction in corrections if correction not in known)
            self._file.append(correction_record(correction) for correction in fresh)
            self._followed()

    def _followed(self) -> list[Correction]:
        for news in self._file.news():
            if news.replaced:
                self._known = []
            for line, record in news.records:
                try:
                    self._known.append(correction_of_record(record))
                except (KeyError, TypeError, ValueError) as error:
                    raise damaged_line(self._file.path, line) from error
        return self._known


def correction_record(correction: Correction) -> Record:
    record = {
        "document": correction.document,
        "page": correction.page,
        "index": correction.index,
        "field": correction.field,
        "before": correction.before,
        "after": correction.after,
        "witness": correction.witness.value,
        "who": correction.who,
        "when": correction.when.isoformat(),
        "kind": correction.kind.value if correction.kind else None,
        "raw_confidence": correction.raw_confidence,
        "box": [list(point) for point in correction.place.quad.points] if correction.place else None,
        "box_page": correction.place.page if correction.place else None,
    }
    return {name: value for name, value in record.items() if value is not None}


def correction_of_record(record: Record) -> Correction:
    when = datetime.fromisoformat(record["when"])
    if when.tzinfo is None:
        raise ValueError("a time without its zone")
    confidence = record.get("raw_confidence")
    return Correction(
        str(record["document"]),
        int(record["page"]),
        int(record["index"]),
        str(record["field"]),
        str(record["before"]),
        str(record["after"]),
        Witness(record["witness"]),
        str(record["who"]),
        when,
        Kind(record["kind"]) if "kind" in record else None,
        None if confidence is None else float(confidence),
        _place(record["box"], record["box_page"]) if "box" in record else None,
    )


def _place(box: Any, page: Any) -> Place:
    top_left, top_right, bottom_right, bottom_left = ((float(x), float(y)) for x, y in box)
    return Place(int(page), Quad((top_left, top_right, bottom_right, bottom_left)))
