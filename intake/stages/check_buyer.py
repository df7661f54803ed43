"""R19: is the buyer one of the firm's own companies?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from intake.invoice import Invoice, Kind
from intake.policies.company import CompanyVersion
from intake.policies.own_company import title_check, title_finding
from intake.reading import Reading


@dataclass(frozen=True)
class CheckBuyer:
    """Stands after confidences are calibrated, which learned from invoices without this finding, and before the decision, which heeds it."""

    companies: Sequence[Sequence[CompanyVersion]]
    """All versions of each."""
    day: date
    """Counts where the day of issue was not read."""
    name: str = "firm"

    def __call__(self, reading: Reading) -> Reading:
        return replace(reading, invoices=tuple(replace(found, invoice=self._checked(found.invoice)) for found in reading.invoices))

    def _checked(self, invoice: Invoice) -> Invoice:
        if invoice.kind is Kind.NOT_INVOICE:
            return invoice
        finding = title_finding(invoice, title_check(invoice, self.companies, self.day))
        return invoice if finding is None else replace(invoice, findings=(*invoice.findings, finding))
