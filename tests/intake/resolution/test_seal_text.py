import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.resolution.seal_text import without_seal_text

NAME, NUMBER = "海州望潮餐饮管理有限公司", "91110108MA00A1B20F"


@pytest.mark.parametrize(
    ("remarks", "kept"),
    [
        ("订单号:399151638031\n91110108MA00A1B20F", "订单号:399151638031"),
        ("91110108MA0OA1B2OF\n发票专用章", ""),
        ("西91110108MA00A1820F\n合同编号：Z0426-396\n西", "合同编号：Z0426-396"),
        ("发票专用章(1)", ""),
        ("望潮餐饮管理有", ""),
        ("E望湖餐饮管理有限", ""),
    ],
)
def test_words_and_number_of_the_seller_s_seal_are_no_remarks(remarks: str, kept: str) -> None:
    assert without_seal_text(remarks, NAME, NUMBER) == kept


@pytest.mark.parametrize(
    "remarks",
    [
        "购方税号：91110108MA00A1B20F",
        "91310115MA1K4D2E3X",
        "未加盖发票专用章的发票无效",
        "销方:海州望潮餐饮管理有限公司",
        "项目：办公楼维护\n一",
        "现金",
        "",
    ],
)
def test_remarks_that_only_resemble_a_seal_stay(remarks: str) -> None:
    assert without_seal_text(remarks, NAME, NUMBER) == remarks


@given(st.text(max_size=60), st.text(max_size=20), st.text(max_size=20))
def test_nothing_is_added_and_lines_keep_their_order(remarks: str, name: str, tax_id: str) -> None:
    rest = iter(remarks.split("\n"))
    assert all(line in rest for line in without_seal_text(remarks, name, tax_id).split("\n") if line)
