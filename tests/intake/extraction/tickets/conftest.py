"""Tickets built by hand: printed lines at given places, all values invented."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable

import pytest

from intake.extraction.tickets import TicketText, read_ticket
from models.geometry import Box, Quad
from models.text import CharScore, TextLine

Printed = tuple[float, float, str]
"""Left edge, middle, text."""


def line_at(left: float, middle: float, text: str, height: float = 30.0, score: float = 0.99) -> TextLine:
    """One line of even print: Chinese characters as wide as high, others 0.6 of it."""
    widths = [height if unicodedata.east_asian_width(char) in "WF" else 0.6 * height for char in text]
    whole = sum(widths)
    starts = [sum(widths[:index]) for index in range(len(text))]
    chars = tuple(CharScore(char, score, (start + width / 2) / whole) for char, start, width in zip(text, starts, widths, strict=True))
    return TextLine(text, Quad.from_box(Box(left, middle - height / 2, left + whole, middle + height / 2)), score, chars)


@pytest.fixture
def read() -> Callable[..., TicketText | None]:
    """Reads a ticket from (left, middle, text) triples."""

    def run(printed: Iterable[Printed], size: tuple[int, int] = (800, 1600), height: float = 30.0, score: float = 0.99) -> TicketText | None:
        return read_ticket([line_at(left, middle, text, height, score) for left, middle, text in printed], size)

    return run


@pytest.fixture
def values_of() -> Callable[[TicketText | None], dict[str, str]]:
    """Field -> value of what was read first, leaving out fields without one."""

    def run(ticket: TicketText | None) -> dict[str, str]:
        assert ticket is not None
        found: dict[str, str] = {}
        for text in ticket.fields:
            if text.value and not text.way:
                found.setdefault(text.field, text.value)
        return found

    return run
