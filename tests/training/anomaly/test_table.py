from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from intake.document import Document
from intake.invoice import Field, FieldState, Invoice, Kind
from intake.measure.labels import record_of
from intake.settings import Engine
from training.anomaly.cache import is_cached, load, write
from training.anomaly.examples import read_examples
from training.anomaly.reader import load_page_stages, see
from training.anomaly.reading_codec import ReadingCodec
from training.anomaly.table import TABLE, class_of, main, right_fields
from training.mismatches.draw_examples import DrawnExample, Medium, draw_example
from training.synthesize.fonts import FontBook

DATA = {Medium.PDF: 1.0, Medium.XML: 1.0}
"""Read without recognition, in a moment."""


def field(value: str | None, state: FieldState = FieldState.READ) -> Field:
    return Field(value, state, 0.9)


def invoice(**fields: Field) -> Invoice:
    return Invoice(Kind.DIGITAL_GENERAL, fields=fields)


def test_fields_that_a_person_can_not_read_are_not_judged() -> None:
    label = record_of({"file": "a", "fields": {"total": "10.00", "tax": "?", "issue_date": "2024-01-02"}, "items": []})
    read = invoice(total=field("10"), tax=field("1.00"), issue_date=field("2024-01-03"))
    assert right_fields(read, label) == {"total": True, "issue_date": False}


@pytest.mark.parametrize(
    ("mismatch", "read", "right", "kind_right", "expected"),
    [
        ("cloned", invoice(total=field("1.00")), {"total": True}, True, "cloned"),
        ("", invoice(total=field("1.00")), {"total": True}, True, "clean"),
        ("", invoice(total=field("1.00")), {"total": False}, True, "misread"),
        ("", invoice(total=field(None, FieldState.UNREADABLE)), {"total": False}, True, "unread"),
        ("", invoice(total=field("", FieldState.EMPTY)), {"total": False}, True, "misread"),
        ("", invoice(remarks=field("x")), {"remarks": False}, True, "clean"),
        ("", invoice(total=field("1.00")), {"total": True}, False, "misread"),
    ],
)
def test_the_class_of_an_example(mismatch: str, read: Invoice, right: dict[str, bool], kind_right: bool, expected: str) -> None:
    assert class_of(mismatch, read, right, kind_right=kind_right) == expected


@pytest.fixture(scope="module")
def keep(book: FontBook) -> Callable[[Path, int, int], DrawnExample]:
    stages, codec = load_page_stages(Engine.ONNX), ReadingCodec()

    def make(cache: Path, number: int, seed: int) -> DrawnExample:
        example = draw_example(number, seed, book, DATA)
        seen = see(Document(example.name, example.content), stages)
        write(cache, example, codec.encode(seen.reading), seen.pictures)
        return example

    return make


@pytest.mark.slow
def test_the_table_has_a_row_for_every_invoice_and_training_can_read_it(keep: Callable[[Path, int, int], DrawnExample], tmp_path: Path) -> None:
    examples = [keep(tmp_path, number, 5) for number in range(6)]
    assert main([str(tmp_path), "--workers", "1"]) == 0
    rows: list[dict[str, Any]] = [json.loads(line) for line in (tmp_path / TABLE).read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in rows] == [f"{example.number:06d}/0" for example in examples]
    for row, example in zip(rows, examples, strict=True):
        (drawn,) = example.invoices
        assert (row["mismatch"], row["layout"]) == (drawn.mismatch, drawn.layout)
        assert row["tampered"] == list(drawn.doctored.fields)
        # Text files are read without a fault: what is right as issued is what nobody touched.
        assert all(row["right"].values())
        touched = {name for name, right in row["right_as_issued"].items() if not right}
        assert touched <= set(row["tampered"])
        assert row["label"] == int(bool(drawn.mismatch))
    assert [example.id for example in read_examples(tmp_path)] == [row["id"] for row in rows]


@pytest.mark.slow
def test_an_example_is_there_once_it_is_whole(keep: Callable[[Path, int, int], DrawnExample], tmp_path: Path) -> None:
    assert not is_cached(tmp_path, 3)
    example = keep(tmp_path, 3, 5)
    assert is_cached(tmp_path, 3)
    cached = load(tmp_path, 3)
    assert (cached.number, cached.file, cached.read_on) == (3, example.name, example.read_on)
    assert not list(tmp_path.rglob("*.part"))
    write(tmp_path, replace(example, number=4), None, (), "not_readable")
    assert load(tmp_path, 4).error == "not_readable"


def test_an_empty_cache_is_refused_with_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 1
    assert "training.anomaly.dataset" in capsys.readouterr().err
