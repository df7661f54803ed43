from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.corrections import Correction, Witness
from intake.corrections_csv import parse_corrections_csv
from intake.errors import UnreadableFile
from intake.invoice import Kind

SHA = "0123456789abcdef" * 4
HEADING = "document,page,index,field,before,after,who,when,witness,kind,raw_confidence"


def test_a_table_of_corrections() -> None:
    text = f"{HEADING}\n{SHA.upper()},2,1,total,108.00,106.00,wang,2026-11-03 12:00,,digital_general,0.83\n{SHA},,,tax,,6.00,查验,2026-11-03T04:00:00+00:00,verification,,\n"
    noon = datetime(2026, 11, 3, 4, tzinfo=UTC)
    assert parse_corrections_csv(text.encode()) == (
        Correction(SHA, 2, 1, "total", "108.00", "106.00", Witness.PERSON, "wang", noon, Kind.DIGITAL_GENERAL, 0.83),
        Correction(SHA, 1, 0, "tax", "", "6.00", Witness.VERIFICATION, "查验", noon),
    )


def test_a_chinese_table_names_fields_as_they_are_printed() -> None:
    text = f"文件摘要,栏目,更正前,更正后,更正人,更正时间,来源\n{SHA},价税合计,108.00,106.00,王,2026-11-03,人工\n"
    (correction,) = parse_corrections_csv(text.encode("gb18030"))
    assert (correction.field, correction.who, correction.witness) == ("total", "王", Witness.PERSON)
    assert correction.when.utcoffset() is not None


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("abc,1,0,total,1,2,wang,2026-11-03,,,", "sha256"),
        (f"{SHA},0,0,total,1,2,wang,2026-11-03,,,", "page counts from 1"),
        (f"{SHA},1,0,colour,1,2,wang,2026-11-03,,,", "no field is called 'colour'"),
        (f"{SHA},1,0,total,1,2,,2026-11-03,,,", "who is empty"),
        (f"{SHA},1,0,total,1,2,wang,yesterday,,,", "is no time"),
        (f"{SHA},1,0,total,1,2,wang,2026-11-03,parrot,,", "witness is person or verification"),
        (f"{SHA},1,0,total,1,2,wang,2026-11-03,,papyrus,", "no kind"),
        (f"{SHA},1,0,total,1,2,wang,2026-11-03,,,1.5", "from 0 to 1"),
    ],
)
def test_what_is_wrong_with_a_line_is_said(row: str, why: str) -> None:
    good = f"{SHA},1,0,total,1,2,wang,2026-11-03,,,"
    with pytest.raises(UnreadableFile, match="Line 3") as error:
        parse_corrections_csv(f"{HEADING}\n{good}\n{row}\n".encode())
    assert why in error.value.message


def test_a_table_without_a_needed_column_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="after"):
        parse_corrections_csv(b"document,field,before,who,when\n")


@given(st.text(max_size=120))
def test_any_text_below_the_heading_is_read_or_refused(text: str) -> None:
    with suppress(UnreadableFile):
        parse_corrections_csv(f"{HEADING}\n{text}".encode(errors="replace"))
