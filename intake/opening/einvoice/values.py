"""Values of invoice data in the form of the result format.

Each function takes the text of a data element. "" stays "" (the data has the field, without a value); None says that the text is no such value, so
that the field is left to other evidence instead of carrying nonsense.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element

from intake.domain.amount_words import strip_mark
from intake.domain.dates import read_date, read_time
from intake.domain.money import format_fen, is_stars, read_decimal, read_fen, round_fen
from intake.domain.names import clean_text, fold_width
from intake.domain.tax_rates import EXEMPT, UNTAXED, clean_rate

Value = Callable[[str], str | None]
_MONEY = re.compile(r"-?(?:0|[1-9][0-9]{0,12})\.[0-9]{2}")
_PLAIN_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?")


def text(raw: str) -> str:
    """A name: one line, lines of a wrapped one joined."""
    return clean_text("".join(line.strip() for line in raw.splitlines())) if raw else ""


def remarks(raw: str) -> str:
    """Lines stay lines."""
    return clean_text(raw)


def compact(raw: str) -> str:
    """A number that is printed with blanks, or wrapped: check code, machine number, cipher."""
    return re.sub(r"\s+", "", fold_width(raw))


def tax_id(raw: str) -> str:
    return compact(raw).upper()


def invoice_number(raw: str) -> str | None:
    number = compact(raw)
    return number if re.fullmatch(r"\d*", number, re.ASCII) else None


def day(raw: str) -> str | None:
    """`2024年05月28日`, `2024-05-28 10:20:30`, `20260227172851000` -> `2024-05-28`."""
    if not raw.strip():
        return ""
    digits = re.match(r"\s*(\d{8})\d*\s*$", raw)
    found = read_date(digits[1] if digits else raw)
    return found.isoformat() if found else None


def day_and_time(raw_day: str, raw_time: str) -> str | None:
    """`YYYY-MM-DD HH:MM`."""
    found, time = day(raw_day), read_time(raw_time)
    return f"{found} {time}" if found and time else None


def money(raw: str) -> str | None:
    """Two decimals; stars are ""."""
    if _MONEY.fullmatch(raw):
        return raw
    if not raw.strip() or is_stars(raw):
        return ""
    fen = read_fen(raw)
    if fen is None:
        yuan = read_decimal(raw)
        fen = round_fen(yuan) if yuan is not None and abs(yuan) < 10**13 else None
    return None if fen is None else format_fen(fen)


def number(raw: str) -> str:
    """A quantity or unit price: all digits given, without zeros that only fill up. Data says 0 where nothing is printed."""
    if _PLAIN_NUMBER.fullmatch(raw):
        plain = raw
    else:
        value = read_decimal(raw)
        if value is None:
            return text(raw)
        plain = f"{value:f}"
    if not plain.strip("-0."):
        return ""
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def rate(raw: str) -> str:
    return clean_rate(raw)


def words(raw: str) -> str:
    """The amount in words without the mark before it."""
    return strip_mark(text(raw))


def is_exempt(rate_cell: str) -> bool:
    """Stars are printed instead of the tax."""
    return rate_cell in (EXEMPT, UNTAXED)


def joined(*parts: str | None) -> str | None:
    """Address and telephone, bank and account, as they are printed: one after the other. None when the data has neither."""
    present = [part for part in parts if part is not None]
    return " ".join(part for part in (text(part) for part in present) if part) if present else None


def first(element: Element | None, *paths: str) -> str | None:
    """Trimmed text of the first element with text along any of the paths; "" when there are only empty ones; None when there are none."""
    if element is None:
        return None
    texts = [(found.text or "").strip() for path in paths for found in element.findall(path)]
    return next((found for found in texts if found), "" if texts else None)


def fields_of(raw: dict[str, tuple[str | None, Value]]) -> dict[str, str]:
    """Field name -> (text of the data, how to read it) to field name -> value; what is absent or unreadable is left out."""
    values = {name: read(found) for name, (found, read) in raw.items() if found is not None}
    return {name: value for name, value in values.items() if value is not None}
