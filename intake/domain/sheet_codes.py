"""What the product's own sheets and stickers say, which lie between invoices and on them.

INTAKE:SEP                           another document begins; PATCHT, which scanning programs print, says the same
INTAKE:BATCH:<id>:<count>:<sum>      so many invoices of this batch follow, of this sum in 元; count and sum may be left empty
FP:<serial>                          a numbered sticker on the paper
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from intake.domain.money import parse_fen
from intake.invoice import BatchSheet

_BATCH = re.compile(r"INTAKE:BATCH:([\w.-]{1,40}):([0-9]{0,6}):([0-9]{0,12}(?:\.[0-9]{1,2})?)")
_SERIAL = re.compile(r"FP:([0-9A-Za-z-]{1,20})")
_SEPARATORS = frozenset({"INTAKE:SEP", "PATCHT"})


@dataclass(frozen=True)
class Separator:
    """What comes after it is not part of what came before."""


@dataclass(frozen=True)
class Serial:
    """Links a paper to its record."""

    number: str


def parse_sheet_code(payload: str) -> Separator | BatchSheet | Serial | None:
    """None for any other code. Never raises."""
    text = payload.strip()
    if text in _SEPARATORS:
        return Separator()
    batch = _BATCH.fullmatch(text)
    if batch:
        identity, count, total = batch.groups()
        return BatchSheet(identity, int(count) if count else None, parse_fen(total))
    serial = _SERIAL.fullmatch(text)
    return Serial(serial[1]) if serial else None


def write_batch_sheet(sheet: BatchSheet) -> str:
    """The payload of a cover sheet to be printed."""
    total = "" if sheet.total is None else f"{sheet.total // 100}.{sheet.total % 100:02d}"
    return f"INTAKE:BATCH:{sheet.id}:{'' if sheet.count is None else sheet.count}:{total}"
