"""From a filled-in template to what was typed, row by row: every row is either typed or has its problems, and none is passed over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from intake.entries.columns import FIELD_COLUMNS, FIRST_ROW, INVOICE_COLUMNS, INVOICES, ITEM_SHEET_COLUMNS, ITEMS, MOST_ROWS, NAMES_ROW, ROW, VERSION, Column
from intake.entries.form import MOST_ITEMS, Typed
from intake.entries.refusals import template_not_usable
from intake.entries.workbook import EMPTY, Cell, CellKind, Row, Workbook, open_workbook

_CODES = frozenset({"invoice_code", "invoice_number", "check_code", "buyer_tax_id", "seller_tax_id", "ticket_number"})
_EXACT = 15
"""Digits that a number in a spreadsheet surely keeps."""
_SHORT_NUMBER = 8
_MARGIN = 4
"""Columns looked at beyond ours: people add some."""


@dataclass(frozen=True)
class SheetProblem:
    sheet: str
    row: int
    """As the spreadsheet counts."""
    field: str
    """Name of the column."""
    message: str
    message_zh: str


@dataclass(frozen=True)
class SheetRow:
    """One invoice of the template, or a line of goods that belongs to none."""

    sheet: str
    row: int
    """As the spreadsheet counts."""
    typed: Typed | None
    """None where its problems leave nothing to be taken in."""
    evidence: tuple[str, ...] = ()
    """Ids of documents, as they were typed."""
    problems: tuple[SheetProblem, ...] = ()
    item_rows: tuple[int, ...] = field(default=())
    """Rows of the other sheet, in the order of `typed.items`."""


def read_sheet(content: bytes) -> tuple[SheetRow, ...]:
    """In the order of the sheets. Raises UnreadableFile (`template_not_usable`), RefusedFile (`spreadsheet_refused`)."""
    book = open_workbook(content)
    if not book.has(INVOICES):
        raise template_not_usable(f"it has no sheet {INVOICES}", f"缺少工作表“{INVOICES}”")
    items: dict[str, list[_Line]] = defaultdict(list)
    if book.has(ITEMS):
        for line in _lines(book, ITEMS, ITEM_SHEET_COLUMNS, MOST_ROWS * 10):
            items[line.text(ROW)].append(line)
    rows: list[SheetRow] = []
    seen: dict[str, int] = {}
    for line in _lines(book, INVOICES, INVOICE_COLUMNS, MOST_ROWS):
        number = line.text(ROW)
        again = seen.setdefault(number, line.row) if number else line.row
        own = items.pop(number, []) if number and again == line.row else []
        rows.append(_row(line, own, again))
    strays = sorted((line for lines in items.values() for line in lines), key=lambda line: line.row)
    return (*rows, *map(_stray, strays))


@dataclass(frozen=True)
class _Line:
    """A row that is not empty, by the names of columns."""

    sheet: str
    row: int
    cells: Mapping[str, Cell]

    def text(self, name: str) -> str:
        return self.cells.get(name, EMPTY).text

    def problem(self, name: str, message: str, message_zh: str) -> SheetProblem:
        return SheetProblem(self.sheet, self.row, name, message, message_zh)


def _lines(book: Workbook, sheet: str, columns: Sequence[Column], most: int) -> Iterator[_Line]:
    """Raises UnreadableFile where the row of names is not as it was written, or there are more rows than may be."""
    names: dict[int, str] = {}
    known = {column.name for column in columns}
    for number, row in book.rows(sheet, FIRST_ROW + most, len(columns) + _MARGIN):
        if number == NAMES_ROW:
            names = _names(row, known, sheet)
        if number < FIRST_ROW:
            continue
        if not names:
            break
        if number >= FIRST_ROW + most:
            raise template_not_usable(f"{sheet} has more than {most} rows; split it", f"“{sheet}”超过 {most} 行，请拆分")
        cells = {name: row[place] for place, name in names.items()}
        if any(cell.text for cell in cells.values()):
            yield _Line(sheet, number, cells)
    if not names:
        raise template_not_usable(f"the third row of {sheet} was changed", f"“{sheet}”第三行被改动")


def _names(row: Row, known: set[str], sheet: str) -> dict[int, str]:
    names = {place: cell.text for place, cell in enumerate(row) if cell.text in known}
    if set(names.values()) != known or len(names) != len(known):
        missing = ", ".join(sorted(known - set(names.values()))) or "one name twice"
        raise template_not_usable(f"the third row of {sheet} was changed: {missing}", f"“{sheet}”第三行被改动：{missing}")
    if not any(cell.text == VERSION for cell in row):
        raise template_not_usable("it is of another version", "模板版本不符")
    return names


def _row(line: _Line, items: Sequence[_Line], first: int) -> SheetRow:
    problems = [*_cell_problems(line), *(problem for item in items for problem in _cell_problems(item))]
    if first != line.row:
        problems.append(line.problem(ROW, f"Row {first} has this no. already.", f"序号与第 {first} 行重复。"))
    if len(items) > MOST_ITEMS:
        problems.append(line.problem("items", f"At most {MOST_ITEMS} lines of goods.", f"明细最多 {MOST_ITEMS} 行。"))
    evidence = tuple(part for part in line.text("evidence").replace("，", " ").replace(",", " ").split() if part)
    if problems:
        return SheetRow(line.sheet, line.row, None, evidence, tuple(problems), tuple(item.row for item in items))
    fields = {name: line.text(name) for name in FIELD_COLUMNS if line.text(name)}
    lines = tuple({name: cell.text for name, cell in item.cells.items() if name != ROW and cell.text} for item in items)
    typed = Typed(line.text("kind"), fields, lines, line.text("reason"), (), line.text("without_evidence"))
    return SheetRow(line.sheet, line.row, typed, evidence, (), tuple(item.row for item in items))


def _cell_problems(line: _Line) -> Iterator[SheetProblem]:
    for name, cell in line.cells.items():
        if cell.kind is CellKind.FORMULA:
            yield line.problem(name, "This is a formula: paste it as a value.", "单元格为公式，请粘贴为数值。")
        elif cell.kind is CellKind.ERROR:
            yield line.problem(name, f"The spreadsheet shows an error here: {cell.text}.", f"单元格显示错误：{cell.text}。")
        elif name in _CODES and cell.kind is CellKind.NUMBER and _has_lost_digits(name, cell.text):
            yield line.problem(
                name,
                "The spreadsheet kept this as a number, and digits were lost: format the cell as text and type it again.",
                "单元格为数值格式，已丢失位数，请设为文本格式后重新填写。",
            )


def _has_lost_digits(name: str, text: str) -> bool:
    digits = text.lstrip("-")
    return not digits.isdigit() or len(digits) > _EXACT or (name == "invoice_number" and len(digits) != _SHORT_NUMBER)


def _stray(line: _Line) -> SheetRow:
    no = line.text(ROW)
    problem = line.problem(ROW, f"No invoice has the no. {no or '(empty)'}.", f"没有序号为 {no or '（空）'} 的发票。")
    return SheetRow(line.sheet, line.row, None, (), (problem,))
