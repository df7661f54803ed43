from collections.abc import Callable
from dataclasses import replace

import pytest

from intake.evidence import Place
from intake.invoice import FieldState, Invoice, Kind, Seal
from intake.policies.deductibility import Verdict, deductibility
from intake.policies.filing import Filing
from intake.policies.own_company import TitleCheck, TitleState
from models.geometry import Quad

CORRECT = TitleCheck(TitleState.CORRECT)
SEAL = Seal("seller", Place(1, Quad(((0.0, 0.0), (9.0, 0.0), (9.0, 9.0), (0.0, 9.0)))))


def codes(invoice: Invoice, title: TitleCheck = CORRECT, filing: Filing = Filing()) -> tuple[Verdict, list[str]]:  # noqa: B008
    advice = deductibility(invoice, title, filing)
    return advice.verdict, [reason.code for reason in advice.reasons]


@pytest.fixture
def special(digital: Invoice, with_rows: Callable[..., Invoice], row: Callable[..., dict[str, str]]) -> Invoice:
    """A digital special invoice about pencils."""
    return replace(with_rows(digital, row("*文具*铅笔", "10", "12", "120.00", "13%", "8.60")), kind=Kind.DIGITAL_SPECIAL)


@pytest.fixture
def paper(electronic: Invoice, with_rows: Callable[..., Invoice], row: Callable[..., dict[str, str]]) -> Invoice:
    """A special invoice on paper, sealed."""
    return replace(
        with_rows(electronic, row("*文具*铅笔", "10", "12", "120.00", "13%", "8.60")), kind=Kind.VAT_SPECIAL, kind_detail="VAT_SPECIAL", seals=(SEAL,)
    )


def test_a_special_invoice_to_us_can_be_deducted_with_the_tax_that_is_printed(special: Invoice) -> None:
    advice = deductibility(special, CORRECT, Filing())
    assert (advice.verdict, advice.tax, advice.reasons) == (Verdict.DEDUCTIBLE, 860, ())


def test_a_general_invoice_can_not_be(digital: Invoice) -> None:
    advice = deductibility(digital, CORRECT, Filing())
    assert (advice.verdict, advice.tax) == (Verdict.NOT_DEDUCTIBLE, None)
    assert "kind" in [reason.code for reason in advice.reasons]


def test_paper_needs_its_seal_and_both_copies(paper: Invoice) -> None:
    assert codes(paper) == (Verdict.DEDUCTIBLE, ["copies"])
    assert codes(replace(paper, seals=())) == (Verdict.CHECK, ["copies", "seal"])
    assert codes(replace(paper, seals=(replace(SEAL, kind="supervision"),)))[0] is Verdict.CHECK


@pytest.mark.parametrize("state", sorted(set(TitleState) - {TitleState.CORRECT, TitleState.NOT_APPLICABLE}))
def test_another_buyer_has_to_be_settled_first(special: Invoice, state: TitleState) -> None:
    assert codes(special, TitleCheck(state)) == (Verdict.CHECK, ["buyer"])


@pytest.mark.parametrize("name", ["*餐饮服务*餐费", "*贷款服务*利息"])
def test_some_services_are_never_deducted(special: Invoice, with_rows: Callable[..., Invoice], row: Callable[..., dict[str, str]], name: str) -> None:
    assert codes(with_rows(special, row(name, "1", "120.00", "120.00", "6%", "7.20"))) == (Verdict.NOT_DEDUCTIBLE, ["service"])


@pytest.mark.parametrize(("purpose", "verdict"), [("中秋集体福利", Verdict.NOT_DEDUCTIBLE), ("客户招待", Verdict.NOT_DEDUCTIBLE), ("办公", Verdict.DEDUCTIBLE)])
def test_the_purpose_may_rule_it_out(special: Invoice, purpose: str, verdict: Verdict) -> None:
    assert codes(special, filing=Filing(purpose))[0] is verdict


def test_what_bears_no_tax_leaves_nothing_to_deduct(special: Invoice, with_rows: Callable[..., Invoice], row: Callable[..., dict[str, str]]) -> None:
    toll = replace(with_rows(special, row("*经营租赁*通行费", "1", "120.00", "120.00", "不征税", "***")), kind=Kind.TOLL_E)
    assert codes(toll)[0] is Verdict.NOT_DEDUCTIBLE


@pytest.mark.parametrize(("kind", "fare", "tax"), [(Kind.RAIL_E, "553.00", 4566), (Kind.TRAIN, "109.00", 900), (Kind.BUS, "103.00", 300)])
def test_the_tax_of_a_journey_is_reckoned_from_its_fare(special: Invoice, with_field: Callable[..., Invoice], kind: Kind, fare: str, tax: int) -> None:
    journey = with_field(replace(special, kind=kind, items=()), "total", fare)
    advice = deductibility(journey, CORRECT, Filing())
    assert (advice.verdict, advice.tax) == (Verdict.CHECK, tax) and "traveller" in [reason.code for reason in advice.reasons]
    old = with_field(journey, "issue_date", "2019-03-31")
    assert codes(old)[0] is Verdict.NOT_DEDUCTIBLE


def test_a_red_invoice_takes_back_what_was_deducted(special: Invoice, with_field: Callable[..., Invoice]) -> None:
    assert codes(with_field(special, "total", "-128.60")) == (Verdict.CHECK, ["red"])


def test_what_is_missing_is_named(special: Invoice, with_field: Callable[..., Invoice]) -> None:
    advice = deductibility(with_field(special, "seller_tax_id", "", FieldState.UNREADABLE), CORRECT, Filing())
    (reason,) = advice.reasons
    assert (advice.verdict, reason.code) == (Verdict.CHECK, "incomplete") and "销售方纳税人识别号" in reason.message_zh
