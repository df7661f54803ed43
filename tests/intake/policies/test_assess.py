from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.invoice import FieldState, Invoice, Kind, Quality
from intake.policies.assess import Assessment, NeedKind, assess, months_before
from intake.policies.company import CompanyVersion
from intake.policies.filing import Filing, FilingField
from intake.policies.firm_policy import NO_POLICY, FirmPolicy, KindRules, PolicyVersion
from intake.policies.own_company import TitleState

Assess = Callable[..., Assessment]
DAY = date(2024, 6, 1)
TOTAL = 128_60


@pytest.fixture
def assessed(digital: Invoice, companies: Sequence[Sequence[CompanyVersion]]) -> Assess:
    """The digital invoice under a policy."""

    def run(policy: FirmPolicy, invoice: Invoice = digital, filing: Filing = Filing(), day: date = DAY) -> Assessment:  # noqa: B008
        return assess(invoice, filing, PolicyVersion(1, date.min, policy), companies, day)

    return run


def test_a_firm_that_asks_nothing_needs_nothing(digital: Invoice, companies: Sequence[Sequence[CompanyVersion]]) -> None:
    result = assess(digital, Filing(), NO_POLICY, companies, DAY)
    assert (result.title.state, result.findings, result.needs, result.policy_version) == (TitleState.CORRECT, (), (), 0)


def test_required_fields_are_asked_for_where_the_kind_has_them(assessed: Assess, digital: Invoice) -> None:
    policy = FirmPolicy(required_fields=("total", "remarks", "check_code", "items"), kinds={Kind.DIGITAL_GENERAL: KindRules(required_fields=("drawer",))})
    (need,) = assessed(policy).needs
    assert (need.kind, need.fields) == (NeedKind.FIELDS, ("remarks",)) and "备注" in need.message_zh
    bare = replace(digital, items=(), fields={name: field for name, field in digital.fields.items() if name != "drawer"})
    (need,) = assessed(policy, bare).needs
    assert need.fields == ("remarks", "items", "drawer")


def test_tax_that_is_printed_as_stars_is_filled(assessed: Assess, digital: Invoice) -> None:
    starred = replace(digital, fields={**digital.fields, "tax": replace(digital.fields["tax"], value="", state=FieldState.NOT_APPLICABLE)})
    assert assessed(FirmPolicy(required_fields=("tax",)), starred).needs == ()


def test_a_required_field_that_was_read_doubtfully_is_to_be_confirmed(assessed: Assess, digital: Invoice) -> None:
    policy = FirmPolicy(kinds={Kind.DIGITAL_GENERAL: KindRules(required_fields=("total", "drawer"), least_confidence=0.995)})
    sure = replace(digital, fields={**digital.fields, "drawer": replace(digital.fields["drawer"], confidence=1.0)})
    (need,) = assessed(policy, sure).needs
    assert (need.kind, need.fields) == (NeedKind.FIELDS, ("total",))


@pytest.mark.parametrize(("limit", "asked"), [(TOTAL, True), (TOTAL + 1, False), (0, True)])
@pytest.mark.parametrize("sign", ["", "-"])
def test_from_a_sum_on_a_second_reviewer_is_needed_for_red_invoices_too(
    assessed: Assess, digital: Invoice, with_field: Callable[..., Invoice], limit: int, asked: bool, sign: str
) -> None:
    invoice = with_field(digital, "total", f"{sign}128.60")
    assert assessed(FirmPolicy(second_reviewer_from=limit), invoice).asks(NeedKind.SECOND_REVIEWER) == asked
    by_kind = FirmPolicy(second_reviewer_from=1, kinds={Kind.DIGITAL_GENERAL: KindRules(second_reviewer_from=limit)})
    assert assessed(by_kind, invoice).asks(NeedKind.SECOND_REVIEWER) == asked


def test_a_sum_that_nobody_could_read_counts_as_large(assessed: Assess, digital: Invoice, with_field: Callable[..., Invoice]) -> None:
    unread = with_field(digital, "total", "", FieldState.UNREADABLE)
    result = assessed(FirmPolicy(second_reviewer_from=10**9, strict_from=10**9), unread)
    assert result.asks(NeedKind.SECOND_REVIEWER) and result.asks(NeedKind.REVIEWER)


def test_large_sums_need_every_line_compared_and_a_contract(assessed: Assess) -> None:
    policy = FirmPolicy(strict_from=TOTAL)
    assert [need.kind for need in assessed(policy).needs] == [NeedKind.FILING, NeedKind.REVIEWER]
    assert [need.kind for need in assessed(policy, filing=Filing(contract="HT-2024-7")).needs] == [NeedKind.REVIEWER]


def test_purpose_department_and_contract_are_asked_for(assessed: Assess) -> None:
    policy = FirmPolicy(required_filing=tuple(FilingField), strict_from=1)
    (need, _) = assessed(policy, filing=Filing(department="市场部")).needs
    assert (need.kind, need.fields) == (NeedKind.FILING, ("purpose", "contract"))


def test_a_kind_may_always_be_reviewed_and_need_a_good_picture(assessed: Assess, digital: Invoice) -> None:
    policy = FirmPolicy(kinds={Kind.DIGITAL_GENERAL: KindRules(always_review=True, good_picture=True)})
    assert [need.kind for need in assessed(policy).needs] == [NeedKind.REVIEWER]
    assert assessed(policy, replace(digital, quality=Quality("usable"))).asks(NeedKind.BETTER_PICTURE)
    assert assessed(policy, replace(digital, kind=Kind.DIGITAL_SPECIAL)).needs == ()


@pytest.mark.parametrize(("day", "asked"), [(date(2024, 9, 11), False), (date(2024, 9, 12), True)])
def test_an_invoice_of_long_ago_needs_a_reviewer(assessed: Assess, day: date, asked: bool) -> None:
    assert assessed(FirmPolicy(months_back=6), day=day).asks(NeedKind.REVIEWER) == asked


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2024, 3, 31), 1, date(2024, 2, 29)),
        (date(2024, 1, 31), 1, date(2023, 12, 31)),
        (date(2024, 2, 29), 12, date(2023, 2, 28)),
        (date(2024, 12, 31), 1, date(2024, 11, 30)),
        (date(1, 1, 1), 1, date.min),
    ],
)
def test_months_are_those_of_the_calendar(day: date, months: int, before: date) -> None:
    assert months_before(day, months) == before


@given(st.dates(date(1900, 1, 1), date(2100, 1, 1)), st.integers(1, 1200))
def test_months_before_is_the_same_day_or_the_last_of_its_month(day: date, months: int) -> None:
    before = months_before(day, months)
    assert (day.year - before.year) * 12 + day.month - before.month == months
    assert before.day == day.day or (before.day < day.day and (before + timedelta(days=1)).day == 1)
