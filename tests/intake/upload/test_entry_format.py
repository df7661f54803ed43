import json
from dataclasses import replace

import pytest

from intake.invoice import Kind
from intake.upload.entry_format import entry_bytes, entry_json, problems_of
from intake.upload.ledger import BusinessKey, LedgerEntry
from tests.intake.upload.upload_samples import entry


def test_an_entry_has_the_names_of_the_standard_and_sums_as_decimal_texts() -> None:
    sent = json.loads(entry_bytes(entry()))
    assert sent["ConfigId"] == "einv_spcl_receiver"
    assert sent["TotalTax-includedAmount"] == "106.00"
    assert sent["SellerIdNum"] == entry().text("seller_tax_id")
    assert sent["UnifiedSocialCreditCodeOfAccountingEntity"] == entry().text("buyer_tax_id")
    assert sent["WhetherInvoiceHasBeenChecked"] is True
    assert sent["WhetherInvoiceIsRedInvoice"] is False
    assert sent["IssuItemInformation"][0]["ItemName"] == "*餐饮服务*餐费"
    assert sent["OriginalFile"]["Sha256"] == entry().original.sha256


def test_the_same_entry_is_the_same_bytes() -> None:
    turned = replace(entry(), fields=dict(reversed(entry().fields.items())))
    assert entry_bytes(turned) == entry_bytes(entry())


def test_a_red_invoice_and_one_that_nobody_checked_say_so() -> None:
    sent = entry_json(replace(entry(total=-10_600), tax=-600, amount=-10_000, checked=False))
    assert sent["WhetherInvoiceIsRedInvoice"] is True
    assert sent["WhetherInvoiceHasBeenChecked"] is False
    assert sent["TotalTax-includedAmount"] == "-106.00"


def test_a_complete_entry_has_no_problem() -> None:
    assert problems_of(entry()) == ()
    assert problems_of(replace(entry(), amount=None, tax=None)) == ()


@pytest.mark.parametrize("kind", [Kind.RAIL_E, Kind.TRAIN])
def test_nothing_is_missing_that_a_kind_does_not_have(kind: Kind) -> None:
    """A rail ticket names no seller, and one of paper has no invoice number either."""
    ticket = replace(entry(), kind=kind, fields={"total": "137.00"})
    assert problems_of(ticket) == ()
    nameless = replace(ticket, business=BusinessKey("t", "k", "", ""))
    assert [problem.field for problem in problems_of(nameless)] == (["invoice_number"] if kind is Kind.RAIL_E else [])


def test_every_kind_may_be_asked_for_what_it_has() -> None:
    for kind in Kind:
        assert isinstance(problems_of(replace(entry(), kind=kind)), tuple)


@pytest.mark.parametrize(
    ("broken", "field"),
    [
        (replace(entry(), business=BusinessKey("t", "k", "", "")), "invoice_number"),
        (replace(entry(), issue_date=None), "issue_date"),
        (replace(entry(), total=None), "total"),
        (replace(entry(), tax=700), "total"),
        (replace(entry(), fields={**entry().fields, "seller_name": ""}), "seller_name"),
        (replace(entry(), fields={**entry().fields, "tax": "6,00"}), "tax"),
    ],
)
def test_a_problem_names_its_field_and_says_what_to_do_in_both_languages(broken: LedgerEntry, field: str) -> None:
    (problem,) = problems_of(broken)
    assert problem.field == field
    assert problem.message
    assert problem.message_zh
