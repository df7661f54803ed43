"""数电 e-tickets of rail and air, drawn from their field lists; no real file measures them."""

from __future__ import annotations

from random import Random

from training.synthesize.drawing import BLACK, Colour, Drawing, Layer, Line, Pen, TextStyle
from training.synthesize.fonts import Face, FontSet
from training.synthesize.invoice_values import SyntheticInvoice
from training.synthesize.layouts.codes import qr_matrix
from training.synthesize.seals import RED, SealInk, supervision_seal

_FORM: Colour = (128, 0, 0)


def draw_rail_e_ticket(invoice: SyntheticInvoice, fonts: FontSet, rng: Random) -> tuple[Drawing, ...]:
    """电子发票(铁路电子客票)."""
    pen = Pen(fonts, 210.0, 120.0)
    fields, face = invoice.fields, invoice.face
    hei, song = TextStyle(Face.HEI, 4.4, BLACK, Layer.PRINT), TextStyle(Face.SONG, 4.0, BLACK, Layer.PRINT)
    pen.text(105.0, 16.0, "电子发票（铁路电子客票）", TextStyle(Face.KAI, 7.0, _FORM), align="center")
    pen.add(supervision_seal(pen, 105.0, 19.0, face["bureau"], face["bureau_centre"], SealInk(RED, Layer.SUPERVISION)))
    year, month, day = fields["issue_date"].split("-")
    x = 16.0 + pen.text(16.0, 30.0, "发票号码：", song)
    pen.text(x, 30.0, fields["invoice_number"], song, field="invoice_number")
    x = 146.0 + pen.text(146.0, 30.0, "开票日期：", song)
    pen.text(x, 30.0, f"{year}年{month}月{day}日", song, field="issue_date")
    pen.lines([(12, 34, 198, 34), (12, 104, 198, 104), (12, 34, 12, 104), (198, 34, 198, 104)], 0.3, _FORM)
    station = TextStyle(Face.HEI, 6.2, BLACK, Layer.PRINT)
    latin = TextStyle(Face.TIMES, 3.6, BLACK, Layer.PRINT)
    for side, middle in (("from", 48.0), ("to", 160.0)):
        pen.text(middle, 45.0, fields[f"{side}_station"], station, field=f"{side}_station", align="center")
        pen.text(middle, 50.5, face[f"{side}_latin"], latin, align="center")
    pen.text(105.0, 44.5, fields["train_number"], TextStyle(Face.SANS, 5.6, BLACK, Layer.PRINT), field="train_number", align="center")
    pen.add([Line(88.0, 46.8, 122.0, 46.8, 0.35, BLACK, Layer.PRINT), Line(119.5, 45.6, 122.0, 46.8, 0.35, BLACK, Layer.PRINT)])
    date, time = fields["departure_time"].split(" ")
    year, month, day = date.split("-")
    x = 18.0 + pen.text(18.0, 60.0, f"{year}年{month}月{day}日", hei, field="departure_time")
    pen.text(x + 4.0, 60.0, f"{time}开", hei, field="departure_time")
    x = 116.0 + pen.text(116.0, 60.0, fields["seat"], hei, field="seat")
    pen.text(x + 8.0, 60.0, fields["seat_class"], hei, field="seat_class")
    x = 18.0 + pen.text(18.0, 68.5, "票价：", hei)
    pen.text(x, 68.5, f"￥{fields['total']}", hei, field="total")
    x = 18.0 + pen.text(18.0, 78.0, fields["passenger_id"], hei, field="passenger_id")
    pen.text(x + 5.0, 78.0, fields["passenger_name"], hei, field="passenger_name")
    x = 18.0 + pen.text(18.0, 86.0, "电子客票号：", song)
    pen.text(x, 86.0, fields["ticket_number"], song, field="ticket_number")
    x = 18.0 + pen.text(18.0, 94.5, "购买方名称：", song)
    x += pen.text(x, 94.5, fields["buyer_name"], song, field="buyer_name")
    x = 18.0 + pen.text(18.0, 101.5, "统一社会信用代码：", song)
    pen.text(x, 101.5, fields["buyer_tax_id"], song, field="buyer_tax_id")
    pen.add([qr_matrix(invoice.code_payload, 172.0, 70.0, 21.0)])
    pen.text(105.0, 111.0, "买票请到12306 发货请到95306 中国铁路祝您旅途愉快", TextStyle(Face.HEI, 3.6, (90, 90, 90)), align="center")
    return (pen.done(),)


def draw_air_itinerary(invoice: SyntheticInvoice, fonts: FontSet, rng: Random) -> tuple[Drawing, ...]:
    """电子发票(航空运输电子客票行程单)."""
    pen = Pen(fonts, 240.0, 110.0)
    fields, face = invoice.fields, invoice.face
    label = TextStyle(Face.KAI, 3.2, _FORM)
    value = TextStyle(rng.choice((Face.SONG, Face.HEI)), 3.2, BLACK, Layer.PRINT)
    pen.text(120.0, 13.0, "电子发票（航空运输电子客票行程单）", TextStyle(Face.KAI, 6.4, _FORM), align="center")
    pen.add(supervision_seal(pen, 120.0, 15.5, face["bureau"], face["bureau_centre"], SealInk(RED, Layer.SUPERVISION), rx=13.5, ry=9))
    pen.add([qr_matrix(invoice.code_payload, 8.0, 5.0, 19.0)])
    for y, text, content, name in (
        (10.5, "发票号码：", fields["invoice_number"], "invoice_number"),
        (17.0, "开票状态：", "正常", ""),
        (23.5, "国内国际标识：", "国内", ""),
    ):
        x = 176.0 + pen.text(176.0, y, text, label)
        pen.text(x, y, content, value, field=name)
    grid = [(6.0, y, 234.0, y) for y in (28.0, 41.0, 50.0, 66.0, 80.0, 93.0, 102.0)] + [(6.0, 28.0, 6.0, 102.0), (234.0, 28.0, 234.0, 102.0)]
    grid += (
        [(x, 28.0, x, 41.0) for x in (60.0, 150.0)]
        + [(x, 66.0, x, 80.0) for x in (38.0, 68.0, 98.0, 126.0, 156.0, 186.0)]
        + [(x, 80.0, x, 93.0) for x in (78.0, 120.0, 186.0)]
    )
    pen.lines(grid, 0.25, _FORM)
    _pair(pen, 8.0, 32.5, "旅客姓名", fields["passenger_name"], "passenger_name", label, value)
    _pair(pen, 62.0, 32.5, "有效身份证件号码", fields["passenger_id"], "passenger_id", label, value)
    _pair(pen, 152.0, 32.5, "签注", "不得签转", "", label, value)
    for x, text, content in (
        (38.0, "承运人", face["carrier"]),
        (68.0, "航班号", face["flight"]),
        (92.0, "座位等级", face["class"]),
        (116.0, "日期", face["date"]),
        (148.0, "时间", face["time"]),
        (170.0, "客票级别/客票类别", face["class"]),
        (210.0, "免费行李", "20KG"),
    ):
        pen.text(x, 45.5, text, label)
        pen.text(x, 54.5, content, value)
    pen.text(8.0, 54.5, f"自：{face['start']}", value)
    pen.text(8.0, 62.0, f"至：{face['end']}", value)
    for x, text, content, name in (
        (8.0, "票价", f"CNY {face['fare']}", ""),
        (39.5, "燃油附加费", f"CNY {face['fuel']}", ""),
        (69.5, "增值税税率", "9%", ""),
        (99.5, "增值税税额", f"CNY {fields['tax']}", "tax"),
        (127.5, "民航发展基金", f"CNY {face['fund']}", ""),
        (157.5, "其他税费", "", ""),
        (187.5, "合计", f"CNY {fields['total']}", "total"),
    ):
        _pair(pen, x, 70.5, text, content, name, label, value)
    for x, text, content, name in (
        (8.0, "电子客票号码：", fields["ticket_number"], "ticket_number"),
        (79.5, "验证码：", face["verify"], ""),
        (121.5, "提示信息：", "", ""),
        (187.5, "保险费：", "XXX", ""),
    ):
        _pair(pen, x, 84.5, text, content, name, label, value)
    x = 8.0
    for text, content, name, gap in (
        ("销售网点代号：", face["office"], "", 46.0),
        ("填开单位：", fields["seller_name"], "seller_name", 76.0),
        ("填开日期：", fields["issue_date"].replace("-", "年", 1).replace("-", "月") + "日", "issue_date", 0.0),
    ):
        start = x + pen.text(x, 98.5, text, label)
        pen.text(start, 98.5, content, value, field=name)
        x += gap
    x = 8.0 + pen.text(8.0, 107.0, "购买方名称：", label)
    x += pen.text(x, 107.0, fields["buyer_name"], value, field="buyer_name") + 6.0
    x = max(x, 100.0)
    x += pen.text(x, 107.0, "统一社会信用代码/纳税人识别号：", label)
    pen.text(x, 107.0, fields["buyer_tax_id"], value, field="buyer_tax_id")
    return (pen.done(),)


def _pair(pen: Pen, x: float, y: float, text: str, content: str, name: str, label: TextStyle, value: TextStyle) -> None:
    """A label with its value below."""
    pen.text(x, y, text, label)
    pen.text(x, y + 5.5, content, value, field=name)
