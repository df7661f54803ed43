"""Reading JSON that a stranger wrote: whatever is not there, or not what it should be, reads as "" or as empty, and never raises."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

Json = Any
"""What `json.loads` gives."""

_MOST_CHARS = 4000
"""Of one text; remarks are the longest."""
_MOST_ROWS = 3000


def parse_reply(body: bytes) -> Mapping[str, Json] | None:
    """The JSON object in these bytes; None for anything else, an HTML page say. Numbers with a point keep their digits."""
    try:
        found = json.loads(body, parse_float=Decimal)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def object_at(value: Json, *path: str) -> Mapping[str, Json]:
    """Empty where there is none; an object that was written as a JSON text (as Alibaba does) is read."""
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
        if isinstance(value, str) and value.startswith("{"):
            value = parse_reply(value.encode("utf-8", "surrogatepass"))
    return value if isinstance(value, Mapping) else {}


def text_at(value: Json, *path: str) -> str:
    """A text, or a number as text; "" for the rest."""
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return ""
    try:
        text = str(value)
    except ValueError:  # a number of thousands of digits
        return ""
    # Half a surrogate pair can be written in JSON and in no file or database.
    return text[:_MOST_CHARS].encode("utf-8", "replace").decode().strip()


def rows_at(value: Json, *path: str) -> Sequence[Mapping[str, Json]]:
    """The objects of a list."""
    for name in path:
        value = value.get(name) if isinstance(value, Mapping) else None
    return [row for row in value[:_MOST_ROWS] if isinstance(row, Mapping)] if isinstance(value, list) else []
