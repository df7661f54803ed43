"""数电 invoices (电子发票), special and general. Page 210 mm wide; the table of goods grows, then goes on over further pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from intake.domain.money import format_fen, parse_fen
from intake.invoice import Kind
from training.synthesize.drawing import BLACK, Colour, Drawing, Ellipse, Layer, Line, Pen, TextStyle
from training.synthesize.fonts import Face, FontSet
from training.synthesize.invoice_values import SyntheticInvoice
from training.synthesize.layouts.codes import qr_matrix
from training.synthesize.layouts.vat_form import printed_cell
from training.synthesize.seals import RED, SealInk, supervision_seal

_LEFT, _RIGHT, _TOP, _TABLE = 4.5, 205.5, 30.0, 52.0
_SIZE = 3.175
_ROW = 4.5
_BASE_ROWS = 7
"""Rows that fit the shortest table."""
_MAX_ROWS = 24
"""Rows of the longest table of one page."""
_SIDES = ((4.5, "购买方信息", "buyer"), (105.0, "销售方信息", "seller"))


@dataclass(frozen=True)
class Column:
    name: str
    heading: str
    x: float
    """Left edge of the heading."""
    left: float
    right: float
    align: str


_COLUMNS = (
    Column("name", "项目名称", 15.5, 4.5, 41.0, "left"),
    Column("specification", "规格型号", 41.6, 41.5, 62.5, "left"),
    Column("unit", "单 位", 66.5, 63.0, 80.0, "center"),
    Column("quantity", "数 量", 92.5, 77.5, 102.5, "right"),
    Column("unit_price", "单 价", 117.5, 103.0, 127.5, "right"),
    Column("amount", "金 额", 143.0, 127.5, 153.0, "right"),
    Column("tax_rate", "税率/征收率", 157.0, 154.5, 178.0, "center"),
    Column("tax", "税 额", 194.0, 179.5, 205.3, "right"),
)


@dataclass(frozen=True)
class _Style:
    colour: Colour
    value_face: Face
    id_face: Face
    line_width: float
    cells: bool
    size: float

    @property
    def label(self) -> TextStyle:
        return TextStyle(Face.KAI, _SIZE, self.colour)

    @property
    def value(self) -> TextStyle:
        return TextStyle(self.value_face, self.size, BLACK, Layer.PRINT, cells=self.cells)

    @property
    def id(self) -> TextStyle:
        if self.id_face is Face.COURIER:
            return TextStyle(Face.COURIER, 4.23, BLACK, Layer.PRINT)
        return TextStyle(self.id_face, 3.5, BLACK, Layer.PRINT)


@dataclass(frozen=True)
class _Rows:
    """Lines of one page's table: each row holds the number of its item, and one wrapped line of every cell."""

    cells: tuple[tuple[int, Mapping[str, str]], ...]
    items: tuple[int, ...]


def draw_digital(invoice: SyntheticInvoice, fonts: FontSet, rng: Random) -> tuple[Drawing, ...]:
    """The invoice's pages: one, unless it has more lines than a page holds."""
    style = _Style(
        colour=(128, 0, 0) if rng.random() < 0.85 else (150, 60, 40),
        value_face=rng.choice((Face.SONG, Face.SONG, Face.SONG, Face.HEI)),
        id_face=rng.choice((Face.COURIER, Face.COURIER, Face.SONG, Face.SANS)),
        line_width=rng.choice((0.25, 0.25, 0.35)),
        cells=rng.random() < 0.85,
        size=rng.choice((3.175, 3.175, 3.0)),
    )
    probe = Pen(fonts, 210.0, 140.0)
    wrapped = [_wrap_item(probe, i, item, style, invoice.stars) for i, item in enumerate(invoice.items)]
    pages = _paginate(wrapped)
    downloads = rng.choice(("", "", "下载次数：1", "下载次数：2"))
    return tuple(_draw_page(invoice, fonts, style, rows, i + 1, len(pages), downloads) for i, rows in enumerate(pages))


def _wrap_item(pen: Pen, number: int, item: Mapping[str, str], style: _Style, stars: bool) -> _Rows:
    parts = {}
    for column in _COLUMNS:
        text = printed_cell(item, column.name, stars)
        wraps = column.name in ("name", "specification")
        parts[column.name] = pen.wrap(text, style.value, column.right - column.left) if wraps else ((text,) if text else ())
    height = max(len(part) for part in parts.values())
    cells = tuple((number, {name: part[i] if i < len(part) else "" for name, part in parts.items()}) for i in range(height))
    return _Rows(cells, (number,))


def _paginate(wrapped: Sequence[_Rows]) -> list[_Rows]:
    """Items fill pages in order; an item is never torn."""
    pages: list[_Rows] = []
    for rows in wrapped:
        if pages and len(pages[-1].cells) + len(rows.cells) <= _MAX_ROWS:
            pages[-1] = _Rows(pages[-1].cells + rows.cells, pages[-1].items + rows.items)
        else:
            pages.append(rows)
    return pages


def _draw_page(invoice: SyntheticInvoice, fonts: FontSet, style: _Style, rows: _Rows, page: int, pages: int, downloads: str) -> Drawing:
    extra = max(0, len(rows.cells) + (1 if pages > 1 else 0) - _BASE_ROWS) * _ROW
    pen = Pen(fonts, 210.0, 140.0 + extra)
    last = page == pages
    words, seller = 96.0 + extra, 104.0 + extra
    bottom = seller + 20.0
    if not last:
        # The sums stand on the last page only; the frame ends with the table.
        bottom = words
    _draw_heading(pen, invoice, style, page, pages)
    _draw_frame(pen, style, words, seller, bottom, last=last)
    _draw_parties(pen, invoice.fields, style)
    _draw_goods(pen, style, rows)
    if pages > 1:
        _draw_subtotal(pen, invoice, style, rows, 91.3 + extra - (0 if not last else _ROW))
    if last:
        _draw_sums(pen, invoice, style, extra)
        pen.column(6.0, 112.0 + extra, "备注", style.label, 6.0)
        lines = [part for line in invoice.fields["remarks"].split("\n") for part in pen.wrap(line, style.value, 190)]
        for i, part in enumerate(lines):
            pen.text(11.1, 107.6 + extra + i * 4.0, part, style.value, field="remarks")
    pen.text(19.5, bottom + 8.5, "开票人：", style.label)
    pen.text(32.0, bottom + 8.5, invoice.fields["drawer"], style.value, field="drawer")
    if downloads:
        pen.text(207.0, 30.0, downloads, TextStyle(Face.KAI, _SIZE, (128, 128, 128), Layer.PRINT), angle=90)
    return pen.done()


def _draw_heading(pen: Pen, invoice: SyntheticInvoice, style: _Style, page: int, pages: int) -> None:
    title = "电子发票（增值税专用发票）" if invoice.kind is Kind.DIGITAL_SPECIAL else "电子发票（普通发票）"
    pen.text(102.0, 14.1, title, TextStyle(Face.KAI, 7.07, style.colour), align="center")
    pen.lines([(65.5, y, 138.5, y) for y in (18.0, 19.0)], style.line_width, style.colour)
    pen.add([qr_matrix(invoice.code_payload, 6.5, 6.0, 20.0, emblem="税")])
    if page == 1:
        face = invoice.face
        pen.add(supervision_seal(pen, 105.0, 18.0, face["bureau"], face["bureau_centre"], SealInk(RED, Layer.SUPERVISION)))
    year, month, day = invoice.fields["issue_date"].split("-")
    for y, label, value, name in (
        (14.0, "发票号码：", invoice.fields["invoice_number"], "invoice_number"),
        (20.0, "开票日期：", f"{year}年{month}月{day}日", "issue_date"),
    ):
        pen.text(154.5, y, label, style.label)
        pen.text(170.0, y, value, style.value, field=name)
    if pages > 1:
        pen.text(160.0, 26.5, f"共{pages}页 第{page}页", style.value)


def _draw_frame(pen: Pen, style: _Style, words: float, seller: float, bottom: float, *, last: bool) -> None:
    horizontal = [(_LEFT, y, _RIGHT, y) for y in (_TOP, _TABLE, bottom)]
    vertical = [(_LEFT, _TOP, _LEFT, bottom), (_RIGHT, _TOP, _RIGHT, bottom)]
    vertical += [(x, _TOP, x, _TABLE) for x in (10.7, 105.2, 111.2)]
    if last:
        horizontal += [(_LEFT, y, _RIGHT, y) for y in (words, seller)]
        vertical += [(10.7, seller, 10.7, bottom), (56.5, words, 56.5, seller)]
    pen.lines(horizontal + vertical, style.line_width, style.colour)


def _draw_parties(pen: Pen, fields: Mapping[str, str], style: _Style) -> None:
    for left, heading, side in _SIDES:
        pen.column(left + 1.5, 35.5, heading, style.label, 3.5)
        x = left + 7.0
        pen.text(x, 36.5, "名称：", style.label)
        pen.text(x + 9.0, 36.5, fields[f"{side}_name"], style.value, field=f"{side}_name", fit=83)
        label = "统一社会信用代码/纳税人识别号："
        compact = replace(style.label, tracking=-0.05)
        width = pen.text(x, 47.0, label, compact)
        pen.text(x + width, 47.0, fields[f"{side}_tax_id"], style.id, field=f"{side}_tax_id", fit=94 - width - 7)


def _draw_goods(pen: Pen, style: _Style, rows: _Rows) -> None:
    for column in _COLUMNS:
        pen.text(column.x + 0.5, 55.9, column.heading, style.label)
    for i, (number, cells) in enumerate(rows.cells):
        y = 59.4 + i * _ROW
        for column in _COLUMNS:
            x = {"left": column.left, "center": (column.left + column.right) / 2, "right": column.right}[column.align]
            fit = column.right - column.left
            pen.text(x, y, cells[column.name], style.value, field=f"items.{number}.{column.name}", align=column.align, fit=fit)


def _draw_subtotal(pen: Pen, invoice: SyntheticInvoice, style: _Style, rows: _Rows, y: float) -> None:
    amount = sum(parse_fen(invoice.items[i]["amount"]) or 0 for i in rows.items)
    tax = sum(parse_fen(invoice.items[i]["tax"]) or 0 for i in rows.items)
    pen.spread(20.5, y, "小计", style.label, 19.2)
    pen.text(153.0, y, "¥" + format_fen(amount), style.value, align="right")
    pen.text(205.3, y, "***" if invoice.stars else "¥" + format_fen(tax), style.value, align="right")


def _draw_sums(pen: Pen, invoice: SyntheticInvoice, style: _Style, extra: float) -> None:
    fields = invoice.fields
    pen.spread(20.5, 95.0 + extra, "合计", style.label, 19.2)
    pen.text(153.0, 94.6 + extra, "¥" + fields["amount"], style.value, field="amount", align="right")
    pen.text(205.3, 94.6 + extra, "¥" + fields["tax"] if fields["tax"] else "***", style.value, field="tax", align="right")
    pen.text(17.0, 101.5 + extra, "价税合计（大写）", style.label)
    x, y, r = 60.4, 100.0 + extra, 2.1
    d = r * 0.7
    pen.add([Ellipse(x, y, r, r, 0.22, BLACK, Layer.PRINT)])
    pen.add([Line(x - d, y - d, x + d, y + d, 0.22, BLACK, Layer.PRINT), Line(x - d, y + d, x + d, y - d, 0.22, BLACK, Layer.PRINT)])
    pen.text(63.2, 101.0 + extra, fields["total_in_words"], style.value, field="total_in_words")
    pen.text(143.5, 101.5 + extra, "（小写）", style.label)
    pen.text(156.0, 101.0 + extra, "¥" + fields["total"], replace(style.value, size=3.7), field="total")
