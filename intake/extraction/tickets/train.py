"""Paper train tickets, red and blue."""

from __future__ import annotations

import re
from collections.abc import Iterable

from intake.extraction.form_evidence import FieldText
from intake.extraction.tickets.journey import read_journey
from intake.extraction.tickets.ticket_text import Span, TicketPage, TicketText, field_text
from intake.invoice import Kind

_NUMBER = re.compile(r"(?<![A-Za-z\d])((?:[A-Z]\d{2})?[A-Z×]\d{6})(?![A-Za-z\d])")
_SERIAL = re.compile(r"(?<!\d)\d{14}([A-Z×]\d{6})(?!\d)")
"""The long number at the foot ends in the ticket's number."""


def read_train(page: TicketPage, score: float) -> TicketText:
    """Everything a paper train ticket says."""
    return TicketText(Kind.TRAIN, "", (*_ticket_number(page), *read_journey(page)), (), score)


def _ticket_number(page: TicketPage) -> Iterable[FieldText]:
    """The number in red at the top left, and its repetition at the foot."""
    at_foot = next((span.part(14, 21) for match, span in page.matches(_SERIAL)), None)
    found = [span for match, span in page.matches(_NUMBER)]
    top = max(found, key=lambda span: (_agrees(span, at_foot), -span.y), default=None)
    if top is not None:
        yield field_text("ticket_number", _number(top), top)
    if at_foot is not None:
        # Sleeves of some machines print a longer number above, of which the foot repeats only the end.
        prefix = _number(top)[:-7] if top is not None else ""
        yield field_text("ticket_number", prefix + _number(at_foot), at_foot, "second-printing")


def _agrees(span: Span, other: Span | None) -> int:
    """How many of the last seven characters are the same."""
    if other is None:
        return 0
    return sum(a == b for a, b in zip(_number(span)[-7:], _number(other), strict=False))


def _number(span: Span) -> str:
    return span.text.replace("×", "X")
