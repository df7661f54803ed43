from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.errors import UnreadableFile
from intake.parties.csv_import import parse_parties_csv
from intake.parties.registry import Origin, Sighting
from tests.builders import BUYER_ID, BUYER_NAME, SELLER_ID, SELLER_NAME

TODAY = date(2024, 6, 1)
HEADING = "name,tax_id,address_phone,bank_account,last_seen"


def test_a_table_with_english_headings() -> None:
    text = f'{HEADING}\n{SELLER_NAME},{SELLER_ID},"海州市某路1号, 010-1",某行 1,2024-03-11\n\n{BUYER_NAME},{BUYER_ID}\n'
    assert parse_parties_csv(text.encode("utf-8-sig"), TODAY) == (
        Sighting(SELLER_NAME, SELLER_ID, date(2024, 3, 11), "海州市某路1号, 010-1", "某行 1", Origin.IMPORTED),
        Sighting(BUYER_NAME, BUYER_ID, TODAY, origin=Origin.IMPORTED),
    )


def test_a_table_as_a_chinese_spreadsheet_saves_it() -> None:
    text = f"供应商名称,备注,统一社会信用代码\r\n{SELLER_NAME},好,{SELLER_ID.lower()}\r\n"
    (sighting,) = parse_parties_csv(text.encode("gb18030"), TODAY)
    assert (sighting.name, sighting.tax_id) == (SELLER_NAME, SELLER_ID)


def test_every_line_at_fault_is_named_and_nothing_is_imported() -> None:
    wrong = SELLER_ID[:-1] + ("0" if SELLER_ID[-1] != "0" else "1")
    rows = [f"{SELLER_NAME},{SELLER_ID}", f",{SELLER_ID}", f"{SELLER_NAME},", f'"两行\n名称",{wrong}', f"{SELLER_NAME},{SELLER_ID},,,明天"]
    with pytest.raises(UnreadableFile) as error:
        parse_parties_csv("\n".join((HEADING, *rows)).encode(), TODAY)
    assert error.value.code == "table_invalid"
    for place in ("Line 3: no name", "line 4: no tax id", f"line 6: the tax id {wrong}", "line 7: 明天"):
        assert place in error.value.message
    assert "第6行" in error.value.message_zh
    assert "line 2" not in error.value.message.lower()


def test_many_faults_are_counted() -> None:
    with pytest.raises(UnreadableFile, match="and 80 more"):
        parse_parties_csv("\n".join((HEADING, *["x,"] * 100)).encode(), TODAY)


@pytest.mark.parametrize("content", [b"", b"\xff\xff\xff", b"name,address\nx,y\n", b'name,tax_id\n"x,y', b"\n\n"])
def test_what_is_no_table_of_parties_is_refused(content: bytes) -> None:
    with pytest.raises(UnreadableFile) as error:
        parse_parties_csv(content, TODAY)
    assert error.value.code == "table_invalid"


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with suppress(UnreadableFile):
        parse_parties_csv(content, TODAY)


@given(st.text(max_size=100))
def test_any_text_below_the_heading_is_read_or_refused(text: str) -> None:
    with suppress(UnreadableFile):
        assert all(sighting.name for sighting in parse_parties_csv(f"{HEADING}\n{text}".encode(errors="replace"), TODAY))
