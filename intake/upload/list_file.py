"""Lists of invoices that people export elsewhere: CSV in UTF-8 or GB 18030, or XLSX; columns by their headings, faults by line and column. All of a list is taken, or nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import islice

from intake.csv_table import Fault, read_lines, refuse
from intake.domain.dates import read_date
from intake.domain.money import is_stars, read_fen, round_fen
from intake.entries.workbook import FILE_BYTES, Cell, CellKind, Workbook, open_workbook
from intake.errors import IntakeError, RefusedFile, UnreadableFile
from intake.upload import list_columns as columns
from intake.upload.listing import Span

LARGEST = 32 * 1024 * 1024
"""Bytes of a CSV; an XLSX may have what `intake.entries.workbook` opens."""
MOST_LINES = 100_000
_HEADING_WITHIN = 15
"""Exports have titles above their headings."""
_MOST_COLUMNS = 120
_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_SUM_LINE = re.compile(r"^(?:合\s*计|总\s*计|小\s*计|本页合计|total|sum)", re.IGNORECASE)
_AS_TEXT = re.compile(r'^="(.*)"$')
_EXPONENT = re.compile(r"^\d(?:\.\d+)?[eE]\+?\d+$")
_EXACT = 15
"""Digits that a number in a spreadsheet surely keeps."""
_NO_SUM = frozenset({"", "-", "--", "—", "/", "免税", "不征税", "出口零税率"})
_Line = tuple[int, tuple[Cell, ...]]


class ListKind(StrEnum):
    """Whose word a list is."""

    BUREAU = "bureau"
    """What the tax account says was issued to the firm."""
    STATEMENT = "statement"
    """What a supplier says it issued."""
    LEDGER = "ledger"
    """What the accounting program says it has."""


@dataclass(frozen=True)
class ListLine:
    """One invoice, or one booking. None and "" for what the list does not say."""

    line: int
    """In the file, from 1."""
    key: str
    """As records have it: twenty digits, or `CODE-NUMBER`."""
    issue_date: date | None = None
    amount: int | None = None
    """分, as `tax` and `total`."""
    tax: int | None = None
    total: int | None = None
    seller_tax_id: str = ""
    seller_name: str = ""
    buyer_tax_id: str = ""
    stands: bool = True
    their_id: str = ""
    other_key: str = ""
    """A paper invoice of the digital kind has both: code and number printed, and twenty digits."""


@dataclass(frozen=True)
class InvoiceList:
    kind: ListKind
    lines: tuple[ListLine, ...]
    span: Span
    """Days of issue that it covers."""
    sellers: frozenset[str] = frozenset()
    """Whose invoices it covers; empty for everybody's."""
    buyers: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Told:
    """What whoever hands a list in says about it."""

    kind: ListKind
    first: date | None = None
    """Covered from here; None: from its first day."""
    last: date | None = None
    seller_tax_id: str = ""
    """Of a supplier's statement that has no such column."""


def read_list(content: bytes, told: Told) -> InvoiceList:
    """Raises UnreadableFile (`list_not_usable`, `table_invalid`), RefusedFile (`spreadsheet_refused`)."""
    table = _table(content)
    read = _Reader(table.places, table.headings)
    lines = [line for number, cells in table.lines for line in read.line(number, cells)]
    faults = list(read.faults)
    if table.is_cut:
        raise list_not_usable(f"it has more than {MOST_LINES} lines; split it by month", f"超过 {MOST_LINES} 行，请按月拆分")
    if told.kind is not ListKind.LEDGER:
        lines = _merged(lines, faults, sums=columns.GOODS in table.places)
    refuse(sorted(faults, key=lambda fault: fault.line))
    if not lines:
        raise list_not_usable("it has no invoice under its headings", "表头下没有发票")
    return _covering(tuple(lines), told)


def list_not_usable(why: str, why_zh: str) -> UnreadableFile:
    return UnreadableFile(
        "list_not_usable",
        f"This list can't be used: {why}. Export it anew as XLSX or CSV, with the headings that docs/reconciliation.md names.",
        f"清单无法使用：{why_zh}。请重新导出为 XLSX 或 CSV，表头写法见 docs/reconciliation.md。",
    )


@dataclass(frozen=True)
class _Table:
    places: Mapping[str, int]
    headings: Mapping[str, str]
    """Column -> its heading as it was written."""
    lines: list[_Line]
    """Below the headings; those that are empty left out."""

    @property
    def is_cut(self) -> bool:
        return len(self.lines) > MOST_LINES


def _table(content: bytes) -> _Table:
    if content.startswith(_OLD_EXCEL):
        raise list_not_usable("it is an old Excel file (.xls)", "为旧版 Excel（.xls）格式")
    if not content.startswith(_ZIP):
        if len(content) > LARGEST:
            raise list_not_usable(f"it has more than {LARGEST >> 20} MiB", f"超过 {LARGEST >> 20} MiB")
        found = _below_headings((line, tuple(map(Cell, cells))) for line, cells in read_lines(content))
        if found is None:
            raise _no_headings()
        return found
    book = _opened(content)
    try:
        tables = [_below_headings(book.rows(sheet, MOST_LINES + _HEADING_WITHIN + 2, _MOST_COLUMNS)) for sheet in book.sheets]
    except UnreadableFile as error:
        raise list_not_usable("it is damaged", "文件已损坏") from error
    usable = [table for table in tables if table is not None]
    if not usable:
        raise _no_headings()
    # Exports have one sheet with a line for each invoice, and another with one for each line of goods.
    return min(usable, key=lambda table: (columns.GOODS in table.places, usable.index(table)))


def _opened(content: bytes) -> Workbook:
    try:
        return open_workbook(content)
    except RefusedFile as error:
        why, why_zh = f"more than {FILE_BYTES >> 20} MiB, programs, or parts that no list needs", f"超过 {FILE_BYTES >> 20} MiB，或含有宏等多余内容"
        raise RefusedFile(
            "spreadsheet_refused", f"This spreadsheet is not opened: {why}. Save the list as CSV.", f"拒绝打开该表格：{why_zh}。请将清单另存为 CSV。"
        ) from error
    except IntakeError as error:
        raise list_not_usable("it is damaged, or no XLSX", "文件已损坏或不是 XLSX") from error


def _below_headings(lines: Iterable[_Line]) -> _Table | None:
    """None where none of the first lines names the columns that are needed."""
    rest = iter(lines)
    for _, cells in islice(rest, _HEADING_WITHIN):
        places: dict[str, int] = {}
        for place, cell in enumerate(cells):
            column = columns.column_of(cell.text)
            if column is not None:
                places.setdefault(column, place)
        if {columns.NUMBER, columns.DIGITAL_NUMBER} & places.keys() and {columns.TOTAL, columns.AMOUNT} & places.keys():
            below = islice((line for line in rest if any(cell.text.strip() for cell in line[1])), MOST_LINES + 1)
            return _Table(places, {column: cells[place].text.strip() for column, place in places.items()}, list(below))
    return None


@dataclass
class _Reader:
    """Goes through the lines, and keeps what is wrong with them."""

    places: Mapping[str, int]
    headings: Mapping[str, str]
    faults: list[Fault] = field(default_factory=list)

    def line(self, number: int, cells: tuple[Cell, ...]) -> Iterator[ListLine]:
        """One; none for a line of sums, and for one that has faults."""
        before = len(self.faults)
        row = {column: cells[place] if place < len(cells) else Cell("") for column, place in self.places.items()}
        code = self._digits(number, row, columns.CODE)
        short = self._digits(number, row, columns.NUMBER)
        digital = self._digits(number, row, columns.DIGITAL_NUMBER)
        if not short and not digital and any(_SUM_LINE.match(cell.text.strip()) for cell in cells):
            return
        key, other = _keys(code, short, digital)
        if not key and len(self.faults) == before:
            self._fault(
                number, columns.NUMBER if columns.NUMBER in self.places else columns.DIGITAL_NUMBER, "is missing, or needs its code", "缺失，或缺少发票代码"
            )
        sums = {column: self._sum(number, row, column) for column in (columns.AMOUNT, columns.TAX, columns.TOTAL)}
        total = sums[columns.TOTAL]
        if total is None and columns.TOTAL not in self.places and sums[columns.AMOUNT] is not None:
            total = (sums[columns.AMOUNT] or 0) + (sums[columns.TAX] or 0)
        made = ListLine(
            number,
            key,
            self._date(number, row),
            sums[columns.AMOUNT],
            sums[columns.TAX],
            total,
            _text(row, columns.SELLER_TAX_ID).upper(),
            _text(row, columns.SELLER_NAME),
            _text(row, columns.BUYER_TAX_ID).upper(),
            self._stands(number, row),
            _text(row, columns.THEIR_ID),
            other,
        )
        if len(self.faults) == before:
            yield made

    def _digits(self, number: int, row: Mapping[str, Cell], column: str) -> str:
        """Of a code or number. Spreadsheets cut zeros in front, which can be put back, and digits at the end, which can't."""
        cell, text = row.get(column, Cell("")), _text(row, column).replace(" ", "")
        if cell.kind in (CellKind.FORMULA, CellKind.ERROR):
            self._fault(number, column, "is a formula: paste it as a value", "为公式，请粘贴为数值")
            return ""
        lost = _EXPONENT.match(text) or (cell.kind is CellKind.NUMBER and len(text) > _EXACT)
        if lost or (text and not text.isalnum() and not re.fullmatch(r"[0-9A-Za-z-]+", text)):
            said = ("has lost digits: format the column as text and export anew", "已丢失位数，请将该列设为文本格式后重新导出")
            self._fault(number, column, *(said if lost else ("is no number", "不是号码")))
            return ""
        if cell.kind is CellKind.NUMBER and text:
            return text.zfill(8 if column == columns.NUMBER else 10 if len(text) <= 10 else 12)
        return text

    def _sum(self, number: int, row: Mapping[str, Cell], column: str) -> int | None:
        cell, text = row.get(column, Cell("")), _text(row, column)
        if text in _NO_SUM or is_stars(text):
            return None
        if cell.kind is CellKind.NUMBER:
            return round_fen(Decimal(text))
        fen = read_fen(text)
        if fen is None:
            self._fault(number, column, "is no sum: write it as 106.00", "金额格式有误，请写为 106.00")
        return fen

    def _date(self, number: int, row: Mapping[str, Cell]) -> date | None:
        text = _text(row, columns.ISSUE_DATE)
        found = read_date(text) if text else None
        if text and found is None:
            self._fault(number, columns.ISSUE_DATE, "is no date: write it as 2024-03-08", "日期格式有误，请写为 2024-03-08")
        elif not text and columns.ISSUE_DATE in self.places:
            self._fault(number, columns.ISSUE_DATE, "is missing", "缺失")
        return found

    def _stands(self, number: int, row: Mapping[str, Cell]) -> bool:
        said = _text(row, columns.STATUS)
        found = columns.stands(said)
        if found is None:
            self._fault(
                number,
                columns.STATUS,
                f'says "{said[:40]}", which is none of 正常, 作废, 红冲, 部分红冲',
                f"“{said[:40]}”无法识别，应为正常、作废、红冲或部分红冲",
            )
        return found is not False

    def _fault(self, number: int, column: str, why: str, why_zh: str) -> None:
        heading = self.headings.get(column, column)
        self.faults.append(Fault(number, f"{heading} {why}", f"“{heading}”{why_zh}"))


def _text(row: Mapping[str, Cell], column: str) -> str:
    """Programs that write CSV keep digits by an apostrophe, a tab or `="..."`."""
    text = row.get(column, Cell("")).text.strip().lstrip("'\t").strip()
    kept = _AS_TEXT.match(text)
    return kept[1].strip() if kept else text


def _keys(code: str, short: str, digital: str) -> tuple[str, str]:
    """The key, and another that the same invoice may have; "" where there is none."""
    if len(short) == 20 and not digital:
        return short, f"{short[:12]}-{short[12:]}" if not code else ""
    paper = f"{code}-{short}" if code and short else ""
    if digital:
        return digital, paper
    return paper or ("" if len(short) == 8 else short), ""


def _merged(lines: list[ListLine], faults: list[Fault], *, sums: bool) -> list[ListLine]:
    """One for each key: with `sums`, lines of goods are added up; else the same again is passed over, and the same number with other values is a fault."""
    merged: dict[str, ListLine] = {}
    for line in lines:
        known = merged.get(line.key)
        if known is None:
            merged[line.key] = line
        elif sums:
            merged[line.key] = replace(
                known,
                amount=_added(known.amount, line.amount),
                tax=_added(known.tax, line.tax),
                total=_added(known.total, line.total),
                stands=known.stands and line.stands,
            )
        elif replace(known, line=0, stands=True) == replace(line, line=0, stands=True):
            merged[line.key] = replace(known, stands=known.stands and line.stands)
        else:
            faults.append(Fault(line.line, f"the invoice of line {known.line} again, with other values", f"与第{known.line}行为同一发票但数据不同"))
    return list(merged.values())


def _added(one: int | None, other: int | None) -> int | None:
    return other if one is None else one if other is None else one + other


def _covering(lines: tuple[ListLine, ...], told: Told) -> InvoiceList:
    days = [line.issue_date for line in lines if line.issue_date is not None]
    first, last = told.first or min(days, default=None), told.last or max(days, default=None)
    if first is None or last is None or first > last:
        raise list_not_usable("it has no dates of issue; say from when to when it goes", "没有开票日期，请指明起止日期")
    if told.kind is ListKind.BUREAU:
        return InvoiceList(told.kind, lines, Span(first, last), buyers=frozenset(line.buyer_tax_id for line in lines if line.buyer_tax_id))
    sellers = frozenset(line.seller_tax_id for line in lines if line.seller_tax_id) | ({told.seller_tax_id.upper()} if told.seller_tax_id else frozenset())
    if told.kind is ListKind.STATEMENT and not sellers:
        raise list_not_usable("it does not say whose statement it is; give the seller's tax id", "未注明供应商，请提供销售方识别号")
    return InvoiceList(told.kind, lines, Span(first, last), sellers if told.kind is ListKind.STATEMENT else frozenset())


def _no_headings() -> UnreadableFile:
    return list_not_usable(
        f"none of its first {_HEADING_WITHIN} lines has the headings 发票号码 (or 数电票号码) and 价税合计 (or 金额)",
        f"前 {_HEADING_WITHIN} 行中没有同时包含“发票号码”（或“数电票号码”）和“价税合计”（或“金额”）的表头",
    )
