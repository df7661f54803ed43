from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.amount_words import spellings
from intake.domain.money import format_fen, parse_fen
from intake.extraction import values

FEN = st.integers(-(10**12), 10**12)


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("¥106.00", "106.00"),
        ("￥1,234.50", "1234.50"),
        ("¥ 94. 34", "94.34"),
        ("1O6.OO", "106.00"),
        ("¥l06。00", "106.00"),
        ("-5.00", "-5.00"),
        ("—5.00", "-5.00"),
    ],
)
def test_sums_are_read_as_forms_print_them_and_readers_misread_them(printed: str, value: str) -> None:
    assert values.money(printed) == value


@pytest.mark.parametrize("printed", ["4854.3", "¥4854.", "4854", "94", "12.345", ".50", "", "¥", "合计"])
def test_half_an_amount_is_no_amount(printed: str) -> None:
    assert values.money(printed) == ""


@pytest.mark.parametrize("printed", ["***", "*", "＊＊＊", "¥***", "※※※", "大大大", "* * *", "×××"])
def test_stars_are_no_amount_whatever_they_are_taken_for(printed: str) -> None:
    assert values.looks_like_stars(printed)
    assert values.money(printed) == ""


def test_amounts_and_blanks_are_no_stars() -> None:
    assert not values.looks_like_stars("1.00")
    assert not values.looks_like_stars("¥")
    assert not values.looks_like_stars("")


@given(FEN)
def test_every_sum_comes_back_from_its_print(fen: int) -> None:
    plain = format_fen(fen)
    assert values.money(plain) == plain
    assert values.money(f"¥{plain}") == plain
    assert values.money(f"￥{abs(fen) // 100:,}.{abs(fen) % 100:02d}") == format_fen(abs(fen))


@given(st.text())
def test_a_sum_is_one_or_nothing(text: str) -> None:
    assert values.money(text) == "" or parse_fen(values.money(text)) is not None
    assert values.fare(text) == "" or parse_fen(values.fare(text)) is not None


@pytest.mark.parametrize(("printed", "value"), [("242.5元", "242.50"), ("50元", "50.00"), ("¥12.00", "12.00"), ("***", ""), ("元", "")])
def test_fares_may_lack_decimals(printed: str, value: str) -> None:
    assert values.fare(printed) == value


def test_look_alike_letters_count_as_digits_where_only_digits_can_stand() -> None:
    eight = values.digits_of_length(8)
    assert eight("OO0I2345") == "00012345"
    assert eight("No 00012345") == "", "a letter too many is not dropped in silence"
    assert eight("0001234") == ""
    assert values.PARSERS["invoice_number"]("24112000000000004711") == "24112000000000004711"
    assert values.PARSERS["invoice_code"]("01100230011") == ""
    assert values.PARSERS["check_code"]("12345 67890 12345 67890") == "12345678901234567890"


@given(st.dates(date(1994, 1, 1), date(2099, 12, 31)))
def test_every_date_comes_back_from_its_print(day: date) -> None:
    assert values.date(f"{day.year}年{day.month:02d}月{day.day:02d}日") == day.isoformat()
    assert values.date(f"{day:%Y-%m-%d}") == day.isoformat()
    assert values.date(f"{day:%Y%m%d}") == day.isoformat()


@pytest.mark.parametrize("printed", ["2018 0303", "201803-03", "2018-0303", "2018 03 03", "2018年0303日"])
def test_a_date_may_lack_a_mark_between_its_numbers(printed: str) -> None:
    assert values.date(printed) == "2018-03-03"


def test_a_direction_among_numerals_is_ten_thousand() -> None:
    assert values.amount_words("伍拾壹方贰仟陆佰圆整") == "伍拾壹万贰仟陆佰圆整"
    assert values.amount_words("东方公司") == ""


@pytest.mark.parametrize("printed", ["2024年13月01日", "2024年02月30日", "年月日", "", "03月11日"])
def test_what_is_no_day_of_the_calendar_is_no_date(printed: str) -> None:
    assert values.date(printed) == ""


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("⊗壹佰贰拾捌圆陆角整", "壹佰贰拾捌圆陆角整"),
        ("(大写)⑧ 壹佰 贰拾捌圆 陆角整", "壹佰贰拾捌圆陆角整"),
        ("（负数）伍圆整", "（负数）伍圆整"),
        ("(小写)", ""),
        ("价税合计", ""),
        ("", ""),
    ],
)
def test_words_are_taken_without_the_mark_before_them(printed: str, value: str) -> None:
    assert values.amount_words(printed) == value


@given(st.integers(-(10**11), 10**11), st.data())
def test_every_spelling_of_an_amount_is_taken_whole(fen: int, data: st.DataObject) -> None:
    spelling = data.draw(st.sampled_from(spellings(fen)))
    assert values.amount_words(f"⊗{spelling}") == spelling


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        (":海州青禾云图科技有限公司", "海州青禾云图科技有限公司"),
        ("海州青禾云图(集团)有限公司", "海州青禾云图(集团)有限公司"),
        ("海州市税务局(代开机关)", "海州市税务局"),
        ("海州 ABC 有限公司_", "海州 ABC 有限公司"),
        ("---", ""),
    ],
)
def test_names_come_without_the_punctuation_of_their_label(printed: str, value: str) -> None:
    assert values.party(printed) == value


def test_ids_are_letters_and_digits_and_too_few_are_none() -> None:
    assert values.tax_id("９１310115ma1k0b8x8n") == "91310115MA1K0B8X8N"
    assert values.tax_id("13%") == ""


def test_the_cipher_area_keeps_its_alphabet_only() -> None:
    assert values.cipher("03/45<7-8*+ 备>9") == "03/45<7-8*+>9"


@given(st.sampled_from(sorted(values.PARSERS)), st.text())
def test_no_text_upsets_a_parser_and_what_it_gives_it_gives_again(field: str, text: str) -> None:
    parse = values.PARSERS[field]
    value = parse(text)
    assert parse(value) == value
