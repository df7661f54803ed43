"""Paper train tickets: blue magnetic cards and red thin paper, 87 × 54 mm, measured on photographs."""

from __future__ import annotations

from random import Random

from training.synthesize.drawing import Colour, Drawing, Layer, Line, Pen, Polygon, TextStyle
from training.synthesize.fonts import Face, FontSet
from training.synthesize.invoice_values import SyntheticInvoice
from training.synthesize.layouts.codes import qr_matrix

WIDTH, HEIGHT = 87.0, 54.0
_INK: Colour = (35, 35, 38)


def draw_train(invoice: SyntheticInvoice, fonts: FontSet, rng: Random) -> tuple[Drawing, ...]:
    pen = Pen(fonts, WIDTH, HEIGHT)
    fields, face = invoice.fields, invoice.face
    blue = face["paper"] == "blue"
    if blue:
        pen.add([Polygon(((0, 47.0), (WIDTH, 47.0), (WIDTH, HEIGHT), (0, HEIGHT)), (150, 205, 220))])
    pen.text(4.5, 5.6, fields["ticket_number"], TextStyle(Face.SANS, 4.4, (225, 70, 90)), field="ticket_number")
    hei = TextStyle(Face.HEI, 3.4, _INK, Layer.PRINT)
    if face["gate"]:
        pen.text(82.0, 5.6, face["gate"], hei, align="right")
    _stations(pen, invoice)
    _date(pen, fields["departure_time"])
    _seat(pen, fields["seat"])
    pen.text(3.3, 23.9, f"￥{fields['total'].removesuffix('0')}", TextStyle(Face.HEI, 3.9, _INK, Layer.PRINT), field="total")
    pen.text(
        3.3 + pen.text_width(f"￥{fields['total'].removesuffix('0')}", TextStyle(Face.HEI, 3.9, _INK)), 23.9, "元", TextStyle(Face.HEI, 2.7, _INK, Layer.PRINT)
    )
    pen.text(37.0, 23.9, face["channel"], hei, align="center")
    pen.text(62.5, 23.7, fields["seat_class"], hei, field="seat_class", align="center")
    pen.text(2.6, 28.4, face["limit"], hei)
    person = TextStyle(Face.HEI, 4.0, _INK, Layer.PRINT)
    width = pen.text(1.8, 37.6, fields["passenger_id"], person, field="passenger_id")
    pen.text(1.8 + width + 1.6, 37.6, fields["passenger_name"], person, field="passenger_name")
    _advert(pen, face["advert"])
    pen.text(1.6, 50.9, face["serial"], TextStyle(Face.TIMES, 3.5, _INK, Layer.PRINT))
    pen.text(38.5, 50.9, face["sold"], TextStyle(Face.HEI, 3.3, _INK, Layer.PRINT))
    pen.add([qr_matrix(invoice.code_payload, 65.5, 32.2, rng.uniform(13.5, 14.8), colour=_INK, error="l")])
    return (pen.done(),)


def _stations(pen: Pen, invoice: SyntheticInvoice) -> None:
    fields, face = invoice.fields, invoice.face
    small = TextStyle(Face.SONG, 3.3, _INK, Layer.PRINT)
    latin = TextStyle(Face.TIMES, 3.0, _INK, Layer.PRINT)
    for side, x, middle in (("from", 6.3, 16.5), ("to", 53.0, 64.0)):
        name = fields[f"{side}_station"].removesuffix("站")
        style = TextStyle(Face.HEI, 5.0, _INK, Layer.PRINT)
        if len(name) == 2:
            pen.spread(x, 11.4, name, style, 16.5, field=f"{side}_station")
        else:
            pen.text(x, 11.4, name, style, field=f"{side}_station", fit=18.5)
        pen.text(x + (17.6 if len(name) <= 3 else 19.0), 11.2, "站", small)
        pen.text(middle, 15.0, face[f"{side}_latin"], latin, align="center", fit=22)
    pen.text(39.8, 11.9, fields["train_number"], TextStyle(Face.TIMES, 4.6, _INK, Layer.PRINT), field="train_number", align="center")
    pen.add([Line(33.0, 13.4, 47.0, 13.4, 0.3, _INK, Layer.PRINT), Line(45.3, 12.6, 47.2, 13.4, 0.3, _INK, Layer.PRINT)])


def _date(pen: Pen, departure: str) -> None:
    day, time = departure.split(" ")
    year, month, date = day.split("-")
    figures, units = TextStyle(Face.HEI, 3.9, _INK, Layer.PRINT), TextStyle(Face.SONG, 2.5, _INK, Layer.PRINT)
    x = 2.8
    for text, style in ((year, figures), ("年", units), (month, figures), ("月", units), (date, figures), ("日", units), (f" {time}", figures), ("开", units)):
        x += pen.text(x, 19.2, text, style, field="departure_time") + 0.25


def _seat(pen: Pen, seat: str) -> None:
    """`03车06F号`: figures large, the words between them small."""
    figures, units = TextStyle(Face.HEI, 3.9, _INK, Layer.PRINT), TextStyle(Face.SONG, 2.7, _INK, Layer.PRINT)
    x = 51.3
    for char in seat:
        x += pen.text(x, 19.2, char, figures if char.isascii() else units, field="seat") + 0.1


def _advert(pen: Pen, text: str) -> None:
    left, top, right, bottom = 6.2, 38.9, 58.5, 46.6
    for x1, y1, x2, y2 in ((left, top, right, top), (left, bottom, right, bottom), (left, top, left, bottom), (right, top, right, bottom)):
        pen.add([Line(x1, y1, x2, y2, 0.25, _INK, Layer.PRINT, dash=1.1)])
    for i, line in enumerate(text.split("\n")):
        pen.text((left + right) / 2, 42.0 + i * 3.6, line, TextStyle(Face.HEI, 3.0, _INK, Layer.PRINT), align="center", fit=50)
