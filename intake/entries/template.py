"""Writes the offline template: a workbook that people fill in without a network and hand in later."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from intake.entries.columns import FIRST_ROW, HELP, INVOICE_COLUMNS, INVOICES, ITEM_SHEET_COLUMNS, ITEMS, LISTS, MOST_ROWS, NAMES_ROW, ROW, VERSION, Column
from intake.invoice import Kind
from intake.kinds.fields import KIND_LABELS

_MONEY, _DATES = ("amount", "tax", "total"), ("issue_date",)
_RATES = ("13%", "9%", "6%", "5%", "3%", "1.5%", "1%", "0%", "免税", "不征税")
_HELP = (
    ("一行一张发票。种类从列表中选择；带 * 的列必填。", "One row for each invoice. Choose the kind from the list; columns with * are needed."),
    ("20 位号码的数电票没有发票代码，代码留空。", "Invoices with a number of 20 digits have no code: leave it empty."),
    ("日期写作 2024-03-08，金额写作 106.00，税号和号码按票面填写。", "Dates as 2024-03-08, sums as 106.00, numbers and tax ids as printed."),
    ("票面没有的栏目留空，不要填 0 或“无”。", "Leave empty what is not printed; no 0 and no 'none'."),
    ("多行明细填在“明细”表，用序号对应发票。", "Lines of goods go to the sheet of items; the no. says of which invoice."),
    (
        "“凭据文件编号”是已提交的影像在系统中的文件编号；没有凭据的，填写原因。",
        "The evidence is the id of a document that was sent in; where there is none, say why.",
    ),
    ("不要改动前三行，不要使用公式；从其他表格复制时请粘贴为数值。", "Leave the first three rows alone, and use no formulas: paste values only."),
    (
        "交回：fapiao entry import 文件.xlsx，或在系统中导入。重复导入不会产生重复发票。",
        "Hand in: fapiao entry import FILE.xlsx, or in the application. Importing it twice makes nothing double.",
    ),
    ("每张补录发票须由另一人复核后才生效。", "Each invoice counts only after another person has approved it."),
)


def write_template() -> bytes:
    """The same bytes each time but for the time in them."""
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}) as book:
        formats = {
            "head": book.add_format({"bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True, "valign": "vcenter"}),
            "english": book.add_format({"italic": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True, "valign": "vcenter"}),
            "name": book.add_format({"font_color": "#808080", "font_size": 8, "bg_color": "#F2F2F2"}),
            "text": book.add_format({"num_format": "@"}),
            "money": book.add_format({"num_format": "0.00"}),
            "date": book.add_format({"num_format": "yyyy-mm-dd"}),
            "wrap": book.add_format({"text_wrap": True, "valign": "top"}),
        }
        invoices, items, guide, lists = (book.add_worksheet(name) for name in (INVOICES, ITEMS, HELP, LISTS))
        lists.hide()
        kinds = [f"{KIND_LABELS[kind].zh} {KIND_LABELS[kind].en}" for kind in Kind if kind is not Kind.NOT_INVOICE]
        lists.write_column(0, 0, kinds)
        lists.write_column(0, 1, _RATES)
        _sheet(invoices, INVOICE_COLUMNS, formats)
        _sheet(items, ITEM_SHEET_COLUMNS, formats)
        _validate(invoices, INVOICE_COLUMNS, len(kinds))
        _validate(items, ITEM_SHEET_COLUMNS, len(kinds))
        guide.set_column(0, 1, 70, formats["wrap"])
        guide.write_row(0, 0, ("填写说明", "How to fill it in"), formats["head"])
        for row, lines in enumerate(_HELP, 1):
            guide.write_row(row, 0, lines, formats["wrap"])
    return buffer.getvalue()


def _sheet(sheet: Any, columns: tuple[Column, ...], formats: dict[str, Any]) -> None:
    for place, column in enumerate(columns):
        kind = "money" if column.name in _MONEY else "date" if column.name in _DATES else "text"
        sheet.set_column(place, place, column.width, None if column.name == ROW else formats[kind])
        sheet.write_string(0, place, column.zh + (" *" if column.needed else ""), formats["head"])
        sheet.write_string(1, place, column.en + (" *" if column.needed else ""), formats["english"])
        sheet.write_string(NAMES_ROW - 1, place, column.name, formats["name"])
    sheet.write_string(NAMES_ROW - 1, len(columns), VERSION, formats["name"])
    sheet.set_row(0, 30)
    sheet.set_row(1, 30)
    sheet.freeze_panes(FIRST_ROW - 1, 2)


def _validate(sheet: Any, columns: tuple[Column, ...], kinds: int) -> None:
    """Hints while typing; what is typed all the same is judged when it is handed in."""
    last = FIRST_ROW + MOST_ROWS - 2
    for place, column in enumerate(columns):
        rule = _rule(column.name, kinds)
        if rule is not None:
            sheet.data_validation(FIRST_ROW - 1, place, last, place, rule)


def _rule(name: str, kinds: int) -> dict[str, Any] | None:
    if name == "kind":
        return _told({"validate": "list", "source": f"='{LISTS}'!$A$1:$A${kinds}"}, "请从列表中选择。Choose from the list.", "stop")
    if name == "tax_rate":
        return _told({"validate": "list", "source": f"='{LISTS}'!$B$1:$B${len(_RATES)}"}, "请核对税率。Check the rate.", "warning")
    if name in _DATES:
        return _told(
            {"validate": "date", "criteria": "between", "minimum": _day(1994), "maximum": _day(2100)}, "日期写作 2024-03-08。As 2024-03-08.", "warning"
        )
    if name in _MONEY:
        return _told({"validate": "decimal", "criteria": "between", "minimum": -(10**13), "maximum": 10**13}, "金额写作 106.00。As 106.00.", "warning")
    if name == ROW:
        return _told({"validate": "integer", "criteria": "between", "minimum": 1, "maximum": 99_999}, "请填写整数。A whole number.", "stop")
    return None


def _told(rule: dict[str, Any], message: str, level: str) -> dict[str, Any]:
    return {**rule, "ignore_blank": True, "error_title": "填写有误 Not quite", "error_message": message, "error_type": level}


def _day(year: int) -> date:
    return date(year, 1, 1)
