"""Vehicle invoices on continuous paper 241 × 177 mm. The new vehicle's grid is measured on a scan; the used vehicle's follows its field list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from training.synthesize.drawing import Colour, Drawing, Ellipse, Layer, Line, Pen, TextStyle
from training.synthesize.fonts import Face, FontSet
from training.synthesize.invoice_values import SyntheticInvoice
from training.synthesize.layouts.codes import qr_matrix
from training.synthesize.layouts.paper_vat import PIN_COLOURS
from training.synthesize.seals import SealInk, seller_seal, supervision_seal

WIDTH, HEIGHT = 241.0, 177.0
_LEFT, _RIGHT = 19.3, 221.5


@dataclass(frozen=True)
class _Cell:
    """A cell of a row; it ends where the next begins."""

    x: float
    text: str
    """A label, its lines parted by newlines; "" for a cell that holds a value."""
    field: str = ""
    value: str = ""


@dataclass(frozen=True)
class _Row:
    top: float
    cells: tuple[_Cell, ...]


@dataclass(frozen=True)
class _Inks:
    form: Colour
    label: TextStyle
    value: TextStyle


def draw_motor_vehicle_form(invoice: SyntheticInvoice, fonts: FontSet, rng: Random) -> tuple[Drawing, ...]:
    pen, inks = Pen(fonts, WIDTH, HEIGHT), _inks(rng)
    f, face = invoice.fields, invoice.face
    _draw_heading(pen, invoice, inks, "机动车销售统一发票")
    rows = (
        _Row(
            65.9,
            (
                _label(_LEFT, "购买方名称及\n身份证号码/\n组织机构代码"),
                _value(46.1, "buyer_name", f),
                _label(115.3, "纳税人识别号"),
                _value(160.0, "buyer_tax_id", f),
            ),
        ),
        _Row(
            81.2,
            (
                _label(_LEFT, "车 辆 类 型"),
                _value(46.5, "vehicle_type", f),
                _label(89.9, "厂牌型号"),
                _value(108.2, "brand_model", f),
                _label(177.6, "产地"),
                _text(186.6, face["origin"]),
            ),
        ),
        _Row(
            89.9,
            (
                _label(_LEFT, "合 格 证 号"),
                _value(46.5, "certificate_number", f),
                _label(89.9, "进口证明书号"),
                _text(115.5, ""),
                _label(171.0, "商检单号"),
                _text(186.6, ""),
            ),
        ),
        _Row(99.0, (_label(_LEFT, "发动机号码"), _value(46.5, "engine_number", f), _label(115.5, "车辆识别代号/车架号码"), _value(156.2, "vin", f))),
        _Row(108.5, (_label(_LEFT, "价 税 合 计"), _value(46.5, "", f), _text(170.0, ""))),
        _Row(
            116.5, (_label(_LEFT, "销货单位名称"), _value(46.5, "seller_name", f), _label(152.7, "电话"), _text(162.8, face["phone"], "seller_address_phone"))
        ),
        _Row(
            125.9,
            (_label(_LEFT, "纳税人识别号"), _value(46.5, "seller_tax_id", f), _label(152.7, "账号"), _text(162.8, face["account"], "seller_bank_account")),
        ),
        _Row(
            134.8,
            (
                _label(_LEFT, "地      址"),
                _text(46.5, face["address"], "seller_address_phone"),
                _label(126.8, "开户银行"),
                _text(143.0, face["bank"], "seller_bank_account"),
            ),
        ),
        _Row(
            144.0,
            (
                _label(_LEFT, "增值税税率\n或 征 收 率"),
                _text(46.5, face["rate"]),
                _label(72.7, "增值税\n税  额"),
                _money(88.5, "tax", f),
                _label(130.6, "主管税务\n机关及代码"),
                _text(152.5, face["office"]),
            ),
        ),
        _Row(
            155.3,
            (
                _label(_LEFT, "不 含 税 价"),
                _money(46.5, "amount", f),
                _label(95.3, "完税凭证号码"),
                _text(120.2, ""),
                _label(169.4, "吨位"),
                _text(179.3, face["tonnage"]),
                _label(189.4, "限乘人数"),
                _text(205.4, face["people"]),
            ),
        ),
    )
    _draw_rows(pen, rows, 165.4, inks)
    _draw_sum(pen, invoice, inks, 114.0, "（小写）")
    for x, text, content, name in ((21.0, "销货单位盖章", "", ""), (95.0, "开票人", f["drawer"], "drawer"), (150.0, "备注：", "一车一票", "remarks")):
        pen.text(x, 170.0, text, inks.label)
        pen.text(x + 13.0, 170.0, content, inks.value, field=name)
    _draw_seals(pen, invoice, invoice.fields["seller_name"], invoice.fields["seller_tax_id"], rng)
    return (pen.done(),)


def draw_used_vehicle_form(invoice: SyntheticInvoice, fonts: FontSet, rng: Random) -> tuple[Drawing, ...]:
    pen, inks = Pen(fonts, WIDTH, HEIGHT), _inks(rng)
    f, face = invoice.fields, invoice.face
    _draw_heading(pen, invoice, inks, "二手车销售统一发票")
    sides = []
    for top, name, side in ((65.9, "买方", "buyer"), (81.0, "卖方", "seller")):
        address, phone = f[f"{side}_address_phone"].rsplit(" ", 1)
        sides += [
            _Row(
                top,
                (_label(_LEFT, f"{name}单位/个人"), _value(48.0, f"{side}_name", f), _label(125.0, "单位代码/身份证号码"), _value(163.0, f"{side}_tax_id", f)),
            ),
            _Row(
                top + 7.6,
                (
                    _label(_LEFT, f"{name}单位/个人住址"),
                    _text(52.0, address, f"{side}_address_phone"),
                    _label(163.0, "电话"),
                    _text(175.0, phone, f"{side}_address_phone"),
                ),
            ),
        ]
    rows = (
        *sides,
        _Row(
            96.2,
            (
                _label(_LEFT, "车牌照号"),
                _value(46.5, "plate_number", f),
                _label(84.0, "登记证号"),
                _value(104.0, "registration_number", f),
                _label(150.0, "车辆类型"),
                _value(170.0, "vehicle_type", f),
            ),
        ),
        _Row(
            104.5,
            (
                _label(_LEFT, "车架号/车辆识别代码"),
                _value(56.0, "vin", f),
                _label(107.0, "厂牌型号"),
                _value(126.0, "brand_model", f),
                _label(163.0, "转入地车辆管理所名称"),
                _text(200.0, face["office"]),
            ),
        ),
        _Row(112.8, (_label(_LEFT, "车价合计（大写）"), _value(52.0, "", f), _text(170.0, ""))),
        _Row(121.1, (_label(_LEFT, "经营、拍卖单位"), _text(50.0, ""))),
        _Row(127.8, (_label(_LEFT, "经营、拍卖单位地址"), _text(55.0, ""), _label(125.0, "纳税人识别号"), _text(150.0, ""))),
        _Row(134.5, (_label(_LEFT, "开户银行、账号"), _text(50.0, ""), _label(150.0, "电话"), _text(162.0, ""))),
        _Row(141.2, (_label(_LEFT, "二手车市场"), _text(48.0, face["market"]), _label(125.0, "纳税人识别号"), _text(150.0, face["market_id"]))),
        _Row(149.2, (_label(_LEFT, "开户银行、账号"), _text(50.0, face["market_bank"]), _label(135.0, "地址"), _text(147.0, face["market_address"]))),
        _Row(157.2, (_label(_LEFT, "备 注"), _value(46.5, "remarks", f))),
    )
    _draw_rows(pen, rows, 165.4, inks)
    _draw_sum(pen, invoice, inks, 118.4, "小写")
    pen.text(21.0, 170.0, "开票单位（盖章）", inks.label)
    pen.text(120.0, 170.0, "开票人", inks.label)
    pen.text(133.0, 170.0, f["drawer"], inks.value, field="drawer")
    _draw_seals(pen, invoice, face["market"], face["market_id"], rng)
    return (pen.done(),)


def _inks(rng: Random) -> _Inks:
    form: Colour = rng.choice(((165, 95, 80), (150, 85, 60), (90, 80, 80)))
    return _Inks(form, TextStyle(Face.KAI, 3.3, form), TextStyle(Face.SONG, 3.4, rng.choice(PIN_COLOURS), Layer.PRINT, cells=True))


def _label(x: float, text: str) -> _Cell:
    return _Cell(x, text)


def _value(x: float, name: str, fields: Mapping[str, str]) -> _Cell:
    return _Cell(x, "", name, fields.get(name, ""))


def _money(x: float, name: str, fields: Mapping[str, str]) -> _Cell:
    return _Cell(x, "", name, f"￥{fields[name]}")


def _text(x: float, text: str, name: str = "") -> _Cell:
    return _Cell(x, "", name, text)


def _draw_heading(pen: Pen, invoice: SyntheticInvoice, inks: _Inks, title: str) -> None:
    fields, face = invoice.fields, invoice.face
    pen.text(120.5, 15.2, title, TextStyle(Face.KAI, 6.2, inks.form, tracking=1.0), align="center")
    pen.text(120.5, 26.0, "发 票 联", TextStyle(Face.KAI, 5.6, inks.form, tracking=1.5), align="center")
    pen.add(supervision_seal(pen, 120.5, 18.0, face["bureau"], face["bureau_centre"], SealInk((215, 75, 70), Layer.SUPERVISION), rx=15, ry=10))
    number = TextStyle(Face.SANS, 4.6, (45, 45, 50), tracking=0.4)
    for y, text, name in ((20.0, "发票代码", "invoice_code"), (27.0, "发票号码", "invoice_number")):
        pen.text(166.0, y, text, inks.label)
        pen.text(183.0, y, fields[name], number, field=name)
    if invoice.code_payload:
        pen.add([qr_matrix(invoice.code_payload, 24.0, 11.0, 16.0, colour=inks.value.colour, error="l")])
    pen.text(21.0, 33.6, "开票日期", inks.label)
    pen.text(37.0, 33.6, fields["issue_date"], inks.value, field="issue_date")
    pen.lines([(_LEFT, 35.3, _RIGHT, 35.3), (46.1, 35.3, 46.1, 65.9), (107.0, 35.3, 107.0, 65.9), (115.0, 35.3, 115.0, 65.9)], 0.25, inks.form)
    for y, text, content in (
        (44.5, "机打代码", fields["invoice_code"]),
        (51.5, "机打号码", fields["invoice_number"]),
        (58.5, "机器编号", fields["machine_number"]),
    ):
        pen.spread(23.0, y, text, inks.label, 19.5)
        pen.text(49.0, y, content, inks.value, field="machine_number" if text == "机器编号" else "")
    pen.column(109.3, 43.5, "税控码", inks.label, 6.6)
    for i, row in enumerate(face["control"].split("\n")):
        pen.spread(118.0, 43.0 + i * 5.6, row, TextStyle(Face.COURIER, 4.0, inks.value.colour, Layer.PRINT), 92.0)


def _draw_rows(pen: Pen, rows: Sequence[_Row], bottom: float, inks: _Inks) -> None:
    ends = [row.top for row in rows[1:]] + [bottom]
    pen.lines([(_LEFT, 35.3, _LEFT, bottom), (_RIGHT, 35.3, _RIGHT, bottom), (_LEFT, bottom, _RIGHT, bottom)], 0.25, inks.form)
    for row, end in zip(rows, ends, strict=True):
        pen.lines([(_LEFT, row.top, _RIGHT, row.top)], 0.25, inks.form)
        rights = [cell.x for cell in row.cells[1:]] + [_RIGHT]
        for i, (cell, right) in enumerate(zip(row.cells, rights, strict=True)):
            if i and (cell.text or row.cells[i - 1].text):
                pen.lines([(cell.x, row.top, cell.x, end)], 0.25, inks.form)
            _draw_cell(pen, cell, right, row.top, end, inks)


def _draw_cell(pen: Pen, cell: _Cell, right: float, top: float, end: float, inks: _Inks) -> None:
    middle = (top + end) / 2
    if cell.text:
        lines = cell.text.split("\n")
        pitch = min(4.2, (end - top) / len(lines))
        for i, line in enumerate(lines):
            y = middle + 1.2 + (i - (len(lines) - 1) / 2) * pitch
            pen.text((cell.x + right) / 2, y, line, inks.label, align="center", fit=right - cell.x - 1)
    else:
        pen.text(cell.x + 2.5, middle + 1.1, cell.value, inks.value, field=cell.field, fit=right - cell.x - 3)


def _draw_sum(pen: Pen, invoice: SyntheticInvoice, inks: _Inks, y: float, label: str) -> None:
    colour = inks.value.colour
    pen.add([Ellipse(55.5, y - 1.2, 1.8, 1.8, 0.3, colour, Layer.PRINT)])
    pen.add([Line(54.2, y - 2.5, 56.8, y + 0.1, 0.3, colour, Layer.PRINT), Line(54.2, y + 0.1, 56.8, y - 2.5, 0.3, colour, Layer.PRINT)])
    pen.text(60.0, y, invoice.fields["total_in_words"], inks.value, field="total_in_words")
    pen.text(160.0, y, label, inks.label)
    pen.text(174.0, y, f"￥{invoice.fields['total']}", inks.value, field="total")


def _draw_seals(pen: Pen, invoice: SyntheticInvoice, name: str, tax_id: str, rng: Random) -> None:
    ink = SealInk((rng.randint(200, 235), rng.randint(50, 90), rng.randint(60, 100)))
    if rng.random() < 0.85:
        pen.add(seller_seal(pen, rng.uniform(40, 100), rng.uniform(146, 163), name, tax_id, ink, rng))
