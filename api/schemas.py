"""The OpenAPI document, as far as the routes' signatures don't say it: results, problems, the upload form."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from typing import Any

from fastapi import FastAPI

from api.errors import MEDIA_TYPE, RETRY_AFTER_SECONDS, NextStep

Schema = dict[str, Any]

READ_FORM: Schema = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {
                "type": "object",
                "properties": {
                    "file": {
                        "type": "array",
                        "minItems": 1,
                        "items": {"type": "string", "contentMediaType": "application/octet-stream"},
                        "description": "Pictures, PDF, OFD, XML, e-mails, ZIP; told by content, not by name",
                    },
                    "password": {"type": "array", "items": {"type": "string"}, "description": "Tried on encrypted files, in this order"},
                },
                "required": ["file"],
            }
        }
    },
}

READ_ANSWER: Schema = {
    "description": "Every file read, or with an `error` in its result",
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "properties": {"results": {"type": "array", "items": {"$ref": "#/components/schemas/Result"}}},
                "required": ["results"],
            }
        }
    },
}


def problem_answer(description: str) -> Schema:
    """What stands under an error's status in `responses`."""
    return {"description": description, "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}


def later_answer(description: str) -> Schema:
    """The same, where trying again may help."""
    header = {"description": f"Seconds, {RETRY_AFTER_SECONDS}; absent when waiting does not help", "schema": {"type": "integer"}}
    return {**problem_answer(description), "headers": {"Retry-After": header}}


def component(name: str) -> Schema:
    """Stands for a schema that `add_schemas` adds: the framework looks up every `$ref` among its own."""
    return {_COMPONENT: name}


def add_schemas(app: FastAPI) -> None:
    """Gives the application's document every schema that routes refer to. Made when somebody first asks for it, which takes most of a second."""
    plain = app.openapi

    def openapi() -> Schema:
        if app.openapi_schema is None:
            document = plain()
            schemas = document.setdefault("components", {}).setdefault("schemas", {})
            schemas.update(_result_schemas())
            schemas["Problem"] = _problem_schema()
            app.openapi_schema = _with_references(document)
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # as the framework wants it


def _with_references(part: Any) -> Any:
    if isinstance(part, dict):
        if _COMPONENT in part:
            return {"$ref": f"#/components/schemas/{part[_COMPONENT]}"}
        return {name: _with_references(value) for name, value in part.items()}
    return [_with_references(value) for value in part] if isinstance(part, list) else part


def _problem_schema() -> Schema:
    return {
        "type": "object",
        "description": "Why a request was not answered (RFC 9457)",
        "properties": {
            "type": {"type": "string", "format": "uri"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "code": {"type": "string", "description": "Stable"},
            "message_en": {"type": "string"},
            "message_zh": {"type": "string"},
            "next_step": {"enum": [step.value for step in NextStep]},
            "limit": {"type": "integer", "description": "Of what is too much: how much there may be"},
            "actual": {"type": "integer", "description": "Of what is too much: how much there is"},
            "duplicate_of": {"type": ["string", "null"], "description": "The record that stands against it, where you may see it"},
            "problems": {
                "type": "array",
                "description": "Of a form: each field that has to be corrected",
                "items": {
                    "type": "object",
                    "properties": {"field": {"type": "string"}, "message_en": {"type": "string"}, "message_zh": {"type": "string"}},
                    "required": ["field", "message_en", "message_zh"],
                },
            },
        },
        "required": ["type", "title", "status", "code", "message_en", "message_zh", "next_step"],
    }


def _result_schemas() -> dict[str, Schema]:
    """The published schema of results, its definitions as components, since OpenAPI tools look for them there."""
    schema = json.loads(
        _DEFINITION.sub(lambda found: f'"#/components/schemas/{_component(found[1])}"', files("intake").joinpath("result_schema.json").read_text("utf-8"))
    )
    definitions = schema.pop("$defs")
    result = {name: value for name, value in schema.items() if name not in ("$schema", "$id")}
    return {"Result": result, **{_component(name): definition for name, definition in definitions.items()}}


_COMPONENT = "x-component"
_DEFINITION = re.compile(r'"#/\$defs/(\w+)"')


def _component(definition: str) -> str:
    """`money_field` -> `ResultMoneyField`."""
    return "Result" + "".join(word.capitalize() for word in definition.split("_"))
