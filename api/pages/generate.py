"""For developers: `python -m api.pages.generate` draws what the pages' TypeScript knows of the service: the types of every route, and what people call fields, kinds and rules.

A test fails where the files in `source/drawn/` are not what the OpenAPI document and the tables of labels say.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from api.client.generate import openapi
from api.openapi_types import Json, Language
from intake.checks.rules import RULES
from intake.invoice import Kind
from intake.kinds.fields import FIELD_LABELS, FIELDS_OF, KIND_LABELS
from intake.upload.discrepancies import LABELS as DISCREPANCY_LABELS

DRAWN = Path(__file__).parent / "source" / "drawn"
_LINE = "// Drawn by `python -m api.pages.generate`; not to be changed by hand."
_JSON = "application/json"


def write() -> None:
    DRAWN.mkdir(exist_ok=True)
    for name, text in drawn(openapi()).items():
        (DRAWN / name).write_text(text, encoding="utf-8")


def drawn(document: Json) -> dict[str, str]:
    """File name -> its text."""
    files = {"schemas.ts": _schemas(document), "operations.ts": _operations(document), "labels.ts": _labels()}
    return {name: "\n".join((_LINE, "", *lines, "")) for name, lines in files.items()}


# Schemas


def _schemas(document: Json) -> Iterator[str]:
    for name, schema in sorted(document["components"]["schemas"].items()):
        if schema.get("type") == "object" and "properties" in schema:
            yield f"export interface {_identifier(name)} {{"
            yield from _members(schema)
            yield "}"
        else:
            yield f"export type {_identifier(name)} = {_TYPESCRIPT.type_of(schema)};"


def _members(schema: Json) -> Iterator[str]:
    required = set(schema.get("required", ()))
    for key, value in schema["properties"].items():
        yield f"  {_name(key)}{'' if key in required else '?'}: {_TYPESCRIPT.type_of(value)};"


def _inline(schema: Json) -> str:
    return "{ " + " ".join(member.strip() for member in _members(schema)) + " }"


# Operations


def _operations(document: Json) -> Iterator[str]:
    calls = [(operation["operationId"], path, method, operation) for path, methods in document["paths"].items() for method, operation in methods.items()]
    yield 'import type * as s from "./schemas";'
    yield ""
    yield "/** What each route takes and answers with. Answers that are no JSON are `undefined` here. */"
    yield "export interface Operations {"
    for name, _path, _method, operation in sorted(calls):
        body, answer = _body(operation), _answer(operation)
        yield f"  {name}: {{ path: {_places(operation, 'path')}; query: {_places(operation, 'query')}; body: {body}; answer: {answer} }};"
    yield "}"
    yield ""
    yield "/** Method and address of each. */"
    yield "export const ROUTES: { readonly [name in keyof Operations]: readonly [string, string] } = {"
    for name, path, method, _ in sorted(calls):
        yield f"  {name}: [{json.dumps(method.upper())}, {json.dumps(path)}],"
    yield "};"


def _places(operation: Json, where: str) -> str:
    """Parameters in the path or the query."""
    found = [each for each in operation.get("parameters", ()) if each["in"] == where]
    if not found:
        return "Record<string, never>"
    return "{ " + "; ".join(f"{_name(each['name'])}{'' if each.get('required') else '?'}: {_type_of_s(each['schema'])}" for each in found) + " }"


def _body(operation: Json) -> str:
    content = operation.get("requestBody", {}).get("content", {})
    return _type_of_s(content[_JSON]["schema"]) if _JSON in content else "undefined"


def _answer(operation: Json) -> str:
    good = [answer for status, answer in operation["responses"].items() if status.startswith("2")]
    kinds = [_type_of_s(answer["content"][_JSON]["schema"]) for answer in good if _JSON in answer.get("content", {})]
    return _TYPESCRIPT.union(kinds) if kinds else "undefined"


def _type_of_s(schema: Any) -> str:
    """With schemas by the name of their module."""
    return _TYPESCRIPT.type_of(_prefixed(schema))


def _prefixed(part: Any) -> Any:
    if isinstance(part, dict):
        return {key: f"#/s.{value.rpartition('/')[2]}" if key == "$ref" else _prefixed(value) for key, value in part.items()}
    return [_prefixed(each) for each in part] if isinstance(part, list) else part


def _identifier(schema: str) -> str:
    """Schemas that differ as question and as answer are called `Name-Input` and `Name-Output`."""
    return schema.replace("-", "")


def _name(key: str) -> str:
    return key if key.isidentifier() else json.dumps(key)


_TYPESCRIPT = Language(
    simple={"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"},
    anything="unknown",
    named=_identifier,
    literal=lambda values: " | ".join(map(json.dumps, values)),
    array=lambda kind: f"Array<{kind}>",
    mapping=lambda kind: f"Record<string, {kind}>",
    inline=_inline,
)


# Labels


def _labels() -> Iterator[str]:
    yield "/** What people call something, in Chinese and English. */"
    yield "export type Wording = readonly [zh: string, en: string];"
    yield ""
    yield from _table("FIELD_LABELS", {name: (label.zh, label.en) for name, label in FIELD_LABELS.items()})
    yield from _table("KIND_LABELS", {kind.value: (label.zh, label.en) for kind, label in KIND_LABELS.items()})
    yield "/** What each rule asks. */"
    yield from _table("RULE_LABELS", {rule.id: (rule.meaning_zh, rule.meaning) for rule in RULES})
    yield "/** What reconciliation finds. */"
    yield from _table("DISCREPANCY_LABELS", {kind.value: (chinese, english) for kind, (english, chinese) in DISCREPANCY_LABELS.items()})
    yield "/** The fields of each kind, in the order in which they stand on it. */"
    yield from _table("FIELDS_OF", {kind.value: FIELDS_OF[kind] for kind in Kind}, "readonly string[]")


def _table(name: str, rows: Mapping[str, tuple[str, ...]], kind: str = "Wording") -> Iterator[str]:
    yield f"export const {name}: Readonly<Record<string, {kind}>> = {{"
    for key, values in rows.items():
        yield f"  {key}: {json.dumps(values, ensure_ascii=False)},"
    yield "};"
    yield ""


if __name__ == "__main__":
    write()
