import pytest

from intake.invoice import Kind


def test_a_fixed_amount_invoice_says_its_amount_in_words(read, values_of):
    got = read(
        [(120, 60, "广东省国家税务局通用定额发票"), (300, 120, "发票联"), (80, 200, "发票代码"), (240, 200, "144001800123"), (80, 260, "发票号码"),
            (240, 260, "01234567"), (250, 380, "伍拾元整")],
        size=(800, 500),
    )  # fmt: skip
    assert got.kind is Kind.QUOTA
    assert values_of(got) == {"invoice_code": "144001800123", "invoice_number": "01234567", "total": "50.00"}


def test_a_fixed_amount_in_figures_is_read_too(read, values_of):
    got = read(
        [(120, 60, "通用定额发票"), (80, 200, "发票代码"), (240, 200, "144001800123"), (80, 260, "发票号码"), (240, 260, "01234567"), (250, 380, "￥20.00")],
        size=(800, 500),
    )
    assert values_of(got)["total"] == "20.00"


def test_a_toll_slip_gives_entrance_exit_and_amount(read, values_of):
    got = read(
        [
            (100, 60, "河北省高速公路车辆通行费"), (200, 110, "专用发票"),
            (60, 180, "发票代码113001900123"), (60, 230, "发票号码01234567"),
            (60, 300, "入口：石家庄北"), (60, 350, "出口：保定南"), (60, 400, "车型：一型"), (60, 450, "金额：45.00元"),
            (60, 500, "时间：2019-05-06 12:30:11"),
            (60, 550, "收费员：1023"),
        ],
        size=(600, 700),
    )  # fmt: skip
    assert got.kind is Kind.TOLL
    assert values_of(got) == {
        "invoice_code": "113001900123",
        "invoice_number": "01234567",
        "entrance": "石家庄北",
        "exit": "保定南",
        "vehicle_type": "一型",
        "issue_date": "2019-05-06",
        "total": "45.00",
    }


def test_a_coach_ticket_gives_the_journey(read, values_of):
    got = read(
        [
            (100, 60, "浙江省公路汽车客票"), (60, 120, "发票代码133001900123"), (60, 170, "发票号码01234567"),
            (60, 230, "始发站：杭州客运中心"), (460, 230, "到达站：绍兴"), (60, 280, "乘车日期：2019-05-06"), (460, 280, "发车时间：08:30"),
            (60, 330, "座号：12"),
            (300, 330, "票价：28.00元"), (560, 330, "检票口：3"),
        ],
        size=(900, 450),
    )  # fmt: skip
    assert got.kind is Kind.BUS
    assert values_of(got) == {
        "invoice_code": "133001900123",
        "invoice_number": "01234567",
        "issue_date": "2019-05-06",
        "from_station": "杭州客运中心",
        "to_station": "绍兴",
        "departure_time": "2019-05-06 08:30",
        "seat": "12",
        "total": "28.00",
    }


@pytest.mark.parametrize("arrow", ["→", "-", "至"])
def test_stations_with_an_arrow_between_them_need_no_labels(read, values_of, arrow):
    got = read(
        [(100, 60, "公路汽车客票"), (60, 230, f"杭州{arrow}绍兴"), (60, 280, "2019-05-06 08:30"), (300, 330, "票价28元"), (300, 380, "汽车站")], size=(900, 450)
    )
    assert values_of(got) == {
        "issue_date": "2019-05-06", "from_station": "杭州", "to_station": "绍兴", "departure_time": "2019-05-06 08:30", "total": "28.00",
    }  # fmt: skip
