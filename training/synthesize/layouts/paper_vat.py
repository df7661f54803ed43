"""Paper VAT invoices, special and general: continuous forms 241 × 140 mm with holes at both sides, filled in by a pin printer.

Positions were measured on scans of real ones; the grid is that of `vat_form`, moved.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from intake.invoice import Kind
from training.synthesize.drawing import Colour, Drawing, Layer, Pen, TextStyle
from training.synthesize.fonts import Face, FontSet
from training.synthesize.invoice_values import SyntheticInvoice
from training.synthesize.layouts.codes import qr_matrix
from training.synthesize.layouts.goods_list import draw_goods_list
from training.synthesize.layouts.office_marks import office_marks
from training.synthesize.layouts.vat_form import FormStyle, draw_form
from training.synthesize.seals import SealInk, seller_seal, supervision_seal

WIDTH, HEIGHT = 241.0, 140.0
STRIP = 13.0
"""Width of the strips with holes, torn off or not."""
_DX, _DY = 15.2, -1.2

FORM_COLOURS: tuple[Colour, ...] = ((120, 85, 60), (140, 90, 55), (55, 50, 50), (60, 70, 140), (45, 80, 60), (105, 60, 110))
"""Brown for the buyer's copy, green for the deduction copy, black for the seller's, and other prints."""
PIN_COLOURS: tuple[Colour, ...] = ((25, 25, 35), (40, 40, 60), (60, 90, 170), (70, 70, 120), (30, 45, 110), (85, 85, 95))
"""Black ribbon, and carbon copies in blue."""


@dataclass(frozen=True)
class PaperLook:
    form: Colour
    values: Colour
    number: Colour
    """Of the printed number beside №."""


def draw_look(rng: Random) -> PaperLook:
    return PaperLook(rng.choice(FORM_COLOURS), rng.choice(PIN_COLOURS), rng.choice(((30, 40, 130), (20, 20, 30), (35, 60, 150), (170, 40, 40))))


def draw_paper_vat(invoice: SyntheticInvoice, fonts: FontSet, rng: Random) -> tuple[Drawing, ...]:
    """The invoice as it lies in the folder, strips still on; and pages of its goods list."""
    pen = Pen(fonts, WIDTH, HEIGHT)
    look = draw_look(rng)
    style = FormStyle(
        colour=look.form,
        value_colour=look.values,
        label_face=Face.KAI,
        value_face=Face.SONG,
        id_face=rng.choice((Face.COURIER, Face.COURIER, Face.SONG)),
        id_size=rng.choice((3.9, 4.2, 4.4)),
        id_tracking=rng.uniform(0.0, 0.45),
        id_indent=rng.choice((0.0, 0.0, 2.0, 3.2)),
        cells=True,
        line_width=rng.choice((0.2, 0.25, 0.3)),
        dx=_DX,
        dy=_DY,
        old_wording=invoice.day.year < 2014 or (invoice.day.year == 2014 and rng.random() < 0.7),
        name_heading="货物或应税劳务、服务名称",
    )
    draw_form(pen, invoice, style)
    _draw_heading(pen, invoice, look, style, rng)
    _draw_sides(pen, invoice, look)
    face = invoice.face
    red: Colour = (215, 60, 50)
    seal = SealInk(red, Layer.SUPERVISION)
    pen.add(supervision_seal(pen, 120.5, 16.0, face["bureau"], face["bureau_centre"], seal))
    if rng.random() < 0.85:
        ink = SealInk((rng.randint(190, 235), rng.randint(30, 70), rng.randint(40, 80)))
        pen.add(seller_seal(pen, rng.uniform(165, 190), rng.uniform(113, 122), invoice.fields["seller_name"], invoice.fields["seller_tax_id"], ink, rng))
    if rng.random() < 0.18:
        # In the empty part of the table, or below the form.
        x, y = rng.choice(((rng.uniform(45, 120), rng.uniform(78, 86)), (rng.uniform(60, 150), rng.uniform(131, 136))))
        pen.add(office_marks(pen, x, y, invoice.fields["buyer_name"], rng))
    pages = draw_goods_list(invoice, fonts, FormStyle(colour=look.form, value_colour=look.values)) if invoice.list_line else ()
    return (pen.done(), *pages)


def _draw_heading(pen: Pen, invoice: SyntheticInvoice, look: PaperLook, style: FormStyle, rng: Random) -> None:
    fields, face = invoice.fields, invoice.face
    name = "增值税专用发票" if invoice.kind is Kind.VAT_SPECIAL else "增值税普通发票"
    pen.text(120.5, 11.0, face["region"] + name, TextStyle(Face.KAI, 6.6, look.form, tracking=0.2), align="center")
    pen.lines([(88.5, y, 152.5, y) for y in (15.6, 16.6)], 0.25, look.form)
    title = face["copy_title"]
    big = len(title) <= 3
    copy = TextStyle(Face.KAI, 5.6 if big else 3.6, look.form, tracking=3.5 if big else 0.4)
    pen.text(120.5 + (1.7 if big else 0), 24.8 if big else 23.0, title, copy, align="center")
    if invoice.code_payload:
        pen.add([qr_matrix(invoice.code_payload, 18.2, 11.2, 15.8, colour=look.values, error="l")])
    code_face = rng.choice((Face.TIMES, Face.SANS, Face.COURIER))
    pen.text(42.5, 14.2, fields["invoice_code"], TextStyle(code_face, 5.6, (35, 35, 40), tracking=0.65 if code_face is not Face.COURIER else 0.2), fit=44)
    pen.text(162.0, 14.4, "№", TextStyle(Face.SONG, 6.2, look.form, bold=True))
    number = TextStyle(rng.choice((Face.SANS, Face.COURIER, Face.TIMES)), 5.6, look.number, tracking=0.75, bold=True)
    pen.text(171.5, 14.3, fields["invoice_number"], number, field="invoice_number", fit=30)
    small = TextStyle(style.value_face, 2.9, look.values, Layer.PRINT, cells=True, tracking=0.15)
    pen.text(203.8, 16.0, fields["invoice_code"], small, field="invoice_code")
    pen.text(201.5, 20.3, fields["invoice_number"], TextStyle(style.value_face, 3.4, look.values, Layer.PRINT, cells=True, tracking=0.3))
    pen.text(168.7, 24.3, "开票日期：", TextStyle(Face.KAI, 3.4, look.form))
    year, month, day = fields["issue_date"].split("-")
    pen.text(188.5, 25.0, f"{year}年{month}月{day}日", style.value, field="issue_date")
    if invoice.kind is Kind.VAT_GENERAL:
        check = fields["check_code"]
        groups = " ".join(check[i : i + 5] for i in range(0, 20, 5))
        pen.text(38.5, 26.3, f"校验码 {groups}", TextStyle(style.value_face, 3.0, look.values, Layer.PRINT, cells=True), field="check_code")
    if fields["machine_number"]:
        y = 20.4 if invoice.kind is Kind.VAT_SPECIAL else 18.4
        pen.text(37.0, y, "机器编号：", TextStyle(Face.SONG, 3.1, look.values, Layer.PRINT, cells=True))
        pen.text(
            36.8,
            y + (5.2 if invoice.kind is Kind.VAT_SPECIAL else 3.8),
            fields["machine_number"],
            TextStyle(style.value_face, 3.6, look.values, Layer.PRINT, cells=True),
            field="machine_number",
        )


def _draw_sides(pen: Pen, invoice: SyntheticInvoice, look: PaperLook) -> None:
    """The print order on the left, the copy's name on the right, both running down."""
    style = TextStyle(Face.KAI, 3.0, look.form)
    _draw_down(pen, 15.5, 44.0, invoice.face["order"], style, 3.15)
    _draw_down(pen, 223.0, 53.0, invoice.face["copy"], style, 3.35)


def _draw_down(pen: Pen, x: float, y: float, text: str, style: TextStyle, pitch: float) -> None:
    """Chinese characters stand upright below each other, figures and brackets lie on their side."""
    for char in text:
        if char.isascii() or char in "〔〕：":
            pen.text(x + 0.6, y - pitch * 0.75, char, style, angle=90)
            y += pitch * (0.55 if char.isascii() else 0.9)
        else:
            pen.text(x, y, char, style)
            y += pitch
