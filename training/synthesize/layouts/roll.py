"""增值税普通发票(卷票): the VAT roll, 76 × 177 mm, measured on a scan; 57 mm rolls are the same, narrower."""

from __future__ import annotations

from random import Random

from training.synthesize.drawing import Colour, Drawing, Ellipse, Layer, Pen, Polygon, TextStyle
from training.synthesize.fonts import Face, FontSet
from training.synthesize.invoice_values import SyntheticInvoice
from training.synthesize.layouts.codes import code128, qr_matrix
from training.synthesize.seals import SealInk, seller_seal, supervision_seal

_BROWN: Colour = (150, 95, 75)


def draw_roll(invoice: SyntheticInvoice, fonts: FontSet, rng: Random) -> tuple[Drawing, ...]:
    pen = Pen(fonts, 76.0, 177.0)
    fields, face = invoice.fields, invoice.face
    ink: Colour = rng.choice(((95, 95, 105), (70, 70, 90), (60, 60, 65), (90, 90, 130)))
    value = TextStyle(Face.SONG, 3.0, ink, Layer.PRINT, cells=True)
    label = TextStyle(Face.KAI, 3.0, _BROWN)
    pen.text(36.5, 14.0, f"{face['region']}增值税普通发票", TextStyle(Face.KAI, 4.9, _BROWN, tracking=0.9), align="center", fit=57)
    pen.text(66.5, 14.4, "(卷票)", TextStyle(Face.KAI, 2.2, _BROWN))
    pen.text(39.0, 24.0, "发票联", TextStyle(Face.HEI, 5.0, (140, 80, 60), tracking=6.0), align="center")
    pen.add(supervision_seal(pen, 38.5, 16.2, face["bureau"], face["bureau_centre"], SealInk((220, 80, 85), Layer.SUPERVISION), rx=14.5, ry=9.2))
    pen.add([Ellipse(12.8, 25.0, 5.8, 3.9, 0.8, _BROWN), Polygon(((66.0, 27.4), (76.0, 27.4), (76.0, 33.3), (66.0, 33.3)), (15, 15, 15))])
    pen.text(12.8, 26.6, "税", TextStyle(Face.SONG, 4.4, _BROWN, bold=True), align="center")
    big = TextStyle(rng.choice((Face.COURIER, Face.SANS)), 4.6, (40, 40, 45))
    pen.text(5.0, 36.8, "发票代码", TextStyle(Face.KAI, 3.7, _BROWN))
    pen.text(20.6, 36.9, fields["invoice_code"], big, field="invoice_code")
    pen.text(5.0, 42.4, "发票号码", TextStyle(Face.KAI, 3.7, _BROWN))
    pen.text(20.8, 42.6, fields["invoice_number"], TextStyle(Face.SANS, 4.6, (25, 25, 25), bold=True), field="invoice_number")
    for x, y, text in (
        (5.2, 46.0, "机打号码"), (38.0, 46.0, "机器编号"), (5.2, 50.2, "销售方名称"), (5.2, 58.2, "纳税人识别号"), (5.2, 62.2, "开票日期"),
        (38.0, 62.2, "收款员"), (5.2, 66.4, "购买方名称"), (5.2, 74.4, "纳税人识别号"), (5.2, 78.4, "项目"), (25.6, 78.4, "单价"), (37.4, 78.4, "数量"),
        (54.7, 78.4, "金额"), (4.8, 146.4, "合计金额(小写)"), (4.8, 150.6, "合计金额(大写)"), (4.8, 154.6, "校验码"),
    ):  # fmt: skip
        pen.text(x, y, text, label)
    for x, y, text, name in (
        (23.0, 47.6, fields["invoice_number"], ""),
        (50.8, 47.8, fields["machine_number"], "machine_number"),
        (23.0, 52.2, fields["seller_name"], "seller_name"),
        (26.3, 60.0, fields["seller_tax_id"], "seller_tax_id"),
        (19.4, 63.6, fields["issue_date"], "issue_date"),
        (50.0, 63.8, fields["payee"], "payee"),
        (25.8, 67.8, fields["buyer_name"], "buyer_name"),
        (26.3, 75.9, fields["buyer_tax_id"], "buyer_tax_id"),
        (27.0, 148.8, f"¥{fields['total']}", "total"),
        (27.0, 152.9, fields["total_in_words"], "total_in_words"),
        (21.4, 156.6, fields["check_code"], "check_code"),
    ):
        pen.text(x, y, text, value, field=name, fit=74 - x)
    y = 84.4
    for i, item in enumerate(invoice.items):
        for part in pen.wrap(item["name"], value, 16.6):
            pen.text(7.9, y, part, value, field=f"items.{i}.name")
            y += 3.9
        top = y - 3.9 * len(pen.wrap(item["name"], value, 16.6))
        for x, name in ((24.6, "unit_price"), (37.6, "quantity"), (53.4, "amount")):
            pen.text(x, top, item[name], value, field=f"items.{i}.{name}")
    pen.add([qr_matrix(invoice.code_payload, 9.7, 158.8, 12.2, colour=(45, 40, 45), layer=Layer.FORM)])
    pen.add([code128(fields["check_code"], 25.0, 160.6, 41.5, 9.0, colour=ink)])
    pen.text(25.0, 172.2, fields["check_code"], TextStyle(Face.SANS, 2.9, ink, Layer.PRINT, tracking=0.1), fit=41)
    side = f"税总函〔{invoice.day.year - 1}〕{rng.randint(20, 300)}号 安达票证印制有限公司 00000001-28000000"
    pen.text(2.6, 68.0, side, TextStyle(Face.KAI, 1.9, _BROWN), angle=90)
    if rng.random() < 0.85:
        seal = SealInk((rng.randint(215, 240), rng.randint(70, 110), rng.randint(90, 120)))
        pen.add(seller_seal(pen, rng.uniform(26, 44), rng.uniform(110, 128), fields["seller_name"], fields["seller_tax_id"], seal, rng))
    return (pen.done(),)
