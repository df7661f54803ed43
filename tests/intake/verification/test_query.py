"""What may be asked, and why the rest may not."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.invoice_code import write_invoice_code
from intake.domain.invoice_number import write_digital_number
from intake.invoice import Field, FieldState, Invoice, Kind
from intake.kinds.fields import FIELDS_OF
from intake.verification.query import oldest_day, query_of, query_of_invoice
from intake.verification.query_problems import Unaskable
from intake.verification.requirements import NEEDS, VERIFIABLE_KINDS
from intake.verification.verifier import Query

TODAY = date(2024, 6, 3)
SPECIAL = {"invoice_code": write_invoice_code("01", "1100", 2024), "invoice_number": "00012345", "issue_date": "2024-03-11", "amount": "100.00"}
GENERAL = {**SPECIAL, "invoice_code": write_invoice_code("04", "1100", 2024), "check_code": "12345678901234567890"}
DIGITAL = {"invoice_number": write_digital_number(2024, "11", 7), "issue_date": "2024-03-11", "amount": "100.00", "total": "106.00"}
BLOCKCHAIN = {**SPECIAL, "invoice_code": "144032409110", "check_code": "85a6b", "seller_tax_id": "91110108MA00A1B27X"}


def problems(kind: Kind, values: dict[str, str], detail: str = "") -> list[tuple[str, tuple[str, ...]]]:
    found = query_of(kind, values, TODAY, detail)
    assert isinstance(found, Unaskable), found
    assert all(problem.message and problem.message_zh for problem in found.problems)
    return [(problem.code, problem.fields) for problem in found.problems]


def query(kind: Kind, values: dict[str, str], detail: str = "") -> Query:
    found = query_of(kind, values, TODAY, detail)
    assert isinstance(found, Query), found
    return found


def test_a_special_invoice_is_asked_with_its_amount() -> None:
    assert query(Kind.VAT_SPECIAL, {**SPECIAL, "total": "106.00"}) == Query(
        Kind.VAT_SPECIAL, SPECIAL["invoice_code"], "00012345", date(2024, 3, 11), amount=10000, detail="VAT_SPECIAL"
    )


def test_a_general_invoice_is_asked_with_the_last_six_of_its_check_code() -> None:
    found = query(Kind.VAT_GENERAL, GENERAL)
    assert (found.check, found.amount, found.total) == ("567890", None, None)


def test_a_digital_invoice_is_asked_with_its_total_and_without_a_code() -> None:
    found = query(Kind.DIGITAL_GENERAL, DIGITAL)
    assert (found.code, found.total, found.amount, found.detail) == ("", 10600, None, "D_GENERAL")


def test_a_blockchain_invoice_is_asked_with_its_sellers_id_and_its_area() -> None:
    found = query(Kind.BLOCKCHAIN, BLOCKCHAIN)
    assert (found.area, found.seller_tax_id, found.check, found.amount) == ("4403", "91110108MA00A1B27X", "85a6b", 10000)


def test_beijings_blockchain_invoices_go_without_the_sellers_id() -> None:
    assert query(Kind.BLOCKCHAIN, {**BLOCKCHAIN, "invoice_code": "111002409110", "seller_tax_id": ""}).seller_tax_id == ""


def test_a_common_electronic_invoice_without_an_amount_is_asked_with_its_total() -> None:
    values = {**GENERAL, "invoice_code": "144002488010", "amount": "", "total": "498.90", "seller_tax_id": "91110108MA00A1B27X"}
    found = query(Kind.VAT_E_GENERAL, values, "COMMON_E")
    assert (found.total, found.amount, found.area, found.detail) == (49890, None, "4400", "COMMON_E")


@pytest.mark.parametrize(
    ("kind", "values", "detail"),
    [
        (Kind.TOLL_E, {**GENERAL, "invoice_code": write_invoice_code("14", "1100", 2024)}, "TOLL_E"),
        (Kind.TOLL_E, DIGITAL, "D_TOLL"),
        (Kind.DIGITAL_SPECIAL, {**SPECIAL, "invoice_code": "011002400101"}, "DP_SPECIAL"),
        (Kind.DIGITAL_SPECIAL, DIGITAL, "D_SPECIAL"),
        (Kind.MOTOR_VEHICLE, {**SPECIAL, "invoice_code": write_invoice_code("03", "1100", 2024)}, "MOTOR_VEHICLE"),
        (Kind.MOTOR_VEHICLE, DIGITAL, "D_MOTOR"),
        (Kind.RAIL_E, DIGITAL, "D_RAIL"),
        (Kind.AIR_E, DIGITAL, "D_AIR"),
    ],
)
def test_kinds_of_both_worlds_are_told_apart_by_what_was_read(kind: Kind, values: dict[str, str], detail: str) -> None:
    assert query(kind, values).detail == detail


def test_a_missing_code_beside_a_short_number_is_missed() -> None:
    assert ("field_missing", ("invoice_code",)) in problems(Kind.TOLL_E, {**GENERAL, "invoice_code": ""})


@pytest.mark.parametrize("kind", sorted(set(Kind) - VERIFIABLE_KINDS))
def test_tickets_are_not_looked_up(kind: Kind) -> None:
    assert problems(kind, SPECIAL) == [("kind_not_looked_up", ("kind",))]


@pytest.mark.parametrize("detail", NEEDS)
def test_nothing_known_means_that_everything_is_missed_at_once(detail: str) -> None:
    kind = next(kind for kind in sorted(VERIFIABLE_KINDS) if query_of(kind, {}, TODAY, detail))
    missed = {fields[0] for code, fields in problems(kind, {"invoice_number": ""}, detail) if code == "field_missing"}
    assert {"invoice_number", "issue_date"} <= missed


@pytest.mark.parametrize(
    ("change", "code", "fields"),
    [
        ({"invoice_code": "911001700111"}, "field_malformed", ("invoice_code",)),
        ({"invoice_code": "11001531"}, "field_malformed", ("invoice_code",)),
        ({"invoice_code": "1100993130"}, "field_malformed", ("invoice_code",)),
        ({"invoice_number": "00000000"}, "field_malformed", ("invoice_number",)),
        ({"invoice_number": "1234567"}, "field_malformed", ("invoice_number",)),
        ({"invoice_number": "０００１２３４５"}, "field_malformed", ("invoice_number",)),
        ({"amount": "1,000.00"}, "field_malformed", ("amount",)),
        ({"amount": "100.005"}, "field_malformed", ("amount",)),
        ({"amount": "123456789012.00"}, "field_malformed", ("amount",)),
        ({"amount": ""}, "field_missing", ("amount",)),
        ({"issue_date": "2024-02-30"}, "field_malformed", ("issue_date",)),
        ({"issue_date": "20240311"}, "field_malformed", ("issue_date",)),
        ({"issue_date": "2024-06-04"}, "date_in_future", ("issue_date",)),
        ({"issue_date": "2019-06-02"}, "too_old", ("issue_date",)),
    ],
)
def test_what_the_national_page_refuses_is_not_asked(change: dict[str, str], code: str, fields: tuple[str, ...]) -> None:
    assert problems(Kind.VAT_SPECIAL, {**SPECIAL, **change}) == [(code, fields)]


@pytest.mark.parametrize("check", ["1234567890123456789", "123456789012345678901", "12345", "1234567890123456789O"])
def test_a_check_code_of_which_a_digit_was_lost_is_not_asked(check: str) -> None:
    assert problems(Kind.VAT_GENERAL, {**GENERAL, "check_code": check}) == [("field_malformed", ("check_code",))]


def test_six_digits_that_a_person_typed_are_enough() -> None:
    assert query(Kind.VAT_GENERAL, {**GENERAL, "check_code": "567890"}).check == "567890"


def test_a_red_invoice_is_asked_with_its_negative_amount() -> None:
    assert query(Kind.VAT_SPECIAL, {**SPECIAL, "amount": "-100.00"}).amount == -10000


def test_a_code_of_another_kind_is_told_before_a_call_is_spent_on_it() -> None:
    assert problems(Kind.VAT_SPECIAL, {**SPECIAL, "invoice_code": GENERAL["invoice_code"]}) == [("code_says_other_kind", ("invoice_code", "kind"))]


def test_a_code_of_a_kind_that_is_asked_in_the_same_way_does_no_harm() -> None:
    assert query(Kind.TOLL_E, {**GENERAL, "invoice_code": write_invoice_code("10", "1100", 2024)}).check == "567890"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"invoice_number": write_digital_number(2023, "11", 7)}, "number_year_differs"),
        ({"invoice_number": write_digital_number(2024, "99", 7)}, "field_malformed"),
        ({"invoice_number": write_digital_number(2024, "11", 7)[:19]}, "field_malformed"),
        ({"total": ""}, "field_missing"),
    ],
)
def test_digital_numbers_are_looked_into(change: dict[str, str], code: str) -> None:
    assert [problem for problem, _ in problems(Kind.DIGITAL_GENERAL, {**DIGITAL, **change})] == [code]


def test_a_plan_city_that_nobody_can_tell_is_no_reason_to_refuse() -> None:
    assert query(Kind.DIGITAL_GENERAL, {**DIGITAL, "invoice_number": write_digital_number(2024, "93", 7)})


def test_blockchain_invoices_of_other_areas_are_not_looked_up() -> None:
    assert [code for code, _ in problems(Kind.BLOCKCHAIN, {**BLOCKCHAIN, "invoice_code": "132002409110"})] == ["area_not_looked_up"]


def test_today_is_no_problem_of_form() -> None:
    assert query(Kind.VAT_SPECIAL, {**SPECIAL, "issue_date": TODAY.isoformat()}).issue_date == TODAY


def test_five_years_end_on_the_same_day_of_the_year() -> None:
    assert oldest_day(TODAY) == date(2019, 6, 3)
    assert oldest_day(date(2024, 2, 29)) == date(2019, 3, 1)
    assert query(Kind.VAT_SPECIAL, {**SPECIAL, "invoice_code": write_invoice_code("01", "1100", 2019), "issue_date": "2019-06-03"})


def test_an_invoice_as_it_stands_is_asked_by_its_values() -> None:
    fields = {name: Field(value, FieldState.READ, 1.0) for name, value in SPECIAL.items()}
    unreadable = Field(None, FieldState.UNREADABLE, 0.0)
    assert isinstance(query_of_invoice(Invoice(Kind.VAT_SPECIAL, "VAT_SPECIAL", fields=fields), TODAY), Query)
    assert isinstance(query_of_invoice(Invoice(Kind.VAT_SPECIAL, "VAT_SPECIAL", fields={**fields, "amount": unreadable}), TODAY), Unaskable)


TEXTS = st.one_of(st.text(max_size=24), st.from_regex(r"[0-9]{5,21}", fullmatch=True), st.from_regex(r"-?[0-9]{1,13}(\.[0-9]{0,3})?", fullmatch=True))
NAMES = sorted({*SPECIAL, *GENERAL, *DIGITAL, *BLOCKCHAIN})


@given(st.sampled_from(Kind), st.sampled_from(["", *NEEDS]), st.dictionaries(st.sampled_from(NAMES), TEXTS))
def test_any_values_give_a_well_formed_question_or_problems(kind: Kind, detail: str, values: dict[str, str]) -> None:
    found = query_of(kind, values, TODAY, detail)
    if isinstance(found, Unaskable):
        assert found.problems
    else:
        assert len(found.number) == (8 if found.code else 20)
        assert found.check or found.amount is not None or found.total is not None


def test_every_field_that_is_asked_for_is_one_that_the_kind_has() -> None:
    for kind in VERIFIABLE_KINDS:
        missed = {field for _, fields in problems(kind, {}) for field in fields}
        # Digital papers carry a code that their kind's fields name only with the finer id.
        assert missed - {"invoice_code", "check_code"} <= set(FIELDS_OF[kind])
