from intake.domain.tax_id import write_credit_code
from intake.invoice import Kind

SELLER = write_credit_code("91", "350203", "MA2X1234")


def test_a_machine_printed_invoice_gives_both_sides_and_the_total(read, values_of):
    got = read(
        [
            (200, 60, "福建省厦门市通用机打发票"), (330, 120, "发票联"),
            (60, 180, "发票代码135021900123"), (60, 230, "发票号码01234567"),
            (60, 300, "开票日期：2016-05-06"), (500, 300, "行业分类：服务业"),
            (60, 350, "付款方名称：上海远帆物流有限公司"), (60, 400, "收款方名称：厦门海澜酒店管理有限公司"), (60, 450, "收款方识别号：" + SELLER),
            (60, 520, "品名"), (500, 520, "金额"), (60, 570, "住宿费"), (500, 570, "368.00"),
            (60, 650, "合计(大写)：叁佰陆拾捌元整"), (500, 650, "(小写)：￥368.00"),
            (60, 720, "开票人：李小舟"), (500, 720, "收款人：王大川"),
        ],
        size=(1000, 800),
    )  # fmt: skip
    assert got.kind is Kind.MACHINE_PRINTED
    assert values_of(got) == {
        "invoice_code": "135021900123",
        "invoice_number": "01234567",
        "issue_date": "2016-05-06",
        "buyer_name": "上海远帆物流有限公司",
        "seller_name": "厦门海澜酒店管理有限公司",
        "seller_tax_id": SELLER,
        "total": "368.00",
        "total_in_words": "叁佰陆拾捌元整",
        "drawer": "李小舟",
        "payee": "王大川",
    }


def treasury(title, extra):
    return [
        (400, 60, title), (60, 140, "票据代码：35060120"), (800, 140, "票据号码：0012345678"),
        (60, 190, "交款人统一社会信用代码："), (800, 190, "校验码：a1b2c3"),
        (60, 240, "交款人：章小满"), (800, 240, "开票日期：2021-04-08"),
        (60, 320, "项目名称"), (500, 320, "数量/单位"), (800, 320, "金额(元)"), *extra,
        (60, 600, "金额合计(大写)：壹佰贰拾叁元伍角整"), (800, 600, "(小写)：123.50"),
        (60, 700, "收款单位(章)：厦门海湾医院"), (600, 700, "复核人：李小舟"), (900, 700, "收款人：王大川"),
    ]  # fmt: skip


READ = {
    "invoice_code": "35060120",
    "invoice_number": "0012345678",
    "check_code": "a1b2c3",
    "issue_date": "2021-04-08",
    "buyer_name": "章小满",
    "seller_name": "厦门海湾医院",
    "total": "123.50",
    "total_in_words": "壹佰贰拾叁元伍角整",
    "reviewer": "李小舟",
    "payee": "王大川",
}


def test_a_medical_receipt_is_told_from_other_fiscal_receipts(read, values_of):
    got = read(treasury("福建省医疗门诊收费票据(电子)", [(60, 660, "个人现金支付：123.50"), (600, 660, "门诊号：0001")]), size=(1300, 900))
    assert got.kind is Kind.MEDICAL
    assert values_of(got) == READ


def test_a_fiscal_receipt(read, values_of):
    got = read(treasury("福建省非税收入票据(电子)", [(60, 370, "项目编码")]), size=(1300, 900))
    assert (got.kind, got.kind_detail) == (Kind.FISCAL, "FISCAL")
    assert values_of(got) == READ


def test_a_voucher_of_no_known_kind_is_other(read, values_of):
    got = read(
        [(200, 60, "收款收据"), (500, 120, "No 0012345"), (60, 120, "2021年4月8日"), (60, 200, "今收到章小满"), (60, 260, "合计 ¥120.00")], size=(800, 500)
    )
    assert got.kind is Kind.OTHER
    assert values_of(got)["total"] == "120.00"
    assert values_of(got)["issue_date"] == "2021-04-08"


def test_letters_menus_and_chats_are_no_tickets(read):
    letter = [
        (60, 100, "李先生您好"),
        (60, 160, "请于本周内将上月住宿的发票寄到我司财务部"),
        (60, 220, "地址上海市浦东新区世纪大道100号"),
        (60, 280, "电话13800000000"),
        (60, 340, "此致敬礼"),
    ]
    menu = [(60, 100, "招牌小吃"), (60, 160, "牛肉面 28.00元"), (60, 220, "酸辣粉 18.00元"), (60, 280, "凉皮 15.00元"), (60, 340, "扫码点餐")]
    chat = [
        (60, 100, "微信支付"),
        (60, 160, "付款金额 ¥128.00"),
        (60, 220, "收款方 海湾小吃店"),
        (60, 280, "交易单号 4200001234202104081234567890"),
        (60, 340, "申请开票"),
    ]
    for page in (letter, menu, chat):
        assert read(page) is None


def test_a_statement_of_rides_is_no_ticket(read):
    statement = [
        (300, 60, "行程单"), (60, 120, "申请日期：2023-05-06"), (60, 170, "行程起止日期：2023-05-01至2023-05-03"), (60, 220, "共2笔行程，合计56.30元"),
        (60, 300, "序号"), (160, 300, "车型"), (280, 300, "上车时间"), (480, 300, "城市"), (600, 300, "起点"), (760, 300, "终点"), (900, 300, "里程[公里]"),
        (1080, 300, "金额[元]"),
        (60, 350, "1"), (160, 350, "快车"), (280, 350, "05-01 12:30"), (480, 350, "上海市"), (600, 350, "虹桥站"), (760, 350, "人民广场"), (900, 350, "18.2"),
        (1080, 350, "36.30"),
    ]  # fmt: skip
    assert read(statement, size=(1300, 900)) is None


def test_an_ordinary_vat_invoice_is_left_to_others(read):
    form = [
        (400, 60, "上海增值税电子普通发票"), (800, 60, "发票代码"), (800, 100, "发票号码"), (60, 200, "购买方"), (160, 200, "名称"), (700, 200, "密码区"),
        (60, 300, "货物或应税劳务、服务名称"), (400, 300, "规格型号"), (600, 300, "单位"), (700, 300, "金额"), (900, 300, "税额"),
        (60, 500, "价税合计(大写)"), (700, 500, "(小写)"), (60, 560, "销售方"), (60, 700, "收款人"),
    ]  # fmt: skip
    assert read(form, size=(1300, 800)) is None
