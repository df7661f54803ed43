"""`python -m training.anomaly.table CACHE`: the cache of the OCR pass -> `examples.jsonl`, the table that training learns from. Takes seconds to minutes.

Everything after recognition is worked out anew, so that rules, resolution and features may change without reading a picture again: `examples.jsonl` has one
line for each invoice that was drawn and found; README.md says what stands in it.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import cv2

from intake.anomaly.features import features_of
from intake.anomaly.field_confidence import weakest_character
from intake.errors import IntakeError
from intake.invoice import KEY_FIELDS, FieldState, Invoice, Kind
from intake.isolation import MIB, WorkerLimits, read_all
from intake.measure.labels import UNREADABLE, Record, comparable, record_of
from intake.measure.matching import match
from intake.pipeline import Stage
from intake.reading import FoundInvoice, Reading
from intake.result import results_of
from intake.settings import Engine
from training.anomaly.cache import Cached, load, load_pictures, numbers
from training.anomaly.reader import alone, conclude, load_picture_stages, measured
from training.anomaly.reading_codec import ReadingCodec

TABLE = "examples.jsonl"
Row = dict[str, Any]
_LIMITS = WorkerLimits(seconds=300.0, memory_bytes=2048 * MIB, growth_bytes=4096 * MIB)


@dataclass(frozen=True)
class _Worker:
    """What a worker process holds."""

    stages: tuple[Stage, ...]
    codec: ReadingCodec


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.anomaly.table", description="Makes the training table from the cache of the OCR pass.")
    parser.add_argument("cache", type=Path)
    parser.add_argument("--workers", type=int, default=2, help="processes of one thread each (default 2)")
    parser.add_argument("--engine", type=Engine, default=Engine.AUTO, choices=[Engine.AUTO, Engine.ONNX, Engine.OPENVINO], help="default auto")
    chosen = parser.parse_args(arguments)
    found = numbers(chosen.cache)
    if not found:
        print(f"no readings in {chosen.cache}: run python -m training.anomaly.dataset first", file=sys.stderr)  # noqa: T201
        return 1
    try:
        rows = _table(chosen.cache, found, chosen.engine, chosen.workers)
    except IntakeError as error:
        print(f"{error.message}\n{error.message_zh}", file=sys.stderr)  # noqa: T201
        return 1
    part = chosen.cache / f"{TABLE}.part"
    with part.open("w", encoding="utf-8") as table:
        table.writelines(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)
    part.replace(chosen.cache / TABLE)
    counts = Counter(row["class"] for row in rows)
    print("\n".join(f"{count:6} {name}" for name, count in sorted(counts.items())))  # noqa: T201
    return 0


def _table(cache: Path, found: Sequence[int], engine: Engine, workers: int) -> list[Row]:
    """The rows in the order of their examples, which is not that in which they get ready. Raises IntakeError for an example that can't be worked out."""
    rows: dict[int, list[Row]] = {}
    for number, outcome in read_all(found, partial(load_worker, engine), partial(rows_of_number, cache=cache), _LIMITS, workers):
        if isinstance(outcome, IntakeError):
            raise outcome
        rows[number] = outcome
    return [row for number in found for row in rows[number]]


def load_worker(engine: Engine) -> _Worker:
    """Raises SetupError when weights are missing."""
    cv2.setNumThreads(1)
    return _Worker(load_picture_stages(engine), ReadingCodec())


def rows_of_number(worker: _Worker, number: int, cache: Path) -> list[Row]:
    """The rows of one example of the cache."""
    cached = load(cache, number)
    if cached.reading is None:
        return []
    reading = worker.codec.decode(cached.reading)
    return list(rows_of(cached, measured(reading, load_pictures(cache, number, len(reading.regions)), worker.stages)))


def rows_of(cached: Cached, reading: Reading) -> Iterator[Row]:
    """One for each invoice that was drawn and found; those that were not found have nothing to learn from."""
    concluded = conclude(reading, cached.read_on)
    results = results_of(concluded)
    records = [record_of(result) for result in results]
    labels = [record_of(truth["shown"]) for truth in cached.invoices]
    for label, record in match(labels, records).pairs:
        at = next((i for i, candidate in enumerate(records) if candidate is record), None)
        if at is not None:
            truth = cached.invoices[next(i for i, candidate in enumerate(labels) if candidate is label)]
            yield _row(cached, truth, label, concluded.invoices[at], concluded)


def _row(cached: Cached, truth: Mapping[str, Any], label: Record, found: FoundInvoice, reading: Reading) -> Row:
    invoice = found.invoice
    (result,) = results_of(alone(reading, found))
    own = f"{cached.number:06d}/{label.index}"
    issued = {**truth["shown"], "fields": truth["issued"]}
    right, right_as_issued = (right_fields(invoice, record) for record in (label, record_of(issued)))
    kind_right = invoice.kind is Kind(truth["kind"])
    name = class_of(truth["mismatch"], invoice, right_as_issued, kind_right=kind_right)
    return {
        "id": own,
        "class": name,
        "label": int(name != "clean"),
        "mismatch": truth["mismatch"],
        "technique": truth["technique"],
        "tampered": truth["tampered"],
        "traces": truth["traces"],
        "seller": truth["seller"] or own,
        "layout": truth["layout"],
        "format": label.format,
        "kind": truth["kind"],
        "kind_right": kind_right,
        "read_on": cached.read_on.isoformat(),
        "issued": truth["issued"],
        "features": {feature.name: feature.value for feature in features_of(found, cached.read_on)},
        "right": right,
        "right_as_issued": right_as_issued,
        "weakest": {
            key: weakest_character(field) for key, field in invoice.fields.items() if any(said.chars and said.value == field.text for said in field.evidence)
        },
        "result": {**result, "timing_ms": {}},
    }


def right_fields(invoice: Invoice, label: Record) -> dict[str, bool]:
    """Whether each labelled field that a person can read says what the label says, printing habits apart."""
    names = [name for name in label.fields if label.value(name) != UNREADABLE]
    return {name: label.comparable(name) == comparable(name, invoice.value(name)) for name in names}


def class_of(mismatch: str, invoice: Invoice, right: Mapping[str, bool], *, kind_right: bool) -> str:
    """The mismatch that was put in; else `misread` where the kind is wrong or a key field claims a wrong value, `unread` where one is merely missing."""
    if mismatch:
        return mismatch
    wrong = [name for name in KEY_FIELDS if right.get(name) is False]
    if not kind_right or any(claims(invoice, name) for name in wrong):
        return "misread"
    return "unread" if wrong else "clean"


def claims(invoice: Invoice, name: str) -> bool:
    """Whether the invoice says something about a field, be it that it is empty."""
    field = invoice.fields.get(name)
    return field is not None and field.state not in (FieldState.UNREADABLE, FieldState.ABSENT)


if __name__ == "__main__":
    sys.exit(main())
