"""The columns of the offline template, and what people call them."""

from __future__ import annotations

from dataclasses import dataclass

from intake.entries.form import CELL_LABELS
from intake.kinds.fields import FIELD_LABELS

INVOICES, ITEMS, HELP, LISTS = "发票 Invoices", "明细 Items", "填写说明 Help", "列表"
VERSION = "fapiao-entry-template 1"
"""In the last cell of the row of names; another number is refused."""
FIRST_ROW = 4
"""Counts from 1: above it stand Chinese labels, English labels and the names that programs read."""
NAMES_ROW = 3
MOST_ROWS = 2_000
"""Of a sheet."""
ROW = "row"
"""Joins lines of goods to their invoice."""


@dataclass(frozen=True)
class Column:
    name: str
    """What the row of names holds."""
    zh: str
    en: str
    width: int = 16
    needed: bool = False


def _field(name: str, width: int = 16, *, needed: bool = False) -> Column:
    label = FIELD_LABELS[name]
    return Column(name, label.zh, label.en, width, needed)


INVOICE_COLUMNS: tuple[Column, ...] = (
    Column(ROW, "序号", "no.", 6, needed=True),
    Column("kind", "发票种类", "kind", 26, needed=True),
    _field("invoice_code"),
    _field("invoice_number", 24, needed=True),
    _field("issue_date", 12, needed=True),
    _field("check_code", 24),
    _field("buyer_name", 30),
    _field("buyer_tax_id", 22),
    _field("seller_name", 30, needed=True),
    _field("seller_tax_id", 22),
    _field("amount", 14),
    _field("tax", 12),
    _field("total", 14, needed=True),
    _field("total_in_words", 24),
    _field("ticket_number"),
    _field("drawer", 10),
    _field("remarks", 30),
    Column("reason", "补录原因", "why it is entered by hand", 30, needed=True),
    Column("evidence", "凭据文件编号", "document id of the evidence", 38),
    Column("without_evidence", "无凭据原因", "or why there is none", 30),
)
ITEM_SHEET_COLUMNS: tuple[Column, ...] = (
    Column(ROW, "发票序号", "no. of the invoice", 8, needed=True),
    *(
        Column(name, *CELL_LABELS[name], width=30 if name == "name" else 14)
        for name in ("name", "specification", "unit", "quantity", "unit_price", "amount", "tax_rate", "tax")
    ),
)
FIELD_COLUMNS = frozenset(column.name for column in INVOICE_COLUMNS) - {ROW, "kind", "reason", "evidence", "without_evidence"}
