"""Invented invoices as readers see them: print at the places where a form has it, readings, regions and evidence.

Everything is made with the writers of `intake.domain`, so that check digits, codes and sums hold; nothing here was copied from a document.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from math import cos, radians, sin
from random import Random
from typing import Any

import numpy as np

from intake.document import Document, Format, Page
from intake.domain.amount_words import write_words
from intake.domain.invoice_code import write_invoice_code
from intake.domain.invoice_number import write_digital_number
from intake.domain.money import format_fen
from intake.domain.qr_payload import write_qr_payload
from intake.domain.tax_id import write_credit_code
from intake.evidence import Evidence, Place, Source
from intake.invoice import Code
from intake.kinds.digital_form import DIGITAL_FORM
from intake.kinds.goods_list_form import GOODS_LIST_FORMS
from intake.kinds.layout import Column, FormLayout, Group, Label, Zone
from intake.kinds.vat_form import VAT_FORM
from intake.reading import Reading, Region, TextReading
from intake.stages.find_text import TEXT_LAYER
from models.geometry import Box, PageTransform, Pixels, Point, Quad
from models.text import CharScore, TextLine

SMALL, TINY = "PP-OCRv6_small", "PP-OCRv6_tiny"

BUYER_NAME, SELLER_NAME = "海州青禾云图科技有限公司", "海州望潮餐饮管理有限公司"
BUYER_ID = write_credit_code("91", "310115", "MA1K0B8X")
SELLER_ID = write_credit_code("91", "110108", "MA00A1B2")
DAY = date(2024, 3, 11)
TODAY = date(2024, 6, 1)
E_GENERAL_CODE = write_invoice_code("10", "1100", 2023)
PAPER_SPECIAL_CODE = write_invoice_code("01", "1100", 2020)
NUMBER = "00012345"
CHECK_CODE = "12345678901234567890"
MACHINE_NUMBER = "661500000001"
DIGITAL_NUMBER = write_digital_number(2024, "11", 4711)

Row = Mapping[str, str]

MEAL: Row = {"name": "*餐饮服务*餐费", "unit": "次", "quantity": "2", "unit_price": "50.00", "amount": "100.00", "tax_rate": "6%", "tax": "6.00"}
PENCILS: Row = {
    "name": "*文具*铅笔",
    "specification": "HB",
    "unit": "盒",
    "quantity": "10",
    "unit_price": "2.5",
    "amount": "25.00",
    "tax_rate": "13%",
    "tax": "3.25",
}
DISCOUNT: Row = {"name": "*文具*铅笔", "amount": "-5.00", "tax_rate": "13%", "tax": "-0.65"}
ROWS = (MEAL, PENCILS, DISCOUNT)
AMOUNT, TAX, TOTAL = 12000, 860, 12860
"""分, the sums of `ROWS`."""


# --- lines of text -----------------------------------------------------------------------------------------------------------------------------------------


def text_line(text: str, left: float, middle: float, height: float = 30.0, *, score: float = 0.98, width: float | None = None, tilt: float = 0.0) -> TextLine:
    """One line of even print that begins at (`left`, `middle`), pixels: Chinese characters as wide as high, others half of it.

    `width` spreads the characters out evenly, the first and the last at the ends; `tilt` in degrees, clockwise.
    """
    widths = [char_width(char, height) for char in text]
    spare = max(0.0, (width or 0.0) - sum(widths))
    gap = spare / max(len(text) - 1, 1)
    starts = [sum(widths[:index]) + gap * index for index in range(len(text))]
    whole = max(sum(widths) + spare, 1.0)
    chars = tuple(CharScore(char, score, (start + own / 2) / whole) for char, start, own in zip(text, starts, widths, strict=True))
    across, down = (cos(radians(tilt)), sin(radians(tilt))), (-sin(radians(tilt)), cos(radians(tilt)))

    def corner(along: float, beside: float) -> Point:
        return left + along * across[0] + beside * down[0], middle + along * across[1] + beside * down[1]

    half = height / 2
    return TextLine(text, Quad((corner(0, -half), corner(whole, -half), corner(whole, half), corner(0, half))), score, chars)


def char_width(char: str, height: float) -> float:
    return height * (1.0 if unicodedata.east_asian_width(char) in "WF" else 0.5)


def text_width(text: str, height: float) -> float:
    return sum(char_width(char, height) for char in text)


def joined(first: TextLine, then: TextLine) -> TextLine:
    """Two lines of one row that the reader takes for one."""
    (a, _, _, d), (_, b, c, _) = first.quad.points, then.quad.points
    whole = Quad((a, b, c, d))
    start = 1 - then.quad.width / whole.width
    chars = (
        *(replace(char, center=char.center * first.quad.width / whole.width) for char in first.chars),
        *(replace(char, center=start + char.center * (1 - start)) for char in then.chars),
    )
    return TextLine(first.text + then.text, whole, min(first.score, then.score), chars)


# --- pages of forms ----------------------------------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Print:
    """A text on a form, in its millimetres."""

    text: str
    left: float
    v: float
    group: Group = Group.UPPER
    size: float = 3.2
    """Height of the type."""
    width: float | None = None
    """Spread out over this."""
    label: Print | None = None
    """The label before it."""


@dataclass(frozen=True)
class FormPage:
    """A filled form, and how a reader sees it: where it lies on the picture, and which texts it misreads."""

    layout: FormLayout
    values: Mapping[str, str]
    """Field -> as printed."""
    rows: tuple[Row, ...] = ()
    """Of goods, as printed; `\\n` in a cell begins a wrapped line."""
    title: str = ""
    more: tuple[Print, ...] = ()
    without_labels: frozenset[str] = frozenset()
    """Names of labels that this form does not print."""
    scale: float = 8.0
    """Pixels for a millimetre."""
    origin: tuple[float, float] = (0.0, 0.0)
    """Where the form begins, mm."""
    tilt: float = 0.0
    """Degrees, clockwise."""
    longer_table: float = 0.0
    """Mm by which the table of goods is longer than usual."""
    jitter: float = 0.0
    """Mm by which each print may stand off, in both directions."""
    value_shift: tuple[float, float] = (0.0, 0.0)
    """Mm by which all values stand off their labels: the paper lay crooked in the printer."""
    score: float = 0.98
    seed: int = 1
    misread: Mapping[str, str] = field(default_factory=dict)
    """Printed text -> what the reader makes of it; "" for a text it passes over."""
    merged: bool = False
    """The reader takes a label and its value for one line."""

    def prints(self) -> tuple[Print, ...]:
        """Everything on the form."""
        headings = (
            Print(column.texts[0], column.center - text_width(column.texts[0], 3.0) / 2, self.layout.heading_v, size=3.0) for column in self.layout.columns
        )
        title = [Print(self.title, 105 - text_width(self.title, 6.5) / 2, 10.0, size=6.5)] if self.title else []
        return (*title, *self._labels(), *headings, *self._values(), *_goods_prints(self.layout, self.rows), *self.more)

    def lines(self) -> tuple[TextLine, ...]:
        """As the reader gives them, pixels."""
        random = Random(self.seed)  # noqa: S311 - repeatable places, no secret
        found: list[TextLine] = []
        behind: dict[Print, TextLine] = {}
        for part in self.prints():
            text = self.misread.get(part.text, part.text)
            du, dv = random.uniform(-self.jitter, self.jitter), random.uniform(-self.jitter, self.jitter)
            if not text:
                continue
            line = self._seen(replace(part, text=text, left=part.left + du, v=part.v + dv))
            if self.merged and part.label is not None and (label := behind.get(part.label)) is not None:
                found.remove(label)
                line = joined(label, line)
            behind[part] = line
            found.append(line)
        return tuple(found)

    def pixel(self, u: float, v: float, group: Group) -> Point:
        """Where a place of the form lies on the picture."""
        down = v + self.origin[1] + (self.longer_table if group is Group.LOWER else 0.0)
        right = u + self.origin[0]
        turn = radians(self.tilt)
        return self.scale * (right * cos(turn) - down * sin(turn)), self.scale * (right * sin(turn) + down * cos(turn))

    def _seen(self, part: Print) -> TextLine:
        x, y = self.pixel(part.left, part.v, part.group)
        width = None if part.width is None else part.width * self.scale
        return text_line(part.text, x, y, part.size * self.scale, score=self.score, width=width, tilt=self.tilt)

    def _labels(self) -> Iterable[Print]:
        return (_label_print(label) for label in self.layout.labels if label.name not in self.without_labels)

    def _values(self) -> Iterable[Print]:
        du, dv = self.value_shift
        for zone in self.layout.zones:
            label = _label_of(self.layout, zone)
            named = label is not None and label.name not in self.without_labels
            middle = label.v if label is not None else zone.top + 3.0 if zone.many_lines else (zone.top + zone.bottom) / 2
            for index, line in enumerate(self.values.get(zone.field, "").split("\n")):
                if line:
                    before = _label_print(label) if label is not None and named and index == 0 else None
                    yield Print(line, zone.left + 0.8 + du, middle + dv + 4.0 * index, zone.group, label=before)


def _label_of(layout: FormLayout, zone: Zone) -> Label | None:
    named = [label for label in layout.labels if label.name == zone.label and label.group is zone.group and label.left < zone.left + 2]
    return max(named, key=lambda label: label.left, default=None)


def _label_print(label: Label) -> Print:
    text, width = label.texts[0], label.right - label.left
    return Print(text, label.left, label.v, label.group, min(3.0, width / text_width(text, 1.0)), width)


def _goods_prints(layout: FormLayout, rows: Sequence[Row]) -> Iterable[Print]:
    v = layout.heading_v + 5.5
    for row in rows:
        for column in layout.columns:
            for index, text in enumerate(row.get(column.name, "").split("\n")):
                if text:
                    yield Print(text, _cell_left(column, text), v + 3.8 * index, size=2.8)
        v += 3.8 * max(row.get(column.name, "").count("\n") + 1 for column in layout.columns) + 0.6


def _cell_left(column: Column, text: str) -> float:
    if column.name in ("name", "specification", "tax_rate"):
        return column.left + 0.8
    if column.name in ("unit", "plate_number", "vehicle_type", "start_date", "end_date", "line"):
        return (column.left + column.right - text_width(text, 2.8)) / 2
    return column.right - 0.8 - text_width(text, 2.8)


# --- filled forms ------------------------------------------------------------------------------------------------------------------------------------------


def vat_values() -> dict[str, str]:
    """Field -> value of an electronic general invoice, in the form of the result format."""
    return {
        "invoice_code": E_GENERAL_CODE,
        "invoice_number": NUMBER,
        "issue_date": DAY.isoformat(),
        "check_code": CHECK_CODE,
        "machine_number": MACHINE_NUMBER,
        "buyer_name": BUYER_NAME,
        "buyer_tax_id": BUYER_ID,
        "buyer_address_phone": "海州市临江区望潮路8号021-60001234",
        "buyer_bank_account": "海州银行望潮支行6222000011112222",
        "seller_name": SELLER_NAME,
        "seller_tax_id": SELLER_ID,
        "seller_address_phone": "海州市北山区长堤街15号021-60005678",
        "seller_bank_account": "海州银行长堤支行6222000033334444",
        "amount": format_fen(AMOUNT),
        "tax": format_fen(TAX),
        "total": format_fen(TOTAL),
        "total_in_words": write_words(TOTAL),
        "remarks": "订单号20240311",
        "payee": "林山",
        "reviewer": "周明",
        "drawer": "何川",
    }


def digital_values() -> dict[str, str]:
    """The same for a digital (数电) general invoice."""
    names = ("buyer_name", "buyer_tax_id", "seller_name", "seller_tax_id", "amount", "tax", "total", "total_in_words", "remarks", "drawer")
    return {"invoice_number": DIGITAL_NUMBER, "issue_date": DAY.isoformat(), **{name: vat_values()[name] for name in names}}


def as_printed(values: Mapping[str, str]) -> dict[str, str]:
    """Values as forms print them: the date with 年月日, sums with ¥, the check code in groups of five."""
    forms = {
        "issue_date": lambda value: f"{value[:4]}年{value[5:7]}月{value[8:]}日",
        "check_code": lambda value: " ".join(value[start : start + 5] for start in range(0, 20, 5)),
        "amount": lambda value: f"¥{value}",
        "tax": lambda value: f"¥{value}",
        "total": lambda value: f"¥{value}",
    }
    return {name: forms.get(name, str)(value) if value and value != "***" else value for name, value in values.items()}


def vat_page(values: Mapping[str, str] | None = None, rows: Sequence[Row] = ROWS, **changes: Any) -> FormPage:
    """An electronic general invoice; `values` replaces single fields ("" leaves one empty), `changes` are fields of `FormPage`."""
    page = FormPage(VAT_FORM, as_printed({**vat_values(), **(values or {})}), tuple(rows), title="北京增值税电子普通发票")
    return replace(page, **changes)


def digital_page(values: Mapping[str, str] | None = None, rows: Sequence[Row] = ROWS, **changes: Any) -> FormPage:
    """A digital general invoice."""
    page = FormPage(DIGITAL_FORM, as_printed({**digital_values(), **(values or {})}), tuple(rows), title="电子发票(普通发票)")
    return replace(page, **changes)


def paper_page(values: Mapping[str, str] | None = None, rows: Sequence[Row] = ROWS, **changes: Any) -> FormPage:
    """A paper special invoice: code and number large and without labels, and again in small print at the right."""
    filled = {**vat_values(), "invoice_code": "", "invoice_number": "", "check_code": "", **(values or {})}
    printed = {"code": PAPER_SPECIAL_CODE, "number": NUMBER}
    more = (
        Print(printed["code"], 28.0, 12.0, size=5.0),
        Print("No", 142.0, 12.0, size=5.0),
        Print(printed["number"], 149.0, 12.0, size=5.5),
        Print(printed["code"], 182.0, 8.0, size=3.0),
        Print(printed["number"], 182.0, 12.5, size=3.0),
    )
    without = frozenset({"invoice_code", "invoice_number", "check_code"})
    page = FormPage(VAT_FORM, as_printed(filled), tuple(rows), title="北京增值税专用发票", more=more, without_labels=without)
    return replace(page, **changes)


def list_page(rows: Sequence[Row], number: str = NUMBER, code: str = E_GENERAL_CODE, **changes: Any) -> FormPage:
    """A list of goods for an invoice."""
    layout = GOODS_LIST_FORMS[0]
    more = (Print(code, 58.0, 48.0), Print(number, 100.0, 48.0))
    page = FormPage(layout, {}, tuple(rows), more=more)
    return replace(page, **changes)


# --- readings, regions, documents --------------------------------------------------------------------------------------------------------------------------


def region_of(
    page: FormPage | Sequence[TextLine],
    *again: TextReading,
    number: int = 1,
    data: bool = False,
    pixels: Pixels | None = None,
    codes: Sequence[Code] = (),
    transform: PageTransform | None = None,
) -> Region:
    """A region whose main reading is the page's lines; `data` says that the file holds them as text."""
    lines = page.lines() if isinstance(page, FormPage) else tuple(page)
    main = TextReading(TEXT_LAYER if data else SMALL, lines)
    outline = Quad.from_box(Box(0, 0, 1680, 1120))
    return Region(number, outline, Format.PDF_TEXT if data else Format.SCAN, transform or PageTransform(), pixels, codes=tuple(codes), readings=(main, *again))


def tiny_reading(page: FormPage, **changes: Any) -> TextReading:
    """The page as the second model reads it, a little less sure than the first."""
    return TextReading(TINY, replace(page, score=page.score - 0.01, **changes).lines())


def reading_of(*regions: Region, name: str = "invented.pdf") -> Reading:
    """A document with these regions, and the pages they lie on."""
    pages = tuple(Page(number, None) for number in sorted({region.page for region in regions}))
    return Reading(Document(name, b"invented"), pages, tuple(regions))


def inked_page(lines: Iterable[TextLine], size: tuple[int, int] = (1700, 1250)) -> Pixels:
    """A white picture, BGR, with a dark block for each character: enough for whoever only asks whether there is ink. `size` is (width, height)."""
    pixels = np.full((size[1], size[0], 3), 255, dtype=np.uint8)
    for line in lines:
        box = line.quad.box
        for char in line.chars:
            middle, half = box.left + char.center * box.width, 0.35 * char_width(char.char, box.height)
            pixels[int(box.top + box.height / 6) : int(box.bottom - box.height / 6), int(middle - half) : int(middle + half)] = 40
    return pixels


def invoice_code_of(values: Mapping[str, str], kind: str = "10") -> Code:
    """The QR code that goes with the values of a VAT invoice (amount without tax) or a 数电 one (total)."""
    digital = kind in ("31", "32")
    fen = round(float(values["total" if digital else "amount"]) * 100)
    payload = write_qr_payload(
        kind, values.get("invoice_code", ""), values["invoice_number"], fen, date.fromisoformat(values["issue_date"]), values.get("check_code", "")
    )
    return Code(payload, "pyzbar", Place(1, Quad.from_box(Box(70, 30, 230, 190))))


# --- evidence ----------------------------------------------------------------------------------------------------------------------------------------------


def ocr(
    name: str, value: str, confidence: float = 0.96, reader: str = SMALL, raw: str | None = None, alternatives: Mapping[int, str] | None = None
) -> Evidence:
    """A recognised value. `alternatives`: position -> characters the reader thought of besides."""
    others = {index: tuple((char, 0.1) for char in chars) for index, chars in (alternatives or {}).items()}
    chars = tuple(CharScore(char, confidence, 0.5, others.get(index, ())) for index, char in enumerate(value))
    return Evidence(name, value, Source.OCR, confidence, value if raw is None else raw, reader, Place(1, Quad.from_box(Box(10, 10, 90, 30))), chars)


def tiny(name: str, value: str, confidence: float = 0.96, raw: str | None = None) -> Evidence:
    """What the second model reads."""
    return ocr(name, value, confidence, TINY, raw)


def printed(name: str, value: str, raw: str | None = None) -> Evidence:
    """A value of a text layer."""
    return Evidence(name, value, Source.TEXT_LAYER, 1.0, value if raw is None else raw, TEXT_LAYER, Place(1, Quad.from_box(Box(10, 10, 90, 30))))


def carried(name: str, value: str, source: Source = Source.XML) -> Evidence:
    """A value the file carries as data."""
    return Evidence(name, value, source, 1.0, value, "data")


def from_qr(name: str, value: str) -> Evidence:
    return Evidence(name, value, Source.QR, 1.0, value, "pyzbar")
