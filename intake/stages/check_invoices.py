"""Findings about every invoice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from intake.checks.file_findings import doubt_findings, integrity_findings, quality_findings
from intake.checks.rules import check
from intake.reading import FoundInvoice, Reading


@dataclass(frozen=True)
class CheckInvoices:
    """`today` gives the day against which dates are judged."""

    today: Callable[[], date] = date.today
    name: str = "check"

    def __call__(self, reading: Reading) -> Reading:
        return replace(reading, invoices=tuple(self._checked(found) for found in reading.invoices))

    def _checked(self, found: FoundInvoice) -> FoundInvoice:
        invoice = found.invoice
        issues = tuple(dict.fromkeys(issue for region in found.regions for issue in region.issues))
        findings = (*invoice.findings, *check(invoice, self.today()), *integrity_findings(issues), *quality_findings(invoice.quality), *doubt_findings(invoice))
        return replace(found, invoice=replace(invoice, findings=findings))
