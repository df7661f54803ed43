import pytest

from intake.invoice import Kind

LABELS = ("车号", "证号", "日期", "上车", "下车", "单价", "里程", "等候", "金额")
VALUES = ("FT9021", "351177", "2020-03-17", "16:25", "16:39", "3.30元", "7.8km", "00:05.04", "27.00元")
READ = {
    "invoice_code": "133041850519",
    "invoice_number": "31200457",
    "issue_date": "2020-03-17",
    "car_number": "FT9021",
    "time_on": "16:25",
    "time_off": "16:39",
    "unit_price": "3.30",
    "mileage": "7.8",
    "total": "27.00",
}
HEAD = [(120, 60, "浙江通用机打发票"), (150, 110, "出租汽车"), (10, 200, "发票代码133041850519"), (10, 260, "发票号码"), (200, 260, "31200457")]


def ticket(values=VALUES, shift=0.0, labels=LABELS, pitch=48):
    printed = list(HEAD)
    for index, label in enumerate(labels):
        printed.append((60, 400 + pitch * index, label))
    for index, value in enumerate(values):
        if value:
            printed.append((400 - 18 * len(value), 400 + pitch * index + shift, value))
    return printed


@pytest.mark.parametrize("shift", [-48, -24, -10, 0, 10, 24, 48, 96])
def test_values_are_found_however_far_the_print_is_shifted_against_its_labels(read, values_of, shift):
    got = read(ticket(shift=shift))
    assert got.kind is Kind.TAXI
    assert values_of(got) == READ


def test_labels_of_which_only_the_last_characters_were_read_still_tell(read, values_of):
    short = ("号：", "号：", "期：", "车：", "车：", "价：", "程：", "候：", "额：")
    assert values_of(read(ticket(labels=short))) == READ


def test_one_unreadable_time_leaves_the_other_at_its_place(read, values_of):
    values = tuple("" if value == "16:25" else value for value in VALUES)
    got = values_of(read(ticket(values)))
    assert "time_on" not in got
    assert got["time_off"] == "16:39"


def test_waiting_time_is_never_taken_for_a_time_of_day(read, values_of):
    values = tuple("" if value in ("16:25", "16:39") else value for value in VALUES)
    got = values_of(read(ticket(values)))
    assert "time_on" not in got and "time_off" not in got


def test_units_that_were_misread_do_not_hide_values(read, values_of):
    values = ("FT9021", "351177", "2020-03-17", "16:25", "16:39", "3.308/km", "7.8km", "00:05.04", "27.008")
    assert values_of(read(ticket(values))) == READ


def test_a_colon_read_as_a_digit_is_understood_where_a_time_must_stand(read, values_of):
    values = tuple("16·39" if value == "16:39" else value for value in VALUES)
    assert values_of(read(ticket(values)))["time_off"] == "16:39"


def test_an_amount_no_ride_of_this_length_costs_is_left_out(read, values_of):
    values = tuple("927.00元" if value == "27.00元" else value for value in VALUES)
    assert "total" not in values_of(read(ticket(values)))


def test_a_currency_mark_read_as_a_digit_the_reader_doubts_is_taken_off_again(read, values_of):
    values = tuple("427.00" if value == "27.00元" else value for value in VALUES)
    assert "total" not in values_of(read(ticket(values)))
    assert values_of(read(ticket(values), score=0.7))["total"] == "27.00"


def test_where_no_label_of_the_sums_was_read_the_last_amount_that_adds_up_is_the_total(read, values_of):
    values = (*VALUES[:8], "¥32.60", "¥1.00", "¥0.00", "¥34.00")
    printed = [entry for entry in ticket(values) if entry[2] != "金额"]
    assert values_of(read(printed))["total"] == "34.00"


def test_a_receipt_without_a_readable_title_or_label_is_known_by_the_order_of_its_values(read, values_of):
    printed = [entry for entry in ticket() if entry[2] not in LABELS and "机打" not in entry[2]]
    got = read(printed)
    assert got.kind is Kind.TAXI
    assert values_of(got) == READ


def test_a_date_without_its_century_is_completed(read, values_of):
    values = tuple("20-03-17" if value == "2020-03-17" else value for value in VALUES)
    assert values_of(read(ticket(values)))["issue_date"] == "2020-03-17"


BEIJING_LABELS = ("单位", "电话", "车号京", "证号", "日期", "时间", "单价", "里程", "等候", "状态", "金额", "燃油附加费", "预约叫车服务费", "实收金额")
BEIJING_VALUES = (
    "1015", "87600000", "B-P1234", "252780", "2019-06-19", "19:09-19:34", "3.45", "16.7", "00:02:35", "1", "¥48.70", "¥1.00", "¥6.00", "¥56.00",
)  # fmt: skip


@pytest.mark.parametrize("shift", [0, 30, 92])
def test_where_surcharges_are_listed_the_total_is_what_was_paid(read, values_of, shift):
    printed = [(60, 60, "北京市出租汽车专用发票"), (20, 200, "111001881002"), (20, 250, "27290017")]
    printed += [(60, 350 + 46 * index, label) for index, label in enumerate(BEIJING_LABELS)]
    printed += [(400 - 18 * len(value), 350 + 46 * index + shift, value) for index, value in enumerate(BEIJING_VALUES)]
    got = values_of(read(printed))
    assert got == {
        "invoice_code": "111001881002",
        "invoice_number": "27290017",
        "issue_date": "2019-06-19",
        "car_number": "B-P1234",
        "time_on": "19:09",
        "time_off": "19:34",
        "unit_price": "3.45",
        "mileage": "16.7",
        "total": "56.00",
    }


def test_of_a_range_of_times_the_half_that_was_read_goes_to_its_own_side(read, values_of):
    printed = [(60, 60, "北京市出租汽车专用发票"), (20, 200, "111001881002"), (20, 250, "27290017")]
    printed += [(60, 350 + 46 * index, label) for index, label in enumerate(BEIJING_LABELS)]
    values = tuple("-19:34" if "-19:34" in value else value for value in BEIJING_VALUES)
    printed += [(400 - 18 * len(value), 350 + 46 * index, value) for index, value in enumerate(values)]
    got = values_of(read(printed))
    assert "time_on" not in got
    assert got["time_off"] == "19:34"


def test_a_plate_printed_with_its_province_keeps_it(read, values_of):
    values = tuple("粤B·12345" if value == "FT9021" else value for value in VALUES)
    assert values_of(read(ticket(values)))["car_number"] == "粤B·12345"


def test_every_value_comes_with_the_characters_it_was_read_from(read):
    got = read(ticket())
    for text in got.fields:
        printed = "".join(glyph.char for glyph in text.glyphs)
        assert printed == text.value, text.field
