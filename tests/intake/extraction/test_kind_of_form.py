from dataclasses import replace

import pytest

from intake.extraction.form_evidence import read_form
from intake.extraction.kind_of_form import KindVote, kind_of_form
from intake.invoice import Code
from intake.kinds.vat_form import TOLL_FORM
from tests.builders import FormPage, digital_page, digital_values, invoice_code_of, paper_page, vat_page, vat_values

E_GENERAL_QR = invoice_code_of(vat_values())
DIGITAL_QR = invoice_code_of(digital_values(), "32")


def vote_of(page: FormPage, *codes: Code) -> KindVote | None:
    form = read_form(page.lines())
    assert form is not None
    return kind_of_form(form, codes)


@pytest.mark.parametrize(
    ("page", "detail", "said_by"),
    [
        (vat_page(), "E_GENERAL", {"title", "code"}),
        (vat_page(title="北京增值税电子专用发票", values={"invoice_code": "011002300113"}), "E_SPECIAL", {"title", "code"}),
        (paper_page(), "VAT_SPECIAL", {"title", "code"}),
        (digital_page(), "D_GENERAL", {"title"}),
        (digital_page(title="电子发票(增值税专用发票)"), "D_SPECIAL", {"title"}),
    ],
)
def test_title_and_code_name_the_kind(page: FormPage, detail: str, said_by: set[str]) -> None:
    vote = vote_of(page)
    assert vote is not None
    assert (vote.detail, set(vote.said_by)) == (detail, said_by)


def test_the_qr_code_is_one_more_voice() -> None:
    assert vote_of(vat_page(), E_GENERAL_QR) == KindVote("E_GENERAL", ("title", "qr", "code"))
    assert vote_of(digital_page(), DIGITAL_QR) == KindVote("D_GENERAL", ("title", "qr"))


def test_a_code_that_is_no_invoice_code_says_nothing() -> None:
    assert vote_of(digital_page(title=""), Code("https://example.invalid/menu", "pyzbar")) is None


@pytest.mark.parametrize(("seen", "detail"), [("京增值 票电子普通 票", "E_GENERAL"), ("北京增值税电子普通", "E_GENERAL"), ("增值税电子 用发票", "E_SPECIAL")])
def test_a_title_half_hidden_by_a_seal_still_tells(seen: str, detail: str) -> None:
    vote = vote_of(vat_page(misread={"北京增值税电子普通发票": seen}, values={"invoice_code": ""}))
    assert vote is not None
    assert vote.detail == detail


def test_a_title_that_lost_its_word_electronic_is_completed_by_the_labels_at_the_top() -> None:
    vote = vote_of(vat_page(title="北京增值税普通发票", values={"invoice_code": ""}))
    assert vote is not None
    assert vote.detail == "E_GENERAL"


def test_a_code_of_electronic_invoices_completes_a_title_whose_word_electronic_lies_under_the_seal() -> None:
    page = paper_page({"invoice_code": "011002300111"}, title="北京增值税普通发票", more=())
    completed = vote_of(page)
    assert completed is not None
    assert (completed.detail, completed.said_by) == ("E_GENERAL", ("code",))
    contradicted = vote_of(page, replace(E_GENERAL_QR, payload=E_GENERAL_QR.payload.replace("01,10,", "01,04,", 1)))
    assert contradicted is not None
    assert contradicted.detail == "VAT_GENERAL"


def test_the_title_does_not_turn_a_digital_form_into_an_older_one() -> None:
    vote = vote_of(digital_page(title="增值税专用发票"), DIGITAL_QR)
    assert vote is not None
    assert vote.detail.startswith("D_")


def test_words_of_the_remarks_are_no_title() -> None:
    vote = vote_of(vat_page({"remarks": "代替增值税专用发票使用"}))
    assert vote is not None
    assert vote.detail == "E_GENERAL"


def test_two_voices_outweigh_one() -> None:
    vote = vote_of(vat_page(title="北京增值税电子专用发票"), E_GENERAL_QR)
    assert vote == KindVote("E_GENERAL", ("qr", "code"), title_says="E_SPECIAL")


def test_a_payload_of_a_blockchain_tells_its_invoice_from_an_electronic_one() -> None:
    payload = f"01,10,153002209100,11335527,91110108MA00A1B2XC,128.60,20240311,{'0f' * 32}"
    vote = vote_of(vat_page(title="云南增值税电子普通发票", values={"invoice_code": "153002209100"}), Code(payload, "zxing"))
    assert vote is not None
    assert vote.detail == "BLOCKCHAIN"


def test_columns_alone_tell_a_toll_invoice() -> None:
    vote = vote_of(replace(vat_page(rows=()), layout=TOLL_FORM), E_GENERAL_QR)
    assert vote is not None
    assert vote.detail == "TOLL_E"
    assert "layout" in vote.said_by


def test_nobody_says_anything_where_title_and_codes_are_missing() -> None:
    assert vote_of(vat_page(title="", values={"invoice_code": ""})) is None
