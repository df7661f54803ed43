"""Edits of the QR code's payload."""

from __future__ import annotations

from random import Random

from intake.domain.money import format_fen, parse_fen
from intake.domain.qr_payload import InvoiceQr, QrForm, parse_invoice_qr
from intake.domain.qr_tail import Tail, check_tail, tail_of
from training.mismatches.digits import change_digit
from training.mismatches.mismatch import Doctored, Trace, doctored, with_payload
from training.synthesize.invoice_values import SyntheticInvoice
from training.synthesize.kinds import draw_values

NUMBER, AMOUNT, DAY, TAIL = 3, 4, 5, 7
"""Places in the payload."""
KNOWS_CHECKSUM = 0.2
"""Share of those who make a QR code by hand and renew its checksum too; most do not know that there is one. Faulty systems work it out themselves."""


def code_of(invoice: SyntheticInvoice) -> InvoiceQr | None:
    """The invoice's QR code where it is the tax bureau's list; None for links, for other codes and for none."""
    qr = parse_invoice_qr(invoice.qr) if invoice.qr else None
    return qr if qr is not None and qr.form is QrForm.TAX else None


def has_code(invoice: SyntheticInvoice) -> bool:
    return code_of(invoice) is not None


def has_full_code(invoice: SyntheticInvoice) -> bool:
    """With date and amount, which preprinted rolls lack."""
    qr = code_of(invoice)
    return qr is not None and qr.amount is not None and qr.day is not None


def edited(payload: str, place: int, value: str, *, remade: bool) -> str:
    """The payload with one value changed; `remade`: its checksum too, as somebody does who knows how it is made."""
    parts = payload.split(",")
    fitting = check_tail(parts[:TAIL], parts[TAIL])
    parts[place] = value
    if remade and fitting not in (Tail.MISMATCH, Tail.NONE):
        parts[TAIL] = tail_of(parts[:TAIL], fitting)
    return ",".join(parts)


def tail_trace(issued: str, shown: str) -> tuple[Trace, ...]:
    """TAIL where the checksum of an edited payload no longer fits."""
    qr = parse_invoice_qr(shown)
    return (Trace.TAIL,) if issued != shown and qr is not None and qr.tail_check is Tail.MISMATCH else ()


def number_in_code(rng: Random, invoice: SyntheticInvoice) -> Doctored:
    """The QR code carries another number than the print: a faulty issuing system, or a code made by hand."""
    number = invoice.fields["invoice_number"]
    payload = edited(invoice.qr, NUMBER, change_digit(rng, number, range(len(number) - 8, len(number))), remade=rng.random() < 0.5)
    return doctored(invoice, with_payload(invoice, payload), Trace.QR, *tail_trace(invoice.qr, payload))


def amount_in_code(rng: Random, invoice: SyntheticInvoice) -> Doctored:
    """The QR code carries another amount than the print, which is right."""
    fen = parse_fen(invoice.qr.split(",")[AMOUNT].strip()) or 0
    other = fen * rng.choice((2, 3, 10)) if rng.random() < 0.5 else fen + rng.choice((-1, 1)) * rng.choice((1, 10_00, 100_00))
    payload = edited(invoice.qr, AMOUNT, format_fen(other), remade=rng.random() < 0.5)
    return doctored(invoice, with_payload(invoice, payload), Trace.QR, *tail_trace(invoice.qr, payload))


def tail_of_code(rng: Random, invoice: SyntheticInvoice) -> Doctored:
    """A code typed into a generator by hand: it repeats the print, and its checksum is invented."""
    wrong = f"{rng.randint(1, 0xFFFF):X}"
    payload = edited(invoice.qr, TAIL, wrong, remade=False)
    if check_tail(payload.split(",")[:TAIL], wrong) is not Tail.MISMATCH:
        return tail_of_code(rng, invoice)
    return doctored(invoice, with_payload(invoice, payload), Trace.TAIL)


def reused_code(rng: Random, invoice: SyntheticInvoice) -> Doctored:
    """The QR code of another, genuine invoice of the same kind is set on an invented or altered one."""
    while True:
        other = draw_values(rng, invoice.kind, one_page=True)
        if code_of(other) is not None:
            return doctored(invoice, with_payload(invoice, other.qr), Trace.QR)


def has_tail(invoice: SyntheticInvoice) -> bool:
    qr = code_of(invoice)
    return qr is not None and bool(qr.tail)
