"""Which values, which layout and which paper belong to each kind of invoice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from intake.invoice import Kind
from training.synthesize.drawing import Drawing
from training.synthesize.fonts import FontSet
from training.synthesize.invoice_values import SyntheticInvoice
from training.synthesize.journey_values import draw_air_e, draw_rail_e
from training.synthesize.layouts.digital import draw_digital
from training.synthesize.layouts.electronic_vat import draw_electronic_vat
from training.synthesize.layouts.journeys import draw_air_itinerary, draw_rail_e_ticket
from training.synthesize.layouts.paper_vat import draw_paper_vat
from training.synthesize.layouts.roll import draw_roll
from training.synthesize.layouts.slips import draw_bus, draw_machine_printed, draw_quota, draw_toll_slip
from training.synthesize.layouts.taxi import draw_taxi
from training.synthesize.layouts.train import draw_train
from training.synthesize.layouts.vehicles import draw_motor_vehicle_form, draw_used_vehicle_form
from training.synthesize.ticket_values import draw_ticket
from training.synthesize.vat_values import Traits, draw_traits, draw_vat
from training.synthesize.vehicle_values import draw_motor_vehicle, draw_used_vehicle

DrawPages = Callable[[SyntheticInvoice, FontSet, Random], tuple[Drawing, ...]]

DIGITAL = (Kind.DIGITAL_SPECIAL, Kind.DIGITAL_GENERAL)
ELECTRONIC_VAT = (Kind.VAT_E_GENERAL, Kind.VAT_E_SPECIAL, Kind.TOLL_E, Kind.BLOCKCHAIN)
ELECTRONIC_TICKETS = (Kind.RAIL_E, Kind.AIR_E)
PAPER_VAT = (Kind.VAT_SPECIAL, Kind.VAT_GENERAL)
VEHICLES = (Kind.MOTOR_VEHICLE, Kind.USED_VEHICLE)
TICKETS = (Kind.TAXI, Kind.TRAIN, Kind.QUOTA, Kind.MACHINE_PRINTED, Kind.TOLL, Kind.BUS, Kind.VAT_ROLL)

DRAWN_KINDS = (*DIGITAL, *ELECTRONIC_VAT, *ELECTRONIC_TICKETS, *PAPER_VAT, *VEHICLES, *TICKETS)
"""Every kind that can be drawn."""


@dataclass(frozen=True)
class Share:
    """How often a kind is drawn, beside others."""

    kind: Kind
    weight: int


def draw_values(rng: Random, kind: Kind, traits: Traits | None = None, *, one_page: bool = False) -> SyntheticInvoice:
    """Values of a kind. `one_page` keeps the goods on the first page. Raises KeyError for a kind that is not drawn."""
    if kind in DIGITAL + ELECTRONIC_VAT + PAPER_VAT:
        return draw_vat(rng, kind, traits or draw_traits(rng, kind, one_page=one_page))
    day = traits.day if traits else None
    if kind in TICKETS:
        return draw_ticket(rng, kind, day)
    makers: Mapping[Kind, Callable[[Random, date | None], SyntheticInvoice]] = {
        Kind.RAIL_E: draw_rail_e,
        Kind.AIR_E: draw_air_e,
        Kind.MOTOR_VEHICLE: draw_motor_vehicle,
        Kind.USED_VEHICLE: draw_used_vehicle,
    }
    return makers[kind](rng, day)


def draw_pages(invoice: SyntheticInvoice, fonts: FontSet, rng: Random) -> tuple[Drawing, ...]:
    """The pages of any kind; the first is the invoice itself. Raises KeyError for a kind that is not drawn."""
    layouts: Mapping[Kind, DrawPages] = {
        **dict.fromkeys(DIGITAL, draw_digital),
        **dict.fromkeys(ELECTRONIC_VAT, draw_electronic_vat),
        **dict.fromkeys(PAPER_VAT, draw_paper_vat),
        Kind.MOTOR_VEHICLE: draw_motor_vehicle_form,
        Kind.USED_VEHICLE: draw_used_vehicle_form,
        Kind.RAIL_E: draw_rail_e_ticket,
        Kind.AIR_E: draw_air_itinerary,
        Kind.TAXI: draw_taxi,
        Kind.TRAIN: draw_train,
        Kind.QUOTA: draw_quota,
        Kind.MACHINE_PRINTED: draw_machine_printed,
        Kind.TOLL: draw_toll_slip,
        Kind.BUS: draw_bus,
        Kind.VAT_ROLL: draw_roll,
    }
    return layouts[invoice.kind](invoice, fonts, rng)


def draw_kind(rng: Random, shares: Sequence[Share]) -> Kind:
    return rng.choices([share.kind for share in shares], [share.weight for share in shares])[0]
