from collections.abc import Callable
from dataclasses import replace

import pytest

from intake.domain.invoice_code import write_invoice_code
from intake.domain.invoice_number import write_digital_number
from intake.invoice import Finding, Invoice, Kind, Severity

Findings = Callable[[str, Invoice], tuple[Finding, ...]]
WithField = Callable[..., Invoice]


@pytest.mark.parametrize("code", ["12345", "09999" + "2300111", "011009900111", "0110023O0111"])
def test_impossible_codes_are_found(code: str, electronic: Invoice, with_field: WithField, findings: Findings) -> None:
    found = findings("R01", with_field(electronic, "invoice_code", code))
    assert [finding.severity for finding in found] == [Severity.ERROR]
    assert found[0].fields[0] == "invoice_code"


def test_a_code_of_a_year_after_the_invoice_is_found(electronic: Invoice, with_field: WithField, findings: Findings) -> None:
    assert findings("R01", with_field(electronic, "issue_date", "2022-03-11"))


def test_a_ten_digit_code_with_an_amount_version_only_warns(electronic: Invoice, with_field: WithField, findings: Findings) -> None:
    found = findings("R01", with_field(electronic, "invoice_code", write_invoice_code("01", "1100", 2023)[:-1] + "3"))
    assert [finding.severity for finding in found] == [Severity.WARNING]


def test_kinds_that_own_codes_are_left_alone(electronic: Invoice, with_field: WithField, findings: Findings) -> None:
    assert findings("R01", with_field(replace(electronic, kind=Kind.FISCAL), "invoice_code", "11010124")) == ()


def test_a_code_of_another_kind_is_found(electronic: Invoice, with_field: WithField, findings: Findings) -> None:
    found = findings("R02", with_field(electronic, "invoice_code", write_invoice_code("04", "1100", 2023)))
    assert [(finding.expected, finding.found) for finding in found] == [("vat_general", "vat_e_general")]


def test_the_code_of_a_ticket_tells_nothing_of_its_kind(electronic: Invoice, with_field: WithField, findings: Findings) -> None:
    coded = with_field(replace(electronic, codes=()), "invoice_code", write_invoice_code("03", "1500", 2019))
    assert findings("R02", coded)
    assert findings("R02", replace(coded, kind=Kind.TAXI)) == ()


def test_a_qr_code_of_another_kind_is_found(electronic: Invoice, findings: Findings) -> None:
    assert findings("R02", replace(electronic, kind=Kind.VAT_SPECIAL, codes=electronic.codes))[0].expected == "vat_e_general"


def test_tolls_say_general_in_their_qr_code(electronic: Invoice, with_field: WithField, findings: Findings) -> None:
    toll = with_field(replace(electronic, kind=Kind.TOLL_E), "invoice_code", write_invoice_code("14", "1100", 2023))
    assert findings("R02", toll) == ()


@pytest.mark.parametrize("number", ["1234567", "00000000", "1234567A", "123456789"])
def test_impossible_short_numbers_are_found(number: str, electronic: Invoice, with_field: WithField, findings: Findings) -> None:
    assert findings("R03", with_field(electronic, "invoice_number", number))


@pytest.mark.parametrize("number", ["12345678", write_digital_number(2023, "11", 1), write_digital_number(2024, "88", 1)])
def test_impossible_digital_numbers_are_found(number: str, digital: Invoice, with_field: WithField, findings: Findings) -> None:
    assert len(findings("R03", with_field(digital, "invoice_number", number))) == 1


def test_plan_cities_that_cannot_be_told_are_accepted(digital: Invoice, with_field: WithField, findings: Findings) -> None:
    assert findings("R03", with_field(digital, "invoice_number", write_digital_number(2024, "93", 1))) == ()


@pytest.mark.parametrize("day", ["2024-02-30", "2024-06-02", "1993-12-31", "2024-3-1"])
def test_impossible_dates_are_found(day: str, electronic: Invoice, with_field: WithField, findings: Findings) -> None:
    assert len(findings("R04", with_field(electronic, "issue_date", day))) == 1


def test_an_invoice_of_today_is_possible(electronic: Invoice, with_field: WithField, findings: Findings) -> None:
    assert findings("R04", with_field(electronic, "issue_date", "2024-06-01")) == ()


def test_an_amount_above_the_versions_limit_is_found(electronic: Invoice, with_field: WithField, findings: Findings) -> None:
    limited = with_field(electronic, "invoice_code", write_invoice_code("01", "1100", 2023)[:-1] + "1")
    assert findings("R22", with_field(limited, "amount", "9999.99")) == ()
    assert findings("R22", with_field(limited, "amount", "10000.00"))[0].found == "10000.00"
    assert findings("R22", with_field(limited, "amount", "-10000.00"))


def test_a_title_that_code_and_qr_contradict_is_found(electronic: Invoice, findings: Findings) -> None:
    (found,) = findings("R02", replace(electronic, title_says=Kind.VAT_E_SPECIAL))
    assert (found.expected, found.found) == ("vat_e_general", "vat_e_special")
