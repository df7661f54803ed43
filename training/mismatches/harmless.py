"""Oddities that real, valid invoices have. Clean examples carry them now and then, so that oddness alone is not taken for fraud."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

from intake.domain.money import format_fen, parse_fen
from intake.domain.qr_tail import Tail, check_tail, tail_of
from intake.domain.tax_id import is_credit_code, write_credit_code
from training.mismatches.mismatch import with_fields, with_payload
from training.mismatches.payloads import AMOUNT, TAIL, edited, has_full_code, has_tail
from training.synthesize.invoice_values import SyntheticInvoice
from training.synthesize.parties import draw_city

ODD_SHARE = 0.2
_LAST_FORMER_IDS = date(2018, 1, 1)
"""Ids of 15 characters were replaced from 2015-10 to the end of 2017."""


def with_oddity(rng: Random, invoice: SyntheticInvoice) -> SyntheticInvoice:
    """The invoice with one harmless oddity, where one fits."""
    oddity = rng.choices(tuple(_ODDITIES), tuple(_ODDITIES.values()))[0]
    return oddity(rng, invoice)


def _total_in_code(rng: Random, invoice: SyntheticInvoice) -> SyntheticInvoice:
    """Some issuing systems encode the total where most encode the amount without tax."""
    if not has_full_code(invoice):
        return invoice
    return with_payload(invoice, edited(invoice.qr, AMOUNT, invoice.fields["total"], remade=True))


def _without_tail(rng: Random, invoice: SyntheticInvoice) -> SyntheticInvoice:
    """Codes of the first years end without a checksum."""
    if not has_tail(invoice) or invoice.day >= date(2017, 1, 1):
        return invoice
    return with_payload(invoice, ",".join(invoice.qr.split(",")[:TAIL]))


def _tail_of_other_span(rng: Random, invoice: SyntheticInvoice) -> SyntheticInvoice:
    """The checksum is taken over a comma more or less."""
    if not has_tail(invoice):
        return invoice
    parts = invoice.qr.split(",")
    parts[TAIL] = tail_of(parts[:TAIL], Tail.UMTS if check_tail(parts[:TAIL], parts[TAIL]) is Tail.UMTS_COMMA else Tail.UMTS_COMMA)
    return with_payload(invoice, ",".join(parts))


def _rounded_taxes(rng: Random, invoice: SyntheticInvoice) -> SyntheticInvoice:
    """Taxes of lines are off by a few 分, as issuing software allows; the sums are those of the lines."""
    taxed = [i for i, item in enumerate(invoice.items) if abs(parse_fen(item.get("tax", "")) or 0) > 50]
    if len(taxed) < 2 or invoice.list_line is not None:
        return invoice
    # What one line has too much the other has too little, so that totals, words and code stay.
    one, other = rng.sample(taxed, 2)
    off = rng.randint(1, 4)
    items = list(invoice.items)
    for i, change in ((one, off), (other, -off)):
        items[i] = {**items[i], "tax": format_fen((parse_fen(items[i]["tax"]) or 0) + change)}
    return replace(invoice, items=tuple(items))


def _former_tax_id(rng: Random, invoice: SyntheticInvoice) -> SyntheticInvoice:
    """A party still bills by its id of 15 characters: the area and organisation code that its credit code was made of."""
    held = _with_credit_code(invoice)
    if not held or invoice.day >= _LAST_FORMER_IDS:
        return invoice
    return with_fields(invoice, **{name: invoice.fields[name][2:17] for name in rng.sample(held, rng.randint(1, len(held)))})


def _registered_elsewhere(rng: Random, invoice: SyntheticInvoice) -> SyntheticInvoice:
    """The firm moved, or is named after another city than the one that registered it: the area in its id is not that of its name."""
    held = _with_credit_code(invoice)
    if not held:
        return invoice
    name = rng.choice(held)
    tax_id = invoice.fields[name]
    return with_fields(invoice, **{name: write_credit_code(tax_id[:2], draw_city(rng).area, tax_id[8:16])})


def _with_credit_code(invoice: SyntheticInvoice) -> list[str]:
    return [name for name in ("seller_tax_id", "buyer_tax_id") if is_credit_code(invoice.fields.get(name, ""))]


_ODDITIES = {_total_in_code: 20, _without_tail: 20, _tail_of_other_span: 20, _rounded_taxes: 40, _former_tax_id: 60, _registered_elsewhere: 5}
"""How often each is tried. Former ids were common and fit few days; firms away from where they are registered are rare."""
