import pytest

from intake.domain.tax_id import write_credit_code
from intake.invoice import Kind

SELLER = write_credit_code("91", "110108", "MA01ABCD")
BUYER = write_credit_code("91", "310115", "MA1K2345")


def roll(shift=18, name="北京晴川加油站有限公司"):
    return [
        (100, 140, "北京增值税普通发票"), (740, 160, "(卷票)"), (330, 230, "发票联"),
        (57, 400, "发票代码011001900107"), (51, 460, "发票号码20140027"),
        (57, 512, "机打号码"), (258, 512 + shift, "20140027"), (425, 512, "机器编号"), (576, 512 + shift, "661700043556"),
        (57, 558, "销售方名称"), (261, 558 + shift, name),
        (56, 650, "纳税人识别号"), (299, 650 + shift, SELLER),
        (57, 695, "开票日期"), (218, 695 + shift, "2019-07-13"), (426, 695, "收款员"), (567, 695 + shift, "王小满"),
        (56, 740, "购买方名称"), (293, 740 + shift, "上海远帆物流有限公司"),
        (55, 832, "纳税人识别号"), (297, 832 + shift, BUYER),
        (53, 880, "项目"), (288, 880, "单价"), (422, 880, "数量"), (619, 880, "金额"),
        (80, 945, "*汽油*92号汽油"), (320, 945, "7.00"), (423, 945, "28.00"), (607, 945, "196.00"),
        (52, 1655, "合计金额(小写)"), (290, 1655 + shift, "￥196.00"),
        (52, 1701, "合计金额(大写)"), (290, 1701 + shift, "壹佰玖拾陆圆整"),
        (50, 1747, "校验码"), (242, 1747 + shift, "73428620000553397394"), (285, 1951, "73428620000553397394"),
    ]  # fmt: skip


READ = {
    "invoice_code": "011001900107",
    "invoice_number": "20140027",
    "issue_date": "2019-07-13",
    "check_code": "73428620000553397394",
    "machine_number": "661700043556",
    "seller_name": "北京晴川加油站有限公司",
    "seller_tax_id": SELLER,
    "buyer_name": "上海远帆物流有限公司",
    "buyer_tax_id": BUYER,
    "total": "196.00",
    "total_in_words": "壹佰玖拾陆圆整",
    "payee": "王小满",
}


@pytest.mark.parametrize("shift", [-12, 0, 18, 28])
def test_a_roll_is_read_under_any_shift_of_its_print(read, values_of, shift):
    got = read(roll(shift), size=(867, 2000))
    assert got.kind is Kind.VAT_ROLL
    assert got.kind_detail == "ROLL"
    assert values_of(got) == READ


def test_goods_are_read_by_their_columns(read):
    (row,) = read(roll(), size=(867, 2000)).goods
    assert row.cells == {"name": "*汽油*92号汽油", "unit_price": "7.00", "quantity": "28.00", "amount": "196.00"}


def test_a_name_that_touches_the_price_is_cut_from_it_and_goes_on_in_the_next_line(read):
    printed = [(left, middle, text) for left, middle, text in roll() if text not in ("*汽油*92号汽油", "7.00")]
    printed += [(87, 945, "*预付卡销售196.00"), (87, 990, "*IC卡储值款")]
    (row,) = read(printed, size=(867, 2000)).goods
    assert row.cells["name"] == "*预付卡销售*IC卡储值款"
    assert row.cells["unit_price"] == "196.00"


def test_several_items_stay_apart(read):
    printed = [*roll(), (80, 990, "*润滑油*机油"), (320, 990, "30.00"), (423, 990, "1.00"), (607, 990, "30.00")]
    assert [row.cells["amount"] for row in read(printed, size=(867, 2000)).goods] == ["196.00", "30.00"]


def test_a_name_printed_on_two_lines_is_joined(read, values_of):
    printed = [*roll(name="内蒙古自治区呼伦贝尔市"), (261, 558 + 18 + 42, "晴川加油站")]
    assert values_of(read(printed, size=(867, 2000)))["seller_name"] == "内蒙古自治区呼伦贝尔市晴川加油站"


def test_the_print_under_the_barcode_is_a_second_printing(read):
    second = [(text.field, text.value) for text in read(roll(), size=(867, 2000)).fields if text.way == "second-printing"]
    assert ("check_code", "73428620000553397394") in second
    assert ("invoice_number", "20140027") in second
