import csv
import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from intake.upload.differences import differences
from intake.upload.import_tables import HEADINGS, TableLedger, workbook_of
from intake.upload.ledger import Accepted, BusinessKey, Found, Unavailable
from tests.intake.upload.upload_samples import ORIGINAL, TENANT, Clock, entry


@pytest.fixture
def ledger(tmp_path: Path, clock: Clock) -> TableLedger:
    return TableLedger("tables", tmp_path, clock)


def rows(folder: Path) -> list[list[str]]:
    return [row for path in sorted(folder.glob("fapiao-*.csv")) for row in csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline=""))]


def booked(folder: Path, text: str, name: str = "list.csv") -> None:
    (folder / "booked").mkdir(exist_ok=True)
    (folder / "booked" / name).write_text(text, "utf-8")


def test_each_invoice_is_a_row_of_its_day_beside_its_original(ledger: TableLedger, tmp_path: Path, clock: Clock) -> None:
    assert isinstance(ledger.submit(entry(1), ORIGINAL), Accepted)
    ledger.submit(entry(2), ORIGINAL)
    clock.go_on(hours=12)
    ledger.submit(entry(3), ORIGINAL)
    assert [path.name for path in sorted(tmp_path.glob("*.csv"))] == ["fapiao-2024-03-11.csv", "fapiao-2024-03-12.csv"]
    heading, first, second, _, third = rows(tmp_path)
    assert tuple(heading) == HEADINGS
    assert [row[0] for row in (first, second, third)] == [entry(serial).business.key for serial in (1, 2, 3)]
    assert first[9:12] == ["100.00", "6.00", "106.00"]
    assert (tmp_path / "originals" / first[-1]).read_bytes() == ORIGINAL


def test_the_same_revision_again_is_the_same_row_even_on_another_day(ledger: TableLedger, tmp_path: Path, clock: Clock) -> None:
    ledger.submit(entry(), ORIGINAL)
    clock.go_on(days=1)
    assert isinstance(ledger.submit(entry(), ORIGINAL), Accepted)
    assert len(rows(tmp_path)) == 2


def test_a_row_that_was_cut_off_by_a_kill_is_written_anew(ledger: TableLedger, tmp_path: Path) -> None:
    ledger.submit(entry(1), ORIGINAL)
    (path,) = tmp_path.glob("fapiao-*.csv")
    path.write_bytes(path.read_bytes() + b"24112000,half")
    ledger.submit(entry(2), ORIGINAL)
    assert [len(row) for row in rows(tmp_path)] == [len(HEADINGS)] * 3


def test_names_that_spreadsheets_would_run_are_harmless_and_line_breaks_gone(ledger: TableLedger, tmp_path: Path) -> None:
    evil = replace(entry(), fields={**entry().fields, "seller_name": "=cmd|'/c calc'!A0", "buyer_name": "一\n二"})
    ledger.submit(evil, ORIGINAL)
    assert rows(tmp_path)[1][5] == "'=cmd|'/c calc'!A0"
    assert rows(tmp_path)[1][7] == "一 二"
    (path,) = tmp_path.glob("fapiao-*.csv")
    with zipfile.ZipFile(io.BytesIO(workbook_of(path.read_bytes()))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml")
        assert b"<f>" not in sheet
        assert entry().business.key in book.read("xl/sharedStrings.xml").decode()


def test_what_the_programs_own_list_shows_is_found_by_key_or_by_code_and_number(ledger: TableLedger, tmp_path: Path) -> None:
    assert ledger.find(entry().business) == Found()
    booked(tmp_path, f"凭证号,发票代码,发票号码,价税合计,金额\n记-12,,{entry().business.number},106.00,100.00\n记-13,011002400111,00012345,8.00,\n")
    found = ledger.find(entry().business)
    assert isinstance(found, Found)
    assert found.entries[0].their_id == "记-12"
    assert differences(entry(), found.entries[0]) == ()
    assert ledger.find(BusinessKey(TENANT, "011002400111-00012345", "011002400111", "00012345")) != Found()


def test_a_newer_list_is_read_and_another_voucher_is_another_booking(ledger: TableLedger, tmp_path: Path) -> None:
    booked(tmp_path, f"凭证号,发票号码,价税合计\n记-12,{entry().business.number},106.00\n")
    ledger.find(entry().business)
    booked(tmp_path, f"凭证号,发票号码,价税合计\n记-12,{entry().business.number},106.00\n记-20,{entry().business.number},106.00\n", "later.csv")
    found = ledger.find(entry().business)
    assert isinstance(found, Found)
    assert {each.their_id for each in found.entries} == {"记-12", "记-20"}


def test_a_list_without_the_columns_that_prove_something_is_told(ledger: TableLedger, tmp_path: Path) -> None:
    booked(tmp_path, "一,二\n1,2\n")
    answer = ledger.find(entry().business)
    assert isinstance(answer, Unavailable)
    assert "missing" in answer.message


def test_a_folder_that_is_not_there_is_no_loss(tmp_path: Path, clock: Clock) -> None:
    assert isinstance(TableLedger("tables", tmp_path / "none", clock).submit(entry(), ORIGINAL), Unavailable)
