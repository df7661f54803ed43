"""For developers: `python -m api.client.generate` draws `schemas.py` and `operations.py` from the OpenAPI document. A test fails where they are not what it says."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from api.app import create_app
from api.document_reader import FakeReader
from api.openapi_types import Json, Language
from api.settings import ServeSettings

_HERE = Path(__file__).parent
_LINE = '"""Drawn from the OpenAPI document by `python -m api.client.generate`; not to be changed by hand."""'
_JSON = "application/json"
_EVENTS = "text/event-stream"
_PYTHON = Language(
    simple={"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"},
    anything="Any",
    named=lambda name: name,
    literal=lambda values: f"Literal[{', '.join(map(repr, values))}]",
    array=lambda kind: f"list[{kind}]",
    mapping=lambda kind: f"dict[str, {kind}]",
)


def write() -> None:
    for name, text in drawn(openapi()).items():
        (_HERE / name).write_text(text, encoding="utf-8")


def openapi() -> Json:
    return create_app(ServeSettings(), FakeReader(lambda _: ())).openapi()


def drawn(document: Json) -> dict[str, str]:
    """File name -> its text."""
    return {"schemas.py": _formatted(_schemas(document)), "operations.py": _formatted(_operations(document))}


def _formatted(lines: Iterator[str]) -> str:
    command = [sys.executable, "-m", "ruff", "format", "--stdin-filename", str(_HERE / "schemas.py"), "-"]
    return subprocess.run(command, input="\n".join(lines), capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own command


# Schemas


def _schemas(document: Json) -> Iterator[str]:
    yield from (_LINE, "", "from __future__ import annotations", "", "from typing import Any, Literal, NotRequired, TypeAlias, TypedDict", "")
    for name, schema in sorted(document["components"]["schemas"].items()):
        if schema.get("type") == "object" and "properties" in schema:
            yield from _typed_dict(name, schema)
    for name, schema in sorted(document["components"]["schemas"].items()):
        if not (schema.get("type") == "object" and "properties" in schema):
            # What refers to others is quoted, since the module is read from top to bottom.
            kind = _PYTHON.type_of(schema)
            yield f"{name}: TypeAlias = {kind if 'enum' in schema else repr(kind)}"


def _typed_dict(name: str, schema: Json) -> Iterator[str]:
    required = set(schema.get("required", ()))
    yield f"class {name}(TypedDict):"
    if schema.get("description"):
        yield f"    {_quoted(schema['description'])}"
    for key, value in schema["properties"].items():
        kind = _PYTHON.type_of(value)
        yield f"    {key}: {kind if key in required else f'NotRequired[{kind}]'}"
    yield ""


# Operations


def _operations(document: Json) -> Iterator[str]:
    operations = sorted(_calls(document), key=lambda call: str(call[2]["operationId"]))
    yield from (_LINE, "", "from __future__ import annotations", "", "from dataclasses import dataclass", "from typing import Any", "")
    yield from ("from api.client import schemas as s", "from api.client.answer import Answer, as_bytes, as_json, as_nothing, call, in_path")
    yield from ("from api.client.transport import Transport", "", "", "@dataclass(frozen=True)", "class Client:")
    yield '    """Every route of the service, but for streams of events. Raises ProblemError for what the service refuses, OSError where it does not answer."""'
    yield from ("", "    transport: Transport", "")
    for path, method, operation in operations:
        yield from _method(path, method, operation)


def _calls(document: Json) -> Iterator[tuple[str, str, Json]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if _EVENTS not in operation["responses"].get("200", {}).get("content", {}):
                yield path, method, operation


def _method(path: str, method: str, operation: Json) -> Iterator[str]:
    parameters = [each for each in operation.get("parameters", ()) if each["in"] != "cookie" and each["name"].lower() != "x-csrf-token"]
    places = {each["name"]: _identifier(each["name"]) for each in parameters}
    in_path = [each for each in parameters if each["in"] == "path"]
    others = [each for each in parameters if each["in"] != "path"]
    kind, content_type = _body(operation)
    arguments = ["self", *(f"{places[each['name']]}: {_named(_PYTHON.type_of(each['schema']))}" for each in in_path)]
    if kind is not None:
        arguments.append(f"body: {kind}{' = None' if kind.endswith('None') else ''}")
    keywords = [f"{places[each['name']]}: {_optional(_named(_PYTHON.type_of(each['schema'])))}{'' if each.get('required') else ' = None'}" for each in others]
    if keywords:
        arguments += ["*", *sorted(keywords, key=lambda text: text.endswith("= None"))]
    answer, reading = _answer(method, operation)
    yield f"    def {_identifier(operation['operationId'])}({', '.join(arguments)}) -> Answer[{answer}]:"
    yield f"        {_quoted(operation['summary'])}"
    filled = re.sub(r"\{(\w+)\}", lambda found: "{in_path(" + places[found[1]] + ")}", path)
    query, headers = (_arguments(others, where, places) for where in ("query", "header"))
    passed = f", body, {content_type!r}" if kind is not None else ""
    yield f"        response = call(self.transport, {method.upper()!r}, {'f' if in_path else ''}{filled!r}, {query}, {headers}{passed})"
    yield from (f"        return {reading}", "")


def _arguments(parameters: list[Json], where: str, places: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{each['name']!r}: {places[each['name']]}" for each in parameters if each["in"] == where) + "}"


def _body(operation: Json) -> tuple[str | None, str]:
    """Its type, None where there is none, and its media type: bytes wherever a file may be the body."""
    request = operation.get("requestBody")
    if request is None:
        return None, ""
    content = request["content"]
    if _JSON in content:
        return _named(_PYTHON.type_of(content[_JSON]["schema"])), _JSON
    binary = next((name for name in content if name.startswith("application/")), None)
    if binary is not None:
        return ("bytes" if request.get("required") else "bytes | None"), binary
    return "bytes", "multipart/form-data"


def _answer(method: str, operation: Json) -> tuple[str, str]:
    """The type of what comes back, and how it is read."""
    good = {status: answer for status, answer in operation["responses"].items() if status.startswith("2")}
    contents = [answer["content"] for answer in good.values() if answer.get("content")]
    if method == "head" or not contents:
        return "None", "as_nothing(response)"
    kinds = [_named(_PYTHON.type_of(content[_JSON]["schema"])) for content in contents if _JSON in content]
    if not kinds:
        return "bytes", "as_bytes(response)"
    # Where a status without content may come as well, there is no body then.
    kinds += ["None"] * ("304" in operation["responses"] or len(contents) < len(good))
    return _PYTHON.union(kinds), "as_json(response)"


def _named(kind: str) -> str:
    """Schemas stand in a module of their own."""
    return re.sub(r"(?<![\w'\"])([A-Z]\w+)(?!['\"])", lambda found: found[0] if found[0] in ("Any", "Literal", "None") else f"s.{found[0]}", kind)


def _optional(kind: str) -> str:
    return kind if "None" in kind else f"{kind} | None"


def _identifier(name: str) -> str:
    """`readAgain`, `If-Match` -> `read_again`, `if_match`."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).replace("-", "_").lower()


def _quoted(text: str) -> str:
    plain = " ".join(str(text).split()).replace("\\", "").rstrip('"')
    return f'"""{plain}"""'


if __name__ == "__main__":
    write()
