"""The table of goods: columns from the headings, rows from the amounts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile

from intake.domain.money import parse_fen
from intake.domain.tax_rates import clean_rate
from intake.extraction import values
from intake.extraction.form_fit import FormFit
from intake.extraction.glyphs import Glyph
from intake.extraction.zones import Placed, PlacedRun, line_text, lines_of
from intake.kinds.layout import Column, Group
from models.geometry import Box

_RATE = re.compile(r"\d{1,2}(?:\.\d)?[%％]|免税|不征税")
_SUBTOTAL = re.compile(r"(?:小|合|总)\s*计")
"""The first page's sum of a long invoice: no goods follow it."""
_MONEY_CELL = re.compile(r"^[¥￥]?-?[\d,]+[.,]\d{2}$|^\*+$")
_SHORT_COLUMNS = frozenset({"unit", "quantity", "unit_price", "tax_rate", "tax"})
_NOT_OF_DISCOUNTS = frozenset({"unit", "quantity", "unit_price"})
"""What a line that takes off from the one before never has: who looks closer there reads the neighbours."""
_RULE_MM = 0.2
_LEAN_MM = 2.0
_HEADING_MM = 2.0
"""Half the height of the row of headings."""


@dataclass(frozen=True, slots=True)
class GoodsRow:
    """One item: its printed cells by column name, and their glyphs."""

    cells: dict[str, str]
    glyphs: tuple[Glyph, ...]
    y: float = 0.0
    """Height of the line its amount stands on, in pixels of the picture that was read."""


def column_edges(fit: FormFit) -> tuple[tuple[Column, float, float], ...]:
    """The columns with their left and right edges (u) on this page: each heading that was found carries its column's edges along."""
    columns = fit.layout.columns
    offsets = [fit.headings[column.name] - column.center if column.name in fit.headings else None for column in columns]
    known = [offset for offset in offsets if offset is not None]
    usual = sorted(known)[len(known) // 2] if known else 0.0
    moved = [usual if offset is None else offset for offset in offsets]
    edges = []
    for index, column in enumerate(columns):
        before = moved[index - 1] if index else 0.0
        after = moved[index + 1] if index + 1 < len(moved) else 0.0
        left = column.left + ((before + moved[index]) / 2 if index else 0.0)
        right = column.right + ((after + moved[index]) / 2 if index + 1 < len(moved) else 0.0)
        edges.append((column, left, right))
    return tuple(edges)


def read_goods(fit: FormFit, runs: Sequence[PlacedRun]) -> tuple[GoodsRow, ...]:
    """The items between the headings and the row 合计."""
    _, top = fit.to_pixels(100.0, fit.layout.heading_v + _HEADING_MM, Group.UPPER)
    ends = fit.has(Group.LOWER)
    bottom = fit.to_pixels(100.0, fit.layout.sum_v - 2.6, Group.LOWER)[1] if ends else float("inf")
    columns = column_edges(fit)
    cells: dict[str, list[Glyph]] = {column.name: [] for column, _, _ in columns}
    for run in runs:
        y = sum(placed.glyph.y for placed in run.glyphs) / len(run.glyphs)
        if not top <= y <= bottom or run.v(Group.UPPER) < fit.layout.heading_v + 1.8 or (ends and run.v(Group.LOWER) > fit.layout.sum_v - 2.2):
            continue
        for part in _split_by_columns(run, columns):
            cells[part[0]].extend(part[1])
    return _rows(cells)


def _split_by_columns(run: PlacedRun, columns: Sequence[tuple[Column, float, float]]) -> list[tuple[str, list[Glyph]]]:
    """Give a run to the column it stands in. One that was read across a rule is cut there, unless only the end of a text leans over it."""
    parts: list[tuple[str, list[Placed]]] = []
    for placed in run.glyphs:
        name = _nearest(columns, placed.upper[0])
        if parts and parts[-1][0] == name:
            parts[-1][1].append(placed)
        else:
            parts.append((name, [placed]))
    if _RATE.fullmatch("".join(placed.glyph.char for placed in run.glyphs)):
        # Rates are printed at the left end of their narrow column, often over its rule.
        return [("tax_rate", [placed.glyph for placed in run.glyphs])]
    merged = [parts[0]]
    for name, glyphs in parts[1:]:
        before = merged[-1][1]
        gap = glyphs[0].glyph.left - before[-1].glyph.right
        leans = abs(glyphs[-1].upper[0] - glyphs[0].upper[0]) < 4.5 or abs(before[-1].upper[0] - before[0].upper[0]) < 4.5
        if gap < 0.35 * glyphs[0].glyph.height and leans:
            longer = merged[-1][0] if len(before) >= len(glyphs) else name
            merged[-1] = (longer, [*before, *glyphs])
        else:
            merged.append((name, glyphs))
    return [(name, [placed.glyph for placed in glyphs]) for name, glyphs in merged]


def _nearest(columns: Sequence[tuple[Column, float, float]], u: float) -> str:
    inside = [column.name for column, start, end in columns if start <= u < end]
    return inside[0] if inside else min(columns, key=lambda entry: min(abs(entry[1] - u), abs(entry[2] - u)))[0].name


def _rows(cells: dict[str, list[Glyph]]) -> tuple[GoodsRow, ...]:
    """An item begins at each printed amount; what stands below, up to the next amount, are its wrapped lines."""
    starts = [_height(line) for line in lines_of(cells.get("amount", ())) if _MONEY_CELL.match(_squeezed(line)) or values.money(_squeezed(line))]
    if not starts:
        return ()
    pitch = min((b - a for a, b in pairwise(starts)), default=1e9)
    reach = min(0.5 * pitch, 0.7 * max(glyph.height for glyph in cells["amount"]))
    rows: list[dict[str, list[tuple[Glyph, ...]]]] = [{} for _ in starts]
    for name, glyphs in cells.items():
        for line in lines_of(glyphs):
            y = _height(line)
            index = max((i for i, start in enumerate(starts) if start - reach <= y), default=0)
            rows[index].setdefault(name, []).append(line)
    found = (_row(row, start) for row, start in zip(rows, starts, strict=True))
    return tuple(takewhile(lambda row: not _SUBTOTAL.match(row.cells.get("name", "")), found))


def _row(parts: dict[str, list[tuple[Glyph, ...]]], y: float) -> GoodsRow:
    cells = {name: _cell_text(name, lines) for name, lines in parts.items()}
    return GoodsRow(cells, tuple(glyph for lines in parts.values() for line in lines for glyph in line), y)


def with_other_reading(rows: Sequence[GoodsRow], again: Sequence[GoodsRow]) -> tuple[GoodsRow, ...]:
    """The rows, their empty cells filled from another reading of the same table."""
    return tuple(_filled(row, next((other for other in again if abs(other.y - row.y) < 0.4 * row.glyphs[0].height), None)) for row in rows)


def _filled(row: GoodsRow, other: GoodsRow | None) -> GoodsRow:
    if other is None:
        return row
    more = {name: text for name, text in other.cells.items() if text and not row.cells.get(name)}
    return GoodsRow({**row.cells, **more}, row.glyphs, row.y)


def unread_cells(fit: FormFit, rows: Sequence[GoodsRow]) -> Iterable[tuple[int, str, Box]]:
    """Cells in which no text was found: row, column, and their place in pixels. Text finders pass over lone digits, so these deserve a closer look."""
    _, below_headings = fit.to_pixels(100.0, fit.layout.heading_v + _HEADING_MM, Group.UPPER)
    amounts = [parse_fen(row.cells.get("amount", "")) or 0 for row in rows]
    for index, row in enumerate(rows):
        is_discount = index > 0 and amounts[index] < 0 < amounts[index - 1]
        half = 0.75 * max(glyph.height for glyph in row.glyphs)
        top = max(row.y - half, below_headings)
        for column, left, right in column_edges(fit):
            if is_discount and column.name in _NOT_OF_DISCOUNTS:
                continue
            if column.name in _SHORT_COLUMNS and not row.cells.get(column.name):
                start, _ = fit.to_pixels(left + _RULE_MM, fit.layout.heading_v, Group.UPPER)
                end, _ = fit.to_pixels(right + _LEAN_MM, fit.layout.heading_v, Group.UPPER)
                # Figures stand at the right end of their column, on some forms over the rule where the template has it.
                next_print = min((glyph.left for glyph in row.glyphs if glyph.left > (start + end) / 2 and abs(glyph.y - row.y) < half), default=end)
                yield index, column.name, Box(start, top, min(end, next_print - 1), row.y + half)


def with_cell(row: GoodsRow, name: str, glyphs: Sequence[Glyph]) -> GoodsRow:
    """The row with one more cell."""
    text = _cell_text(name, (tuple(glyphs),))
    return GoodsRow({**row.cells, name: text}, (*row.glyphs, *glyphs), row.y) if text else row


def _cell_text(name: str, lines: Sequence[tuple[Glyph, ...]]) -> str:
    joined = "".join(line_text(line).strip() for line in lines)
    if name in ("amount", "tax"):
        return values.money(joined)
    if name in ("quantity", "unit_price"):
        return re.sub(r"[^\d.\-]", "", joined.replace("，", ".").replace(",", ""))
    if name == "tax_rate":
        return clean_rate(joined)
    if name in ("start_date", "end_date"):
        return values.date(joined)
    if name == "name":
        return re.sub(r"^[×xX冰米※＊]", "*", values.free_text(joined))
    return values.free_text(joined)


def _squeezed(line: Sequence[Glyph]) -> str:
    return "".join(glyph.char for glyph in line)


def _height(line: Sequence[Glyph]) -> float:
    return sum(glyph.y for glyph in line) / len(line)
