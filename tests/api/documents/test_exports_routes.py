"""Exports: everything that fits, in three forms, and nothing in them that a spreadsheet runs."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile

from hypothesis import given
from hypothesis import strategies as st

from api.export_rows import COLUMNS, csv_text
from intake.fake_pipeline import number_of
from intake.people.scopes import Scope
from intake.spreadsheet_cells import BOM
from intake.state import Role
from intake.store.audit import AuditEvent, AuditSubject, audit_of
from tests.api.documents.conftest import DoorService, code, pdf
from tests.api.documents.test_invoices_routes import correct, found
from tests.intake.store.samples import TENANT


def sheet_of(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        return book.read("xl/worksheets/sheet1.xml").decode()


def test_all_that_fit_are_exported_in_each_form(service: DoorService) -> None:
    finance = service.person("zhao", Role.FINANCE)
    one, two = found(service, finance, "one", "two")
    correct(finance, two, seller_name='=HYPERLINK("http://x")', total="-50.00")
    table = finance.get("/v1/exports/invoices.csv")
    assert table.headers["content-disposition"] == 'attachment; filename="invoices.csv"' and table.text.startswith(BOM)
    rows = list(csv.DictReader(io.StringIO(table.text.removeprefix(BOM))))
    assert [row["id"] for row in rows] == [one, two] and tuple(rows[0]) == COLUMNS
    assert (rows[0]["invoice_number"], rows[0]["total"], rows[1]["total"]) == (number_of(pdf("one")), "106.00", "-50.00")
    assert rows[1]["seller_name"].startswith("'=")
    lines = [json.loads(line) for line in finance.get("/v1/exports/invoices.jsonl", params={"total_from": "0"}).text.splitlines()]
    assert [(line["invoice"]["id"], line["fields"]["total"]) for line in lines] == [(one, "106.00")]
    sheet = sheet_of(finance.get("/v1/exports/invoices.xlsx", params={"headings": "zh"}).content)
    assert "发票号码" in sheet and "<f>" not in sheet and "=HYPERLINK" in sheet and re.search(r"<v>-50(\.0+)?</v>", sheet)


def test_who_took_what_is_noted_before_it_leaves(service: DoorService) -> None:
    service.person("zhao", Role.FINANCE).get("/v1/exports/invoices.csv", params={"total_from": "5.00", "state": "in_review"})
    with service.backend.database.read() as session:
        (entry,) = audit_of(session, TENANT, AuditSubject.EXPORT, "invoices.csv")
    assert entry.who.startswith("user:")
    assert entry.event is AuditEvent.TAKEN
    assert "500" in entry.after.values()
    assert "in_review" in str(entry.after)


def test_an_export_needs_its_own_right(service: DoorService) -> None:
    assert code(service.person("zhao", Role.REVIEWER).get("/v1/exports/invoices.csv")) == (403, "not_permitted")
    assert code(service.key(Scope.EXPORT).get("/v1/exports/invoices.pdf")) == (422, "not_as_described")


def test_a_key_that_sees_only_its_own_exports_only_its_own(service: DoorService) -> None:
    found(service, service.phone("wang"), "of wang")
    key = service.key(Scope.EXPORT, Scope.READ_OWN, Scope.UPLOAD_OWN)
    (own,) = found(service, key, "of the key")
    assert [json.loads(line)["invoice"]["id"] for line in key.get("/v1/exports/invoices.jsonl").text.splitlines()] == [own]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=1, max_size=4))
def test_any_text_comes_through_csv_and_begins_no_formula(cells: list[str]) -> None:
    (row,) = list(csv.reader(io.StringIO(csv_text([cells]), newline="")))
    for read, cell in zip(row, cells, strict=True):
        assert read in (cell, f"'{cell}")
        assert not read or read[0] not in "=+-@\t\r" or re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", read)
