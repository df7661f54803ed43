"""What paper train tickets and electronic rail invoices share: from, to, train, departure, seat, passenger, fare."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from intake.domain.dates import make_date
from intake.extraction.form_evidence import FieldText
from intake.extraction.tickets.ticket_text import Span, TicketPage, field_text

_TRAIN = re.compile(r"(?<![A-Za-z\d])([GDCZTKLYSP]\d{1,4}|[1-9]\d{3})次?(?![A-Za-z\d])")
_DEPARTURE = re.compile(r"(20\d\d)\s?年\s?(\d\d?)\s?月\s?(\d\d?)\s?日\s?(\d\d)\s?[:;.]\s?(\d\d)")
_SEAT = re.compile(r"(\d\d|加\d{1,2})\s?车\s?(\d{2,3}[A-FH]?\s?号\s?(?:[上中下]铺)?|无座)")
_CLASSES = (
    "商务座",
    "特等座",
    "优选一等座",
    "一等座",
    "二等座",
    "一等卧",
    "二等卧",
    "高级软卧",
    "软卧",
    "硬卧",
    "动卧",
    "软座",
    "硬座",
    "新空调硬座",
    "新空调软卧",
    "新空调硬卧",
)
_CLASS = re.compile("|".join(sorted((*_CLASSES, "无座"), key=len, reverse=True)))
_FARE = re.compile(r"[¥Y]\s?(\d{1,4}[.]\d{1,2})(?!\d)\s?元?|(?<![\d.])(\d{1,4}\.\d{1,2})\s?元")
_PASSENGER = re.compile(r"(?<!\d)(\d{6}(?:\d{4}|\*{4})[\d*]{4}\d{3}[\dX]|\d{10}\*{4}\d{3}[\dX]|[A-Z]{1,2}\d{3,9}\*{0,4}\d{0,4})\s?([一-鿿·]{2,12})?(?![\d*])")
_STATION = re.compile(r"([一-鿿]{2,7}?)\s?站?$")
_NOT_A_STATION = re.compile(r"检票|候车|进站|元|座|车次|中国|铁路|发票|客票|购买|买票|改签|始发")


def read_journey(page: TicketPage) -> Iterable[FieldText]:
    """The fields of the ride itself. Stations are where the train's number stands between them."""
    train = _train(page)
    if train is not None:
        yield field_text("train_number", train.text.rstrip("次"), _without(train, "次"))
        yield from _stations(page, train)
    yield from _departure(page, train)
    for match, span in _nearest(page, _SEAT, train):
        yield field_text("seat", re.sub(r"\s", "", match[0]), span)
    for match, span in _nearest(page, _CLASS, train):
        yield field_text("seat_class", match[0], span)
    for match, span in _nearest(page, _FARE, train):
        number = match[1] or match[2]
        whole, _, cents = number.partition(".")
        start = span.text.index(number)
        yield field_text("total", f"{int(whole)}.{cents:0<2}", span.part(start, start + len(number)))
    yield from _passenger(page)


def _nearest(page: TicketPage, pattern: re.Pattern[str], train: Span | None) -> list[tuple[re.Match[str], Span]]:
    """The match nearest to the train's number, or the first where that was not read: the edge of another ticket may be in the picture. At most one."""
    found = list(page.matches(pattern))
    if train is None:
        return found[:1]
    x, y = (train.left + train.right) / 2, train.y
    found.sort(key=lambda entry: abs((entry[1].left + entry[1].right) / 2 - x) + 2 * abs(entry[1].y - y))
    return found[:1]


def _train(page: TicketPage) -> Span | None:
    """The train's number: of several things that look alike the one with Chinese text on both sides, else the largest print."""

    def worth(span: Span) -> tuple[int, float]:
        sides = _neighbours(page, span)
        return sum(side is not None for side in sides), span.height

    found = [span for match, span in page.matches(_TRAIN) if not match[1].isdigit() or match[0].endswith("次")]
    found = [span for span in found if worth(span)[0] > 0]
    return max(found, key=worth, default=None)


def _stations(page: TicketPage, train: Span) -> Iterable[FieldText]:
    for field, side in zip(("from_station", "to_station"), _neighbours(page, train), strict=True):
        if side is not None:
            name = side.text.replace(" ", "").removesuffix("站")
            yield field_text(field, f"{name}站", side)


def _neighbours(page: TicketPage, train: Span) -> tuple[Span | None, Span | None]:
    """The names of stations nearest to the left and to the right, at the train number's height."""
    left: Span | None = None
    right: Span | None = None
    for span in _chinese_words(page):
        if abs(span.y - train.y) > 1.0 * train.height or span.height < 0.55 * train.height:
            continue
        if span.right <= train.left + 0.5 * train.height and (left is None or span.right > left.right):
            left = span
        if span.left >= train.right - 0.5 * train.height and (right is None or span.left < right.left):
            right = span
    return left, right


def _chinese_words(page: TicketPage) -> Iterable[Span]:
    for span in page.spans:
        for match in re.finditer(r"[一-鿿](?:\s{0,1}[一-鿿]){1,7}", span.text):
            if not _NOT_A_STATION.search(match[0].replace(" ", "")) and _STATION.fullmatch(match[0].replace(" ", "")):
                yield span.part(*match.span())


def _departure(page: TicketPage, train: Span | None) -> Iterable[FieldText]:
    for match, span in _nearest(page, _DEPARTURE, train):
        year, month, day, hour, minute = (int(part) for part in match.groups())
        date = make_date(year, month, day)
        if date and hour < 24 and minute < 60:
            glyphs = tuple(glyph for glyph in span.glyphs if glyph.char.isdigit())
            yield replace(field_text("departure_time", f"{date.isoformat()} {hour:02d}:{minute:02d}", span), glyphs=glyphs)


def _passenger(page: TicketPage) -> Iterable[FieldText]:
    """Id and name stand in one line, the name last."""
    for match, span in page.matches(_PASSENGER):
        if "*" not in match[1] and len(match[1]) < 15:
            continue
        end = len(match[1])
        yield field_text("passenger_id", match[1], span.part(0, end))
        if match[2]:
            yield field_text("passenger_name", match[2], span.part(match.end(2) - match.start() - len(match[2]), match.end(2) - match.start()))
        return


def _without(span: Span, tail: str) -> Span:
    return span.part(0, len(span.text) - len(tail)) if span.text.endswith(tail) else span
