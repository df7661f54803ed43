"""The grid that paper and electronic VAT invoices share: two parties, cipher area, table of goods, sums, people.

Geometry of the electronic form as measured (millimetres, page 210 × 140); the paper form is the same grid, moved.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from training.synthesize.drawing import BLACK, Colour, Ellipse, Layer, Line, Pen, TextStyle, moved
from training.synthesize.fonts import Face
from training.synthesize.invoice_values import SyntheticInvoice


@dataclass(frozen=True)
class Column:
    name: str
    """Key of the item's cell."""
    heading: str
    spread: float
    """Width over which the heading's letters are spread, mm; 0 for natural width."""
    right: float
    """Right rule of the column."""
    align: str


GOODS_COLUMNS = (
    Column("name", "货物或应税劳务、服务名称", 0, 56.5, "left"),
    Column("specification", "规格型号", 0, 82.5, "left"),
    Column("unit", "单位", 0, 94.5, "center"),
    Column("quantity", "数量", 9.5, 114.5, "right"),
    Column("unit_price", "单价", 8.5, 134.5, "right"),
    Column("amount", "金额", 9.9, 164.5, "right"),
    Column("tax_rate", "税率", 0, 175.5, "center"),
    Column("tax", "税额", 10.2, 205.5, "right"),
)
TOLL_COLUMNS = (
    Column("name", "项目名称", 0, 48.0, "left"),
    Column("plate_number", "车牌号", 0, 81.3, "left"),
    Column("vehicle_type", "类型", 0, 94.2, "center"),
    Column("start_date", "通行日期起", 0, 114.1, "center"),
    Column("end_date", "通行日期止", 0, 134.3, "center"),
    Column("amount", "金额", 9.9, 164.0, "right"),
    Column("tax_rate", "税率", 0, 175.2, "center"),
    Column("tax", "税额", 10.2, 205.5, "right"),
)

LEFT, RIGHT = 4.5, 205.5
_TOP, _TABLE, _WORDS, _SELLER, _BOTTOM = 30.0, 52.0, 96.0, 104.0, 124.0
_SIZE = 3.175
_ROW = 4.5
_FIRST_ROW, _LAST_ROW = 59.2, 90.5
_PARTY_ROWS = (("name", 34.4), ("tax_id", 39.6), ("address_phone", 45.2), ("bank_account", 50.4))
_SELLER_ROWS = (("name", 108.2), ("tax_id", 113.1), ("address_phone", 117.6), ("bank_account", 122.2))


@dataclass(frozen=True)
class FormStyle:
    """How one issuer's forms look."""

    colour: Colour = (156, 82, 35)
    value_colour: Colour = BLACK
    label_face: Face = Face.KAI
    value_face: Face = Face.SONG
    id_face: Face = Face.COURIER
    id_size: float = 4.2
    cells: bool = True
    line_width: float = 0.25
    dx: float = 0.0
    dy: float = 0.0
    old_wording: bool = False
    """购货单位 and 销货单位, as before 2014."""
    name_heading: str = ""
    id_tracking: float = 0.0
    """Wider set than usual, mm."""
    id_indent: float = 0.0
    """Ids begin this much further in than the other values, mm."""

    @property
    def label(self) -> TextStyle:
        return TextStyle(self.label_face, _SIZE, self.colour)

    @property
    def value(self) -> TextStyle:
        return TextStyle(self.value_face, _SIZE, self.value_colour, Layer.PRINT, cells=self.cells)

    @property
    def id(self) -> TextStyle:
        tracking = 0.0 if self.id_face is not Face.COURIER else max(0.0, 2.54 - 0.6 * self.id_size)
        return TextStyle(self.id_face, self.id_size, self.value_colour, Layer.PRINT, tracking=tracking + self.id_tracking)


def draw_form(pen: Pen, invoice: SyntheticInvoice, style: FormStyle, columns: Sequence[Column] = GOODS_COLUMNS) -> None:
    """Everything but the heading and the seals."""
    start = len(pen.marks)
    _draw_rules(pen, style, columns, cipher=True)
    _draw_party(pen, invoice.fields, "buyer", style, "购货单位" if style.old_wording else "购买方", _PARTY_ROWS, 34.9)
    _draw_party(pen, invoice.fields, "seller", style, "销货单位" if style.old_wording else "销售方", _SELLER_ROWS, 108.4)
    _draw_cipher(pen, invoice, style)
    _draw_table(pen, invoice, style, columns)
    _draw_sums(pen, invoice, style, columns)
    _draw_remarks(pen, invoice.fields.get("remarks", ""), style)
    _draw_people(pen, invoice.fields, style)
    pen.marks[start:] = [moved(mark, style.dx, style.dy) for mark in pen.marks[start:]]


def _draw_rules(pen: Pen, style: FormStyle, columns: Sequence[Column], *, cipher: bool) -> None:
    horizontal = [(LEFT, y, RIGHT, y) for y in (_TOP, _TABLE, _WORDS, _SELLER, _BOTTOM)]
    vertical = [(x, _TOP, x, _BOTTOM) for x in (LEFT, RIGHT)]
    vertical += [(12.5, _TOP, 12.5, _TABLE), (12.5, _SELLER, 12.5, _BOTTOM), (119.5, _SELLER, 119.5, _BOTTOM), (124.5, _SELLER, 124.5, _BOTTOM)]
    if cipher:
        vertical += [(119.5, _TOP, 119.5, _TABLE), (124.5, _TOP, 124.5, _TABLE)]
    vertical += [(column.right, _TABLE, column.right, _SELLER if i == 0 else _WORDS) for i, column in enumerate(columns[:-1])]
    pen.lines(horizontal + vertical, style.line_width, style.colour)


def _draw_party(pen: Pen, fields: Mapping[str, str], side: str, style: FormStyle, heading: str, rows: Sequence[tuple[str, float]], top: float) -> None:
    pitch = 5.6 if len(heading) == 3 else 4.3
    pen.column(6.9, top + (1.2 if len(heading) == 3 else 0), heading, style.label, pitch)
    labels = {"name": "名称:", "tax_id": "纳税人识别号:", "address_phone": "地址、电话:", "bank_account": "开户行及账号:"}
    for name, y in rows:
        text = labels[name]
        body = style.label
        pen.spread(13.5, y, text[:-1], body, 18.9)
        pen.text(32.6, y, "：" if style.label_face is Face.KAI else ":", body)
        value_style = style.id if name == "tax_id" else style.value
        is_id = name == "tax_id"
        pen.text(
            36.0 + (style.id_indent if is_id else 0.0),
            y + (0.3 if is_id else 0.0),
            fields.get(f"{side}_{name}", ""),
            value_style,
            field=f"{side}_{name}",
            fit=82.5,
        )


def _draw_cipher(pen: Pen, invoice: SyntheticInvoice, style: FormStyle) -> None:
    pen.column(120.4, 36.0, "密码区", style.label, 6.0)
    cipher = TextStyle(style.id_face, 4.2, style.value_colour, Layer.PRINT)
    for i, row in enumerate(invoice.face.get("cipher", "").split("\n")):
        if row:
            pen.spread(127.5, 35.6 + i * 4.6, row, cipher, 75.5 - 2.5, field="cipher")


def _draw_table(pen: Pen, invoice: SyntheticInvoice, style: FormStyle, columns: Sequence[Column]) -> None:
    left = LEFT
    for column in columns:
        heading = style.name_heading if column.name == "name" and style.name_heading else column.heading
        middle = (left + column.right) / 2
        if column.spread:
            pen.spread(middle - column.spread / 2, 55.9, heading, style.label, column.spread)
        else:
            pen.text(middle, 55.9, heading, style.label, align="center", fit=column.right - left - 1)
        left = column.right
    if invoice.list_line is not None:
        draw_rows(pen, (invoice.list_line,), style.value, columns, _FIRST_ROW, _LAST_ROW, invoice.stars, prefix="list_line")
    else:
        draw_rows(pen, invoice.items, style.value, columns, _FIRST_ROW, _LAST_ROW, invoice.stars, prefix="items")


def draw_rows(
    pen: Pen, rows: Sequence[Mapping[str, str]], style: TextStyle, columns: Sequence[Column], first: float, last: float, stars: bool, prefix: str
) -> None:
    """Lines of goods between two baselines: names wrap, letters shrink where there are many lines."""
    wrapped = [pen.wrap(row["name"], style, columns[0].right - LEFT - 1.5) for row in rows]
    pitch = min(_ROW, (last - first) / max(sum(len(lines) for lines in wrapped) - 1, 1))
    if pitch < _ROW:
        style = replace(style, size=min(style.size, pitch * 0.78))
        wrapped = [pen.wrap(row["name"], style, columns[0].right - LEFT - 1.5) for row in rows]
    y = first
    for i, (row, names) in enumerate(zip(rows, wrapped, strict=True)):
        tag = f"{prefix}.{i}" if prefix == "items" else prefix
        for j, part in enumerate(names):
            pen.text(LEFT + 0.6, y + j * pitch, part, style, field=f"{tag}.name")
        left = columns[0].right
        for column in columns[1:]:
            _draw_cell(pen, column, left, y, printed_cell(row, column.name, stars), style, f"{tag}.{column.name}")
            left = column.right
        y += pitch * len(names)


def printed_cell(row: Mapping[str, str], name: str, stars: bool) -> str:
    """A cell as it is printed: dates without hyphens, stars where there is no tax, and for a rate of 差额征税."""
    text = row.get(name, "")
    if name in ("start_date", "end_date"):
        return text.replace("-", "")
    if name == "tax" and text == "" and (stars or row.get("tax_rate") in ("免税", "不征税")):
        return "***"
    if name == "tax_rate" and text == "" and row.get("tax") and row.get("quantity"):
        return "***"
    return text


def _draw_cell(pen: Pen, column: Column, left: float, y: float, text: str, style: TextStyle, field: str) -> None:
    room = column.right - left
    x = {"left": left + 0.6, "center": left + room / 2, "right": column.right - 0.8}[column.align]
    pen.text(x, y, text, style, field=field, align=column.align, fit=room - 0.6)


def _draw_sums(pen: Pen, invoice: SyntheticInvoice, style: FormStyle, columns: Sequence[Column]) -> None:
    fields = invoice.fields
    pen.spread(22.5, 94.9, "合计", style.label, 15.2)
    big = replace(style.id, size=min(style.id.size, 3.88), tracking=style.id_tracking / 2)
    amount_right, tax_right = columns[-3].right, columns[-1].right
    pen.text(amount_right - 0.8, 95.0, "¥" + fields["amount"], big, field="amount", align="right", fit=29)
    pen.text(tax_right - 0.8, 95.0, "¥" + fields["tax"] if fields["tax"] else "***", big, field="tax", align="right", fit=29)
    pen.text(17.3, 101.2, "价税合计（大写）", style.label)
    _draw_cross(pen, 60.2, 100.2, style)
    pen.text(63.6, 101.2, fields["total_in_words"], replace(style.value, size=3.4), field="total_in_words", fit=90)
    pen.text(156.5, 101.2, "（小写）", style.label)
    pen.text(168.0, 101.2, "¥" + fields["total"], big, field="total")


def _draw_cross(pen: Pen, x: float, y: float, style: FormStyle) -> None:
    """The mark before the words that bars anything from being written there."""
    colour, r = style.value_colour, 1.9
    pen.add([Ellipse(x, y, r, r, 0.3, colour, Layer.PRINT)])
    d = r * 0.7
    pen.add([Line(x - d, y - d, x + d, y + d, 0.3, colour, Layer.PRINT), Line(x - d, y + d, x + d, y - d, 0.3, colour, Layer.PRINT)])


def _draw_remarks(pen: Pen, remarks: str, style: FormStyle) -> None:
    pen.column(120.4, 110.6, "备注", style.label, 7.2)
    rows = [row for line in remarks.split("\n") for row in pen.wrap(line, style.value, 78)]
    for i, row in enumerate(rows):
        pen.text(126.4, 108.0 + i * 4.2, row, style.value, field="remarks")


def _draw_people(pen: Pen, fields: Mapping[str, str], style: FormStyle) -> None:
    for x, label, name, value_x in ((7.0, "收款人：", "payee", 22.0), (63.5, "复核：", "reviewer", 74.0), (105.5, "开票人：", "drawer", 121.0)):
        pen.spread(x, 128.3, label, style.label, 13.5 if len(label) == 4 else 10.5)
        pen.text(value_x, 128.3, fields.get(name, ""), style.value, field=name)
    pen.text(152.0, 128.3, "销货单位：（章）" if style.old_wording else "销售方：（章）", style.label)
