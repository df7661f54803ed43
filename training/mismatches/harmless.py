"""Oddities that real, valid invoices have. Clean examples carry them now and then, so that oddness alone is not taken for fraud."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

from intake.domain.money import format_fen, parse_fen
from intake.domain.qr_tail import Tail, check_tail, tail_of
from training.mismatches.mismatch import with_payload
from training.mismatches.payloads import AMOUNT, TAIL, edited, has_full_code, has_tail
from training.synthesize.invoice_values import SyntheticInvoice

ODD_SHARE = 0.2


def with_oddity(rng: Random, invoice: SyntheticInvoice) -> SyntheticInvoice:
    """The invoice with one harmless oddity, where one fits."""
    return rng.choice((_total_in_code, _without_tail, _tail_of_other_span, _rounded_taxes, _rounded_taxes))(rng, invoice)


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
