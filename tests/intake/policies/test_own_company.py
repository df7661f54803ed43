from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from intake.domain.tax_id import write_credit_code
from intake.invoice import FieldState, Finding, Invoice, Kind, Severity, Suggestion
from intake.policies.company import CompanyVersion
from intake.policies.own_company import TitleState, title_check, title_finding

WithField = Callable[..., Invoice]
Companies = Sequence[Sequence[CompanyVersion]]
DAY = date(2024, 6, 1)
OTHER_ID = write_credit_code("91", "330106", "MA2ABCDE")
STRANGER = "陌生商贸有限责任公司"


def says(invoice: Invoice, companies: Companies, day: date = DAY) -> tuple[TitleState, Finding | None]:
    check = title_check(invoice, companies, day)
    return check.state, title_finding(invoice, check)


def test_our_title_with_our_tax_id_is_correct_however_it_is_printed(digital: Invoice, companies: Companies, with_field: WithField) -> None:
    assert says(digital, companies) == (TitleState.CORRECT, None)
    assert says(with_field(digital, "buyer_name", "示例 采购（有限）公司"), companies) == (TitleState.CORRECT, None)


def test_our_title_with_another_tax_id_is_an_error_and_a_slip_is_put_right(digital: Invoice, companies: Companies, with_field: WithField) -> None:
    own = digital.value("buyer_tax_id")
    state, finding = says(with_field(digital, "buyer_tax_id", OTHER_ID), companies)
    assert state is TitleState.TAX_ID_MISMATCH and finding is not None
    assert (finding.rule, finding.severity, finding.expected, finding.found, finding.suggestion) == ("R19", Severity.ERROR, own, OTHER_ID, None)
    _, near = says(with_field(digital, "buyer_tax_id", own[:-1] + "?"), companies)
    assert near is not None and near.suggestion == Suggestion("buyer_tax_id", own)


def test_our_tax_id_with_another_title_is_an_error_and_a_slip_is_put_right(digital: Invoice, companies: Companies, with_field: WithField) -> None:
    state, finding = says(with_field(digital, "buyer_name", STRANGER), companies)
    assert state is TitleState.TITLE_MISMATCH and finding is not None and finding.suggestion is None
    state, near = says(with_field(digital, "buyer_name", "示例釆购有限公司"), companies)
    assert state is TitleState.TITLE_MISMATCH and near is not None and near.suggestion == Suggestion("buyer_name", digital.value("buyer_name"))


def test_a_title_that_is_none_of_ours_is_an_error(digital: Invoice, companies: Companies, with_field: WithField) -> None:
    stranger = with_field(with_field(digital, "buyer_name", STRANGER), "buyer_tax_id", OTHER_ID)
    state, finding = says(stranger, companies)
    assert state is TitleState.TITLE_UNKNOWN and finding is not None and (finding.severity, finding.suggestion) == (Severity.ERROR, None)
    nearly = with_field(with_field(digital, "buyer_name", "示例釆购有限公司"), "buyer_tax_id", "")
    state, finding = says(nearly, companies)
    assert state is TitleState.TITLE_UNKNOWN and finding is not None and finding.suggestion is not None


@pytest.mark.parametrize(("issued", "state"), [("2017-06-30", TitleState.CORRECT), ("2017-07-01", TitleState.TAX_ID_MISSING)])
def test_the_tax_id_must_be_there_since_july_2017(digital: Invoice, companies: Companies, with_field: WithField, issued: str, state: TitleState) -> None:
    without = with_field(with_field(digital, "buyer_tax_id", "", FieldState.EMPTY), "issue_date", issued)
    assert says(without, companies)[0] is state


def test_an_empty_title_is_an_error_where_a_firm_must_stand_and_nothing_on_a_ticket(digital: Invoice, companies: Companies, with_field: WithField) -> None:
    empty = with_field(with_field(digital, "buyer_name", "", FieldState.EMPTY), "buyer_tax_id", "", FieldState.EMPTY)
    assert says(empty, companies)[0] is TitleState.TITLE_MISSING
    assert says(replace(empty, kind=Kind.RAIL_E), companies) == (TitleState.NOT_APPLICABLE, None)


def test_where_a_person_may_be_the_buyer_a_strange_one_is_only_a_warning(digital: Invoice, companies: Companies, with_field: WithField) -> None:
    person = with_field(with_field(replace(digital, kind=Kind.MEDICAL), "buyer_name", "王芳"), "buyer_tax_id", "", FieldState.EMPTY)
    state, finding = says(person, companies)
    assert state is TitleState.TITLE_UNKNOWN and finding is not None and finding.severity is Severity.WARNING


def test_what_nobody_could_read_is_not_held_against_it(digital: Invoice, companies: Companies, with_field: WithField) -> None:
    for change in (("buyer_name", "", FieldState.UNREADABLE), ("buyer_tax_id", OTHER_ID, FieldState.READ, 0.3)):
        assert says(with_field(digital, *change), companies) == (TitleState.NOT_APPLICABLE, None)


def test_a_firm_that_has_entered_no_company_is_told_nothing(digital: Invoice) -> None:
    assert says(digital, ()) == (TitleState.NOT_APPLICABLE, None)


def test_a_kind_without_a_buyer_has_nothing_to_check(digital: Invoice, companies: Companies) -> None:
    taxi = replace(digital, kind=Kind.TAXI, fields={"total": digital.fields["total"]})
    assert says(taxi, companies) == (TitleState.NOT_APPLICABLE, None)


def test_the_title_that_held_on_the_day_of_issue_counts(digital: Invoice, with_field: WithField) -> None:
    own, tax_id = digital.value("buyer_name"), digital.value("buyer_tax_id")
    renamed = (CompanyVersion(UUID(int=1), 1, own, tax_id, date.min), CompanyVersion(UUID(int=1), 2, "新示例采购集团有限公司", tax_id, date(2024, 3, 1)))
    assert says(with_field(digital, "issue_date", "2024-02-29"), [renamed])[0] is TitleState.CORRECT
    state, finding = says(with_field(digital, "issue_date", "2024-03-01"), [renamed])
    assert state is TitleState.FORMER_TITLE and finding is not None and (finding.severity, finding.expected) == (Severity.WARNING, "新示例采购集团有限公司")
    unread = with_field(digital, "issue_date", "", FieldState.UNREADABLE)
    assert [says(unread, [renamed], day)[0] for day in (date(2024, 2, 29), date(2024, 3, 1))] == [TitleState.CORRECT, TitleState.FORMER_TITLE]


def test_a_company_that_was_given_up_takes_no_invoices_from_that_day_on(digital: Invoice, with_field: WithField) -> None:
    own, tax_id = digital.value("buyer_name"), digital.value("buyer_tax_id")
    closed = (CompanyVersion(UUID(int=1), 1, own, tax_id, date.min), CompanyVersion(UUID(int=1), 2, own, tax_id, date(2024, 3, 1), active=False))
    assert says(with_field(digital, "issue_date", "2024-02-29"), [closed])[0] is TitleState.CORRECT
    assert says(digital, [closed])[0] is TitleState.COMPANY_INACTIVE


def test_before_its_first_day_a_company_is_not_ours_yet(digital: Invoice, companies: Companies) -> None:
    ((only,),) = companies
    assert says(digital, [[replace(only, effective=date(2024, 4, 1))]])[0] is TitleState.TITLE_UNKNOWN


def test_of_several_companies_the_one_that_is_meant_is_found(digital: Invoice, companies: Companies, with_field: WithField) -> None:
    other = (CompanyVersion(UUID(int=2), 1, STRANGER, OTHER_ID, date.min),)
    check = title_check(with_field(with_field(digital, "buyer_name", STRANGER), "buyer_tax_id", OTHER_ID), [*companies, other], DAY)
    assert check.state is TitleState.CORRECT and check.company is not None and check.company.id == UUID(int=2)
    mixed = title_check(with_field(digital, "buyer_name", STRANGER), [*companies, other], DAY)
    assert mixed.state is TitleState.TITLE_MISMATCH


def test_every_state_that_is_wrong_has_a_finding_in_both_languages(digital: Invoice, companies: Companies) -> None:
    from intake.policies.own_company import TitleCheck

    for state in set(TitleState) - {TitleState.CORRECT, TitleState.NOT_APPLICABLE}:
        finding = title_finding(digital, TitleCheck(state))
        assert finding is not None and finding.message and finding.message_zh and finding.fields
