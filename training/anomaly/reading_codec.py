"""Readings as plain JSON values and back, so that what recognition saw is kept and everything after it can be worked out anew in a moment.

Only fields that differ from their default are written; numbers keep six significant digits. Pixels are not written.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from enum import Enum
from typing import Any, Union, get_args, get_origin, get_type_hints

import numpy as np

from intake.document import Document, Page
from intake.reading import Reading, Region

Json = Any
"""None, bool, int, float, str, or lists and dicts of them."""
Decode = Callable[[Json], Any]


class ReadingCodec:
    """Made once: it works out how each type is decoded."""

    def __init__(self) -> None:
        self._page = _decoder(Page)
        self._region = _decoder(Region)

    def encode(self, reading: Reading) -> dict[str, Json]:
        """Name, pages, regions and times; the invoices follow from the regions. Raises ValueError when the reading still holds pixels."""
        return {
            "document": reading.document.name,
            "pages": [_encode(page) for page in reading.pages],
            "regions": [_encode(region) for region in reading.regions],
            "timing_ms": _encode(reading.timing_ms),
        }

    def decode(self, value: Mapping[str, Json]) -> Reading:
        """Raises KeyError, TypeError or ValueError for what was not encoded here; so does what was encoded by a version with other values."""
        pages = tuple(self._page(page) for page in value["pages"])
        regions = tuple(self._region(region) for region in value["regions"])
        return Reading(Document(value["document"], b""), pages, regions, timing_ms=value["timing_ms"])


def _encode(value: object) -> Json:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float | np.floating):
        return float(f"{value:.6g}")
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        return value
    if isinstance(value, tuple | list):
        return [_encode(part) for part in value]
    if isinstance(value, Mapping):
        return {name: _encode(part) for name, part in value.items()}
    if isinstance(value, np.ndarray):
        if value.dtype == np.uint8:
            raise ValueError("a reading is encoded without its pixels")
        return _encode(value.tolist())
    if is_dataclass(value) and not isinstance(value, type):
        named = ((field, getattr(value, field.name)) for field in fields(value))
        return {field.name: _encode(part) for field, part in named if not _is_default(field, part)}
    raise ValueError(f"{type(value).__name__} has no form in JSON")


def _is_default(field: Field[Any], value: object) -> bool:
    if isinstance(value, np.ndarray) or is_dataclass(value):
        # Arrays, and values that hold some, do not compare to one truth.
        return value is field.default
    if field.default is not MISSING:
        return bool(value == field.default)
    return field.default_factory is not MISSING and bool(value == field.default_factory())


def _decoder(kind: Any) -> Decode:
    """How a value of a type is made of JSON. Raises TypeError for types that readings do not hold."""
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        return _optional_decoder(arguments)
    if origin is tuple:
        return _tuple_decoder(arguments)
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        inner = _decoder(arguments[1])
        return lambda value: {name: inner(part) for name, part in value.items()}
    if origin is np.ndarray:
        return lambda value: np.array(value, np.float32)
    if kind in (str, int, float, bool):
        return float if kind is float else lambda value: value
    if isinstance(kind, type) and issubclass(kind, Enum):
        members = {member.value: member for member in kind}
        return lambda value: members[value]
    if isinstance(kind, type) and is_dataclass(kind):
        return _dataclass_decoder(kind)
    raise TypeError(f"{kind} has no form in JSON")


def _optional_decoder(arguments: tuple[Any, ...]) -> Decode:
    (inner,) = (_decoder(argument) for argument in arguments if argument is not type(None))
    return lambda value: None if value is None else inner(value)


def _tuple_decoder(arguments: tuple[Any, ...]) -> Decode:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        each = _decoder(arguments[0])
        return lambda value: tuple([each(part) for part in value])
    parts = tuple(_decoder(argument) for argument in arguments)
    return lambda value: tuple([decode(part) for decode, part in zip(parts, value, strict=True)])


def _dataclass_decoder(kind: type) -> Decode:
    hints = get_type_hints(kind)
    parts = {field.name: _decoder(hints[field.name]) for field in fields(kind)}
    return lambda value: kind(**{name: parts[name](part) for name, part in value.items()})
