"""The invoice code (发票代码): ten digits on older paper, twelve since.

Twelve: issuer (0 national bureau, 1 and 2 the former national and local offices), area 4, year 2, batch 3, kind and copies 2.
Ten: area 4, year 2, batch 1, kind 1, copies 1, amount version 1. Kind digits as the national inspection platform reads them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from intake.domain.regions import REGIONS, area_of_code

_KIND_BY_ENDING = {"04": "04", "05": "04", "06": "11", "07": "11", "11": "10", "12": "14", "13": "08", "17": "15"}
"""Last two of twelve digits -> QR kind number, where the first digit is 0."""
_KIND_BY_EIGHTH = {"1": "01", "5": "01", "3": "04", "6": "04", "2": "02", "7": "02"}
"""Eighth of ten digits -> QR kind number."""
_EARLY_ELECTRONIC = ("144031539110", "131001570151", "133011501118", "111001571071")
"""Electronic general invoices of the pilots, with codes of their own."""
_COPIES_BY_ENDING = {"04": 2, "05": 5}
_LIMIT_BY_VERSION = {"1": 10_000_00, "2": 100_000_00, "3": 1_000_000_00, "4": 10_000_000_00}
"""Last of ten digits -> most an invoice of this version may say, in 分. 0 is printed by computer, without such a limit; others are not described."""


@dataclass(frozen=True)
class InvoiceCode:
    text: str
    area: str
    """Key in `regions.REGIONS`; "" where no area has these digits."""
    year: int
    """Four digits: 2000 + the code's two."""
    kind: str
    """QR kind number (`01`, `04`, `10` ...); "" where the code does not tell."""
    copies: int | None
    """联 of a set, where the code tells."""
    limit: int | None
    """Most the invoice may say in 分, from the amount version of ten-digit codes."""

    @property
    def region(self) -> str:
        """Name of the area in Chinese, "" when unknown."""
        return REGIONS.get(self.area, "")


def parse_invoice_code(text: str) -> InvoiceCode | None:
    """Take a code apart; None unless it is ten or twelve digits."""
    if re.fullmatch(r"[0-9]{12}", text):
        return InvoiceCode(text, area_of_code(text[1:5]) or "", 2000 + int(text[5:7]), _kind_of_twelve(text), _copies_of_twelve(text), None)
    if re.fullmatch(r"[0-9]{10}", text):
        copies = int(text[8]) if text[8] in "2356" else None
        return InvoiceCode(text, area_of_code(text[:4]) or "", 2000 + int(text[4:6]), _KIND_BY_EIGHTH.get(text[7], ""), copies, _LIMIT_BY_VERSION.get(text[9]))
    return None


def write_invoice_code(kind: str, area: str, year: int, batch: int = 1, copies: int = 3) -> str:
    """A code for an invented invoice. `kind` is a QR kind number: 01 and 02 give ten digits, 03, 04, 08, 10, 11, 14 and 15 twelve.

    Raises ValueError for other kinds.
    """
    if kind in ("01", "02"):
        return f"{area}{year % 100:02d}{batch % 10}{'1' if kind == '01' else '2'}{copies}0"
    if kind == "03":
        return f"1{area}{year % 100:02d}2{batch % 10000:04d}"
    endings = {number: ending for ending, number in reversed(_KIND_BY_ENDING.items())}
    if kind not in endings:
        raise ValueError(f"no invoice code is known for kind {kind!r}")
    ending = "05" if kind == "04" and copies == 5 else endings[kind]
    return f"0{area}{year % 100:02d}{batch % 1000:03d}{ending}"


def _kind_of_twelve(text: str) -> str:
    if text in _EARLY_ELECTRONIC:
        return "10"
    if text[0] == "0":
        return _KIND_BY_ENDING.get(text[10:], "")
    return "03" if text[0] in "12" and text[7] == "2" else ""


def _copies_of_twelve(text: str) -> int | None:
    return _COPIES_BY_ENDING.get(text[10:]) if text[0] == "0" else None
