"""A report as XLSX: one sheet a table. Text is written as text, so that nothing in it is a formula or a link."""

from __future__ import annotations

from io import BytesIO

import xlsxwriter  # type: ignore[import-untyped]

from api.report_table import Form, Report, ReportTable, shown

_FORMATS = {Form.COUNT: "#,##0", Form.NUMBER: "#,##0.00", Form.SHARE: "0.0%"}
_LEAST_WIDTH, _MOST_WIDTH = 8, 60
"""Of a column, in characters."""
_WIDE_FROM = "\u2e80"
"""From here on characters are as wide as two."""
_HEADING_ROW = 3


def report_workbook(report: Report) -> bytes:
    file = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": report.title, "subject": report.subtitle})
        title, note = book.add_format({"bold": True, "font_size": 13}), book.add_format({"italic": True})
        head, text = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}), book.add_format({"text_wrap": True, "valign": "top"})
        formats = {form: book.add_format({"num_format": code, "valign": "top"}) for form, code in _FORMATS.items()}
        for table in report.tables:
            sheet = book.add_worksheet(table.name)
            sheet.write_string(0, 0, f"{table.title} · {report.subtitle}", title)
            sheet.write_string(1, 0, table.note, note)
            sheet.freeze_panes(_HEADING_ROW + 1, 0)
            for place, column in enumerate(table.columns):
                sheet.set_column(place, place, _width(table, place))
                sheet.write_string(_HEADING_ROW, place, column.title, head)
                for line, cell in enumerate((row[place] for row in table.rows), start=_HEADING_ROW + 1):
                    if isinstance(cell, str):
                        sheet.write_string(line, place, cell, text)
                    elif cell is not None:
                        sheet.write_number(line, place, cell, formats.get(column.form))
    return file.getvalue()


def _width(table: ReportTable, place: int) -> float:
    cells = [table.columns[place].title, *(shown(row[place], table.columns[place].form) for row in table.rows)]
    longest = max(sum(2 if character >= _WIDE_FROM else 1 for character in cell) for cell in cells)
    return min(_MOST_WIDTH, max(_LEAST_WIDTH, longest + 2))
