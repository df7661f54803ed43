"""Small slips: fixed-amount invoices, toll slips and bus tickets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from intake.domain.dates import read_date, read_time
from intake.extraction.form_evidence import FieldText
from intake.extraction.tickets.form_fields import FORM_PARSERS, lawful_date, name, read_fields, yuan
from intake.extraction.tickets.labelled import Parser
from intake.extraction.tickets.numbers import code_and_number
from intake.extraction.tickets.receipts import first_date, total_from_words
from intake.extraction.tickets.ticket_text import Span, TicketPage, TicketText, field_text, span_of
from intake.invoice import Kind
from intake.kinds.ticket_labels import BUS_LABELS, TOLL_LABELS

_FIGURES = re.compile(r"(?:[¥]\s?(\d{1,5}(?:\.\d{1,2})?)(?![\d.])|(?<![\d.])(\d{1,5}(?:\.\d{1,2})?)\s?元)")
_BETWEEN_STATIONS = re.compile(r"([一-鿿]{2,8})\s?(?:→|->|—+>?|-+>?|至|=>)\s?([一-鿿]{2,8})")
_TIME = re.compile(r"(?<!\d)([01]?\d|2[0-3])[:;]([0-5]\d)")


def read_quota(page: TicketPage, score: float) -> TicketText:
    """定额发票: code, number and the amount, mostly in words."""
    total = list(total_from_words(page)) or list(_figures(page))
    return TicketText(Kind.QUOTA, "", (*code_and_number(page), *total), (), score)


def read_toll(page: TicketPage, score: float) -> TicketText:
    """A toll slip: where on and off the motorway, when, which class of vehicle, how much."""
    numbers = code_and_number(page)
    labelled = read_fields(page, TOLL_LABELS, {**FORM_PARSERS, "entrance": name, "exit": name, "total": yuan})
    fields = [*numbers, *_filled(labelled)]
    known = {text.field for text in fields}
    if "issue_date" not in known:
        fields += first_date(page)
    if "total" not in known:
        fields += list(_figures(page)) or list(total_from_words(page))
    return TicketText(Kind.TOLL, "", tuple(fields), (), score)


def read_bus(page: TicketPage, score: float) -> TicketText:
    """A coach ticket: from, to, when, seat, fare."""
    numbers = code_and_number(page)
    labelled = read_fields(page, BUS_LABELS, _BUS_PARSERS)
    fields = [*numbers, *(text for text in _filled(labelled) if text.field in _BUS_FIELDS)]
    known = {text.field for text in fields}
    if not {"from_station", "to_station"} & known:
        fields += _stations(page)
    fields += _departure(page)
    if "total" not in known:
        fields += _figures(page)
    return TicketText(Kind.BUS, "", tuple(fields), (), score)


_BUS_PARSERS: Mapping[str, Parser] = {**FORM_PARSERS, "from_station": name, "to_station": name, "passenger_name": name, "total": yuan}
_BUS_FIELDS = ("from_station", "to_station", "seat", "total", "passenger_name")


def _filled(fields: Sequence[FieldText]) -> list[FieldText]:
    return [text for text in fields if text.value]


def _figures(page: TicketPage) -> Iterable[FieldText]:
    """The amount with a currency mark; the largest, since parts of it may be printed too."""
    found = []
    for match, span in page.matches(_FIGURES):
        number = match[1] or match[2]
        start = span.text.index(number)
        if float(number) > 0:
            found.append((float(number), field_text("total", yuan(number), span.part(start, start + len(number)))))
    if found:
        yield max(found, key=lambda entry: entry[0])[1]


def _stations(page: TicketPage) -> Iterable[FieldText]:
    for match, span in page.matches(_BETWEEN_STATIONS):
        for group, field in ((1, "from_station"), (2, "to_station")):
            start, end = match.start(group) - match.start(), match.end(group) - match.start()
            yield field_text(field, match[group], span.part(start, end))
        return


def _departure(page: TicketPage) -> Iterable[FieldText]:
    """Date and time of departure, in one line or in two."""
    date: tuple[str, Span] | None = None
    time: tuple[str, Span] | None = None
    for span in page.spans:
        if date is None and read_date(span.text) and (day := lawful_date(span.text)):
            date = (day, span)
            rest = span.text[span.text.find(":") - 2 :] if ":" in span.text else ""
            if clock := read_time(rest):
                time = (clock, span)
        elif time is None and _TIME.search(span.text) and (clock := read_time(span.text)):
            time = (clock, span)
    if date is None:
        return
    issued = field_text("issue_date", date[0], date[1])
    yield issued
    if time is not None:
        glyphs = date[1].glyphs if time[1] is date[1] else (*date[1].glyphs, *time[1].glyphs)
        yield replace(field_text("departure_time", f"{date[0]} {time[0]}", span_of(glyphs)), glyphs=glyphs)
