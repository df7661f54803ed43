"""What every reader says about every field of a region."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean, median

from intake.document import EmbeddedInvoice, Format
from intake.domain.kind_codes import kind_name, kind_of_payload
from intake.domain.money import format_fen
from intake.domain.qr_payload import InvoiceQr, parse_invoice_qr
from intake.evidence import DATA, Evidence, Place, Source
from intake.extraction.closer_look import closer_look, read_faint
from intake.extraction.form_evidence import FieldText, FormText, explained, offsets_from_zones, read_form, reread_form, searched_zones, seen_text
from intake.extraction.glyphs import Glyph, fold, glyphs_of, quad_around
from intake.extraction.goods import GoodsRow, unread_cells, with_cell, with_other_reading
from intake.extraction.kind_of_form import kind_of_form, title_boxes
from intake.extraction.tickets import TicketText, read_ticket
from intake.invoice import KEY_FIELDS, Item, Kind, ListLine
from intake.kinds.fields import fields_of
from intake.kinds.goods_list_form import GOODS_LIST_FORMS
from intake.reading import PrintedValue, Reading, Region, TextReading
from intake.stages.find_text import NO_RED, TEXT_LAYER
from intake.vision.cell_ink import ink_in
from intake.vision.red_ink import without_red
from models.geometry import Box, Pixels, Quad
from models.text import CharScore, TextLine, TextReader

QR_AMOUNT = "qr_amount"
"""The amount in the QR code, which repeats one of the two totals; which one depends on kind and issuer, so `resolve_fields` settles it."""


FAINT = "/faint"
"""A reading of the picture with its print darkened."""
_OFTEN_FAINT = (Kind.TAXI, Kind.TRAIN)
_NOT_ON_ALL = {"passenger_name", "passenger_id"}
"""Train tickets of the first years were sold to nobody in particular."""
_LIST_MARK = re.compile("详见.{0,8}清单")


@dataclass(frozen=True)
class CollectEvidence:
    """`reader` looks again at places where the text finder saw nothing."""

    reader: TextReader
    name: str = "extract"

    def __call__(self, reading: Reading) -> Reading:
        return replace(reading, regions=tuple(_collected(region, self.reader) for region in reading.regions))


def _collected(region: Region, reader: TextReader) -> Region:
    region = replace(region, evidence=(*region.evidence, *_from_codes(region)))
    form = read_form(region.lines) if region.lines else None
    if form is not None:
        region = _with_form(region, form, reader)
    elif region.lines:
        region = _with_ticket(region, reader)
    if region.embedded is not None:
        return _with_embedded(region, region.embedded)
    return _named_by_code(region) if region.kind is None and not region.is_list_page else region


def _named_by_code(region: Region) -> Region:
    """Print nobody can read beside a QR code that is an invoice's: the code names the kind, and a person is told what is missing."""
    payload = next((parsed for code in region.codes if (parsed := parse_invoice_qr(code.payload))), None)
    named = kind_of_payload(payload) if payload else None
    return replace(region, kind=named.kind, kind_detail=named.detail, kind_said_by=("qr",)) if named else region


def _with_form(region: Region, form: FormText, reader: TextReader) -> Region:
    others = [(reading, reread_form(form, reading.lines)) for reading in region.readings[1:]]
    for reading, again in others:
        if reading.reader.endswith(NO_RED):
            form = replace(form, goods=with_other_reading(form.goods, again.goods))
    if region.pixels is not None and region.readings[0].reader != TEXT_LAYER:
        form, looked = _looked_again(form, region.pixels, reader)
    else:
        looked = _bare(form, region.pixels) if region.pixels is not None else ()
    vote = kind_of_form(form, region.codes)
    if region.pixels is not None and region.readings[0].reader != TEXT_LAYER and (vote is None or "title" not in vote.said_by):
        vote = kind_of_form(form, region.codes, _titles(form, region.pixels, reader))
    named = kind_name(vote.detail) if vote else None
    said_again = {text.field for text in looked}
    evidence = [*region.evidence, *_evidence(region, region.readings[0], (text for text in form.fields if text.raw or text.field not in said_again))]
    for reading, again in others:
        evidence.extend(_evidence(region, reading, _read_anew(again.fields, form.fields)))
    evidence.extend(_evidence(region, region.readings[0], looked))
    listed = [row for row in form.goods if _LIST_MARK.search(row.cells.get("name", ""))]
    return replace(
        region,
        kind=named.kind if named else None,
        kind_detail=vote.detail if vote else "",
        kind_said_by=vote.said_by if vote else (),
        title_says=said.kind if vote and (said := kind_name(vote.title_says)) else None,
        evidence=tuple(evidence),
        items=tuple(_item(region, row) for row in form.goods if row not in listed),
        list_line=ListLine(listed[0].cells) if listed else None,
        printed=tuple(_printed((*form.fields, *looked), form.goods, offsets_from_zones(form.fit, form.fields))),
        is_list_page=form.fit.layout in GOODS_LIST_FORMS,
    )


def _titles(form: FormText, pixels: Pixels, reader: TextReader) -> tuple[str, ...]:
    """The title read on its own, as printed and without the seal that lies over it: text finders often lose it."""
    quads = [Quad.from_box(box) for box in title_boxes(form)]
    return tuple(line.text for picture in (pixels, without_red(pixels)) for line in reader.recognise(picture, quads))


def _looked_again(form: FormText, pixels: Pixels, reader: TextReader) -> tuple[FormText, tuple[FieldText, ...]]:
    """Look at the ink of zones and cells in which no text was found."""
    heights = [glyph.height for row in form.rows for glyph in row.glyphs]
    height = median(heights)
    zones = searched_zones(form, KEY_FIELDS)
    cells = list(unread_cells(form.fit, form.goods))
    lines = closer_look(reader, pixels, [box for _, box in zones] + [box for _, _, box in cells], height, explained(form))
    looked = [text for (zone, _), line in zip(zones, lines, strict=False) if (text := seen_text(zone, line)) is not None]
    goods = list(form.goods)
    for (index, name, _), line in zip(cells, lines[len(zones) :], strict=True):
        if line is not None and line.text:
            goods[index] = with_cell(goods[index], name, glyphs_of(line))
    return replace(form, goods=tuple(goods)), tuple(looked)


def _bare(form: FormText, pixels: Pixels) -> tuple[FieldText, ...]:
    """The zones where the file holds no text and its picture shows no ink either."""
    height = median(glyph.height for row in form.rows for glyph in row.glyphs)
    looked = ((zone, ink_in(pixels, box, height)) for zone, box in searched_zones(form, KEY_FIELDS))
    return tuple(text for zone, ink in looked if ink is None and (text := seen_text(zone, None)) is not None)


def _with_ticket(region: Region, reader: TextReader) -> Region:
    if region.pixels is not None:
        size = (region.pixels.shape[1], region.pixels.shape[0])
    else:
        size = (int(max(line.quad.box.right for line in region.lines)), int(max(line.quad.box.bottom for line in region.lines)))
    ticket = read_ticket(region.lines, size)
    if ticket is None:
        return region
    evidence = [*region.evidence, *_evidence(region, region.readings[0], ticket.fields)]
    readings = region.readings[1:]
    if region.pixels is not None and region.readings[0].reader != TEXT_LAYER and _lacks_values(ticket):
        readings = (*readings, TextReading(reader.name + FAINT, read_faint(reader, region.pixels)))
    for reading in readings:
        again = read_ticket(_completed(reading.lines, region.lines), size)
        if again is not None and again.kind is ticket.kind:
            evidence.extend(_evidence(region, reading, _read_anew(again.fields, ticket.fields)))
    return replace(
        region,
        kind=ticket.kind,
        kind_detail=ticket.kind_detail,
        kind_said_by=("layout",),
        evidence=tuple(evidence),
        items=tuple(_item(region, row) for row in ticket.goods),
        printed=tuple(_printed(ticket.fields, ticket.goods, {})),
    )


def _lacks_values(ticket: TicketText) -> bool:
    """Whether a meter's or a ticket machine's print was read in part only."""
    found = {text.field for text in ticket.fields if text.value}
    return ticket.kind in _OFTEN_FAINT and not found.issuperset(set(fields_of(ticket.kind)) - _NOT_ON_ALL)


def _printed(texts: Iterable[FieldText], goods: Iterable[GoodsRow], offsets: Mapping[str, float]) -> Iterable[PrintedValue]:
    """Where the main reading saw each value, once each: what was found in a second way is the same print."""
    seen: set[int] = set()
    for text in texts:
        own = tuple(glyph for glyph in text.glyphs if id(glyph) not in seen)
        seen.update(map(id, own))
        if own:
            yield PrintedValue(text.field, _cells(own), offsets.get(text.field))
    for row in goods:
        if row.glyphs:
            yield PrintedValue("items", _cells(row.glyphs))


def _cells(glyphs: Iterable[Glyph]) -> tuple[tuple[str, Box], ...]:
    return tuple((glyph.char, Box(glyph.left, glyph.y - glyph.height / 2, glyph.right, glyph.y + glyph.height / 2)) for glyph in glyphs)


def _completed(lines: Sequence[TextLine], first: Sequence[TextLine]) -> tuple[TextLine, ...]:
    """Another reading's lines with those of the first in places it did not read again: labels, by which values are found."""
    boxes = [line.quad.box for line in lines]
    return (*lines, *(line for line in first if not any(box.contains(line.quad.box.center) for box in boxes)))


def _read_anew(again: Iterable[FieldText], first: Iterable[FieldText]) -> Iterable[FieldText]:
    """What another reading really read: lines it took over unread from the first one are no second opinion, and where it was not asked it saw no emptiness."""
    known = {text.glyphs for text in first if text.glyphs}
    return (text for text in again if text.glyphs and text.glyphs not in known)


def _with_embedded(region: Region, embedded: EmbeddedInvoice) -> Region:
    """Values the file carries as data; its lines of goods replace those taken from the print."""
    source = Source.OFD if region.format is Format.OFD else Source.XML
    evidence = [Evidence(field, value, source, 1.0, raw=value, reader=DATA) for field, value in embedded.fields.items()]
    return replace(
        region,
        kind=Kind(embedded.kind) if embedded.kind else region.kind,
        kind_said_by=tuple(dict.fromkeys((DATA, *region.kind_said_by))) if embedded.kind else region.kind_said_by,
        evidence=(*region.evidence, *evidence),
        items=tuple(Item(dict(row), 1.0) for row in embedded.items) or region.items,
    )


def _source(region: Region, reading: TextReading) -> Source:
    if reading.reader == TEXT_LAYER:
        return Source.OFD if region.format is Format.OFD else Source.TEXT_LAYER
    return Source.OCR


def _evidence(region: Region, reading: TextReading, texts: Iterable[FieldText]) -> Iterable[Evidence]:
    source = _source(region, reading)
    for text in texts:
        glyphs = text.glyphs
        yield Evidence(
            field=text.field,
            value=text.value,
            source=source,
            confidence=_confidence(glyphs) if glyphs else 0.9,
            raw=text.raw,
            reader=f"{reading.reader}/{text.way}" if text.way else reading.reader,
            place=_place(region, glyphs) if glyphs else None,
            chars=tuple(CharScore(glyph.char, glyph.score, 0.5, glyph.alternatives) for glyph in glyphs),
        )


def _confidence(glyphs: Sequence[Glyph]) -> float:
    """Between the weakest character and the mean of all: one doubtful character makes a doubtful value."""
    scores = [_score(glyph) for glyph in glyphs]
    return 0.7 * min(scores) + 0.3 * fmean(scores)


def _score(glyph: Glyph) -> float:
    """How sure the character is, whichever of its forms it was printed in: readers waver between full-width and half-width brackets, which means nothing."""
    return min(1.0, glyph.score + sum(score for other, score in glyph.alternatives if other != glyph.printed and fold(other) == glyph.char))


def _place(region: Region, glyphs: Sequence[Glyph]) -> Place:
    return Place(region.page, region.transform.quad_to_original(quad_around(glyphs)))


def _item(region: Region, row: GoodsRow) -> Item:
    return Item(row.cells, _confidence(row.glyphs), _place(region, row.glyphs))


def _from_codes(region: Region) -> Iterable[Evidence]:
    """What the region's QR code says. Its amount goes to the field that this kind puts there; where that is not established, to neither."""
    for code in region.codes:
        payload = parse_invoice_qr(code.payload)
        if payload is None:
            continue
        for field, value in _qr_fields(payload):
            if value:
                yield Evidence(field, value, Source.QR, 1.0, raw=code.payload, reader=code.decoder, place=code.place)
        return


def _qr_fields(payload: InvoiceQr) -> Iterable[tuple[str, str]]:
    yield "invoice_code", payload.code
    yield "invoice_number", payload.number
    yield "issue_date", payload.day.isoformat() if payload.day else ""
    yield "check_code", payload.check_code
    yield "seller_tax_id", payload.seller_tax_id
    if payload.amount is not None:
        yield QR_AMOUNT, format_fen(payload.amount)
