"""R21: consecutive numbers from one seller (连号)."""

from __future__ import annotations

from intake.behaviour.history import PastInvoice
from intake.behaviour.look_back import Past
from intake.behaviour.numbers import consecutive_of
from intake.behaviour.observation import name_of, named
from intake.invoice import Finding, Severity


def consecutive_findings(invoice: PastInvoice, past: Past) -> tuple[Finding, ...]:
    """A note, whatever the reason: how unusual it is for the seller is the behaviour model's affair."""
    beside = consecutive_of(invoice, past)
    if not beside:
        return ()
    return (
        Finding(
            "R21",
            Severity.INFO,
            f"Its number follows on others of the same seller: {named(beside)}. See that one purchase was not billed in pieces or twice.",
            f"发票号码与同一销售方的其他发票连号: {named(beside)}, 请留意是否拆分开票或重复报销。",
            ("invoice_number",),
            found=", ".join(name_of(other) for other in beside),
        ),
    )
