from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.dates import read_date, read_date_time, read_iso_date, read_time

DAYS = st.dates(date(1994, 1, 1), date(2098, 12, 31))


@given(
    DAYS,
    st.sampled_from(
        ["{0.year}年{0:%m}月{0:%d}日", "{0.year}年{0.month}月{0.day}日", "{0.year} 年 {0:%m} 月 {0:%d} 日", "{0:%Y-%m-%d}", "{0:%Y%m%d}", "{0:%Y.%m.%d}"]
    ),
)
def test_printed_forms_read_back(day: date, form: str) -> None:
    assert read_date(form.format(day)) == day
    assert read_date("开票日期:" + form.format(day)) == day


@given(DAYS)
def test_the_form_of_results_reads_back(day: date) -> None:
    assert read_iso_date(day.isoformat()) == day


@pytest.mark.parametrize(
    ("printed", "day"),
    [
        ("２０２４年０３月１１日", date(2024, 3, 11)),
        ("2O24年03月l1日", date(2024, 3, 11)),
        ("2018 03月11日", date(2018, 3, 11)),
        ("2024年0311日", date(2024, 3, 11)),
        ("202403月11日", date(2024, 3, 11)),
        ("2024/3/1", date(2024, 3, 1)),
    ],
)
def test_readers_mistakes_between_the_numbers_do_not_matter(printed: str, day: date) -> None:
    assert read_date(printed) == day


@pytest.mark.parametrize("printed", ["", "2024年13月01日", "2023年02月29日", "24年3月1日", "开票日期", "12345678901234567890"])
def test_what_is_no_day_of_the_calendar_is_none(printed: str) -> None:
    assert read_date(printed) is None


def test_times_are_read_with_two_digits() -> None:
    assert read_time("9:05开") == "09:05"
    assert read_time("25:00") is None
    assert read_date_time("2024年03月11日 9:05开") == "2024-03-11 09:05"
    assert read_date_time("2024年03月11日") is None


@given(st.text(alphabet="0123456789年月日-/.: OlI|时分开〇", max_size=24))
def test_any_text_is_taken_without_an_exception(text: str) -> None:
    read_date(text)
    read_time(text)
    read_iso_date(text)
