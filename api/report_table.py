"""A report: tables with words around them, before anybody decides whether they become a workbook or a document. In one language by now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

Cell = str | int | float | None
"""None and "" are shown empty."""


class Language(StrEnum):
    ZH = "zh"
    EN = "en"


class Form(StrEnum):
    """How the cells of a column are shown."""

    TEXT = "text"
    COUNT = "count"
    """A whole number."""
    NUMBER = "number"
    """With up to two places."""
    SHARE = "share"
    """0..1, as per cent."""


@dataclass(frozen=True)
class Column:
    title: str
    form: Form = Form.TEXT
    width: float = 1.0
    """Beside those of the other columns."""


@dataclass(frozen=True)
class ReportTable:
    name: str
    """Of its sheet: short."""
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Cell]]
    note: str = ""
    """What the numbers mean, and what they leave out."""


@dataclass(frozen=True)
class Report:
    title: str
    subtitle: str
    empty: str
    """What stands in a table without rows."""
    cut: str
    """Below a table that is too long for a document; `{}` is how many rows are left out."""
    tables: tuple[ReportTable, ...]


def shown(cell: Cell, form: Form) -> str:
    """As people read it."""
    if cell is None or cell == "":
        return ""
    if isinstance(cell, str):
        return cell
    match form:
        case Form.SHARE:
            return f"{cell:.1%}"
        case Form.NUMBER:
            return f"{cell:,.2f}".rstrip("0").rstrip(".")
        case Form.COUNT | Form.TEXT:
            return f"{cell:,}"
