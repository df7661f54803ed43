"""Templates as people hand them in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import Any

from openpyxl import load_workbook

from intake.domain.invoice_number import write_digital_number
from intake.entries.columns import FIRST_ROW, INVOICE_COLUMNS, INVOICES, ITEM_SHEET_COLUMNS, ITEMS
from intake.entries.template import write_template

Cells = Mapping[str, Any]


def invoice(no: int = 1, **more: Any) -> Cells:
    """One row that is in order."""
    return {
        "row": no,
        "kind": "数电票(普通发票) digital general invoice",
        "invoice_number": write_digital_number(2024, "11", no),
        "issue_date": "2024-03-08",
        "buyer_name": "海州青禾云图科技有限公司",
        "seller_name": "海州望潮餐饮管理(集团)有限公司",
        "amount": 100,
        "tax": 6,
        "total": 106,
        "reason": "影像模糊",
        "without_evidence": "原件遗失",
        **more,
    }


def item(no: int = 1, **more: Any) -> Cells:
    return {"row": no, "name": "*餐饮服务*餐费", "quantity": 1, "unit_price": 100, "amount": 100, "tax_rate": "6%", "tax": 6, **more}


def filled(invoices: Sequence[Cells], items: Sequence[Cells] = ()) -> bytes:
    book = load_workbook(BytesIO(write_template()))
    for name, columns, rows in ((INVOICES, INVOICE_COLUMNS, invoices), (ITEMS, ITEM_SHEET_COLUMNS, items)):
        places = {column.name: place for place, column in enumerate(columns, 1)}
        for row, cells in enumerate(rows, FIRST_ROW):
            for field, value in cells.items():
                book[name].cell(row, places[field]).value = value
    return saved(book)


def saved(book: Any) -> bytes:
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()
