"""A template that was filled in is read back, every row of it, and hostile files are refused."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from intake.entries.columns import FIRST_ROW, HELP, INVOICES, ITEMS, NAMES_ROW
from intake.entries.entry import Entry
from intake.entries.form import read_form
from intake.entries.sheet import SheetRow, read_sheet
from intake.entries.template import write_template
from intake.errors import IntakeError, RefusedFile, UnreadableFile
from tests.intake.entries.filled import filled, invoice, item, saved


def only(rows: tuple[SheetRow, ...]) -> SheetRow:
    (row,) = rows
    return row


def problems(content: bytes) -> list[tuple[str, int, str]]:
    return [(problem.sheet, problem.row, problem.field) for row in read_sheet(content) for problem in row.problems]


def test_an_empty_template_has_no_rows_and_both_languages() -> None:
    assert read_sheet(write_template()) == ()
    book = load_workbook(BytesIO(write_template()))
    sheet = book[INVOICES]
    assert [sheet.cell(1, 4).value, sheet.cell(2, 4).value, sheet.cell(3, 4).value] == ["发票号码 *", "invoice number *", "invoice_number"]
    assert book[HELP].cell(2, 1).value and book[HELP].cell(2, 2).value
    assert any(rule.type == "list" for rule in sheet.data_validations.dataValidation)


def test_a_row_with_its_lines_is_an_entry() -> None:
    row = only(read_sheet(filled([invoice(issue_date=date(2024, 3, 8), amount=100.5, total=106.5)], [item(), item(name="*餐饮服务*酒水")])))
    assert row.typed is not None and row.item_rows == (FIRST_ROW, FIRST_ROW + 1)
    entry = read_form(row.typed)
    assert isinstance(entry, Entry)
    assert (entry.fields["issue_date"], entry.fields["amount"], len(entry.items)) == ("2024-03-08", "100.50", 2)


def test_every_row_is_accounted_for() -> None:
    rows = read_sheet(filled([invoice(1), invoice(2), invoice(2), {"row": 7}], [item(1), item(2), item(9)]))
    assert [(row.sheet, row.row) for row in rows] == [(INVOICES, 4), (INVOICES, 5), (INVOICES, 6), (INVOICES, 7), (ITEMS, 6)]
    assert [row.typed is not None for row in rows] == [True, True, False, True, False]
    assert problems(filled([invoice(1), invoice(1)], [item(9)])) == [(INVOICES, 5, "row"), (ITEMS, 4, "row")]


def test_formulas_errors_and_lost_digits_are_told_where_they_stand() -> None:
    content = filled(
        [invoice(1, total="=K4+L4"), invoice(2, tax="#REF!"), invoice(3, invoice_number=24112000000000000017), invoice(4, invoice_number=123456)],
        [item(1, amount="=1+1")],
    )
    assert problems(content) == [
        (INVOICES, 4, "total"),
        (ITEMS, 4, "amount"),
        (INVOICES, 5, "tax"),
        (INVOICES, 6, "invoice_number"),
        (INVOICES, 7, "invoice_number"),
    ]


def test_columns_may_be_moved_but_not_renamed() -> None:
    book = load_workbook(BytesIO(filled([invoice()])))
    book[INVOICES].insert_cols(3)
    assert only(read_sheet(saved(book))).typed == only(read_sheet(filled([invoice()]))).typed
    book[INVOICES].cell(NAMES_ROW, 5).value = "number"
    with pytest.raises(UnreadableFile, match="third row"):
        read_sheet(saved(book))


def test_another_version_is_refused() -> None:
    book = load_workbook(BytesIO(filled([invoice()])))
    for row in book[INVOICES].iter_rows(min_row=NAMES_ROW, max_row=NAMES_ROW):
        for cell in row:
            if cell.value and str(cell.value).startswith("fapiao-entry-template"):
                cell.value = "fapiao-entry-template 2"
    with pytest.raises(UnreadableFile, match="version"):
        read_sheet(saved(book))


def test_a_template_without_its_sheet_is_refused() -> None:
    book = load_workbook(BytesIO(write_template()))
    del book[INVOICES]
    with pytest.raises(UnreadableFile, match="no sheet"):
        read_sheet(saved(book))


def changed(content: bytes, member: str, part: bytes) -> bytes:
    """The same archive with another content of one member."""
    buffer = BytesIO()
    with ZipFile(BytesIO(content)) as source, ZipFile(buffer, "w", ZIP_DEFLATED) as target:
        for info in source.infolist():
            target.writestr(info.filename, part if info.filename == member else source.read(info))
        if member not in source.namelist():
            target.writestr(member, part)
    return buffer.getvalue()


BOMB = b"<sst>" + b" " * (40 << 20) + b"</sst>"
ENTITIES = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>&b;</t></si></sst>'


@pytest.mark.parametrize(
    "content",
    [
        changed(write_template(), "xl/sharedStrings.xml", BOMB),
        changed(write_template(), "xl/sharedStrings.xml", ENTITIES),
        changed(write_template(), "xl/sharedStrings.xml", ENTITIES.decode().encode("utf-16-le")),
        changed(write_template(), "xl/vbaProject.bin", b"program"),
        b"PK\x03\x04" + b" " * (5 << 20),
    ],
    ids=["bomb", "entities", "entities-utf-16", "macros", "too-large"],
)
def test_hostile_files_are_refused_before_they_are_opened(content: bytes) -> None:
    with pytest.raises(RefusedFile, match="spreadsheet_refused"):
        read_sheet(content)


@pytest.mark.parametrize(
    "content",
    [b"", b"no,xlsx", b"PK\x03\x04 broken", changed(write_template(), "xl/workbook.xml", b"<x"), changed(write_template(), "xl/worksheets/sheet1.xml", b"<x")],
)
def test_damaged_files_are_told_apart_from_templates(content: bytes) -> None:
    with pytest.raises(UnreadableFile, match="template_not_usable"):
        read_sheet(content)


def test_a_cell_far_away_costs_nothing() -> None:
    book = load_workbook(BytesIO(filled([invoice()])))
    book[INVOICES].cell(1_048_576, 16_384).value = "far"
    assert len(read_sheet(saved(book))) == 1


@settings(max_examples=60, deadline=None)
@given(st.integers(min_value=0), st.binary(min_size=1, max_size=30))
def test_any_damage_is_an_error_with_a_code(place: int, noise: bytes) -> None:
    content = bytearray(TEMPLATE)
    at = place % len(content)
    content[at : at + len(noise)] = noise
    try:
        read_sheet(bytes(content))
    except IntakeError as error:
        assert error.code in ("template_not_usable", "spreadsheet_refused")


TEMPLATE = write_template()
