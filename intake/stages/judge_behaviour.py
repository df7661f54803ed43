"""Every invoice against those that came before it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from intake.behaviour.consecutive import consecutive_findings
from intake.behaviour.history import History, HistoryWith, PastInvoice, past_invoice
from intake.behaviour.judge import judge
from intake.behaviour.look_back import DEFAULT_LIMITS, look_back
from intake.behaviour.weights import Weights
from intake.invoice import Kind
from intake.reading import FoundInvoice, Reading


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class JudgeBehaviour:
    """Runs once fields are resolved and parties proposed. Invoices of the same file are compared with each other, too. Adds nothing to the history."""

    history: History
    weights: Weights
    limits: tuple[int, ...] = DEFAULT_LIMITS
    """分. Sums above which the firm asks for another signature, rising."""
    now: Callable[[], datetime] = utc_now
    """When the document came in, with its time zone."""
    name: str = "behaviour"

    def __call__(self, reading: Reading) -> Reading:
        received = self.now()
        judged: list[FoundInvoice] = []
        before: tuple[PastInvoice, ...] = ()
        for found in reading.invoices:
            if found.invoice.kind is Kind.NOT_INVOICE:
                judged.append(found)
                continue
            kept = past_invoice(found.invoice, received, invoice_id(reading.document.sha256, found))
            past = look_back(HistoryWith(self.history, before), kept, self.limits)
            behaviour = judge(kept, past, self.weights)
            findings = (*found.invoice.findings, *consecutive_findings(kept, past))
            judged.append(replace(found, invoice=replace(found.invoice, behaviour=behaviour, findings=findings)))
            before = (*before, kept)
        return replace(reading, invoices=tuple(judged))


def kept_invoices(reading: Reading, received: datetime) -> tuple[PastInvoice, ...]:
    """What to add to the history once a document was read: everything on it that is an invoice."""
    return tuple(
        past_invoice(found.invoice, received, invoice_id(reading.document.sha256, found))
        for found in reading.invoices
        if found.invoice.kind is not Kind.NOT_INVOICE
    )


def invoice_id(sha256: str, found: FoundInvoice) -> str:
    """Of an invoice of a file; the same whenever the file is read again."""
    return f"{sha256}:{found.regions[0].page}:{found.index}"
