"""Opens an XLSX of unknown origin and gives its cells, within limits of size and number.

The file is a ZIP of XML: it is unpacked once under counted caps, and refused where it holds a document type declaration, before a library looks at it. Formulas are never
computed and never taken for values. Why openpyxl: docs/decisions/0010-reading-spreadsheets.md.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, auto
from io import BytesIO
from typing import Any
from zipfile import BadZipFile

from openpyxl import load_workbook

from intake.entries.refusals import template_not_usable
from intake.errors import IntakeError, RefusedFile
from intake.opening.limits import MIB, Limits
from intake.opening.zip_archive import open_zip, read_entry

FILE_BYTES = 4 * MIB
_UNPACKED = 24 * MIB
_MEMBERS = 100
_LIMITS = Limits(file_bytes=12 * MIB, unpacked_bytes=_UNPACKED, ratio=100, ratio_floor_bytes=2 * MIB)
_DECLARATIONS = tuple(word.encode(encoding) for word in ("<!DOCTYPE", "<!ENTITY") for encoding in ("ascii", "utf-16-le", "utf-16-be"))


class CellKind(Enum):
    TEXT = auto()
    NUMBER = auto()
    """Its text has all digits that the file keeps."""
    DAY = auto()
    """Its text is `YYYY-MM-DD`."""
    FORMULA = auto()
    ERROR = auto()


@dataclass(frozen=True)
class Cell:
    text: str
    kind: CellKind = CellKind.TEXT


Row = tuple[Cell, ...]
EMPTY = Cell("")


@dataclass(frozen=True)
class Workbook:
    _book: Any

    @property
    def sheets(self) -> tuple[str, ...]:
        return tuple(self._book.sheetnames)

    def has(self, sheet: str) -> bool:
        return sheet in self._book.sheetnames

    def rows(self, sheet: str, most_rows: int, most_columns: int) -> Iterator[tuple[int, Row]]:
        """Numbers, from 1, and cells of the rows that are not empty, no further than that. Raises UnreadableFile (`template_not_usable`)."""
        try:
            for number, cells in enumerate(self._book[sheet].iter_rows(min_row=1, max_row=most_rows, max_col=most_columns), 1):
                row = tuple(map(_cell, cells))
                if any(cell.text for cell in row):
                    yield number, row
        except Exception as error:  # the library raises whatever its parts raise
            raise _damaged() from error


def open_workbook(content: bytes) -> Workbook:
    """Raises UnreadableFile (`template_not_usable`), RefusedFile (`spreadsheet_refused`)."""
    if len(content) > FILE_BYTES:
        raise _refused(f"it has more than {FILE_BYTES // MIB} MiB", f"超过 {FILE_BYTES // MIB} MiB")
    _look_inside(content)
    try:
        return Workbook(load_workbook(BytesIO(content), read_only=True, keep_links=False))
    except Exception as error:  # likewise
        raise _damaged() from error


def _look_inside(content: bytes) -> None:
    """Everything is unpacked once, counted as it comes out."""
    try:
        archive = open_zip(content)
        members = archive.infolist()
    except (IntakeError, BadZipFile) as error:
        raise template_not_usable("it is no XLSX", "不是 XLSX 文件") from error
    if len(members) > _MEMBERS or any(name.endswith("vbaProject.bin") for name in archive.namelist()):
        raise _refused("it holds programs, or more parts than a template has", "含有宏程序，或部件过多")
    room = _UNPACKED
    for member in members:
        try:
            part = read_entry(archive, member, _LIMITS, room)
        except IntakeError as error:
            raise _refused(f"one of its parts can't be opened ({error.code})", f"部件无法打开（{error.code}）") from error
        room -= len(part)
        if any(word in part for word in _DECLARATIONS):
            raise _refused("it declares document types or entities", "含有文档类型或实体声明")


def _cell(cell: Any) -> Cell:
    value = cell.value
    if value is None:
        return EMPTY
    if cell.data_type == "f" or (isinstance(value, str) and value.startswith("=") and cell.data_type != "s"):
        return Cell("=", CellKind.FORMULA)
    if cell.data_type == "e":
        return Cell(str(value), CellKind.ERROR)
    if isinstance(value, datetime):
        return Cell(value.date().isoformat(), CellKind.DAY)
    if isinstance(value, date):
        return Cell(value.isoformat(), CellKind.DAY)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return Cell(str(value).strip())
    return Cell(_digits(value), CellKind.NUMBER)


def _digits(value: float) -> str:
    """Without an exponent; a float holds no more than fifteen digits that are surely right."""
    if isinstance(value, int) or (value.is_integer() and abs(value) < 1e15):
        return str(int(value))
    return f"{value:.15g}"


def _damaged() -> IntakeError:
    return template_not_usable("it is damaged", "文件已损坏")


def _refused(why: str, why_zh: str) -> RefusedFile:
    return RefusedFile(
        "spreadsheet_refused", f"This spreadsheet is not opened: {why}. Fill in a new template.", f"拒绝打开该表格：{why_zh}。请使用新的模板填写。"
    )
