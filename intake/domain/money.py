"""Money is an integer number of 分 inside, and a decimal string with two places in results."""

from __future__ import annotations

import re
import unicodedata
from decimal import ROUND_HALF_UP, Decimal

_CANONICAL = re.compile(r"-?[0-9]+(?:\.[0-9]{1,2})?")
_DECIMAL = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)")
_MINUS = str.maketrans(dict.fromkeys("−–—‐‑﹣負负", "-"))
_POINT = str.maketrans({"。": ".", "．": ".", "·": ".", "、": ",", "，": ","})
_CURRENCY = re.compile(r"人民币|RMB|CNY|[¥￥Y元圆]", re.IGNORECASE)
_BRACKETED_MINUS = re.compile(r"\((?:-数?|-)\)")
_MAX_DIGITS = 13
"""Of whole yuan; nothing on an invoice is longer."""


def parse_fen(text: str) -> int | None:
    """The 分 of a decimal string in the form of the result format, or of a QR code (`64.9`, `112`); None for anything else."""
    return _fen(text) if _CANONICAL.fullmatch(text) else None


def format_fen(fen: int) -> str:
    """`-12345` -> `-123.45`."""
    whole, cents = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole}.{cents:02d}"


def read_fen(text: str) -> int | None:
    """The 分 of a printed amount: `¥1,234.50`, `￥ -８９．00`, `（负数）12.00`, `1234.5元`.

    None where no single reading is plain: stars, three decimals, digits parted by a blank that no thousands separator explains.
    """
    plain = unicodedata.normalize("NFKC", text).translate(_MINUS).translate(_POINT)
    plain = _CURRENCY.sub("", plain)
    plain = _BRACKETED_MINUS.sub("-", plain).strip(" :*⊗ⓧ")
    plain = re.sub(r"\s*([.,-])\s*", r"\1", plain).strip()
    negative = plain.startswith("-") or plain.endswith("-")
    digits = _without_separators(plain.strip("-"))
    if digits is None:
        return None
    fen = _fen(digits)
    return -fen if negative else fen


def is_stars(text: str) -> bool:
    """Printed as `***`: the tax of exempt goods."""
    folded = unicodedata.normalize("NFKC", text).replace("¥", "").replace(" ", "")
    return bool(folded) and set(folded) <= set("*×")


def read_decimal(text: str) -> Decimal | None:
    """A quantity or unit price with all its digits, as printed; None where it is no number."""
    plain = unicodedata.normalize("NFKC", text).translate(_MINUS).translate(_POINT)
    plain = re.sub(r"[\s,]", "", _CURRENCY.sub("", plain))
    return Decimal(plain) if _DECIMAL.fullmatch(plain) else None


def round_fen(yuan: Decimal) -> int:
    """Yuan -> 分, half up, as issuing software rounds."""
    return int((yuan * 100).quantize(Decimal(1), ROUND_HALF_UP))


def _fen(digits: str) -> int:
    return int(Decimal(digits).scaleb(2))


def _without_separators(text: str) -> str | None:
    """`1,234.50` or `1 234.50` -> `1234.50`. A last group of two digits after a comma is decimals: the reader took the point for a comma."""
    match = re.fullmatch(r"(\d{1,3}(?:[, ]\d{3})+|\d+)(?:[.,](\d{1,2})|\.)?", text)
    if not match:
        return None
    whole = re.sub(r"[, ]", "", match[1])
    return f"{whole}.{match[2] or '00'}" if len(whole) <= _MAX_DIGITS else None
