"""Invoice code and number of papers that print both in large digits, with or without a label."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from intake.domain.regions import area_of_code
from intake.extraction.form_evidence import FieldText
from intake.extraction.labels import LabelHit
from intake.extraction.tickets.ticket_text import Span, TicketPage, field_text

_LABELS = (
    ("invoice_code", ("发票代码", "票据代码")),
    ("invoice_number", ("发票号码", "票据号码")),
    ("second_code", ("机打代码",)),
    ("second_number", ("机打号码", "机打票号")),
    ("other", ("电话", "热线", "信息码", "密码", "证号", "单位", "识别号", "信用代码", "税号", "校验码", "查询码", "防伪码", "机器编号", "账号", "卡号")),
)
_DIGITS = re.compile(r"(?<![A-Za-z\d])(?:N[oO0°º.:]{0,2}|№\.?)?(\d[\d.,:]*\d)(?![A-Za-z\d])")


@dataclass(frozen=True, slots=True)
class _Number:
    """A printed number and the label it stands behind or below ("" where there is none)."""

    digits: str
    span: Span
    label: str
    marked: bool
    """Printed behind № or No."""


def code_and_number(page: TicketPage, lengths: Sequence[int] = (8,)) -> tuple[FieldText, ...]:
    """The code and the number, and their second printings; `lengths` says how long a number of this kind may be."""
    numbers = tuple(_numbers(page))
    code = _best_code(numbers)
    number = _best_number(numbers, code, lengths)
    fields = []
    if code is not None:
        fields.append(field_text("invoice_code", code.digits, _only_digits(code.span)))
    if number is not None:
        fields.append(field_text("invoice_number", number.digits, _only_digits(number.span)))
    for entry in numbers:
        if entry.label == "second_code" and len(entry.digits) in (10, 12) and entry is not code:
            fields.append(field_text("invoice_code", entry.digits, _only_digits(entry.span), "second-printing"))
        if entry.label == "second_number" and len(entry.digits) in lengths and entry is not number:
            fields.append(field_text("invoice_number", entry.digits, _only_digits(entry.span), "second-printing"))
    return tuple(fields)


def is_invoice_code(digits: str) -> bool:
    """Ten or twelve digits with an area that exists."""
    if len(digits) == 12:
        return digits[0] in "012" and area_of_code(digits[1:5]) is not None
    return len(digits) == 10 and area_of_code(digits[:4]) is not None


def _numbers(page: TicketPage) -> Iterable[_Number]:
    hits = page.labels(_LABELS)
    found: list[tuple[str, Span, bool]] = []
    for match, whole in page.matches(_DIGITS):
        start = match.start(1) - match.start()
        digits = re.sub(r"\D", "", match[1])
        if len(digits) >= 8:
            found.append((digits, whole.part(start, len(whole.text)) if start else whole, start > 0))
    before = [_label_before(span, hits) for _, span, _ in found]
    without_value = [hit for hit in hits if not any(hit is label for label in before)]
    for (digits, span, marked), label in zip(found, before, strict=True):
        own = label or _label_above(span, without_value)
        yield _Number(digits, span, own.name if own else "", marked)


def _label_before(span: Span, hits: Sequence[LabelHit]) -> LabelHit | None:
    """The label before a number in its line."""
    before = [hit for hit in hits if hit.right <= span.left + 0.5 * span.height and abs(hit.y - span.y) < 0.8 * span.height]
    return min(before, key=lambda hit: abs(hit.y - span.y) + 0.1 * (span.left - hit.right), default=None)


def _label_above(span: Span, hits: Sequence[LabelHit]) -> LabelHit | None:
    """The label a number stands below, where none is before it."""
    above = [hit for hit in hits if 0 < span.y - hit.y < 1.6 * span.height and hit.left < span.right and span.left < hit.right + span.height]
    return max(above, key=lambda hit: hit.y, default=None)


def _best_code(numbers: Sequence[_Number]) -> _Number | None:
    def worth(number: _Number) -> float:
        lawful = is_invoice_code(number.digits)
        labelled = {"invoice_code": 2.0, "second_code": 1.0, "": 0.0}.get(number.label, -2.0)
        return labelled + (1.5 if lawful else -0.5) + (0.5 if len(number.digits) == 12 else 0.0)

    found = [number for number in numbers if len(number.digits) in (10, 12)]
    best = max(found, key=worth, default=None)
    return best if best is not None and worth(best) >= 1.5 else None


def _best_number(numbers: Sequence[_Number], code: _Number | None, lengths: Sequence[int]) -> _Number | None:
    def worth(number: _Number) -> float:
        points = {"invoice_number": 3.0, "second_number": 1.0, "": 0.0}.get(number.label, -2.0) + (1.5 if number.marked else 0.0)
        if code is not None:
            below = (number.span.y - code.span.y) / code.span.height
            if 0.4 < below < 2.5 and number.span.height > 0.7 * code.span.height:
                points += 2.0
        return points

    found = [number for number in numbers if len(number.digits) in lengths and number is not code]
    best = max(found, key=worth, default=None)
    return best if best is not None and worth(best) >= 1.5 else None


def _only_digits(span: Span) -> Span:
    glyphs = tuple(glyph for glyph in span.glyphs if glyph.char.isdigit())
    return Span("".join(glyph.char for glyph in glyphs), glyphs)
