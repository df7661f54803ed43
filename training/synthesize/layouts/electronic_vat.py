"""Electronic VAT invoices of 2015 to 2024: general, special, toll, blockchain. Page 210 × 140 mm."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from intake.invoice import Kind
from training.synthesize.drawing import Drawing, Layer, Pen, TextStyle
from training.synthesize.fonts import Face, FontSet
from training.synthesize.invoice_values import SyntheticInvoice
from training.synthesize.layouts.codes import qr_matrix
from training.synthesize.layouts.goods_list import draw_goods_list
from training.synthesize.layouts.vat_form import GOODS_COLUMNS, TOLL_COLUMNS, FormStyle, draw_form
from training.synthesize.seals import RED, SealInk, seller_seal, supervision_seal

_TITLES = {
    Kind.VAT_E_GENERAL: "{region}增值税电子普通发票",
    Kind.VAT_E_SPECIAL: "{region}增值税电子专用发票",
    Kind.TOLL_E: "{region}增值税电子普通发票",
    Kind.BLOCKCHAIN: "{region}区块链电子普通发票",
}


def draw_electronic_vat(invoice: SyntheticInvoice, fonts: FontSet, rng: Random) -> tuple[Drawing, ...]:
    """The invoice's page, and pages of its goods list."""
    pen = Pen(fonts, 210.0, 140.0)
    style = _draw_style(rng)
    toll = invoice.kind is Kind.TOLL_E
    heading = rng.choice(("货物或应税劳务、服务名称", "货物或应税劳务、服务名称", "项目名称"))
    draw_form(pen, invoice, replace(style, name_heading="" if toll else heading), TOLL_COLUMNS if toll else GOODS_COLUMNS)
    _draw_heading(pen, invoice, style, rng)
    face = invoice.face
    pen.add(supervision_seal(pen, 105.0, 18.5, face["bureau"], face["bureau_centre"], SealInk(RED, Layer.SUPERVISION)))
    if rng.random() < 0.9:
        at = (rng.uniform(178, 188), rng.uniform(118, 122))
        ink = SealInk((rng.randint(215, 255), rng.randint(0, 30), rng.randint(0, 30)))
        pen.add(seller_seal(pen, *at, invoice.fields["seller_name"], invoice.fields["seller_tax_id"], ink, rng))
    return (pen.done(), *(draw_goods_list(invoice, fonts, style) if invoice.list_line else ()))


def _draw_style(rng: Random) -> FormStyle:
    courier = rng.random() < 0.65
    return FormStyle(
        colour=rng.choice(((156, 82, 35), (156, 82, 35), (165, 95, 40), (128, 0, 0), (150, 70, 20))),
        label_face=rng.choice((Face.KAI, Face.KAI, Face.KAI, Face.SONG)),
        value_face=rng.choice((Face.SONG, Face.SONG, Face.SONG, Face.HEI)),
        id_face=Face.COURIER if courier else rng.choice((Face.SANS, Face.SONG)),
        id_size=4.2 if courier else 3.4,
        cells=rng.random() < 0.8,
        line_width=rng.choice((0.2, 0.25, 0.3, 0.4)),
    )


def _draw_heading(pen: Pen, invoice: SyntheticInvoice, style: FormStyle, rng: Random) -> None:
    fields = invoice.fields
    title_face = style.label_face
    title = _TITLES[invoice.kind].format(region=invoice.face["region"])
    pen.text(105.0, 13.0, title, TextStyle(title_face, 6.7, style.colour), align="center", fit=76)
    pen.lines([(68.5, y, 141.5, y) for y in (18.0, 19.0)], style.line_width, style.colour)
    pen.add([qr_matrix(invoice.code_payload, 8.5, 3.5, 20.0, error=rng.choice("lm"))])
    if invoice.kind is Kind.TOLL_E:
        pen.text(30.0, 22.5, "通行费", TextStyle(Face.HEI, 5.3, style.value_colour, Layer.PRINT))
    colon = "：" if style.label_face is Face.KAI else ":"
    if "machine_number" in fields:
        pen.text(5.6, 26.9, f"机器编号{colon}", style.label)
        pen.text(22.0, 26.9, fields["machine_number"], style.value, field="machine_number")
    year, month, day = fields["issue_date"].split("-")
    spaced = rng.random() < 0.25
    date = f"{year} 年{month} 月{day} 日" if spaced else f"{year}年{month}月{day}日"
    check = " ".join(fields["check_code"][i : i + 5] for i in range(0, len(fields["check_code"]), 5))
    rows = (
        ("发票代码", fields["invoice_code"], "invoice_code", 10.3),
        ("发票号码", fields["invoice_number"], "invoice_number", 15.8),
        ("开票日期", date, "issue_date", 21.3),
        ("校验码", check, "check_code", 26.8),
    )
    for label, value, name, y in rows:
        pen.spread(148.6, y, label, style.label, 12.7)
        pen.text(161.5, y, colon, style.label)
        pen.text(164.0, y, value, style.value, field=name)
