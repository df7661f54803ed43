"""Many invoices at once: JSON Lines, CSV, XLSX."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response
from sqlalchemy.orm import Session

from api.access import Requires
from api.answers import MANY
from api.downloads import MOST_ROWS, download, note_taken, workbook
from api.export_rows import Headings, csv_text, heading, row_of, write_xlsx
from api.http_door import DoorDep, HttpDoor
from api.invoice_query import Filters, query_of
from api.invoice_views import InvoiceBrief, invoice_briefs, standing_values
from api.json_answers import to_json
from intake.people.caller import Caller
from intake.people.scopes import Scope
from intake.result import Result
from intake.spreadsheet_cells import BOM
from intake.store.field_values import values_said
from intake.store.invoices import StoredInvoice, result_of_invoice
from intake.store.search import InvoiceQuery, Order, search_invoices

router = APIRouter(prefix="/v1/exports", tags=["invoices"])

Exporter = Annotated[Caller, Depends(Requires(Scope.EXPORT))]
_PAGE = 500


Row = TypeVar("Row")


class ExportFormat(StrEnum):
    JSONL = "jsonl"
    CSV = "csv"
    XLSX = "xlsx"


MEDIA_TYPES = {
    ExportFormat.JSONL: "application/x-ndjson",
    ExportFormat.CSV: "text/csv; charset=utf-8",
    ExportFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_FILES: dict[int | str, dict[str, Any]] = {
    200: {"content": {name.partition(";")[0]: {"schema": {"type": "string", "contentMediaType": name.partition(";")[0]}} for name in MEDIA_TYPES.values()}}
}


@dataclass(frozen=True)
class _Line:
    """One line of JSON Lines."""

    invoice: InvoiceBrief
    fields: dict[str, str | None]
    """The values that stand."""
    items: list[Result]
    findings: list[Result]


@router.get("/invoices.{extension}", summary="Export invoices", operation_id="exportInvoices", response_class=Response, responses={**_FILES, **MANY})
def export(
    extension: ExportFormat,
    caller: Exporter,
    door: DoorDep,
    filters: Filters,
    headings: Annotated[Headings, Query(description="First row of CSV and XLSX")] = Headings.NAMES,
) -> Response:
    """All that fit, oldest first. CSV and XLSX have a row for each invoice; JSON Lines have all its fields, lines of goods and findings besides. Who took what is noted."""
    query = query_of(filters, caller)
    name = f"invoices.{extension.value}"
    note_taken(door, caller, name, asdict(query))
    if extension is ExportFormat.XLSX:
        content: Iterator[bytes] = _xlsx(door, caller, query, headings)
    elif extension is ExportFormat.CSV:
        content = _csv(door, caller, query, headings)
    else:
        content = _json_lines(door, caller, query)
    return download(content, f'attachment; filename="{name}"', MEDIA_TYPES[extension])


def _csv(door: HttpDoor, caller: Caller, query: InvoiceQuery, headings: Headings) -> Iterator[bytes]:
    yield (BOM + csv_text([heading(headings)])).encode()
    for briefs in _briefs(door, caller, query):
        yield csv_text(map(row_of, briefs)).encode()


def _json_lines(door: HttpDoor, caller: Caller, query: InvoiceQuery) -> Iterator[bytes]:
    for lines in _pages(door, caller, query, _lines):
        yield b"".join(to_json(line) + b"\n" for line in lines)


def _xlsx(door: HttpDoor, caller: Caller, query: InvoiceQuery, headings: Headings) -> Iterator[bytes]:
    rows = (row_of(brief) for briefs in _briefs(door, caller, query) for brief in briefs)
    return workbook(lambda path: write_xlsx(path, headings, rows, MOST_ROWS))


def _briefs(door: HttpDoor, caller: Caller, query: InvoiceQuery) -> Iterator[list[InvoiceBrief]]:
    return _pages(door, caller, query, invoice_briefs)


def _lines(session: Session, caller: Caller, invoices: Sequence[StoredInvoice]) -> list[_Line]:
    lines = []
    for invoice, brief in zip(invoices, invoice_briefs(session, caller, invoices), strict=True):
        result = result_of_invoice(session, caller.tenant, invoice.id) or {}
        fields = standing_values(values_said(session, caller.tenant, invoice.id))
        lines.append(_Line(brief, fields, result.get("items", []), result.get("findings", [])))
    return lines


def _pages(door: HttpDoor, caller: Caller, query: InvoiceQuery, made: Callable[[Session, Caller, Sequence[StoredInvoice]], list[Row]]) -> Iterator[list[Row]]:
    """A transaction for each page, so that a long download holds none."""
    after = None
    while True:
        with door.backend.database.read() as session:
            page = search_invoices(session, caller.tenant, query, limit=_PAGE, after=after, order=Order.OLDEST_FIRST)
            rows = made(session, caller, page.invoices)
        yield rows
        if page.next is None:
            return
        after = page.next
