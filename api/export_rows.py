"""Invoices as rows of a table, safe to be opened in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped]

from api.invoice_views import InvoiceBrief
from intake.kinds.fields import FIELD_LABELS, Wording
from intake.spreadsheet_cells import harmless
from intake.store.invoice_columns import SEARCHED_FIELDS

_SUMS = frozenset({"amount", "tax", "total"})
_OWN_LABELS = {
    "id": Wording("记录编号", "record"),
    "document_id": Wording("文件编号", "document"),
    "page": Wording("页", "page"),
    "index": Wording("页内序号", "position on page"),
    "state": Wording("状态", "state"),
    "kind": Wording("发票种类", "kind of invoice"),
    "decision": Wording("系统建议", "decision"),
    "findings": Wording("核查结果", "findings"),
    "received_at": Wording("接收时间", "received at"),
    "duplicate_of": Wording("重复于", "duplicate of"),
    "version": Wording("版本", "version"),
}
COLUMNS = (
    "id",
    "document_id",
    "page",
    "index",
    "state",
    "kind",
    "decision",
    *SEARCHED_FIELDS,
    "findings",
    "received_at",
    "duplicate_of",
    "version",
)


class Headings(StrEnum):
    """What the first row of a table says."""

    NAMES = "names"
    """As the API calls them, for programs."""
    ZH = "zh"
    EN = "en"


def row_of(invoice: InvoiceBrief) -> list[str]:
    """A cell for each of `COLUMNS`; "" for what there is not."""
    return ["; ".join(broken.rule for broken in invoice.findings) if name == "findings" else _text(getattr(invoice, name)) for name in COLUMNS]


def heading(headings: Headings) -> list[str]:
    labels = {**FIELD_LABELS, **_OWN_LABELS}
    return [name if headings is Headings.NAMES else getattr(labels[name], headings.value) for name in COLUMNS]


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """Lines of CSV. What a spreadsheet would take for a formula gets an apostrophe before it."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([harmless(cell) for cell in row] for row in rows)
    return text.getvalue()


def write_xlsx(path: Path, headings: Headings, rows: Iterator[Sequence[str]], most: int) -> bool:
    """False, and no use in the file, where there are more than `most` rows. Text is written as text, so that nothing in it is a formula or link."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(path, options) as book:
        sheet = book.add_worksheet("invoices")
        bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "0.00"})
        sheet.freeze_panes(1, 0)
        for column, label in enumerate(heading(headings)):
            sheet.write_string(0, column, label, bold)
        for line, row in enumerate(rows, start=1):
            if line > most:
                return False
            for column, cell in enumerate(row):
                if COLUMNS[column] in _SUMS and cell:
                    sheet.write_number(line, column, float(cell), money)
                else:
                    sheet.write_string(line, column, cell)
    return True


def _text(value: object) -> str:
    if value is None:
        return ""
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
