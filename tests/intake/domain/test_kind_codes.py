import pytest

from intake.domain.kind_codes import KIND_NAMES, kind_name, kind_of_code, kind_of_qr, kind_of_title
from intake.invoice import Kind


@pytest.mark.parametrize(
    ("title", "detail"),
    [
        ("北京增值税专用发票", "VAT_SPECIAL"),
        ("上海增值税普通发票", "VAT_GENERAL"),
        ("江苏增值税电子普通发票", "E_GENERAL"),
        ("浙江增值税电子专用发票", "E_SPECIAL"),
        ("电子发票（增值税专用发票）", "D_SPECIAL"),
        ("电子发票（普通发票）", "D_GENERAL"),
        ("电子发票（铁路电子客票）", "D_RAIL"),
        ("增值税普通发票（卷票）", "ROLL"),
        ("机动车销售统一发票", "MOTOR_VEHICLE"),
        ("电子发票（机动车销售统一发票）", "D_MOTOR"),
        ("货物运输业增值税专用发票", "FREIGHT_SPECIAL"),
        ("深圳区块链电子普通发票", "BLOCKCHAIN"),
        ("增 值 税 专 用 发 票", "VAT_SPECIAL"),
    ],
)
def test_titles_name_their_kind(title: str, detail: str) -> None:
    named = kind_of_title(title)
    assert named is not None
    assert named.detail == detail


def test_other_print_names_no_kind() -> None:
    assert kind_of_title("合计") is None
    assert kind_of_title("发票") is None


def test_qr_numbers_and_codes_name_kinds() -> None:
    special, digital = kind_of_qr("01"), kind_of_qr("32")
    assert special is not None
    assert special.kind is Kind.VAT_SPECIAL
    assert digital is not None
    assert digital.kind is Kind.DIGITAL_GENERAL
    assert kind_of_qr("99") is None
    by_code = kind_of_code("011001600211")
    assert by_code is not None
    assert by_code.kind is Kind.VAT_E_GENERAL
    assert kind_of_code("153002209100") is None
    assert kind_of_code("") is None


def test_details_and_qr_numbers_are_unique() -> None:
    details = [row.detail for row in KIND_NAMES]
    numbers = [number for row in KIND_NAMES for number in row.qr_numbers]
    assert len(set(details)) == len(details)
    assert len(set(numbers)) == len(numbers)
    assert all(kind_name(detail) is not None for detail in details)
