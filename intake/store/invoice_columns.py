"""From the values of an invoice to the columns it is searched by, and to the key that tells it from all others. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from intake.domain.dates import read_iso_date
from intake.domain.money import parse_fen
from intake.domain.names import comparison_key
from intake.store.tables import SHORT, InvoiceRow

_DIGITAL_NUMBER = re.compile(r"[0-9]{20}")
_LARGEST_FEN = 2**63 - 1
"""Of a BIGINT column; what is larger is a misreading."""

SEARCHED_FIELDS = (
    "invoice_code",
    "invoice_number",
    "issue_date",
    "amount",
    "tax",
    "total",
    "buyer_name",
    "buyer_tax_id",
    "seller_name",
    "seller_tax_id",
)


@dataclass(frozen=True)
class InvoiceColumns:
    """What `SEARCHED_FIELDS` say; sums in 分, None where there is none that can be understood."""

    invoice_key: str | None
    code: str
    number: str
    issue_date: date | None
    amount: int | None
    tax: int | None
    total: int | None
    buyer_name: str
    buyer_tax_id: str
    seller_name: str
    seller_tax_id: str
    parties: str


def invoice_columns(values: Mapping[str, str | None]) -> InvoiceColumns:
    """Values are in the form of the result format; absent, None and "" are the same here."""

    def text(field: str) -> str:
        return values.get(field) or ""

    names = [text(field) for field in ("buyer_name", "buyer_tax_id", "seller_name", "seller_tax_id")]
    return InvoiceColumns(
        invoice_key=invoice_key(text("invoice_code"), text("invoice_number")),
        code=text("invoice_code")[:SHORT],
        number=text("invoice_number")[:SHORT],
        issue_date=read_iso_date(text("issue_date")),
        amount=_fen(text("amount")),
        tax=_fen(text("tax")),
        total=_fen(text("total")),
        buyer_name=names[0],
        buyer_tax_id=names[1][:SHORT],
        seller_name=names[2],
        seller_tax_id=names[3][:SHORT],
        parties="\n".join(comparison_key(name) for name in names),
    )


def columns_of(row: InvoiceRow) -> InvoiceColumns:
    return InvoiceColumns(
        row.invoice_key,
        row.code,
        row.number,
        row.issue_date,
        row.amount,
        row.tax,
        row.total,
        row.buyer_name,
        row.buyer_tax_id,
        row.seller_name,
        row.seller_tax_id,
        row.parties,
    )


def invoice_key(code: str, number: str) -> str | None:
    """A number of twenty digits is unique by itself; any other only together with its code. None where that much was not read."""
    if _DIGITAL_NUMBER.fullmatch(number):
        return number
    return f"{code[:SHORT]}-{number[:SHORT]}" if code and number else None


def _fen(text: str) -> int | None:
    fen = parse_fen(text)
    return fen if fen is not None and abs(fen) <= _LARGEST_FEN else None
