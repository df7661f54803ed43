"""What a mismatch is: an invoice that does not say, or does not show, what its issuer issued."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from random import Random

from training.synthesize.invoice_values import SyntheticInvoice


class Level(StrEnum):
    """Where a hand, or a fault, got at the invoice."""

    VALUES = "values"
    """Before drawing: a form filled in anew, or an issuing system that errs."""
    CODE = "code"
    """The payload of the QR code."""
    PAGE = "page"
    """Marks on the drawn page."""
    PICTURE = "picture"
    """Pixels: of the printed sheet before it is photographed or scanned, or of the finished picture."""


class Trace(StrEnum):
    """What is left behind that could give a mismatch away, to whoever reads the file well enough."""

    QR = "qr"
    """Print and QR code say different things."""
    TAIL = "tail"
    """The checksum of the QR code does not fit."""
    CHECKSUM = "checksum"
    """Check digits of a tax id do not hold."""
    ARITHMETIC = "arithmetic"
    """Lines, sums or taxes do not add up."""
    WORDS = "words"
    """Words and figures differ."""
    RATE = "rate"
    """A rate that was not in force."""
    NUMBERING = "numbering"
    """Year or kind inside a number or code contradict the rest."""
    PRINTINGS = "printings"
    """Two printings of the same value differ."""
    SEAL = "seal"
    """The seller's seal names somebody else."""
    MARK = "mark"
    """A mark that no valid invoice bears."""
    PIXELS = "pixels"
    """Letters that differ from their neighbours in font, size, baseline, sharpness or noise."""
    FILE = "file"
    """Data or digests inside the file contradict the page."""
    PARTY = "party"
    """Only who knows the firms can tell."""


@dataclass(frozen=True)
class Doctored:
    """An invoice as issued, and as it is handed in."""

    issued: SyntheticInvoice
    shown: SyntheticInvoice
    fields: tuple[str, ...]
    """What is not as issued: field names, or `items`, `qr`, `kind`, `document`."""
    traces: tuple[Trace, ...]
    """Empty where nothing is left that any reader could go by."""
    form: SyntheticInvoice | None = None
    """Whose values are preprinted on the form, where that is not `shown`."""
    stamp: SyntheticInvoice | None = None
    """Who is named by the seals, where that is not `shown`."""


class Brush(StrEnum):
    """How other values get into a picture that is there already."""

    PASTED = "pasted"
    """A patch with other letters is laid over the old ones."""
    CLONED = "cloned"
    """Letters are copied from elsewhere on the page."""
    RETOUCHED = "retouched"
    """The old letters are painted out and new ones typed into the place."""
    COVERED = "covered"
    """A white box and new text over the old, which stays in the file."""
    REPLACED = "replaced"
    """The text of the file is changed in an editor that lacks its font."""


Doctor = Callable[[Random, SyntheticInvoice], Doctored]


@dataclass(frozen=True)
class Mismatch:
    """One named way for an invoice to be wrong."""

    name: str
    level: Level
    happens: str
    """How, in one sentence."""
    rules: tuple[str, ...]
    """Those that can see it in principle, where everything was read."""
    fits: Callable[[SyntheticInvoice], bool]
    doctor: Doctor
    brushes: tuple[Brush, ...] = ()
    """How the other values get onto the page; none where the page is made with them."""
    weight: float = 1.0
    """How often it is drawn, beside others that fit."""


def with_fields(invoice: SyntheticInvoice, **values: str) -> SyntheticInvoice:
    return replace(invoice, fields={**invoice.fields, **values})


def with_payload(invoice: SyntheticInvoice, payload: str) -> SyntheticInvoice:
    return replace(invoice, qr=payload, code_payload=payload)


def changed_fields(issued: SyntheticInvoice, shown: SyntheticInvoice) -> tuple[str, ...]:
    """Names of the fields that differ, then `items` and `qr`."""
    names = tuple(name for name, value in issued.fields.items() if shown.fields.get(name, value) != value)
    return names + (("items",) if issued.items != shown.items else ()) + (("qr",) if issued.qr != shown.qr else ())


def doctored(issued: SyntheticInvoice, shown: SyntheticInvoice, *traces: Trace) -> Doctored:
    return Doctored(issued, shown, changed_fields(issued, shown), traces)
