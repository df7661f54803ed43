from dataclasses import replace
from datetime import date

import pytest

from intake.document import EmbeddedInvoice
from intake.domain.amount_words import write_words
from intake.domain.qr_payload import write_qr_payload
from intake.invoice import Code
from tests.builders import (
    AMOUNT,
    CHECK_CODE,
    DAY,
    E_GENERAL_CODE,
    NUMBER,
    TOTAL,
    FormPage,
    Print,
    digital_page,
    digital_values,
    paper_page,
    region_of,
    vat_page,
)
from tests.intake.anomaly.found_invoices import DIGITAL_CODE, digital, found_in, scanned, unusual


def with_code(code: str = E_GENERAL_CODE, number: str = NUMBER, amount: int = AMOUNT, day: date = DAY, check_code: str = CHECK_CODE) -> Code:
    return Code(write_qr_payload("10", code, number, amount, day, check_code), "zxing")


@pytest.mark.parametrize(
    ("code", "feature", "measured"),
    [
        (with_code(number="00012346"), "disagreement.qr_number", 1),
        (with_code(number="99912399"), "disagreement.qr_number", 5),
        (with_code(day=date(2024, 3, 21)), "disagreement.qr_date", 10),
        (with_code(amount=AMOUNT + 30000), "disagreement.qr_amount", 291.4),
        (with_code(check_code="12345678901234567899"), "disagreement.qr_check_code", 1),
    ],
)
def test_print_that_differs_from_the_qr_code_is_measured(code: Code, feature: str, measured: float) -> None:
    found = unusual(found_in(scanned(codes=(code,))))[feature]
    assert found.value > 0.2
    assert found.measured == measured
    assert found.place is not None


def test_the_amount_of_a_code_may_be_either_sum() -> None:
    assert "disagreement.qr_amount" not in unusual(found_in(scanned(codes=(with_code(amount=TOTAL),))))


def test_the_further_apart_the_larger() -> None:
    near, far = (unusual(found_in(scanned(codes=(with_code(amount=AMOUNT + fen),))))["disagreement.qr_amount"].value for fen in (1, 500000))
    assert near < far


def test_words_that_spell_another_sum_are_measured_in_yuan() -> None:
    found = unusual(found_in(scanned(vat_page({"total_in_words": write_words(TOTAL + 10000)}))))["disagreement.words"]
    assert found.measured == 100.0
    assert set(found.fields) == {"total_in_words", "total"}


def test_a_reader_that_reads_another_digit_is_heard() -> None:
    found = unusual(found_in(scanned(again=vat_page(misread={"¥128.60": "¥123.60"}))))
    assert found["disagreement.readers_sums"].fields == ("total",)
    assert found["disagreement.readers_sums"].measured == 1


def test_names_that_differ_in_brackets_alone_agree() -> None:
    page = vat_page({"seller_name": "海州望潮（餐饮）有限公司"})
    again = replace(page, misread={"海州望潮（餐饮）有限公司": "海州望潮(餐饮)有限公司"})
    assert "disagreement.readers_seller" not in unusual(found_in(scanned(page, again)))


def test_data_that_differs_from_the_print_counts_the_fields() -> None:
    values = {**digital_values(), "total": "999.00", "amount": "942.45"}
    region = replace(region_of(digital_page(), codes=(DIGITAL_CODE,), data=True), embedded=EmbeddedInvoice("digital_general", values))
    found = unusual(found_in(region))["disagreement.data"]
    assert set(found.fields) == {"amount", "total"}


def paper_with_second_number(number: str) -> FormPage:
    page = paper_page()
    return replace(page, more=tuple(replace(part, text=number) if part == Print(NUMBER, 182.0, 12.5, size=3.0) else part for part in page.more))


def test_the_second_printing_of_the_number_is_compared_with_the_first() -> None:
    assert "disagreement.printing_number" not in unusual(found_in(region_of(paper_page())))
    assert unusual(found_in(region_of(paper_with_second_number("00012395"))))["disagreement.printing_number"].measured == 1


def test_a_title_of_another_kind_is_seen_though_code_and_qr_outvote_it() -> None:
    found = unusual(found_in(scanned(vat_page(title="北京增值税电子专用发票"))))
    assert found["disagreement.title"].fields == ("kind",)
    assert found["disagreement.title"].place is not None


def test_a_text_laid_over_another_in_a_file_is_found() -> None:
    page = digital_page(more=(Print("2024年03月01日", 170.0, 18.9),))
    region = region_of(page, codes=(DIGITAL_CODE,), data=True)
    assert unusual(found_in(region))["disagreement.overprinted"].measured == 1
    assert "disagreement.overprinted" not in unusual(found_in(region_of(digital_page(), codes=(DIGITAL_CODE,), data=True)))


def test_a_text_drawn_twice_is_none_laid_over_another() -> None:
    page = digital_page(more=(Print("2024年03月11日", 169.8, 18.9),))
    assert "disagreement.overprinted" not in unusual(found_in(region_of(page, codes=(DIGITAL_CODE,), data=True)))


@pytest.mark.parametrize(("size", "is_found"), [(1.6, False), (3.0, True)])
def test_the_small_letters_of_a_seal_stand_in_no_ones_place(size: float, is_found: bool) -> None:
    page = digital_page(more=(Print("一发票监", 170.0, 18.9, size=size),))
    assert ("disagreement.overprinted" in unusual(found_in(region_of(page, codes=(DIGITAL_CODE,), data=True)))) is is_found


def test_recognised_text_is_never_said_to_lie_over_other_text() -> None:
    page = digital_page(more=(Print("2024年03月01日", 170.0, 18.9),))
    assert "disagreement.overprinted" not in unusual(found_in(digital(page)))
