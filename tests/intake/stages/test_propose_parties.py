from dataclasses import replace
from datetime import date

import pytest

from intake.evidence import Source
from intake.invoice import Field, FieldState, Finding, Invoice, Kind, Severity
from intake.parties.memory_registry import MemoryRegistry
from intake.parties.registry import Sighting
from intake.parties.sightings import sightings_of
from intake.reading import FoundInvoice, Reading
from intake.stages.check_invoices import CheckInvoices
from intake.stages.propose_parties import ProposeParties
from tests.builders import BUYER_ID, BUYER_NAME, DAY, SELLER_ID, SELLER_NAME, TODAY, digital_page, reading_of, region_of

NOTE = Finding("X", Severity.INFO, "a", "b")


def read(value: str, *confirmed: str) -> Field:
    return Field(value, FieldState.READ, 0.9, Source.OCR, value, confirmed_by=confirmed)


@pytest.fixture
def reading() -> Reading:
    """An invoice whose seller's name was misread, and that something was said of already."""
    fields = {
        "buyer_name": read(BUYER_NAME),
        "buyer_tax_id": read(BUYER_ID, "checksum"),
        "seller_name": read(SELLER_NAME.replace("望", "塑")),
        "seller_tax_id": read(SELLER_ID, "checksum"),
        "issue_date": read(DAY.isoformat()),
    }
    region = region_of(digital_page())
    invoice = Invoice(Kind.DIGITAL_GENERAL, fields=fields, findings=(NOTE,))
    return replace(reading_of(region), invoices=(FoundInvoice((region,), 0, invoice),))


@pytest.fixture
def registry() -> MemoryRegistry:
    known = MemoryRegistry()
    known.add((Sighting(SELLER_NAME, SELLER_ID, DAY), Sighting("另外一家有限公司", BUYER_ID, DAY)))
    return known


def test_proposals_and_contradictions_stand_in_the_invoice(reading: Reading, registry: MemoryRegistry) -> None:
    invoice = ProposeParties(registry)(reading).invoices[0].invoice
    assert (invoice.value("seller_name"), invoice.fields["seller_name"].source) == (SELLER_NAME, Source.REGISTRY)
    assert invoice.value("buyer_name") == BUYER_NAME
    assert [finding.rule for finding in invoice.findings] == ["X", "P01"]


def test_checking_keeps_what_was_found_before(reading: Reading, registry: MemoryRegistry) -> None:
    invoice = CheckInvoices(lambda: TODAY)(ProposeParties(registry)(reading)).invoices[0].invoice
    assert [finding.rule for finding in invoice.findings][:2] == ["X", "P01"]


def test_without_anybody_known_nothing_changes(reading: Reading) -> None:
    assert ProposeParties(MemoryRegistry())(reading) == reading


def test_a_confirmed_invoice_teaches_both_parties(reading: Reading) -> None:
    invoice = reading.invoices[0].invoice
    sightings = sightings_of(invoice, date(2024, 5, 1), "a" * 64)
    assert [(sighting.name, sighting.tax_id, sighting.day) for sighting in sightings] == [
        (BUYER_NAME, BUYER_ID, DAY),
        (SELLER_NAME.replace("望", "塑"), SELLER_ID, DAY),
    ]
    unchecked = replace(invoice, fields={**invoice.fields, "seller_tax_id": read("1234")})
    assert [sighting.tax_id for sighting in sightings_of(unchecked, date(2024, 5, 1), "")] == [BUYER_ID]
