"""What an invoice teaches about its parties."""

from __future__ import annotations

from datetime import date

from intake.domain.dates import read_iso_date
from intake.domain.tax_id import is_checked
from intake.invoice import Invoice
from intake.parties.registry import Origin, Sighting


def sightings_of(invoice: Invoice, confirmed_on: date, document: str) -> tuple[Sighting, ...]:
    """Buyer and seller of an invoice that was confirmed, each where name and tax id are there and the id's check digits hold.

    Call it only for confirmed invoices: a person's or the tax bureau's word, not a confidence. `document` is the sha256 of the file.
    """
    day = read_iso_date(invoice.value("issue_date")) or confirmed_on
    return tuple(
        Sighting(name, tax_id, day, invoice.value(f"{side}_address_phone"), invoice.value(f"{side}_bank_account"), Origin.CONFIRMED, document)
        for side in ("buyer", "seller")
        if (name := invoice.value(f"{side}_name")) and is_checked(tax_id := invoice.value(f"{side}_tax_id"))
    )
