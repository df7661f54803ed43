import pytest

from intake.extraction.form_evidence import read_form
from intake.extraction.second_opinion import unconfirmed_print
from intake.invoice import Code
from tests.builders import FormPage, invoice_code_of, vat_page, vat_values

SUMS = {"amount", "tax", "total", "total_in_words"}
IN_CODE = {"invoice_code", "invoice_number", "issue_date", "check_code"}
QR = invoice_code_of(vat_values())


def asked_again(page: FormPage, *codes: Code) -> set[str]:
    """Fields with a character that needs a second opinion."""
    form = read_form(page.lines())
    assert form is not None
    needed = set(unconfirmed_print(form, codes))
    return {text.field for text in form.fields if needed.intersection(text.glyphs)}


def test_names_and_tax_ids_always_need_a_second_opinion() -> None:
    assert {"buyer_name", "buyer_tax_id", "seller_name", "seller_tax_id"} <= asked_again(vat_page(), QR)


def test_sums_that_agree_among_each_other_and_with_the_words_need_none() -> None:
    assert not SUMS & asked_again(vat_page())


@pytest.mark.parametrize("field", ["amount", "tax", "total"])
def test_one_sum_misread_leaves_none_of_them_confirmed(field: str) -> None:
    printed = vat_values()[field]
    misread = printed[:-1] + str((int(printed[-1]) + 1) % 10)
    assert asked_again(vat_page({field: misread})) >= SUMS


def test_what_the_qr_code_repeats_needs_none() -> None:
    assert asked_again(vat_page()) >= IN_CODE
    assert not IN_CODE & asked_again(vat_page(), QR)


def test_what_reads_otherwise_than_the_qr_code_says_needs_one() -> None:
    assert "invoice_number" in asked_again(vat_page({"invoice_number": "00012346"}), QR)


def test_a_code_that_is_not_the_invoices_own_confirms_nothing() -> None:
    assert asked_again(vat_page(), Code("https://example.invalid/menu", "pyzbar")) >= IN_CODE
