"""销售货物或者提供应税劳务、服务清单: the goods list that follows an invoice of many lines. A4, 25 rows of 7 mm a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from intake.domain.money import format_fen, parse_fen
from training.synthesize.drawing import Drawing, Pen, TextStyle
from training.synthesize.fonts import FontSet
from training.synthesize.invoice_values import SyntheticInvoice
from training.synthesize.layouts.vat_form import GOODS_COLUMNS, FormStyle, printed_cell

ROWS_PER_PAGE = 27
_LEFT, _NUMBER, _RIGHT = 4.5, 13.5, 205.5
_TOP, _HEAD, _SUBTOTAL, _BOTTOM = 59.0, 66.0, 255.0, 277.0
_ROW = 7.0


def draw_goods_list(invoice: SyntheticInvoice, fonts: FontSet, style: FormStyle) -> tuple[Drawing, ...]:
    """One drawing for every page of the list."""
    chunks = [invoice.items[i : i + ROWS_PER_PAGE] for i in range(0, len(invoice.items), ROWS_PER_PAGE)]
    return tuple(_draw_page(invoice, fonts, style, rows, i * ROWS_PER_PAGE, i + 1, len(chunks)) for i, rows in enumerate(chunks))


def _draw_page(invoice: SyntheticInvoice, fonts: FontSet, style: FormStyle, rows: Sequence[Mapping[str, str]], first: int, page: int, pages: int) -> Drawing:
    pen = Pen(fonts, 210.0, 297.0)
    label, value = style.label, style.value
    pen.text(105.0, 20.1, "销售货物或者提供应税劳务、服务清单", TextStyle(style.label_face, 6.7, style.colour), align="center")
    horizontal = [(_LEFT, y, _RIGHT, y) for y in (_TOP, _HEAD, _SUBTOTAL, 262.0, 269.0, _BOTTOM)]
    vertical = [(x, _TOP, x, _BOTTOM) for x in (_LEFT, _NUMBER, _RIGHT)] + [(c.right, _TOP, c.right, 269.0) for c in GOODS_COLUMNS[:-1]]
    pen.lines(horizontal + vertical, style.line_width, style.colour)
    fields = invoice.fields
    for y, text, x, content in (
        (39.8, "购买方名称：", 31.0, fields["buyer_name"]),
        (46.8, "销售方名称：", 31.0, fields["seller_name"]),
        (53.8, "所属增值税电子普通发票代码：", 55.5, fields["invoice_code"]),
    ):
        pen.text(10.5, y, text, label)
        pen.text(x, y, content, value)
    pen.text(95.5, 53.8, "号码：", label)
    pen.text(106.0, 53.8, fields["invoice_number"], value)
    for x, text, content in ((165.5, "共", str(pages)), (186.5, "第", str(page))):
        pen.text(x, 53.8, f"{text}    页", label)
        pen.text(x + 7.0, 53.8, content, value, align="center")
    pen.text(9.0, 63.6, "序号", label, align="center")
    left = _NUMBER
    for column in GOODS_COLUMNS:
        heading = "货物（劳务）名称" if column.name == "name" else column.heading
        pen.text((left + column.right) / 2, 63.6, heading, label, align="center", fit=column.right - left - 1)
        left = column.right
    for i, row in enumerate(rows):
        _draw_row(pen, row, first + i, _HEAD + (i + 0.68) * _ROW, value, invoice.stars)
    _draw_sums(pen, invoice, rows, style)
    pen.text(147.5, 281.2, "开票日期：", label)
    year, month, day = fields["issue_date"].split("-")
    pen.text(164.0, 281.2, f"{year}年{month}月{day}日", value)
    pen.text(10.5, 281.2, "销售方（章）：", label)
    return pen.done()


def _draw_row(pen: Pen, row: Mapping[str, str], number: int, y: float, value: TextStyle, stars: bool) -> None:
    pen.text(9.0, y, str(number + 1), value, align="center")
    width = GOODS_COLUMNS[0].right - _NUMBER - 1.5
    lines = pen.wrap(row["name"], value, width)
    style = value
    if len(lines) > 2:
        style = replace(value, size=2.2)
        lines = pen.wrap(row["name"], style, width)
    for j, part in enumerate(lines):
        pen.text(_NUMBER + 0.8, y + (j - (len(lines) - 1) / 2) * style.size * 1.05, part, style, field=f"items.{number}.name")
    left = GOODS_COLUMNS[0].right
    for column in GOODS_COLUMNS[1:]:
        x = {"left": left + 0.6, "center": (left + column.right) / 2, "right": column.right - 0.8}[column.align]
        text = printed_cell(row, column.name, stars)
        pen.text(x, y, text, value, field=f"items.{number}.{column.name}", align=column.align, fit=column.right - left - 0.8)
        left = column.right


def _draw_sums(pen: Pen, invoice: SyntheticInvoice, rows: Sequence[Mapping[str, str]], style: FormStyle) -> None:
    """小计 of this page and 总计 of the whole list."""
    amount = sum(parse_fen(row["amount"]) or 0 for row in rows)
    tax = sum(parse_fen(row["tax"]) or 0 for row in rows)
    right = {column.name: column.right - 0.8 for column in GOODS_COLUMNS}
    for y, text, amount_text, tax_text in (
        (259.7, "小计", format_fen(amount), format_fen(tax)),
        (266.7, "总计", invoice.fields["amount"], invoice.fields["tax"]),
    ):
        pen.text(9.0, y, text, style.label, align="center")
        pen.text(right["amount"], y, "¥" + amount_text, style.value, align="right")
        pen.text(right["tax"], y, "***" if invoice.stars else "¥" + tax_text, style.value, align="right")
    pen.text(9.0, 273.8, "备注", style.label, align="center")
