"""Invented entries for ledgers, and a clock that stands still until it is told to go on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

from intake.domain.invoice_number import write_digital_number
from intake.domain.tax_id import write_credit_code
from intake.invoice import Kind
from intake.upload.ledger import BusinessKey, FoundEntry, LedgerEntry, OriginalFile

TENANT = "qinghe"
NOON = datetime(2024, 3, 11, 4, tzinfo=UTC)
ORIGINAL = b"<EInvoice/>"
SELLER = write_credit_code("91", "310115", "MA1K0B8X")
BUYER = write_credit_code("91", "110108", "MA00A1B2")


class Clock:
    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def go_on(self, **more: float) -> None:
        self.now += timedelta(**more)


def entry(serial: int = 4711, *, revision: int = 1, total: int = 10_600, original: bytes = ORIGINAL, **changes: Any) -> LedgerEntry:
    number = write_digital_number(2024, "11", serial)
    made = LedgerEntry(
        BusinessKey(TENANT, number, "", number),
        revision,
        Kind.DIGITAL_SPECIAL,
        date(2024, 3, 8),
        total - 600,
        600,
        total,
        {
            "invoice_number": number,
            "issue_date": "2024-03-08",
            "seller_name": "海州望潮餐饮管理(集团)有限公司",
            "seller_tax_id": SELLER,
            "buyer_name": "海州青禾云图科技有限公司",
            "buyer_tax_id": BUYER,
        },
        ({"name": "*餐饮服务*餐费", "quantity": "1", "unit_price": "100.00", "amount": "100.00", "tax_rate": "6%", "tax": "6.00"},),
        OriginalFile(sha256(original).hexdigest(), "发票.xml", "application/xml", len(original)),
    )
    return replace(made, **changes)


def found_as(sent: LedgerEntry, **changes: Any) -> FoundEntry:
    """What a ledger shows that booked an entry as it was sent."""
    shown = FoundEntry(
        "L1",
        sent.business.key,
        sent.issue_date,
        sent.amount,
        sent.tax,
        sent.total,
        sent.text("seller_tax_id"),
        sent.text("buyer_tax_id"),
        sent.original.sha256,
        sent.idempotency_key,
    )
    return replace(shown, **changes)
