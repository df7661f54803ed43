from hypothesis import given
from hypothesis import strategies as st

from intake.domain.names import clean_text, comparison_key, fold_width


def test_digits_and_letters_become_half_width_and_brackets_stay() -> None:
    assert fold_width("（ＡＢ１２ｃ）") == "（AB12c）"


def test_padding_goes_and_inner_blanks_of_latin_text_stay() -> None:
    assert clean_text("　某 某　公司 ") == "某某公司"
    assert clean_text("iPhone 16  Pro") == "iPhone 16 Pro"
    assert clean_text("型号 A 1") == "型号 A 1"


def test_lines_stay_lines() -> None:
    assert clean_text("第一行 \n 第二行\n") == "第一行\n第二行"


def test_two_printings_of_one_name_compare_equal() -> None:
    assert comparison_key("示例（上海）有限公司") == comparison_key("示例(上海) 有限公司")
    assert comparison_key("示例有限公司") != comparison_key("示例公司")


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = clean_text(text)
    assert clean_text(once) == once
    comparison_key(text)
