"""Which values people may set, and in what form. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from intake.domain.dates import read_iso_date
from intake.domain.money import parse_fen
from intake.kinds.fields import FIELD_LABELS

_NO_FIELDS = frozenset({"items", "kind"})
"""Have a label, since findings name them, and are no single values."""
_MONEY = re.compile(r"-?[0-9]{1,13}\.[0-9]{2}")
_TIME = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
_FORMS: Mapping[str, Callable[[str], bool]] = {
    "issue_date": lambda value: read_iso_date(value) is not None,
    **dict.fromkeys(("amount", "tax", "total"), lambda value: _MONEY.fullmatch(value) is not None and parse_fen(value) is not None),
    **dict.fromkeys(("time_on", "time_off"), lambda value: _TIME.fullmatch(value) is not None),
}
"""As the schema of results has them; all other fields are text."""


def malformed_values(values: Mapping[str, str | None]) -> list[str]:
    """Fields that no kind of invoice has, or whose value is of another form; "" and None fit every field.

    Fields of other kinds than the one that was read are welcome: the kind itself may be misread.
    """
    return [name for name, value in values.items() if name not in FIELD_LABELS or name in _NO_FIELDS or (value and not _fits(name, value))]


def _fits(name: str, value: str) -> bool:
    form = _FORMS.get(name)
    return value == value.strip() and value.replace("\n", "").isprintable() and (form is None or form(value))
