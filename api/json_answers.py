"""Answers as JSON. Making a serializer takes a tenth of a second, more than all else that a request does, so each type's is made once."""

from __future__ import annotations

from functools import cache
from typing import Any

from pydantic import TypeAdapter


def to_json(answer: object) -> bytes:
    """`answer` is an instance of a dataclass of the API."""
    kind: Any = type(answer)
    return _serializer(kind).dump_json(answer)


@cache
def _serializer(kind: type) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
