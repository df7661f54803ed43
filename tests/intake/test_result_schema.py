"""The published schema of the result format, against the project's own words for the same things."""

import copy
import json
from enum import StrEnum
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from intake.document import Document, Format, Page
from intake.errors import UnreadableFile
from intake.evidence import Evidence, Place, Source
from intake.invoice import (
    ITEM_COLUMNS,
    TOLL_ITEM_COLUMNS,
    Code,
    Decision,
    Field,
    FieldState,
    Finding,
    Invoice,
    Item,
    Kind,
    ListLine,
    Quality,
    Seal,
    Severity,
    Suggestion,
)
from intake.reading import FoundInvoice, Reading, Region
from intake.result import error_result, results_of
from models.geometry import Box, Quad

SCHEMA: dict[str, Any] = json.loads((Path(__file__).parents[2] / "intake" / "result_schema.json").read_text(encoding="utf-8"))
DEFINITIONS = SCHEMA["$defs"]

RESULT: dict[str, Any] = {
    "schema": "1",
    "file": "post/mail.eml!invoice.zip!a.pdf",
    "page": 1,
    "index": 0,
    "sha256": "0" * 64,
    "kind": "vat_special",
    "format": "pdf_text",
    "outline": [[0, 0], [100, 0], [100, 60], [0, 60]],
    "quality": {"verdict": "good", "issues": []},
    "qr": None,
    "fields": {
        "total": {"value": "100.00", "confidence": 0.99, "source": "qr", "evidence": [{"source": "qr", "value": "100.00", "confidence": 1.0}], "state": "read"},
        "tax": {"value": "", "confidence": 0.9, "source": "ocr", "evidence": [], "state": "not_applicable"},
        "check_code": {"value": None, "confidence": 0.0, "source": None, "evidence": [], "state": "unreadable"},
    },
    "items": [{"name": "*餐饮服务*餐费", "amount": "94.34", "confidence": 0.97, "box": None}],
    "seals": [],
    "findings": [
        {"rule": "R08", "severity": "error", "message": "a", "message_zh": "甲", "fields": ["total"], "suggestion": {"field": "total", "value": "1.00"}}
    ],
    "decision": "review",
    "timing_ms": {"open": 3, "total": 9.5},
}


def errors(result: object) -> list[str]:
    return [error.json_path for error in Draft202012Validator(SCHEMA).iter_errors(result)]


def changed(path: str, value: object) -> dict[str, Any]:
    result = copy.deepcopy(RESULT)
    *parents, last = path.split(".")
    place = result
    for name in parents:
        place = place[name]
    place[last] = value
    return result


def test_the_schema_is_a_schema_and_a_result_fits() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert errors(RESULT) == []


@pytest.mark.parametrize(
    ("listed", "words"),
    [
        (DEFINITIONS["kind"], Kind),
        (DEFINITIONS["source"], Source),
        (DEFINITIONS["field"]["properties"]["state"], FieldState),
        (DEFINITIONS["finding"]["properties"]["severity"], Severity),
        (SCHEMA["properties"]["decision"], Decision),
        (SCHEMA["properties"]["format"], Format),
    ],
)
def test_the_schema_lists_every_word_the_code_uses_and_no_other(listed: dict[str, list[str]], words: type[StrEnum]) -> None:
    assert set(listed["enum"]) == {word.value for word in words}


def test_the_schema_knows_every_item_column() -> None:
    assert {*ITEM_COLUMNS, *TOLL_ITEM_COLUMNS} <= set(DEFINITIONS["item"]["properties"])


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("fields.total.value", "100"),
        ("fields.total.value", "1,000.00"),
        ("fields.total.value", ""),
        ("fields.total.confidence", 1.5),
        ("fields.total.state", "guessed"),
        ("fields.check_code.value", "123"),
        ("fields.tax.value", "***"),
        ("fields.issue_date", {"value": "2024/3/1", "confidence": 1.0, "source": "ocr", "evidence": [], "state": "read"}),
        ("outline", [[0, 0], [1, 1]]),
        ("kind", "receipt"),
        ("page", 0),
        ("sha256", "abc"),
        ("schema", "2"),
        ("decision", None),
    ],
)
def test_what_breaks_the_contract_does_not_fit(path: str, value: object) -> None:
    assert errors(changed(path, value))


def test_a_file_that_could_not_be_opened_needs_only_its_name_and_the_error() -> None:
    error = {"code": "pdf_damaged", "message": "Damaged.", "message_zh": "文件损坏。", "retryable": False}
    assert errors({"schema": "1", "file": "a.pdf", "error": error}) == []
    assert errors({"schema": "1", "file": "a.pdf"})
    assert errors({"schema": "1", "file": "a.pdf", "error": {"code": "pdf_damaged"}})


def test_names_may_be_added_without_breaking_readers() -> None:
    assert errors({**RESULT, "added_later": 1}) == []


def place(page: int = 1) -> Place:
    return Place(page, Quad.from_box(Box(10.4, 20, 30, 40)))


def reading(found: tuple[FoundInvoice, ...]) -> Reading:
    return Reading(Document("a.jpg", b"bytes"), pages=(Page(1, None, reduction=2.0),), invoices=found, timing_ms={"open": 1.5})


def test_what_the_code_writes_fits_and_every_name_in_it_is_declared() -> None:
    opinion = Evidence("total", "1.00", Source.OCR, 0.9, place=place(), reader="PP-OCRv6_small")
    fields = {
        "total": Field("1.00", FieldState.READ, 0.9, Source.OCR, place=place(), evidence=(opinion,), confirmed_by=("words",), repaired_from="7.00"),
        "tax": Field("", FieldState.NOT_APPLICABLE, 0.9, Source.OCR),
        "remarks": Field("", FieldState.EMPTY, 0.8),
        "payee": Field(None, FieldState.UNREADABLE, 0.0),
    }
    invoice = Invoice(
        Kind.VAT_SPECIAL,
        fields=fields,
        items=(Item({"name": "*纸*纸张"}, 0.9, place()),),
        list_line=ListLine({"name": "(详见销货清单)"}),
        seals=(Seal("seller", place(), "章"),),
        codes=(Code("01,01", "pyzbar", place()),),
        quality=Quality("usable", ("blur",), "Hold still.", "请拿稳。"),
        findings=(Finding("R08", Severity.ERROR, "a", "甲", ("total",), suggestion=Suggestion("total", "1.00")),),
    )
    region = Region(1, Quad.from_box(Box(0, 0, 100, 60)), Format.PHOTO)
    (result,) = results_of(reading((FoundInvoice((region,), 0, invoice),)))
    assert errors(result) == []
    assert undeclared(result, SCHEMA) == set()
    assert undeclared({**result, "seals": [{"colour": "red"}]}, SCHEMA) == {"colour"}


def test_an_error_as_the_code_writes_it_fits() -> None:
    result = error_result(Document("a.pdf", b""), UnreadableFile("pdf_damaged", "Damaged.", "文件损坏。"))
    assert errors(result) == []
    assert undeclared(result, SCHEMA) == set()


def undeclared(value: Any, schema: Any) -> set[str]:
    """Names in a result that the schema does not declare where they stand."""
    if isinstance(value, list):
        return {name for entry in value for part in parts(schema) if "items" in part for name in undeclared(entry, part["items"])}
    if not isinstance(value, dict):
        return set()
    declared: dict[str, Any] = {name: below for part in parts(schema) for name, below in part.get("properties", {}).items()}
    open_to: Any = next((part["additionalProperties"] for part in parts(schema) if "additionalProperties" in part), None)
    unknown = {name for name in value if name not in declared and open_to is None}
    return unknown.union(*(undeclared(below, declared.get(name, open_to)) for name, below in value.items() if name not in unknown))


def parts(schema: Any) -> list[dict[str, Any]]:
    """A schema with everything it refers to and combines."""
    if not isinstance(schema, dict):
        return []
    found = [schema]
    if "$ref" in schema:
        found += parts(DEFINITIONS[schema["$ref"].removeprefix("#/$defs/")])
    for several in ("allOf", "oneOf"):
        found += [part for below in schema.get(several, []) for part in parts(below)]
    return found
