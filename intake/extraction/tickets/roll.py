"""The VAT invoice on a paper roll (卷票)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from intake.extraction import values
from intake.extraction.form_evidence import FieldText
from intake.extraction.glyphs import Glyph
from intake.extraction.goods import GoodsRow
from intake.extraction.labels import LabelHit
from intake.extraction.tickets.form_fields import FORM_PARSERS, read_fields
from intake.extraction.tickets.labelled import pieces_between
from intake.extraction.tickets.numbers import code_and_number
from intake.extraction.tickets.ticket_text import Span, TicketPage, TicketText, field_text, span_of
from intake.invoice import Kind
from intake.kinds.ticket_labels import ROLL_LABELS

_CHECK_CODE = re.compile(r"(?<!\d)\d{20}(?!\d)")
_NUMERIC_COLUMNS = ("unit_price", "quantity", "amount")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def read_roll(page: TicketPage, score: float) -> TicketText:
    """Everything a roll invoice says."""
    numbers = code_and_number(page)
    known = {text.field for text in numbers}
    fields = [text for text in read_fields(page, ROLL_LABELS, FORM_PARSERS, wrapping=("buyer_name", "seller_name")) if text.field not in known]
    return TicketText(Kind.VAT_ROLL, "ROLL", (*numbers, *fields, *_under_barcode(page, fields)), _goods(page), score)


def _under_barcode(page: TicketPage, fields: Sequence[FieldText]) -> Iterable[FieldText]:
    """The check code once more, in print under the barcode."""
    first = next((text for text in fields if text.field == "check_code"), None)
    known = {id(glyph) for glyph in first.glyphs} if first is not None and first.value else set()
    for match, span in page.matches(_CHECK_CODE):
        if not any(id(glyph) in known for glyph in span.glyphs):
            yield field_text("check_code", match[0], span, "second-printing")
            return


def _goods(page: TicketPage) -> tuple[GoodsRow, ...]:
    """Between the headings and the total: an item begins with each printed amount, or above it where its name is long."""
    hits = page.labels(ROLL_LABELS)
    headings = {hit.name.removeprefix("_column_"): hit for hit in hits if hit.name.startswith("_column_")}
    totals = [hit.y for hit in hits if hit.name in ("total", "total_in_words")]
    if "amount" not in headings or not totals:
        return ()
    top, bottom = headings["amount"].y, min(totals)
    inside = [piece for piece in pieces_between(page, hits) if top + 0.6 * page.line_height < piece.y < bottom - 0.6 * page.line_height]
    pieces = [part for piece in inside for part in _cut(piece, headings)]
    amounts = [piece for piece in pieces if _column(piece, headings) == "amount" and values.money(piece.text)]
    if not amounts:
        return ()
    starts = sorted(piece.y for piece in amounts)
    last = starts[-1] + 5 * page.line_height
    rows: list[dict[str, list[Span]]] = [{} for _ in starts]
    for piece in sorted(pieces, key=lambda piece: (piece.y, piece.left)):
        if piece.y > last or piece.score < 0.5:
            continue
        index = max((i for i, start in enumerate(starts) if start - 0.6 * page.line_height <= piece.y), default=0)
        rows[index].setdefault(_column(piece, headings), []).append(piece)
    return tuple(_row(row) for row in rows)


def _cut(piece: Span, headings: dict[str, LabelHit]) -> Iterable[Span]:
    """A name that runs up to the next column comes as one piece with the price behind it."""
    match = re.fullmatch(r"(.*[^\d.\s])\s*(-?\d+\.\d{2,})", piece.text)
    tail = piece.part(*match.span(2)) if match else None
    if match is None or tail is None or _column(tail, headings) == "name":
        yield piece
        return
    yield piece.part(*match.span(1))
    yield tail


def _column(piece: Span, headings: dict[str, LabelHit]) -> str:
    if not _NUMBER.fullmatch(piece.text.replace(" ", "").replace(",", "").lstrip("¥")):
        return "name"
    middle = (piece.left + piece.right) / 2
    return min((name for name in _NUMERIC_COLUMNS if name in headings), key=lambda name: abs(headings[name].x - middle))


def _row(parts: dict[str, list[Span]]) -> GoodsRow:
    cells: dict[str, str] = {}
    glyphs: list[Glyph] = []
    for column, pieces in parts.items():
        glyphs.extend(glyph for piece in pieces for glyph in piece.glyphs)
        if column == "name":
            cells[column] = values.free_text("".join(span_of(piece.glyphs).text for piece in pieces))
        elif column == "amount":
            cells[column] = values.money(pieces[0].text)
        else:
            cells[column] = pieces[0].text.replace(" ", "").replace(",", "").lstrip("¥")
    return GoodsRow(cells, tuple(glyphs))
