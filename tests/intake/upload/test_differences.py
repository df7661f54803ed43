from dataclasses import replace
from datetime import date

import pytest

from intake.upload.differences import Difference, differences
from tests.intake.upload.upload_samples import entry, found_as


def test_what_was_booked_as_it_was_sent_differs_in_nothing() -> None:
    assert differences(entry(), found_as(entry())) == ()


@pytest.mark.parametrize(
    ("field", "theirs", "said"),
    [
        ("issue_date", date(2024, 3, 9), Difference("issue_date", "2024-03-08", "2024-03-09")),
        ("amount", 1, Difference("amount", "100.00", "0.01")),
        ("tax", -600, Difference("tax", "6.00", "-6.00")),
        ("total", 10_601, Difference("total", "106.00", "106.01")),
        ("seller_tax_id", "other", Difference("seller_tax_id", entry().text("seller_tax_id"), "other")),
        ("sha256", "0" * 64, Difference("original", entry().original.sha256, "0" * 64)),
    ],
)
def test_each_value_that_they_have_otherwise_is_named_with_both(field: str, theirs: object, said: Difference) -> None:
    assert differences(entry(), found_as(entry(), **{field: theirs})) == (said,)


def test_what_they_do_not_keep_is_not_compared() -> None:
    shown = found_as(entry(), issue_date=None, amount=None, tax=None, seller_tax_id=None, buyer_tax_id=None, sha256=None)
    assert differences(entry(), shown) == ()


def test_what_the_invoice_does_not_have_is_not_compared() -> None:
    assert differences(replace(entry(), amount=None, tax=None), found_as(entry(), amount=10_600, tax=0)) == ()


def test_an_entry_without_a_total_proves_nothing() -> None:
    assert differences(entry(), found_as(entry(), total=None)) == (Difference("total", "106.00", ""),)


def test_identifiers_are_compared_without_case_and_padding() -> None:
    assert differences(entry(), found_as(entry(), seller_tax_id=f" {entry().text('seller_tax_id').lower()} ")) == ()
