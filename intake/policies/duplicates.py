"""Is an invoice here already? Rule R20, graded. Pure: `intake.store.earlier_invoices` finds what may be compared.

Only what is certain is an error: the same code and number, or twenty-digit number. What differs by one character is a warning, and a red invoice with its blue one a note.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from rapidfuzz.distance import Levenshtein

from intake.invoice import Finding, Severity
from intake.kinds.fields import FIELD_LABELS

RULE = "R20"
YEARS_BACK = 5
"""So long do firms keep what they might be asked about, and pay twice by mistake."""
COMPARED = ("issue_date", "amount", "tax", "total", "seller_tax_id", "buyer_tax_id")
"""What two prints of one invoice can't disagree about."""


class Grade(StrEnum):
    SAME = "same"
    """The same code and number, and nothing else differs."""
    CONFLICT = "conflict"
    """The same code and number with other values: one is forged or misread."""
    NEAR = "near"
    """One character of the number differs, and date and total do not: probably misread."""
    REVERSAL = "reversal"
    """A red invoice and the blue one it cancels."""


@dataclass(frozen=True)
class ComparedInvoice:
    """What of an invoice is compared, in the form of the result format; "" for what was not read."""

    id: UUID
    invoice_key: str | None
    """What tells it from all others: `code-number`, or a number of twenty digits."""
    code: str
    number: str
    values: Mapping[str, str]
    """Of `COMPARED`."""
    total: int | None
    """分"""
    reverses: str = ""
    """Of a red invoice: number of the blue one, where the remarks name it."""


@dataclass(frozen=True)
class Duplicate:
    grade: Grade
    other: UUID
    """The invoice that was here before: to be shown to those alone who may see it."""
    differing: tuple[str, ...] = ()
    """Fields."""


def duplicates(invoice: ComparedInvoice, earlier: Sequence[ComparedInvoice]) -> tuple[Duplicate, ...]:
    """The gravest first; of equal ones in the given order."""
    found = [duplicate for other in earlier if (duplicate := _compared(invoice, other)) is not None]
    order = tuple(Grade)
    return tuple(sorted(found, key=lambda duplicate: order.index(duplicate.grade)))


def duplicate_findings(found: Sequence[Duplicate]) -> tuple[Finding, ...]:
    """R20, one finding for each grade. They name no other record, since whoever sees the invoice may not be one who sees that."""
    return tuple(_findings({duplicate.grade: duplicate for duplicate in reversed(found)}))


def look_back(day: date) -> date:
    """From this day on, earlier invoices count."""
    return day.replace(year=day.year - YEARS_BACK, day=min(day.day, 28))


def _compared(invoice: ComparedInvoice, other: ComparedInvoice) -> Duplicate | None:
    if invoice.id == other.id:
        return None
    differing = tuple(name for name in COMPARED if (mine := invoice.values.get(name, "")) and (its := other.values.get(name, "")) and mine != its)
    if invoice.invoice_key is not None and invoice.invoice_key == other.invoice_key:
        return Duplicate(Grade.CONFLICT if differing else Grade.SAME, other.id, differing)
    if _is_reversal(invoice, other) or _is_reversal(other, invoice):
        return Duplicate(Grade.REVERSAL, other.id)
    # Without a date, fixed-amount invoices of one book would all be near to one another.
    day = invoice.values.get("issue_date", "")
    sums_agree = (
        invoice.total is not None and invoice.total == other.total and day and day == other.values.get("issue_date") and "seller_tax_id" not in differing
    )
    if sums_agree and invoice.code == other.code and _is_near(invoice.number, other.number):
        return Duplicate(Grade.NEAR, other.id, ("invoice_number",))
    if sums_agree and invoice.number == other.number and _is_near(invoice.code, other.code):
        return Duplicate(Grade.NEAR, other.id, ("invoice_code",))
    return None


def _is_reversal(red: ComparedInvoice, blue: ComparedInvoice) -> bool:
    return bool(red.reverses) and red.reverses == blue.number and red.total is not None and red.total < 0


def _is_near(one: str, other: str) -> bool:
    return bool(one) and bool(other) and Levenshtein.distance(one, other, score_cutoff=1) == 1


def _findings(by_grade: Mapping[Grade, Duplicate]) -> Iterator[Finding]:
    if Grade.SAME in by_grade:
        yield Finding(
            RULE,
            Severity.ERROR,
            "This invoice is here already. If it came in twice by mistake, mark it as a duplicate.",
            "该发票已在系统中，如为重复提交请标记为重复。",
            ("invoice_code", "invoice_number"),
        )
    if (conflict := by_grade.get(Grade.CONFLICT)) is not None:
        names, names_zh = _bracketed(conflict.differing)
        yield Finding(
            RULE,
            Severity.ERROR,
            f"An invoice with this number is here already and says something else{names}: one of them is forged or misread. Compare both with their originals.",
            f"系统中已有相同号码但内容不同的发票{names_zh}，其中之一可能有误或系伪造，请与原件核对。",
            ("invoice_number", *conflict.differing),
        )
    if (near := by_grade.get(Grade.NEAR)) is not None:
        yield Finding(
            RULE,
            Severity.WARNING,
            "An invoice that differs by one character of its number is here already, with the same date and total. Check the number.",
            "系统中已有号码仅差一位、日期和金额相同的发票，请核对号码。",
            near.differing,
        )
    if Grade.REVERSAL in by_grade:
        yield Finding(
            RULE,
            Severity.INFO,
            "A red invoice and the blue one it cancels are both here.",
            "系统中存在与之对应的蓝字/红字发票。",
            ("invoice_number", "remarks"),
        )


def _bracketed(names: Sequence[str]) -> tuple[str, str]:
    return (f" ({_labels(names, False)})", f"（{_labels(names, True)}）") if names else ("", "")


def _labels(names: Sequence[str], zh: bool) -> str:
    return ("、" if zh else ", ").join(FIELD_LABELS[name].zh if zh else FIELD_LABELS[name].en for name in names)
