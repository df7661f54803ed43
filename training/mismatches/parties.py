"""Edits of who bought and who sold."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from intake.domain.tax_id import CREDIT_CODE_ALPHABET, TaxIdKind, is_checked, is_credit_code, tax_id_kind, write_credit_code
from training.mismatches.mismatch import Doctored, Trace, doctored, with_fields
from training.synthesize.invoice_values import SyntheticInvoice
from training.synthesize.parties import draw_company

_SEAL_KEPT = 0.6
"""Who alters the seller mostly has no seal of the other firm."""


def seller_id_of_another(rng: Random, invoice: SyntheticInvoice) -> Doctored:
    """The seller's tax id is another firm's: an invoice sold under a borrowed id, or a form filled in with the wrong customer record."""
    other = draw_company(rng, invoice.day)
    return _sealed(rng, doctored(invoice, with_fields(invoice, seller_tax_id=other.tax_id), Trace.PARTY))


def buyer_id_of_another(rng: Random, invoice: SyntheticInvoice) -> Doctored:
    """The buyer's tax id is another firm's: the till's last customer, or an invoice made out to somebody else."""
    return doctored(invoice, with_fields(invoice, buyer_tax_id=draw_company(rng, invoice.day).tax_id), Trace.PARTY)


def seller_name_of_another(rng: Random, invoice: SyntheticInvoice) -> Doctored:
    """The seller's name is another firm's, its id kept: a supplier that passes for an approved one."""
    return _sealed(rng, doctored(invoice, with_fields(invoice, seller_name=draw_company(rng, invoice.day).name), Trace.PARTY))


def buyer_name_of_another(rng: Random, invoice: SyntheticInvoice) -> Doctored:
    """The buyer's name is altered to the claimant's firm, the id of the real buyer kept."""
    return doctored(invoice, with_fields(invoice, buyer_name=draw_company(rng, invoice.day).name), Trace.PARTY)


def tax_id_character(rng: Random, invoice: SyntheticInvoice) -> Doctored:
    """One character of a tax id was mistyped by the issuer or altered carelessly; its check digit no longer holds."""
    name = _side_with_checked_id(rng, invoice)
    tax_id = invoice.fields[name]
    while True:
        i = rng.randrange(len(tax_id))
        other = tax_id[:i] + rng.choice(CREDIT_CODE_ALPHABET if tax_id[i].isalpha() else "0123456789") + tax_id[i + 1 :]
        if other != tax_id and not is_checked(other):
            break
    traces = (Trace.CHECKSUM,) if tax_id_kind(other) is TaxIdKind.INVALID else (Trace.PARTY,)
    return doctored(invoice, with_fields(invoice, **{name: other}), *traces)


def tax_id_recomputed(rng: Random, invoice: SyntheticInvoice) -> Doctored:
    """Characters of a credit code are altered, and both check digits made to fit: another firm's id, one character away."""
    name = rng.choice([name for name in ("seller_tax_id", "buyer_tax_id") if is_credit_code(invoice.fields.get(name, ""))])
    tax_id = invoice.fields[name]
    body = tax_id[8:16]
    i = rng.choice([i for i, char in enumerate(body) if char.isdigit()])
    other = body[:i] + rng.choice([digit for digit in "0123456789" if digit != body[i]]) + body[i + 1 :]
    return doctored(invoice, with_fields(invoice, **{name: write_credit_code(tax_id[:2], tax_id[2:8], other)}), Trace.PARTY)


def has_checked_id(invoice: SyntheticInvoice) -> bool:
    return any(is_checked(invoice.fields.get(name, "")) for name in ("seller_tax_id", "buyer_tax_id"))


def has_credit_code(invoice: SyntheticInvoice) -> bool:
    """One whose organisation code has a digit to alter."""
    ids = [invoice.fields.get(name, "") for name in ("seller_tax_id", "buyer_tax_id")]
    return all(any(char.isdigit() for char in text[8:16]) for text in ids if is_credit_code(text)) and any(is_credit_code(text) for text in ids)


def has_seller(invoice: SyntheticInvoice) -> bool:
    return bool(invoice.fields.get("seller_name") and invoice.fields.get("seller_tax_id"))


def has_buyer(invoice: SyntheticInvoice) -> bool:
    return bool(invoice.fields.get("buyer_name") and invoice.fields.get("buyer_tax_id"))


def _side_with_checked_id(rng: Random, invoice: SyntheticInvoice) -> str:
    return rng.choice([name for name in ("seller_tax_id", "buyer_tax_id") if is_checked(invoice.fields.get(name, ""))])


def _sealed(rng: Random, result: Doctored) -> Doctored:
    """With the real seller's seal, where there is one and the forger has no other."""
    if not result.issued.seals or rng.random() > _SEAL_KEPT:
        return result
    return replace(result, stamp=result.issued, traces=(*result.traces, Trace.SEAL))
