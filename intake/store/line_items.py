"""Lines of goods as a person set them: all of them together are the value of the field `items`, a JSON list of objects that hold the cells. Pure."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from intake.invoice import ITEM_COLUMNS, TOLL_ITEM_COLUMNS
from intake.store.standing_value import FieldValue, standing_value
from intake.store.words import ValueRole

ITEMS = "items"
CELLS = tuple(dict.fromkeys((*ITEM_COLUMNS, *TOLL_ITEM_COLUMNS)))
"""Cells that a line may have."""
Cells = dict[str, str]


def items_value(lines: Sequence[Mapping[str, str]]) -> str:
    """The same lines always give the same text. Raises ValueError for a cell that no line has."""
    unknown = {name for line in lines for name in line} - set(CELLS)
    if unknown:
        raise ValueError(f"no line has {min(unknown)}")
    return json.dumps([{name: line[name] for name in CELLS if line.get(name)} for line in lines], ensure_ascii=False, separators=(",", ":"))


def items_set(said: Mapping[str, Sequence[FieldValue]]) -> tuple[FieldValue, tuple[Cells, ...]] | None:
    """Who set the lines that stand, and the lines; None where no person did."""
    standing = standing_value(said.get(ITEMS, ()))
    if standing is None or standing.role is not ValueRole.SET or standing.value is None:
        return None
    return standing, tuple(dict(line) for line in json.loads(standing.value))
