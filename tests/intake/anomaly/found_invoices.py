"""Invented invoices as they leave the check, and the ways in which tests alter what was said about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from intake.anomaly.features import features_of
from intake.anomaly_values import Feature
from intake.invoice import Code, Item
from intake.reading import FoundInvoice, Region
from intake.stages.check_invoices import CheckInvoices
from intake.stages.collect_evidence import CollectEvidence
from intake.stages.join_pages import JoinPages
from intake.stages.resolve_fields import ResolveFields
from models.text import FakeTextReader
from tests.builders import (
    SMALL,
    TODAY,
    FormPage,
    digital_page,
    digital_values,
    inked_page,
    invoice_code_of,
    reading_of,
    region_of,
    tiny_reading,
    vat_page,
    vat_values,
)

VAT_CODE, DIGITAL_CODE = invoice_code_of(vat_values()), invoice_code_of(digital_values(), "32")


def scanned(page: FormPage | None = None, again: FormPage | None = None, codes: Iterable[Code] = (VAT_CODE,)) -> Region:
    """A page that two models read, `again` being what the second one saw."""
    page = page or vat_page()
    return region_of(page, tiny_reading(again or page), codes=tuple(codes), pixels=inked_page(page.lines(), (1800, 1300)))


def digital(page: FormPage | None = None) -> Region:
    return scanned(page or digital_page(), codes=(DIGITAL_CODE,))


def found_in(region: Region, today: date = TODAY) -> FoundInvoice:
    """The one invoice of a region, read, resolved and checked."""
    reading = reading_of(region)
    for stage in (CollectEvidence(FakeTextReader(name=SMALL)), JoinPages(), ResolveFields(), CheckInvoices(lambda: today)):
        reading = stage(reading)
    (found,) = reading.invoices
    return found


def unusual(found: FoundInvoice, today: date = TODAY) -> dict[str, Feature]:
    """The features that are not zero."""
    return {feature.name: feature for feature in features_of(found, today) if feature.value}


def with_rows(found: FoundInvoice, *rows: Mapping[str, str]) -> FoundInvoice:
    """Other lines of goods; the findings stay those of the first."""
    return replace(found, invoice=replace(found.invoice, items=tuple(Item(dict(row), 0.99) for row in rows)))
