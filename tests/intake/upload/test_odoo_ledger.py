from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace

import pytest

from intake.upload.differences import differences
from intake.upload.ledger import Accepted, Found, Refused, Unavailable, Unknown
from intake.upload.odoo import OdooBooks, OdooLedger
from tests.intake.upload.conftest import QUICK
from tests.intake.upload.odoo_server import Odoo, OdooError, serve
from tests.intake.upload.upload_samples import ORIGINAL, SELLER, entry

BOOKS = OdooBooks("6602", "222101")


@pytest.fixture
def odoo() -> Odoo:
    return Odoo()


@pytest.fixture
def bills(odoo: Odoo) -> Iterator[OdooLedger]:
    with serve(odoo) as base:
        yield OdooLedger("odoo", base, "books", "intake", "an api key", QUICK, BOOKS)


def test_a_bill_is_made_with_the_printed_total_and_found_again(bills: OdooLedger, odoo: Odoo) -> None:
    assert bills.find(entry().business) == Found()
    assert bills.submit(entry(), ORIGINAL) == Accepted("1")
    found = bills.find(entry().business)
    assert isinstance(found, Found)
    (booked,) = found.entries
    assert differences(entry(), booked) == ()
    assert (booked.total, booked.seller_tax_id, booked.sha256) == (10_600, SELLER, entry().original.sha256)
    (move,) = odoo.rows("account.move")
    assert (move["move_type"], move["ref"], move["state"]) == ("in_invoice", entry().business.key, "draft")
    assert [(line["price_unit"], line["account_id"]) for _, _, line in move["invoice_line_ids"]] == [(100.0, 7), (6.0, 8)]
    (attachment,) = odoo.rows("ir.attachment")
    assert b64decode(attachment["datas"]) == ORIGINAL


def test_a_red_invoice_is_a_refund_with_positive_sums_and_found_as_negative(bills: OdooLedger, odoo: Odoo) -> None:
    red = replace(entry(), amount=-10_000, tax=-600, total=-10_600, items=())
    assert isinstance(bills.submit(red, ORIGINAL), Accepted)
    found = bills.find(red.business)
    assert isinstance(found, Found)
    assert differences(red, found.entries[0]) == ()
    assert odoo.rows("account.move")[0]["move_type"] == "in_refund"
    assert odoo.rows("account.move")[0]["amount_total"] == 106.0


def test_a_supplier_is_made_once_and_known_by_its_tax_id(bills: OdooLedger, odoo: Odoo) -> None:
    bills.submit(entry(1), ORIGINAL)
    bills.submit(replace(entry(2), fields={**entry(2).fields, "seller_name": "旧名"}), ORIGINAL)
    assert [partner["vat"] for partner in odoo.rows("res.partner")] == [SELLER]


def test_a_bill_that_somebody_typed_is_found_under_code_and_number_and_compared(bills: OdooLedger, odoo: Odoo) -> None:
    paper = replace(entry(), business=replace(entry().business, key="011002400111-00012345", code="011002400111", number="00012345"))
    odoo.answer("object", "execute_kw", ["books", 2, "an api key", "res.partner", "create", [{"name": "某某"}], {}])
    typed = {
        "move_type": "in_invoice",
        "partner_id": 1,
        "ref": "01100240011100012345",
        "invoice_line_ids": [[0, 0, {"quantity": 1, "price_unit": 105.0, "tax_ids": [[6, 0, []]]}]],
    }
    odoo.answer("object", "execute_kw", ["books", 2, "an api key", "account.move", "create", [typed], {}])
    found = bills.find(paper.business)
    assert isinstance(found, Found)
    assert {each.field for each in differences(paper, found.entries[0])} == {"amount", "tax", "total"}


def test_a_cancelled_bill_is_withdrawn(bills: OdooLedger, odoo: Odoo) -> None:
    bills.submit(entry(), ORIGINAL)
    odoo.rows("account.move")[0]["state"] = "cancel"
    found = bills.find(entry().business)
    assert isinstance(found, Found)
    assert found.entries[0].withdrawn


def test_a_rule_of_theirs_refuses_and_their_program_is_not_shown(bills: OdooLedger, odoo: Odoo) -> None:
    odoo.fails["account.move.create"] = OdooError("odoo.exceptions.ValidationError", "The period is locked.")
    assert bills.submit(entry(), ORIGINAL) == Refused("odoo.exceptions.ValidationError", "The period is locked.")


@pytest.mark.parametrize(
    ("error", "reason"),
    [("odoo.exceptions.AccessError", "permission"), ("psycopg2.errors.SerializationFailure", "their_error"), ("builtins.KeyError", "their_error")],
)
def test_any_other_error_of_theirs_undid_what_it_did_and_may_be_tried_again(bills: OdooLedger, odoo: Odoo, error: str, reason: str) -> None:
    odoo.fails["account.move.create"] = OdooError(error, "x")
    answer = bills.submit(entry(), ORIGINAL)
    assert isinstance(answer, Unavailable)
    assert answer.reason == reason


def test_a_bill_without_its_original_is_not_taken_for_whole(bills: OdooLedger, odoo: Odoo) -> None:
    odoo.fails["ir.attachment.create"] = OdooError("builtins.OSError", "disk full")
    assert isinstance(bills.submit(entry(), ORIGINAL), Unknown)
    found = bills.find(entry().business)
    assert isinstance(found, Found)
    assert [each.field for each in differences(entry(), found.entries[0])] == ["original"]


def test_a_wrong_key_and_a_missing_account_are_settings_and_no_refusal(bills: OdooLedger) -> None:
    barred = replace(bills, key="other").submit(entry(), ORIGINAL)
    missing = replace(bills, books=OdooBooks("9999")).submit(entry(), ORIGINAL)
    assert isinstance(barred, Unavailable)
    assert isinstance(missing, Unavailable)
    assert (barred.reason, missing.reason) == ("permission", "misconfigured")
    assert "an api key" not in repr(bills)
