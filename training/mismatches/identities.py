"""Edits of what an invoice is known by: number, code, date, kind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random

from intake.invoice import Kind
from training.mismatches.digits import change_digit, move_day
from training.mismatches.mismatch import Doctored, Trace, changed_fields, doctored, with_fields, with_payload
from training.mismatches.payloads import DAY, KNOWS_CHECKSUM, NUMBER, edited, tail_trace
from training.synthesize.invoice_values import SyntheticInvoice
from training.synthesize.kinds import PAPER_VAT
from training.synthesize.vat_values import draw_digits, draw_short_number

_OTHER_KIND = {
    Kind.VAT_SPECIAL: (Kind.VAT_GENERAL, "VAT_GENERAL"),
    Kind.VAT_GENERAL: (Kind.VAT_SPECIAL, "VAT_SPECIAL"),
    Kind.VAT_E_SPECIAL: (Kind.VAT_E_GENERAL, "E_GENERAL"),
    Kind.VAT_E_GENERAL: (Kind.VAT_E_SPECIAL, "E_SPECIAL"),
    Kind.DIGITAL_SPECIAL: (Kind.DIGITAL_GENERAL, "D_GENERAL"),
    Kind.DIGITAL_GENERAL: (Kind.DIGITAL_SPECIAL, "D_SPECIAL"),
}


def number_in_print(rng: Random, invoice: SyntheticInvoice) -> Doctored:
    """The printed number is altered so that an invoice handed in before passes for a new one. The QR code keeps the issued number."""
    return doctored(invoice, with_fields(invoice, invoice_number=_other_number(rng, invoice)), Trace.QR)


def number_in_both(rng: Random, invoice: SyntheticInvoice) -> Doctored:
    """Number and QR code are altered alike; most of those who do it do not know that the code ends in a checksum."""
    number = _other_number(rng, invoice)
    payload = edited(invoice.qr, NUMBER, number, remade=rng.random() < KNOWS_CHECKSUM)
    return doctored(invoice, with_payload(with_fields(invoice, invoice_number=number), payload), *tail_trace(invoice.qr, payload))


def code_in_print(rng: Random, invoice: SyntheticInvoice) -> Doctored:
    """A digit of the printed invoice code is another."""
    return doctored(invoice, with_fields(invoice, invoice_code=change_digit(rng, invoice.fields["invoice_code"])), Trace.QR, Trace.NUMBERING)


def date_in_print(rng: Random, invoice: SyntheticInvoice) -> Doctored:
    """The printed date is moved, into a period in which the cost can still be claimed."""
    moved = move_day(rng, invoice.day)
    return doctored(invoice, with_fields(invoice, issue_date=moved.isoformat()), Trace.QR, *_year_trace(invoice, moved))


def date_in_both(rng: Random, invoice: SyntheticInvoice) -> Doctored:
    """Date and QR code are moved alike."""
    moved = move_day(rng, invoice.day)
    payload = edited(invoice.qr, DAY, f"{moved:%Y%m%d}", remade=rng.random() < KNOWS_CHECKSUM)
    shown = with_payload(with_fields(invoice, issue_date=moved.isoformat()), payload)
    return doctored(invoice, shown, *tail_trace(invoice.qr, payload), *_year_trace(invoice, moved))


def wrong_blank(rng: Random, invoice: SyntheticInvoice) -> Doctored:
    """The clerk put in another blank than the system printed for: the preprinted number is not the printed one."""
    number = f"{int(invoice.fields['invoice_number']) % 99_999_998 + 1:08d}" if rng.random() < 0.7 else draw_short_number(rng)
    return Doctored(invoice, invoice, ("document",), (Trace.PRINTINGS,), form=with_fields(invoice, invoice_number=number))


def title_of_other_kind(rng: Random, invoice: SyntheticInvoice) -> Doctored:
    """General and special are exchanged in the title, so that tax can be deducted that may not be, or a form is filled in for the wrong kind."""
    kind, detail = _OTHER_KIND[invoice.kind]
    fields = dict(invoice.fields)
    if kind is Kind.VAT_SPECIAL:
        del fields["check_code"]
    elif kind is Kind.VAT_GENERAL:
        fields["check_code"] = draw_digits(rng, 20)
    traces = (Trace.QR, Trace.NUMBERING) if "invoice_code" in fields else (Trace.QR,)
    return Doctored(invoice, replace(invoice, kind=kind, detail=detail, fields=fields), ("kind",), traces)


def has_two_titles(invoice: SyntheticInvoice) -> bool:
    return invoice.kind in _OTHER_KIND


def is_on_blank(invoice: SyntheticInvoice) -> bool:
    return invoice.kind in PAPER_VAT


def number_alone(rng: Random, invoice: SyntheticInvoice) -> Doctored:
    """As `number_in_print`, on tickets without a QR code too."""
    shown = with_fields(invoice, invoice_number=_other_number(rng, invoice))
    return Doctored(invoice, shown, changed_fields(invoice, shown), (Trace.QR,) if invoice.qr else ())


def date_alone(rng: Random, invoice: SyntheticInvoice) -> Doctored:
    """As `date_in_print`, on tickets without a QR code too."""
    moved = move_day(rng, date.fromisoformat(invoice.fields["issue_date"]))
    shown = with_fields(invoice, issue_date=moved.isoformat())
    return Doctored(invoice, shown, changed_fields(invoice, shown), ((Trace.QR,) if invoice.qr else ()) + _year_trace(invoice, moved))


def _other_number(rng: Random, invoice: SyntheticInvoice) -> str:
    number = invoice.fields["invoice_number"]
    return change_digit(rng, number, range(max(0, len(number) - 8), len(number)))


def _year_trace(invoice: SyntheticInvoice, moved: date) -> tuple[Trace, ...]:
    number = invoice.fields.get("invoice_number", "")
    return (Trace.NUMBERING,) if len(number) == 20 and number[:2] != f"{moved.year % 100:02d}" else ()
