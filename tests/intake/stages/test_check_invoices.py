"""From the lines that readers saw to the decision: all stages after reading."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from intake.document import EmbeddedInvoice, IntegrityIssue
from intake.domain.amount_words import write_words
from intake.invoice import Code, Decision, Invoice, Kind, Quality
from intake.reading import Reading, Region
from intake.stages.check_invoices import CheckInvoices
from intake.stages.collect_evidence import CollectEvidence
from intake.stages.decide_invoices import DecideInvoices
from intake.stages.join_pages import JoinPages
from intake.stages.resolve_fields import ResolveFields
from models.text import FakeTextReader
from tests.builders import (
    BUYER_ID,
    SMALL,
    TODAY,
    FormPage,
    digital_page,
    digital_values,
    inked_page,
    invoice_code_of,
    reading_of,
    region_of,
    text_line,
    tiny_reading,
    vat_page,
    vat_values,
)

VAT_CODE, DIGITAL_CODE = invoice_code_of(vat_values()), invoice_code_of(digital_values(), "32")


def invoices_of(*regions: Region, today: date = TODAY) -> tuple[Invoice, ...]:
    reading: Reading = reading_of(*regions)
    for stage in (CollectEvidence(FakeTextReader(name=SMALL)), JoinPages(), ResolveFields(), CheckInvoices(lambda: today), DecideInvoices()):
        reading = stage(reading)
    return tuple(found.invoice for found in reading.invoices)


def scanned(page: FormPage, code: Code, again: FormPage | None = None) -> Region:
    """A page that both models read, `again` being what the second one saw."""
    return region_of(page, tiny_reading(again or page), codes=[code], pixels=inked_page(page.lines(), (1800, 1300)))


def only(region: Region, today: date = TODAY) -> Invoice:
    (invoice,) = invoices_of(region, today=today)
    return invoice


def rules(invoice: Invoice) -> set[str]:
    return {finding.rule for finding in invoice.findings}


@pytest.mark.parametrize(("page", "code"), [(vat_page(), VAT_CODE), (digital_page(), DIGITAL_CODE)])
def test_an_invoice_that_two_models_and_the_qr_code_read_alike_is_accepted(page: FormPage, code: Code) -> None:
    invoice = only(scanned(page, code))
    assert {name: invoice.value(name) for name in page.values} == (vat_values() if "check_code" in page.values else digital_values())
    assert invoice.decision is Decision.ACCEPT, invoice.findings


@pytest.mark.parametrize(("page", "code"), [(vat_page(score=1.0), VAT_CODE), (digital_page(score=1.0), DIGITAL_CODE)])
def test_a_text_file_is_accepted_where_places_reading_order_and_qr_code_agree(page: FormPage, code: Code) -> None:
    invoice = only(region_of(page, data=True, codes=[code]))
    assert invoice.decision is Decision.ACCEPT, invoice.findings


def test_an_empty_buyer_id_without_ink_holds_nothing_back() -> None:
    page = vat_page({"buyer_tax_id": ""})
    assert only(scanned(page, VAT_CODE)).decision is Decision.ACCEPT


def test_an_invoice_that_one_model_read_goes_to_a_person() -> None:
    invoice = only(region_of(vat_page(), codes=[VAT_CODE]))
    assert invoice.decision is Decision.REVIEW
    assert "D02" in rules(invoice)


@pytest.mark.parametrize(
    ("name", "seen", "instead"),
    [
        ("buyer_name", "公司", "公同"),
        ("seller_name", "望潮", "望湖"),
        ("check_code", "67890", "67090"),
        ("invoice_number", "45", "46"),
        ("issue_date", "11日", "17日"),
    ],
)
def test_models_that_contradict_each_other_ask_for_a_person(name: str, seen: str, instead: str) -> None:
    printed = vat_page().values[name]
    again = vat_page(misread={printed: printed.replace(seen, instead)})
    invoice = only(replace(scanned(vat_page(), VAT_CODE, again), codes=()))
    assert invoice.value(name) == vat_values()[name]
    assert invoice.fields[name].confirmed_by == ()
    assert invoice.decision is Decision.REVIEW


def test_a_changed_total_is_found_not_repaired() -> None:
    """A text PDF whose figures were edited after issuing."""
    edited = vat_page({"total": "168.60", "total_in_words": write_words(16860)}, score=1.0)
    invoice = only(region_of(edited, data=True, codes=[VAT_CODE]))
    assert invoice.value("total") == "168.60"
    assert "R08" in rules(invoice)
    assert invoice.decision is Decision.REVIEW


def test_words_changed_on_a_text_pdf_are_found_not_repaired() -> None:
    invoice = only(region_of(vat_page({"total_in_words": write_words(16860)}, score=1.0), data=True, codes=[VAT_CODE]))
    assert invoice.value("total_in_words") == write_words(16860)
    assert "R11" in rules(invoice)


def test_an_id_whose_check_digit_fails_is_found() -> None:
    wrong = BUYER_ID[:-1] + ("A" if BUYER_ID[-1] != "A" else "B")
    invoice = only(region_of(vat_page({"buyer_tax_id": wrong}, score=1.0), data=True, codes=[VAT_CODE]))
    assert invoice.value("buyer_tax_id") == wrong
    assert "R05" in rules(invoice)


def test_a_qr_code_of_another_invoice_is_found() -> None:
    other = invoice_code_of({**vat_values(), "amount": "999.00"})
    invoice = only(scanned(vat_page(), other))
    assert "R06" in rules(invoice)
    assert invoice.decision is Decision.REVIEW


def test_the_day_is_asked_for_each_time() -> None:
    region = scanned(vat_page(), VAT_CODE)
    assert "R04" not in rules(only(region))
    assert "R04" in rules(only(region, today=date(2024, 3, 10)))


def test_a_broken_signature_is_a_finding_once() -> None:
    issue = IntegrityIssue("pdf_signature_invalid", "digest differs")
    region = replace(scanned(vat_page(), VAT_CODE), issues=(issue, issue))
    found = [finding.rule for finding in only(region).findings if finding.rule.startswith("I")]
    assert len(found) == 1
    assert only(region).decision is Decision.REVIEW


def test_a_poor_picture_is_a_finding() -> None:
    assert "Q01" in rules(only(replace(scanned(vat_page(), VAT_CODE), quality=Quality("retake", ("blur",)))))


def test_what_is_no_invoice_is_rejected_and_said_once() -> None:
    pages = [region_of([text_line("会议纪要", 100, 100)], number=number) for number in (1, 2)]
    (invoice,) = invoices_of(*pages)
    assert (invoice.kind, invoice.decision) == (Kind.NOT_INVOICE, Decision.REJECT)


def test_an_invoice_of_data_only_keeps_every_value() -> None:
    values: Mapping[str, str] = digital_values()
    region = replace(region_of(()), readings=(), embedded=EmbeddedInvoice("digital_general", values))
    invoice = only(region)
    assert {name: invoice.value(name) for name in values} == values
    assert all(invoice.fields[name].repaired_from is None for name in values)
