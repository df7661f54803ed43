"""Types of an OpenAPI document, as a language writes them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]


@dataclass(frozen=True)
class Language:
    """How types are written."""

    simple: Mapping[str, str]
    """JSON Schema's names of simple types -> the language's."""
    anything: str
    named: Callable[[str], str]
    """Of a schema's name."""
    literal: Callable[[Sequence[Any]], str]
    """One of these values."""
    array: Callable[[str], str]
    mapping: Callable[[str], str]
    """From texts to something."""
    inline: Callable[[Json], str] | None = None
    """An object without a name whose members are known; None where such a one is a mapping."""

    def type_of(self, schema: Json) -> str:
        if "$ref" in schema:
            return self.named(str(schema["$ref"]).rpartition("/")[2])
        if "const" in schema:
            return self.literal([schema["const"]])
        if "enum" in schema:
            return self.literal(schema["enum"])
        for several in ("anyOf", "oneOf"):
            if several in schema:
                return self.union(map(self.type_of, schema[several]))
        if "allOf" in schema:
            return self.type_of(schema["allOf"][0])
        kind = schema.get("type")
        if isinstance(kind, list):
            return self.union(self.simple.get(each, self.anything) for each in kind)
        if kind == "array":
            return self.array(self.type_of(schema["items"]) if "items" in schema else self.anything)
        if kind == "object":
            return self._object(schema)
        return self.simple.get(str(kind), self.anything)

    def _object(self, schema: Json) -> str:
        if self.inline is not None and "properties" in schema:
            return self.inline(schema)
        values = schema.get("additionalProperties")
        return self.mapping(self.type_of(values) if isinstance(values, dict) and values else self.anything)

    def union(self, kinds: Iterable[str]) -> str:
        """Each once, null last."""
        return " | ".join(sorted(dict.fromkeys(kinds), key=lambda kind: kind == self.simple["null"]))
