"""What a rule is, and how rules look at an invoice."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from intake.domain.money import parse_fen, read_decimal
from intake.domain.qr_payload import InvoiceQr, parse_invoice_qr
from intake.domain.tax_rates import clean_rate
from intake.invoice import Field, FieldState, Finding, Invoice, Item, Severity, Suggestion

LEAST_CONFIDENCE = 0.5
"""A value read with less is not held against a rule: it is doubtful already, and what followed from it would be noise."""


@dataclass(frozen=True)
class Breach:
    """What a rule has to say about one invoice."""

    message: str
    message_zh: str
    fields: tuple[str, ...] = ()
    expected: str = ""
    found: str = ""
    suggestion: Suggestion | None = None
    severity: Severity | None = None
    """Where it differs from the rule's own."""


@dataclass(frozen=True)
class Rule:
    """One check. `check` is given the invoice and today's date, and looks at nothing else."""

    id: str
    severity: Severity
    meaning: str
    meaning_zh: str
    check: Callable[[Invoice, date], Iterable[Breach]]
    version: str = "1"
    effective: str = ""
    """ISO date since when what it checks holds; "" = always."""

    def findings(self, invoice: Invoice, today: date) -> tuple[Finding, ...]:
        """The rule's breaches, as findings."""
        return tuple(self._finding(breach) for breach in self.check(invoice, today))

    def _finding(self, breach: Breach) -> Finding:
        return Finding(
            self.id,
            breach.severity or self.severity,
            breach.message,
            breach.message_zh,
            breach.fields,
            breach.expected,
            breach.found,
            breach.suggestion,
            self.version,
            self.effective,
        )


def read_field(invoice: Invoice, name: str) -> Field | None:
    """The field when a value was read with some confidence; None when it is empty, absent, unreadable or doubtful."""
    field = invoice.fields.get(name)
    if field is None or field.state is not FieldState.READ or not field.text or field.confidence < LEAST_CONFIDENCE:
        return None
    return field


def read_text(invoice: Invoice, name: str) -> str:
    """The value of `read_field`, "" when there is none."""
    field = read_field(invoice, name)
    return field.text if field else ""


def read_sum(invoice: Invoice, name: str) -> int | None:
    """An amount field in 分; None when it was not read."""
    return parse_fen(read_text(invoice, name))


def tax_sum(invoice: Invoice) -> int | None:
    """The total tax in 分, 0 where it is printed as stars; None when it was not read."""
    field = invoice.fields.get("tax")
    if field is not None and field.state is FieldState.NOT_APPLICABLE:
        return 0
    return read_sum(invoice, "tax")


def own_qr(invoice: Invoice) -> InvoiceQr | None:
    """The invoice's own QR payload among its codes."""
    return next((parsed for code in invoice.codes if (parsed := parse_invoice_qr(code.payload)) is not None), None)


@dataclass(frozen=True)
class Line:
    """A line of goods as numbers. None where a cell is empty or no number."""

    number: int
    """Counts from 1."""
    name: str
    quantity: Decimal | None
    unit_price: Decimal | None
    amount: int | None
    """分"""
    rate: str
    tax: int | None
    """分; None for stars too."""
    item: Item


def lines_of(invoice: Invoice) -> tuple[Line, ...]:
    """The lines that were read with some confidence, numbered as printed."""
    return tuple(_line(number, item) for number, item in enumerate(invoice.items, 1) if item.confidence >= LEAST_CONFIDENCE)


def all_lines_read(invoice: Invoice) -> bool:
    """There are lines, and each was read with some confidence, so that their sum means something."""
    return bool(invoice.items) and all(item.confidence >= LEAST_CONFIDENCE for item in invoice.items)


def _line(number: int, item: Item) -> Line:
    cell = item.cells.get
    return Line(
        number,
        cell("name", ""),
        read_decimal(cell("quantity", "")),
        read_decimal(cell("unit_price", "")),
        parse_fen(cell("amount", "")),
        clean_rate(cell("tax_rate", "")),
        parse_fen(cell("tax", "")),
        item,
    )


def numbers_of(lines: Iterable[Line]) -> str:
    """`1, 4, 7`: for messages."""
    return ", ".join(str(line.number) for line in lines)
