"""Text as spreadsheets must be given it: what they would take for a formula, and what tells them its encoding."""

from __future__ import annotations

import re

BOM = "\ufeff"
"""Without it spreadsheets take UTF-8 for something else."""
_FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
"""What spreadsheets take for a formula at the beginning of a cell, the full-width forms included."""
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def harmless(cell: str) -> str:
    """Names come from strangers' invoices, and spreadsheets run what begins like a formula. Numbers stay numbers."""
    return f"'{cell}" if _FORMULA.match(cell) and not _NUMBER.fullmatch(cell) else cell
