"""Invented invoices without a fault, and the ways in which tests break one thing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from intake.checks.rules import RULES
from intake.domain.amount_words import write_words
from intake.domain.invoice_code import write_invoice_code
from intake.domain.invoice_number import write_digital_number
from intake.domain.money import format_fen
from intake.domain.qr_payload import write_qr_payload
from intake.domain.tax_id import write_credit_code
from intake.evidence import Evidence, Source
from intake.invoice import Code, Field, FieldState, Finding, Invoice, Item, Kind

WithField = Callable[..., Invoice]
Row = dict[str, str]


def _read(name: str, value: str, state: FieldState = FieldState.READ, confidence: float = 0.99) -> Field:
    """A field that two models read alike."""
    evidence = tuple(Evidence(name, value, Source.OCR, confidence, reader=reader) for reader in ("first", "second"))
    return Field(value, state, confidence, Source.OCR, value, evidence=evidence, confirmed_by=("ocr:second",))


def _row(name: str, quantity: str, price: str, amount: str, rate: str, tax: str) -> Row:
    return {"name": name, "specification": "", "unit": "", "quantity": quantity, "unit_price": price, "amount": amount, "tax_rate": rate, "tax": tax}


@pytest.fixture
def with_field() -> WithField:
    """The invoice with one field read differently."""

    def change(invoice: Invoice, name: str, value: str, state: FieldState = FieldState.READ, confidence: float = 0.99) -> Invoice:
        return replace(invoice, fields={**invoice.fields, name: _read(name, value, state, confidence)})

    return change


@pytest.fixture
def with_rows() -> Callable[..., Invoice]:
    """The invoice with other lines."""

    def change(invoice: Invoice, *rows: Row, confidence: float = 0.99) -> Invoice:
        return replace(invoice, items=tuple(Item(cells, confidence) for cells in rows))

    return change


@pytest.fixture
def row() -> Callable[..., Row]:
    """Cells of a line: name, quantity, unit price, amount, rate, tax."""
    return _row


@pytest.fixture
def today() -> date:
    return date(2024, 6, 1)


@pytest.fixture
def findings(today: date) -> Callable[[str, Invoice], tuple[Finding, ...]]:
    """What one rule says about an invoice."""

    def run(rule_id: str, invoice: Invoice) -> tuple[Finding, ...]:
        return next(rule for rule in RULES if rule.id == rule_id).findings(invoice, today)

    return run


ROWS = (
    _row("*餐饮服务*餐费", "2", "50.00", "100.00", "6%", "6.00"),
    _row("*文具*铅笔", "10", "2.5", "25.00", "13%", "3.25"),
    _row("*文具*铅笔", "", "", "-5.00", "13%", "-0.65"),
)
AMOUNT, TAX, TOTAL = 12000, 860, 12860


def _invoice(kind: Kind, identity: dict[str, str], payload: str) -> Invoice:
    values = {
        **identity,
        "buyer_name": "示例采购有限公司",
        "buyer_tax_id": write_credit_code("91", "310115", "MA1K0B8X"),
        "seller_name": "示例销售有限公司",
        "seller_tax_id": write_credit_code("91", "110108", "MA00A1B2"),
        "amount": format_fen(AMOUNT),
        "tax": format_fen(TAX),
        "total": format_fen(TOTAL),
        "total_in_words": write_words(TOTAL),
        "drawer": "示例",
    }
    fields = {name: _read(name, value) for name, value in values.items()}
    fields["remarks"] = Field("", FieldState.EMPTY, 0.99, Source.OCR, confirmed_by=("no-ink",))
    return Invoice(kind, fields=fields, items=tuple(Item(cells, 0.99) for cells in ROWS), codes=(Code(payload, "zxing"),), kind_said_by=("title", "layout"))


@pytest.fixture
def electronic() -> Invoice:
    """An electronic general invoice of Beijing."""
    code, number, day, check_code = write_invoice_code("10", "1100", 2023), "00012345", date(2024, 3, 11), "12345678901234567890"
    identity = {"invoice_code": code, "invoice_number": number, "issue_date": day.isoformat(), "check_code": check_code, "machine_number": "661500000001"}
    return _invoice(Kind.VAT_E_GENERAL, identity, write_qr_payload("10", code, number, AMOUNT, day, check_code))


@pytest.fixture
def digital() -> Invoice:
    """A digital general invoice of Beijing."""
    number, day = write_digital_number(2024, "11", 4711), date(2024, 3, 11)
    identity = {"invoice_number": number, "issue_date": day.isoformat()}
    return _invoice(Kind.DIGITAL_GENERAL, identity, write_qr_payload("32", "", number, TOTAL, day))
