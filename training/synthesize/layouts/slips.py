"""Small slips: quota invoices, toll slips, bus tickets, machine-printed invoices. Drawn from their field lists; no real file measures them."""

from __future__ import annotations

from random import Random

from training.synthesize.drawing import Colour, Drawing, Layer, Pen, TextStyle
from training.synthesize.fonts import Face, FontSet
from training.synthesize.invoice_values import SyntheticInvoice
from training.synthesize.seals import SealInk, seller_seal, supervision_seal

_RED: Colour = (215, 70, 60)


def draw_quota(invoice: SyntheticInvoice, fonts: FontSet, rng: Random) -> tuple[Drawing, ...]:
    """定额发票: a fixed amount, printed."""
    pen = Pen(fonts, rng.choice((150.0, 130.0)), 75.0)
    fields, face = invoice.fields, invoice.face
    form: Colour = rng.choice(((130, 60, 50), (60, 90, 70), (70, 70, 130)))
    middle = pen.width / 2
    pen.text(middle, 13.0, f"{face['region']}通用定额发票", TextStyle(Face.KAI, 6.2, form, tracking=0.6), align="center")
    pen.text(middle, 22.5, "发 票 联", TextStyle(Face.KAI, 5.0, form), align="center")
    pen.add(supervision_seal(pen, middle, 16.5, face["bureau"], face["bureau_centre"], SealInk(_RED, Layer.SUPERVISION), rx=14, ry=9.5))
    label = TextStyle(Face.KAI, 3.6, form)
    number = TextStyle(rng.choice((Face.SANS, Face.TIMES, Face.COURIER)), 4.6, rng.choice(((30, 30, 35), (190, 40, 40))), tracking=0.4)
    for text, name, y in (("发票代码", "invoice_code", 32.0), ("发票号码", "invoice_number", 39.0)):
        pen.text(10.0, y, text, label)
        pen.text(28.0, y, fields[name], number, field=name)
    words = TextStyle(Face.KAI, 9.0, form, bold=True)
    pen.text(middle, 53.0, face["words"].replace("圆", "元"), words, align="center")
    pen.text(pen.width - 12.0, 39.0, f"¥{fields['total']}", TextStyle(Face.TIMES, 5.5, form), field="total", align="right")
    pen.text(10.0, 66.0, "收款单位（盖章）", label)
    pen.text(pen.width - 55.0, 66.0, "开票日期：    年  月  日", label)
    pen.lines([(6, 6, pen.width - 6, 6), (6, 69, pen.width - 6, 69), (6, 6, 6, 69), (pen.width - 6, 6, pen.width - 6, 69)], 0.35, form)
    ink = SealInk((rng.randint(200, 235), rng.randint(40, 80), rng.randint(45, 85)))
    pen.add(seller_seal(pen, rng.uniform(38, 52), rng.uniform(54, 58), face["seller"], face["tax_id"], ink, rng))
    return (pen.done(),)


def draw_toll_slip(invoice: SyntheticInvoice, fonts: FontSet, rng: Random) -> tuple[Drawing, ...]:
    """车辆通行费: what the booth hands out."""
    pen = Pen(fonts, 80.0, 95.0)
    fields, face = invoice.fields, invoice.face
    form: Colour = (120, 60, 55)
    pen.text(
        40.0,
        10.5,
        f"{face['region']}省车辆通行费专用发票" if face["region"] not in _CITIES else f"{face['region']}市车辆通行费专用发票",
        TextStyle(Face.KAI, 4.4, form),
        align="center",
        fit=70,
    )
    pen.text(40.0, 18.5, "发票联", TextStyle(Face.KAI, 4.2, form, tracking=2.0), align="center")
    pen.add(supervision_seal(pen, 40.0, 13.0, face["bureau"], face["bureau_centre"], SealInk(_RED, Layer.SUPERVISION), rx=13, ry=8.5))
    label, ink = TextStyle(Face.KAI, 3.4, form), TextStyle(Face.SANS, 4.2, (190, 45, 45), tracking=0.3)
    for text, name, y in (("发票代码:", "invoice_code", 28.0), ("发票号码:", "invoice_number", 34.0)):
        pen.text(8.0, y, text, label)
        pen.text(26.0, y, fields[name], ink, field=name)
    value = TextStyle(rng.choice((Face.SONG, Face.HEI)), 3.5, (40, 40, 60), Layer.PRINT, cells=True)
    rows = (
        ("入口站:", fields["entrance"], "entrance"),
        ("出口站:", fields["exit"], "exit"),
        ("车型:", fields["vehicle_type"], "vehicle_type"),
        ("金额:", f"{fields['total']}元", "total"),
        ("日期:", f"{fields['issue_date']} {face['time']}", "issue_date"),
        ("收费员:", f"{face['collector']}  车道:{face['lane']}", ""),
    )
    for i, (text, content, name) in enumerate(rows):
        pen.text(8.0, 44.0 + i * 6.4, text, label)
        pen.text(24.0, 44.0 + i * 6.4, content, value, field=name)
    pen.text(40.0, 89.0, face["road"], TextStyle(Face.KAI, 3.2, form), align="center")
    return (pen.done(),)


_CITIES = ("北京", "天津", "上海", "重庆", "大连", "宁波", "厦门", "青岛", "深圳", "内蒙古", "广西", "西藏", "宁夏", "新疆")


def draw_bus(invoice: SyntheticInvoice, fonts: FontSet, rng: Random) -> tuple[Drawing, ...]:
    """公路汽车客票."""
    pen = Pen(fonts, 105.0, 60.0)
    fields, face = invoice.fields, invoice.face
    form: Colour = rng.choice(((60, 90, 150), (130, 70, 55), (60, 110, 80)))
    pen.text(52.5, 8.0, f"{face['region']}公路汽车客票", TextStyle(Face.KAI, 4.8, form, tracking=0.5), align="center")
    pen.add(supervision_seal(pen, 52.5, 10.0, face["bureau"], face["bureau_centre"], SealInk(_RED, Layer.SUPERVISION), rx=11.5, ry=7.5))
    label, number = TextStyle(Face.KAI, 3.1, form), TextStyle(Face.SANS, 3.7, (190, 45, 45), tracking=0.3)
    for x, text, name in ((6.0, "发票代码", "invoice_code"), (60.0, "发票号码", "invoice_number")):
        pen.text(x, 20.5, text, label)
        pen.text(x + 14.5, 20.5, fields[name], number, field=name)
    value = TextStyle(Face.SONG, 3.6, (35, 35, 45), Layer.PRINT, cells=True)
    big = TextStyle(Face.HEI, 4.6, (35, 35, 45), Layer.PRINT)
    pen.text(6.0, 29.0, "起站:", label)
    pen.text(15.0, 29.2, fields["from_station"], big, field="from_station", fit=36)
    pen.text(56.0, 29.0, "到站:", label)
    pen.text(65.0, 29.2, fields["to_station"], big, field="to_station", fit=34)
    day, time = fields["departure_time"].split(" ")
    cells = (
        (6.0, 36.5, "乘车日期:", day, "issue_date", 15.0),
        (56.0, 36.5, "开车时间:", time, "departure_time", 15.0),
        (6.0, 43.5, "座号:", fields["seat"], "seat", 9.0),
        (30.0, 43.5, "票价:", f"{fields['total']}元", "total", 9.0),
        (56.0, 43.5, "班次:", face["shift"], "", 9.0),
        (80.0, 43.5, "检票口:", face["gate"], "", 12.0),
        (6.0, 50.5, "姓名:", fields["passenger_name"], "passenger_name", 9.0),
        (56.0, 50.5, "车型:", face["model"], "", 9.0),
    )
    for x, y, text, content, name, gap in cells:
        pen.text(x, y, text, label)
        pen.text(x + gap, y, content, value, field=name)
    pen.text(52.5, 56.5, "当日当次有效 请按时乘车", TextStyle(Face.KAI, 2.8, form), align="center")
    return (pen.done(),)


def draw_machine_printed(invoice: SyntheticInvoice, fonts: FontSet, rng: Random) -> tuple[Drawing, ...]:
    """通用机打发票, flat form 190 × 101.6 mm."""
    pen = Pen(fonts, 190.0, 101.6)
    fields, face = invoice.fields, invoice.face
    form: Colour = rng.choice(((125, 60, 55), (60, 80, 140), (80, 80, 80)))
    pen.text(95.0, 12.0, face["title"], TextStyle(Face.KAI, 6.0, form), align="center")
    pen.text(95.0, 21.0, "发 票 联", TextStyle(Face.KAI, 4.6, form), align="center")
    pen.add(supervision_seal(pen, 95.0, 15.0, face["bureau"], face["bureau_centre"], SealInk(_RED, Layer.SUPERVISION), rx=14, ry=9.3))
    label = TextStyle(Face.KAI, 3.5, form)
    red = TextStyle(Face.SANS, 4.4, (190, 40, 40), tracking=0.4)
    ink: Colour = rng.choice(((35, 35, 45), (60, 60, 120), (75, 75, 90)))
    value = TextStyle(Face.SONG, 3.4, ink, Layer.PRINT, cells=True)
    for y, text, name in ((19.0, "发票代码", "invoice_code"), (25.5, "发票号码", "invoice_number")):
        pen.text(132.0, y, text, label)
        pen.text(148.5, y, fields[name], red, field=name, fit=40)
    pen.text(14.0, 25.5, "开票日期：", label)
    pen.text(31.0, 25.5, fields["issue_date"], value, field="issue_date")
    pen.text(66.0, 29.0, f"行业分类：{face['trade']}", label)
    rows = (
        ("付款方名称：", "buyer_name", 38.0),
        ("付款方识别号：", "buyer_tax_id", 44.5),
        ("收款方名称：", "seller_name", 51.0),
        ("收款方识别号：", "seller_tax_id", 57.5),
    )
    for text, name, y in rows:
        pen.text(14.0, y, text, label)
        pen.text(39.0, y, fields[name], value, field=name)
    for x, text in ((14.0, "项目"), (98.0, "单价"), (124.0, "数量"), (150.0, "金额")):
        pen.text(x, 64.5, text, label)
    pen.lines([(11, 32, 179, 32), (11, 60, 179, 60), (11, 84, 179, 84), (11, 32, 11, 84), (179, 32, 179, 84)], 0.25, form)
    for i, item in enumerate(invoice.items):
        y = 69.2 + i * 4.2
        pen.text(14.0, y, item["name"], value, field=f"items.{i}.name", fit=82)
        for x, name in ((98.0, "unit_price"), (124.0, "quantity"), (150.0, "amount")):
            pen.text(x, y, item[name], value, field=f"items.{i}.{name}")
    pen.text(14.0, 82.3, "合计（大写）：", label)
    pen.text(39.0, 82.3, fields["total_in_words"], value, field="total_in_words")
    pen.text(120.0, 82.3, "（小写）：", label)
    pen.text(136.0, 82.3, f"¥{fields['total']}", value, field="total")
    for x, text, name in ((14.0, "收款人：", "payee"), (60.0, "开票人：", "drawer"), (106.0, "备注：", "remarks")):
        pen.text(x, 90.5, text, label)
        pen.text(x + 14.0, 90.5, fields[name], value, field=name)
    pen.text(14.0, 97.0, "收款单位（盖章）", label)
    seal = SealInk((rng.randint(200, 235), rng.randint(40, 80), rng.randint(45, 85)))
    pen.add(seller_seal(pen, rng.uniform(135, 160), rng.uniform(70, 80), fields["seller_name"], fields["seller_tax_id"], seal, rng))
    return (pen.done(),)
