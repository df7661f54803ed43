from collections.abc import Callable

from intake.domain.tax_id import credit_code_check, write_credit_code
from intake.invoice import Finding, Invoice, Severity, Suggestion

Findings = Callable[[str, Invoice], tuple[Finding, ...]]
WithField = Callable[..., Invoice]
SELLER = write_credit_code("91", "310115", "MA1K0B8X")


def test_a_misread_id_is_found_with_its_correction(electronic: Invoice, with_field: WithField, findings: Findings) -> None:
    misread = SELLER.replace("B", "8", 1)
    found = findings("R05", with_field(electronic, "seller_tax_id", misread))
    assert [(finding.severity, finding.suggestion) for finding in found] == [(Severity.ERROR, Suggestion("seller_tax_id", SELLER))]


def test_an_id_without_check_digits_only_warns(electronic: Invoice, with_field: WithField, findings: Findings) -> None:
    found = findings("R05", with_field(electronic, "buyer_tax_id", "12345678901234567"))
    assert [finding.severity for finding in found] == [Severity.WARNING]


def test_a_private_buyer_without_an_id_is_fine(electronic: Invoice, with_field: WithField, findings: Findings) -> None:
    assert findings("R05", with_field(electronic, "buyer_tax_id", "")) == ()
    assert findings("R05", with_field(electronic, "buyer_tax_id", "11010519491231002X")) == ()


def test_a_credit_code_around_a_wrong_organisation_code_warns(electronic: Invoice, with_field: WithField, findings: Findings) -> None:
    first = "91310115" + "MA1K0B8X" + "0"
    found = findings("R05", with_field(electronic, "seller_tax_id", first + credit_code_check(first)))
    assert [finding.severity for finding in found] == [Severity.WARNING]


def test_a_seller_of_another_province_is_noted(electronic: Invoice, digital: Invoice, with_field: WithField, findings: Findings) -> None:
    for invoice in (electronic, digital):
        found = findings("R23", with_field(invoice, "seller_tax_id", SELLER))
        assert [(finding.severity, finding.expected, finding.found) for finding in found] == [(Severity.INFO, "北京", "上海")]


def test_sellers_registered_centrally_are_of_no_province(electronic: Invoice, with_field: WithField, findings: Findings) -> None:
    assert findings("R23", with_field(electronic, "seller_tax_id", write_credit_code("91", "100000", "10000001"))) == ()
