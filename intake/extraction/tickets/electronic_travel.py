"""The 数电 travel documents: 电子发票(铁路电子客票) and 电子发票(航空运输电子客票行程单)."""

from __future__ import annotations

import re
from collections.abc import Mapping

from intake.extraction import values
from intake.extraction.tickets.form_fields import FORM_PARSERS, name, read_fields
from intake.extraction.tickets.journey import read_journey
from intake.extraction.tickets.labelled import Parser
from intake.extraction.tickets.ticket_text import TicketPage, TicketText
from intake.invoice import Kind
from intake.kinds.ticket_labels import AIR_LABELS, RAIL_LABELS


def read_rail(page: TicketPage, score: float) -> TicketText:
    """An electronic rail ticket. Its fare stands behind 票价, or behind 退票费 where the ticket was given back."""
    labelled = read_fields(page, RAIL_LABELS, {**FORM_PARSERS, "ticket_number": _rail_ticket})
    known = {text.field for text in labelled if text.value}
    journey = [text for text in read_journey(page) if text.field not in known]
    fields = (*(text for text in labelled if text.value or text.field not in {own.field for own in journey}), *journey)
    return TicketText(Kind.RAIL_E, "D_RAIL", fields, (), score)


def read_air(page: TicketPage, score: float) -> TicketText:
    """An air itinerary, electronic or on paper. Most of its values stand below their labels."""
    fields = read_fields(page, AIR_LABELS, _AIR_PARSERS, wrapping=("buyer_name", "seller_name"), below=_AIR_BELOW)
    digital = any(text.field == "invoice_number" and len(text.value) == 20 for text in fields)
    return TicketText(Kind.AIR_E, "D_AIR" if digital else "", tuple(fields), (), score)


def _rail_ticket(text: str) -> str:
    """The number of an electronic rail ticket: about twenty letters and digits."""
    found = re.sub(r"[^A-Z0-9]", "", text.upper())
    return found if len(found) >= 10 else ""


def _air_ticket(text: str) -> str:
    """Three digits of the airline and ten of the ticket, with or without a hyphen."""
    match = re.search(r"\d{3}-?\d{10}(?!\d)", text.replace(" ", ""))
    return match[0] if match else ""


def _fee(text: str) -> str:
    """An amount behind a currency (`CNY 1050.00`) or a code of the fee (`CN50.00`)."""
    return values.money(re.sub(r"^[A-Z]{2,3}\s?", "", text))


def _identity(text: str) -> str:
    found = re.sub(r"[^A-Z0-9*]", "", text.upper())
    return found if len(found) >= 6 else ""


_AIR_PARSERS: Mapping[str, Parser] = {
    **FORM_PARSERS,
    "ticket_number": _air_ticket,
    "passenger_name": name,
    "passenger_id": _identity,
    "tax": _fee,
    "total": _fee,
    "_fare": _fee,
    "_fuel": _fee,
    "_fund": _fee,
    "_other": _fee,
}
_AIR_BELOW = ("passenger_name", "passenger_id", "tax", "total", "_fare", "_fuel", "_rate", "_fund", "_other", "_endorsement")
