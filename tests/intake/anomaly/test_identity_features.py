from dataclasses import replace
from datetime import date

import pytest

from intake.document import EmbeddedInvoice, Format
from intake.domain.invoice_code import write_invoice_code
from intake.domain.invoice_number import write_digital_number
from intake.domain.tax_id import write_credit_code
from intake.evidence import Place
from intake.invoice import Code, FieldState, Seal
from intake.reading import FoundInvoice
from models.geometry import Box, Quad
from tests.builders import BUYER_ID, BUYER_NAME, DAY, SELLER_ID, digital_page, digital_values, region_of, vat_page
from tests.intake.anomaly.found_invoices import VAT_CODE, digital, found_in, scanned, unusual


def test_a_checksum_that_does_not_fit_the_code_is_told() -> None:
    fields = VAT_CODE.payload.rstrip(",").split(",")
    edited = replace(VAT_CODE, payload=",".join([*fields[:-1], f"{int(fields[-1], 16) ^ 0x11:X}"]))
    assert unusual(found_in(scanned(codes=(edited,))))["qr.tail_wrong"].place == VAT_CODE.place


def test_a_code_without_checksum_is_told() -> None:
    bare = replace(VAT_CODE, payload=",".join(VAT_CODE.payload.rstrip(",").split(",")[:-1]))
    assert "qr.tail_missing" in unusual(found_in(scanned(codes=(bare,))))


def test_codes_of_two_invoices_on_one_are_told() -> None:
    other = Code(VAT_CODE.payload.replace("00012345", "00099999"), "zxing")
    assert "qr.several" in unusual(found_in(scanned(codes=(VAT_CODE, other))))


def test_a_file_of_data_needs_no_qr_code() -> None:
    region = replace(region_of(()), format=Format.XML, readings=(), embedded=EmbeddedInvoice("digital_general", digital_values()))
    assert "qr.absent" not in unusual(found_in(region))


def test_a_code_of_a_later_year_than_the_date_is_told_with_the_years() -> None:
    late = write_invoice_code("10", "1100", 2024)
    found = unusual(found_in(scanned(vat_page({"invoice_code": late, "issue_date": "2022-03-11"}), codes=())))
    assert found["code.year_late"].measured == 2


def test_a_digital_number_of_an_earlier_year_is_told() -> None:
    number = write_digital_number(2022, "11", 4711)
    found = unusual(found_in(scanned(digital_page({"invoice_number": number}), codes=())))
    assert found["code.year_early"].measured == 2


def test_a_code_of_the_year_before_is_usual() -> None:
    assert "code.year_early" not in unusual(found_in(scanned()))


def test_a_date_in_the_future_is_told_with_the_days() -> None:
    found = unusual(found_in(scanned(), today=date(2024, 3, 1)), today=date(2024, 3, 1))["date.future"]
    assert found.measured == (DAY - date(2024, 3, 1)).days


def test_a_buyer_who_is_the_seller_is_told() -> None:
    assert unusual(found_in(scanned(vat_page({"buyer_tax_id": SELLER_ID}))))["party.same"].fields == ("buyer_tax_id", "seller_tax_id")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("上海青禾云图科技有限公司", False),
        ("广东青禾云图科技有限公司", True),
        ("深圳市青禾云图科技有限公司", True),
        ("广东青禾云图科技有限公司上海分公司", False),
        ("广东青禾云图科技有限公司重庆分公司", True),
    ],
)
def test_a_name_of_another_province_than_its_id_is_told(name: str, told: bool) -> None:
    assert BUYER_ID[2:4] == "31"
    assert ("party.area_of_name" in unusual(found_in(scanned(vat_page({"buyer_name": name}))))) is told


def test_a_seller_registered_elsewhere_than_the_invoice_was_issued_is_told() -> None:
    other = write_credit_code("91", "440106", "MA00A1B2")
    assert "party.area_of_invoice" in unusual(found_in(scanned(vat_page({"seller_tax_id": other}))))


def test_a_firm_without_tax_id_is_told() -> None:
    found = found_in(scanned())
    field = replace(found.invoice.fields["buyer_tax_id"], value="", state=FieldState.EMPTY, evidence=())
    assert BUYER_NAME.endswith("公司")
    assert "party.id_missing" in unusual(replace(found, invoice=replace(found.invoice, fields={**found.invoice.fields, "buyer_tax_id": field})))


def sealed(text: str) -> FoundInvoice:
    found = found_in(digital())
    seal = Seal("seller", Place(1, Quad.from_box(Box(900, 900, 1100, 1050))), text)
    return replace(found, invoice=replace(found.invoice, seals=(seal,)))


def test_a_seal_with_another_firms_id_is_told_where_it_stands() -> None:
    found = unusual(sealed("发票专用章" + write_credit_code("91", "440106", "MA5K77XQ") + "司"))["party.seal"]
    assert found.measured is not None and found.measured > 5
    assert found.place == sealed("").invoice.seals[0].place


@pytest.mark.parametrize("text", ["发票专用章", "(章)发票专用章91" + SELLER_ID + "限公司", "发票专用章" + SELLER_ID.replace("0", "O").replace("1", "I"), ""])
def test_a_seal_with_the_sellers_id_or_none_is_usual(text: str) -> None:
    assert "party.seal" not in unusual(sealed(text))
