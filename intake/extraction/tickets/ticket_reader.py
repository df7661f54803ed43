"""Which ticket a page is, and everything it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from intake.extraction.tickets.electronic_travel import read_air, read_rail
from intake.extraction.tickets.receipts import read_machine_printed, read_other, read_treasury
from intake.extraction.tickets.roll import read_roll
from intake.extraction.tickets.slips import read_bus, read_quota, read_toll
from intake.extraction.tickets.spot_kind import spot_kind
from intake.extraction.tickets.taxi import read_taxi
from intake.extraction.tickets.ticket_text import TicketPage, TicketText
from intake.extraction.tickets.train import read_train
from intake.extraction.tickets.vehicle import read_motor_vehicle, read_used_vehicle
from intake.invoice import Kind
from intake.kinds.fields import fields_of
from models.text import TextLine


def read_ticket(lines: Sequence[TextLine], size: tuple[int, int]) -> TicketText | None:
    """Read one upright ticket; None when the text is none of the kinds read here.

    `size`: (width, height) of the picture in pixels.
    """
    page = TicketPage.of(lines, size)
    spotted = spot_kind(page)
    if spotted is None:
        return None
    ticket = _read(page, lines, *spotted)
    present = fields_of(ticket.kind, ticket.kind_detail)
    return replace(ticket, fields=tuple(text for text in ticket.fields if text.field in present))


def _read(page: TicketPage, lines: Sequence[TextLine], kind: Kind, score: float) -> TicketText:
    match kind:
        case Kind.TAXI:
            return read_taxi(TicketPage.of(lines, page.size, stacked=True), score)
        case Kind.TRAIN:
            return read_train(page, score)
        case Kind.VAT_ROLL:
            return read_roll(page, score)
        case Kind.MOTOR_VEHICLE:
            return read_motor_vehicle(page, score)
        case Kind.USED_VEHICLE:
            return read_used_vehicle(page, score)
        case Kind.RAIL_E:
            return read_rail(page, score)
        case Kind.AIR_E:
            return read_air(page, score)
        case Kind.QUOTA:
            return read_quota(page, score)
        case Kind.TOLL:
            return read_toll(page, score)
        case Kind.BUS:
            return read_bus(page, score)
        case Kind.MACHINE_PRINTED:
            return read_machine_printed(page, score)
        case Kind.MEDICAL | Kind.FISCAL:
            return read_treasury(page, kind, score)
        case _:
            return read_other(page, score)
