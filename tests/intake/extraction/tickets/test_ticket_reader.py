from hypothesis import given, settings
from hypothesis import strategies as st

from intake.extraction.tickets import read_ticket
from intake.invoice import Kind
from intake.kinds.fields import fields_of
from models.geometry import Box, Quad
from models.text import TextLine

WORDS = (
    "上车", "下车", "车号", "里程", "单价", "等候：", "金额", "日期", "实收金额", "燃油附加费", "12:30", "12:30-13:05", "00:01:02", "2019-05-06",
    "3.45元/km", "7.8km",
    "¥48.70", "¥21 00", "B-T1234", "111001881002", "12345678", "发票代码", "发票号码", "G1418", "宜春站", "2017年12月26日16:33开", "03车06F号",
    "¥81.0元", "二等座",
    "3601021988****0012章小满", "65646301071227D020221", "(卷票)", "增值税普通发票", "收款员", "合计金额(小写)", "校验码", "项目", "数量",
    "机动车销售统一发票", "合格证号",
    "车辆识别代号/车架号码", "价税合计", "小写", "二手车销售统一发票", "买方单位/个人", "铁路电子客票", "航空运输电子客票行程单", "票价", "合计",
    "CNY 12.00", "定额发票", "伍拾元整",
    "车辆通行费", "入口", "出口", "汽车客票", "杭州→绍兴", "票据代码", "非税收入", "通用机打发票", "(大写)", "收据", "医疗收费票据", "个人自付",
    "上下车", "-", "¥", "", " ",
)  # fmt: skip

lines = st.builds(
    lambda text, left, top, width, height, score: TextLine(text, Quad.from_box(Box(left, top, left + width, top + height)), score),
    st.one_of(st.sampled_from(WORDS), st.text(max_size=12)),
    st.floats(0, 900),
    st.floats(0, 900),
    st.floats(1, 400),
    st.floats(1, 400),
    st.floats(0, 1),
)


@settings(max_examples=200)
@given(st.lists(lines, max_size=30))
def test_no_text_whatever_raises(printed):
    ticket = read_ticket(printed, (1000, 1000))
    if ticket is None:
        return
    assert ticket.kind is not Kind.NOT_INVOICE
    assert 0.0 <= ticket.score <= 1.0


def test_an_empty_page_is_no_ticket():
    assert read_ticket((), (100, 100)) is None


@settings(max_examples=100)
@given(st.lists(st.sampled_from([word for word in WORDS if word.strip()]), min_size=6, max_size=25))
def test_only_fields_that_the_kind_has_are_given(words):
    printed = [TextLine(word, Quad.from_box(Box(50, 40 * index, 50 + 20 * len(word), 40 * index + 30)), 0.9) for index, word in enumerate(words)]
    ticket = read_ticket(printed, (600, 1200))
    if ticket is not None:
        assert {text.field for text in ticket.fields} <= set(fields_of(ticket.kind, ticket.kind_detail))
