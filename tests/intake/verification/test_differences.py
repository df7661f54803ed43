"""What counts as the same, what as different, and what is only missing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.invoice import Field, FieldState, Invoice, Item, Kind
from intake.verification.differences import Verdict, differences, differences_of_invoice, disagreements
from intake.verification.verifier import Answer, InvoiceStatus, Outcome


def said(face: dict[str, str], *items: dict[str, str]) -> Answer:
    return Answer(Outcome.OK, "tencent", datetime(2024, 6, 3, tzinfo=UTC), status=InvoiceStatus.NORMAL, face=face, items=items)


def verdicts(ours: dict[str, str], theirs: dict[str, str]) -> dict[str, Verdict]:
    return {difference.field: difference.verdict for difference in differences(ours, [], said(theirs))}


@pytest.mark.parametrize(
    ("field", "ours", "theirs"),
    [
        ("buyer_name", "海州青禾(集团)有限公司", "海州青禾（集团）有限公司"),
        ("buyer_name", "海州ＡＢＣ有限公司", "海州abc有限公司"),
        ("buyer_address_phone", "海州市青禾路1号 021-5551234", "海州市青禾路１号021-5551234"),
        ("remarks", "合同号 7\n第二行", "合同号7第二行"),
        ("amount", "100.00", "100"),
        ("seller_tax_id", "91110108MA00A1B27X", "91110108ma00a1b27x"),
        ("check_code", "12345678901234567890", "567890"),
        ("total_in_words", "壹佰零陆圆整", "壹佰零陆元正"),
    ],
)
def test_two_printings_of_one_value_are_accepted(field: str, ours: str, theirs: str) -> None:
    assert verdicts({field: ours}, {field: theirs}) == {field: Verdict.ACCEPTED}


@pytest.mark.parametrize(
    ("field", "ours", "theirs"),
    [
        ("buyer_name", "海州青禾有限公司", "海州青木有限公司"),
        ("total", "106.00", "106.01"),
        ("total", "106.00", "-106.00"),
        ("invoice_number", "12345678", "12345679"),
        ("issue_date", "2024-03-11", "2024-03-12"),
        ("seller_tax_id", "91110108MA00A1B27X", "91110108MA00A1B27Y"),
        ("check_code", "12345678901234567890", "12345678901234567891"),
        ("check_code", "12345678901234567890", "567891"),
        ("total_in_words", "壹佰零陆圆整", "壹佰零柒圆整"),
        ("total", "106.00", "***"),
        ("remarks", "!!", "??"),
    ],
)
def test_another_value_is_a_difference(field: str, ours: str, theirs: str) -> None:
    assert verdicts({field: ours}, {field: theirs}) == {field: Verdict.DIFFERS}


def test_what_one_side_lacks_is_told_apart_and_is_no_disagreement() -> None:
    found = differences({"remarks": "合同号 7", "payee": ""}, [], said({"machine_number": "661500000001", "payee": ""}))
    assert [(difference.field, difference.verdict) for difference in found] == [("remarks", Verdict.MISSING_THERE), ("machine_number", Verdict.MISSING_HERE)]
    assert disagreements(found) == ()


def test_names_are_told_in_both_languages() -> None:
    (found,) = differences({"total": "1.00"}, [], said({"total": "2.00"}))
    assert (found.label.zh, found.label.en, found.ours, found.theirs) == ("价税合计", "total", "1.00", "2.00")


def test_goods_are_compared_line_by_line() -> None:
    ours = [{"name": "*餐饮服务*餐费", "quantity": "1", "tax_rate": "6%", "amount": "100.00"}, {"name": "*文具*铅笔", "tax_rate": "免税"}]
    theirs = [{"name": "*餐饮服务*餐费", "quantity": "1.0", "tax_rate": "6%", "amount": "90.00"}, {"name": "*文具*钢笔", "tax_rate": "不征税"}]
    found = differences({}, ours, said({}, *theirs))
    assert [(difference.row, difference.field, difference.verdict) for difference in found] == [
        (1, "quantity", Verdict.ACCEPTED),
        (1, "amount", Verdict.DIFFERS),
        (2, "name", Verdict.DIFFERS),
        (2, "tax_rate", Verdict.DIFFERS),
    ]


def test_another_count_of_goods_is_one_difference_and_goods_that_are_not_passed_on_are_none() -> None:
    line = {"name": "*文具*铅笔"}
    assert [(found.field, found.ours, found.theirs) for found in differences({}, [line, line], said({}, line))] == [("items", "2", "1")]
    assert differences({}, [line], said({})) == ()


def test_an_answer_without_an_invoice_has_no_differences() -> None:
    assert differences({"total": "1.00"}, [], Answer(Outcome.MISMATCH, "tencent", datetime(2024, 6, 3, tzinfo=UTC))) == ()


def test_an_invoice_as_it_stands_is_compared_by_its_values() -> None:
    fields = {"total": Field("106.00", FieldState.READ, 1.0), "amount": Field(None, FieldState.UNREADABLE, 0.0)}
    invoice = Invoice(Kind.DIGITAL_GENERAL, fields=fields, items=(Item({"name": "*餐饮服务*餐费"}, 1.0),))
    found = differences_of_invoice(invoice, said({"total": "106.00", "amount": "100.00"}, {"name": "*餐饮服务*餐费"}))
    assert [(difference.field, difference.verdict) for difference in found] == [("amount", Verdict.MISSING_HERE)]


@given(st.dictionaries(st.sampled_from(["total", "buyer_name", "tax_rate", "check_code", "issue_date"]), st.text(max_size=12)))
def test_equal_values_never_differ(values: dict[str, str]) -> None:
    assert verdicts(values, values) == {}


@given(st.sampled_from(["total", "buyer_name", "seller_tax_id", "remarks", "total_in_words"]), st.text(max_size=12), st.text(max_size=12))
def test_which_side_a_value_stands_on_does_not_matter(field: str, one: str, other: str) -> None:
    swapped = {Verdict.MISSING_HERE: Verdict.MISSING_THERE, Verdict.MISSING_THERE: Verdict.MISSING_HERE}
    there = {name: swapped.get(verdict, verdict) for name, verdict in verdicts({field: other}, {field: one}).items()}
    assert verdicts({field: one}, {field: other}) == there
