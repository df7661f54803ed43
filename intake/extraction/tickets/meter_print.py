"""What a taxi meter prints: things that have the form of a plate, a date, times, a price, kilometres, amounts, misread characters allowed for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import median

from intake.domain.dates import make_date
from intake.extraction.tickets.ticket_text import Span, TicketPage

_PLATE = re.compile(r"(?<![A-Za-z\d])([京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新]?[A-Z][.·\-]?[A-Z\d]{5,6})(?![A-Za-z\d])")
_PLATE_BEHIND_NOISE = re.compile(r"[A-Z][.·\-][A-Z\d]{5}(?![A-Za-z\d])")
_DATE = re.compile(r"(?<!\d)(20\d\d)[-./年](\d{1,2})[-./月](\d{1,2})(?!\d)")
_SHORT_DATE = re.compile(r"(?<![\d\-])(\d\d)[-./](\d\d)[-./](\d\d)(?!\d)")
_TIME = re.compile(r"(?<!\d[:;.])([01]\d|2[0-3])[:;]([0-5]\d)(?!\d|[:;.]\d)")
_WAITING = re.compile(r"(?<![\d.:])\d\d[:;.1][0-5]\d[:;.]\d\d(?!\d)")
_TIME_BLOTTED = re.compile(r"(?<![\d.:])([01]\d|2[0-3])[\d.,·]([0-5]\d)(?![\d.:])")
_TIME_WITHOUT_COLON = re.compile(r"(?<![\d.:])([01]\d|2[0-3]) ?([0-5]\d)(?![\d.:])")
_PRICE = re.compile(r"(?<![\d.¥:])([1-9]\.\d\d)(?![.\d:]|[A-Za-z\d]?\d)|(?<![\d.¥:])([1-9]\.\d\d)(?=\d(?:/|$|\s))")
_KILOMETRES = re.compile(r"(?<![\d.:])(\d{1,3}\.\d)(?![\d:])\s?(km|KM|Km|公里)?")
_AMOUNT = re.compile(r"(?<![\d.:])(¥?)\s?(\d{1,4}\.\d\d)(?![\d.:])\s?(元)?|(?<![\d.:])(\d{1,4}\.\d\d)(?=\d$)")
_AMOUNT_WITHOUT_POINT = re.compile(r"(?<![\d.:])¥\s?(\d{1,4}) (\d\d)(?![\d.:])")
_SEPARATORS = ".-·"


@dataclass(frozen=True, slots=True)
class Candidate:
    """Something printed that one field could be."""

    field: str
    value: str
    span: Span
    worth: float
    """0..1: how well it has the form of such a value."""


def candidates_of(page: TicketPage, labels: Mapping[str, float]) -> Iterable[Candidate]:
    """Everything on a page that has the form of a meter's value; most of it could be several fields.

    `labels`: the labels found, by name; they say whether both times share a line, and whether fare and surcharges are listed.
    """
    for match, span in page.matches(_PLATE):
        if sum(char.isdigit() for char in match[1]) >= 2:
            yield Candidate("car_number", _plate(span), span, 1.0)
    for match, span in page.matches(_PLATE_BEHIND_NOISE):
        if sum(char.isdigit() for char in match[0]) >= 2:
            yield Candidate("car_number", _plate(span), span, 0.9)
    yield from _dates(page)
    yield from _times(page, one_line="times" in labels and "time_on" not in labels)
    for _, span in page.matches(_WAITING):
        yield Candidate("waiting", span.text, span, 0.8)
    for match, span in page.matches(_PRICE):
        yield Candidate("unit_price", match[1] or match[2], span.part(0, 4), 0.9 if match[1] else 0.7)
    for match, span in page.matches(_KILOMETRES):
        yield Candidate("mileage", match[1], span.part(0, len(match[1])), 1.0 if match[2] else 0.8)
    yield from _amounts(page, itemised="fare" in labels or "itemised" in labels or _adds_up(page))


def _dates(page: TicketPage) -> Iterable[Candidate]:
    for match, span in page.matches(_DATE):
        if day := make_date(int(match[1]), int(match[2]), int(match[3])):
            yield Candidate("issue_date", day.isoformat(), span, 1.0)
    for match, span in page.matches(_SHORT_DATE):
        # Either the century is preprinted, or the print begins left of the paper.
        if day := make_date(2000 + int(match[1]), int(match[2]), int(match[3])):
            yield Candidate("issue_date", day.isoformat(), span, 0.6)


def _times(page: TicketPage, one_line: bool) -> Iterable[Candidate]:
    """Both times stand in lines of their own, or as `19:09-19:34` in one."""
    cell = _cell(page)
    for span in page.spans:
        found = list(_TIME.finditer(span.text))
        if len(found) == 2:
            for match, field in zip(found, ("time_on", "time_off"), strict=True):
                yield Candidate(field, f"{match[1]}:{match[2]}", span.part(*match.span()), 1.0)
            continue
        for match in found:
            value, place = f"{match[1]}:{match[2]}", span.part(*match.span())
            fields = ("time_on", "time_off") if not one_line else _side_of_dash(span.text, match)
            for field in fields:
                yield Candidate(field, value, place, 1.0)
            if match[1] == "00":
                yield Candidate("waiting", value, place, 0.6)
        if not found and not one_line:
            yield from _damaged_times(span, cell)


def _cell(page: TicketPage) -> float:
    """Pixels from one character of the meter's print to the next, measured on dates and times; the height of the print where there are none."""
    steps = [(span.glyphs[-1].x - span.glyphs[0].x) / (len(span.glyphs) - 1) for pattern in (_DATE, _TIME, _WAITING) for _, span in page.matches(pattern)]
    return max(median(steps), 1.0) if steps else page.line_height


def _damaged_times(line: Span, cell: float) -> Iterable[Candidate]:
    """Times whose colon was read as something else, or not at all: then four digits take the room of five, for meters print in even steps of `cell` pixels."""
    for match in _TIME_BLOTTED.finditer(line.text):
        place = line.part(*match.span())
        if place.glyphs[2].score < 0.9 or match[0][2] in ".,·":
            for field in ("time_on", "time_off"):
                yield Candidate(field, f"{match[1]}:{match[2]}", place, 0.4)
    for match in _TIME_WITHOUT_COLON.finditer(line.text):
        place = line.part(*match.span())
        if 3.6 < (place.glyphs[3].x - place.glyphs[0].x) / cell < 4.4:
            for field in ("time_on", "time_off"):
                yield Candidate(field, f"{match[1]}:{match[2]}", place, 0.4)


def _side_of_dash(text: str, match: re.Match[str]) -> tuple[str, ...]:
    if text[: match.start()].rstrip().endswith(("-", "一", "~")):
        return ("time_off",)
    if text[match.end() :].lstrip().startswith(("-", "一", "~")):
        return ("time_on",)
    return ()


def _amounts(page: TicketPage, itemised: bool) -> Iterable[Candidate]:
    fields = ("fare", "fuel", "call", "total") if itemised else ("total",)
    for match, span in page.matches(_AMOUNT):
        value = match[2] or match[4]
        place = span.part(span.text.index(value), span.text.index(value) + len(value))
        worth = 0.6 + (0.2 if match[1] else 0.0) + (0.2 if match[3] else 0.0)
        for field in fields:
            if field in ("total", "fare") and float(value) == 0:
                continue
            yield Candidate(field, value, place, worth)
    for match, span in page.matches(_AMOUNT_WITHOUT_POINT):
        for field in fields:
            yield Candidate(field, f"{match[1]}.{match[2]}", span.part(1, len(span.text)), 0.5)


def _adds_up(page: TicketPage) -> bool:
    """Whether the last of several amounts is the sum of those before it, rounded to whole yuan as meters do."""
    amounts = [float(match[2]) for match, _ in page.matches(_AMOUNT) if match[1]]
    return len(amounts) >= 3 and amounts[-1] > 0 and abs(sum(amounts[:-1]) - amounts[-1]) <= 0.5


def _plate(span: Span) -> str:
    """The number as printed. A dot at half height is what readers can't decide to call a full stop or a hyphen."""
    text = ""
    for glyph in span.glyphs:
        doubted = sum(1 for char, score in ((glyph.char, glyph.score), *glyph.alternatives) if char in _SEPARATORS and score >= 0.1) >= 2
        text += "·" if glyph.char in _SEPARATORS and glyph.score < 0.9 and doubted else glyph.char
    return text
