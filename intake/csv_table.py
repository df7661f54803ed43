"""Tables as spreadsheets save them: CSV in UTF-8 (with or without byte order mark) or GB 18030, a heading, faults named by line."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from intake.errors import UnreadableFile

MOST_FAULTS = 20
"""Faults named in one error."""
_ENCODINGS = ("utf-8-sig", "gb18030")


@dataclass(frozen=True, slots=True)
class Row:
    line: int
    """In the file, counts from 1; of a row with line breaks inside, its last."""
    cells: Mapping[str, str]
    """Column -> text without blanks around it; "" where the table lacks the column."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with one line."""

    line: int
    why: str
    why_zh: str


def read_rows(content: bytes, columns: Mapping[str, Sequence[str]], needed: Sequence[str]) -> Iterator[Row]:
    """The rows that are not empty. `columns` maps each column to the headings it may have, of which the case does not matter; others are passed over.

    Raises UnreadableFile when the bytes are no text or no CSV, or a needed column has no heading.
    """
    lines = read_lines(content)
    _, heading = next(lines, (0, []))
    places = _places(heading, columns, needed)
    for line, cells in lines:
        if any(cell.strip() for cell in cells):
            yield Row(line, {column: cells[place].strip() if 0 <= place < len(cells) else "" for column, place in places.items()})


def read_lines(content: bytes) -> Iterator[tuple[int, Sequence[str]]]:
    """Every row with its line (`Row.line`), whatever is in it. Raises UnreadableFile when the bytes are no text or no CSV."""
    rows = csv.reader(io.StringIO(_decoded(content), newline=""), strict=True)
    try:
        for cells in rows:
            yield rows.line_num, cells
    except csv.Error as error:
        raise _invalid(
            f"Line {rows.line_num} is no CSV ({error}). Save the table as CSV anew.", f"第{rows.line_num}行不是有效的 CSV, 请重新另存为 CSV。"
        ) from error


def refuse(faults: Sequence[Fault]) -> None:
    """Raises UnreadableFile that names the lines, where there are faults."""
    if not faults:
        return
    shown = faults[:MOST_FAULTS]
    rest = len(faults) - len(shown)
    named = "; ".join(f"line {fault.line}: {fault.why}" for fault in shown)
    more, more_zh = (f" and {rest} more", f" 等共{len(faults)}处") if rest else ("", "")
    raise _invalid(
        f"{named[0].upper()}{named[1:]}{more}. Correct them; nothing was imported.",
        "; ".join(f"第{fault.line}行{fault.why_zh}" for fault in shown) + f"{more_zh}。请更正后重新导入, 本次未导入任何数据。",
    )


def _invalid(message: str, message_zh: str) -> UnreadableFile:
    return UnreadableFile("table_invalid", message, message_zh)


def _decoded(content: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _invalid("The table is neither UTF-8 nor GB 18030 text. Save it as CSV UTF-8.", "文件不是 UTF-8 或 GB 18030 文本, 请另存为 CSV UTF-8。")


def _places(heading: Sequence[str], columns: Mapping[str, Sequence[str]], needed: Sequence[str]) -> dict[str, int]:
    titles = {title.lower(): column for column, names in columns.items() for title in names}
    places = dict.fromkeys(columns, -1)
    for place, title in enumerate(heading):
        column = titles.get(title.strip().lower())
        if column is not None and places[column] < 0:
            places[column] = place
    missing = [column for column in needed if places[column] < 0]
    if missing:
        names = ", ".join(" / ".join(columns[column][:2]) for column in missing)
        raise _invalid(f"The first line must name the columns; missing: {names}.", f"首行应为列名, 缺少: {names}。")
    return places
