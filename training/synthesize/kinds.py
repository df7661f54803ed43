"""Which values, which layout and which paper belong to each kind of invoice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from intake.invoice import Kind
from training.synthesize.drawing import Drawing
from training.synthesize.fonts import FontSet
from training.synthesize.invoice_values import SyntheticInvoice
from training.synthesize.layouts.digital import draw_digital
from training.synthesize.layouts.electronic_vat import draw_electronic_vat
from training.synthesize.layouts.paper_vat import draw_paper_vat
from training.synthesize.vat_values import Traits, draw_traits, draw_vat

ELECTRONIC_VAT = (Kind.VAT_E_GENERAL, Kind.VAT_E_SPECIAL, Kind.TOLL_E, Kind.BLOCKCHAIN)
DIGITAL = (Kind.DIGITAL_SPECIAL, Kind.DIGITAL_GENERAL)
PAPER_VAT = (Kind.VAT_SPECIAL, Kind.VAT_GENERAL)


@dataclass(frozen=True)
class Share:
    kind: Kind
    weight: int


def draw_values(rng: Random, kind: Kind, traits: Traits | None = None, *, one_page: bool = False) -> SyntheticInvoice:
    """Values of any kind. `one_page` keeps the goods on the first page."""
    traits = traits or draw_traits(rng, kind, one_page=one_page)
    return draw_vat(rng, kind, traits)


def draw_pages(invoice: SyntheticInvoice, fonts: FontSet, rng: Random) -> tuple[Drawing, ...]:
    """The pages of any kind."""
    if invoice.kind in DIGITAL:
        return draw_digital(invoice, fonts, rng)
    if invoice.kind in ELECTRONIC_VAT:
        return draw_electronic_vat(invoice, fonts, rng)
    return draw_paper_vat(invoice, fonts, rng)


def draw_kind(rng: Random, shares: Sequence[Share]) -> Kind:
    return rng.choices([share.kind for share in shares], [share.weight for share in shares])[0]
