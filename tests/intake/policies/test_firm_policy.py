from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.tax_id import write_credit_code
from intake.errors import RequestRefused
from intake.invoice import Kind
from intake.kinds.fields import FIELD_LABELS
from intake.policies.company import CompanyVersion, clean_company, company_on
from intake.policies.filing import FilingField, clean_filing
from intake.policies.firm_policy import NO_POLICY, FirmPolicy, KindRules, PolicyVersion, policy_json, policy_of_json, policy_on

names = st.lists(st.sampled_from(sorted(set(FIELD_LABELS) - {"kind"})), max_size=3, unique=True).map(tuple)
fen = st.none() | st.integers(0, 10**12)
kind_rules = st.builds(KindRules, names, fen, st.booleans(), st.booleans(), st.floats(0, 1))
policies = st.builds(
    FirmPolicy,
    names,
    st.lists(st.sampled_from(FilingField), unique=True).map(tuple),
    fen,
    fen,
    st.none() | st.integers(1, 1200),
    st.dictionaries(st.sampled_from(sorted(set(Kind) - {Kind.NOT_INVOICE})), kind_rules, max_size=3),
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
)


@given(policies)
def test_a_policy_survives_being_written_down(policy: FirmPolicy) -> None:
    assert policy_of_json(policy_json(policy)) == policy


@given(st.dictionaries(st.sampled_from(["required_fields", "required_filing", "strict_from", "months_back", "kinds", "else"]), json_values))
def test_anything_else_is_refused_and_nothing_breaks(said: dict[str, Any]) -> None:
    try:
        policy = policy_of_json(said)
    except RequestRefused as refusal:
        assert refusal.code == "policy_malformed"
    else:
        assert policy_of_json(policy_json(policy)) == policy


@pytest.mark.parametrize(
    ("said", "where"),
    [
        ({"strict_form": "1.00"}, "strict_form"),
        ({"strict_from": 1}, "strict_from"),
        ({"strict_from": "-1.00"}, "strict_from"),
        ({"strict_from": "1.001"}, "strict_from"),
        ({"months_back": 0}, "months_back"),
        ({"months_back": True}, "months_back"),
        ({"required_fields": ["totall"]}, "required_fields"),
        ({"required_fields": "total"}, "required_fields"),
        ({"required_filing": ["aim"]}, "required_filing"),
        ({"kinds": {"papyrus": {}}}, "kinds.papyrus"),
        ({"kinds": {"not_invoice": {}}}, "kinds.not_invoice"),
        ({"kinds": {"taxi": {"always": True}}}, "kinds.taxi.always"),
        ({"kinds": {"taxi": {"always_review": 1}}}, "kinds.taxi.always_review"),
        ({"kinds": {"taxi": {"least_confidence": 1.5}}}, "kinds.taxi.least_confidence"),
    ],
)
def test_a_rule_that_would_never_hold_is_named(said: dict[str, Any], where: str) -> None:
    with pytest.raises(RequestRefused) as caught:
        policy_of_json(said)
    assert f": {where}." in caught.value.message


def version(number: int, day: int) -> PolicyVersion:
    return PolicyVersion(number, date(2024, 3, day), FirmPolicy(strict_from=number))


def test_the_latest_version_by_a_day_holds_and_of_two_for_one_day_the_last_said() -> None:
    versions = [version(1, 5), version(2, 20), version(3, 10), version(4, 10)]
    held = [policy_on(versions, date(2024, 3, day)).version for day in (4, 5, 9, 10, 19, 20, 31)]
    assert held == [NO_POLICY.version, 1, 1, 4, 4, 2, 2]


def test_a_company_keeps_its_former_titles() -> None:
    ours, tax_id = UUID(int=1), "x"
    versions = [
        CompanyVersion(ours, number, title, tax_id, date(2024, number, 1)) for number, title in enumerate(("甲公司", "乙公司", "（乙）公司", "丙公司"), 1)
    ]
    assert company_on(versions, date(2023, 12, 31)) is None
    now = company_on(versions, date(2024, 4, 1))
    assert now is not None and (now.title, now.former_titles) == ("丙公司", ("（乙）公司", "乙公司", "甲公司"))
    third = company_on(versions, date(2024, 3, 31))
    assert third is not None and third.former_titles == ("甲公司",)


def test_companies_are_kept_in_the_form_in_which_invoices_are_read() -> None:
    tax_id = write_credit_code("91", "310115", "MA1K0B8X")
    assert clean_company(" 示例 采购有限公司 ", f" {tax_id.lower()} ") == ("示例采购有限公司", tax_id)


@pytest.mark.parametrize(
    ("title", "tax_id", "code"),
    [
        ("", "", "company_title_missing"),
        ("（）", "", "company_title_missing"),
        ("甲公司", "91310115MA1K0B8X", "company_tax_id_wrong"),
        ("甲公司", "", "company_tax_id_wrong"),
    ],
)
def test_a_company_needs_a_title_and_a_tax_id_that_holds(title: str, tax_id: str, code: str) -> None:
    with pytest.raises(RequestRefused) as caught:
        clean_company(title, tax_id)
    assert caught.value.code == code


def test_a_filing_is_kept_on_one_line_each() -> None:
    filing = clean_filing(" 客户 拜访\n上海 ", "", "HT-1")
    assert (filing.purpose, filing.department, filing.contract) == ("客户拜访 上海", "", "HT-1")
    with pytest.raises(RequestRefused):
        clean_filing("x" * 201, "", "")
