from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from intake.domain.qr_payload import write_qr_payload
from intake.evidence import Evidence, Source
from intake.invoice import Code, Field, FieldState, Finding, Invoice, Kind, Severity, Suggestion

Findings = Callable[[str, Invoice], tuple[Finding, ...]]
WithField = Callable[..., Invoice]


@pytest.mark.parametrize(
    ("name", "value"), [("invoice_code", "011002300211"), ("invoice_number", "00012346"), ("issue_date", "2024-03-12"), ("check_code", "1" * 20)]
)
def test_a_printed_value_other_than_the_qr_codes_is_found(name: str, value: str, electronic: Invoice, with_field: WithField, findings: Findings) -> None:
    found = findings("R06", with_field(electronic, name, value))
    assert [(finding.fields, finding.found) for finding in found] == [((name,), value)]
    assert found[0].suggestion == Suggestion(name, found[0].expected)


def test_only_the_last_six_of_the_check_code_are_compared(electronic: Invoice, with_field: WithField, findings: Findings) -> None:
    assert findings("R06", with_field(electronic, "check_code", "9" * 14 + "567890")) == ()


def test_either_total_may_be_in_the_qr_code(electronic: Invoice, findings: Findings) -> None:
    with_total = write_qr_payload("10", "011002300111", "00012345", 12860, date(2024, 3, 11), "12345678901234567890")
    assert findings("R06", replace(electronic, codes=(Code(with_total, "zxing"),))) == ()


def test_an_amount_that_is_neither_total_is_found(electronic: Invoice, findings: Findings) -> None:
    other = write_qr_payload("10", "011002300111", "00012345", 99900, date(2024, 3, 11), "12345678901234567890")
    found = findings("R06", replace(electronic, codes=(Code(other, "zxing"),)))
    assert [(finding.fields, finding.expected) for finding in found] == [(("amount", "total"), "999.00")]


def test_one_total_alone_proves_nothing(electronic: Invoice, with_field: WithField, findings: Findings) -> None:
    assert findings("R06", with_field(electronic, "amount", "", FieldState.UNREADABLE)) == ()


def _from_qr(value: str, *printed: tuple[str, str, float]) -> Field:
    opinions = tuple(Evidence("invoice_number", text, Source.OCR, confidence, reader=reader) for reader, text, confidence in printed)
    return Field(value, FieldState.READ, 0.99, Source.QR, evidence=(*opinions, Evidence("invoice_number", value, Source.QR, 1.0)))


def test_print_that_two_readers_read_alike_stands_against_the_qr_code(electronic: Invoice, findings: Findings) -> None:
    field = _from_qr("00012345", ("first", "00012399", 0.98), ("second", "00012399", 0.97))
    assert findings("R06", replace(electronic, fields={**electronic.fields, "invoice_number": field}))[0].found == "00012399"


def test_one_misreading_of_the_print_does_not_accuse_the_qr_code(electronic: Invoice, findings: Findings) -> None:
    field = _from_qr("00012345", ("first", "00012399", 0.98), ("second", "00012345", 0.6))
    assert findings("R06", replace(electronic, fields={**electronic.fields, "invoice_number": field})) == ()


def test_an_edited_qr_code_warns(electronic: Invoice, findings: Findings) -> None:
    payload = electronic.codes[0].payload.replace(",120.00,", ",720.00,")
    found = findings("R06b", replace(electronic, codes=(Code(payload, "zxing"),)))
    assert [finding.severity for finding in found] == [Severity.WARNING]


def test_other_codes_in_the_picture_are_no_matter(electronic: Invoice, findings: Findings) -> None:
    foreign = replace(electronic, codes=(Code("https://example.com", "zxing"),))
    assert findings("R06", foreign) == ()
    assert findings("R06b", foreign) == ()


@pytest.mark.parametrize(("second", "count"), [("00012345", 0), ("00012399", 1)])
def test_two_printings_must_agree(second: str, count: int, electronic: Invoice, findings: Findings) -> None:
    field = electronic.fields["invoice_number"]
    twice = replace(field, evidence=(*field.evidence, Evidence("invoice_number", second, Source.OCR, 0.95, reader="PP-OCRv6_small/second-printing")))
    paper = replace(electronic, kind=Kind.VAT_SPECIAL, fields={**electronic.fields, "invoice_number": twice})
    assert len(findings("R25", paper)) == count


def test_a_badly_read_second_printing_is_no_finding(electronic: Invoice, findings: Findings) -> None:
    field = electronic.fields["invoice_number"]
    twice = replace(field, evidence=(*field.evidence, Evidence("invoice_number", "00012399", Source.OCR, 0.5, reader="second-printing")))
    assert findings("R25", replace(electronic, fields={**electronic.fields, "invoice_number": twice})) == ()


@pytest.mark.parametrize("value", ["661500000001", "499900000001", "0110023001"])
def test_a_second_printing_that_cannot_be_a_code_is_no_finding(value: str, electronic: Invoice, findings: Findings) -> None:
    field = electronic.fields["invoice_code"]
    twice = replace(field, evidence=(*field.evidence, Evidence("invoice_code", value, Source.OCR, 0.99, reader="second-printing")))
    assert findings("R25", replace(electronic, fields={**electronic.fields, "invoice_code": twice})) == ()
