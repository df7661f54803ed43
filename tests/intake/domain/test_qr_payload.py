import base64
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.qr_payload import AmountBasis, ForeignForm, ForeignQr, InvoiceQr, QrForm, parse_invoice_qr, parse_qr, write_qr_payload
from intake.domain.qr_tail import Tail, check_tail, crc16_modbus, crc16_umts, tail_of
from intake.domain.tax_id import write_credit_code

DIGITS_8 = st.text("0123456789", min_size=8, max_size=8)
DIGITS_20 = st.text("0123456789", min_size=20, max_size=20)
FEN = st.integers(-(10**11), 10**11)
DAYS = st.dates(date(1994, 1, 1), date(2099, 12, 31))
TAILS = st.sampled_from([Tail.UMTS_COMMA, Tail.UMTS, Tail.MODBUS_COMMA, Tail.NONE])


def test_the_checksums_have_their_published_check_values() -> None:
    assert crc16_umts(b"123456789") == 0xFEE8
    assert crc16_modbus(b"123456789") == 0x4B37


@given(st.sampled_from(["01", "04", "10"]), DIGITS_8, FEN, DAYS, st.one_of(st.just(""), DIGITS_20), TAILS, st.booleans())
def test_payloads_with_a_code_read_back(kind: str, number: str, fen: int, day: date, check_code: str, tail: Tail, comma: bool) -> None:
    payload = write_qr_payload(kind, "011001600211", number, fen, day, check_code, tail=tail, closing_comma=comma)
    parsed = parse_invoice_qr(payload)
    assert parsed is not None
    assert (parsed.kind, parsed.code, parsed.number, parsed.amount, parsed.day, parsed.check_code) == (kind, "011001600211", number, fen, day, check_code)
    assert parsed.basis is AmountBasis.WITHOUT_TAX
    assert parsed.tail_check is not Tail.MISMATCH
    assert (parsed.tail_check is Tail.NONE) == (tail is Tail.NONE)


@given(DIGITS_20, FEN, DAYS, TAILS)
def test_digital_payloads_read_back(number: str, fen: int, day: date, tail: Tail) -> None:
    parsed = parse_invoice_qr(write_qr_payload("32", "", number, fen, day, tail=tail))
    assert parsed is not None
    assert (parsed.code, parsed.number, parsed.amount, parsed.basis) == ("", number, fen, AmountBasis.WITH_TAX)
    assert parsed.tail_check is not Tail.MISMATCH


@given(DIGITS_8, st.integers(100, 10**9), DAYS)
def test_an_edited_amount_breaks_the_tail(number: str, fen: int, day: date) -> None:
    payload = write_qr_payload("10", "011001600211", number, fen, day, "1" * 20)
    edited = payload.replace(f",{fen // 100}.", f",{fen // 100 + 1}.", 1)
    parsed = parse_invoice_qr(edited)
    assert parsed is not None
    assert parsed.tail_check is Tail.MISMATCH


def test_blanks_in_empty_fields_count_for_the_tail_and_not_for_the_values() -> None:
    fields = ["01", "32", " ", "24952000000000000001", "10.00", "20240311", " "]
    parsed = parse_invoice_qr(",".join([*fields, tail_of(fields)]))
    assert parsed is not None
    assert (parsed.code, parsed.tail_check) == ("", Tail.UMTS_COMMA)


def test_a_tail_without_its_leading_zero_is_accepted() -> None:
    for serial in range(200):
        payload = write_qr_payload("32", "", f"24952{serial:015d}", 1000, date(2024, 3, 11))
        tail = payload.rstrip(",").rsplit(",", 1)[1]
        if len(tail) == 3:
            parsed = parse_invoice_qr(payload)
            assert parsed is not None
            assert parsed.tail_check is Tail.UMTS_COMMA
            break
    else:
        pytest.fail("no tail with a leading zero in 200 payloads")


def test_a_lost_empty_check_field_is_accepted() -> None:
    kept = ["01", "01", "1200154130", "00000123", "94.34", "20180115"]
    for way in (kept, [*kept, ""]):
        parsed = parse_invoice_qr(",".join([*kept, tail_of(way)]) + ",\x00")
        assert parsed is not None
        assert (parsed.check_code, parsed.tail_check) == ("", Tail.UMTS_COMMA)


def test_full_width_commas_and_old_payloads_without_a_tail_are_accepted() -> None:
    parsed = parse_invoice_qr("01，10，011001600211，00000123，64.9，20161018，12345678901234567890")
    assert parsed is not None
    assert (parsed.amount, parsed.check_code, parsed.tail_check) == (6490, "12345678901234567890", Tail.NONE)


def test_preprinted_rolls_have_no_amount_and_no_date() -> None:
    parsed = parse_invoice_qr(write_qr_payload("11", "011001700107", "00000123", None, None))
    assert parsed is not None
    assert (parsed.amount, parsed.day, parsed.tail_check) == (None, None, Tail.UMTS_COMMA)


def test_shenzhen_links_carry_fen() -> None:
    parsed = parse_invoice_qr("https://bcfp.shenzhen.chinatax.gov.cn/verify/scan?hash=" + "0a" * 33 + "&bill_num=00000123&total_amount=7200")
    assert parsed is not None
    assert (parsed.form, parsed.number, parsed.amount, parsed.basis) == (QrForm.SHENZHEN_BLOCKCHAIN, "00000123", 7200, AmountBasis.WITH_TAX)


def test_yunnan_payloads_name_the_seller() -> None:
    seller = write_credit_code("91", "530102", "MA000000")
    parsed = parse_invoice_qr(f"01,10,153002209100,00000123,{seller},459.00,20221102," + "0a" * 33)
    assert parsed is not None
    assert (parsed.form, parsed.seller_tax_id, parsed.amount, parsed.day) == (QrForm.YUNNAN_BLOCKCHAIN, seller, 45900, date(2022, 11, 2))


def test_links_with_named_parameters_are_understood() -> None:
    parsed = parse_invoice_qr("https://example.cn/f?fpdm=011001600211&fphm=00000123&kprq=20200102&kjje=12.50&jym=123456")
    assert parsed is not None
    assert (parsed.form, parsed.code, parsed.number, parsed.amount, parsed.day) == (
        QrForm.NAMED_PARAMETERS,
        "011001600211",
        "00000123",
        1250,
        date(2020, 1, 2),
    )


def _header_card(name: str, tax_id: str) -> str:
    content = f"{name}</>{tax_id}</>示例路1号</>示例银行</>".encode("gbk")
    return "$01" + base64.b64encode(content + f"{crc16_umts(content):04X}".encode()).decode() + "$"


def test_header_cards_are_told_from_invoices() -> None:
    tax_id = write_credit_code("91", "310115", "MA1K0000")
    card = parse_qr(_header_card("示例有限公司", tax_id))
    assert card == ForeignQr(card.payload, ForeignForm.HEADER_CARD, "示例有限公司", tax_id)


@pytest.mark.parametrize(
    ("payload", "form"),
    [
        ("https://dppt.shanghai.chinatax.gov.cn:8443/v/2_1", ForeignForm.DELIVERY_LINK),
        ("https://weixin.example.com/r/abc", ForeignForm.LINK),
        ("1" * 144, ForeignForm.TRAIN_DIGITS),
        ("hello", ForeignForm.OTHER),
        ("", ForeignForm.OTHER),
        ("https://[broken", ForeignForm.LINK),
    ],
)
def test_other_codes_are_told_apart(payload: str, form: ForeignForm) -> None:
    parsed = parse_qr(payload)
    assert isinstance(parsed, ForeignQr)
    assert parsed.form is form


@pytest.mark.parametrize(
    "payload",
    [
        "01,99,,,,,",
        "01,32,,123,1.00,20260101,,",
        "01,10,011001600211,25236205,33.96,20171301,,",
        "01,10,011001600211,25236205,abc,20170101,,",
        "02,10,011001600211,25236205,33.96,20170101,,",
        "01,10,011001600211,25236205,33.96,20170101,,ZZZZ",
        "01,10,011001600211,25236205,,,,",
        "01,10,011001600211,25236205,1.00,20170101,,1,2,3",
        "https://bcfp.shenzhen.chinatax.gov.cn/verify/scan?bill_num=1&total_amount=1",
        "https://example.cn/?fphm=1",
    ],
)
def test_what_breaks_the_grammar_is_no_invoice(payload: str) -> None:
    assert parse_invoice_qr(payload) is None


@given(st.one_of(st.text(), st.text(alphabet="01,234567890.-ABCDEF ，$=", max_size=80), st.text(max_size=60).map("https://".__add__)))
def test_any_payload_is_taken_without_an_exception(payload: str) -> None:
    assert isinstance(parse_qr(payload), (InvoiceQr, ForeignQr))


def test_only_real_variants_make_a_tail() -> None:
    with pytest.raises(ValueError, match="mismatch"):
        tail_of(["01"], Tail.MISMATCH)
    assert check_tail(["01"], "") is Tail.NONE
