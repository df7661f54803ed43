import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.tax_id import write_credit_code
from intake.extraction.tickets.vehicle import vin, vin_check
from intake.invoice import Kind

SELLER = write_credit_code("91", "510104", "MA6CD123")
BUYER = write_credit_code("91", "510107", "MA6EF456")
VIN = "LFV2A21K0A3123456"[:8] + vin_check("LFV2A21K0A3123456") + "A3123456"


def motor(shift=-12):
    value = shift
    return [
        (560, 90, "机动车销售统一发票"), (680, 157, "发票联"),
        (1150, 150, "发票代码"), (1300, 150, "151001720011"), (1150, 200, "发票号码"), (1300, 200, "00412345"),
        (100, 240, "开票日期"), (260, 240 + value, "2018-03-21"),
        (145, 289, "机打代码"), (330, 289 + value, "151001720011"),
        (145, 336, "机打号码"), (330, 336 + value, "00412345"),
        (144, 383, "机器编号"), (330, 383 + value, "661500012345"),
        (142, 455, "购买方名称及"), (330, 470 + value, "成都远山运输有限公司"), (825, 480, "纳税人识别号"), (1080, 480 + value, BUYER),
        (143, 488, "身份证号码/"), (141, 520, "组织机构代码"),
        (147, 569, "车辆类型"), (326, 569 + value, "轿车"), (609, 563, "厂牌型号"), (728, 563 + value, "长风牌CF7140A"), (1180, 556, "产地"),
        (1254, 556 + value, "成都市"),
        (147, 630, "合格证号"), (330, 630 + value, "YE012345678901"), (609, 622, "进口证明书号"), (1137, 616, "商检单号"),
        (152, 689, "发动机号码"), (330, 689 + value, "EA211A123456"), (772, 678, "车辆识别代号/车架号码"), (1100, 678 + value, VIN),
        (148, 750, "价税合计"), (400, 750 + value, "壹拾壹万叁仟圆整"), (1010, 750, "小写"), (1100, 750 + value, "¥113000.00"),
        (150, 812, "销货单位名称"), (330, 812 + value, "四川长风汽车销售有限公司"), (1018, 801, "电话"), (1110, 801 + value, "028-81234567"),
        (151, 870, "纳税人识别号"), (340, 870 + value, SELLER), (1014, 858, "账号"), (1110, 858 + value, "51001234567890"),
        (153, 930, "地址"), (330, 930 + value, "成都市锦江区静居寺路1号"), (842, 921, "开户银行"), (980, 921 + value, "建设银行成都支行"),
        (153, 985, "增值税税率"), (330, 993 + value, "13%"), (491, 977, "增值税"), (494, 1012, "税额"), (610, 993 + value, "¥13000.00"),
        (151, 1020, "或征收率"), (878, 972, "主管税务"), (876, 1004, "机关及代码"), (1060, 990 + value, "国家税务总局成都市锦江区税务局15101040000"),
        (149, 1069, "不含税价"), (300, 1069, "小写"), (400, 1069 + value, "¥100000.00"), (638, 1060, "完税凭证号码"), (1123, 1056, "吨位"),
        (1256, 1053, "限乘人数"),
        (1400, 1053 + value, "5"),
        (620, 1130, "开票人"), (730, 1130 + value, "李大川"), (900, 1130, "备注"), (980, 1130 + value, "一车一票"),
    ]  # fmt: skip


READ = {
    "invoice_code": "151001720011",
    "invoice_number": "00412345",
    "issue_date": "2018-03-21",
    "machine_number": "661500012345",
    "buyer_name": "成都远山运输有限公司",
    "buyer_tax_id": BUYER,
    "vehicle_type": "轿车",
    "brand_model": "长风牌CF7140A",
    "certificate_number": "YE012345678901",
    "engine_number": "EA211A123456",
    "vin": VIN,
    "total_in_words": "壹拾壹万叁仟圆整",
    "total": "113000.00",
    "seller_name": "四川长风汽车销售有限公司",
    "seller_tax_id": SELLER,
    "seller_address_phone": "成都市锦江区静居寺路1号 028-81234567",
    "seller_bank_account": "建设银行成都支行 51001234567890",
    "tax": "13000.00",
    "amount": "100000.00",
    "drawer": "李大川",
    "remarks": "一车一票",
}


@pytest.mark.parametrize("shift", [-16, -8, 0, 8])
def test_a_motor_vehicle_form_is_read_cell_by_cell(read, values_of, shift):
    got = read(motor(shift), size=(1600, 1170))
    assert (got.kind, got.kind_detail) == (Kind.MOTOR_VEHICLE, "MOTOR_VEHICLE")
    assert values_of(got) == READ


def test_a_value_ends_where_the_tax_control_code_in_its_line_begins(read, values_of):
    printed = [*motor(), (870, 371, "94/0+>102+4*1/13>+6613947*+3")]
    assert values_of(read(printed, size=(1600, 1170)))["machine_number"] == "661500012345"


@pytest.mark.parametrize("middle", [455, 488, 505])
def test_the_buyer_stands_beside_any_line_of_its_label(read, values_of, middle):
    printed = [(left, middle if text == "成都远山运输有限公司" else y, text) for left, y, text in motor(0)]
    assert values_of(read(printed, size=(1600, 1170)))["buyer_name"] == "成都远山运输有限公司"


def test_a_vehicle_form_with_a_number_of_twenty_digits_is_digital(read):
    printed = [(left, middle, "25512000000012345678" if text == "00412345" else text) for left, middle, text in motor()]
    assert read(printed, size=(1600, 1170)).kind_detail == "D_MOTOR"


def used(shift=0):
    value = shift
    return [
        (560, 90, "二手车销售统一发票"), (680, 157, "发票联"),
        (1150, 150, "发票代码"), (1300, 150, "051001900117"), (1150, 200, "发票号码"), (1300, 200, "00765432"),
        (100, 240, "开票日期"), (260, 240 + value, "2020-05-06"),
        (145, 289, "机打代码"), (330, 289 + value, "051001900117"), (145, 336, "机打号码"), (330, 336 + value, "00765432"),
        (144, 383, "机器编号"), (330, 383 + value, "661500054321"),
        (120, 450, "买方单位/个人"), (360, 450 + value, "周小舟"), (900, 450, "单位代码/身份证号码"), (1220, 450 + value, "510107198808080011"),
        (120, 510, "买方单位/个人住址"), (400, 510 + value, "成都市武侯区科华路2号"), (1100, 510, "电话"), (1220, 510 + value, "13800000000"),
        (120, 570, "卖方单位/个人"), (360, 570 + value, "成都远山运输有限公司"), (900, 570, "单位代码/身份证号码"), (1220, 570 + value, BUYER),
        (120, 630, "卖方单位/个人住址"), (400, 630 + value, "成都市金牛区一环路3号"), (1100, 630, "电话"), (1220, 630 + value, "028-87654321"),
        (120, 690, "车牌照号"), (280, 690 + value, "川A12345"), (600, 690, "登记证号"), (740, 690 + value, "510012345678"), (1050, 690, "车辆类型"),
        (1190, 690 + value, "小型轿车"),
        (120, 750, "车架号/车辆识别代码"), (430, 750 + value, VIN), (800, 750, "厂牌型号"), (940, 750 + value, "长风牌CF7140A"),
        (120, 810, "转入地车辆管理所名称"), (440, 810 + value, "成都市车辆管理所"),
        (120, 870, "车价合计(大写)"), (380, 870 + value, "伍万捌仟元整"), (1010, 870, "小写"), (1100, 870 + value, "¥58000.00"),
        (120, 930, "经营、拍卖单位"), (120, 990, "经营、拍卖单位地址"), (900, 990, "纳税人识别号"),
        (120, 1050, "二手车市场"), (330, 1050 + value, "成都西部二手车市场有限公司"), (900, 1050, "纳税人识别号"), (1120, 1050 + value, SELLER),
        (620, 1130, "开票人"), (730, 1130 + value, "李大川"),
    ]  # fmt: skip


@pytest.mark.parametrize("shift", [-10, 0, 10])
def test_a_used_vehicle_form_tells_buyer_and_seller_apart(read, values_of, shift):
    got = read(used(shift), size=(1600, 1170))
    assert (got.kind, got.kind_detail) == (Kind.USED_VEHICLE, "USED_VEHICLE")
    assert values_of(got) == {
        "invoice_code": "051001900117",
        "invoice_number": "00765432",
        "issue_date": "2020-05-06",
        "machine_number": "661500054321",
        "buyer_name": "周小舟",
        "buyer_tax_id": "510107198808080011",
        "buyer_address_phone": "成都市武侯区科华路2号 13800000000",
        "seller_name": "成都远山运输有限公司",
        "seller_tax_id": BUYER,
        "seller_address_phone": "成都市金牛区一环路3号 028-87654321",
        "plate_number": "川A12345",
        "registration_number": "510012345678",
        "vehicle_type": "小型轿车",
        "vin": VIN,
        "brand_model": "长风牌CF7140A",
        "total_in_words": "伍万捌仟元整",
        "total": "58000.00",
        "drawer": "李大川",
    }


def test_letters_that_no_vin_has_are_read_as_the_digits_they_look_like():
    assert vin("LFV2A21KOAQ123I56") == "LFV2A21K0A0123156"


def test_the_check_digit_of_the_standards_example_holds():
    assert vin_check("1M8GDM9AXKP042788") == "X"


@given(st.text(max_size=40))
def test_what_is_no_vin_gives_nothing(text):
    assert len(vin(text)) in (0, 17)
