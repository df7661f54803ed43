"""Evidence from a fitted VAT or 数电 form: the zones, the unlabelled header of paper forms, and the table of goods."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import dropwhile, islice
from statistics import fmean, median

from intake.extraction import values
from intake.extraction.form_fit import FormFit, best_fit
from intake.extraction.glyphs import Glyph, Row, Run, glyphs_of, rows_of, runs_of
from intake.extraction.goods import GoodsRow, read_goods
from intake.extraction.labels import LabelHit, find_labels
from intake.extraction.zones import Cell, PlacedRun, line_text, place_runs, read_zone, value_start
from intake.kinds.digital_form import DIGITAL_FORMS
from intake.kinds.goods_list_form import GOODS_LIST_FORMS, LIST_TITLES
from intake.kinds.layout import FormLayout, Group, Zone
from intake.kinds.vat_form import VAT_FORMS
from models.geometry import Box
from models.text import TextLine

NO_INK, LABEL_ORDER, SECOND_PRINTING = "no-ink", "label-order", "second-printing"
"""Ways of finding a value that make it an opinion of its own."""
FORMS = (*VAT_FORMS, *DIGITAL_FORMS, *GOODS_LIST_FORMS)
_LEAST_LABELS = 5
_CODE_BOTTOM_MM = 19.0
"""The large print of the code ends above this; below it stands the machine number."""
_CHECK_CODE = "校验码"
_MACHINE_NUMBER_MM = (26.0, 16.0, 62.0, 27.0)
"""Left, top, right, bottom of the place where paper forms print the machine number."""
_LABEL_GAP_MM, _ROW_GAP_MM = 1.2, 0.6
"""Kept clear of the label's colon and of the rules above and below when a zone is searched for ink."""
_FREE_TEXT_WITH_LINES = {"remarks"}


@dataclass(frozen=True, slots=True)
class FieldText:
    """What one reader saw of one field: the printed text, the value it parses to, and its characters."""

    field: str
    value: str
    raw: str
    glyphs: tuple[Glyph, ...]
    way: str = ""
    """How it was found, where that makes it an opinion of its own: one of the constants above."""


@dataclass(frozen=True)
class FormText:
    """All that was read from one form."""

    fit: FormFit
    rows: tuple[Row, ...]
    fields: tuple[FieldText, ...]
    goods: tuple[GoodsRow, ...]


def read_form(lines: Sequence[TextLine], layouts: Sequence[FormLayout] = FORMS) -> FormText | None:
    """Lay the best fitting form over the text and read it; None when the page is no such form."""
    runs = runs_of(lines)
    rows = rows_of(runs)
    hits = find_labels(rows, _lexicon(layouts))
    fit = best_fit(_possible(layouts, hits), hits)
    if fit is None or fit.strength < _LEAST_LABELS:
        return None
    placed = place_runs(fit, runs)
    places = _places_in(rows)
    by_zone = tuple(_zone_fields(fit, placed))
    fields = [*by_zone, *_header_fields(fit, places, hits, runs), *_label_order(fit, places, by_zone)]
    return FormText(fit, rows, tuple(fields), read_goods(fit, placed))


def reread_form(form: FormText, lines: Sequence[TextLine]) -> FormText:
    """The same form as another reader saw its text: the template stays where the main reading's labels put it."""
    runs = runs_of(lines)
    rows = rows_of(runs)
    hits = find_labels(rows, _lexicon((form.fit.layout,)))
    placed = place_runs(form.fit, runs)
    return FormText(form.fit, rows, (*_zone_fields(form.fit, placed), *_header_fields(form.fit, _places_in(rows), hits, runs)), read_goods(form.fit, placed))


def _label_order(fit: FormFit, places: _Places, by_zone: Sequence[FieldText]) -> Iterable[FieldText]:
    """Labelled values once more, found by following the row behind the label instead of by the place on the form.

    Given only where both ways agree: behind the label of an empty field the row goes on with something else.
    """
    placed = {(text.field, text.value) for text in by_zone}
    for zone in fit.layout.zones:
        hit = fit.label(zone.label, zone.group, near_u=zone.left) if zone.label else None
        if hit is None:
            continue
        glyphs = _following(hit, places, fit.scale * 6.0)
        text = line_text(glyphs)
        value = values.PARSERS.get(zone.field, values.free_text)(text)
        if value and (zone.field, value) in placed:
            yield FieldText(zone.field, value, text, glyphs, way=LABEL_ORDER)


def _following(hit: LabelHit, places: _Places, gap: float) -> tuple[Glyph, ...]:
    """The glyphs of a label's row behind it, up to the first gap wider than `gap` pixels."""
    kept: list[Glyph] = []
    for glyph in _rest_of_row(hit, places):
        if kept and glyph.left - kept[-1].right > gap:
            break
        kept.append(glyph)
    return tuple(kept)


_Places = Mapping[int, tuple[Row, int]]
"""Identity of a glyph -> its row and its index there."""


def _places_in(rows: Sequence[Row]) -> _Places:
    return {id(glyph): (row, index) for row in rows for index, glyph in enumerate(row.glyphs)}


def _rest_of_row(hit: LabelHit, places: _Places) -> Iterator[Glyph]:
    """The glyphs behind a label and its colon."""
    row, position = places[id(hit.glyphs[-1])]
    return dropwhile(lambda glyph: glyph.char in ":;.", islice(row.glyphs, position + 1, None))


def _lexicon(layouts: Sequence[FormLayout]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """All labels and headings of some forms, each named by its own text: one search serves all forms."""
    printed = [*(label.texts for layout in layouts for label in layout.labels), *(column.texts for layout in layouts for column in layout.columns)]
    texts = dict.fromkeys(text for variants in printed for text in variants)
    return tuple((text, (text,)) for text in texts)


def _possible(layouts: Sequence[FormLayout], hits: Sequence[LabelHit]) -> tuple[FormLayout, ...]:
    """The layouts worth fitting: a goods list says so in its title, and some forms are told by single labels only."""
    found = {hit.text for hit in hits}
    if found & set(LIST_TITLES):
        return tuple(layout for layout in layouts if layout in GOODS_LIST_FORMS)
    return tuple(layout for layout in layouts if not layout.telling or found & set(layout.telling))


def _zone_fields(fit: FormFit, runs: Sequence[PlacedRun]) -> Iterable[FieldText]:
    for zone in fit.layout.zones:
        if not fit.has(zone.group):
            continue
        text = _field_text(zone.field, read_zone(fit, zone, runs))
        if text.value or not zone.optional:
            yield text


def offsets_from_zones(fit: FormFit, texts: Sequence[FieldText]) -> dict[str, float]:
    """Field -> millimetres by which its print stands below the middle of its zone; above: negative.

    What all values of a page have in common is taken off: sheets lie a little high or low in the printer.
    """
    zones = {zone.field: zone for zone in fit.layout.zones if not zone.many_lines}
    offsets: dict[str, float] = {}
    for text in texts:
        zone = zones.get(text.field)
        if zone is None or not text.glyphs or not text.value or text.field in offsets:
            continue
        v = fmean(fit.to_form(glyph.x, glyph.y, zone.group)[1] for glyph in text.glyphs)
        # Code and number are found by their shape as well, at places of their own.
        if zone.top <= v <= zone.bottom:
            offsets[text.field] = v - (zone.top + zone.bottom) / 2
    common = median(offsets.values()) if offsets else 0.0
    return {field: offset - common for field, offset in offsets.items()}


def searched_zones(form: FormText, fields: Iterable[str]) -> tuple[tuple[Zone, Box], ...]:
    """The zones of some fields in which no text was found, and their places in pixels of the picture that was read."""
    found = {text.field for text in form.fields if text.raw.strip()}
    return tuple(
        (zone, _zone_box(form.fit, zone)) for zone in form.fit.layout.zones if zone.field in fields and zone.field not in found and form.fit.has(zone.group)
    )


def explained(form: FormText) -> tuple[Box, ...]:
    """Where print stands that is known to be a label or some field's value, with a margin: on paper forms the check code reaches into the machine number's place."""
    labels = [glyph for _, _, hit in (*form.fit.labels, *form.fit.drifted) for glyph in hit.glyphs]
    # Paper forms print the check code's label at the left, where the template has none.
    labels += [glyph for row in form.rows if (start := row.text.find(_CHECK_CODE)) >= 0 for glyph in row.glyphs[start : start + len(_CHECK_CODE)]]
    printed = [glyph for text in form.fields if text.value for glyph in text.glyphs] + [glyph for row in form.goods for glyph in row.glyphs]
    return tuple(
        Box(glyph.left, glyph.y - glyph.height / 2, glyph.right, glyph.y + glyph.height / 2).inflated(0.3 * glyph.height, 0.15 * glyph.height)
        for glyph in (*labels, *printed)
    )


def _zone_box(fit: FormFit, zone: Zone) -> Box:
    if zone.field == "machine_number" and all(fit.label(name, Group.UPPER) is None for name in ("machine_number", "invoice_code")):
        # On paper, where no label names the code, it stands below its own label anywhere between code and frame.
        left, top, right, bottom = _MACHINE_NUMBER_MM
        return Box.around([fit.to_pixels(u, v, zone.group) for u in (left, right) for v in (top, bottom)])
    left = value_start(fit, zone) + _LABEL_GAP_MM
    corners = [fit.to_pixels(u, v, zone.group) for u in (left, zone.right) for v in (zone.top + _ROW_GAP_MM, zone.bottom - _ROW_GAP_MM)]
    return Box.around(corners)


def _field_text(field: str, cell: Cell) -> FieldText:
    if field in _FREE_TEXT_WITH_LINES:
        lines = [line for line in cell.lines if _squeezed(line) not in ("备", "注", "备注")]
        raw = "\n".join(line_text(line).strip() for line in lines)
        return FieldText(field, values.free_text(raw), raw, tuple(glyph for line in lines for glyph in line))
    raw = cell.text
    parse = values.PARSERS.get(field, values.free_text)
    return FieldText(field, parse(raw), raw, cell.glyphs)


def seen_text(zone: Zone, line: TextLine | None) -> FieldText | None:
    """What a closer look at a zone gave: no ink, ink, or text. None where print at the place of an optional field is something else's."""
    if line is None:
        return FieldText(zone.field, "", "", (), way=NO_INK)
    value = values.PARSERS.get(zone.field, values.free_text)(line.text)
    return FieldText(zone.field, value, line.text or "?", glyphs_of(line)) if value or not zone.optional else None


_HEADER_LABELS = {
    "发票代码": "invoice_code",
    "发票号码": "invoice_number",
    "号码": "invoice_number",
    "开票日期": "issue_date",
    "校验码": "check_code",
    "机器编号": "machine_number",
}


def _header_fields(fit: FormFit, places: _Places, hits: Sequence[LabelHit], runs: Sequence[Run]) -> Iterable[FieldText]:
    """Number, code, date and check code: behind their labels where there are any, else by their shape in the upper part of the page."""
    found: set[str] = set()
    labelled: set[int] = set()
    for hit in hits:
        field = _HEADER_LABELS.get(hit.text)
        if field is None:
            continue
        behind = _behind(hit, places)
        value = values.PARSERS[field]("".join(glyph.char for glyph in behind))
        if value and field not in found:
            found.add(field)
            labelled.update(id(glyph) for glyph in behind)
            yield FieldText(field, value, line_text(behind), tuple(behind))
    # What stands behind a label was read there: it is no second printing of itself.
    machine_label = next((hit for hit in hits if _HEADER_LABELS.get(hit.text) == "machine_number"), None)
    yield from _unlabelled(fit, [run for run in runs if id(run.glyphs[-1]) not in labelled], found, machine_label)


def _behind(hit: LabelHit, places: _Places) -> tuple[Glyph, ...]:
    """The glyphs after a label, up to the next wide gap or label-like Chinese text."""
    kept: list[Glyph] = []
    for glyph in _rest_of_row(hit, places):
        if kept and glyph.left - kept[-1].right > 4.0 * glyph.height:
            break
        if "一" <= glyph.char <= "鿿" and glyph.char not in "年月日一〇":
            break
        kept.append(glyph)
    return tuple(kept)


def _unlabelled(fit: FormFit, runs: Sequence[Run], found: set[str], machine_label: LabelHit | None) -> Iterable[FieldText]:
    """Paper forms: the code large at the top left, the machine number below its label, the number large behind №, code and number again in small print at the top right."""
    if fit.layout not in VAT_FORMS:
        return
    codes: list[Run] = []
    numbers: list[Run] = []
    for run in runs:
        u, v = fit.to_form(run.center, run.y, Group.UPPER)
        if v > 28.5:
            continue
        text = re.sub(r"^(?:N[oº°0Q]?|№|Nº)[.:]?", "", run.text)
        shape = values.digits(text)
        if len(shape) != len(text) or not run.glyphs:
            continue
        of_machine = len(shape) == 12 and u < 70 and (v >= _CODE_BOTTOM_MM or _is_below(run, machine_label))
        if len(shape) in (10, 12) and ((u < 70 and v < _CODE_BOTTOM_MM) or u > 165) and not of_machine:
            codes.append(run)
        elif len(shape) == 8 and u > 130:
            numbers.append(run)
        elif of_machine and "machine_number" not in found:
            yield FieldText("machine_number", shape, run.text, run.glyphs[-12:])
    yield from _printings("invoice_code", sorted(codes, key=lambda run: -run.height), "invoice_code" in found)
    yield from _printings("invoice_number", sorted(numbers, key=lambda run: -run.height), "invoice_number" in found)


def _is_below(run: Run, label: LabelHit | None) -> bool:
    """Whether it is the next line under a label, where the place of the whole on the form says too little: code and machine number stand 5 mm apart."""
    if label is None:
        return False
    first, last = label.glyphs[0], label.glyphs[-1]
    return 0.5 * first.height < run.y - first.y < 2.0 * first.height and run.glyphs[0].left < last.right and run.glyphs[-1].right > first.left


def _printings(field: str, runs: Sequence[Run], labelled: bool) -> Iterable[FieldText]:
    for index, run in enumerate(runs[:2]):
        glyphs = tuple(glyph for glyph in run.glyphs if values.digits(glyph.char))
        value = values.digits(re.sub(r"^(?:N[oº°0Q]?|№|Nº)[.:]?", "", run.text))
        yield FieldText(field, value, run.text, glyphs[-len(value) :], way=SECOND_PRINTING if labelled or index > 0 else "")


def _squeezed(glyphs: Sequence[Glyph]) -> str:
    return "".join(glyph.char for glyph in glyphs)
