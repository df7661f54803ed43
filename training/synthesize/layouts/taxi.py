"""Taxi receipts of several places, 57 mm wide: offset print with red numbers, filled in by a meter of 5 × 7 dots.

Beijing, Zhejiang, Ningbo and Inner Mongolia are measured on scans and photographs; Shanghai follows the same scans.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from training.synthesize.drawing import Colour, Drawing, Ellipse, Layer, Pen, Polygon, TextStyle
from training.synthesize.fonts import Face, FontSet
from training.synthesize.invoice_values import SyntheticInvoice
from training.synthesize.layouts.dots import dot_text
from training.synthesize.seals import SealInk, arc_text, supervision_seal

WIDTH = 57.0
_BROWN: Colour = (165, 110, 75)
_RED: Colour = (225, 85, 60)


@dataclass(frozen=True)
class _Row:
    label: str
    y: float
    value: str
    """As the meter prints it."""
    field: str = ""
    english: str = ""


@dataclass(frozen=True)
class _Meter:
    """One meter's print."""

    colour: Colour
    dot: float
    height: float
    radius: float
    plain_zero: bool
    right: float
    shift: float
    """Rows print this much higher or lower than their labels, mm."""


def draw_taxi(invoice: SyntheticInvoice, fonts: FontSet, rng: Random) -> tuple[Drawing, ...]:
    style = invoice.face["style"]
    draw = {"beijing": _beijing, "zhejiang": _zhejiang, "ningbo": _ningbo, "neimenggu": _neimenggu, "shanghai": _shanghai}[style]
    return (draw(invoice, fonts, rng),)


def _draw_meter(rng: Random, right: float) -> _Meter:
    return _Meter(
        colour=rng.choice(((45, 40, 125), (60, 60, 150), (35, 35, 50), (25, 25, 30), (85, 85, 160), (70, 70, 80))),
        dot=rng.uniform(0.37, 0.43),
        height=rng.uniform(2.7, 3.1),
        radius=rng.uniform(0.42, 0.62),
        plain_zero=rng.random() < 0.4,
        right=right + rng.uniform(-1.5, 1.0),
        shift=rng.gauss(0, 0.9),
    )


def _print_rows(pen: Pen, rows: Sequence[_Row], meter: _Meter) -> None:
    for row in rows:
        if row.value:
            pen.add(
                [
                    dot_text(
                        meter.right,
                        row.y + meter.shift,
                        row.value,
                        dot=meter.dot,
                        height=meter.height,
                        colour=meter.colour,
                        field=row.field,
                        radius=meter.radius,
                        plain_zero=meter.plain_zero,
                    )
                ]
            )


def _mark(pen: Pen, x: float, y: float, width: float, height: float) -> None:
    """A black mark by which the printer finds its place."""
    pen.add([Polygon(((x, y), (x + width, y), (x + width, y + height), (x, y + height)), (20, 20, 20))])


def _frame(pen: Pen, x: float, y: float, width: float, height: float, colour: Colour) -> None:
    pen.lines([(x, y, x + width, y), (x, y + height, x + width, y + height), (x, y, x, y + height), (x + width, y, x + width, y + height)], 0.2, colour)


def _firm_seal(pen: Pen, x: float, y: float, text: str, *, rx: float = 13.0, ry: float = 9.5, caption: str = "发票专用章") -> None:
    """Preprinted oval of the firm."""
    pen.add([Ellipse(x, y, rx, ry, 0.35, _RED)])
    style = TextStyle(Face.SONG, 2.6, _RED)
    pen.add(arc_text(pen, x, y, rx - 3.2, ry - 3.2, text, style, 185, 355))
    pen.text(x, y + ry * 0.45, caption, TextStyle(Face.SONG, 2.6, _RED), align="center")


def _tax_seal(pen: Pen, invoice: SyntheticInvoice, y: float, *, rx: float = 19.0, ry: float = 12.5) -> None:
    face = invoice.face
    pen.add(supervision_seal(pen, WIDTH / 2, y, face["bureau"], face["bureau_centre"], SealInk(_RED, Layer.SUPERVISION), rx=rx, ry=ry))


def _red_numbers(
    pen: Pen, invoice: SyntheticInvoice, rows: Sequence[tuple[str, str, float]], label_x: float, value_x: float, size: float, colour: Colour
) -> None:
    for label, name, y in rows:
        pen.text(label_x, y, label, TextStyle(Face.SONG, 2.4, _BROWN))
        pen.text(value_x, y, invoice.fields[name], TextStyle(Face.SANS, size, colour, tracking=0.6), field=name)


def _beijing(invoice: SyntheticInvoice, fonts: FontSet, rng: Random) -> Drawing:
    pen = Pen(fonts, WIDTH, 150.0)
    fields, face = invoice.fields, invoice.face
    hei = TextStyle(Face.SONG, 3.9, (130, 85, 70))
    pen.text(28.5, 10.8, "北京市出租汽车专用发票", hei, align="center", fit=44)
    pen.text(28.5, 15.8, "BEIJING TAXI SPECIAL INVOICE", TextStyle(Face.SANS, 2.9, (130, 85, 70)), align="center", fit=42)
    pen.text(28.5, 22.8, "发票联", TextStyle(Face.HEI, 3.9, (120, 75, 60)), align="center")
    pen.text(28.5, 27.3, "INVOICE", TextStyle(Face.SANS, 2.9, (130, 85, 70)), align="center")
    _tax_seal(pen, invoice, 15.0)
    _mark(pen, 44.5, 0.3, 12.5, 6.4)
    _mark(pen, 0.0, 58.5, 12.5, 6.5)
    black = TextStyle(Face.SANS, 5.0, (25, 25, 25), tracking=0.55)
    pen.text(3.5, 32.8, fields["invoice_code"], black, field="invoice_code")
    pen.text(3.5, 38.6, fields["invoice_number"], black, field="invoice_number")
    y, pitch = 42.4, 6.07
    surcharge, call = face["surcharge"], "0.00"
    values = (
        ("单位", "Company", face["company"], ""),
        ("电话", "Tel", face["phone"], ""),
        ("车号  京", "Taxi No.", fields["car_number"], "car_number"),
        ("证号", "Certificate No.", face["badge"], ""),
        ("日期", "Date", fields["issue_date"], "issue_date"),
        ("时间", "Time", f"{fields['time_on']}-{fields['time_off']}", "time_on"),
        ("单价", "Price per km", fields["unit_price"], "unit_price"),
        ("里程", "Distance", fields["mileage"], "mileage"),
        ("等候", "Waiting time", face["wait"], ""),
        ("状态", "State", face["state"], ""),
        ("金额", "Fare", f"¥{face['fare']}", ""),
        ("燃油附加费", "Fuel oil surcharge", f"¥{surcharge}", ""),
        ("预约叫车服务费", "Call service surcharge", f"¥{call}", ""),
        ("实收金额", "Total", f"¥{fields['total']}", "total"),
        ("卡号", "Card No.", "----", ""),
        ("卡原额", "Previous Card Balance", "----", ""),
        ("卡余额", "Card Balance", "----", ""),
    )
    rows = [_Row(label, y + i * pitch, value, name, english) for i, (label, english, value, name) in enumerate(values)]
    label, english = TextStyle(Face.SONG, 2.7, _BROWN), TextStyle(Face.SANS, 2.2, _BROWN)
    for row in rows:
        indent = 4.0 if row.label.startswith(("车号", "证号")) else 0.0
        pen.text(9.2 + indent, row.y, row.label, label)
        pen.text(9.2 + indent, row.y + 2.9, row.english, english)
    _frame(pen, 2.0, 67.0, 5.6, 30.0, _BROWN)
    pen.column(3.4, 71.0, "机打发票 手写无效"[:9], TextStyle(Face.SONG, 2.6, _BROWN), 3.1)
    _firm_seal(pen, 26.0, 127.0, "北京市出租汽车", rx=16.0, ry=11.5)
    pen.text(1.0, 144.5, "密  码", TextStyle(Face.SONG, 2.7, _BROWN))
    _print_rows(pen, rows, _draw_meter(rng, 51.3))
    return pen.done()


def _plain_labels(pen: Pen, rows: Sequence[_Row], x: float, size: float, *, width: float = 0.0, colour: Colour = _BROWN) -> None:
    style = TextStyle(Face.SONG, size, colour)
    for row in rows:
        if width:
            pen.spread(x, row.y, row.label, style, width)
        else:
            pen.text(x, row.y, row.label, style)


def _zhejiang(invoice: SyntheticInvoice, fonts: FontSet, rng: Random) -> Drawing:
    pen = Pen(fonts, WIDTH, 150.0)
    fields, face = invoice.fields, invoice.face
    pen.text(28.5, 9.8, "浙江通用机打发票", TextStyle(Face.SONG, 3.6, _BROWN), align="center")
    pen.text(29.5, 24.4, "发 票 联", TextStyle(Face.HEI, 5.0, (140, 90, 60)), align="center")
    _tax_seal(pen, invoice, 15.8)
    _red_numbers(pen, invoice, (("发票代码", "invoice_code", 37.0), ("发票号码", "invoice_number", 45.0)), 1.6, 12.0, 5.0, _RED)
    pen.text(5.3, 61.5, f"监督电话: {rng.choice(('12345', '12328', '12358'))}", TextStyle(Face.SONG, 2.6, _BROWN))
    _firm_seal(pen, 36.5, 60.5, f"浙江省{face['city']}市出租汽车", ry=10.0)
    _mark(pen, 46.5, 71.0, 10.5, 6.5)
    _mark(pen, 0.0, 115.0, 9.0, 6.5)
    extra = face["surcharge"] != "0.00"
    prefix = f"(K{rng.randint(800, 1050):04d})" if rng.random() < 0.8 else ""
    values = [
        ("车号", fields["car_number"], "car_number"),
        ("证号", f"({rng.randint(1, 99):04d}){face['badge']}" if rng.random() < 0.5 else face["badge"], ""),
        ("日期", fields["issue_date"], "issue_date"),
        ("上车", f"{prefix}{fields['time_on']}", "time_on"),
        ("下车", fields["time_off"], "time_off"),
        ("单价", f"{fields['unit_price']}元{rng.choice(('', '/km'))}", "unit_price"),
        ("里程", f"{fields['mileage']}km", "mileage"),
        ("等候", face["wait"], ""),
        ("金额", f"+{face['surcharge'][:-3]}元" if extra else f"{fields['total']}元", "" if extra else "total"),
    ]
    if extra:
        values.append(("", f"{fields['total']}元", "total"))
    rows = [_Row(label, 79.8 + i * 6.15, value, name) for i, (label, value, name) in enumerate(values)]
    _plain_labels(pen, rows, 10.0, 3.0)
    _frame(pen, 2.7, 80.0, 5.2, 30.0, _BROWN)
    pen.column(4.0, 87.0, "手写无效", TextStyle(Face.SONG, 2.6, _BROWN), 6.6)
    _tail(pen, (("卡号", 2.0, 137.5), ("原 额", 18.0, 143.0), ("余 额", 18.0, 147.0)))
    pen.text(28.5, 149.4, f"浙税印〔{invoice.day.year - 1}〕{rng.randint(10, 200)}号", TextStyle(Face.SONG, 1.9, _RED), align="center")
    _print_rows(pen, rows, _draw_meter(rng, 51.0))
    return pen.done()


def _tail(pen: Pen, labels: Sequence[tuple[str, float, float]]) -> None:
    for text, x, y in labels:
        pen.text(x, y, text, TextStyle(Face.SONG, 2.7, _BROWN))


def _ningbo(invoice: SyntheticInvoice, fonts: FontSet, rng: Random) -> Drawing:
    pen = Pen(fonts, WIDTH, 135.0)
    fields, face = invoice.fields, invoice.face
    pen.text(28.5, 7.5, "宁波通用机打发票", TextStyle(Face.SONG, 3.8, _BROWN), align="center")
    pen.text(28.5, 19.0, "发 票 联", TextStyle(Face.HEI, 5.0, (140, 90, 60)), align="center")
    _tax_seal(pen, invoice, 11.0)
    _red_numbers(pen, invoice, (("发票代码", "invoice_code", 31.0), ("发票号码", "invoice_number", 37.6)), 2.0, 11.0, 5.2, _RED)
    pen.text(2.0, 43.6, "服务监督电话", TextStyle(Face.SONG, 2.9, _BROWN))
    pen.text(20.5, 43.6, "12328", TextStyle(Face.TIMES, 3.4, _BROWN, tracking=0.5))
    pen.text(2.0, 48.6, "电召热线", TextStyle(Face.SONG, 2.9, _BROWN))
    _firm_seal(pen, 42.5, 49.5, "宁波市出租汽车", rx=12.0, ry=9.0)
    values = (
        ("车号", fields["car_number"], "car_number"),
        ("日期", fields["issue_date"], "issue_date"),
        ("上车", f"(K{rng.randint(800, 1050):04d}){fields['time_on']}", "time_on"),
        ("下车", fields["time_off"], "time_off"),
        ("单价", f"{fields['unit_price']}元", "unit_price"),
        ("里程", f"{fields['mileage']}km", "mileage"),
        ("等候", face["wait"], ""),
        ("预约电召费", "0 元", ""),
        ("金额(fare)", f"{fields['total']}元", "total"),
        ("卡号", "", ""),
        ("原额", "", ""),
        ("余额", "", ""),
    )
    rows = [_Row(label, 66.5 + i * 5.75, value, name) for i, (label, value, name) in enumerate(values)]
    _plain_labels(pen, rows, 9.5, 3.5)
    _mark(pen, 0.0, 98.0, 9.0, 6.0)
    pen.column(51.5, 116.0, "手开无效", TextStyle(Face.SONG, 2.6, _BROWN), 3.4)
    _print_rows(pen, rows, _draw_meter(rng, 47.5))
    return pen.done()


def _neimenggu(invoice: SyntheticInvoice, fonts: FontSet, rng: Random) -> Drawing:
    pen = Pen(fonts, WIDTH, 150.0)
    fields, face = invoice.fields, invoice.face
    pen.text(28.5, 8.0, "内 蒙 古", TextStyle(Face.SONG, 3.8, _BROWN), align="center")
    pen.text(28.5, 13.5, "出租汽车通用机打发票", TextStyle(Face.SONG, 3.6, (110, 60, 55)), align="center", fit=44)
    pen.text(28.5, 20.5, "发票联", TextStyle(Face.KAI, 3.8, (110, 60, 55), bold=True), align="center")
    _tax_seal(pen, invoice, 11.8, rx=18.0, ry=11.0)
    label = TextStyle(Face.KAI, 2.9, (120, 75, 65), tracking=0.4)
    for text, value, name, y, colour in (
        ("发票代码:", fields["invoice_code"], "invoice_code", 30.5, _RED),
        ("发票号码:", fields["invoice_number"], "invoice_number", 38.0, (40, 40, 40)),
        ("信 息 码:", face["information"], "", 45.5, (40, 40, 40)),
    ):
        pen.text(3.0, y, text, label)
        pen.text(20.5, y, value, TextStyle(Face.SANS, 4.0, colour, tracking=0.6 if len(value) == 8 else 0.1), field=name)
    _firm_seal(pen, 42.0, 44.0, "出租汽车公司", rx=9.0, ry=6.5)
    _mark(pen, 2.5, 53.0, 10.5, 6.0)
    _frame(pen, 17.0, 52.5, 32.0, 6.0, (150, 60, 55))
    pen.text(33.0, 56.8, "机打发票 手写无效", TextStyle(Face.KAI, 3.1, (150, 60, 55)), align="center")
    values = (
        ("单位:", face["company"], ""),
        ("电话:", face["phone"], ""),
        ("车号:蒙", fields["car_number"], "car_number"),
        ("证号:", face["badge"], ""),
        ("日期:", fields["issue_date"], "issue_date"),
        ("上车:", fields["time_on"], "time_on"),
        ("下车:", fields["time_off"], "time_off"),
        ("单价:", fields["unit_price"], "unit_price"),
        ("里程:", fields["mileage"], "mileage"),
        ("等候:", face["wait"], ""),
        ("状态:", face["state"], ""),
        ("金额:", f"¥{fields['total']}", "total"),
    )
    rows = [_Row(text, 69.0 + i * 6.0, value, name) for i, (text, value, name) in enumerate(values)]
    _plain_labels(pen, rows, 7.5, 3.0, width=13.0, colour=(120, 60, 60))
    pen.text(28.5, 146.0, f"内蒙古安印印务有限公司 {invoice.day.year}年印制", TextStyle(Face.HEI, 2.2, (120, 60, 60)), align="center")
    _print_rows(pen, rows, _draw_meter(rng, 48.5))
    return pen.done()


def _shanghai(invoice: SyntheticInvoice, fonts: FontSet, rng: Random) -> Drawing:
    pen = Pen(fonts, WIDTH, 130.0)
    fields, face = invoice.fields, invoice.face
    pen.text(28.5, 5.0, face["firm"], TextStyle(Face.SONG, 3.3, _BROWN), align="center", fit=50)
    pen.text(28.5, 10.8, "TAXI", TextStyle(Face.SANS, 4.2, (130, 85, 70)), align="center")
    pen.text(28.5, 21.5, "车费发票", TextStyle(Face.HEI, 4.0, (130, 85, 70)), align="center")
    pen.text(28.5, 25.6, "FARE RECEIPT", TextStyle(Face.SANS, 3.2, (130, 85, 70)), align="center")
    _tax_seal(pen, invoice, 15.0, rx=18.0, ry=11.5)
    pen.text(5.0, 31.5, "发票代码:", TextStyle(Face.SONG, 3.2, _BROWN))
    pen.text(9.5, 36.0, fields["invoice_code"], TextStyle(Face.SANS, 4.2, _RED, tracking=0.4), field="invoice_code")
    pen.text(5.0, 42.0, "发票号码:", TextStyle(Face.SONG, 3.2, _BROWN))
    pen.text(23.5, 42.0, fields["invoice_number"], TextStyle(Face.SANS, 4.6, (30, 30, 30), tracking=0.5), field="invoice_number")
    for i, text in enumerate(("服务电话: 96822", "监督电话: 62580780", f"地址: {face['city']}市共和新路{rng.randint(100, 3000)}号")):
        pen.text(5.0, 47.5 + i * 4.0, text, TextStyle(Face.SONG, 2.3, _BROWN))
    _firm_seal(pen, 41.0, 51.5, face["firm"][:10], rx=11.5, ry=8.5)
    values = (
        ("车号", fields["car_number"], "car_number"),
        ("证号", face["badge"], ""),
        ("日期", fields["issue_date"], "issue_date"),
        ("上车", fields["time_on"], "time_on"),
        ("下车", fields["time_off"], "time_off"),
        ("单价", f"{fields['unit_price']}元", "unit_price"),
        ("里程", f"{fields['mileage']}km", "mileage"),
        ("等候", face["wait"], ""),
        ("金额", f"{fields['total']}元", "total"),
    )
    rows = [_Row(text, 65.0 + i * 6.0, value, name) for i, (text, value, name) in enumerate(values)]
    _plain_labels(pen, rows, 11.0, 3.2)
    _frame(pen, 3.5, 66.0, 5.2, 30.0, _BROWN)
    pen.column(4.8, 73.0, "手写无效", TextStyle(Face.SONG, 2.6, _BROWN), 6.6)
    _mark(pen, 0.0, 101.0, 9.5, 6.5)
    _tail(pen, (("含电调费     0元   燃油附加费     0元", 4.0, 119.5), ("卡号", 4.0, 124.0), ("原 额        余 额", 18.0, 128.0)))
    _print_rows(pen, rows, _draw_meter(rng, 48.0))
    return pen.done()
