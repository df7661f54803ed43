"""What a provider says stands on an invoice, by our names and in the form of the result format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from intake.domain.dates import read_date, read_date_time
from intake.domain.money import format_fen, read_fen
from intake.domain.names import clean_text
from intake.domain.tax_id import clean_tax_id
from intake.domain.tax_rates import clean_rate
from intake.verification.reply import Json, text_at

Names = Mapping[str, str]
"""Our name -> theirs; several, parted by blanks, where the first that is not empty counts; `a.b` is b inside a."""

_DATES = ("issue_date", "start_date", "end_date")
_SUMS = ("amount", "tax", "total")
_IDS = ("buyer_tax_id", "seller_tax_id")
_CODES = ("invoice_code", "invoice_number", "check_code", "machine_number")


def face_of(said: Json, names: Names) -> dict[str, str]:
    """Only what is there and can be understood."""
    found = {ours: _in_our_form(ours, _first(said, theirs)) for ours, theirs in names.items()}
    return {name: value for name, value in found.items() if value}


def items_of(rows: Iterable[Json], names: Names) -> tuple[Mapping[str, str], ...]:
    """Rows in which nothing is understood are left out."""
    return tuple(item for row in rows if (item := face_of(row, names)))


def _first(said: Json, theirs: str) -> str:
    return next((text for name in theirs.split() if (text := text_at(said, *name.split(".")))), "")


def _in_our_form(name: str, text: str) -> str:
    if name in _DATES:
        day = read_date(text)
        return day.isoformat() if day else ""
    if name in _SUMS:
        fen = read_fen(text)
        return "" if fen is None else format_fen(fen)
    if name == "tax_rate":
        return clean_rate(text)
    if name in _IDS:
        return clean_tax_id(text)
    if name in _CODES:
        return text.replace(" ", "")
    if name == "departure_time":
        return read_date_time(text) or clean_text(text)
    return clean_text(text)
