"""Lists as people export them: what is taken of them, and what is refused with its line and column."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
import xlsxwriter  # type: ignore[import-untyped]
from hypothesis import given
from hypothesis import strategies as st

from intake.domain.money import format_fen
from intake.errors import IntakeError, RefusedFile, UnreadableFile
from intake.upload.list_columns import SPELLINGS, column_of, stands
from intake.upload.list_file import ListKind, ListLine, Told, read_list
from intake.upload.listing import Span

BUREAU = Told(ListKind.BUREAU)
DIGITAL, CODE, SHORT = "24112000000000004711", "011002300111", "00123456"
SELLER, BUYER = "91310115MA1K0B8X1X", "91110108MA00A1B2XX"


def lines(content: bytes, told: Told = BUREAU) -> tuple[ListLine, ...]:
    return read_list(content, told).lines


def workbook(*sheets: list[list[Any]]) -> bytes:
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for rows in sheets:
            sheet = book.add_worksheet()
            for number, row in enumerate(rows):
                for place, cell in enumerate(row):
                    if isinstance(cell, date):
                        sheet.write_datetime(number, place, cell, day)
                    elif isinstance(cell, str) and not cell.startswith("="):
                        sheet.write_string(number, place, cell)
                    else:
                        sheet.write(number, place, cell)
    return buffer.getvalue()


TAX_ACCOUNT = [
    ["全量发票查询导出结果"],
    ["序号", "发票代码", "发票号码", "数电票号码", "销方识别号", "销方名称", "购方识别号", "开票日期", "金额", "税额", "价税合计", "发票状态", "是否正数发票"],
    ["1", "", "", DIGITAL, SELLER, "海州望潮餐饮", BUYER, "2024-03-08 10:11:12", "100.00", "6.00", "106.00", "正常", "是"],
    ["2", CODE, SHORT, "", SELLER, "海州望潮餐饮", BUYER, "2024-03-09", "-100", "-6", "-106", "已红冲-全额", "否"],
    ["合计", "", "", "", "", "", "", "", "0.00", "0.00", "0.00", "", ""],
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_an_export_of_the_tax_account_is_taken_below_its_title_and_without_its_sums(encoding: str) -> None:
    content = "\r\n".join(",".join(row) for row in TAX_ACCOUNT).encode(encoding)
    read = read_list(content, BUREAU)
    first, second = read.lines
    assert (first.key, first.issue_date, first.amount, first.tax, first.total, first.stands) == (DIGITAL, date(2024, 3, 8), 10_000, 600, 10_600, True)
    assert (second.key, second.total, second.stands) == (f"{CODE}-{SHORT}", -10_600, False)
    assert (first.seller_tax_id, first.seller_name, first.buyer_tax_id, first.line) == (SELLER, "海州望潮餐饮", BUYER, 3)
    assert read.span == Span(date(2024, 3, 8), date(2024, 3, 9))
    assert (sorted(read.buyers), sorted(read.sellers)) == ([BUYER], [])


def test_a_spreadsheet_says_the_same_as_its_csv() -> None:
    by_csv = lines("\r\n".join(",".join(row) for row in TAX_ACCOUNT).encode())
    assert lines(workbook(TAX_ACCOUNT)) == by_csv


def test_numbers_and_days_of_a_spreadsheet_are_taken_with_the_zeros_that_it_cut() -> None:
    rows: list[list[Any]] = [["发票代码", "发票号码", "开票日期", "价税合计(元)"], [int(CODE), int(SHORT), date(2024, 3, 9), 106.1]]
    (line,) = lines(workbook(rows))
    assert (line.key, line.issue_date, line.total) == (f"{CODE}-{SHORT}", date(2024, 3, 9), 10_610)


def test_the_sheet_with_a_line_for_each_invoice_is_taken_before_that_of_its_goods() -> None:
    goods: list[list[Any]] = [["数电票号码", "开票日期", "货物或应税劳务名称", "金额", "税额", "价税合计"], [DIGITAL, "2024-03-08", "餐费", "50", "3", "53"]]
    invoices = [["数电票号码", "开票日期", "金额", "税额", "价税合计"], [DIGITAL, "2024-03-08", "100", "6", "106"]]
    (line,) = lines(workbook([["说明"]], goods, invoices))
    assert line.total == 10_600
    twice: list[list[Any]] = [*goods, goods[1]]
    (summed,) = lines(workbook(twice))
    assert (summed.amount, summed.tax, summed.total) == (10_000, 600, 10_600)


def test_a_paper_invoice_of_the_digital_kind_has_both_of_its_names() -> None:
    (line,) = lines(f"发票代码,发票号码,数电票号码,开票日期,价税合计\n{CODE},{SHORT},{DIGITAL},2024-03-08,1.00\n".encode())
    assert (line.key, line.other_key) == (DIGITAL, f"{CODE}-{SHORT}")


def test_digits_that_programs_keep_as_text_are_digits() -> None:
    for written in (f"'{DIGITAL}", f"\t{DIGITAL}", f'"=""{DIGITAL}"""', f" {DIGITAL} "):
        (line,) = lines(f"发票号码,开票日期,价税合计\n{written},2024-03-08,1.00\n".encode())
        assert line.key == DIGITAL


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        (f"{DIGITAL},2024-03-08,abc,正常", "价税合计", "is no sum"),
        (f"{DIGITAL},8 March,1.00,正常", "开票日期", "is no date"),
        (f"{DIGITAL},,1.00,正常", "开票日期", "is missing"),
        (",2024-03-08,1.00,正常", "发票号码", "is missing"),
        ("00123456,2024-03-08,1.00,正常", "发票号码", "needs its code"),
        ("2.4112E+19,2024-03-08,1.00,正常", "发票号码", "lost digits"),
        (f"{DIGITAL},2024-03-08,1.00,怪", "发票状态", "none of"),
    ],
)
def test_what_is_wrong_is_told_with_its_line_and_column_and_nothing_is_taken(row: str, column: str, words: str) -> None:
    content = f"发票号码,开票日期,价税合计,发票状态\n{DIGITAL[:-1]}2,2024-03-08,1.00,正常\n{row}\n".encode()
    with pytest.raises(UnreadableFile) as caught:
        lines(content)
    assert caught.value.code == "table_invalid"
    assert "line 3" in caught.value.message.lower() and column in caught.value.message and words in caught.value.message
    assert "第3行" in caught.value.message_zh and column in caught.value.message_zh


def test_lost_digits_and_formulas_of_a_spreadsheet_are_told() -> None:
    heading = ["数电票号码", "开票日期", "价税合计"]
    for cell, words in ((float(DIGITAL), "lost digits"), ("=A1", "is a formula")):
        with pytest.raises(UnreadableFile, match=words):
            lines(workbook([heading, [cell, "2024-03-08", "1.00"]]))


def test_the_same_invoice_twice_with_other_values_is_a_fault_and_in_a_ledgers_list_two_bookings() -> None:
    content = f"发票号码,开票日期,价税合计\n{DIGITAL},2024-03-08,1.00\n{DIGITAL},2024-03-08,2.00\n".encode()
    with pytest.raises(UnreadableFile, match=r"line 2 again|again, with other values"):
        lines(content)
    assert len(lines(content.replace(b"2.00", b"1.00"))) == 1
    assert len(lines(content, Told(ListKind.LEDGER))) == 2


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"name,colour\nx,y\n",
        b"PK\x03\x04 broken",
        b"\xd0\xcf\x11\xe0 an old one",
        "发票号码,价税合计\n".encode(),
        f"发票号码,价税合计\n{DIGITAL},1.00\n".encode(),
    ],
    ids=["empty", "other", "broken", "xls", "nothing", "no dates"],
)
def test_what_is_no_list_is_refused_with_what_to_do(content: bytes) -> None:
    with pytest.raises(UnreadableFile) as caught:
        lines(content)
    assert caught.value.code == "list_not_usable"
    assert "docs/reconciliation.md" in caught.value.message


def test_a_list_without_dates_is_taken_where_it_is_told_what_it_covers() -> None:
    told = Told(ListKind.BUREAU, date(2024, 3, 1), date(2024, 3, 31))
    assert read_list(f"发票号码,价税合计\n{DIGITAL},1.00\n".encode(), told).span == Span(date(2024, 3, 1), date(2024, 3, 31))


def test_a_statement_covers_its_supplier_alone_and_must_say_who_that_is() -> None:
    content = f"发票号码,开票日期,价税合计\n{DIGITAL},2024-03-08,1.00\n".encode()
    with pytest.raises(UnreadableFile, match="whose statement"):
        lines(content, Told(ListKind.STATEMENT))
    assert read_list(content, Told(ListKind.STATEMENT, seller_tax_id=SELLER.lower())).sellers == {SELLER}


def test_a_spreadsheet_that_could_do_harm_is_not_opened() -> None:
    content = BytesIO()
    with ZipFile(content, "w") as archive:
        archive.writestr("[Content_Types].xml", "<!DOCTYPE x [<!ENTITY a 'b'>]><x/>")
    with pytest.raises(RefusedFile):
        lines(content.getvalue())


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("正常", True),
        ("", True),
        ("已作废", False),
        ("作废", False),
        ("已红冲-全额", False),
        ("已红冲-部分", True),
        ("部分红冲", True),
        ("未作废", True),
        ("非正常", True),
        ("Void", False),
        ("什么", None),
    ],
)
def test_states_mean_whether_an_invoice_stands(said: str, meant: bool | None) -> None:
    assert stands(said) is meant


@given(
    st.sampled_from([(column, spelling) for column, spellings in SPELLINGS.items() for spelling in spellings]),
    st.sampled_from(["{}", " {} ", "{}（元）", "*{}"]),
)
def test_headings_are_known_however_they_are_set(known: tuple[str, str], form: str) -> None:
    column, spelling = known
    assert column_of(form.format(spelling)) == column


@given(st.binary(max_size=400))
def test_whatever_bytes_come_there_is_a_list_or_a_sentence(content: bytes) -> None:
    for told in (BUREAU, Told(ListKind.LEDGER)):
        try:
            read_list(content, told)
        except IntakeError as error:
            assert error.message and error.message_zh


@given(st.lists(st.tuples(st.integers(0, 10**12), st.integers(-(10**9), 10**9)), min_size=1, max_size=20, unique_by=lambda each: each[0]))
def test_every_line_is_taken_as_it_is_written(pairs: list[tuple[int, int]]) -> None:
    rows = "".join(f"2411{serial:016d},2024-03-08,{format_fen(total)}\n" for serial, total in pairs)
    read = lines(f"发票号码,开票日期,价税合计\n{rows}".encode())
    assert [(line.key, line.total) for line in read] == [(f"2411{serial:016d}", total) for serial, total in pairs]
